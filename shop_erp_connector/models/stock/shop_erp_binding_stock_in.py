from datetime import UTC

from odoo import fields, models
from odoo.tools import SQL

from ...convert.problem import Problem
from ...engine import rows as binding_rows
from ...engine.problems import text
from ...engine.stock import levels, suppliers
from ...remotes.documents import StockLevel


class IncomingStock(models.Model):
    """Levels that a remote reports: its goods become Odoo's by inventory moves, a supplier's stay the supplier's.

    A remote with several places or lots has a level for each of them: ``location_id`` and ``lot_id`` say where in
    Odoo the level is kept.
    """

    _inherit = "shop_erp.binding.stock"

    location_id = fields.Many2one("stock.location", "Place", readonly=True, ondelete="set null")
    lot_id = fields.Many2one("stock.lot", readonly=True, ondelete="set null")
    expected_at = fields.Datetime(readonly=True, help="When we last sent goods away that the remote books by itself.")
    read_at = fields.Datetime(readonly=True, help="When this level was last read, by our own clock.")

    shown_quantity = fields.Float("There", digits=(16, 4), readonly=True, help="What the last audit found there.")
    audited_at = fields.Datetime("Audited", readonly=True)

    # --- which product ---

    def _match(self, documents, references):
        """By the variants that are known there; a supplier's feed also by the supplier's codes and our own.

        What a supplier offers and nobody sells here is no problem; it stays without a product.
        """
        found = levels.products_of_variants(self.backend_id, {documents[row.id].variant_id for row in self})
        if self.backend_id.is_supplier_feed:
            wanted = {row.id: documents[row.id] for row in self if documents[row.id].variant_id not in found}
            by_variant = {row.id: found.get(documents[row.id].variant_id) for row in self if row.id not in wanted}
            return by_variant | suppliers.matches(self.backend_id, wanted)
        return {
            row.id: found.get(documents[row.id].variant_id)
            or Problem("product_unknown", line=row.external_id, product=documents[row.id].variant_id)
            for row in self
        }

    # --- what to book ---

    def _prepare_vals(self, documents, references):
        places = levels.Places(self.backend_id)
        vals = {}
        for row in self.filtered("odoo_id"):
            try:
                vals[row.id] = row._level_vals(documents[row.id], places)
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _level_vals(self, level, places):
        product = self.odoo_id
        if not product.is_storable:
            raise Problem("quantity_not_stocked", product=product.display_name)
        quantity = levels.rounded_down(self.env, level.quantity)
        if self.backend_id.is_supplier_feed:
            return {"quantity": quantity, "basis": level.basis}
        lot = level.lot if product.tracking != "none" else ""
        if product.tracking != "none" and not lot and quantity:
            raise Problem("lot_missing", product=product.display_name, backend=self.backend_id.name)
        if product.tracking == "serial" and quantity not in (0, 1):
            raise Problem("serial_twice", product=product.display_name, lot=lot, quantity=level.quantity)
        return {
            "quantity": self._as_decimal() if self._is_stale() else quantity,
            "place": places.of(level.location_id),
            "lot": lot,
            "expires_on": level.expires_on,
        }

    def _as_decimal(self):
        return levels.decimal_of(self.quantity, 4)

    def _is_stale(self):
        """A level that was read before we sent goods away says nothing about them; the next reading does."""
        return bool(self.read_at and self.expected_at and self.read_at < self.expected_at)

    def _write_records(self, known, vals):
        """Book the differences as inventory moves; the first report of a place sets Odoo's stock to the remote's."""
        if self.backend_id.is_supplier_feed:
            suppliers.store(self.backend_id, {row: vals[row.id] for row in known})
        else:
            levels.book(self.backend_id, {row: vals[row.id] for row in known})
        binding_rows.update(self, ("quantity",), {row.id: (float(vals[row.id]["quantity"]),) for row in known})

    def _clear_dirty(self):
        """Note what was rounded; after a stale report also one that equals it is to be compared."""
        super()._clear_dirty()
        self.filtered(lambda row: row.odoo_id and row._is_stale()).digest = "expected"
        for row in self.filtered("odoo_id"):
            quantity = StockLevel.from_json(row.document).quantity
            kept = levels.rounded_down(self.env, quantity)
            if quantity != kept:
                unit = row.odoo_id.uom_id.name
                facts = {"product": row.odoo_id.display_name, "quantity": quantity, "kept": kept, "unit": unit}
                row._set_state("done", "rounded", text(self.env, "rounded", **facts))

    # --- what was read ---

    def _note_read(self, backend, documents, row_ids, moment):
        """Date what was read; levels by place or lot are dated also when they did not change (see ``_note_whole``)."""
        moment = moment.astimezone(UTC).replace(tzinfo=None)
        by_place = [document.id for document in documents if document.location_id or document.lot]
        self.env.execute_query(
            SQL(
                """UPDATE shop_erp_binding_stock SET read_at = %s
                    WHERE backend_id = %s AND (id = ANY(%s) OR external_id = ANY(%s)) RETURNING id""",
                moment,
                backend.id,
                list(row_ids),
                by_place,
            )
        )
        self.invalidate_model(["read_at"])
        if not backend.is_supplier_feed:
            return []
        suppliers.note_read(backend, [document.id for document in documents], moment)
        return suppliers.newly_known(backend, documents)

    def _note_whole(self, step):
        """Places and lots that a whole reading names no more while it names others of the same product are empty."""
        if self._kind in step.backend_id._capabilities.pulls_changes:
            return []
        return levels.vanished(step.run_id)
