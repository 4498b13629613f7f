"""What tests of the exchange by tables share: the tables in a database of each kind, an ERP on them, and the hub."""

import atexit
import functools
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.exchange import staging
from ....remotes.exchange.columns import LAYOUTS
from ....remotes.transport.databases import Place
from ....remotes.transport.layouts import ddl
from ....remotes.transport.tables import Tables
from ... import make, servers
from ...simulators.exchange_tables.erp import Erp


class TableExchangeCase:
    """One database per kind, empty before each test."""

    kind = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place, cls.erp = shared(cls.kind)

    def setUp(self):
        super().setUp()
        self.erp.clear()
        self.remote = self.opened()

    def opened(self, **settings):
        """Return a remote on the tables, as a worker opens it."""
        remote = open_remote("table_exchange", settings_of(self.place) | settings)
        self.addCleanup(remote.close)
        return remote

    def pulled(self, kind, cursor=None, remote=None, **options):
        """Return (documents, refusals, last cursor) of a whole pull."""
        pages = list((remote or self.remote).pull(kind, cursor=cursor, **options))
        documents = [document for page in pages for document in page.documents]
        refusals = [refusal for page in pages for refusal in page.refusals]
        return documents, refusals, pages[-1].cursor

    def put_levels(self, *quantities):
        """Let the ERP write levels of A1, A2 …"""
        for number, quantity in enumerate(quantities, 1):
            self.erp.put("e2h_stock", record=f"A{number}", product_id=f"A{number}", quantity=self.number(quantity))

    def number(self, value):
        """Return a number as the ERP's driver takes it."""
        return str(value) if self.kind == "sqlite" else Decimal(str(value))

    def states(self, table):
        """Return ``[(record, row_state)]`` of a table, oldest first."""
        return [(row["record"], row["row_state"]) for row in self.erp.rows(table)]

    def orders(self, *keys, **fields):
        """Return orders of two lines, as the hub sends them."""
        lines = (make.line("10.00", id="1"), make.line("5.50", id="2", quantity="1.5"))
        return [make.order(id="", key=key, currency="EUR", lines=lines, **fields) for key in keys]


def settings_of(place):
    """Return a place as settings of the remote."""
    settings = dict(place.settings)
    return settings | {"database": settings.pop("kind"), "port": str(settings["port"])}


@functools.cache
def shared(kind):
    """Return ``made()`` of a kind, the same for all tests of a process; it is dropped when the server ends."""
    place, erp = made(kind)
    atexit.register(erp.disconnect)  # before the server ends: Firebird's client does not bear to find it gone
    return place, erp


def made(kind, *, of=tuple(LAYOUTS)):
    """Return a database with the exchange's tables (of some kinds) and the ERP's own, and the ERP."""
    place = servers.shared(kind).database()
    create_tables(place, of)
    erp = Erp(place.connect, place.mark, now=lambda: datetime.now(UTC).replace(tzinfo=None))
    erp.install()
    return place, erp


def create_tables(place, of=tuple(LAYOUTS)):
    """Create the exchange's tables."""
    layouts = [
        layout for kind in of for direction in (staging.IN, staging.OUT) for layout in staging.layouts(kind, direction)
    ]
    tables = Tables(system="set-up", place=Place(**place.settings))
    with tables.transaction("create") as transaction:
        for statement in ddl(layouts, place.kind):
            transaction.execute(statement)
    tables.close()
