from . import (
    shop_erp_binding_takeover,
    shop_erp_takeover,
    shop_erp_takeover_line,
)
