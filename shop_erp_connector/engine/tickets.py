"""Writes that a remote took but does later: a row keeps the ticket and what was sent until the outcome is told.

Until then the row is *sending*: nothing else is sent for it. What changes in Odoo meanwhile is found by the look that
every row gets once its outcome is known.
"""

from datetime import timedelta

from odoo import fields

from ..remotes.documents import Document
from ..remotes.errors import RemoteError

#: Seconds until a ticket is asked for; doubled with each time, an hour at most.
_FIRST_DELAY, _LONGEST_DELAY = 30, 3600


def keep(rows, documents, results):
    """Note the tickets among the results; return the rows and results that are outcomes already."""
    settled, outcomes = rows.browse(), []
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, RemoteError) or result.error or not result.ticket:
            settled |= row
            outcomes.append(result)
            continue
        sent = row.sent_document or documents[row.id].to_json()
        row._set_state("sending", ticket=result.ticket, sent_document=sent, **_later(row))
    return settled, outcomes


def outcomes(rows, remote):
    """Ask what became of the rows' tickets; return ``(documents that were sent, results)`` for all of them."""
    documents = {row.id: Document.from_json(row.sent_document) for row in rows}
    try:
        return documents, remote.outcomes(rows._kind, rows.mapped("ticket"))
    except RemoteError as error:
        return documents, [error] * len(rows)


def settle(rows):
    """Forget the tickets of rows whose outcome is known; what changed in Odoo meanwhile is looked for."""
    rows.write({"ticket": False, "sent_document": False})
    rows.filtered(lambda row: row.state == "done")._look_for_changes()


def _later(row):
    delay = min(_FIRST_DELAY * 2**row.tries, _LONGEST_DELAY)
    return {"tries": row.tries + 1, "next_try": fields.Datetime.now() + timedelta(seconds=delay)}
