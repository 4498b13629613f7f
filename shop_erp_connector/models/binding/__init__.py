from . import shop_erp_bound  # isort: skip - what Odoo's own records inherit comes first
from . import shop_erp_buyer  # isort: skip - what accounts and orders inherit
from . import shop_erp_binding  # isort: skip - what the kinds inherit
from . import (
    shop_erp_announcement,
    shop_erp_attention,
    shop_erp_binding_groups,
    shop_erp_binding_page,
)
