"""The exchange by tables keeps the promises of a remote: on PostgreSQL, behind a wire on which things go wrong.

What the suite asks of a server that answers with web pages has no meaning for a database; what a database can do wrong
besides is in ``tests/remotes/exchange/test_exchange_tables*.py``, on every kind of database.
"""

import dataclasses
import unittest
from pathlib import Path

from ...remotes.exchange.columns import MAIN
from .. import servers
from ..simulators.exchange_tables import ExchangeTablesSimulator
from .case import ContractCase
from .changes import ChangePromises
from .checking import CheckPromises
from .lists import LookupPromises
from .lost import LostAnswerPromises
from .minimal import MinimalDocuments
from .reading import ReadingPromises
from .refusals import RefusalPromises
from .secrecy import SecrecyPromises
from .settings import SettingsPromises
from .writing import WritingPromises

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "exchange" / "postgresql.sql"

#: A text that no column of this name holds.
TOO_LONG = {
    "category": "code", "product": "code", "stock": "lot", "price": "group_id", "customer": "company",
    "order": "number", "status": "state_name", "shipment": "tracking_number", "invoice": "number",
    "return": "state_name",
}  # fmt: skip


class TablePromises(
    SettingsPromises,
    CheckPromises,
    LookupPromises,
    ReadingPromises,
    ChangePromises,
    WritingPromises,
    LostAnswerPromises,
    SecrecyPromises,
    RefusalPromises,
    ContractCase,
):
    """The promises that a database can be asked for."""

    #: No database says when to come back.
    test_too_many_calls_are_to_be_sent_later = None


class TestTableExchange(MinimalDocuments, TablePromises, unittest.TestCase):
    system = "table_exchange"
    simulator_class = ExchangeTablesSimulator
    leaves_unchanged = frozenset(MAIN) - {"lookup"}
    writes = {kind: {"method": "COMMIT", "kind": f"h2e_{name}"} for kind, name in MAIN.items()}

    @classmethod
    def setUpClass(cls):
        """Make the tables and the company once; after each test they are put back."""
        super().setUpClass()
        cls.filled, cls.empty = (cls._made() for _turn in range(2))
        erp = cls.simulator_class(place=cls.filled)
        erp.clock.advance(-7200)
        erp.clock.freeze()
        erp.seed()
        erp.remember()
        cls.erp = erp
        cls.addClassCleanup(erp.disconnect)

    @classmethod
    def _made(cls):
        place = servers.shared("postgresql").database()
        cls.addClassCleanup(place.drop)
        cls.simulator_class(place=place).execute(SCRIPT.read_text())
        return place

    def started(self):
        """The first simulator of a test is on the filled database, others on the empty one."""
        place = self.empty if hasattr(self, "simulator") else self.filled
        self.addCleanup(self.erp.reset)
        simulator = self.simulator_class(place=place)
        simulator.start()
        self.addCleanup(simulator.stop)
        return simulator

    def seed(self):
        """It is there."""

    def ids(self, kind):
        return list({row["record"]: None for row in self.simulator.rows(f"e2h_{MAIN[kind]}")})

    def touch(self, kind, id):
        self.simulator.again(f"e2h_{MAIN[kind]}", id)

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        return dataclasses.replace(document, **{TOO_LONG[kind]: "x" * 300})

    def held(self, kind, document):
        record = document.id or getattr(document, "key", "") or document.code
        rows = self.simulator.rows(f"h2e_{MAIN[kind]}", record=record)
        return [row["record"] for row in rows if row["row_state"] == 0]

    def key(self, kind, document):
        return getattr(document, "key", "") or document.code
