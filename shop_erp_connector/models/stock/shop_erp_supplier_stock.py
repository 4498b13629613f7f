from odoo import api, fields, models


class SupplierStock(models.Model):
    """What a supplier has of a product, as its feed last said. It is not Odoo's stock, and nothing is booked for it.

    Columns for SQL: ``backend_id`` (the feed), ``company_id``, ``partner_id`` (the supplier), ``product_id``
    (product.product), ``level_id`` (the feed's level it comes from), ``quantity`` (in the product's own unit, may be
    below 0), ``basis`` ("physical": all that lies there; "available": less the orders the supplier was given) and
    ``read_at`` (UTC; when the feed was last read with this level in it, changed or not). What of it is free to sell:
    ``engine/stock/suppliers.py``.
    """

    _name = "shop_erp.supplier.stock"
    _description = "Stock of a supplier"
    _order = "product_id, quantity desc, id"

    backend_id = fields.Many2one("shop_erp.backend", "Feed", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    partner_id = fields.Many2one(related="backend_id.supplier_id", store=True, string="Supplier")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", index=True)
    level_id = fields.Many2one("shop_erp.binding.stock", required=True, ondelete="cascade")
    quantity = fields.Float(digits="Product Unit", required=True)
    basis = fields.Selection([("physical", "All that lies there"), ("available", "Less orders")], required=True)
    read_at = fields.Datetime("Last read", required=True)
    is_fresh = fields.Boolean("Counted", compute="_compute_is_fresh")

    _unique_level = models.Constraint("UNIQUE (level_id)", "A level of a feed is one stock of the supplier.")

    @api.depends("read_at", "backend_id.supplier_stock_hours")
    def _compute_is_fresh(self):
        now = fields.Datetime.now()
        for stock in self:
            age = (now - stock.read_at).total_seconds() / 3600
            stock.is_fresh = age < stock.backend_id.supplier_stock_hours

    @api.depends("product_id", "partner_id", "backend_id")
    def _compute_display_name(self):
        for stock in self:
            supplier = stock.partner_id or stock.backend_id
            stock.display_name = f"{supplier.display_name}: {stock.product_id.display_name}"
