"""What was cleared on one side is cleared on the other: the words about it are put into documents here, for all kinds.

See ``convert/cleared.py`` for what counts as cleared.
"""

from odoo.tools import SQL

from ..convert.cleared import with_emptied, with_not_taken
from ..remotes.documents import InvalidDocument
from . import rows as binding_rows


def tell(rows, documents):
    """Replace in ``documents`` what is to be sent by documents that tell what was cleared in Odoo.

    Just before they are sent, and not where each is built: a converter need not know what was agreed.
    """
    says = rows._all_says()
    if not says:
        return
    bases = rows.filtered("external_id")._agreed_documents()
    for row in rows:
        documents[row.id] = with_emptied(documents[row.id], bases.get(row.id), says)


def complete(model, backend, documents):
    """Return documents that were read, with what the remote does not keep as it was agreed; one query, or none.

    What it keeps in another way than Odoo is told in the way that was agreed on.
    """
    silent = [document.id for document in documents if _is_silent(document)]
    if not silent:
        return documents
    model.flush_model(["document"])
    bases = {}
    for id, text in model.env.execute_query(
        SQL(
            "SELECT external_id, document FROM %s WHERE backend_id = %s AND external_id = ANY(%s)",
            SQL.identifier(model._table),
            backend.id,
            [binding_rows.storable(id) for id in silent],
        )
    ):
        try:
            bases[id] = model._document_class().from_json(text) if text else None
        except InvalidDocument:  # of an older make that nothing reads any more: nothing is known to be agreed
            continue
    completed = [model._completed(one, bases.get(one.id)) if _is_silent(one) else one for one in documents]
    return model._told_from_agreed(backend, completed, bases)


def _is_silent(document):
    parts = (*getattr(document, "variants", ()), *getattr(document, "addresses", ()))
    return any(one.untold for one in (document, *parts, getattr(document, "billing", None)) if one)


def note_owned(rows, groups):
    """Note in the agreed documents that Odoo need not have taken what is in groups that it owns.

    For documents of a time when nobody noted it: that Odoo's value is empty must not clear the remote's.
    """
    says = rows._all_says()
    if says:
        agreed = rows._agreed_documents().items()
        noted = {id: with_not_taken(one, None, says, lambda group: group not in groups) for id, one in agreed}
        binding_rows.update(rows.browse(), ("document",), {id: (one.to_json(),) for id, one in noted.items()})


def note_not_taken(rows):
    """Note in the documents about to be agreed which of the remote's values Odoo has not taken.

    Where Odoo owns a field that it never had, the remote keeps what it has: that Odoo's is empty is no clearing.
    """
    groups = rows._group_flags()
    rows = rows.filtered(lambda row: row.odoo_id and not all(row._takes(group) for group in groups))
    if not rows or not rows._all_says():
        return
    bases, says, noted = rows._agreed_documents(), rows._all_says(), {}
    for row_id, document in rows._pending_documents()[0].items():
        told = with_not_taken(document, bases.get(row_id), says, rows.browse(row_id)._takes)
        if _is_silent(told):
            noted[row_id] = (told.to_json(),)
    binding_rows.update(rows.browse(), ("pending_document",), noted)
