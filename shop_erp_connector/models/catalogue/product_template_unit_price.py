from odoo import api, fields, models


class ProductTemplateUnitPrice(models.Model):
    """What is in one piece, for the price of a unit that shops must show beside the price."""

    _inherit = "product.template"

    shop_erp_content = fields.Float(
        "Content of one piece",
        digits=(16, 6),
        help="How many litres, kilograms … are in one piece: 0.75 for a bottle of three quarters of a litre. Shops show"
        " the price of one litre beside the price. Empty: no such price.",
    )
    shop_erp_content_unit = fields.Char("Unit of the content", help="As shops show it: l, kg, 100 ml …")
    shop_erp_unit_price = fields.Float(
        "Price of one unit", compute="_compute_shop_erp_unit_price", min_display_digits="Product Price"
    )

    _content_is_positive = models.Constraint("CHECK (shop_erp_content >= 0)", "What is in one piece is not negative.")

    @api.depends("list_price", "shop_erp_content")
    def _compute_shop_erp_unit_price(self):
        for template in self:
            content = template.shop_erp_content
            template.shop_erp_unit_price = template.list_price / content if content else 0.0
