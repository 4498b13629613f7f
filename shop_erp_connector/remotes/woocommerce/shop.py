"""One open shop: what every kind's module works with, and how pages are made of rows."""

from dataclasses import dataclass
from typing import Any

from .. import records
from ..contract import Page, Refusal
from ..cursors import chunked
from ..errors import NotFound
from . import reading
from .codelists import CodeLists
from .rows import SYSTEM
from .wire import PAGE, Wire


@dataclass(frozen=True)
class Shop:
    """One open shop.

    :param wire: its calls; ``lists``: its code lists; ``settings``: see ``contract.Settings``
    :param memory: see ``remotes.memory``; :param contents: the hub's own pictures
    """

    wire: Wire
    lists: CodeLists
    settings: Any
    memory: Any
    contents: Any

    def pages(self, path, what, cursor, ids, limit, read, **params):
        """Yield pages of a kind that carries a date of change, or of some ids.

        :param read: takes the rows of a page, returns (documents, refusals)
        """
        if ids is not None:
            yield from self.pages_by_id(path, what, ids, limit, read, **params)
            return
        for rows, position in reading.changed(self.wire, path, what, cursor, limit, **params):
            documents, refusals = read(rows)
            yield Page(documents=documents, cursor=position, refusals=tuple(refusals))

    def pages_by_id(self, path, what, ids, limit, read, **params):
        """Yield pages of the records with these ids; a missing one is refused as not found."""
        for part in list(chunked(dict.fromkeys(ids), min(limit, PAGE))) or [[]]:
            rows = self.wire.by_ids(path, what, part, **params)
            missing = [missing_record(what, id) for id in part if id not in rows]
            documents, refusals = read([rows[id] for id in part if id in rows])
            yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))

    def pages_in_full(self, path, what, cursor, limit, read, *, weigh=lambda _row: 1, **params):
        """Yield pages of a list that carries no date of change: all of it each time, by id.

        A record that is deleted while we read moves the others up: each page begins a little before the end of the
        one before it, and what was handed out already is left out.

        :param weigh: how many documents a row becomes; only a single row may make a page larger than ``limit``
        """
        cursor = cursor or {}
        offset, seen = (cursor["offset"], cursor["seen"]) if cursor.get("more") else (0, [])
        more = True
        while more:
            begin = max(offset - len(seen), 0)
            size = str(min(PAGE, limit + len(seen)))
            asked = {"orderby": "id", "order": "asc", "per_page": size, "offset": str(begin)}
            listed = self.wire.list(path, what, **params, **asked)
            rows = _fitting([row for row in listed.rows if row.id not in seen], limit, weigh)
            place = listed.rows.index(rows[-1]) + 1 if rows else len(listed.rows)
            offset = begin + place
            more = bool(rows) and (offset < listed.total if listed.total is not None else place == int(size))
            seen = ([*seen, *(row.id for row in rows)])[-reading.OVERLAP :]
            documents, refusals = read(rows)
            position = {"more": True, "offset": offset, "seen": seen} if more else {"more": False}
            yield Page(documents=documents, cursor=position, refusals=tuple(refusals), total=listed.total)


def _fitting(rows, limit, weigh):
    """Return the first rows that together make no more than ``limit`` documents; at least one."""
    taken, weight = [], 0
    for row in rows:
        weight += weigh(row)
        if taken and weight > limit:
            break
        taken.append(row)
    return taken


def read_each(rows, build):
    """Return (documents, refusals), see ``records.read_each``."""
    return records.read_each(
        rows,
        build,
        id_of=lambda row: row.id,
        name_of=lambda row: f"The {row.what} {row.id}",
        system=SYSTEM,
    )


def missing_record(what, id):
    """Return the refusal of a record that the shop does not have."""
    return Refusal(id=id, error=not_there(what, id))


def not_there(what, id):
    """Return the error of a record that the shop does not have."""
    return NotFound(f"The shop has no {what} {id or '(none given)'}.", system=SYSTEM, code="404")


def variant_id(product_id, variation_id=""):
    """Return how documents name a variant: "90-901", or "90-0" for a product without variations."""
    return f"{product_id}-{variation_id or '0'}"


def variant_parts(id):
    """Return (product id, variation id) of a variant's id; the latter is "" for a product without variations."""
    product_id, _dash, variation_id = id.partition("-")
    return product_id, variation_id if variation_id != "0" else ""
