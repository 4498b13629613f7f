"""Several at the same time on the exchange's tables: readers share the rows, writers write one message once."""

import threading
import unittest
from collections import Counter
from decimal import Decimal

from ....remotes.errors import Unavailable
from .table_exchange_case import TableExchangeCase

READERS = 3
ROWS = 60


class RaceTests(TableExchangeCase):
    """Real connections in threads."""

    def test_each_row_goes_to_one_reader(self):
        self.put_levels(*range(1, ROWS + 1))
        shares = self.at_once([lambda number=number: self.read_all(f"hub {number}") for number in range(READERS)])
        read = Counter(id for ids, _cursor in shares for id in ids)
        # What a reader met in another one's hands, which then let it go, is still open for the next look.
        read.update(self.read_all("hub 0", shares[0][1])[0])
        self.assertEqual(read, Counter({f"A{number}": 1 for number in range(1, ROWS + 1)}))
        self.assertEqual({state for _record, state in self.states("e2h_stock")}, {2})

    def test_writers_of_the_same_order_write_it_once(self):
        (order,) = self.orders("S1")
        self.at_once([lambda: self.write(order)] * READERS)
        self.assertEqual(self.states("h2e_orders"), [("S1", 0)])
        self.assertEqual(len(self.erp.rows("h2e_order_lines")), 2)

    def test_writers_of_many_orders_do_not_mix_them_up(self):
        def work(number):
            for order in self.orders(*(f"S{number}-{count}" for count in range(8))):
                self.write(order)

        self.at_once([lambda number=number: work(number) for number in range(READERS)])
        self.assertEqual(Counter(state for _record, state in self.states("h2e_orders")), {0: 8 * READERS})
        lines = Counter(row["row_id"] for row in self.erp.rows("h2e_order_lines"))
        self.assertEqual(set(lines.values()), {2})

    def read_all(self, name, cursor=None):
        """Read to the end twice, as runs of a hub follow each other; return (ids in the order of reading, cursor)."""
        ids = []
        with self.opened(reader=name) as remote:
            for _reading in range(2):
                more = True
                while more:
                    try:
                        page = next(remote.pull("stock", cursor=cursor, limit=7))
                    except Unavailable:  # met others; the engine tries later
                        continue
                    ids += [document.id for document in page.documents]
                    self.assertTrue(all(document.quantity > Decimal(0) for document in page.documents))
                    cursor, more = page.cursor, page.cursor["more"]
        return ids, cursor

    def write(self, order):
        """Send until it is known to be there, as the engine does."""
        with self.opened() as remote:
            while True:
                try:
                    (result,) = remote.push("order", [order])
                except Unavailable:
                    continue
                if result.error is None:
                    return

    def at_once(self, works):
        """Run functions in threads that begin together; return what they returned."""
        results, barrier, failures = [None] * len(works), threading.Barrier(len(works)), []

        def run(place, work):
            barrier.wait()
            try:
                results[place] = work()
            except (AssertionError, LookupError, OSError, RuntimeError) as exc:
                failures.append(exc)

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        return results


class TestPostgreSql(RaceTests, unittest.TestCase):
    kind = "postgresql"


class TestMariaDb(RaceTests, unittest.TestCase):
    kind = "mysql"


class TestFirebird(RaceTests, unittest.TestCase):
    kind = "firebird"


class TestSqlite(RaceTests, unittest.TestCase):
    kind = "sqlite"
