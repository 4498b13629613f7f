"""What goes wrong while a shop is read: nothing lost, nothing doubled, the reason on the record."""

from datetime import datetime

from odoo.tests import tagged

from ...engine import fetch
from ...remotes.contract import Refusal
from ...remotes.errors import DELETED, NotFound
from ..common import SimulatedCase
from ..simulators.faults import ENTITY_BOMB

NOW = datetime(2026, 3, 2, 12, 0, 0)


class ReadingCase(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.lamp = cls.shop.add_product("LAMP-1", "20.00", name="Lamp", quantity=50)
        cls.buyer = cls.shop.add_customer("ana@example.com")
        cls.shop.add_address(cls.buyer)
        cls.sync(cls.backend, "category", "in")
        cls.sync(cls.backend, "product", "in")

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.shop, "key", self.shop.key)
        self.addCleanup(setattr, self.shop, "permissions", dict(self.shop.permissions))

    def place(self, count=1):
        return [self.shop.place_order(self.buyer, [(self.lamp, 1)]) for _number in range(count)]

    def sales(self):
        return self.env["sale.order"].search([("origin", "=like", "Shop %")])

    def steps(self, run):
        return run.step_ids.sorted("id")


@tagged("post_install", "-at_install")
class TestConnectionFaults(ReadingCase):
    def test_refused_key_stops_the_backend_and_tells_once(self):
        self.shop.key = "ANOTHERKEYANOTHERKEYANOTHERKEYAN"
        self.place()
        orders = self.sync(self.backend, "order", "in")
        stock = self.sync(self.backend, "stock", "in")
        self.assertEqual((orders.state, stock.state, self.backend.state), ("failed", "failed", "stopped"))
        self.assertIn("key", self.backend.state_reason.lower())
        self.assertEqual(orders.errors, self.backend.state_reason)
        self.assertEqual(stock.errors, self.backend.state_reason)
        self.assertEqual(len(self.backend.activity_ids), 1)
        self.assertIn(self.backend.state_reason[:30], self.backend.activity_ids.note)
        self.assertEqual(len(self.shop.log), 1, "a stopped backend is left in peace")

    def test_stopped_backend_is_not_started_by_the_schedule_and_goes_on_after_a_test(self):
        self.flow(self.backend, "order", "in").active = True
        key, self.shop.key = self.shop.key, "ANOTHERKEYANOTHERKEYANOTHERKEYAN"
        self.place()
        self.sync(self.backend, "order", "in")
        self.flow(self.backend, "order", "in").next_run = NOW
        runs = len(self.backend.flow_ids.run_ids)
        self.env["shop_erp.flow"]._cron_dispatch()
        self.assertEqual(len(self.backend.flow_ids.run_ids), runs)
        self.shop.key = key
        self.backend.action_check()
        self.assertEqual((self.backend.state, self.backend.state_reason), ("ready", False))
        self.sync(self.backend, "order", "in")
        self.assertEqual(len(self.sales()), 1)

    def test_missing_right_stops_the_backend_too(self):
        self.shop.permissions["orders"] = set()
        self.place()
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.state, self.backend.state), ("failed", "stopped"))
        self.assertIn("orders", self.backend.state_reason)

    def test_wrong_address_is_told_by_the_connection_test(self):
        self.backend._set_settings({"url": f"{self.shop.url}/no-shop-here"})
        answer = self.backend.action_check()
        self.assertEqual((answer["params"]["type"], self.backend.state), ("danger", "stopped"))
        self.assertIn("prestashop", self.backend.state_reason)

    def test_server_that_is_not_there_is_tried_again_later(self):
        self.place()
        self.shop.stop()
        try:
            run = self.sync(self.backend, "order", "in")
        finally:
            self.shop.start()
        step = self.steps(run)
        self.assertEqual((run.state, step.state, step.tries), ("running", "waiting", 1))
        self.assertIn("not reached", run.errors)
        self.assertEqual(self.backend.state, "ready")
        self.do_waiting(step)
        self.assertEqual((run.state, len(self.sales())), ("done", 1))

    def do_waiting(self, step):
        """Let the time come for a step that waits, and do it with what follows."""
        self.perform(self.waiting_job(step))
        self.work()

    def test_error_500_is_tried_again_later_with_growing_delay(self):
        self.place()
        self.shop.faults.status(500, kind="orders", times=2)
        run = self.sync(self.backend, "order", "in")
        step = self.steps(run)
        first = self.delay(step)
        self.perform(self.waiting_job(step))
        second = self.delay(step)
        self.assertEqual((step.state, step.tries), ("waiting", 2))
        # 30 s, then 60 s, each ± 20 %
        self.assertTrue(23 <= first <= 36, first)
        self.assertTrue(47 <= second <= 72, second)
        self.do_waiting(step)
        self.assertEqual((run.state, run.created, len(self.sales())), ("done", 1, 1))

    def waiting_job(self, step):
        return self.env["queue.job"].search([("state", "=", "pending")]).filtered(lambda job: job.records == step)

    def delay(self, step):
        """Seconds between the making of the step's job and the time it is put off to."""
        job = self.waiting_job(step)
        return (job.eta - job.date_created).total_seconds()

    def test_too_many_calls_wait_as_long_as_the_shop_says(self):
        self.place()
        self.shop.faults.status(429, headers={"Retry-After": "900"}, kind="orders")
        run = self.sync(self.backend, "order", "in")
        step = self.steps(run)
        self.assertEqual((step.state, self.backend.state), ("waiting", "ready"))
        self.assertEqual(round(self.delay(step)), 900)
        self.do_waiting(step)
        self.assertEqual((run.state, len(self.sales())), ("done", 1))

    def test_after_ten_tries_the_run_fails_and_says_why(self):
        self.place()
        self.shop.faults.status(503, kind="orders", times=10)
        run = self.sync(self.backend, "order", "in")
        step = self.steps(run)
        for _try in range(9):
            self.perform(self.waiting_job(step))
        self.assertEqual((step.state, run.state, step.tries), ("failed", "failed", 9))
        self.assertIn("503", run.errors)
        self.sync(self.backend, "order", "in")
        self.assertEqual(len(self.sales()), 1)


