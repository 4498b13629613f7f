"""What the remote owns is not overwritten: a batch is read once before it is sent, and what moved there comes first."""

from ..remotes.errors import NotFound
from . import cleared
from . import rows as binding_rows
from .ownership import ODOO, REMOTE


def keep_theirs(rows, documents):
    """Replace in ``documents`` what is not Odoo's to send, or did not change in Odoo, by what both sides agreed on."""
    owners = rows._owners()
    if not _is_shared(owners):
        return
    bases = rows.filtered("external_id")._agreed_documents()
    for row in rows.browse(bases):
        documents[row.id] = documents[row.id].with_groups_of(bases[row.id], _theirs(row, owners))


def _is_shared(owners):
    return bool(set(owners.values()) - {ODOO})


def _theirs(row, owners):
    flags = row._group_flags()
    return {group for group, owner in owners.items() if owner == REMOTE or not row[flags[group]]}


def without_moved(step, rows, remote):
    """Return (the rows that are still there as both sides know them, ``{row: error}`` of those that cannot be read).

    The others are applied to Odoo first. One call of ``pull`` for the batch; a record that is gone there is left to the
    sending, which says so.

    :raises RemoteError: as ``pull`` does
    """
    known = rows.filtered("external_id")
    if not known or not _is_shared(rows._owners()):
        return rows, {}
    by_id = {row.external_id: row for row in known}
    moved, unreadable = [], {}
    for page in remote.pull(rows._kind, ids=list(by_id), limit=len(by_id)):
        documents = cleared.complete(rows.browse(), step.backend_id, page.documents)
        moved += [one for one in documents if one.id in by_id and one.digest() != by_id[one.id].digest]
        for refusal in page.refusals:
            if refusal.id in by_id and not isinstance(refusal.error, NotFound):
                unreadable[by_id[refusal.id]] = refusal.error
    rows -= rows.browse([row.id for row in unreadable])
    if not moved:
        return rows, unreadable
    ids, _new, _unchanged = binding_rows.claim(rows.browse(), step.backend_id, moved)
    step._plan("apply", kind=rows._kind, record_ids=ids, is_retry=step.is_retry)
    return rows - rows.browse(ids), unreadable
