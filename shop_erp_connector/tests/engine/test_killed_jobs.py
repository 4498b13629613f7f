"""A job that is killed in the middle, or breaks: its transaction is gone, what it did in the world is not."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine import fetch, push
from ...remotes.contract import Page
from ...remotes.documents import Shipment
from .committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestKilledJobs(CommittedCase):
    def kill(self, work):
        """Let ``work(env)`` do all it does, then lose its transaction, as when the worker dies before its commit."""
        env = self.connection()
        work(env)
        env.flush_all()
        env.cr.rollback()

    def send(self, kind, row_id):
        def work(env):
            step = self.make_step(env, kind, "push", "out", record_ids=[row_id])
            with self.backend(env)._opened() as remote:
                push.perform(step, remote)

        return work

    def test_page_that_was_lost_with_its_job_is_read_again(self):
        with self.transaction() as env:
            self.bind_product(env)
        document = self.order_document()

        def read(env):
            flow = self.backend(env).flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("order", "in"))
            fetch.store(self.make_step(env, "order", "fetch"), Page(documents=[document], cursor={}))
            flow._remember_cursor({"until": "2026-03-02T17:44:10+00:00", "more": False})

        self.kill(read)
        with self.transaction() as env:
            flow = self.backend(env).flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("order", "in"))
            self.assertFalse(flow.cursor)
            self.assertFalse(self.jobs(env))
            read(env)
        self.work()
        with self.transaction() as env:
            self.assertEqual(self.orders(env).mapped("client_order_ref"), ["REF41"])

    def test_orders_that_were_lost_with_their_job_are_written_again_once(self):
        with self.transaction() as env:
            self.bind_product(env)
            rows = self.receive(env, self.order_document("41"), self.order_document("42"))
            uuid = self.jobs(env).uuid

        def work(env):
            env["queue.job"].search([("uuid", "=", uuid)]).records._job_perform()
            self.assertEqual(len(self.orders(env)), 2)

        self.kill(work)
        with self.transaction() as env:
            self.assertFalse(self.orders(env))
            self.assertEqual(set(rows.with_env(env).mapped("state")), {"pending"})
        self.work()
        with self.transaction() as env:
            self.assertEqual(sorted(self.orders(env).mapped("client_order_ref")), ["REF41", "REF42"])
            self.assertEqual(set(rows.with_env(env).mapped("state")), {"done"})

    def test_job_that_runs_twice_writes_once(self):
        with self.transaction() as env:
            self.bind_product(env)
            self.receive(env, self.order_document())
            step_id = self.jobs(env).records.id
        for _time in range(2):
            with self.transaction() as env:
                env["shop_erp.run.step"].browse(step_id)._job_perform()
        with self.transaction() as env:
            self.assertEqual(self.orders(env).mapped("client_order_ref"), ["REF41"])
            self.assertEqual(env["shop_erp.run.step"].browse(step_id).created, 1)

    def test_product_that_was_created_by_a_killed_job_is_adopted(self):
        with self.transaction() as env:
            row = self.product_to_send(env)
        self.kill(self.send("product", row.id))
        there = self.shop.only("products", reference="LAMP-1")
        with self.transaction() as env:
            row = row.with_env(env)
            self.assertEqual((row.state, row.external_id), ("dirty", False))
            self.assertEqual(env["shop_erp.announcement"]._announced(row), {row.id})
        with self.transaction() as env:
            self.send("product", row.id)(env)
        with self.transaction() as env:
            row = row.with_env(env)
            self.assertEqual((row.state, row.external_id), ("done", str(there["id"])))
            self.assertEqual(row.variant_ids.external_id, f"{there['id']}-0")
            self.assertEqual(env["shop_erp.announcement"]._announced(row), set())
        self.assertEqual(len(self.shop.rows("products")), 1)

    def test_category_that_was_created_by_a_killed_job_is_adopted(self):
        with self.transaction() as env:
            category = env["product.category"].create({"name": "Lamps"})
            row = env["shop_erp.binding.category"].create(
                {
                    "backend_id": self.backend_id,
                    "odoo_id": category.id,
                    "key": "K",
                    "state": "dirty",
                    "direction": "out",
                }
            )
        before = len(self.shop.rows("categories"))
        self.kill(self.send("category", row.id))
        with self.transaction() as env:
            self.send("category", row.id)(env)
        self.assertEqual(len(self.shop.rows("categories")), before + 1)
        with self.transaction() as env:
            self.assertEqual(row.with_env(env).state, "done")

    def test_product_that_was_only_announced_is_created(self):
        with self.transaction() as env:
            row = self.product_to_send(env)
        with self.transaction() as env:
            env["shop_erp.announcement"]._announce(row.with_env(env))
            env.cr.postcommit.clear()
        with self.transaction() as env:
            self.send("product", row.id)(env)
        self.assertEqual(len(self.shop.rows("products", reference="LAMP-1")), 1)
        with self.transaction() as env:
            self.assertEqual(row.with_env(env).state, "done")


@tagged("post_install", "-at_install")
class TestBrokenJobs(CommittedCase):
    def test_what_broke_is_readable_on_job_step_run_and_rows_after_the_rollback(self):
        with self.transaction() as env:
            # a mistake of the program: deliveries are told, never applied
            row = env["shop_erp.binding.picking"].create(
                {"backend_id": self.backend_id, "pending_document": Shipment(id="1").to_json()}
            )
            step = self.make_step(env, "shipment", "apply", "out", record_ids=row.ids)
            step._enqueue()
            uuid = self.jobs(env).uuid
        env = self.connection(look=False)
        with mute_logger("odoo.addons.queue_job.controllers.main"), self.assertRaises(NotImplementedError):
            self.perform(env, uuid)
        env.cr.rollback()
        with self.transaction() as env:
            job = env["queue.job"].search([("uuid", "=", uuid)])
            row, step = row.with_env(env), step.with_env(env)
            self.assertEqual(job.state, "failed")
            self.assertEqual((row.state, row.reason_code), ("failed", "internal"))
            self.assertIn("The program failed on this record", row.reason)
            self.assertEqual((step.state, step.failed, step.finished_count), ("failed", 1, 1))
            self.assertEqual((step.run_id.state, bool(step.run_id.ended_at)), ("failed", True))
            self.assertIn("NotImplementedError", step.run_id.errors)
