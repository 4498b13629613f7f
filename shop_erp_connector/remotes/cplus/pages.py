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
from ..errors import NotFound
from . import wire

#: Rows of a page where the caller does not say.
PAGE = 200

#: Most keys that one statement names: Firebird takes 1500 in a list.
MOST_KEYS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a kind is read from.

    :param everything: a SELECT of all keys
    :param changes: the same with a column ``changed`` and the parameter ``:since``; "" where nothing is dated
    :param columns: what both hand out, the key among them; ``key``: one name
    :param read: function of rows of these columns that answers ``(documents, refusals)``
    :param parameters: for both queries
    """

    everything: str
    columns: tuple[str, ...]
    key: str
    read: object
    changes: str = ""
    parameters: dict | None = None


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
        is_changes = bool(cursor.get("since"))
        limit = limit or PAGE
        while True:
            rows = self._rows(kind, listing, cursor, limit)
            more = len(rows) > limit
            rows = rows[:limit]
            documents, refusals = listing.read(rows) if rows else ([], [])
            places = {str(row[listing.key]): place for place, row in enumerate(rows)}
            documents.sort(key=lambda document: places.get(document.id, 0))
            if more:
                cursor = cursor | {"more": True, "after": _after(rows[-1], listing.key, is_changes)}
            else:
                cursor = {"more": False} | {name: cursor[name] for name in ("until",) if name in cursor}
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
            documents, refusals = read(chunk) if chunk else ([], [])
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
        since, after = cursor.get("since"), cursor.get("after")
        parameters = dict(listing.parameters or {})
        columns, key = listing.columns, (listing.key,)
        if since:
            columns, key = (*columns, "changed"), ("changed", listing.key)
            parameters["since"] = datetime.fromisoformat(since)
            after = after and (datetime.fromisoformat(after[0]), *after[1:])
        pages = self._tables.pages(
            listing.changes if since else listing.everything,
            call=f"read {kind}",
            columns=columns,
            key=key,
            after=tuple(after) if after else None,
            limit=limit + 1,
            **parameters,
        )
        return next(pages, [])


def missing(kind, id):
    """Return the refusal of an id that is not in the database."""
    error = NotFound(f"C-Plus has no {kind} {id}.", system=wire.SYSTEM, call=f"read {kind}", code="unknown")
    return Refusal(id=id, error=error)


def _after(row, key, is_changes):
    after = [str(row[key])]
    return [wire.moment(row["changed"]).isoformat(), *after] if is_changes else after
