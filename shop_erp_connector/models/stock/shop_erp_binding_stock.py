from odoo import fields, models


class BindingStock(models.Model):
    """The stock level of one variant at a remote ⇄ a product.

    ``quantity``: for a level that Odoo sends, what was sent last; for a level that a remote reports, what it is
    expected to show now. A report that differs from the expectation is what really came in or went out there.
    """

    _name = "shop_erp.binding.stock"
    _description = "Stock level at a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "stock"
    _is_sequential = True

    odoo_id = fields.Many2one("product.product", "Product", ondelete="cascade", index=True)
    variant_binding_id = fields.Many2one("shop_erp.binding.variant", ondelete="cascade", index=True)
    quantity = fields.Float(digits=(16, 4), readonly=True)
