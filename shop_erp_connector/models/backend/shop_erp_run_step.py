import random

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import apply, collect, downloads, fetch, push, takeover
from ...engine.stock import audit
from ...remotes.errors import AuthenticationFailed, RateLimited, RemoteError, Unavailable
from .shop_erp_flow import BINDING_MODELS, KINDS

#: Only these open the remote: what is stored can be applied while the remote is down or its key is wrong.
REMOTE_TASKS = {
    "fetch": fetch.perform,
    "push": push.perform,
    "download": downloads.perform,
    "audit": audit.perform,
    "look": audit.look,
}
LOCAL_TASKS = {
    "apply": apply.perform,
    "collect": collect.perform,
    "match": takeover.match,
    "try": takeover.attempt_all,
}

#: Tries of a step whose remote cannot be reached: with doubling delays from half a minute about eight hours.
_MOST_TRIES = 10
_FIRST_DELAY, _LONGEST_DELAY = 30, 3600

#: Errors that a step keeps for people; the rest stands on the rows.
_MOST_ERRORS = 10


class RunStep(models.Model):
    """A unit of a run's work = one queue job. The job carries only the step's id; the step says what to do.

    Steps count for themselves: two jobs never write the same row. A step that is not planned any more does nothing,
    so a job may run twice. Steps that would meet on the same records (sending, orders, stock) follow one another: the
    next one's job is queued when the one before is finished.
    """

    _name = "shop_erp.run.step"
    _description = "Step of a run"
    _order = "id"

    BATCH = fetch.APPLY_BATCH

    run_id = fields.Many2one("shop_erp.run", required=True, ondelete="cascade", index=True)
    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, help="Another one than the run's for what its records refer to.")
    task = fields.Selection(
        [
            ("fetch", "Read a page"),
            ("apply", "Write into Odoo"),
            ("download", "Fetch files"),
            ("collect", "Collect changes"),
            ("push", "Send"),
            ("audit", "Compare a page"),
            ("look", "Look again at what differs"),
            ("match", "Propose matches"),
            ("try", "Try"),
        ],
        required=True,
    )
    state = fields.Selection(
        [("planned", "Planned"), ("waiting", "Will be tried again"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="planned",
    )
    record_ids = fields.Json()
    external_ids = fields.Json()
    cursor = fields.Json()
    waiting = fields.Json(help="What waits for this step, innermost first: [[kind, row ids], …]")
    is_retry = fields.Boolean(help="Its rows were held for what has been fetched meanwhile.")
    is_queued = fields.Boolean(help="Its job has been queued; a step of a chain waits until the one before it is done.")
    tries = fields.Integer()
    fetched = fields.Integer("Read")
    created = fields.Integer()
    changed = fields.Integer()
    skipped = fields.Integer("Unchanged")
    held = fields.Integer()
    failed = fields.Integer()
    calls = fields.Integer()
    finished_count = fields.Integer()
    errors = fields.Text()

    _open_idx = models.Index("(run_id) WHERE state IN ('planned', 'waiting')")

    @api.model
    def _plan_in(self, run, task, *, eta=None, **vals):
        """Add a step to a run and queue its job, to be done now or after ``eta`` seconds."""
        shared = {"run_id": run.id, "backend_id": run.backend_id.id, "kind": run.kind, "task": task}
        step = self.sudo().create(shared | vals)
        if not step._is_chained() or not step.search_count([*step._chain(), ("is_queued", "=", True)], limit=1):
            step._enqueue(eta=eta)
        return step

    def _is_chained(self):
        if self.task != "apply":
            return self.task in ("push", "match")
        return self._bindings_model()._is_sequential or self.kind != self.run_id.kind

    def _chain(self):
        """Return the domain of the run's open steps that this one meets."""
        return [("run_id", "=", self.run_id.id), ("task", "=", self.task), ("state", "in", ("planned", "waiting"))]

    def _enqueue_next(self):
        """Queue the next step of the chain, unless one is under way."""
        if self._is_chained() and not self.search_count([*self._chain(), ("is_queued", "=", True)], limit=1):
            self.search([*self._chain(), ("is_queued", "=", False)], order="id", limit=1)._enqueue()

    def _plan(self, task, **vals):
        return self._plan_in(self.run_id, task, **vals)

    def _enqueue(self, eta=None):
        if not self:
            return
        run = self.run_id
        self.is_queued = True
        self.with_company(run.company_id).with_delay(
            channel=f"root.shop_erp.{'hook' if run.trigger == 'webhook' else run.direction}",
            priority=10 if run.trigger in ("schedule", "audit") else 5,
            description=f"{run.display_name}: {self.task}",
            identity_key=self._job_key(),
            eta=eta,
        )._job_perform()

    def _job_key(self):
        return f"shop_erp.step.{self.id}.{self.tries}"

    @api.model
    def _finish_lost(self):
        """A step whose job was cancelled or deleted will never be done: say so, or its run would block its flow.

        Chains that stand still are moved on: two jobs that end at once may each leave that to the other.
        """
        open_steps = self.sudo().search([("state", "in", ("planned", "waiting"))])
        steps = {step._job_key(): step for step in open_steps.filtered("is_queued")}
        alive = (
            self.env["queue.job"]
            .sudo()
            .search([("identity_key", "in", list(steps)), ("state", "not in", ("done", "cancelled", "failed"))])
        )
        for key in steps.keys() - set(alive.mapped("identity_key")):
            steps[key]._finish("failed", self.env._("The job was cancelled before it was done; the next run goes on."))
        standing = open_steps.filtered(lambda step: not step.is_queued)
        for steps_of_chain in standing.grouped(lambda step: (step.run_id, step.task)).values():
            steps_of_chain[0]._enqueue_next()

    def _bindings_model(self):
        return self.env[BINDING_MODELS[self.kind]]

    def _records(self):
        return self._bindings_model().browse(self.record_ids or [])

    def _job_perform(self):
        """Queue entry: do the step's task; what the remote refuses is written here, the job itself succeeds."""
        if self.exists().state not in ("planned", "waiting"):  # done already, or deleted with its run
            return
        if self.backend_id.state != "ready" and self.task in REMOTE_TASKS:
            untested = self.env._("The connection has not been tested since its settings changed.")
            self._finish("failed", self.backend_id.state_reason or untested)
            return
        try:
            self._perform()
        except AuthenticationFailed as error:
            self.backend_id._stop(str(error))
            self._finish("failed", str(error))
        except (RateLimited, Unavailable) as error:
            self._try_later(error)
        except RemoteError as error:
            excerpt = getattr(error, "excerpt", "")
            self._finish("failed", f"{error}\n{excerpt}" if excerpt else str(error))
        else:
            self._finish("done")

    def _perform(self):
        """Do the task in a savepoint: a remote's error leaves nothing half done. Calls count in any case."""
        if self.task not in REMOTE_TASKS:
            with self.env.cr.savepoint():
                LOCAL_TASKS[self.task](self)
            return
        with self.backend_id._opened() as remote:
            try:
                with self.env.cr.savepoint():
                    REMOTE_TASKS[self.task](self, remote)
            finally:
                self._count(calls=remote.calls)

    def _finish(self, state, error=None):
        self.write({"state": state, "finished_count": 1, "errors": self._with_error(error)})
        self.flush_recordset()
        self._enqueue_next()
        open_steps = self.search_count(
            [("run_id", "=", self.run_id.id), ("state", "in", ("planned", "waiting"))], limit=1
        )
        if not open_steps:
            self.run_id._close()

    def _try_later(self, error):
        """Do the same step again later, with growing and jittered delays; the reason is readable meanwhile."""
        if self.tries + 1 >= _MOST_TRIES:
            self._finish("failed", str(error))
            return
        delay = min(_FIRST_DELAY * 2**self.tries, _LONGEST_DELAY) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        delay = max(delay, getattr(error, "retry_after", 0))
        self.write({"state": "waiting", "tries": self.tries + 1, "errors": self._with_error(str(error))})
        self._enqueue(eta=int(delay))

    def _job_failed(self, exc_name, exc_message, **_facts):
        """Queue hook, called after the rollback of a job that broke: the step and its rows say so."""
        if not self.exists():
            return
        text = f"{exc_name}: {exc_message}"
        rows = self._records().exists().filtered(lambda row: row.state in ("pending", "dirty"))
        for row in rows:
            row._hold_internal(text)
        self.failed = len(rows)
        self._finish("failed", text)

    def _count(self, **counts):
        """Add to this step's figures."""
        for name, number in counts.items():
            if number:
                self[name] += number

    def _note_total(self, total):
        """Keep the remote's announced total; only the first page of a run tells it."""
        if total and self.task == "fetch" and not self.cursor:
            self.env.execute_query(
                SQL("UPDATE shop_erp_run SET total = %s WHERE id = %s RETURNING id", total, self.run_id.id)
            )
            self.run_id.invalidate_recordset(["total"])

    def _note_error(self, text):
        """Keep one of the step's first errors."""
        if text and (self.errors or "").count("\n") < _MOST_ERRORS:
            self.errors = self._with_error(text)

    def _with_error(self, text):
        if not text:
            return self.errors
        return f"{self.errors}\n{text}" if self.errors else text
