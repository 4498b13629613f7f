from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...convert.order import decimal_of
from ...convert.problem import Problem
from ...engine import rows as binding_rows
from ...engine.mappings import targets
from ...engine.stock import availability, explanation
from ...remotes.documents import StockLevel, level_id
from .shop_erp_backend_levels import BACKORDERS


class BindingStock(models.Model):
    """Levels that Odoo sends: one for each variant, or for each variant and location of the remote."""

    _inherit = "shop_erp.binding.stock"

    location_lookup_id = fields.Many2one(
        "shop_erp.lookup", "Location there", ondelete="cascade", index="btree_not_null", readonly=True
    )
    incoming = fields.Float("Announced", digits=(16, 4), readonly=True)
    incoming_on = fields.Date("Announced for", readonly=True)
    backorders = fields.Selection(BACKORDERS, "Sold there", readonly=True)
    moved_there = fields.Boolean(
        readonly=True, help="Orders were placed or cancelled there since: what the shop shows now is not known."
    )
    current_quantity = fields.Float("Now", digits=(16, 4), compute="_compute_explanation", compute_sudo=True)
    explanation = fields.Text("Why so many", compute="_compute_explanation", compute_sudo=True)

    def _compute_explanation(self):
        """What would be sent now, and how it comes about. One statement for each shop or ERP."""
        sent = self.filtered(lambda row: row.id and row.odoo_id and row.variant_binding_id)
        (self - sent).update({"current_quantity": False, "explanation": False})
        for rows in sent.grouped("backend_id").values():
            found = availability.explained(rows)
            for row in rows:
                row.current_quantity = found[row.id][0].quantity
                row.explanation = explanation.text(row.env, found[row.id])

    @api.model
    def _new_rows(self, flow):
        """One level for each bound variant of a stored product or kit, at each mapped location of the remote."""
        backend = flow.backend_id
        self._adopt_read_rows(backend)
        places = self.env["shop_erp.lookup"].browse(
            [entry.lookup_id.id for entry in targets(backend, "location").values() if entry.lookup_id.active]
        )
        if places:  # the whole would be counted once more
            self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("variant_binding_id", "!=", False),
                    ("location_lookup_id", "=", False),
                    ("direction", "=", "out"),
                ]
            ).unlink()
        return [row for place in places or [places] for row in self._new_rows_at(backend, place)]

    @api.model
    def _adopt_read_rows(self, backend):
        """Levels that were read before any was sent are those of the variants with the same id."""
        read = self.search([("backend_id", "=", backend.id), ("variant_binding_id", "=", False)])
        variants = self.env["shop_erp.binding.variant"].search_fetch(
            [("backend_id", "=", backend.id), ("external_id", "in", read.mapped("external_id"))], ["external_id"]
        )
        by_id = variants.grouped("external_id")
        for row in read.filtered(lambda row: row.external_id in by_id):
            row.variant_binding_id = by_id[row.external_id]

    @api.model
    def _new_rows_at(self, backend, place):
        watched = self._search(
            [
                ("backend_id", "=", backend.id),
                ("variant_binding_id", "!=", False),
                ("location_lookup_id", "=", place.id),
            ]
        )
        domain = Domain("backend_id", "=", backend.id) & Domain("external_id", "!=", False)
        domain &= Domain("state", "!=", "gone")
        domain &= Domain("id", "not in", watched.subselect("variant_binding_id"))
        domain &= Domain("odoo_id.is_storable", "=", True) | Domain("odoo_id", "in", self._kit_ids(backend))
        return [
            {
                "odoo_id": variant.odoo_id.id,
                "variant_binding_id": variant.id,
                "location_lookup_id": place.id,
                "external_id": level_id(variant.external_id, place.external_id or ""),
                "number": variant.odoo_id.default_code,
            }
            for variant in self.env["shop_erp.binding.variant"].search(domain)
        ]

    @api.model
    def _kit_ids(self, backend):
        kits = self.env["product.product"]._shop_erp_kits(backend.company_id)
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT product_id FROM (%s) AS kit (product_id, component_id, quantity)", kits)
        )
        return [product_id for (product_id,) in rows if product_id]

    @api.model
    def _mark_changed(self, backend):
        availability.mark_changed(self, backend)

    def _run_rows(self, backend, rows, direction):
        """Also a person's levels wait for the orders of the shop: the flow takes them along once these are read."""
        flow = self._flow(backend, direction)
        if direction == "out" and rows and flow.active and flow._orders_to_read_first():
            return flow._start(trigger="user")
        return super()._run_rows(backend, rows, direction)

    @api.model
    def _announce_again(self, backends):
        """Levels that announce goods are sent once more by the next run."""
        announcing = self.search([("backend_id", "in", backends.ids), ("incoming", ">", 0), ("state", "=", "done")])
        announcing.write({"state": "dirty", "direction": "out", "digest": False})

    def _make_documents(self, remote):
        """Levels as they are now; what is owed already shows as nothing left, never as less than nothing.

        The time of a level is that of the transaction: a later change is not in it.
        """
        levels = availability.levels_now(self)
        read_at = self.env.cr.now().replace(microsecond=0, tzinfo=UTC)
        return {row.id: row._make_document(levels[row.id], read_at) for row in self}

    def _make_document(self, level, read_at):
        if level.problem:
            return self._problem(level.problem)
        variant = self.variant_binding_id
        # what was never announced need not be taken back: the shop's own words stay
        incoming = decimal_of(level.incoming or 0, 4) if level.incoming or self.incoming else None
        return StockLevel(
            id=self.external_id,
            product_id=variant.product_binding_id.external_id or "",
            variant_id=variant.external_id or self.external_id,
            code=self.odoo_id.default_code or "",
            location_id=self.location_lookup_id.external_id or "",
            quantity=decimal_of(level.quantity, 4),
            basis=self.backend_id.stock_basis_there,
            read_at=read_at,
            incoming=incoming,
            incoming_on=level.incoming_on if incoming else None,
            backorders={"allow": True, "deny": False}.get(level.backorders),
            availability=self._availability(incoming, level.incoming_on) if incoming and level.incoming_on else {},
        )

    def _problem(self, code):
        return Problem(
            code,
            product=self.odoo_id.display_name,
            backend=self.backend_id.name,
            location=self.location_lookup_id.display_name,
            id=self.location_lookup_id.display_name,
        )

    def _availability(self, quantity, day):
        """Return ``{language: what the buyer reads}`` in the languages of this Odoo."""
        texts = {}
        for language in self.env["res.lang"].search([("active", "=", True)]):
            text = self.backend_id.with_context(lang=language.code).stock_incoming_text or ""
            text = text.replace("{date}", format_date(self.env, day, lang_code=language.code))
            texts[language.iso_code] = text.replace("{quantity}", f"{quantity.normalize():f}")
        return {code: text for code, text in texts.items() if text}

    def _after_push(self, results, documents):
        """Remember what was sent: only another figure is a reason to send again."""
        self.filtered("moved_there").moved_there = False
        sent = {row.id: documents[row.id] for row in self}
        binding_rows.update(
            self,
            ("quantity", "incoming", "incoming_on", "backorders"),
            {
                row_id: (
                    float(level.quantity),
                    float(level.incoming or 0),
                    level.incoming_on,
                    {True: "allow", False: "deny"}.get(level.backorders),
                )
                for row_id, level in sent.items()
            },
        )
