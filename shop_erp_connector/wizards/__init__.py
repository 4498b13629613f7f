from . import shop_erp_listing_wizard
