"""C-Plus (Brazil): its Firebird database is read; orders are written as quotations. What is known: README.md."""

import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..capabilities import Capabilities
from ..contract import Remote, Setting
from ..errors import InvalidSettings
from ..transport.tables import Tables
from . import references, unconfirmed, wire
from .catalogue import Catalogue
from .checking import Checking
from .customers import Customers
from .invoices import Invoices
from .lookups import TYPES, CodeLists
from .offers import Offers
from .orders import Orders
from .pages import Walker
from .returns import Returns
from .schema import Schema
from .states import States

_DATED = frozenset({"product", "stock", "customer"})


class CPlus(Remote):
    """One database."""

    system = "cplus"
    label = "C-Plus"
    SETTINGS = (
        Setting(
            name="kind",
            label="Kind of database",
            type="choice",
            choices=("firebird", "sqlite"),
            default="firebird",
            help="SQLite is for trying things out on a copy.",
        ),
        Setting(name="host", label="Server", help="Reached through a VPN: never open Firebird's port to the internet."),
        Setting(name="port", label="Port", type="integer", default="3050"),
        Setting(
            name="database",
            label="Database",
            required=True,
            help="Its path on the server, such as C:\\cplus\\cplus.fdb, or its alias there.",
        ),
        Setting(name="user", label="User", help="One of its own, that may read and write quotations, nothing else."),
        Setting(name="password", label="Password", type="secret"),
        Setting(
            name="encryption",
            label="Encryption",
            type="choice",
            choices=("verified", "none"),
            default="verified",
            help="'none' only inside a VPN: a Firebird older than version 3 cannot encrypt.",
        ),
        Setting(
            name="zone", label="Time zone", default="America/Sao_Paulo", help="Of the shop's clock, as an IANA name."
        ),
        Setting(name="company", label="Company", type="integer", default="1", help="CODEMPRESA of orders."),
        Setting(
            name="companies", label="Companies with stock", help="CODEMPRESA, divided by commas; empty: the one above."
        ),
        Setting(
            name="company_state", label="State of the company", help="UF, such as RS. Empty: as the company has it."
        ),
        Setting(
            name="sectors",
            label="Stock sectors",
            help="Keys of those to read, divided by commas. Empty: all active ones that count, without returned goods.",
        ),
        Setting(name="sector", label="Stock sector of orders", default="000000001"),
        Setting(name="price_table", label="Price table", default="000000001", help="Of base prices, and of orders."),
        Setting(name="customer_tag", label="Tag of customers", help="Only customers with this key; empty: all."),
        Setting(
            name="default_customer",
            label="Default customer",
            help="Key of the customer for orders of buyers without CPF or CNPJ. Empty: such orders are refused.",
        ),
        Setting(name="user_code", label="User of C-Plus", help="Key of the user in whose name orders are entered."),
        Setting(name="movement_type", label="Movement type", help="Key, for customers who have none."),
        Setting(name="seller", label="Seller", help="Key, for customers who have none."),
        Setting(
            name="order_status",
            label="Status of new orders",
            default="000000001",
            help="Key of a status of quotations.",
        ),
        Setting(
            name="watched_days",
            label="Days to look back",
            type="integer",
            default="90",
            help="States, invoices and returns are looked for among the orders and sales of so many days.",
        ),
        *unconfirmed.SETTINGS,
    )
    capabilities = Capabilities(
        pulls=frozenset({"category", "product", "stock", "price", "customer", "status", "invoice", "return"}),
        pulls_by_id=frozenset({"category", "product", "stock", "price", "customer", "status", "invoice", "return"}),
        pulls_changes=_DATED,
        pushes=frozenset({"order"}),
        creates=frozenset({"order"}),
        lookups=TYPES,
        finds_own_key=frozenset({"order"}),
        repeats_safely=frozenset({"order"}),
        batch={"order": 20},
        page={"product": 200, "stock": 500, "price": 500, "customer": 200, "status": 200, "invoice": 50},
        clock="shop",
        issues_invoices=True,
        customer_needs_vat=False,
        invoice_moves_stock=False,
        order_moves_stock=True,
        stock_basis="available",
        reads=frozenset(
            {"variants", "quantity_prices", "price_tables", "locations", "addresses", "credit", "accounts"}
        ),
        variant_attributes=2,
    )

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: what is dated, so that only changes need to be read."""
        dated = _DATED if settings.is_on("trust_last_change") else frozenset()
        if settings["reservation"] == "hub":
            dated -= {"stock"}
        return dataclasses.replace(cls.capabilities, pulls_changes=dated, clock="shop" if dated else "none")

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        settings = self.settings
        zone = _zone(settings)
        self._tables = _tables(settings)
        is_dated = settings.is_on("trust_last_change")
        owner = "|".join(settings[name] for name in ("kind", "host", "port", "database"))
        self._schema = Schema(self._tables, self.memory, owner)
        self._lists = CodeLists(self._tables, self._schema)
        self._walker = Walker(self._tables, zone)
        price_table = wire.key_of(settings["price_table"])
        self._catalogue = Catalogue(self._tables, self._schema, zone=zone, price_table=price_table)
        self._offers = Offers(
            self._tables,
            self._lists,
            self._walker,
            companies=[int(code) for code in _companies(settings)],
            sectors=[wire.key_of(code) for code in wire.codes(settings["sectors"])],
            price_table=price_table,
            reference=references.PATTERN if settings["reservation"] == "hub" else "",
            dated=is_dated,
        )
        self._customers = Customers(
            self._tables, self._walker, tag=wire.key_of(settings["customer_tag"]), dated=is_dated
        )
        watched = {"first_day": self._first_day}
        self._states = States(self._tables, self._walker, origin=settings["nfe_origin"], **watched)
        self._invoices = Invoices(self._tables, self._walker, origin=settings["nfe_origin"], **watched)
        self._returns = Returns(self._tables, self._walker, **watched)
        self._orders = Orders(self._tables, self._schema, self._lists, self._walker, settings)

    def check(self):
        """Compare the tables with what is needed and the settings with what is there; see ``Remote``."""
        self._schema.forget()
        self._lists.forget()
        return Checking(
            self._tables, self._schema, self._lists, self._walker, self.settings, pattern=references.PATTERN
        ).info()

    def _lookups(self, type):
        return self._lists.lookups(type)

    def _pull(self, kind, cursor, ids, limit):
        """Ids: of states the order's, of invoices the sale's key, of stock "product/sector"."""
        limit = limit or self.capabilities.page.get(kind)
        readers = {
            "category": self._read_categories,
            "product": self._read_products,
            "stock": self._offers.stock,
            "price": self._offers.prices,
            "customer": self._customers.pull,
            "status": self._states.pull,
            "invoice": self._invoices.pull,
            "return": self._returns.pull,
        }
        return readers[kind](cursor=cursor, ids=ids, limit=limit)

    def _push(self, kind, documents):
        """Orders only: nothing else may be written into C-Plus' tables (dossier §1)."""
        return self._orders.push(documents)

    def _find(self, kind, key):
        """An order is found as quotation or as sale."""
        return self._orders.find(key)

    @property
    def calls(self):
        """See ``Remote``: statements and commits."""
        return self._tables.calls

    def close(self):
        """See ``Remote``."""
        self._tables.close()

    def _first_day(self):
        return (self._walker.now() - timedelta(days=self.settings.integer("watched_days"))).date()

    def _read_products(self, *, cursor, ids, limit):
        if ids is not None:
            return self._walker.by_ids("product", ids, self._catalogue.products, limit=limit)
        listing = self._catalogue.listing
        if "product" not in self.capabilities.pulls_changes:
            listing = dataclasses.replace(listing, changes="")
        return self._walker.pull("product", listing, cursor=cursor, limit=limit)

    def _read_categories(self, *, cursor, ids, limit):
        if ids is not None:
            return self._walker.by_ids("category", ids, self._catalogue.some_categories, limit=limit)
        return self._walker.sliced(self._catalogue.categories, cursor=cursor, limit=limit)


def _tables(settings):
    try:
        return Tables(system=wire.SYSTEM, place=wire.place_of(settings))
    except InvalidSettings as exc:
        exc.system = wire.SYSTEM
        exc.field = {"name": "database"}.get(exc.field, exc.field)
        raise


def _zone(settings):
    try:
        return ZoneInfo(settings["zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise wire.unusable(f"There is no time zone {settings['zone']!r}.", "zone") from None


def _companies(settings):
    codes = wire.codes(settings["companies"]) or [settings["company"]]
    if not all(code.isdigit() for code in codes):
        raise wire.unusable("Companies are whole numbers, divided by commas.", "companies")
    return codes
