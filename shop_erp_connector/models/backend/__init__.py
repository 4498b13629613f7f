from . import shop_erp_backend  # isort: skip - what the others extend
from . import (
    shop_erp_backend_abilities,
    shop_erp_backend_account,
    shop_erp_backend_setting,
    shop_erp_backend_webhook,
    shop_erp_flow,
    shop_erp_lookup,
    shop_erp_mapping,
    shop_erp_memory,
    shop_erp_run,
    shop_erp_run_step,
)
