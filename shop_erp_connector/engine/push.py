"""Build the documents now, skip what the remote already has, announce creates, send, store each result.

A create is announced in a transaction of its own before it is sent; the announcement goes only when the outcome is
known and committed. A row that is announced when its turn comes is *in doubt*, whatever else its state says: it is
looked up by its key and adopted, and only created when it is not there.
"""

from datetime import timedelta

from odoo import fields

from ..convert.problem import Problem
from ..remotes.errors import AuthenticationFailed, NotFound, OutcomeUnknown, RateLimited, RemoteError, Unavailable
from . import cleared, protection, read_back, tickets
from . import rows as binding_rows
from .problems import sentence

#: Problems of rows that stay to be sent: they follow what they refer to.
_FOLLOWING = ("not_yet", "not_there_yet")

#: Seconds until an unsure or unreachable record is tried again; doubled with each try, an hour at most.
_FIRST_DELAY, _LONGEST_DELAY = 60, 3600

#: Tries of one record without a clear answer after which a person is asked; they come hourly by then.
_MOST_TRIES = 10


def perform(step, remote):
    """Send the step's rows."""
    send(step, step._records(), remote)


def send(step, rows, remote):
    """Send rows; what became of each is written on it. Rows that another job holds are left to it."""
    rows = rows.exists().filtered(lambda row: row.state in ("dirty", "in_doubt", "sending")).try_lock_for_update()
    _ask_for_outcomes(step, rows.filtered(lambda row: row.state == "sending"), remote)
    rows = rows.filtered(lambda row: row.state in ("dirty", "in_doubt"))
    if not rows:
        return
    for first in rows._push_first():
        send(step, first, remote)
    rows = rows.filtered(lambda row: row.state in ("dirty", "in_doubt"))
    documents = _documents(step, rows, remote)
    rows = rows.browse(documents)
    protection.keep_theirs(rows, documents)
    cleared.tell(rows, documents)
    rows = _skip_agreed(step, rows, documents)
    try:
        rows, unreadable = protection.without_moved(step, rows, remote)
        for row, error in unreadable.items():
            _store_error(step, row, error)
        rows = _settle_doubt(step, rows, documents, remote)
    except RemoteError as error:  # the remote cannot be asked now; what was sent before for other rows stays stored
        for row in rows:
            _store_error(step, row, error)
        return
    if not rows:
        return
    creates = rows.filtered(lambda row: not row.external_id)
    rows.env["shop_erp.announcement"]._announce(creates)
    ordered = [documents[row.id] for row in rows]
    try:
        results = remote.push(rows._kind, ordered)
    except RemoteError as error:
        results = [error] * len(rows)
    _store(step, rows, documents, results)
    read_back.adopt(rows.exists(), remote)


def _ask_for_outcomes(step, rows, remote):
    """Settle the rows that the remote took earlier and has done meanwhile; the others stay as they are."""
    if not rows:
        return
    documents, results = tickets.outcomes(rows, remote)
    _store(step, rows, documents, results)
    read_back.adopt(rows.exists(), remote)
    tickets.settle(rows.filtered(lambda row: row.state != "sending"))


def _documents(step, rows, remote):
    documents = {}
    made = rows._make_documents(remote)
    nothing_to_say = rows.filtered(lambda row: row.id not in made)
    nothing_to_say._set_state("done")
    nothing_to_say._set_unchanged(nothing_to_say)
    for row_id, found in made.items():
        if isinstance(found, Problem):
            row = rows.browse(row_id)
            if found.code in _FOLLOWING:  # stays to be sent, until what it refers to is there
                row._set_state("dirty", found.code, sentence(step.env, found))
                continue
            row._set_state("held", found.code, sentence(step.env, found))
            step._note_error(row.reason)
            _count(step, rows, held=1)
        else:
            documents[row_id] = found
    return documents


def _skip_agreed(step, rows, documents):
    """The remote has the very same content already: nothing to send."""
    agreed = rows.filtered(lambda row: row.external_id and row._is_agreed(documents[row.id]))
    if agreed:
        warned = agreed.filtered(lambda row: row.reason_code == "warning")  # what was not sent is still not there
        warned.write({"state": "done"})
        (agreed - warned)._set_state("done")
        agreed._set_unchanged(agreed)
        _count(step, rows, skipped=len(agreed))
    return rows - agreed


def _settle_doubt(step, rows, documents, remote):
    """Look up rows whose create may have arrived; adopt what is found, keep what is not for sending."""
    announced = rows.env["shop_erp.announcement"]._announced(rows)
    doubtful = rows.filtered(lambda row: not row.external_id and (row.state == "in_doubt" or row.id in announced))
    if not doubtful or rows._kind in remote.capabilities.repeats_safely:
        return rows
    if rows._kind not in remote.capabilities.finds_own_key:
        for row in doubtful:
            text = rows.env._(
                "It is not known whether %(backend)s has received this record, and it cannot be asked. Look there:"
                " if it is there, mark this line as done, else retry.",
                backend=row.backend_id.name,
            )
            row._set_state("held", "in_doubt", text)
        _count(step, rows, held=len(doubtful))
        return rows - doubtful
    found, unsettled = {}, rows.browse()
    for row in doubtful:  # one call per record: a remote has no way to look up many keys, and doubts are rare
        try:
            result = remote.find(rows._kind, row.key)
        except (RateLimited, Unavailable, AuthenticationFailed):
            raise
        except RemoteError as error:  # still not known; the other rows have nothing to do with it
            row._set_state("held", "in_doubt", str(error))
            step._note_error(f"{row.display_name}: {error}")
            _count(step, rows, held=1)
            unsettled |= row
            continue
        if result is not None:
            found[row.id] = result
    adopted = rows.browse(found)
    _store(step, adopted, documents, list(found.values()))
    adopted.exists().filtered(lambda row: row.state == "done")._look_again()
    return rows - adopted - unsettled


