"""Walking through tables: by key, and by what changed since the last time.

A cursor is ``{"more": True, "after": ["000000500"], …}`` inside a reading and ``{"more": False, "until": "2026-…"}`` at
its end. Rows are dated by the database's own clock (``CURRENT_TIMESTAMP``), the shop's wall clock: a reading of changes
begins five minutes before the last one began, and an hour earlier where clocks went back meanwhile. It is ordered by
date and key and has no end but the last row: what changes while it goes on comes at its end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..contract import Page, Refusal
from ..cursors import LOOK_BACK, chunked, wall_clock
from ..errors import NotFound, ProtocolError
from ..transport.database_errors import UNREADABLE_TEXT
from . import wire

#: Rows of a page where the caller does not say.
PAGE = 200

#: Most keys that one statement names: Firebird takes 1500 in a list.
MOST_KEYS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a kind is read from: keys first, then what belongs to a page's keys.

    :param everything: SELECTs of a column ``id``, read one after the other; each by a column that has an index
    :param changes: a SELECT of ``id`` and ``changed`` with the parameter ``:since``; "" where nothing is dated
    :param read: function of ids that answers ``(documents, refusals)``
    :param parameters: for all queries
    :param width: how many documents one id of ``everything`` may have
    """

    everything: tuple[str, ...]
    read: object
    changes: str = ""
    parameters: dict | None = None
    width: int = 1


class Walker:
    """Reads listings page by page.

    :param tables: a ``Tables``; ``zone``: of the shop's wall clock
    """

    def __init__(self, tables, zone):
        self.zone = zone
        self._tables = tables

    def now(self):
        """Return the database's clock: naive, the shop's wall clock."""
        (row,) = self._tables.rows("SELECT CURRENT_TIMESTAMP AS clock FROM RDB$DATABASE", call="read the clock")
        moment = wire.moment(row["clock"])
        return moment.replace(tzinfo=None) if moment.tzinfo else moment

    def pull(self, kind, listing, *, cursor, limit):
        """Yield pages of what changed since the cursor, or of everything."""
        cursor = dict(cursor or {})
        if not cursor.get("more"):
            cursor = self._begun(cursor, listing)
        limit = min(limit or PAGE, MOST_KEYS)
        if not cursor.get("since"):
            limit = max(1, limit // listing.width)
        while True:
            rows, following = self._rows(kind, listing, cursor, limit)
            ids = [wire.text(row, "id") for row in rows]
            documents, refusals = halved(ids, listing.read, str)
            places = {id: place for place, id in enumerate(ids)}
            documents.sort(key=lambda document: places.get(document.id, 0))
            more = following is not None
            cursor = cursor | following | {"more": True} if more else _ended(cursor)
            yield Page(documents=documents, cursor=cursor, refusals=tuple(refusals))
            if not more:
                return

    def sliced(self, read, *, cursor, limit):
        """Yield pages of a list that one statement brings as a whole, when the first page is asked for."""
        documents, offset = read(), int((cursor or {}).get("offset", 0))
        limit = limit or PAGE
        for start in range(offset, max(len(documents), offset + 1), limit):
            following = start + limit
            cursor = {"more": True, "offset": following} if following < len(documents) else {"more": False}
            yield Page(documents=documents[start:following], cursor=cursor, total=len(documents))

    def by_ids(self, kind, ids, read, *, limit, id_of=lambda document: document.id):
        """Yield pages of records read by their ids; what is not there is a refusal.

        :param read: function of ids that answers ``(documents, refusals)``
        """
        ids = list(dict.fromkeys(ids))
        for chunk in list(chunked(ids, min(limit or PAGE, PAGE))) or [[]]:
            documents, refusals = halved(chunk, read, str)
            known = {id_of(document) for document in documents} | {refusal.id for refusal in refusals}
            refusals = [*refusals, *(missing(kind, id) for id in chunk if id not in known)]
            yield Page(documents=documents, cursor={"more": False}, total=len(ids), refusals=tuple(refusals))

    def _begun(self, cursor, listing):
        if not listing.changes:
            return {}
        until = self.now().isoformat()
        since = self._since(cursor["until"]) if cursor.get("until") else ""
        return {"until": until} | ({"since": since} if since else {})

    def _since(self, until):
        """Return the wall-clock text from which a new reading must begin to leave nothing out."""
        moment = datetime.fromisoformat(until).replace(tzinfo=self.zone)
        first, _last = wall_clock(moment - LOOK_BACK, moment, self.zone)
        # Ambiguous in autumn: the earlier of both readings; a little more than the hour that repeats is read again.
        if moment.replace(fold=1).utcoffset() != moment.utcoffset():
            first = (datetime.fromisoformat(first) - timedelta(hours=1)).isoformat(sep=" ")
        return first

    def _rows(self, kind, listing, cursor, limit):
        """Return (the rows of a page, where the next one begins); None: there is none."""
        if cursor.get("since"):
            rows = self._changed(kind, listing, cursor, limit + 1)
            after = rows[:limit][-1:]
            position = (
                {"after": [wire.moment(after[0]["changed"]).isoformat(), wire.text(after[0], "id")]} if after else {}
            )
            return rows[:limit], position if len(rows) > limit else None
        part, after, rows = cursor.get("part", 0), cursor.get("after"), []
        while True:
            found = self._keys(kind, listing, part, after, limit + 1 - len(rows))
            rows += found
            if len(rows) > limit:
                # The row too many says that there is more; it may be the first of its part.
                kept = found[: len(found) - 1]
                after = [wire.text(kept[-1], "id")] if kept else after
                return rows[:limit], {"part": part, "after": after}
            part, after = part + 1, None
            if part == len(listing.everything):
                return rows, None

    def _keys(self, kind, listing, part, after, count):
        pages = self._tables.pages(
            listing.everything[part],
            call=f"read {kind}",
            columns=("id",),
            key=("id",),
            after=tuple(after) if after else None,
            limit=count,
            **(listing.parameters or {}),
        )
        return next(pages, [])

    def _changed(self, kind, listing, cursor, count):
        after = cursor.get("after")
        pages = self._tables.pages(
            listing.changes,
            call=f"read {kind}",
            columns=("id", "changed"),
            key=("changed", "id"),
            after=(datetime.fromisoformat(after[0]), after[1]) if after else None,
            limit=count,
            since=datetime.fromisoformat(cursor["since"]),
            **(listing.parameters or {}),
        )
        return next(pages, [])


def _ended(cursor):
    return {"more": False} | {name: cursor[name] for name in ("until",) if name in cursor}


def halved(items, read, id_of):
    """Return (documents, refusals) of items; one whose texts cannot be read is a refusal and harms no other.

    A driver reads all rows of a page or none; the bad one is found by halving.
    """
    if not items:
        return [], []
    try:
        return read(items)
    except ProtocolError as exc:
        if exc.code != UNREADABLE_TEXT:
            raise
        if len(items) == 1:
            return [], [Refusal(id=id_of(items[0]), error=exc)]
    middle = len(items) // 2
    first, second = (halved(half, read, id_of) for half in (items[:middle], items[middle:]))
    return first[0] + second[0], first[1] + second[1]


def missing(kind, id):
    """Return the refusal of an id that is not in the database."""
    error = NotFound(f"C-Plus has no {kind} {id}.", system=wire.SYSTEM, call=f"read {kind}", code="unknown")
    return Refusal(id=id, error=error)
