from datetime import UTC, datetime

from odoo import api, fields, models

from ..convert.order import decimal_of
from ..engine import rows as binding_rows
from ..engine import stock
from ..remotes.documents import StockLevel


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

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """One level for each bound variant of a stored product."""
        watched = self._search([("backend_id", "=", flow.backend_id.id), ("variant_binding_id", "!=", False)])
        variants = self.env["shop_erp.binding.variant"].search(
            [
                ("backend_id", "=", flow.backend_id.id),
                ("odoo_id.is_storable", "=", True),
                ("id", "not in", watched.subselect("variant_binding_id")),
            ]
        )
        return [
            {
                "odoo_id": variant.odoo_id.id,
                "variant_binding_id": variant.id,
                "external_id": variant.external_id,
                "number": variant.odoo_id.default_code,
            }
            for variant in variants
        ]

    @api.model
    def _mark_changed(self, backend):
        stock.mark_changed(self, backend)

    def _make_documents(self, remote):
        """Levels as they are now; what is owed already shows as nothing left, never as less than nothing."""
        free = stock.free_quantities(self.backend_id, self.odoo_id.ids)
        now = datetime.now(UTC).replace(microsecond=0)
        return {
            row.id: StockLevel(
                id=row.external_id,
                product_id=row.variant_binding_id.product_binding_id.external_id or "",
                variant_id=row.external_id,
                quantity=max(decimal_of(free[row.odoo_id.id], 4), decimal_of(0, 4)),
                basis="available",
                read_at=now,
            )
            for row in self
        }

    def _after_push(self, results, documents):
        """Remember what was sent: only another figure is a reason to send again."""
        binding_rows.update(self, ("quantity",), {row.id: (float(documents[row.id].quantity),) for row in self})
