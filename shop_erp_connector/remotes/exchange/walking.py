"""Walking through an ERP's own tables: by key, and by what changed since the last time.

A cursor is ``{"more": True, "after": ["CAF-250"], …}`` inside a reading, ``{"more": False, "until": "2026-…"}`` at its
end. Rows are dated by the database's wall clock: a reading of changes begins five minutes before the last one began,
and an hour earlier where clocks went back meanwhile. It is ordered by second and key and has no end but the last row:
what changes while it goes on comes at its end.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ..contract import Page, Refusal
from ..cursors import LOOK_BACK, chunked, wall_clock
from ..errors import NotFound

#: Rows of a page where the caller does not say.
PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a kind is read from.

    :param everything: one SELECT without ORDER BY
    :param changes: the same with the parameter ``:since`` and a column ``changed``, the text "2026-03-04 13:05:00"
        (whole seconds: no database's way of rounding a time makes a row come for ever); "" where nothing is dated
    :param columns: what both hand out, the key among them; ``key``: names of text columns that tell rows apart
    :param read: function of rows that answers ``(documents, refusals)`` in the rows' order
    :param parameters: for both queries
    """

    everything: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable
    changes: str = ""
    parameters: dict = field(default_factory=dict)


class Walker:
    """Reads listings page by page.

    :param tables: a ``Tables``; ``zone``: of the database's wall clock; ``name``: of the program, for sentences
    """

    def __init__(self, tables, zone, *, name):
        self.zone = zone
        self._tables = tables
        self._name = name

    def now(self):
        """Return the database's clock: naive, its wall clock."""
        (row,) = self._tables.rows("SELECT CURRENT_TIMESTAMP AS clock", call="read the clock")
        return naive(row["clock"]).replace(tzinfo=None)

    def pull(self, kind, listing, *, cursor, limit):
        """Yield pages of what changed since the cursor, or of everything."""
        cursor = dict(cursor or {})
        if not cursor.get("more"):
            cursor = self._begun(cursor, listing)
        limit = limit or PAGE
        more = True
        while more:
            rows = self._rows(kind, listing, cursor, limit)
            more = len(rows) > limit
            rows = rows[:limit]
            documents, refusals = listing.read(rows) if rows else ([], [])
            cursor = _after(cursor, rows, listing.key) if more else _end(cursor)
            yield Page(documents=documents, cursor=cursor, refusals=tuple(refusals))

    def sliced(self, read, *, cursor, limit):
        """Yield pages of a list that is read as a whole when the first page is asked for."""
        documents, offset = read(), int((cursor or {}).get("offset", 0))
        limit = limit or PAGE
        for start in range(offset, max(len(documents), offset + 1), limit):
            following = start + limit
            cursor = {"more": True, "offset": following} if following < len(documents) else {"more": False}
            yield Page(documents=documents[start:following], cursor=cursor, total=len(documents))

    def by_ids(self, kind, ids, read, *, limit):
        """Yield pages of records read by their ids; what is not there is a refusal.

        :param read: function of ids that answers ``(documents, refusals)``
        """
        ids = list(dict.fromkeys(ids))
        for chunk in list(chunked(ids, min(limit or PAGE, PAGE))) or [[]]:
            documents, refusals = read(chunk) if chunk else ([], [])
            known = {document.id for document in documents} | {refusal.id for refusal in refusals}
            refusals = [*refusals, *(self._missing(kind, id) for id in chunk if id not in known)]
            yield Page(documents=documents, cursor={"more": False}, total=len(ids), refusals=tuple(refusals))

    def _missing(self, kind, id):
        message = f"{self._name} has no {kind} {id}."
        error = NotFound(message, system=self._tables.system, call=f"read {kind}", code="unknown")
        return Refusal(id=id, error=error)

    def _begun(self, cursor, listing):
        if not listing.changes:
            return {}
        until = self.now().isoformat()
        return {"until": until} | ({"since": self._since(cursor["until"])} if cursor.get("until") else {})

    def _since(self, until):
        """Return the wall-clock text from which a new reading must begin to leave nothing out."""
        moment = datetime.fromisoformat(until).replace(tzinfo=self.zone)
        first, _last = wall_clock(moment - LOOK_BACK, moment, self.zone)
        # Ambiguous in autumn: the earlier of both readings; a little more than the hour that repeats is read again.
        if moment.replace(fold=1).utcoffset() != moment.utcoffset():
            first = (datetime.fromisoformat(first) - timedelta(hours=1)).isoformat(sep=" ")
        return first

    def _rows(self, kind, listing, cursor, limit):
        query, columns, key, parameters = listing.everything, listing.columns, listing.key, dict(listing.parameters)
        if cursor.get("since"):
            query, columns, key = listing.changes, (*columns, "changed"), ("changed", *key)
            parameters["since"] = datetime.fromisoformat(cursor["since"])
        after = tuple(cursor["after"]) if cursor.get("after") else None
        pages = self._tables.pages(
            query, call=f"read {kind}", columns=columns, key=key, after=after, limit=limit + 1, **parameters
        )
        return next(pages, [])


def listed(name, values):
    """Return (a list for SQL's IN, its parameters), for queries of a ``Listing``; an empty list matches nothing."""
    values = list(values) or [""]
    # Not "place_1": that is what SQLAlchemy itself calls a value that a column "place" is compared with.
    names = [f"in_{name}_{index}" for index in range(len(values))]
    return f"({', '.join(f':{name}' for name in names)})", dict(zip(names, values, strict=True))


def naive(value):
    """Return a moment as it is stored, None for null; SQLite hands out texts."""
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return datetime.fromisoformat(str(value).strip())


def aware(value, zone):
    """Return a stored moment of the wall clock in UTC, whole seconds; None for null."""
    value = naive(value)
    return value.replace(tzinfo=zone, microsecond=0).astimezone(UTC) if value else None


def _after(cursor, rows, key):
    names = ("changed", *key) if cursor.get("since") else key
    return cursor | {"more": True, "after": [str(rows[-1][name]) for name in names]}


def _end(cursor):
    return {"more": False} | {name: cursor[name] for name in ("until",) if name in cursor}
