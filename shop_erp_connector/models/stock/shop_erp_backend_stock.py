from odoo import fields, models


class StockBackend(models.Model):
    """How a backend's stock levels are taken: as Odoo's own goods, or as what a supplier could send."""

    _inherit = "shop_erp.backend"

    is_supplier_feed = fields.Boolean(
        "Stock of a supplier",
        help="Its levels do not become stock of yours: they say what the supplier has of products that you buy on"
        " order, and shops are offered that, too.",
    )
    supplier_id = fields.Many2one("res.partner", check_company=True, help="Whose codes of your products the feed uses.")
    supplier_stock_hours = fields.Integer(
        "Count for (hours)", default=48, required=True, help="A level that was not read for so long is not counted."
    )

    @property
    def _stock_moves_with(self):
        """Return what takes goods off the figure that the remote reports: "order", "invoice" or None.

        A figure less the orders that it was given falls with the order; one of all that lies there with what takes
        the goods out.
        """
        capabilities = self._capabilities
        if self.stock_basis_there == "available" and "order" in capabilities.pushes:
            return "order"
        if capabilities.invoice_moves_stock:
            return "invoice"
        return "order" if capabilities.order_moves_stock else None

    _check_supplier_stock_hours = models.Constraint(
        "CHECK (supplier_stock_hours > 0)", "A supplier's stock counts for an hour at least."
    )
