"""One open shop: what every kind's module works with, and how all kinds that carry a date are read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from .. import records
from ..contract import Page, Refusal
from ..cursors import Window, chunked
from ..errors import NotFound, ProtocolError
from .codelists import CodeLists
from .wire import SYSTEM, Wire, interval


@dataclass(frozen=True)
class Shop:
    """One open shop.

    :param wire: its calls; ``lists``: its code lists; ``shop_id``: the shop of a multi-shop installation or
        ""
    :param memory, contents: see ``contract.Remote``
    """

    wire: Wire
    lists: CodeLists
    shop_id: str = ""
    memory: Any = None
    contents: Any = None

    @cached_property
    def zone(self):
        """Return the zone of the shop's dates."""
        return self.lists.zone

    @property
    def home_category_id(self):
        """Return the id of the category under which the shop's own tree begins."""
        shops = self.lists.all("shop")
        shop = shops.get(self.shop_id) or next(iter(shops.values()), None)
        if shop is None or not shop["category"]:
            raise ProtocolError("The shop does not tell its home category.", system=SYSTEM, call="GET /shops")
        return shop["category"]

    def changed(self, resource, cursor, limit, *, display="full", filters=None):
        """Yield ``(rows, cursor)`` of what changed since ``cursor``, oldest first; see ``cursors``."""
        zone = self.zone
        now = None if cursor and cursor["more"] else self.wire.read_clock()
        window = Window.opened(cursor, now=now, zone=zone)
        more = True
        while more:
            rows = self.wire.rows(
                resource,
                display=display,
                filters={"date_upd": _condition(window), **(filters or {})},
                sort="[date_upd_ASC,id_ASC]",
                limit=f"{window.offset},{window.count(limit)}",
                dated=True,
            )
            taken, window, more = window.page([(row.wall_clock("date_upd"), row.id) for row in rows], limit)
            yield [rows[index] for index in taken], window.cursor(more=more)

    def listed(self, resource, ids, limit, *, display="full"):
        """Yield ``(rows, refusals)`` of records by id; a missing one is refused as not found."""
        for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
            rows = {row.id: row for row in self.wire.rows_by(resource, "id", part, display=display)}
            missing = [missing_record(resource, id) for id in part if id not in rows]
            yield [rows[id] for id in part if id in rows], missing

    def pages(self, resource, cursor, ids, limit, read, *, filters=None):
        """Yield pages of a kind that carries ``date_upd``.

        :param read: takes the rows of a page, returns (documents, refusals)
        """
        if ids is not None:
            for rows, missing in self.listed(resource, ids, limit):
                documents, refusals = read(rows)
                yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))
            return
        for rows, position in self.changed(resource, cursor, limit, filters=filters):
            documents, refusals = read(rows)
            yield Page(documents=documents, cursor=position, refusals=tuple(refusals))


def read_each(rows, build):
    """Return (documents, refusals), see ``records.read_each``."""
    return records.read_each(
        rows,
        build,
        id_of=lambda row: row.id,
        name_of=lambda row: f"The {row.node} {row.id}",
        system=SYSTEM,
    )


def missing_record(resource, id):
    """Return the refusal of a record that the shop does not have."""
    error = NotFound(f"The shop has no record {id} in {resource}.", system=SYSTEM, call=f"GET /{resource}", code="404")
    return Refusal(id=id, error=error)


def _condition(window):
    """Return the filter on date_upd. Without a begin also rows that never got a date are read."""
    if window.first:
        return interval(window.first, window.last)
    return f"<[{datetime.fromisoformat(window.last) + timedelta(seconds=1)}]"
