"""A C-Plus: the subset of its database that matters, on Firebird or SQLite, and the people who work with it.

simulator = CPlusSimulator(place)               # an empty database, as tests/servers make them
with simulator:
    product = simulator.add_product("CAF-250", "Café torrado", price="18.90", quantity="40")
    …
    sale = simulator.convert(simulator.quotation("S00012")["CODORC"])
    simulator.authorise(sale)

schema.py    the tables                     triggers.py  what the database does by itself
store.py     reading and writing rows       goods.py people.py office.py  what the operators do
nfe.py       fiscal documents               watching.py  the log of statements, and faults
"""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from firebird.driver import connect

from ..base import CallLog, Clock
from . import schema
from .goods import Goods
from .office import Office
from .people import People
from .store import Store, whole_seconds
from .watching import Faults, Watch


class CPlusSimulator(Goods, People, Office):
    """One installation.

    :param place: an empty database, or one that another simulator filled (its rows are removed); attributes kind,
        host, port, name, user, password
    :param zone: of the shop's wall clock, which must be that of the database server
    :param counts_reservations: whether the program raises RESERVADOORCAMENTO for a reserved quotation
    :param snapshot: of ``store.snapshot()``: begin with these rows, in a database that has the tables
    """

    def __init__(self, place, *, zone="UTC", counts_reservations=True, charset="WIN1252", snapshot=None):
        self.place = place
        self.zone = ZoneInfo(zone)
        self.charset = charset
        self.clock = Clock()
        self.log = CallLog()
        self.faults = Faults(self._end)
        self.store = Store(self._engine(), self.now)
        self._counts_reservations = counts_reservations
        self._snapshot = snapshot
        self._watch = Watch(self._is_here, self.log, self.faults)
        self._is_prepared = False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    @property
    def url(self):
        """Where the database is, as an address."""
        return f"{self.place.kind}://{self.place.host}:{self.place.port}/"

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        place = self.place
        settings = {"kind": place.kind, "database": place.name, "zone": str(self.zone), "user_code": "000000001"}
        if place.kind == "firebird":
            settings |= {"host": place.host, "port": str(place.port), "user": place.user, "password": place.password}
            settings |= {"charset": self.charset}
        return settings

    def now(self):
        """Return the shop's wall clock: naive, whole seconds."""
        return whole_seconds(self.clock.now().astimezone(self.zone))

    def start(self):
        """Make the tables and what every installation has, the first time; from then on the database answers."""
        if not self._is_prepared:
            self._fill()
            self._watch.begin()
            self._is_prepared = True
        self._watch.is_away = False

    def stop(self):
        """Let the database be away for others; what is in it stays."""
        self._watch.is_away = True

    def close(self):
        """Look no more at what others do, and give our own connections back."""
        if self._is_prepared:
            self._watch.end()
        self.store.engine.dispose()

    def state(self):
        """Return all rows."""
        return self.store.snapshot()

    def restore(self, state):
        """Bring all rows back to what ``state()`` returned."""
        self.store.restore(state)

    def drop_column(self, table, column):
        """Be another version of the program, whose table lacks a column."""
        word = "COLUMN " if self.place.kind == "sqlite" else ""
        self.store.execute(f"ALTER TABLE {table} DROP {word}{column}")

    def add_column(self, table, column, type):
        """Add a column to a table."""
        self.store.execute(f"ALTER TABLE {table} ADD {column} {type}")

    def raw_text(self, table, column, key_column, key):
        """Return the bytes of a text as Firebird stores them."""
        query = f"SELECT CAST({column} AS VARCHAR(250) CHARACTER SET OCTETS) FROM {table} WHERE {key_column} = ?"
        with self.store.open() as connection:
            return bytes(connection.exec_driver_sql(query, (key,)).scalar())

    def write_bytes(self, table, column, value, key_column, key):
        """Write bytes into a text column, as another program does that knows no character sets."""
        with self.store.open() as connection:
            statement = f"UPDATE {table} SET {column} = CAST(x'{value.hex()}' AS VARCHAR(99) CHARACTER SET OCTETS)"
            connection.exec_driver_sql(f"{statement} WHERE {key_column} = ?", (key,))

    def _engine(self):
        place = self.place
        if place.kind == "sqlite":
            return sa.create_engine(f"sqlite+pysqlite:///{place.name}", connect_args={"timeout": 5})
        dsn = f"{place.host}/{place.port}:{place.name}"
        return sa.create_engine(
            "firebird+firebird://",
            creator=lambda: connect(dsn, user=place.user, password=place.password, charset=self.charset),
        )

    def _fill(self):
        if self._snapshot:
            self.store.restore(self._snapshot)
            return
        self.store.prepare(counts_reservations=self._counts_reservations)
        with self.store.batch():
            self.seed_settings()

    def _end(self, attachment):
        """Let the server end a connection of others, as when it is shut down or the wire is cut."""
        with self.store.open() as connection:
            connection.exec_driver_sql("DELETE FROM MON$ATTACHMENTS WHERE MON$ATTACHMENT_ID = ?", (attachment.info.id,))

    def _is_here(self, connection):
        if connection.engine is self.store.engine:
            return False
        if connection.dialect.name == "sqlite":
            return self.place.name in str(connection.engine.url.database)
        return self.place.name in str(connection.connection.dbapi_connection.dsn)


__all__ = ["CPlusSimulator", "schema"]
