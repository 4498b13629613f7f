from odoo import fields, models


class Backend(models.Model):
    """Which prices a shop or ERP is told, and whether they hold the tax."""

    _inherit = "shop_erp.backend"

    price_list_id = fields.Many2one(
        "product.pricelist",
        "Price list of everybody",
        check_company=True,
        ondelete="restrict",
        help="Its plain rules make the base prices there; its offers, and rules by quantity, are told beside them."
        " Prices for everybody that come from there by quantity or date become rules of it. Empty: base prices are the"
        " products' sales prices.",
    )
    price_basis = fields.Selection(
        [
            ("system", "As it keeps them there"),
            ("product", "As in Odoo"),
            ("included", "With tax"),
            ("excluded", "Without tax"),
        ],
        "Prices are sent",
        default="system",
        required=True,
        help="«As it keeps them there»: as the system always does; one that has a setting for it turns Odoo's prices"
        " into its basis by its own taxes. The other choices are worked out here, by the product's taxes.",
    )

    def _price_included(self):
        """Return whether prices are sent with tax, None for the basis of each product in Odoo."""
        chosen = {"included": True, "excluded": False, "product": None}
        return chosen.get(self.price_basis, self._capabilities.prices_include_tax)

    def _sends_prices(self):
        """Return whether prices travel by themselves: then they are no reason to send a product."""
        return any((flow.kind, flow.direction) == ("price", "out") and flow.active for flow in self.flow_ids)
