from . import product_product, shop_erp_binding_product
