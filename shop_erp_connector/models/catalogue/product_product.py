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

    shop_erp_price_extra = fields.Float(
        "Extra price of this combination",
        min_display_digits="Product Price",
        help="What this combination costs more than the extra prices of its attribute values say: a shop or ERP may"
        " have a price for each combination that no prices of single values add up to.",
    )

    @api.depends("shop_erp_price_extra")
    def _compute_product_price_extra(self):
        """Everything that Odoo works out of ``price_extra`` (sale prices, price lists) counts it in."""
        super()._compute_product_price_extra()
        for product in self:
            product.price_extra += product.shop_erp_price_extra

    @api.model
    def _shop_erp_kits(self, company):
        """Return the query of (product_id, component_id, quantity): products that are put together when they are sold.

        ``quantity`` of the component, in its unit, for one of the product; nested kits down to what lies on shelves.
        Without manufacturing there are none.
        """
        return SQL("SELECT NULL::integer, NULL::integer, NULL::numeric WHERE false")
