from collections import defaultdict
from datetime import UTC, datetime

from odoo import api, fields, models

from ..convert.order import decimal_of
from ..convert.problem import Problem
from ..engine import rows as binding_rows
from ..engine import stock
from ..engine.mappings import targets
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
    expected_at = fields.Datetime(readonly=True, help="When we last sent goods away that the remote books by itself.")

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
        entries = targets(self.backend_id, "location").items()
        warehouses = {external_id: entry.warehouse_id for external_id, entry in entries}
        vals = {}
        for row in self:
            try:
                vals[row.id] = row._level_vals(documents[row.id], warehouses)
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _level_vals(self, level, warehouses):
        if not self.odoo_id.is_storable:
            raise Problem("quantity_not_stocked", product=self.odoo_id.display_name)
        place = level.location_id
        if place and place not in warehouses:
            raise Problem("location_unmapped", id=place, lookup_type="location")
        return {
            "quantity": self.quantity if self._is_stale(level) else float(level.quantity),
            "warehouse": warehouses[place] if place else self.backend_id.warehouse_id,
        }

    def _is_stale(self, level):
        """A level that was read before we sent goods away says nothing about them; the next reading does."""
        return bool(level.read_at and self.expected_at and level.read_at.replace(tzinfo=None) < self.expected_at)

    def _write_records(self, known, vals):
        """Book the differences as inventory moves. The first report sets Odoo's stock to the remote's."""
        deltas, first = defaultdict(float), defaultdict(float)
        for row in known:
            place = (row.odoo_id, vals[row.id]["warehouse"])
            if row.digest:
                deltas[place] += float(decimal_of(vals[row.id]["quantity"], 4) - decimal_of(row.quantity, 4))
            else:
                first[place] += vals[row.id]["quantity"]
        for (product, warehouse), quantity in first.items():
            on_hand = product.with_context(warehouse_id=warehouse.id).qty_available
            deltas[product, warehouse] += float(decimal_of(quantity, 4) - decimal_of(on_hand, 4))
        stock.move_to_levels(self.backend_id, deltas)
        binding_rows.update(self, ("quantity",), {row.id: (vals[row.id]["quantity"],) for row in known})

    def _clear_dirty(self):
        """After a stale report also one that equals it is to be compared with what is expected."""
        super()._clear_dirty()
        stale = self.filtered(lambda row: row.document and row._is_stale(StockLevel.from_json(row.document)))
        stale.digest = "expected"

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
