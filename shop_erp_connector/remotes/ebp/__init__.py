"""EBP Gestion commerciale (France): its tables are read, import files are written for it. What is known: README.md."""

import dataclasses
from datetime import datetime, time, timedelta

from ..capabilities import Capabilities
from ..contract import Remote
from ..errors import InvalidSettings, NotFound, Rejected
from ..exchange.walking import Walker
from ..transport.files import Files
from ..transport.tables import Tables
from . import captions, told, unconfirmed, wire
from .catalogue import IMAGE, Catalogue
from .checking import Checking
from .customers import Customers
from .invoices import Invoices
from .lookups import TYPES, CodeLists
from .offers import Offers
from .orders import OrderForm
from .papers import Papers
from .parties import CustomerForm, ItemForm
from .references import References
from .sending import Fates, Sending
from .states import States
from .types import Types
from .writer import Writer

_CREATED = frozenset({"order", "customer", "product"})
_READ = frozenset({"category", "product", "stock", "price", "customer", "status", "invoice"})


class Ebp(Remote):
    """One database, and the folder that its importer reads."""

    system = "ebp"
    label = "EBP"
    SETTINGS = told.SETTINGS
    capabilities = Capabilities(
        pulls=_READ,
        pulls_by_id=_READ - {"price"},
        pulls_changes=frozenset({"product", "stock", "customer", "invoice"}),
        pushes=_CREATED,
        creates=_CREATED,
        lookups=TYPES,
        finds_own_key=frozenset({"order"}),
        repeats_safely=_CREATED,
        defers=_CREATED,
        # so that a failure is readable (dossier §6)
        batch=dict.fromkeys(_CREATED, 500),
        page={"product": 200, "stock": 500, "price": 500, "customer": 200, "status": 200, "invoice": 50},
        clock="shop",
        issues_invoices=True,
        stock_basis="physical",
        reads=frozenset(
            {
                "variants", "images", "promotions", "quantity_prices", "price_tables", "locations", "addresses",
                "groups", "customer_discounts", "credit", "accounts",
            }
        ),
        writes=frozenset({"addresses", "groups", "price_tables"}),
        variant_attributes=5,
    )  # fmt: skip

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: which of EBP's figures is told, and whether its price lists are read."""
        facts = cls.capabilities
        if settings["price_lists"] == "none":
            facts = facts.without(reads={"promotions", "quantity_prices", "price_tables"})
        if settings["available"] == "real":
            return facts
        return dataclasses.replace(facts, stock_basis="available", order_moves_stock=True)

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        given = self.settings
        zone = told.zone(given)
        self._tables = _tables(given)
        self._files = Files(told.account(given), system=self.system)
        self._folders = told.folders(given)
        self._types = Types.told(given)
        self._references = References(given["number_start"])
        self._lists = CodeLists(self._tables)
        self._walker = Walker(self._tables, zone, name=wire.NAME)
        self._papers = Papers(self._tables, self._files, self._folders.pdf)
        self._prepare_reading(zone)
        self._sending = self._prepare_sending(zone)

    def check(self):
        """Compare the tables with what is needed and the settings with what is there; make missing folders."""
        self._lists.forget()
        return Checking(
            self._tables, self._lists, self._files, self._folders, self.settings, self._types, self._references
        ).info()

    def _lookups(self, type):
        return self._lists.lookups(type)

    def _pull(self, kind, cursor, ids, limit):
        """Ids: of states our reference, of stock "item/storehouse", of master data its codes."""
        limit = limit or self.capabilities.page.get(kind)
        if kind == "price":
            return self._offers.prices(cursor=cursor, limit=limit)
        readers = {
            "category": self._read_categories,
            "product": self._read_products,
            "stock": self._offers.stock,
            "customer": self._customers.pull,
            "status": self._states.pull,
            "invoice": self._invoices.pull,
        }
        return readers[kind](cursor=cursor, ids=ids, limit=limit)

    def _push(self, kind, documents):
        """One import file; EBP's own tables are never written."""
        return self._sending.push(kind, documents)

    def outcomes(self, kind, tickets):
        """See ``Remote``; looked up in the tables, then in the folders."""
        if kind not in self.capabilities.defers:
            raise self._cannot(f"tell what became of {kind}")
        return self._sending.outcomes(kind, tickets)

    def _find(self, kind, key):
        """An order is found by its reference, or has a ticket while its file waits."""
        return self._sending.find(kind, key)

    def download(self, url):
        """Return the bytes of an item's picture, or of a PDF in the folder of PDFs; ``url`` is the file's name."""
        if not url.startswith(IMAGE):
            return self._papers.download(url)
        _version, colon, item = url.removeprefix(IMAGE).partition(":")
        if not colon:
            raise Rejected(f"{url[:80]!r} is no picture of EBP.", system=self.system)
        content = self._catalogue.image(item)
        if content is None:
            raise NotFound(f"Item {item} has no picture any more.", system=self.system, call="read a picture")
        return content

    @property
    def calls(self):
        """See ``Remote``: statements, and operations on the file system."""
        return self._tables.calls + self._files.calls

    def close(self):
        """See ``Remote``."""
        self._tables.close()
        self._files.close()

    def _prepare_reading(self, zone):
        given, tables = self.settings, self._tables
        active = wire.codes(given["active_states"])
        self._catalogue = Catalogue(
            tables,
            zone=zone,
            published_only=given.is_on("published_only"),
            active=active,
            services=wire.codes(given["service_types"]),
        )
        self._offers = Offers(
            tables,
            self._lists,
            self._walker,
            shown=self._catalogue.shown,
            storehouses=wire.codes(given["storehouses"]),
            figure=given["available"],
            price_lists=given["price_lists"] == "explicit",
        )
        self._customers = Customers(tables, self._walker, active=active)
        self._states = States(tables, self._walker, self._references, self._types, first_day=self._first_day)
        self._invoices = Invoices(tables, self._lists, self._walker, self._references, self._types, self._papers)

    def _prepare_sending(self, zone):
        given, tables = self.settings, self._tables
        changes = told.captions(given)
        customers = CustomerForm(
            tables, self._lists, captions.renamed(unconfirmed.CUSTOMER, changes), prefix=given["customer_prefix"]
        )
        orders = OrderForm(
            tables,
            self._lists,
            self._references,
            captions.renamed(captions.ORDER, changes),
            customer_code=customers.code,
            settings=given,
            zone=zone,
        )
        items = ItemForm(tables, self._lists, captions.renamed(unconfirmed.ITEM, changes))
        forms = {form.kind: form for form in (orders, customers, items)}
        writer = Writer(self._files, self.memory, told.dialect(given), self._folders.of_imports)
        return Sending(writer, forms, self._states, self._references, self._fates)

    def _fates(self):
        return Fates(
            self._files,
            self.memory,
            self._folders,
            wait=self.settings.integer("wait_minutes") * 60,
            log_ending=self.settings["log_ending"],
        )

    def _first_day(self):
        first = self._walker.now() - timedelta(days=self.settings.integer("watched_days"))
        return datetime.combine(first.date(), time())

    def _read_products(self, *, cursor, ids, limit):
        if ids is not None:
            return self._walker.by_ids("product", ids, self._catalogue.products, limit=limit)
        return self._walker.pull("product", self._catalogue.listing, cursor=cursor, limit=limit)

    def _read_categories(self, *, cursor, ids, limit):
        if ids is not None:
            return self._walker.by_ids("category", ids, self._catalogue.some_categories, limit=limit)
        return self._walker.sliced(self._catalogue.categories, cursor=cursor, limit=limit)


def _tables(settings):
    """Return the tables, opened so that nothing can be written into them."""
    try:
        return Tables(system=wire.SYSTEM, place=wire.place_of(settings), writes=False)
    except InvalidSettings as exc:
        exc.system = wire.SYSTEM
        exc.field = {"name": "database"}.get(exc.field, exc.field)
        raise
