"""Two database connections at the same time: nothing lost, nothing doubled."""

import threading

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine import apply, push
from ...engine.memory import DatabaseMemory
from ...remotes.errors import InvalidSettings
from .committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestRaces(CommittedCase):
    def test_same_order_delivered_twice_at_once_makes_one_order(self):
        with self.transaction() as env:
            self.bind_product(env)
        document = self.order_document()
        first, second = self.connection(), self.connection()
        self.receive(first, document)
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.receive(second, document)
        second.cr.rollback()
        self.receive(second, document)
        second.cr.commit()
        self.work()
        with self.transaction() as env:
            self.assertEqual(self.orders(env).mapped("client_order_ref"), ["REF41"])
            self.assertEqual(env["shop_erp.binding.order"].search_count([("backend_id", "=", self.backend_id)]), 1)

    def test_two_jobs_reading_the_same_order_the_later_one_runs_again(self):
        with self.transaction() as env:
            order = self.order_there(env)
            flow = self.backend(env).flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("order", "in"))
            for _delivery in range(2):
                env["shop_erp.run"]._start(flow, "webhook", external_ids=[str(order["id"])])
            first_uuid, second_uuid = self.jobs(env).mapped("uuid")
        first, second = self.connection(), self.connection()
        self.perform(first, first_uuid)
        with mute_logger("odoo.sql_db"):
            self.perform(second, second_uuid)
        with self.transaction() as env:
            postponed = env["queue.job"].search([("uuid", "=", second_uuid)])
            self.assertEqual((postponed.state, postponed.retry, bool(postponed.eta)), ("pending", 1, True))
        self.work()
        with self.transaction() as env:
            self.assertEqual(self.orders(env).mapped("client_order_ref"), [order["reference"]])
            runs = env["shop_erp.run"].search([("backend_id", "=", self.backend_id)], order="id")
            self.assertEqual(runs.mapped("state"), ["done", "done"])
            self.assertEqual(runs.mapped("created"), [1, 0])

    def order_there(self, env):
        """Place an order in the shop, of which everything is known and mapped."""
        lamp = self.shop.add_product("LAMP-1", "10.00", tax=0, quantity=5)
        self.bind_product(env, str(lamp["id"]))
        backend = self.backend(env)
        carriers = backend.mapping_ids.filtered(lambda mapping: mapping.type == "carrier")
        carriers.carrier_id = env["delivery.carrier"].create(
            {"name": "Race", "product_id": backend.shipping_product_id.id}
        )
        payment = env["shop_erp.lookup"]._remember(backend, "payment", "ps_wirepayment", "Bank").mapping_ids
        payment.journal_id = env["account.journal"].search([("type", "=", "bank")], limit=1)
        dollar = self.shop.add_currency("USD", "1.1")
        return self.shop.place_order(self.shop.add_customer(), [(lamp, 1)], carrier=1, currency=dollar)

    def test_two_apply_jobs_on_the_same_rows_make_one_order_each(self):
        with self.transaction() as env:
            self.bind_product(env)
            row_ids = self.receive(env, self.order_document("41"), self.order_document("42")).ids
        first, second = self.connection(look=False), self.connection(look=False)
        self._apply(first, row_ids)
        step = self._apply(second, row_ids)
        self.assertEqual(step.created, 0)
        second.cr.commit()
        first.cr.commit()
        step = self._apply(second, row_ids)
        self.assertEqual(step.created, 0)
        second.cr.commit()
        with self.transaction() as env:
            self.assertEqual(sorted(self.orders(env).mapped("client_order_ref")), ["REF41", "REF42"])

    def _apply(self, env, row_ids):
        step = self.make_step(env, "order", "apply", record_ids=row_ids)
        apply.perform(step)
        return step

    def test_two_push_jobs_on_the_same_row_create_one_product(self):
        with self.transaction() as env:
            row_id = self.product_to_send(env).id
        first, second, third = self.connection(), self.connection(), self.connection()
        self._push(first, row_id)
        self._push(second, row_id)
        self.assertEqual(self.shop.log.count("POST", kind="products"), 1)
        second.cr.commit()
        first.cr.commit()
        self._push(second, row_id)
        second.cr.commit()
        # the third looked at the database before the first was done
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self._push(third, row_id)
        self.assertEqual(self.shop.log.count("POST", kind="products"), 1)
        self.assertEqual(len(self.shop.rows("products", reference="LAMP-1")), 1)

    def _push(self, env, row_id):
        step = self.make_step(env, "product", "push", "out", record_ids=[row_id])
        with self.backend(env)._opened() as remote:
            push.perform(step, remote)
        return step

    def test_memory_is_shared_one_after_the_other(self):
        first, second = self.connection(), self.connection()
        seen = []

        def other_worker():
            with DatabaseMemory(self.backend(second), {}).locked("session") as content:
                seen.append(dict(content))
                content["number"] = content.get("number", 0) + 1

        worker = threading.Thread(target=other_worker)
        with DatabaseMemory(self.backend(first), {}).locked("session") as content:
            worker.start()
            self._wait_until_blocked(worker)
            content["number"] = 1
        worker.join()
        with self.transaction() as env, DatabaseMemory(self.backend(env), {}).locked("session") as content:
            self.assertEqual((seen, content), ([{"number": 1}], {"number": 2}))

    def _wait_until_blocked(self, worker):
        """Wait until another connection waits for a lock, or the worker has ended because it did not have to."""
        blocked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        while worker.is_alive():
            with self.transaction() as env:
                env.cr.execute(blocked)
                if env.cr.fetchone()[0]:
                    return
            worker.join(0.01)

    def test_memory_survives_the_rollback_of_its_job(self):
        env = self.connection()
        with self.assertRaises(InvalidSettings), DatabaseMemory(self.backend(env), {}).locked("session") as content:
            content["id"] = "kept"
            raise InvalidSettings("the job ends here")
        env.cr.rollback()
        with DatabaseMemory(self.backend(env), {}).locked("session") as content:
            self.assertEqual(content, {"id": "kept"})

    def test_memories_of_other_settings_are_apart(self):
        env = self.connection()
        with DatabaseMemory(self.backend(env), {"key": "old"}).locked("session") as content:
            content["id"] = "old account"
        with DatabaseMemory(self.backend(env), {"key": "new"}).locked("session") as content:
            self.assertEqual(content, {})
