"""An EBP: the subset of its tables that matters on SQLite, the folder that its importer reads, and its people.

with EbpSimulator() as simulator:
    simulator.add_item("CAF-250", "Café 250 g", price="8.50", stock="40")
    …
    simulator.importer.run()                      # the task that runs EBP's import
    invoice = simulator.invoice(simulator.order("WEB-S1")["Id"])
    simulator.print(invoice)

schema.py    the tables                   store.py   reading and writing rows
goods.py people.py office.py              what the operators do
importer.py  the import of text files     captions.py  what their columns are called
"""

import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from ..base import CallLog, Clock
from ..cplus.watching import Faults, Watch
from .goods import Goods
from .importer import Importer
from .office import Office
from .people import People
from .store import Store

FOLDERS = ("in", "done", "error", "pdf")


class EbpSimulator(Goods, People, Office):
    """One installation with its exchange folder; faults and the log are those of the database.

    :param options: further settings for the remote
    """

    def __init__(self, **options):
        self.options = options
        self.clock = Clock()
        self.log = CallLog()
        self.faults = Faults(end=None)  # only a server can end a connection; SQLite has none
        self.place = Path(tempfile.mkdtemp(prefix="ebp-"))
        self.root = self.place / "share"
        self.database = self.place / "ebp.sqlite"
        engine = sa.create_engine(f"sqlite+pysqlite:///{self.database}")
        sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
        self.store = Store(engine, self.now)
        self.importer = Importer(self.store, self.root)
        self._watch = Watch(self._is_here, self.log, self.faults)
        self._is_prepared = False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.close()

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        return {
            "kind": "sqlite",
            "database": str(self.database),
            "zone": "UTC",
            "location": str(self.root),
            "cancelled_states": "9",
        } | self.options

    def now(self):
        """Return the server's wall clock: naive, whole seconds."""
        return self.clock.now().replace(tzinfo=None, microsecond=0)

    def start(self):
        """Make tables and folders the first time; from then on both answer."""
        if not self._is_prepared:
            self.store.prepare()
            with self.store.transaction():
                self.seed_lists()
            self._watch.begin()
            self._is_prepared = True
        away = self.place / "away"
        if away.exists():
            away.rename(self.root)
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self._watch.is_away = False

    def stop(self):
        """Let database and folder be away for others; what is in them stays."""
        self._watch.is_away = True
        if self.root.exists():
            self.root.rename(self.place / "away")

    def close(self):
        """Look no more at what others do, and remove everything."""
        if self._is_prepared:
            self._watch.end()
            self._is_prepared = False
        self.store.engine.dispose()
        shutil.rmtree(self.place, ignore_errors=True)

    def state(self):
        """Return all rows."""
        return self.store.everything()

    def restore(self, state):
        """Bring all rows back to what ``state()`` returned."""
        self.store.restore(state)

    def names(self, folder):
        """Return the names of the files in a folder, sorted."""
        return sorted(path.name for path in (self.root / folder).iterdir() if path.is_file())

    def _is_here(self, connection):
        if connection.engine is self.store.engine:
            return False
        return str(self.database) in str(connection.engine.url.database)


__all__ = ["FOLDERS", "EbpSimulator"]
