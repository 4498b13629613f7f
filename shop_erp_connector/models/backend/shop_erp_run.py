from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.problems import AWAITED_KINDS, WAITING_CODES
from .shop_erp_flow import KINDS, RUN_STATES

COUNTERS = ("fetched", "created", "changed", "skipped", "held", "failed", "calls")


class Run(models.Model):
    """One execution of a flow. Its figures are the sums of its steps, so that jobs never wait for one another."""

    _name = "shop_erp.run"
    _description = "Run of an exchange"
    _order = "id desc"

    flow_id = fields.Many2one("shop_erp.flow", required=True, ondelete="cascade", index=True)
    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True)
    direction = fields.Selection([("in", "To Odoo"), ("out", "From Odoo")], required=True)
    trigger = fields.Selection(
        [
            ("schedule", "Schedule"),
            ("user", "Sync now"),
            ("record", "One record"),
            ("webhook", "Webhook"),
            ("order", "Stock moved"),
            ("audit", "Audit"),
        ],
        required=True,
    )
    audit_id = fields.Many2one("shop_erp.audit", ondelete="cascade", index="btree_not_null")
    state = fields.Selection(RUN_STATES, required=True, default="running", index=True)
    started_at = fields.Datetime(required=True, default=fields.Datetime.now)
    ended_at = fields.Datetime()
    duration = fields.Float("Seconds", compute="_compute_duration")
    total = fields.Integer(help="How many records the remote announced; 0 when it does not tell.")
    step_ids = fields.One2many("shop_erp.run.step", "run_id")
    fetched = fields.Integer("Read", compute="_compute_counters")
    created = fields.Integer(compute="_compute_counters")
    changed = fields.Integer(compute="_compute_counters")
    skipped = fields.Integer("Unchanged", compute="_compute_counters")
    held = fields.Integer(compute="_compute_counters")
    failed = fields.Integer(compute="_compute_counters")
    calls = fields.Integer(compute="_compute_counters")
    progress = fields.Float(compute="_compute_counters")
    errors = fields.Text("First errors", compute="_compute_errors")

    @api.depends("backend_id.name", "kind", "started_at")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{run.backend_id.name}: {kinds.get(run.kind)} #{run.id}"

    @api.depends("started_at", "ended_at")
    def _compute_duration(self):
        for run in self:
            end = run.ended_at or fields.Datetime.now()
            run.duration = (end - run.started_at).total_seconds()

    def _compute_counters(self):
        sums = {
            run: (steps, finished, counts)
            for run, steps, finished, *counts in self.env["shop_erp.run.step"]._read_group(
                [("run_id", "in", self.ids)],
                ["run_id"],
                ["__count", "finished_count:sum", *(f"{name}:sum" for name in COUNTERS)],
            )
        }
        for run in self:
            steps, finished, counts = sums.get(run, (0, 0, [0] * len(COUNTERS)))
            for name, value in zip(COUNTERS, counts, strict=True):
                run[name] = value
            run.progress = 100.0 if run.state == "done" else 100.0 * finished / (steps or 1)

    def _compute_errors(self):
        steps = self.env["shop_erp.run.step"].search([("run_id", "in", self.ids), ("errors", "!=", False)], order="id")
        texts = {}
        for step in steps:
            texts.setdefault(step.run_id.id, []).extend(step.errors.split("\n"))
        for run in self:
            run.errors = "\n".join(texts.get(run.id, [])[:10]) or False

    @api.model
    def _start(self, flow, trigger, *, record_ids=None, external_ids=None):
        """Create a run with its first step.

        :param record_ids: push or apply only these binding rows
        :param external_ids: fetch only these remote records
        """
        run = self.create(
            {
                "flow_id": flow.id,
                "backend_id": flow.backend_id.id,
                "kind": flow.kind,
                "direction": flow.direction,
                "trigger": trigger,
            }
        )
        steps = self.env["shop_erp.run.step"]
        if record_ids:
            run._plan_rows(record_ids)
        elif flow.direction == "out":
            steps._plan_in(run, "collect")
        else:
            steps._plan_in(run, "fetch", external_ids=external_ids)
            if not external_ids:
                run._plan_left_over()
        return run

    @api.model
    def _start_audit(self, audit, flow):
        """Create the run that compares levels; the flow goes on with its own runs meanwhile."""
        run = self.create(
            {
                "flow_id": flow.id,
                "backend_id": flow.backend_id.id,
                "kind": flow.kind,
                "direction": flow.direction,
                "trigger": "audit",
                "audit_id": audit.id,
            }
        )
        self.env["shop_erp.run.step"]._plan_in(run, "audit")
        return run

    def _plan_rows(self, row_ids):
        """Plan steps for binding rows: as many in one as Odoo, or the remote, takes well."""
        steps = self.env["shop_erp.run.step"]
        is_out = self.direction == "out"
        size = self.backend_id._capabilities.batch.get(self.kind, 1) if is_out else steps.BATCH
        for start in range(0, len(row_ids), size):
            steps._plan_in(self, "push" if is_out else "apply", record_ids=row_ids[start : start + size])

    def _plan_left_over(self):
        """Rows that wait although no run is at work on them.

        Their job was lost with its machine, or they are held for a record that may have arrived meanwhile.
        """
        model = self.flow_id._bindings_model()
        stored = Domain("backend_id", "=", self.backend_id.id) & Domain("pending_document", "!=", False)
        stored &= Domain("takeover", "!=", "aside")
        waiting = model.search(stored & Domain("state", "=", "held") & Domain("reason_code", "in", WAITING_CODES))
        waiting._set_state("pending")
        self._plan_rows(model.search(stored & Domain("state", "=", "pending")).ids)
        steps, without_files = self.env["shop_erp.run.step"], model._waiting_for_files(self.backend_id).ids
        for start in range(0, len(without_files), steps.BATCH):
            steps._plan_in(self, "download", record_ids=without_files[start : start + steps.BATCH])

    @api.model
    def _close_finished(self):
        """Close the running runs whose steps are all finished, or will never be."""
        self.env["shop_erp.run.step"]._finish_lost()
        running = self.sudo().search([("state", "=", "running")])
        still_open = {
            run
            for (run,) in self.env["shop_erp.run.step"]
            .sudo()
            ._read_group([("run_id", "in", running.ids), ("state", "in", ("planned", "waiting"))], ["run_id"])
        }
        for run in running:
            if run not in still_open:
                run._close()

    def _close(self):
        failed = self.env["shop_erp.run.step"].search_count(
            [("run_id", "=", self.id), ("state", "=", "failed")], limit=1
        )
        self.write({"state": "failed" if failed else "done", "ended_at": fields.Datetime.now()})
        self.audit_id._finish(self.state)
        if self.direction == "in" and not self.audit_id and self._has_moved_stock():
            self.backend_id._levels_moved(self.company_id, known_by=self.backend_id)
        if self.kind == "order" and self.direction == "in":
            self.backend_id._start_waiting_stock(self.trigger)
        if self.direction == "in" and self.created:
            self._retry_arrived()

    def _retry_arrived(self):
        """What was held for records of this kind is tried again now, and not with the next turn of its own flow."""
        codes = [code for code, kind in AWAITED_KINDS.items() if kind == self.kind]
        if codes:
            self.env["shop_erp.binding"]._retry_waiting_for(self.backend_id, codes)

    def _has_moved_stock(self):
        """What was sold, also when it is held, or what an ERP or a supplier says there is: the others should know."""
        if self.kind == "order":
            return self.created or self.changed or self.held or self.failed
        return self.kind == "stock" and self.changed

    def action_open_attention(self):
        """Open the records of this kind and backend that are held or failed."""
        self.ensure_one()
        model = self.flow_id._bindings_model()
        return {
            "type": "ir.actions.act_window",
            "name": model._description,
            "res_model": model._name,
            "view_mode": "list,form",
            "domain": [("backend_id", "=", self.backend_id.id)],
            "context": {"search_default_held": True, "search_default_failed": True},
        }

    def _action_open(self):
        if not self:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "info", "message": self.env._("There is nothing to do.")},
            }
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_run_action")
        if len(self) == 1:
            return action | {"res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"domain": [("id", "in", self.ids)]}

    @api.autovacuum
    def _gc_runs(self):
        """Forget runs after 60 days, those that did nothing after 2."""
        now = fields.Datetime.now()
        old = self.search([("started_at", "<", fields.Datetime.subtract(now, days=60)), ("state", "!=", "running")])
        idle = self.search(
            [("started_at", "<", fields.Datetime.subtract(now, days=2)), ("state", "=", "done")], limit=5000
        )
        (old | idle.filtered(lambda run: not (run.created or run.changed or run.held or run.failed))).unlink()
