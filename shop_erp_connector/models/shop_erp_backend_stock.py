from odoo import fields, models


class StockBackend(models.Model):
    """How a backend's stock levels are taken: as Odoo's own goods, or as what a supplier could send."""

    _inherit = "shop_erp.backend"

    is_supplier_feed = fields.Boolean(
        "Stock of a supplier",
        help="Its levels do not become stock of yours: they say what the supplier has of products that you buy on"
        " order, and shops are offered that, too.",
    )
    supplier_id = fields.Many2one(
        "res.partner", "Supplier", check_company=True, help="Whose codes of your products the feed uses."
    )
    supplier_stock_hours = fields.Integer(
        "Count for (hours)", default=48, required=True, help="A level that was not read for so long is not counted."
    )

    _check_supplier_stock_hours = models.Constraint(
        "CHECK (supplier_stock_hours > 0)", "A supplier's stock counts for an hour at least."
    )
