from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.safe_eval import safe_eval

KINDS = [
    ("category", "Categories"),
    ("product", "Products"),
    ("stock", "Stock"),
    ("price", "Prices"),
    ("customer", "Customers"),
    ("order", "Orders"),
    ("status", "Order states"),
    ("shipment", "Deliveries"),
    ("invoice", "Invoices"),
    ("return", "Returns"),
]

RUN_STATES = [("running", "Running"), ("done", "Done"), ("failed", "Failed")]

#: kind: the model whose rows carry it
BINDING_MODELS = {
    "category": "shop_erp.binding.category",
    "product": "shop_erp.binding.product",
    "stock": "shop_erp.binding.stock",
    "price": "shop_erp.binding.price",
    "customer": "shop_erp.binding.partner",
    "order": "shop_erp.binding.order",
    "status": "shop_erp.binding.status",
    "shipment": "shop_erp.binding.picking",
    "invoice": "shop_erp.binding.invoice",
    "return": "shop_erp.binding.return",
}

#: Minutes between two runs: orders soon, stock and prices hourly, catalogue and customers nightly.
_INTERVALS = {"order": 5, "status": 5, "shipment": 5, "invoice": 15, "return": 15, "stock": 60, "price": 60}
_NIGHTLY = 24 * 60

#: In which order due flows start: what others refer to first; orders in before stock out.
_PRECEDENCE = ["category", "product", "customer", "order", "stock", "price", "status", "shipment", "invoice", "return"]


