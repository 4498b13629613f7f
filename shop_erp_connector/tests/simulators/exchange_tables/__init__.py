"""An ERP that exchanges by staging tables: its own SQL on a real database, behind a wire on which things go wrong.

place = servers.shared("postgresql").database()
with ExchangeTablesSimulator(place=place) as erp:
    erp.put("e2h_stock", record="A", variant_id="A", quantity="5")
    remote = open_remote("table_exchange", erp.settings)
    …
    erp.work("orders")                       # takes what the hub wrote, makes documents, answers
    assert erp.documents("orders") == {"HUB-1": "CDE00001"}

wire.py   a server that speaks PostgreSQL's protocol, passes on what it hears, logs it, and breaks when asked to
erp.py    the ERP: what it writes, and how it works on what it reads
seed.py   a small company
"""

from datetime import UTC

from ..base import CallLog, Clock
from ..faults import Faults
from .erp import Erp
from .seed import seed
from .wire import PASSWORD, Wire


class ExchangeTablesSimulator(Erp):
    """The ERP and the wire to its database.

    :param place: what ``tests.servers`` calls a place, of PostgreSQL, with the exchange's tables in it
    :param answers: the setting of that name
    """

    def __init__(self, *, place, answers="none"):
        self.clock = Clock()
        super().__init__(place.connect, place.mark, now=self._moment)
        self.log = CallLog()
        self.faults = Faults()
        self._place = place
        self._answers = answers
        self._wire = Wire(place, self.log, self.faults)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        return {
            "database": "postgresql",
            "host": "127.0.0.1",
            "port": str(self._wire.port),
            "name": self._place.name,
            "user": self._place.user,
            "password": PASSWORD,
            "answers": self._answers,
        }

    @property
    def url(self):
        """Where it listens."""
        return f"postgresql://127.0.0.1:{self._wire.port}"

    def start(self):
        """Listen; after ``stop()`` on the same port again."""
        self._wire.start()

    def stop(self):
        """Stop listening and cut every connection; the database stays."""
        self._wire.stop()

    def seed(self):
        """Fill the tables with a small company."""
        seed(self)

    def _moment(self):
        """The ERP's time: UTC without a zone, in whole seconds."""
        return self.clock.now().astimezone(UTC).replace(tzinfo=None, microsecond=0)
