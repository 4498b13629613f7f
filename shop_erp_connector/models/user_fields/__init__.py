from . import (
    ir_model_fields,
    shop_erp_binding_fields,
    shop_erp_field,
)
