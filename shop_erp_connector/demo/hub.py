"""Drives the hub: presses "Sync now" on a flow and waits until the server's jobs have done it."""

import time

from . import backends, database
from .places import DemoError

COUNTERS = ("fetched", "created", "changed", "skipped", "held", "failed", "calls")

#: Seconds without any progress after which nothing more is expected.
_PATIENCE = 120
_PAUSE = 0.1
#: Seconds after which steps that stand still are moved on.
_NUDGE = 5


class Hub:
    """The exchange in Odoo.

    :param server: the ``Server`` whose jobs do the work
    """

    def __init__(self, server):
        self._server = server
        with database.session() as env:
            self._runs_before = env["shop_erp.run"].search([], limit=1, order="id desc").id or 0

    def sync(self, backend_name, *flows):
        """Run flows (kind, direction) of a backend one after the other."""
        for kind, direction in flows:
            with database.session() as env:
                flow = backends.find(env, backend_name).flow_ids.filtered(
                    lambda flow, kind=kind, direction=direction: (flow.kind, flow.direction) == (kind, direction)
                )
                flow._start(trigger="user")
            self.wait()

    def wait(self):
        """Wait until no run is at work; runs that others start are waited for as well."""
        progress, since = None, time.monotonic()
        while True:
            with database.session() as env:
                self._refuse_broken_jobs(env)
                open_runs, now = _progress(env)
                if not open_runs:
                    return
                if not now[0] or time.monotonic() - since > _NUDGE:
                    env["shop_erp.run"]._close_finished()  # as the scheduled action does every minute
            if now != progress:
                progress, since = now, time.monotonic()
            elif time.monotonic() - since > _PATIENCE:
                raise DemoError(f"Nothing has moved for {_PATIENCE} s: {', '.join(open_runs)}.")
            self._server.check()
            time.sleep(_PAUSE)

    def _refuse_broken_jobs(self, env):
        job = env["queue.job"].sudo().search([("state", "=", "failed")], limit=1)
        if job:
            raise DemoError(f"The job «{job.name}» failed: {job.exc_name}: {job.exc_message}\n{job.exc_info}")

    def counts(self):
        """Return ``{(backend name, kind, direction): {counter: number, "seconds": …}}`` of this hub."""
        with database.session() as env:
            runs = env["shop_erp.run"].search([("id", ">", self._runs_before)], order="id")
            seconds = _seconds(env, runs)
            table = {}
            for run in runs:
                row = table.setdefault((run.backend_id.name, run.kind, run.direction), {})
                for name in COUNTERS:
                    row[name] = row.get(name, 0) + run[name]
                row["seconds"] = row.get("seconds", 0) + seconds.get(run.id, 0)
        return table

    def complaints(self):
        """Return the first errors of the runs since this hub began."""
        with database.session() as env:
            runs = env["shop_erp.run"].search([("id", ">", self._runs_before)], order="id")
            return [f"{run.display_name}: {run.errors}" for run in runs if run.errors]


def _progress(env):
    """Return (names of the runs at work, (open steps, all steps))."""
    runs = env["shop_erp.run"].search([("state", "=", "running")])
    steps = env["shop_erp.run.step"]
    open_steps = steps.search_count([("run_id", "in", runs.ids), ("state", "in", ("planned", "waiting"))])
    return runs.mapped("display_name"), (open_steps, steps.search_count([]))


def _seconds(env, runs):
    """Return ``{run id: seconds that its jobs took}``."""
    keys = {f"shop_erp.step.{step.id}.{step.tries}": step.run_id.id for step in runs.step_ids}
    taken = {}
    for job in env["queue.job"].sudo().search([("identity_key", "in", list(keys))]):
        run_id = keys[job.identity_key]
        taken[run_id] = taken.get(run_id, 0) + job.exec_time
    return taken
