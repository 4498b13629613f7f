from datetime import UTC, datetime

from odoo import api, fields, models

from ..convert.order import decimal_of
from ..convert.problem import Problem
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

    odoo_id = fields.Many2one("product.product", "Product", ondelete="cascade", index=True)
    variant_binding_id = fields.Many2one("shop_erp.binding.variant", ondelete="cascade", index=True)
    quantity = fields.Float(digits=(16, 4), readonly=True)

    # --- in ---

    def _match(self, documents, references):
        wanted = {documents[row.id].variant_id for row in self}
        variants = {
            row.external_id: row.odoo_id.id
            for row in self.env["shop_erp.binding.variant"].search_fetch(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("external_id", "in", list(wanted)),
                    ("odoo_id", "!=", False),
                ],
                ["external_id", "odoo_id"],
            )
        }
        unknown = {
            row.id: Problem("product_unknown", line=row.external_id, product=documents[row.id].variant_id)
            for row in self
            if documents[row.id].variant_id not in variants
        }
        return {row.id: variants.get(documents[row.id].variant_id) for row in self if row.id not in unknown} | unknown

    def _prepare_vals(self, documents, references):
        return {
            row.id: {"quantity": documents[row.id].quantity}
            if row.odoo_id.is_storable
            else Problem("quantity_not_stocked", product=row.odoo_id.display_name)
            for row in self
        }

    def _write_records(self, known, vals):
        """Book the differences as inventory moves. The first report sets Odoo's stock to the remote's."""
        first = known.filtered(lambda row: not row.digest)
        on_hand = (
            {
                product.id: product.qty_available
                for product in first.odoo_id.with_context(warehouse_id=self.backend_id.warehouse_id.id)
            }
            if first
            else {}
        )
        deltas = {}
        for row in known:
            base = on_hand[row.odoo_id.id] if row in first else row.quantity
            difference = decimal_of(vals[row.id]["quantity"], 4) - decimal_of(base, 4)
            deltas[row.odoo_id] = deltas.get(row.odoo_id, 0.0) + float(difference)
        stock.move_to_levels(self.backend_id, deltas)
        binding_rows.update(self, ("quantity",), {row.id: (float(vals[row.id]["quantity"]),) for row in known})

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
        binding_rows.update(self, ("quantity",), {row.id: (free[row.odoo_id.id],) for row in self})
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
