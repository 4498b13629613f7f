"""Lists that cannot be paged: what changed since a cursor, and everything in slices of ids.

The interface answers a list whole, however long it is, and orders it as it likes (dossier B2). So

* what changed is asked for with one call, by date; the cursor keeps the keys that are still to be handed out, oldest
  change first, and another worker goes on with them. The window needs no end: its clock is the date of the answer
  itself, and the next one looks back five minutes from there;
* everything is asked for in slices of ids, so that no answer grows with the shop. A slice whose end is empty may be the
  last: what is above it is asked for at once, and where that is more than the shop or the line can bear, the reading
  goes on by slices. Slices come by id, each oldest change first.

A cursor is ``{"more", "until", "left": [keys], "next": first id that was not asked for yet, "rest": whether nothing was
found before it}``; "next" is None when all was asked for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from ..contract import Page
from ..cursors import LOOK_BACK, chunked
from ..errors import ProtocolError, Unavailable

#: Ids of one slice: so many order heads are 6 MB.
SLICE = 1500

#: How many ids without a record at a slice's end let it look like the last one.
TAIL = SLICE // 4

#: Slices that are asked for, also empty ones, before all that is above is tried again.
_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Source:
    """How one kind is listed and read.

    :param operation: the list
    :param ids: the field by which slices are asked for
    :param key: the field by which records are named
    :param read: function of (shop, keys, ``{key: row of the list}``) that answers (documents, refusals)
    :param dated: function of (shop, keys) that answers when each changed, where the list does not tell
    :param filters: further conditions of the list; ``wanted`` tells of a row of it whether it is one of this kind
    """

    operation: str
    ids: str
    key: str
    read: object
    dated: object = None
    filters: tuple = ()
    wanted: object = None

    def listed(self, shop, *conditions):
        """Return the rows that a list with these conditions (field, operator, value) answers."""
        return shop.wire.rows(self.operation, filters(*self.filters, *conditions))

    def known(self, shop, keys, rows):
        """Return ``{key: row of the list}`` of these keys; those that another worker listed are asked for again."""
        missing = [key for key in keys if key not in rows]
        if missing:
            listed = self.listed(shop, (self.key, "in", ",".join(missing)))
            rows = rows | {str(row.get(self.key) or ""): row for row in listed}
        return {key: rows[key] for key in keys if key in rows}


def filters(*conditions):
    """Return the filters of a list call. Two conditions on one field work as "from" and "to" alone (dossier B2)."""
    rows = [{"key": field, "value": {"key": operator, "value": value}} for field, operator, value in conditions]
    return {"complex_filter": rows} if rows else {}


def pages(shop, source, cursor, ids, limit):
    """Yield pages of one kind; see ``Remote.pull``."""
    if ids is not None:
        yield from _by_ids(shop, source, ids, limit)
        return
    reading = Reading(shop, source, cursor or {}, limit)
    while True:
        taken = reading.take()
        documents, refusals = source.read(shop, taken, reading.rows) if taken else ([], [])
        following = reading.cursor()
        yield Page(documents=documents, cursor=following, refusals=tuple(refusals), total=reading.total)
        if not following["more"]:
            return


def _by_ids(shop, source, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
        documents, refusals = source.read(shop, part, {}) if part else ([], [])
        yield Page(documents=documents, cursor={"more": False}, refusals=tuple(refusals))


class Reading:
    """Where a reading stands: the keys still to be handed out, and what of the lists is still to be asked for."""

    def __init__(self, shop, source, cursor, limit):
        self.shop, self.source, self.limit = shop, source, limit
        self.rows, self.total = {}, None
        self._left = list(cursor.get("left", ()))
        self._until = cursor.get("until")
        # What has to be asked for: slices from an id on, changes since a moment, or nothing any more.
        self._next = cursor.get("next") if cursor.get("more") else None if self._until else 1
        self._since = self._until if not cursor.get("more") else None
        self._is_rest, self._patience = bool(cursor.get("rest")), 0

    def take(self):
        """Return the keys of the next page, none at the end."""
        self._fill()
        taken, self._left = self._left[: self.limit], self._left[self.limit :]
        return taken

    def give_back(self, keys):
        """Hand out these keys again with the next page."""
        self._left[:0] = keys

    def cursor(self):
        """Return the cursor after the page; looks whether anything follows."""
        if not self._left:
            self._fill()
        if not self._left:
            return {"more": False, "until": self._until}
        return {"more": True, "until": self._until, "left": list(self._left), "next": self._next, "rest": self._is_rest}

    def _fill(self):
        if self._since:
            self._left = self._changed()
            self.total, self._since = len(self._left), None
        while not self._left and self._next is not None:
            rows = self._rest() if self._is_rest and not self._patience else None
            self._left = self._keys(self._slice() if rows is None else rows)

    def _rest(self):
        """Return the rows from the next id on, None where they are too many for one answer."""
        try:
            rows = self._listed((self.source.ids, "gteq", str(self._next)))
        except (ProtocolError, Unavailable):
            self._patience = _PATIENCE
            return None
        self._next = None
        return rows

    def _slice(self):
        first, last = self._next, self._next + SLICE - 1
        rows = self._listed((self.source.ids, "from", str(first)), (self.source.ids, "to", str(last)))
        self._next, self._patience = last + 1, max(self._patience - 1, 0)
        self._is_rest = max((_number(row.get(self.source.ids)) for row in rows), default=0) <= last - TAIL
        return rows

    def _changed(self):
        since = datetime.fromisoformat(self._since) - LOOK_BACK
        moment = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        rows = self._listed(("updated_at", "from", moment))
        self._until = self._now()
        keys = self._keys(rows)
        if self.source.dated and len(keys) > self.limit:
            # The list does not tell the dates: they are read once to know the order, whole records page by page.
            dates = self.source.dated(self.shop, keys)
            keys.sort(key=lambda key: dates.get(key, ""))
        return keys

    def _listed(self, *conditions):
        rows = self.source.listed(self.shop, *conditions)
        self._until = self._until or self._now()
        return rows

    def _keys(self, rows):
        """Keep the rows of a list and return their keys, oldest change first."""
        wanted = self.source.wanted or (lambda _row: True)
        rows = sorted(rows, key=lambda row: (str(row.get("updated_at") or ""), _number(row.get(self.source.ids))))
        self.rows = {str(row.get(self.source.key) or ""): row for row in rows if wanted(row)}
        return [key for key in self.rows if key]

    def _now(self):
        """Return the shop's clock as text; without a date in its answers ours must do, an hour early."""
        moment = self.shop.wire.server_time or datetime.now(UTC).replace(microsecond=0) - LOOK_BACK * 12
        return moment.isoformat()


def _number(value):
    text = str(value or "")
    return int(text) if text.isdigit() else 0
