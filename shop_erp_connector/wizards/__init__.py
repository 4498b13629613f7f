from . import (
    base_partner_merge,
    shop_erp_account_wizard,
    shop_erp_buyer_choice,
    shop_erp_listing_wizard,
    shop_erp_personal_data,
)
