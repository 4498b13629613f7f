"""Pending rows → Odoo records, in one batch. Held rows wait for a person, failed rows stand aside, the rest goes on."""

from odoo.addons.queue_job.exception import RetryableJobError

from ..convert.problem import Problem
from . import cleared, demand, ownership
from . import rows as binding_rows
from .attempt import attempt, failure
from .problems import WAITING_CODES, sentence
from .settlement import Settlement

#: After so many seconds a job looks again whether another one is done with its rows.
_BUSY = 5


def perform(step):
    """Apply the step's rows."""
    apply(step, step._records())


def apply(step, bindings):
    """Turn the rows' pending documents into Odoo records and write on each row what became of it.

    Rows that another job holds are left to it; rows that are not pending any more are done already (a job body may
    run twice).
    """
    bindings = bindings.exists()
    if step.is_retry:
        bindings.filtered(lambda row: row.state == "held" and row.reason_code in WAITING_CODES)._set_state("pending")
    pending = bindings.filtered(lambda row: row.state == "pending")
    bindings = pending.try_lock_for_update()
    if step.waiting and bindings != pending:
        raise RetryableJobError("Another job is at what this one waits for.", seconds=_BUSY, ignore_retry=True)
    if not bindings:
        demand.try_again(step)
        return
    bindings = bindings.with_context(**bindings._import_context())
    documents, unreadable = bindings._pending_documents()
    bindings = bindings.browse(documents)
    references, problems = bindings._resolve(documents)
    bindings = ownership.decided(bindings, documents)
    ready = bindings.filtered(lambda row: row.id not in problems)
    counts = {"created": 0, "changed": 0}
    errors = attempt(ready, lambda part: _apply_part(part, documents, references, problems, counts))
    problems |= {row.id: error for row, error in errors.items() if isinstance(error, Problem)}
    held = _hold(step, bindings, problems)
    waiting = bindings.filtered(lambda row: row.id in problems and problems[row.id].code in WAITING_CODES)
    demand.go_on(step, waiting, documents, references)
    failed = _fail(step, unreadable | {row: error for row, error in errors.items() if row.id not in problems})
    step._count(held=held, failed=failed, **counts)
    with_files = bindings.filtered(lambda row: row.state == "done" and row._files_to_fetch())
    if with_files:
        step._plan("download", record_ids=with_files.ids)
    ownership.send_kept(step, bindings)


def _apply_part(part, documents, references, problems, counts):
    """Create and write the records of one part; called again with smaller parts when a record fails."""
    for row in part:  # what an earlier, undone try found is found again, or not
        problems.pop(row.id, None)
    settlement = Settlement(part, documents, references)
    part, documents, references = settlement.rows, settlement.documents, settlement.references
    vals = part._prepare_page(documents, references, problems)
    settlement.settle(vals, problems)
    part = part.filtered(lambda row: row.id not in problems)
    # rows without values are not imported, by policy: the document is agreed all the same
    new = part.filtered(lambda row: not row.odoo_id and row.id in vals)
    known = part.filtered("odoo_id")
    part._write_records(known, vals)
    created = part._create_records(new, vals)
    if created:
        binding_rows.update(part.browse(), ("odoo_id",), {row.id: (record.id,) for row, record in created.items()})
    part._after_apply(documents, references, new)
    part.env.flush_all()
    cleared.note_not_taken(part)
    binding_rows.agree(part)
    part._after_agreement()
    part._clear_dirty()
    ownership.finish(part, settlement.kept)
    part._note_warnings(documents)
    counts["created"] += len(new)
    counts["changed"] += len(known)


def _hold(step, bindings, problems):
    held = bindings.filtered(lambda row: row.id in problems)
    for row in held:
        problem = problems[row.id]
        row._set_state("held", problem.code, sentence(step.env, problem))
        row._remember_lookup(problem)
        row._remember_conflict(problem)
        row._ask_person(problem)
        step._note_error(row.reason)
    return len(held)


def _fail(step, errors):
    for row, error in errors.items():
        row._set_state("failed", *failure(step.env, error))
        step._note_error(row.reason)
    return len(errors)
