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
    """

    def __init__(self, place, *, zone="UTC", counts_reservations=True, charset="WIN1252"):
        self.place = place
        self.zone = ZoneInfo(zone)
        self.charset = charset
        self.clock = Clock()
        self.log = CallLog()
        self.faults = Faults()
        self.store = Store(self._engine(), self.now)
        self._counts_reservations = counts_reservations
        self._watch = Watch(self._is_here, self.log, self.faults)
        self._is_prepared = False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

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
            self.store.prepare(counts_reservations=self._counts_reservations)
            self.seed_settings()
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

    def _engine(self):
        place = self.place
        if place.kind == "sqlite":
            return sa.create_engine(f"sqlite+pysqlite:///{place.name}", connect_args={"timeout": 5})
        dsn = f"{place.host}/{place.port}:{place.name}"
        return sa.create_engine(
            "firebird+firebird://",
            creator=lambda: connect(dsn, user=place.user, password=place.password, charset=self.charset),
        )

    def _is_here(self, connection):
        if connection.engine is self.store.engine:
            return False
        if connection.dialect.name == "sqlite":
            return self.place.name in str(connection.engine.url.database)
        return self.place.name in str(connection.connection.dbapi_connection.dsn)


__all__ = ["CPlusSimulator", "schema"]
