from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import rows as binding_rows
from ...engine.stock import audit as audit_engine
from ...engine.stock.levels import move, products_of_variants
from ...remotes.documents import StockLevel

#: Days for which audits are kept.
_KEPT_DAYS = 60


class Audit(models.Model):
    """One comparison of the stock levels of a shop or ERP with Odoo's (see ``engine/stock/audit.py``)."""

    _name = "shop_erp.audit"
    _description = "Audit of stock levels"
    _order = "id desc"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    started_at = fields.Datetime("Began", required=True, default=fields.Datetime.now)
    ended_at = fields.Datetime("Ended")
    looked_at = fields.Datetime(help="When levels were last looked at; orders read before say nothing of them.")
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")], required=True, default="running"
    )
    direction = fields.Selection(
        [("out", "Odoo says how many there are"), ("in", "The ERP says how many there are")],
        "Who decides",
        required=True,
    )
    is_last = fields.Boolean("Latest", default=True)
    compared = fields.Integer("Levels compared")
    settled = fields.Integer("On their way", help="Differed when they were first looked at, and not any more.")
    waits = fields.Integer()
    line_ids = fields.One2many("shop_erp.audit.line", "audit_id")
    open_count = fields.Integer("Open differences", compute="_compute_counts")
    repaired_count = fields.Integer("Repaired", compute="_compute_counts")
    run_ids = fields.One2many("shop_erp.run", "audit_id")
    errors = fields.Text(compute="_compute_errors")

    @api.depends("backend_id.name", "started_at")
    def _compute_display_name(self):
        for audit in self:
            day = fields.Datetime.context_timestamp(audit, audit.started_at).date()
            audit.display_name = f"{audit.backend_id.name}: {fields.Date.to_string(day)}"

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (audit.id, state): count
            for audit, state, count in self.env["shop_erp.audit.line"]._read_group(
                [("audit_id", "in", self.ids)], ["audit_id", "state"], ["__count"]
            )
        }
        for audit in self:
            audit.open_count = counts.get((audit.id, "open"), 0)
            audit.repaired_count = counts.get((audit.id, "repaired"), 0)

    def _compute_errors(self):
        for audit in self:
            audit.errors = "\n".join(text for text in audit.run_ids.mapped("errors") if text) or False

    @property
    def is_exchanged(self):
        """Does the next run of a flow bring what is on its way?"""
        return any(
            flow.active and (flow.kind, flow.direction) == ("stock", self.direction)
            for flow in self.backend_id.flow_ids
        )

    # --- beginning and end ---

    @api.model
    def _cron_audit(self):
        """Compare with every shop and ERP that exchanges stock levels."""
        for backend in self.env["shop_erp.backend"].search([("state", "=", "ready")]):
            if backend.can_audit and "stock" in (backend.active_kinds or "").split():
                backend._start_audit()

    def _finish(self, state):
        """The audit's run has ended. What was only looked at once is no difference yet."""
        suspects = self.line_ids.filtered(lambda line: line.state == "suspect")
        self.settled += len(suspects) if state == "done" else 0
        suspects.unlink()
        self.write({"state": state, "ended_at": fields.Datetime.now()})

    @api.autovacuum
    def _gc_audits(self):
        """Forget audits after two months; the latest of each shop or ERP stays."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=_KEPT_DAYS)
        self.search([("started_at", "<", before), ("is_last", "=", False)], limit=100).unlink()

    def action_open_lines(self):
        """Open the differences of this audit."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_audit_line_action") | {
            "domain": [("audit_id", "=", self.id)],
            "context": {"search_default_open": True},
        }

    # --- lines, added by engine/stock/audit.py ---

    def _add_lines(self, found):
        """Note what differs, to be looked at again, and what is there but not offered."""
        known = set(self.line_ids.level_id.ids)
        self.env["shop_erp.audit.line"].create(
            [
                self._line_vals(one)
                for one in found
                if one.level.id not in known and (one.theirs != one.ours or one.theirs <= 0 < one.here)
            ]
        )

    def _line_vals(self, figures):
        return {
            "audit_id": self.id,
            "level_id": figures.level.id,
            "product_id": figures.level.odoo_id.id,
            "external_id": figures.level.external_id,
            "state": "explained" if figures.theirs == figures.ours else "suspect",
            **self._figure_vals(figures),
        }

    def _figure_vals(self, figures):
        if figures.theirs <= 0 < figures.here:
            kind = "zero_there"
        else:
            kind = "only_there" if figures.here <= 0 < figures.theirs else "differs"
        return {
            "kind": kind,
            "theirs": float(figures.theirs),
            "ours": float(figures.ours),
            "here": float(figures.here),
        }

    def _add_unknown(self, documents):
        """Note goods there of which Odoo knows no product."""
        known = products_of_variants(self.backend_id, {document.variant_id for document in documents})
        rows = self.env["shop_erp.binding.stock"].search(
            [("backend_id", "=", self.backend_id.id), ("external_id", "in", [document.id for document in documents])]
        )
        known_ids = set(rows.filtered("odoo_id").mapped("external_id"))
        self.env["shop_erp.audit.line"].create(
            [
                {
                    "audit_id": self.id,
                    "external_id": document.id,
                    "number": document.code,
                    "kind": "unknown",
                    "theirs": float(document.quantity),
                    "state": "open",
                }
                for document in documents
                if document.quantity > 0 and document.variant_id not in known and document.id not in known_ids
            ]
        )

    def _add_missing(self):
        """Note levels that Odoo sends or was told of, and the remote does not name: one query."""
        self.env["shop_erp.binding.stock"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM shop_erp_binding_stock
                    WHERE backend_id = %s AND odoo_id IS NOT NULL AND external_id IS NOT NULL AND synced_at IS NOT NULL
                      AND state IN ('done', 'dirty') AND (audited_at IS NULL OR audited_at < %s)""",
                self.backend_id.id,
                self.started_at,
            )
        )
        levels = self.env["shop_erp.binding.stock"].browse(level_id for (level_id,) in rows)
        if self.direction == "in":
            levels = levels.filtered("quantity")
        self.env["shop_erp.audit.line"].create(
            [
                {
                    "audit_id": self.id,
                    "level_id": level.id,
                    "product_id": level.odoo_id.id,
                    "external_id": level.external_id,
                    "kind": "missing",
                    "ours": level.quantity,
                    "here": level.quantity,
                    "state": "suspect",
                }
                for level in levels
            ]
        )

    def _judge(self, suspects, found, seen, most_looks):
        """Decide about lines that were looked at again; return whether some are to be looked at once more.

        :param found: ``Figures`` of the levels that are not on their way
        :param seen: remote ids that were read
        """
        figures = {one.level: one for one in found}
        settled = suspects.browse()
        for line in suspects:
            one = figures.get(line.level_id)
            if line.kind == "missing":
                line.state = "suspect" if line.external_id in seen else "open"
                settled |= line if line.external_id in seen else line.browse()
            elif not one or (one.theirs == one.ours and not one.theirs <= 0 < one.here):
                settled |= line
            elif one.theirs == one.ours:
                line.write({"state": "explained", **self._figure_vals(one)})
            elif one.theirs - one.ours == line._exact("theirs") - line._exact("ours"):
                line.write({"state": "open", **self._figure_vals(one)})
            elif line.looks + 1 < most_looks:
                line.write({"looks": line.looks + 1, **self._figure_vals(one)})
            else:
                settled |= line  # it moves all the time; tomorrow is another day
        self.settled += len(settled)
        settled.unlink()
        return any(line.state == "suspect" for line in suspects.exists())

    # --- repairing ---

    def _send(self, levels):
        """Send the levels as they are now, whatever was sent before."""
        levels.write({"state": "dirty", "direction": "out", "digest": False})
        return levels._run_rows(self.backend_id, levels, "out")

    def _take(self, lines):
        """Make Odoo's stock what the remote says; what it does not name any more is none."""
        missing = lines.filtered(lambda line: line.kind == "missing").level_id
        deltas = audit_engine.deltas(self, (lines.level_id - missing))
        move(self.backend_id, deltas)
        gone = [
            replace(StockLevel.from_json(level.document), quantity=Decimal(0)) for level in missing.filtered("document")
        ]
        ids, _new, _unchanged = binding_rows.claim(missing, self.backend_id, gone)
        return missing._run_rows(self.backend_id, missing.browse(ids), "in")
