"""One page of documents → binding rows (pending) + cursor, in one transaction; then the next page and the applying."""

from datetime import UTC, datetime

from ..remotes.contract import Page
from ..remotes.errors import DELETED, NotFound
from . import cleared, demand, rows, takeover
from .problems import text

#: How many records one apply step takes: large enough to share queries, small enough to lose little when it fails.
APPLY_BATCH = 50


def perform(step, remote):
    """Fetch one page for the step's run, store it with its cursor and plan what follows."""
    flow, ids, kind = step.run_id.flow_id, step.external_ids, step.kind
    moment = datetime.now(UTC)
    limit = remote.capabilities.page.get(kind, 100)
    if ids:
        pages = remote.pull(kind, ids=ids, limit=limit)
    else:
        since = None if step.run_id.takeover_id else flow.cursor
        cursor = step.cursor or since or None
        if not step.run_id.takeover_id:
            flow._note_begin(cursor, moment)
        pages = remote.pull(kind, cursor=cursor, limit=limit)
    for page in pages:
        store(step, page, moment=moment)
        if not ids:
            if not step.run_id.takeover_id:
                flow._remember_cursor(page.cursor)
            if page.cursor.get("more"):
                step._plan("fetch", cursor=page.cursor)
            else:
                finish(step)
            break


def finish(step):
    """The last page is stored: what a whole reading does not name any more is news, too."""
    documents = step._bindings_model()._note_whole(step)
    if documents:
        store(step, Page(documents=documents, cursor={}))
    if step.run_id.takeover_id:
        step.run_id.takeover_id._plan_matching(step)


def store(step, page, *, moment=None):
    """Claim the page's records and plan their applying.

    :param moment: our own time (aware) just before the page was read; now, when it was not read from the remote
    """
    model = step._bindings_model()
    documents = list({document.id: document for document in page.documents}.values())
    documents = cleared.complete(model, step.backend_id, documents)
    to_apply, _new, unchanged = rows.claim(model, step.backend_id, documents)
    # an id that no database takes is kept under another one: such a record fails, and is never missed
    known = [document for document in documents if rows.storable(document.id) == document.id]
    to_apply += model._note_read(step.backend_id, known, to_apply, moment or datetime.now(UTC))
    if step.waiting:
        to_apply += _claimed_elsewhere(model, step.backend_id, known, to_apply)
    step._count(fetched=len(documents) + len(page.refusals), skipped=unchanged)
    step._note_total(page.total)
    if step.run_id.takeover_id:
        takeover.set_aside(model, to_apply)
        to_apply = []
    for start in range(0, len(to_apply), APPLY_BATCH):
        batch = to_apply[start : start + APPLY_BATCH]
        is_last = start + APPLY_BATCH >= len(to_apply)
        step._plan("apply", kind=step.kind, record_ids=batch, waiting=step.waiting if is_last else None)
    if documents and not to_apply:
        demand.try_again(step)
    _note_refusals(step, model, page.refusals)


def _claimed_elsewhere(model, backend, documents, to_apply):
    """Return the ids of rows that another run has stored and not applied yet.

    A shop tells of a new product and of its first order at once, by two webhooks: the order waits for nobody else.
    """
    ids = [document.id for document in documents]
    domain = [("backend_id", "=", backend.id), ("external_id", "in", ids), ("state", "=", "pending")]
    return model.search([*domain, ("id", "not in", to_apply)]).ids


def _note_refusals(step, model, refusals):
    """Write on the rows what the remote could not hand over; one missing twice in a row, or deleted there, is gone."""
    for refusal in refusals:
        row = model.search([("backend_id", "=", step.backend_id.id), ("external_id", "=", refusal.id)])
        if row.state == "erased":
            continue
        if not row:
            row = model.create(
                {"backend_id": step.backend_id.id, "external_id": refusal.id, "state": "failed", "direction": "in"}
            )
        if isinstance(refusal.error, NotFound):
            row._note_missing(str(refusal.error), is_certain=refusal.error.reason == DELETED)
        else:
            problem_text = text(step.env, "refused_there", error=str(refusal.error))
            row._set_state("failed", refusal.error.reason, problem_text)
        step._count(failed=1)
        step._note_error(row.reason)
