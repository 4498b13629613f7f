from odoo import api, fields, models
from odoo.tools import float_round


class ProductTemplateTrade(models.Model):
    """What shops and ERPs know of goods and Odoo has no field for.

    Weight, origin, customs code and the supplier's reference are Odoo's own.
    """

    _inherit = "product.template"

    shop_erp_brand_id = fields.Many2one("shop_erp.brand", "Brand", ondelete="restrict", index="btree_not_null")
    shop_erp_width = fields.Float("Width (cm)", digits=(16, 2))
    shop_erp_height = fields.Float("Height (cm)", digits=(16, 2))
    shop_erp_depth = fields.Float("Depth (cm)", digits=(16, 2))
    shop_erp_low_stock = fields.Float(
        "Low stock there", digits="Product Unit", help="At how many left a shop itself warns its people. 0: never."
    )
    shop_erp_accessory_ids = fields.Many2many(
        "product.template",
        "shop_erp_product_accessory",
        "product_tmpl_id",
        "accessory_id",
        "Accessories",
        help="What buyers of this product may need as well.",
    )
    shop_erp_alternative_ids = fields.Many2many(
        "product.template",
        "shop_erp_product_alternative",
        "product_tmpl_id",
        "alternative_id",
        "Alternatives",
        help="What may be bought instead of this product.",
    )

    @api.model
    def _shop_erp_per_kilogram(self):
        """Return how many of the units in which Odoo keeps weights make a kilogram."""
        if self.env["ir.config_parameter"].sudo().get_param("product.weight_in_lbs") != "1":
            return 1.0  # kilograms, Odoo's only other choice; asked for every variant, so without a query
        kilogram = self.env.ref("uom.product_uom_kgm")
        unit = self._get_weight_uom_id_from_ir_config_parameter()
        return float_round(kilogram._compute_quantity(1, unit, round=False), 6)
