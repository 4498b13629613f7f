"""One open shop: what every kind's module works with, and how all kinds that carry a date are read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import records
from ..contract import Page, Refusal
from ..cursors import chunked
from ..errors import InvalidSettings, NotFound
from .changes import Window
from .codelists import CodeLists
from .languages import Languages
from .rows import SYSTEM
from .wire import Wire


@dataclass(frozen=True)
class Shop:
    """One open shop.

    :param wire: its calls; ``lists``: its code lists; ``settings``: see ``Magento2.SETTINGS``
    :param memory, contents: see ``remotes.memory``
    """

    wire: Wire
    lists: CodeLists
    settings: Any
    memory: Any
    contents: Any

    @cached_property
    def languages(self):
        """Return the languages of the shop's store views."""
        return Languages(self.lists, self.settings["store_views"])

    @property
    def config(self):
        """Return the configuration of the main store view: currency, zone, weight unit, addresses."""
        return self.languages.main

    @property
    def website_id(self):
        """Return the id of the website of new customers and products.

        :raises InvalidSettings: the setting names none, or is needed because there are several
        """
        websites = {id: entry for id, entry in self.lists.all("website").items() if id != "0"}
        wanted = self.settings["website"]
        found = [id for id, entry in websites.items() if wanted in (id, entry["code"], "")]
        if len(found) == 1:
            return found[0]
        codes = ", ".join(entry["code"] for entry in websites.values())
        raise InvalidSettings(
            f"There is no website {wanted}." if wanted else f"The shop has several websites; choose one: {codes}.",
            system=SYSTEM,
            field="website",
        )

    def changed(self, path, cursor, limit, *, key="entity_id", filters=(), fields=""):
        """Yield ``(rows, cursor)`` of what changed since ``cursor``, oldest first; see ``changes``.

        :param key: the rows' number in an answer; it is always filtered and sorted by as ``entity_id``
        """
        window, more = Window.opened(cursor), True
        while more:
            rows, total = self.wire.list(
                path,
                filters=(*window.filters("entity_id"), *filters),
                sort=("updated_at", "entity_id"),
                size=limit,
                fields=fields,
            )
            window = window.read(rows, key, self.wire.clock())
            more = bool(rows) and total > len(rows)
            yield rows, window.cursor(more=more)

    def pages(self, path, cursor, ids, limit, read, *, key="entity_id", fields=""):
        """Yield pages of a kind that carries ``updated_at``.

        :param read: takes the rows of a page, returns (documents, refusals)
        """
        if ids is not None:
            for rows, missing in self.listed(path, ids, limit, key=key, fields=fields):
                documents, refusals = read(rows)
                yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))
            return
        for rows, position in self.changed(path, cursor, limit, key=key, fields=fields):
            documents, refusals = read(rows)
            yield Page(documents=documents, cursor=position, refusals=tuple(refusals))

    def listed(self, path, ids, limit, *, key="entity_id", fields=""):
        """Yield ``(rows, refusals)`` of records by id; a missing one is refused as not found."""
        for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
            known = [id for id in part if id.isdigit()]
            found = {row.text(key): row for row in self.wire.rows_by(path, "entity_id", known, fields=fields)}
            missing = [missing_record(path, id) for id in part if id not in found]
            yield [found[id] for id in part if id in found], missing


def read_each(rows, build, *, key="entity_id"):
    """Return (documents, refusals), see ``records.read_each``."""
    return records.read_each(rows, build, id_of=lambda row: row.optional(key), system=SYSTEM)


def missing_record(path, id):
    """Return the refusal of a record that the shop does not have."""
    error = NotFound(f"The shop has no record {id}.", system=SYSTEM, call=f"GET {path}", code="404")
    return Refusal(id=id, error=error)
