"""Killed at every step of an exchange by files: nothing is lost, nothing is there twice."""

import os
import unittest

from ....remotes import open_remote, remote_class
from ... import make
from ...simulators.exchange_files import FolderErp
from ..killed_steps import Kept, KeptMemory, run


@unittest.skipUnless(hasattr(os, "fork"), "A process is killed by forking one, which this system cannot.")
class KilledCase(unittest.TestCase):
    """Runs one scenario as often as it has steps, killed one step later each time."""

    system = "file_exchange"
    partner_class = FolderErp
    options = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        remote_class(cls.system)  # what is imported here need not be imported by every child

    def each_step(self, work, check, prepare=lambda: None):
        """Kill ``work`` at its 1st, 2nd … step, let it run again to its end and ``check``; return how many it has."""
        for step in range(1, 1000):
            self.erp = self.partner_class(**self.options)
            self.addCleanup(self.erp.close)
            self.erp.start()
            self.place = self.erp.root.parent
            prepare()
            ended = run(work, kill_at=step, below=self.place)
            self.before_next()
            run(work, below=self.place)
            with self.subTest(step=step):
                check()
            self.erp.close()
            if ended:
                return step - 1
        raise AssertionError("It never came to its end.")

    def before_next(self):
        """What happens between the death and the next try."""

    def remote(self):
        return open_remote(self.system, self.erp.settings, memory=KeptMemory(self.place / "memory"))


class TestReading(KilledCase):
    def test_every_record_is_stored_once(self):
        steps = self.each_step(self.read_all, self.check, self.prepare)
        self.assertGreater(steps, 60)

    def prepare(self):
        lines = [{"record": r, "quantity": "1", "net": "1", "tax": "0", "gross": "1"} for r in ("A", "A", "B", "C")]
        heads = [{"record": r, "currency": "EUR", "net": "1", "tax": "0", "gross": "1"} for r in "ABC"]
        self.erp.send("order", {"orders": heads, "order_lines": lines})
        self.erp.send("order", {"orders": [{"record": "BAD"}], "order_lines": lines[:1]})
        self.erp.send("order", {"orders": [heads[0] | {"record": "D"}], "order_lines": [lines[0] | {"record": "D"}]})

    def read_all(self):
        """As the hub does: a page and its cursor are stored in one go; twice to the end, so that files are put away."""
        hub = Kept(self.place / "hub.json", orders=[], cursor=None, ends=0)
        stored = hub.load()
        while stored["ends"] < 2:
            with self.remote() as remote:
                page = next(remote.pull("order", cursor=stored["cursor"], limit=2))
            stored["orders"] += [[order.id, len(order.lines)] for order in page.documents]
            stored["cursor"] = page.cursor
            stored["ends"] += not page.cursor["more"]
            hub.save(stored)

    def check(self):
        stored = Kept(self.place / "hub.json").load()
        self.assertEqual(stored["orders"], [["A", 2], ["B", 1], ["C", 1], ["D", 1]])
        self.assertEqual(self.erp.names("e2h/pending"), [])
        self.assertEqual(len(self.erp.names("e2h/done")), 8)
        aside = [name for name in self.erp.names("e2h/error") if not name.partition(".csv")[2].startswith(".report")]
        self.assertEqual(len(aside), 4)
        self.assertTrue(any("report" in name for name in self.erp.names("e2h/error")))


class TestSending(KilledCase):
    """The partner takes what lies there only when all is over."""

    options = {"answers": "acknowledgements", "marker": "1"}

    def test_every_order_arrives_once(self):
        steps = self.each_step(self.send_all, self.check)
        self.assertGreater(steps, 30)

    def send_all(self):
        """As the hub does: a ticket is stored after the push; what has none is pushed again."""
        hub = Kept(self.place / "hub.json", tickets={})
        stored = hub.load()
        for keys in (("K1", "K2"), ("K3",)):
            if keys[0] in stored["tickets"]:
                continue
            line = make.line(taxes=(make.tax("20", amount="2"),))
            orders = [make.order(id="", key=key, currency="EUR", lines=[line]) for key in keys]
            with self.remote() as remote:
                results = remote.push("order", orders)
            stored["tickets"] |= {key: result.ticket or result.id for key, result in zip(keys, results, strict=True)}
            hub.save(stored)

    def check(self):
        self.erp.importer.run()
        self.assertEqual(self.erp.importer.taken("orders"), {"K1": 1, "K2": 1, "K3": 1})
        self.assertEqual(self.erp.names("h2e/pending"), [])
        self.assertEqual(
            sorted(
                name[-10:-4] for name in self.erp.names("h2e/done") if name.startswith("orders") and name[-1] == "v"
            ),
            ["000001", "000002"],
        )


class TestSendingToAQuickPartner(TestSending):
    """The partner takes what is complete between the death and the next try."""

    def before_next(self):
        for name in self.erp.names("h2e/pending"):
            if name.startswith("orders") and name.endswith(".csv.ok"):
                self.erp.importer.run()
                break


class TestSendingWithoutMarkers(TestSending):
    options = {"answers": "acknowledgements"}


class TestSendingToAQuickPartnerWithoutMarkers(TestSending):
    options = {"answers": "acknowledgements"}

    def before_next(self):
        self.erp.importer.run()
