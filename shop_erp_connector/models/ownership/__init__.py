from . import (
    shop_erp_binding_says,
    shop_erp_conflict,
    shop_erp_conflict_parts,
    shop_erp_ownership,
)