def _store(step, rows, documents, results):
    """Write the outcome of each row: agreed, taken for later, in doubt, refused, or to be tried again."""
    rows, results = tickets.keep(rows, documents, results)
    rows, results = _without_taken_ids(step, rows, results)
    successes, counts = {}, {"created": 0, "changed": 0, "skipped": 0}
    for row, result in zip(rows, results, strict=True):
        error = result if isinstance(result, RemoteError) else result.error
        if error is None:
            successes[row.id] = result
            name = "skipped" if result.unchanged else "changed" if row.external_id else "created"
            counts[name] += 1
        else:
            _store_error(step, row, error)
    settled = rows.filtered(
        lambda row: row.id in successes or (not row.external_id and row.state not in ("in_doubt", "sending", "held"))
    )
    rows.env["shop_erp.announcement"]._forget_after_commit(settled)
    _store_successes(rows, documents, successes)
    _count(step, rows, **counts)
    done = rows.browse(successes)
    if done:
        done._after_push(successes, documents)


def _without_taken_ids(step, rows, results):
    """Set aside rows whose remote id another row has already: two Odoo records would claim one record there.

    A row that was only read and stands for nothing in Odoo yet makes way.
    """
    ids = [getattr(result, "id", "") for result in results]
    others = rows.search([("backend_id", "=", rows.backend_id.id), ("external_id", "in", [id for id in ids if id])])
    others -= rows
    others.filtered(lambda other: not other.odoo_id).unlink()
    taken = {other.external_id: other for other in others.exists()}
    kept, kept_results = rows.browse(), []
    for row, result, id in zip(rows, results, ids, strict=True):
        if id and id in taken and not row.external_id and taken[id].odoo_id == row.odoo_id and row.odoo_id:
            _joined(row, taken[id])
            continue
        if id and id in taken:
            problem = Problem("taken_there", id=id, record=taken[id].odoo_id.display_name or taken[id].display_name)
            row._set_state("held", problem.code, sentence(step.env, problem))
            step._note_error(row.reason)
            _count(step, rows, held=1)
            continue
        if id:
            taken[id] = row
        kept |= row
        kept_results.append(result)
    return kept, kept_results


def _joined(row, read):
    """Let the row that was read stand for the record alone: the create had arrived, its answer had not."""
    key = row.key
    row.unlink()
    read.key = key
    read._look_for_changes()
    read.env["shop_erp.announcement"]._forget_after_commit(read)


def _store_successes(rows, documents, successes):
    now = fields.Datetime.now()
    agreed = {row_id: rows._agreed_document(documents[row_id], result) for row_id, result in successes.items()}
    binding_rows.update(
        rows.browse(),
        (
            "external_id",
            "number",
            "document",
            "digest",
            "state",
            "reason_code",
            "reason",
            "tries",
            "next_try",
            "synced_at",
        ),
        {
            row_id: (
                result.id or rows.browse(row_id).external_id,
                result.number or rows.browse(row_id).number or None,
                agreed[row_id].to_json(),
                agreed[row_id].digest(),
                "done",
                "warning" if result.warning else None,
                result.warning or None,
                0,
                None,
                now,
            )
            for row_id, result in successes.items()
        },
    )
    done = rows.browse(successes)
    done._set_unchanged(done)


def _store_error(step, row, error):
    text = str(error)
    if isinstance(error, OutcomeUnknown) and row.tries + 1 >= _MOST_TRIES:
        row._set_state("held", "in_doubt", text, tries=0, next_try=None)
        _count(step, row, held=1)
    elif isinstance(error, NotFound):
        row._note_missing(text)
        _count(step, row, failed=1)
    elif isinstance(error, OutcomeUnknown):
        row._set_state("dirty" if row.external_id else "in_doubt", error.reason, text, **_later(row, error))
    elif isinstance(error, RateLimited | Unavailable | AuthenticationFailed):
        if isinstance(error, AuthenticationFailed):  # whether all were refused or one: a person is told once
            row.backend_id._stop(text)
        # stays to be sent: the flow's next run takes it along once its time has come
        row._set_state(row.state, error.reason, text, **_later(row, error))
    else:
        row._set_state("failed", error.reason, text)
        row._note_refusal(error)
        row._set_unchanged(row)  # only a later change of the record is a reason to send it again
        _count(step, row, failed=1)
    step._note_error(f"{row.display_name}: {text}")


def _count(step, rows, **counts):
    """Rows that only go along, because the remote must know them first, are not what the run is about."""
    if rows._name == step._bindings_model()._name:
        step._count(**counts)


def _later(row, error):
    delay = max(min(_FIRST_DELAY * 2**row.tries, _LONGEST_DELAY), getattr(error, "retry_after", 0))
    return {"tries": row.tries + 1, "next_try": fields.Datetime.now() + timedelta(seconds=delay)}
