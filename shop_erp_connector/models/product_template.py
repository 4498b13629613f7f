from odoo import fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "shop_erp.bound"]
    _shop_erp_bindings = ("shop_erp_binding_ids",)

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.product", "odoo_id", "In shops and ERPs", groups="shop_erp_connector.group_user"
    )
    shop_erp_stock_ids = fields.One2many(
        "shop_erp.binding.stock",
        compute="_compute_shop_erp_stock_ids",
        string="Stock levels there",
        groups="shop_erp_connector.group_user",
    )

    shop_erp_price_ids = fields.One2many(
        "shop_erp.binding.price", "odoo_id", "Prices there", groups="shop_erp_connector.group_user"
    )

    def _compute_shop_erp_stock_ids(self):
        for template in self:
            template.shop_erp_stock_ids = template.product_variant_ids.shop_erp_stock_ids

    def _shop_erp_rows(self):
        return [*super()._shop_erp_rows(), self.shop_erp_price_ids, self.product_variant_ids.shop_erp_stock_ids]
