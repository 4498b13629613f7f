"""Walking through KeyInvoice's lists: there is no modification date, so every reading is a whole one
(dossier §6).

A cursor is ``{"offset": 200, "more": True, "total": 1234}`` inside a reading and ``{"offset": 0, "more":
False}`` at its end. ``more`` says that pages follow.
"""

from .. import records
from ..contract import Page
from ..cursors import chunked
from ..errors import NotFound
from .wire import PAGE_ROWS, SYSTEM, text

AT_THE_BEGINNING = {"offset": 0, "more": False}


def scan(fetch, parse, *, id_name, cursor, limit, count=None):
    """Yield pages of documents from a list method; one call brings up to 100 rows.

    :param fetch: function of an offset that answers the rows from there
    :param parse: function of a row that answers a document, or None for a row that is none of ours
    :param id_name: which value of a row names it, for refusals
    :param limit: most documents of a page, None for a page per call
    :param count: function that answers how many rows there are; asked only when one page does not hold them
    """
    offset, total = _position(cursor)
    while True:
        rows = fetch(offset)
        is_full = len(rows) >= PAGE_ROWS
        if total is None and count:
            total = count() if is_full else offset + len(rows)
        step = limit or PAGE_ROWS
        for start in range(0, max(len(rows), 1), step):
            chunk = rows[start : start + step]
            offset += len(chunk)
            more = is_full or start + step < len(rows)
            yield page(chunk, parse, id_name=id_name, cursor=_cursor(offset, more, total), total=total)
        if not is_full:
            return


def sliced(rows, parse, *, id_name, cursor, limit):
    """Yield pages of a list that one call (or a few) brought as a whole."""
    offset, _total = _position(cursor)
    step = limit or max(len(rows), 1)
    for start in range(offset, max(len(rows), offset + 1), step):
        chunk = rows[start : start + step]
        more = start + step < len(rows)
        cursor = _cursor(start + len(chunk), more, len(rows))
        yield page(chunk, parse, id_name=id_name, cursor=cursor, total=len(rows))


def by_ids(ids, read, *, limit):
    """Yield pages of documents that are read one by one; a missing or broken one is a refusal.

    :param read: function of an id that answers a document or raises ``Rejected`` or ``ProtocolError``
    """
    ids = list(ids)
    for chunk in list(chunked(ids, limit or PAGE_ROWS)) or [[]]:
        documents, refusals = _read_each(chunk, read, str)
        yield Page(documents=documents, cursor={}, total=len(ids), refusals=tuple(refusals))


def page(rows, parse, *, id_name, cursor, total):
    """Return a page; a row that cannot be read into a document is a refusal of that row only."""
    documents, refusals = _read_each(rows, parse, lambda row: text(row, id_name))
    return Page(documents=documents, cursor=cursor, total=total, refusals=tuple(refusals))


def missing(id):
    """Return the error for an id that the remote does not list."""
    return NotFound("KeyInvoice does not know this record.", system=SYSTEM, code="unknown", text=id)


def _read_each(items, build, id_of):
    return records.read_each(items, build, id_of=id_of, system=SYSTEM)


def _position(cursor):
    cursor = cursor or AT_THE_BEGINNING
    if not cursor.get("more"):
        return 0, None
    return int(cursor.get("offset", 0)), cursor.get("total")


def _cursor(offset, more, total):
    if not more:
        return dict(AT_THE_BEGINNING)
    return {"offset": offset, "more": True} | ({} if total is None else {"total": total})