@tagged("post_install", "-at_install")
class TestBrokenAnswers(ReadingCase):
    def read_broken(self, **fault):
        self.place()
        self.shop.faults.status(200, kind="orders", **fault)
        return self.sync(self.backend, "order", "in")

    def check_failed_and_recovered(self, run, words):
        self.assertEqual((run.state, run.fetched, len(self.sales())), ("failed", 0, 0))
        self.assertIn(words, run.errors)
        self.assertEqual(self.backend.state, "ready")
        self.assertFalse(self.flow(self.backend, "order", "in").cursor)
        again = self.sync(self.backend, "order", "in")
        self.assertEqual((again.state, again.created, len(self.sales())), ("done", 1, 1))

    def test_html_instead_of_xml(self):
        run = self.read_broken(body="<html><body>Maintenance <b>soon over</b></body></html>")
        self.check_failed_and_recovered(run, "Maintenance")

    def test_entity_bomb(self):
        run = self.read_broken(body=ENTITY_BOMB, content_type="text/xml; charset=utf-8")
        self.check_failed_and_recovered(run, "prestashop")

    def test_truncated_xml(self):
        body = '<?xml version="1.0" encoding="UTF-8"?><prestashop><orders><order><id>1</id>'
        run = self.read_broken(body=body, content_type="text/xml; charset=utf-8")
        self.check_failed_and_recovered(run, "prestashop")

    def test_empty_answer(self):
        self.check_failed_and_recovered(self.read_broken(body=""), "prestashop")

    def test_answer_that_breaks_off_on_the_way_is_read_again_later(self):
        self.place()
        self.shop.faults.cut_body(kind="orders")
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.state, self.steps(run).state), ("running", "waiting"))
        self.perform(self.env["queue.job"].search([("state", "=", "pending")]))
        self.work()
        self.assertEqual((run.state, len(self.sales())), ("done", 1))

    def test_a_record_that_cannot_be_read_spoils_nothing_but_itself(self):
        good, bad = self.place(2)
        bad["date_add"] = "yesterday"
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.fetched, run.created, run.failed), (2, 1, 1))
        row = self.rows("order", str(bad["id"]))
        self.assertEqual((row.state, row.reason_code), ("failed", "protocol"))
        self.assertIn("date_add", row.reason)
        self.assertEqual(self.sales().client_order_ref, good["reference"])

    def test_record_that_can_be_read_again_is_in_step_again(self):
        (order,) = self.place()
        self.sync(self.backend, "order", "in")
        row = self.rows("order", str(order["id"]))
        placed, order["date_add"] = order["date_add"], "yesterday"
        row._sync_now()
        self.work()
        self.assertEqual((row.state, row.odoo_id), ("failed", self.sales()))
        order["date_add"] = placed
        row._sync_now()
        self.work()
        self.assertEqual((row.state, row.reason, self.sales().mapped("state")), ("done", False, ["draft"]))

    def test_record_that_the_remote_says_was_deleted_is_gone_at_once(self):
        (order,) = self.place()
        self.sync(self.backend, "order", "in")
        row = self.rows("order", str(order["id"]))
        step = self.env["shop_erp.run.step"].search([], limit=1)
        deleted = NotFound("It is not in the full file any more.", reason=DELETED)
        fetch._note_refusals(step, row.browse(), [Refusal(id=row.external_id, error=deleted)])
        self.assertEqual((row.state, bool(row.odoo_id)), ("gone", True))

    def test_record_that_is_missing_twice_is_gone_and_may_come_back(self):
        (order,) = self.place()
        self.sync(self.backend, "order", "in")
        row = self.rows("order", str(order["id"]))
        self.shop.store.delete("orders", order)
        states = []
        for _time in range(2):
            row._sync_now()
            self.work()
            states.append(row.state)
        self.assertEqual(states, ["failed", "gone"])
        self.assertIn(str(order["id"]), row.reason)
        self.assertTrue(row.odoo_id, "the Odoo record stays")
        self.shop.store.insert("orders", order, key=order["id"])
        row._sync_now()
        self.work()
        self.assertEqual(row.state, "done")
