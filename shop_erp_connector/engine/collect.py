"""Which rows Odoo has to send: records the remote does not know yet, and records that changed since both agreed."""

from odoo import fields
from odoo.fields import Domain


def perform(step):
    """Mark the rows of the step's flow that are to be sent, and plan their sending in batches of the remote's size."""
    model = step._bindings_model()
    flow = step.run_id.flow_id
    _add_new(model, flow)
    model._mark_changed(flow.backend_id)
    plan(step, model, _due(model, flow.backend_id))


def _due(model, backend):
    """Return the ids of rows whose time has come; their documents are left where they are, however many there are."""
    open_rows = Domain("backend_id", "=", backend.id) & Domain("state", "in", ("dirty", "in_doubt", "sending"))
    now = fields.Datetime.now()
    return model.search(open_rows & (Domain("next_try", "=", False) | Domain("next_try", "<=", now)), order="id").ids


def plan(step, model, row_ids):
    """Plan push steps for rows, as many in one step as the remote takes in one go."""
    size = step.backend_id._capabilities.batch.get(model._kind, 1)
    for start in range(0, len(row_ids), size):
        step._plan("push", record_ids=row_ids[start : start + size])


def _add_new(model, flow):
    rows = model._new_rows(flow)
    if rows:
        shared = {"backend_id": flow.backend_id.id, "state": "dirty", "direction": "out"}
        model.create([shared | row for row in rows])