class Flow(models.Model):
    """One kind of record in one direction for one backend: whether, how often and how far."""

    _name = "shop_erp.flow"
    _description = "Exchange of one kind of record"
    _order = "backend_id, sequence, id"
    _rec_names_search = ["backend_id.name", "kind"]

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(KINDS, required=True)
    direction = fields.Selection([("in", "To Odoo"), ("out", "From Odoo")], required=True)
    active = fields.Boolean()
    interval_minutes = fields.Integer("Every (minutes)", required=True, default=60, aggregator=None)
    next_run = fields.Datetime(default=fields.Datetime.now)
    cursor = fields.Json(
        copy=False, readonly=True, help="How far the remote has been read; only the remote understands it."
    )
    since = fields.Date(
        default=fields.Date.context_today,
        help="Orders and invoices of before this day are not sent: an ERP's fiscal documents cannot be taken back.",
    )
    record_domain = fields.Char(
        "Records", default="[]", help="Which Odoo records are sent, beyond what the kind requires by itself."
    )
    only_by_id = fields.Boolean(
        compute="_compute_only_by_id", help="The remote hands over single records only, by their id."
    )
    run_ids = fields.One2many("shop_erp.run", "flow_id")
    last_run_id = fields.Many2one("shop_erp.run", compute="_compute_last_run")
    last_run_at = fields.Datetime("Last run", compute="_compute_last_run")
    last_run_state = fields.Selection(RUN_STATES, "Result", compute="_compute_last_run")

    _unique_kind = models.Constraint(
        "UNIQUE (backend_id, kind, direction)", "A backend has one flow per kind and direction."
    )
    _check_interval = models.Constraint("CHECK (interval_minutes >= 1)", "A flow runs once a minute at most.")
    _due_idx = models.Index("(next_run) WHERE active")

    @api.depends("backend_id.name", "kind", "direction")
    def _compute_display_name(self):
        kinds, directions = dict(KINDS), dict(self._fields["direction"]._description_selection(self.env))
        for flow in self:
            kind = dict(self._fields["kind"]._description_selection(self.env)).get(flow.kind, kinds.get(flow.kind))
            flow.display_name = f"{flow.backend_id.name}: {kind} ({directions.get(flow.direction)})"

    def _compute_last_run(self):
        runs = [("flow_id", "in", self.ids), ("trigger", "!=", "audit")]
        latest = dict(self.env["shop_erp.run"]._read_group(runs, ["flow_id"], ["id:max"]))
        for flow in self:
            run = self.env["shop_erp.run"].browse(latest.get(flow))
            flow.last_run_id, flow.last_run_at, flow.last_run_state = run, run.started_at, run.state

    @api.depends("backend_id.system", "kind", "direction")
    def _compute_only_by_id(self):
        for flow in self:
            flow.only_by_id = flow.direction == "in" and flow.kind not in flow.backend_id._capabilities.pulls

    @api.constrains("active")
    def _check_active(self):
        for flow in self.filtered(lambda flow: flow.active and flow.only_by_id):
            raise ValidationError(
                self.env._(
                    "%(flow)s: this system hands over single records when Odoo asks for them; it needs no schedule.",
                    flow=flow.display_name,
                )
            )

    @api.constrains("record_domain")
    def _check_record_domain(self):
        for flow in self:
            model = self.env[BINDING_MODELS[flow.kind]]._record_model() if flow.kind in BINDING_MODELS else None
            if model is None:
                continue
            try:
                model.search(flow._domain(), limit=1)
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(flow)s: «Records» is not a filter: %(error)s", flow=flow.display_name, error=error)
                ) from error

    def _domain(self):
        return safe_eval(self.record_domain or "[]", {"uid": self.env.uid})

    @api.model
    def _sync(self, backend):
        """Make the flows of a backend those that its system can do; new ones are switched off."""
        capabilities = backend._capabilities
        readable = capabilities.pulls | capabilities.pulls_by_id
        wanted = {(kind, "in") for kind in readable} | {(kind, "out") for kind in capabilities.pushes}
        wanted = {(kind, direction) for kind, direction in wanted if kind in BINDING_MODELS}
        flows = backend.with_context(active_test=False).flow_ids
        present = {(flow.kind, flow.direction): flow for flow in flows}
        flows.filtered(lambda flow: (flow.kind, flow.direction) not in wanted).unlink()
        self.create(
            [
                {
                    "backend_id": backend.id,
                    "kind": kind,
                    "direction": direction,
                    "sequence": _PRECEDENCE.index(kind) * 2 + (direction == "out"),
                    "interval_minutes": _INTERVALS.get(kind, _NIGHTLY),
                    "active": False,
                }
                for kind, direction in sorted(wanted - set(present))
            ]
        )
        self.env["shop_erp.ownership"]._sync(backend)

    def _bindings_model(self):
        return self.env[BINDING_MODELS[self.kind]]

    def _remember_cursor(self, cursor):
        """Keep how far the remote was read; in the same transaction as the page."""
        self.sudo().cursor = cursor  # people who may synchronise may not edit flows

    @api.model
    def _cron_dispatch(self):
        """Start every flow that is due; close runs whose steps are all done."""
        self.env["shop_erp.run"]._close_finished()
        self.env["shop_erp.binding.order"]._release_unpaid()
        due = self.search(
            [
                ("active", "=", True),
                ("backend_id.active", "=", True),
                ("backend_id.state", "=", "ready"),
                ("next_run", "<=", fields.Datetime.now()),
            ]
        )
        due.sorted("sequence")._start(trigger="schedule")
        self._ask_for_outcomes()

    @api.model
    def _ask_for_outcomes(self):
        """Ask for what remotes took and do later, as soon as it is due: a flow's next turn may be tomorrow."""
        sending = [("active", "=", True), ("direction", "=", "out"), ("backend_id.state", "=", "ready")]
        for flow in self.search(sending).filtered(
            lambda flow: flow.kind in flow.backend_id._capabilities_of_system.defers
        ):
            running = [("flow_id", "=", flow.id), ("state", "=", "running")]
            due = [
                ("backend_id", "=", flow.backend_id.id),
                ("state", "=", "sending"),
                ("next_try", "<=", fields.Datetime.now()),
            ]
            rows = flow._bindings_model().search(due, order="id")
            if rows and not self.env["shop_erp.run"].search_count(running, limit=1):
                self.env["shop_erp.run"].sudo()._start(flow, "schedule", record_ids=rows.ids)

    def _start(self, trigger, *, orders_are_in=False):
        """Start a run of each flow that is not running already and return the runs.

        Levels are not sent before the orders of the same shop have been read: an order not yet here would be sold
        twice. They follow as soon as that is done.

        :param orders_are_in: they have just been read
        """
        runs = self.env["shop_erp.run"].sudo()  # who may press "Sync now" may not edit runs
        now = fields.Datetime.now()
        for flow in self:
            busy = runs.search(
                [("backend_id", "=", flow.backend_id.id), ("state", "=", "running"), ("trigger", "!=", "audit")]
            )
            if flow in busy.flow_id:
                runs |= busy.filtered(lambda run, flow=flow: run.flow_id == flow)
                if trigger == "order":  # it may have looked before the stock moved
                    flow.sudo().next_run = now
                continue
            orders = flow._orders_to_read_first()
            if orders and (orders in busy.flow_id or not orders_are_in):
                flow.sudo().next_run = now
                runs |= orders._start(trigger)
                continue
            flow.sudo().next_run = now + timedelta(minutes=flow.interval_minutes)
            runs |= runs._start(flow, trigger)
        return runs

    def _orders_to_read_first(self):
        """Return the flow that reads the shop's orders, for a flow that sends levels; one that is off only if it runs.

        A person may read orders by hand.
        """
        if (self.kind, self.direction) != ("stock", "out"):
            return self.browse()
        orders = self.backend_id.with_context(active_test=False).flow_ids.filtered(
            lambda flow: (flow.kind, flow.direction) == ("order", "in")
        )
        running = [("flow_id", "in", orders.ids), ("state", "=", "running")]
        return orders.filtered("active") or orders.filtered(
            lambda _flow: self.env["shop_erp.run"].sudo().search_count(running, limit=1)
        )

    def action_sync_now(self):
        """Run this flow now."""
        self.ensure_one()
        return self._start(trigger="user")._action_open()

    def action_read_again(self):
        """Forget how far the remote was read and read everything again; what is unchanged stays as it is."""
        self.ensure_one()
        if self.env["shop_erp.run"].search_count([("flow_id", "=", self.id), ("state", "=", "running")], limit=1):
            raise UserError(
                self.env._("%(flow)s is being read right now. Try again when that is done.", flow=self.display_name)
            )
        self.cursor = False
        return self.action_sync_now()
