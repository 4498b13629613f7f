from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    shop_erp_variant_ids = fields.One2many(
        "shop_erp.binding.variant", "odoo_id", "Variants in shops and ERPs", groups="shop_erp_connector.group_user"
    )
    shop_erp_stock_ids = fields.One2many(
        "shop_erp.binding.stock", "odoo_id", "Stock levels in shops and ERPs", groups="shop_erp_connector.group_user"
    )
