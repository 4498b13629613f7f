from odoo import fields, models
from odoo.tools import SQL


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

    def _forget_sent(self, backend, variant_ids):
        """It is not known what the remote shows of its variants: the next run sends their levels."""
        if not variant_ids:
            return
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE shop_erp_binding_stock AS level SET quantity = NULL, digest = NULL
                     FROM shop_erp_binding_variant AS variant
                    WHERE variant.id = level.variant_binding_id AND level.backend_id = %s
                      AND variant.external_id = ANY(%s) AND level.direction = 'out' RETURNING level.id""",
                backend.id,
                list(variant_ids),
            )
        )
        self.invalidate_model(["quantity", "digest"])
