from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import rows as binding_rows
from ...engine import takeover as takeover_engine
from ...engine.problems import text
from ..backend.shop_erp_flow import BINDING_MODELS, KINDS

#: What can be taken over, what others refer to first.
TAKEOVER_KINDS = [kind for kind in KINDS if kind[0] in ("category", "product", "customer")]

_STATES = [
    ("draft", "Not read"),
    ("reading", "Reading"),
    ("ready", "To decide"),
    ("trying", "Dry run"),
    ("importing", "Importing"),
    ("done", "Done"),
]


class Takeover(models.Model):
    """The first take-over of one kind of records from a shop or ERP: read, matched, decided, tried, imported."""

    _name = "shop_erp.takeover"
    _description = "First take-over"
    _order = "id desc"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    kind = fields.Selection(TAKEOVER_KINDS, required=True, default="product")
    state = fields.Selection(_STATES, required=True, default="draft", readonly=True)
    run_ids = fields.One2many("shop_erp.run", "takeover_id")
    last_run_id = fields.Many2one("shop_erp.run", compute="_compute_last_run")
    progress = fields.Float(compute="_compute_last_run")
    fetched = fields.Integer("Read", compute="_compute_last_run")
    errors = fields.Text(compute="_compute_last_run")
    line_ids = fields.One2many("shop_erp.takeover.line", "takeover_id")
    new_count = fields.Integer("New", compute="_compute_counts")
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    ambiguous_count = fields.Integer("Ambiguous", compute="_compute_counts")
    conflicting_count = fields.Integer("Conflicting", compute="_compute_counts")
    undecided_count = fields.Integer("Undecided", compute="_compute_counts")
    decided_count = fields.Integer("To import", compute="_compute_counts")
    imported_count = fields.Integer("Imported", compute="_compute_counts")
    has_dry_run = fields.Boolean(compute="_compute_counts")

    _unique_kind = models.Constraint("UNIQUE (backend_id, kind)", "There is one take-over of each kind.")

    @api.depends("backend_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for takeover in self:
            takeover.display_name = f"{takeover.backend_id.name}: {kinds.get(takeover.kind)}"

    @api.depends("run_ids")
    def _compute_last_run(self):
        for takeover in self:
            run = takeover.run_ids.sorted("id")[-1:]
            takeover.last_run_id, takeover.progress = run, run.progress
            takeover.fetched, takeover.errors = run.fetched, run.errors

    @api.depends("line_ids.finding", "line_ids.decision", "line_ids.is_imported", "line_ids.outcome")
    def _compute_counts(self):
        groups = self.env["shop_erp.takeover.line"]._read_group(
            [("takeover_id", "in", self.ids)],
            ["takeover_id", "finding", "decision", "is_imported", "outcome"],
            ["__count"],
        )
        for takeover in self:
            own = [group[1:] for group in groups if group[0] == takeover]
            for finding in ("new", "matched", "ambiguous", "conflicting"):
                takeover[f"{finding}_count"] = sum(one[-1] for one in own if one[0] == finding)
            takeover.imported_count = sum(one[-1] for one in own if one[2])
            takeover.undecided_count = sum(one[-1] for one in own if not one[2] and not one[1])
            takeover.decided_count = sum(one[-1] for one in own if not one[2] and one[1])
            takeover.has_dry_run = any(one[3] for one in own if not one[2])

    # --- reading and matching ---

    def action_read(self):
        """Read everything there is and propose what each record may be; nothing is written into Odoo's records."""
        flow = self._free_flow()
        if self.kind not in self.backend_id._capabilities.pulls:
            raise UserError(
                self.env._("%(backend)s hands over single records only, by their id.", backend=self.backend_id.name)
            )
        self.state = "reading"
        self._start(flow, "fetch")

    def action_refresh(self):
        """Show how far it is: the form reads itself again after any button."""

    def _free_flow(self):
        """Return the flow into Odoo, which must not be at work."""
        self.ensure_one()
        self.check_access("write")
        flows = self.backend_id.with_context(active_test=False).flow_ids
        flow = flows.filtered(lambda flow: (flow.kind, flow.direction) == (self.kind, "in"))
        if not flow:
            raise UserError(self.env._("%(name)s: this system does not hand them over.", name=self.display_name))
        running = [("flow_id", "=", flow.id), ("state", "=", "running")]
        if self.env["shop_erp.run"].search_count(running, limit=1):
            raise UserError(self.env._("%(flow)s is at work. Try again when it is done.", flow=flow.display_name))
        return flow

    def _start(self, flow, task, steps=({},)):
        """Start a run with steps of one task."""
        run = (
            self.env["shop_erp.run"]
            .sudo()  # who may take over may not edit runs
            .create(
                {
                    "flow_id": flow.id,
                    "backend_id": flow.backend_id.id,
                    "kind": flow.kind,
                    "direction": "in",
                    "trigger": "takeover",
                    "takeover_id": self.id,
                }
            )
        )
        for vals in steps:
            self.env["shop_erp.run.step"]._plan_in(run, task, **vals)
        return run

    def _bindings_model(self):
        return self.env[BINDING_MODELS[self.kind]]

    def _plan_matching(self, step):
        """All is read: match what stands for no record of Odoo yet."""
        model = self._bindings_model()
        waiting = model.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "=", False),
                ("pending_document", "!=", False),
                ("state", "in", ("pending", "held", "failed")),
            ],
            order="id",
        )
        waiting.write({"takeover": "aside", "state": "pending"})
        waiting_ids = set(waiting.ids)
        self.line_ids.filtered(lambda line: not line.is_imported and line.res_id not in waiting_ids).unlink()
        for start in range(0, len(waiting), takeover_engine.MATCH_BATCH):
            step._plan("match", record_ids=waiting[start : start + takeover_engine.MATCH_BATCH].ids)

    def _store_lines(self, lines):
        """Keep what was found out; what a person has decided stays where the finding is the same."""
        known = {
            line.res_id: line
            for line in self.env["shop_erp.takeover.line"].search(
                [("takeover_id", "=", self.id), ("res_id", "in", [vals["res_id"] for vals in lines])]
            )
        }
        self.env["shop_erp.takeover.line"].create(
            [vals | {"takeover_id": self.id} for vals in lines if vals["res_id"] not in known]
        )
        for vals in lines:
            line = known.get(vals["res_id"])
            if line and (line.finding, line.candidates) != (vals["finding"], vals["candidates"]):
                line.write(vals)
        self._note_rivals()

    def _note_rivals(self):
        """Two of the remote's records that would become one of Odoo's, or could not be told apart, are a question."""
        if self.kind == "customer":  # one contact may have several accounts
            return
        linked = self.line_ids.filtered(lambda line: line.decision == "link" and not line.is_imported)
        rows = self._bindings_model().with_context(active_test=False).browse(linked.mapped("res_id"))
        taken = rows._stood_for(set(linked.mapped("record_id")))
        for record_id, lines in linked.grouped("record_id").items():
            if len(lines) > 1 or record_id in taken:
                lines.write({"finding": "conflicting", "decision": False})
        self._note_same_codes()

    def _note_same_codes(self):
        """New products that share a code, with each other or with one that is in Odoo already, are a question, too."""
        if self.kind != "product" or not self.backend_id.match_product_by_code:
            return
        proposals = self.env["shop_erp.takeover.line"]
        coded = [("takeover_id", "=", self.id), ("code", "!=", False)]
        created = Domain([*coded, ("decision", "=", "create"), ("is_imported", "=", False)])
        decided = Domain([*coded, ("decision", "in", ("create", "link"))])
        rivals = {
            code: lines.mapped("external_id")
            for code, lines in proposals._read_group(decided, ["code"], ["id:recordset"], [("__count", ">", 1)])
        }
        bound = [("backend_id", "=", self.backend_id.id), ("odoo_id", "!=", False), ("state", "!=", "gone")]
        codes = proposals._search(created).subselect("code")
        for row in self._bindings_model().search_fetch([*bound, ("number", "in", codes)], ["number", "external_id"]):
            rivals.setdefault(row.number, []).append(row.external_id)
        for code, lines in proposals.search(created & Domain("code", "in", list(rivals))).grouped("code").items():
            candidates = sorted({*rivals[code], *lines.mapped("external_id")})
            if len(candidates) > 1:
                reason = text(self.env, "code_twice", value=code, candidates=", ".join(candidates))
                lines.write({"finding": "conflicting", "decision": False, "outcome_reason": reason})

    # --- dry run and import ---

    def action_try(self):
        """Show what the import would do to each record, field by field; nothing of it is kept."""
        flow, lines = self._free_flow(), self._decided_lines()
        lines.change_ids.unlink()
        lines.write({"outcome": False, "outcome_reason": False})
        self.state = "trying"
        self._start(flow, "try", self._batches(lines, takeover_engine.TRY_BATCH))

    def action_import(self):
        """Do what was decided: link, create, leave out."""
        flow, lines = self._free_flow(), self._decided_lines()
        model = self._bindings_model()
        self._decide_rows(model.browse(lines.mapped("res_id")))
        omitted = lines.filtered(lambda line: line.decision == "leave_out")
        takeover_engine.left_out(model.browse(omitted.mapped("res_id")))
        model.browse(omitted.mapped("res_id")).write({"takeover": "left_out"})
        omitted.write({"is_imported": True, "outcome": False})
        self.state = "importing"
        batches = self._batches(lines - omitted, self.env["shop_erp.run.step"].BATCH)
        if batches:
            self._start(flow, "apply", batches)
        else:
            self._note_results()

    def _decided_lines(self):
        self._note_rivals()
        lines = self.line_ids.filtered(lambda line: line.decision and not line.is_imported)
        if not lines:
            raise UserError(self.env._("Nothing is decided. Read first, then decide about the records."))
        return lines

    def _batches(self, lines, size):
        """Return values of steps for the lines' rows, parents before their children."""
        wanted = lines.filtered(lambda line: line.decision != "leave_out").sorted(lambda line: (line.depth, line.id))
        ids = wanted.mapped("res_id")
        return [{"record_ids": ids[start : start + size]} for start in range(0, len(ids), size)]

    def _decide_rows(self, rows):
        """Write the decisions on binding rows: which record each stands for, or that it gets one of its own."""
        lines = self.env["shop_erp.takeover.line"].search(
            [("takeover_id", "=", self.id), ("res_id", "in", rows.ids), ("is_imported", "=", False)]
        )
        rows.write({"state": "pending"})
        linked = {line.res_id: (line.record_id,) for line in lines if line.decision == "link"}
        binding_rows.update(rows.browse(), ("odoo_id",), linked)
        created = [line.res_id for line in lines if line.decision == "create"]
        rows.browse(created).write({"takeover": "create"})
        rows.browse(linked).write({"takeover": False})

    def _store_reports(self, reports):
        """Keep what the dry run found, of each record and field."""
        lines = self.env["shop_erp.takeover.line"].search(
            [("takeover_id", "=", self.id), ("res_id", "in", list(reports))]
        )
        changes = []
        for line in lines:
            outcome, reason, fields_changed = reports[line.res_id]
            line.write({"outcome": outcome, "outcome_reason": reason})
            changes += [
                {"line_id": line.id, "field_name": name, "old_text": old, "new_text": new}
                for name, old, new in fields_changed
            ]
        self.env["shop_erp.takeover.change"].create(changes)

    def _run_closed(self):
        """A run of this take-over is over."""
        for takeover in self:
            if takeover.state == "importing":
                takeover._note_results()
            else:
                takeover.state = "ready"

    def _note_results(self):
        """Write on each line what became of it; the take-over is done when nothing is left."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.decision in ("link", "create") and not line.is_imported)
        rows = self._bindings_model().browse(lines.mapped("res_id")).exists()
        by_id = {row.id: row for row in rows}
        for line in lines:
            row = by_id.get(line.res_id)
            if row and row.state == "done":
                outcome = "created" if line.decision == "create" else "changed"
                line.write({"is_imported": True, "outcome": outcome, "outcome_reason": False})
            elif row and row.state in ("held", "failed"):
                line.write({"outcome": row.state, "outcome_reason": row.reason})
        self.state = "ready" if self.line_ids.filtered(lambda line: not line.is_imported) else "done"

    # --- screens ---

    def action_open_lines(self):
        """Open the records to decide about."""
        return self._action_lines()

    def _action_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_takeover_line_action")
        return action | {
            "display_name": self.display_name,
            "domain": [("takeover_id", "=", self.id)],
            "context": {"kind": self.kind}
            | {name: value for name, value in self.env.context.items() if name.startswith("search_default_")},
        }

    def action_open_changes(self):
        """Open what the dry run found, by record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_takeover_change_action")
        return action | {"domain": [("takeover_id", "=", self.id)]}


class Run(models.Model):
    """Runs that read, try or import for a take-over."""

    _inherit = "shop_erp.run"

    takeover_id = fields.Many2one("shop_erp.takeover", ondelete="cascade", index="btree_not_null")
    trigger = fields.Selection(selection_add=[("takeover", "Take-over")], ondelete={"takeover": "cascade"})

    def _close(self):
        super()._close()
        self.takeover_id._run_closed()


class Backend(models.Model):
    """The door to the take-over."""

    _inherit = "shop_erp.backend"

    def action_open_takeovers(self):
        """Open the take-overs of this backend."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_takeover_action")
        return action | {
            "domain": [("backend_id", "=", self.id)],
            "context": {"default_backend_id": self.id},
        }
