"""The connection cut at every step of an exchange by tables, before and after it: nothing is lost, nothing is doubled.

The hub's side is acted out as the engine does it: a page and its cursor are stored together; what was announced is
looked up when it is not known whether it arrived; tickets are asked for until they are answered.
"""

import unittest
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.errors import OutcomeUnknown, RemoteError, Unavailable
from ...servers.wire import CuttableWire
from .table_exchange_case import TableExchangeCase, settings_of

#: More steps than any of these exchanges has.
ENDLESS = 2000

#: Tables that these exchanges fill.
USED = ("e2h_stock", "h2e_order_lines", "h2e_orders", "erp_document", "erp_inbox")


class KilledTests(TableExchangeCase):
    """Runs one exchange as often as it has steps, cut one step later each time."""

    def setUp(self):
        super().setUp()
        wire = CuttableWire(self.place.host, self.place.port)
        self.wire = self.enterContext(wire)

    def through_the_wire(self):
        """Return a remote whose connections may be cut."""
        return open_remote(
            "table_exchange", settings_of(self.place) | {"host": "127.0.0.1", "port": str(self.wire.port)}
        )

    def each_step(self, prepare, work, check):
        """Cut at each step, let the work go on to its end, and check; return how many steps there are."""
        for after in (False, True):
            for step in range(1, ENDLESS):
                self.erp.clear(*USED)
                prepare()
                self.wire.cut(step, after=after)
                work()
                with self.subTest(step=step, after=after):
                    check()
                if self.wire.is_pending:
                    break
        self.wire.cut(0, after=False)
        return step - 1

    # --- reading ----------------------------------------------------------------------------------------------------

    def test_every_row_is_stored_once_and_done(self):
        steps = self.each_step(self.write_levels, self.read_levels, self.check_levels)
        self.assertGreater(steps, 15)

    def write_levels(self):
        self.put_levels(1, 2, 3)
        self.put_levels(11)
        self.stored, self.cursor = [], None

    def read_levels(self):
        with self.through_the_wire() as remote:
            for _reading in range(2):  # the second acknowledges the first one's last page
                more = True
                while more:
                    try:
                        page = next(remote.pull("stock", cursor=self.cursor, limit=2))
                    except RemoteError as error:
                        self.assertIsInstance(error, Unavailable)
                        continue
                    self.stored += [(document.id, document.quantity) for document in page.documents]
                    self.cursor, more = page.cursor, page.cursor["more"]

    def check_levels(self):
        self.assertEqual(self.stored, [("A2", Decimal(2)), ("A3", Decimal(3)), ("A1", Decimal(11))])
        states = [("A1", 5), ("A2", 2), ("A3", 2), ("A1", 2)]
        self.assertEqual(self.states("e2h_stock"), states)

    # --- writing ----------------------------------------------------------------------------------------------------

    def test_every_order_becomes_one_document(self):
        steps = self.each_step(self.announce, self.send, self.check_documents)
        self.assertGreater(steps, 15)

    def announce(self):
        self.waiting = {order.key: order for order in self.orders("S1", "S2")}
        self.tickets, self.numbers, self.in_doubt = {}, {}, set()

    def send(self):
        with self.through_the_wire() as remote:
            while self.waiting or self.tickets:
                try:
                    self.look_up(remote)
                    self.push(remote)
                    self.erp.work("orders")
                    self.ask(remote)
                except RemoteError as error:
                    self.assertIsInstance(error, Unavailable | OutcomeUnknown)

    def look_up(self, remote):
        for key in sorted(self.in_doubt):
            found = remote.find("order", key)
            if found:
                self.keep(key, found)
            self.in_doubt.discard(key)

    def push(self, remote):
        orders = list(self.waiting.values())
        for order, result in zip(orders, remote.push("order", orders) if orders else (), strict=True):
            if isinstance(result.error, OutcomeUnknown):
                self.in_doubt.add(order.key)
            elif result.error is None:
                self.keep(order.key, result)

    def ask(self, remote):
        keys = list(self.tickets)
        for key, result in zip(keys, remote.outcomes("order", [self.tickets[key] for key in keys]), strict=True):
            self.keep(key, result)

    def keep(self, key, result):
        self.assertIsNone(result.error)
        self.waiting.pop(key, None)
        if result.ticket:
            self.tickets[key] = result.ticket
        else:
            self.tickets.pop(key, None)
            self.numbers[key] = result.number

    def check_documents(self):
        self.assertEqual(self.numbers, {"S1": "ORD00001", "S2": "ORD00002"})
        self.assertEqual(self.erp.documents("orders"), self.numbers)
        self.assertEqual(self.states("h2e_orders"), [("S1", 2), ("S2", 2)])
        self.assertEqual(len(self.erp.rows("h2e_order_lines")), 4)


class TestPostgreSql(KilledTests, unittest.TestCase):
    kind = "postgresql"


class TestMariaDb(KilledTests, unittest.TestCase):
    kind = "mysql"


class TestFirebird(KilledTests, unittest.TestCase):
    kind = "firebird"
