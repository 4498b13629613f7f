"""The installation's own code lists, and what the settings that name codes mean."""

from ..documents import Lookup
from . import unconfirmed, wire
from .states import STATES
from .wire import flag, text

_LISTS = {
    "price_table": "SELECT CODPRECO AS id, CODIGO AS code, NOMEPRECO AS name, FLAGINATIVA AS off FROM PRECO",
    "location": "SELECT CODSETORESTOQUE AS id, CODIGO AS code, NOMESETORESTOQUE AS name, FLAGATIVO AS active, "
    "FLAGRMA AS rma, SOMATOTALESTATU AS counts FROM SETORESTOQUE",
    "payment": "SELECT CODFP AS id, '' AS code, DESCRICAO AS name, FLAGATIVO AS active FROM FORMAPAG",
    "unit": "SELECT CODUNIDADE AS id, CODIGO AS code, CODIGO AS name FROM UNIDADE",
}

_ASSUMED = {"carrier": unconfirmed.CARRIERS, "brand": unconfirmed.BRANDS}

TYPES = frozenset({*_LISTS, *_ASSUMED, "state", "currency"})

CURRENCY = "BRL"


class CodeLists:
    """Code lists, read once by each remote object.

    :param tables: a ``Tables``; ``schema``: a ``Schema``
    """

    def __init__(self, tables, schema):
        self._tables = tables
        self._schema = schema
        self._rows = {}

    def forget(self):
        """Read every list again when it is next asked for."""
        self._rows.clear()

    def lookups(self, type):
        """Return the list ``type`` as lookups."""
        if type == "state":
            return [Lookup(id=id, type="state", code=id, name=name) for id, name in STATES.items()]
        if type == "currency":
            return [Lookup(id=CURRENCY, type="currency", code=CURRENCY, name="Real")]
        return [_lookup(type, row) for row in self._list(type)]

    def has(self, type, id):
        """Return whether a list has an entry with this key."""
        return any(text(row, "id") == id for row in self._list(type))

    def name_of(self, type, id):
        """Return the name of an entry, "" where the list has none with this key."""
        return next((text(row, "name") for row in self._list(type) if text(row, "id") == id), "")

    def sectors(self, chosen):
        """Return the keys of the stock sectors to read: those chosen, else all active ones that count.

        Sectors of returned goods (FLAGRMA) never count (dossier §3.3).

        :raises InvalidSettings: a chosen one does not exist
        """
        rows = {text(row, "id"): row for row in self._list("location")}
        unknown = [key for key in chosen if key not in rows]
        if unknown:
            raise wire.unusable(
                f"C-Plus has no stock sector {', '.join(unknown)}. It has: {named(rows.values())}.", "sectors"
            )
        if chosen:
            return chosen
        return [key for key, row in rows.items() if flag(row, "counts") and not flag(row, "rma") and _is_active(row)]

    def price_tables(self):
        """Return the keys of the price tables that are in use."""
        return [text(row, "id") for row in self._list("price_table") if not flag(row, "off")]

    def movement_types(self):
        """Return the rows of TIPOMOVIMENTO by key."""
        query = (
            "SELECT CODTIPOMOVIMENTO AS id, NOMETIPOMOVIMENTO AS name, CODCFOPDENTROUF, CODCFOPFORAUF "
            "FROM TIPOMOVIMENTO ORDER BY CODTIPOMOVIMENTO"
        )
        return {text(row, "id"): row for row in self._kept("movement", query)}

    def sellers(self):
        """Return the rows of sellers; none where the table has another name here."""
        return self._assumed("seller", unconfirmed.SELLERS)

    def company(self, key):
        """Return (name, state) of a company, "" each where the table does not tell.

        :raises InvalidSettings: there is no such company
        """
        rows = self._assumed("company", unconfirmed.COMPANIES)
        if not rows:
            return "", ""
        found = [row for row in rows if text(row, "id") == key]
        if not found:
            raise wire.unusable(f"C-Plus has no company {key}. It has: {named(rows)}.", "company")
        return text(found[0], "name"), text(found[0], "uf").upper()

    def _list(self, type):
        if type in _LISTS:
            return self._kept(type, f"{_LISTS[type]} ORDER BY 1")
        return self._assumed(type, _ASSUMED[type])

    def _assumed(self, name, known_list):
        _table, _columns, query = known_list
        return self._kept(name, query) if self._schema.has_list(known_list) else []

    def _kept(self, name, query):
        if name not in self._rows:
            self._rows[name] = self._tables.rows(query, call=f"list {name}")
        return self._rows[name]


def named(rows):
    """Return entries as people read them: "000000001 Loja, 000000002 Depósito"."""
    return ", ".join(f"{text(row, 'id')} {text(row, 'name')}".strip() for row in rows) or "none"


def _lookup(type, row):
    # A flag that nobody set takes nothing out of a list; only a clear no does.
    is_off = ("off" in row and flag(row, "off")) or not _is_active(row)
    detail = "RMA" if "rma" in row and flag(row, "rma") else ""
    return Lookup(
        id=text(row, "id"),
        type=type,
        code=text(row, "code"),
        name=text(row, "name") or text(row, "code") or text(row, "id"),
        detail=detail,
        included=True if type == "price_table" else None,
        active=not is_off,
    )


def _is_active(row):
    return "active" not in row or text(row, "active").upper() != "N"
