"""C-Plus: what goes wrong in the middle loses nothing and doubles nothing, and is told by what to do next."""

import json
import subprocess
import sys
import threading
import time
import unittest
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.errors import AuthenticationFailed, OutcomeUnknown, ProtocolError, Rejected, Unavailable
from ... import servers
from ...simulators.cplus import CPlusSimulator
from . import cplus_killed
from .cplus_case import CPlusCase, OnFirebird, OnSqlite

#: Statements that one order takes: at least so many are broken one after the other.
FEWEST_STEPS = 12


class FaultPromises(CPlusCase):
    def setUp(self):
        super().setUp()
        self.seeded(products=2)

    def test_a_connection_lost_at_any_statement_leaves_all_or_nothing(self):
        steps = self._steps()
        self.assertGreaterEqual(steps, FEWEST_STEPS)
        for step in range(steps):
            with self.subTest(step=step):
                order = self.order(self.line(), self.line("000000002"))
                before = self.traces()
                self.simulator.faults.refuse(skip=step)
                error = self._error(order)
                self.assertEqual(self.simulator.faults.pending(), 0)
                self.assertIsInstance(error, OutcomeUnknown if step == steps - 1 else Unavailable)
                self.assertEqual(self.traces(), before)
                self._assert_settled(order)

    def test_an_error_at_any_statement_leaves_nothing(self):
        for step in range(self._steps() - 1):
            with self.subTest(step=step):
                order = self.order(self.line(), self.line("000000002"))
                before = self.traces()
                self.simulator.faults.fail("value", skip=step)
                self.assertIsInstance(self._error(order), Rejected)
                self.assertEqual(self.traces(), before)
                self._assert_settled(order)

    def test_a_commit_whose_answer_was_lost_is_found_again(self):
        order = self.order()
        self.simulator.faults.cut_after_accepting(method="COMMIT")
        (result,) = self.remote.push("order", [order])
        self.assertIsInstance(result.error, OutcomeUnknown)
        found = self.opened().find("order", order.key)
        header = self.simulator.quotation(order.number)
        self.assertEqual((found.id, found.number), (header["ENTREGATELEFONE"], "501"))
        self._assert_settled(order)

    def test_a_commit_that_never_arrived_is_not_found(self):
        order = self.order()
        self.simulator.faults.refuse(method="COMMIT")
        (result,) = self.remote.push("order", [order])
        self.assertIsInstance(result.error, OutcomeUnknown)
        self.assertIsNone(self.opened().find("order", order.key))
        self._assert_settled(order)

    def test_a_key_that_somebody_took_meanwhile_is_drawn_once_more(self):
        """A program that does not lock the counters has inserted after we looked."""
        self.simulator.faults.fail("constraint", method="INSERT")
        order = self.order()
        self.pushed(order)
        self.assertEqual(self.simulator.quotation(order.number)["CODORC"], "000000001")

    def test_a_rule_that_is_broken_twice_is_told(self):
        self.simulator.faults.fail("constraint", method="INSERT", times=2)
        error = self.refused(self.order())
        self.assertIsInstance(error, Rejected)
        self.assertEqual(error.reason, "rejected")

    def test_a_missing_right_stops_everything(self):
        self.simulator.faults.fail("permission", method="INSERT", times=9)
        before = self.traces()
        results = self.remote.push("order", [self.order(), self.order()])
        for result in results:
            self.assertIsInstance(result.error, AuthenticationFailed)
        self.assertEqual(self.simulator.faults.pending(), 8)
        self.assertEqual(self.traces(), before)

    def test_a_missing_column_refuses_orders_by_name(self):
        self.simulator.drop_column("ORCAMENTO", "ENTREGAPAIS")
        self.addCleanup(self.simulator.add_column, "ORCAMENTO", "ENTREGAPAIS", "VARCHAR(30)")
        with self.assertRaises(ProtocolError) as caught:
            self.remote.push("order", [self.order()])
        self.assertIn("ORCAMENTO.ENTREGAPAIS", str(caught.exception))
        (warning,) = self.remote.check().warnings
        self.assertIn("ORCAMENTO.ENTREGAPAIS", warning)

    def test_one_bad_order_harms_no_other(self):
        good, bad, also_good = self.order(), self.order(vat="98765432100"), self.order()
        results = self.remote.push("order", [good, bad, also_good])
        self.assertEqual([bool(result.error) for result in results], [False, True, False])
        self.assertEqual([row["CODORC"] for row in self.simulator.store.rows("ORCAMENTO")], ["000000001", "000000002"])

    def test_two_workers_with_one_order_write_it_once(self):
        order, results = self.order(), []
        workers = [self.opened() for _turn in range(3)]
        for worker in workers:
            worker.lookups("location")
        threads = [
            threading.Thread(target=lambda worker=worker: results.extend(worker.push("order", [order])))
            for worker in workers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({result.number for result in results if not result.error}, {"501"})
        for error in (result.error for result in results if result.error):
            self.assertIsInstance(error, Unavailable)
        self.assertEqual(self.simulator.store.count("ORCAMENTO"), 1)

    def _steps(self):
        """Return how many statements writing an order of two lines takes, its commit included."""
        self.pushed(self.order(self.line(), self.line("000000002")))
        self.simulator.log.clear()
        self.pushed(self.order(self.line(), self.line("000000002")))
        return len(self.simulator.log)

    def _error(self, order):
        try:
            (result,) = self.remote.push("order", [order])
        except (Unavailable, Rejected) as exc:
            return exc
        return result.error

    def _assert_settled(self, order):
        """Sent again, as the hub does, the order is there once, with both keys and counters in step."""
        self.pushed(order)
        rows = self.simulator.store.rows("ORCAMENTO")
        self.assertEqual(len([row for row in rows if row["NUMPEDCLIENTE"] == order.number]), 1)
        self.assertEqual([int(row["CODORC"]) for row in rows], list(range(1, len(rows) + 1)))
        counters = {row["NOMECAMPO"]: row["ULTIMOCODIGO"] for row in self.simulator.store.rows("CODIGO")}
        self.assertEqual(counters, {"CODORC": len(rows) + 1, "NUMEROORCAMENTO": len(rows) + 501})


class TestFaultsOnSqlite(OnSqlite, FaultPromises, unittest.TestCase):
    pass


class TestFaultsOnFirebird(OnFirebird, FaultPromises, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a program of its own is found under Odoo's name for it, also when these tests run without Odoo
        name = "odoo.addons." + cplus_killed.__name__.removeprefix("odoo.addons.")
        command = [sys.executable, "-m", name]
        cls.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.program.wait)
        cls.addClassCleanup(cls.program.stdout.close)
        cls.addClassCleanup(cls.program.stdin.close)

    def test_a_process_killed_at_any_statement_leaves_all_or_nothing(self):
        answer = self._run(self.order(self.line(), self.line("000000002")), step=-1)
        self.assertEqual((answer["code"], answer["error"]), (0, ""))
        self.assertGreaterEqual(answer["steps"], FEWEST_STEPS)
        for step in range(1, answer["steps"] + 1):
            with self.subTest(step=step):
                order = self.order(self.line(), self.line("000000002"))
                before = self.traces()
                self.assertEqual(self._run(order, step=step), {"code": cplus_killed.KILLED})
                self.assertEqual(self.traces(), before)
                self._assert_settled(order)

    def test_a_deadlock_on_a_counter_is_tried_again_at_once(self):
        self.simulator.faults.fail("deadlock", method="UPDATE", times=2)
        order = self.order()
        self.pushed(order)
        self._assert_settled(order)

    def test_deadlocks_without_end_are_tried_again_later(self):
        orders = [self.order(), self.order()]
        before = self.traces()
        self.simulator.faults.fail("deadlock", method="UPDATE", times=3)
        results = self.remote.push("order", orders)
        for result in results:
            self.assertIsInstance(result.error, Unavailable)
        self.assertEqual(self.traces(), before)
        self.pushed(*orders)

    def test_a_process_killed_after_the_commit_has_written_it(self):
        order = self.order()
        self.assertEqual(self._run(order, step=0), {"code": cplus_killed.KILLED})
        self.assertEqual(self.remote.find("order", order.key).number, "501")
        self._assert_settled(order)

    def test_a_counter_that_somebody_holds_is_waited_for(self):
        """A person in C-Plus saves a quotation: the row is theirs for a moment."""
        order, results = self.order(), []
        with self.simulator.store.engine.connect() as person:
            person.exec_driver_sql("UPDATE CODIGO SET ULTIMOCODIGO = 2 WHERE NOMECAMPO = 'CODORC'")
            pusher = threading.Thread(target=lambda: results.extend(self.remote.push("order", [order])))
            pusher.start()
            time.sleep(0.5)
            self.assertEqual(results, [])
            person.commit()
        pusher.join()
        self.assertIsNone(results[0].error)
        self.assertEqual(self.simulator.quotation(order.number)["CODORC"], "000000002")

    def test_a_counter_that_is_held_for_long_is_tried_again_later(self):
        order = self.order()
        with self.simulator.store.engine.connect() as person:
            person.exec_driver_sql("UPDATE CODIGO SET ULTIMOCODIGO = ULTIMOCODIGO")
            (result,) = self.remote.push("order", [order])
            person.rollback()
        self.assertIsInstance(result.error, Unavailable)
        self._assert_settled(order)

    def test_workers_that_write_at_once_draw_numbers_of_their_own(self):
        batches = [[self.order(number=f"W{worker}-{turn}") for turn in range(4)] for worker in range(3)]
        workers = [self.opened() for _batch in batches]
        for _try in range(20):
            threads = [
                threading.Thread(target=worker.push, args=("order", batch))
                for worker, batch in zip(workers, batches, strict=True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if self.simulator.store.count("ORCAMENTO") == 12:
                break
        rows = self.simulator.store.rows("ORCAMENTO")
        self.assertEqual([row["CODORC"] for row in rows], [f"{number:09d}" for number in range(1, 13)])
        self.assertEqual([row["NUMEROORCAMENTO"] for row in rows], list(range(501, 513)))
        self.assertEqual({row["NUMPEDCLIENTE"] for row in rows}, {order.number for batch in batches for order in batch})

    def test_letters_of_the_database_come_and_go(self):
        key = self.simulator.add_product("CAF", "Pão de açúcar — “10 €”")
        self.assertEqual(self.documents("product")[key].name, {"": "Pão de açúcar — “10 €”"})
        raw = self.simulator.raw_text("PRODUTO", "NOMEPROD", "CODPROD", key)
        self.assertEqual(raw, "Pão de açúcar — “10 €”".encode("cp1252"))

    def test_bytes_that_are_no_letters_harm_one_record(self):
        """A database without a character set of its own takes any byte; 0x81 is none in CP1252."""
        place = servers.shared("firebird").database(charset="NONE")
        self.addCleanup(place.drop)
        simulator = CPlusSimulator(place)
        self.addCleanup(simulator.close)
        simulator.start()
        good, bad, also_good = (simulator.add_product(f"P{number}", "Pão") for number in range(3))
        simulator.write_bytes("PRODUTO", "NOMEPROD", b"Caf\x81", "CODPROD", bad)
        with open_remote("cplus", simulator.settings) as remote:
            (page,) = remote.pull("product")
        self.assertEqual([product.id for product in page.documents], [good, also_good])
        self.assertEqual({product.name[""] for product in page.documents}, {"Pão"})
        ((id, error),) = [(refusal.id, refusal.error) for refusal in page.refusals]
        self.assertEqual((id, type(error)), (bad, ProtocolError))
        self.assertIn("character set", str(error))

    def test_columns_of_fixed_length_have_no_blanks(self):
        key = self.simulator.add_product("CAF", "Café")
        self.assertEqual(self.simulator.store.row("PRODUTO", CODPROD=key)["CODIGO"], "CAF".ljust(25))
        self.assertEqual(self.documents("product")[key].code, "CAF")

    def test_a_missing_database_and_a_wrong_password_are_told(self):
        for settings, expected in (
            ({"database": f"{self.place.name}.gone"}, ProtocolError),
            ({"password": "wrong"}, AuthenticationFailed),
            ({"user": "NOBODY"}, AuthenticationFailed),
            ({"port": "9"}, Unavailable),
        ):
            with self.subTest(settings), self.assertRaises(expected):
                self.opened(**settings).check()

    def test_amounts_in_binary_numbers_are_exact(self):
        """Some versions keep quantities in DOUBLE PRECISION: ten times 0.1 is 1."""
        key = self.simulator.add_product("P1", "Café", quantity="0")
        self.simulator.drop_column("PRODUTOESTOQUE", "ESTATU")
        self.simulator.add_column("PRODUTOESTOQUE", "ESTATU", "DOUBLE PRECISION")
        self.addCleanup(self._restore_quantity)
        for company in range(2, 12):
            self.simulator.store.insert(
                "PRODUTOESTOQUE", {"CODEMPRESA": company, "CODPROD": key, "CODSETORESTOQUE": "000000001"}
            )
        self.simulator.store.execute("UPDATE PRODUTOESTOQUE SET ESTATU = 0.1 WHERE CODEMPRESA > 1")
        self.remote = self.opened(companies=",".join(map(str, range(1, 12))))
        self.assertEqual(self.documents("stock", ids=[f"{key}/000000001"])[f"{key}/000000001"].quantity, Decimal(1))

    def _restore_quantity(self):
        self.simulator.drop_column("PRODUTOESTOQUE", "ESTATU")
        self.simulator.add_column("PRODUTOESTOQUE", "ESTATU", "NUMERIC(15, 4)")

    def _run(self, order, *, step):
        """Send an order from a process of its own; return how it ended and what it said."""
        facts = {"settings": self.simulator.settings, "order": order.to_json(), "step": step}
        self.program.stdin.write(json.dumps(facts) + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())
