from odoo import api, fields, models
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    shop_erp_variant_ids = fields.One2many(
        "shop_erp.binding.variant", "odoo_id", "Variants in shops and ERPs", groups="shop_erp_connector.group_user"
    )
    shop_erp_stock_ids = fields.One2many(
        "shop_erp.binding.stock", "odoo_id", "Stock levels in shops and ERPs", groups="shop_erp_connector.group_user"
    )

    @api.model
    def _shop_erp_kits(self, company):
        """Return the query of (product_id, component_id, quantity): products that are put together when they are sold.

        ``quantity`` of the component, in its unit, for one of the product; nested kits down to what lies on shelves.
        Without manufacturing there are none.
        """
        return SQL("SELECT NULL::integer, NULL::integer, NULL::numeric WHERE false")
