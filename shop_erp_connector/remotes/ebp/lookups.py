"""The installation's own code lists."""

from ..documents import Lookup
from . import wire
from .wire import flag, number, text

_LISTS = {
    "tax": "SELECT CAST(Id AS VARCHAR(36)) AS id, '' AS code, Description AS name, Rate AS rate, "
    "TerritorialityId AS detail FROM Vat ORDER BY 1",
    "payment": "SELECT Id AS id, Id AS code, Caption AS name FROM SettlementMode ORDER BY 1",
    "carrier": "SELECT Id AS id, Id AS code, Caption AS name FROM Shipping ORDER BY 1",
    "group": "SELECT Id AS id, Id AS code, Caption AS name FROM CustomerFamily ORDER BY 1",
    "price_table": "SELECT Id AS id, Id AS code, Description AS name FROM PriceListCategory ORDER BY 1",
    "location": "SELECT CAST(Id AS VARCHAR(36)) AS id, '' AS code, Caption AS name, Asleep AS asleep "
    "FROM Storehouse ORDER BY 1",
}

#: How far an order has come; EBP has no such list of its own, it follows from the documents made of the order.
STATES = {
    "preparing": "Commande",
    "partly_shipped": "Livrée en partie",
    "shipped": "Livrée",
    "invoiced": "Facturée",
    "cancelled": "Annulée",
}

TYPES = frozenset({*_LISTS, "state", "currency"})


class CodeLists:
    """Code lists, read once by each remote object.

    :param tables: a ``Tables``
    """

    def __init__(self, tables):
        self._tables = tables
        self._rows = {}

    def forget(self):
        """Read every list again when it is next asked for."""
        self._rows.clear()

    def lookups(self, type):
        """Return the list ``type`` as lookups."""
        if type == "state":
            return [Lookup(id=id, type="state", code=id, name=name) for id, name in STATES.items()]
        if type == "currency":
            return [Lookup(id=wire.CURRENCY, type="currency", code=wire.CURRENCY, name="Euro")]
        return [_lookup(type, row) for row in self._list(type)]

    def has(self, type, id):
        """Return whether a list has an entry with this id."""
        return any(text(row, "id") == id for row in self._list(type))

    def rate(self, id):
        """Return the rate of a VAT entry in percent, None where there is none."""
        return next((number(row, "rate") for row in self._list("tax") if text(row, "id") == id), None)

    def storehouses(self, chosen):
        """Return the ids of the storehouses to read: those chosen, else all that are in use.

        :raises InvalidSettings: a chosen one does not exist
        """
        rows = {text(row, "id"): row for row in self._list("location")}
        unknown = [id for id in chosen if id not in rows]
        if unknown:
            known = ", ".join(f"{id} {text(row, 'name')}" for id, row in rows.items())
            raise wire.unusable(f"EBP has no storehouse {', '.join(unknown)}. It has: {known}.", "storehouses")
        return chosen or [id for id, row in rows.items() if not flag(row, "asleep")]

    def _list(self, type):
        if type not in self._rows:
            self._rows[type] = self._tables.rows(_LISTS[type], call=f"list {type}")
        return self._rows[type]


def _lookup(type, row):
    is_tax = type == "tax"
    return Lookup(
        id=text(row, "id"),
        type=type,
        code=text(row, "code"),
        name=text(row, "name") or text(row, "id"),
        rate=number(row, "rate") if is_tax else None,
        included=False if is_tax else None,
        detail=text(row, "detail") if is_tax else "",
        active=type != "location" or not flag(row, "asleep"),
    )
