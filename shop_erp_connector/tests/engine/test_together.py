"""A shop tells of a new product and of its first order at once: the order waits for the product alone."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine import fetch
from ...remotes.contract import Page
from .. import make
from ..common import HubCase
from .committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestTogether(CommittedCase):
    """Two webhooks, whose jobs meet in every order."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            backend = self.backend(env)
            carriers = backend.mapping_ids.filtered(lambda mapping: mapping.type == "carrier")
            carriers.carrier_id = env["delivery.carrier"].create(
                {"name": "Together", "product_id": backend.shipping_product_id.id}
            )
            payment = env["shop_erp.lookup"]._remember(backend, "payment", "ps_wirepayment", "Bank").mapping_ids
            payment.journal_id = env["account.journal"].search([("type", "=", "bank")], limit=1)
            category = self.shop.add_category("Lamps")
            lamp = self.shop.add_product("LAMP-1", "10.00", tax=0, quantity=5, category=category["id"])
            dollar = self.shop.add_currency("USD", "1.1")
            order = self.shop.place_order(self.shop.add_customer(), [(lamp, 1)], carrier=1, currency=dollar)
            flows = backend.with_context(active_test=False).flow_ids
            for kind, row in (("product", lamp), ("order", order)):
                flow = flows.filtered(lambda flow, kind=kind: (flow.kind, flow.direction) == (kind, "in"))
                flow.active = True
                env["shop_erp.run"]._start(flow, "webhook", external_ids=[str(row["id"])])
            flows.filtered(lambda flow: (flow.kind, flow.direction) == ("category", "in")).active = True

    def job(self, env, run_kind, kind, task):
        """The pending job of a step, by its run's kind, its own and its task."""
        wanted = (run_kind, kind, task)
        found = self.jobs(env).filtered(
            lambda row: (row.records.run_id.kind, row.records.kind, row.records.task) == wanted
        )
        return found.uuid

    def done(self, *wanted):
        """Perform one job in a connection of its own."""
        with self.transaction() as env:
            self.perform(env, self.job(env, *wanted))

    def assert_order_is_in(self):
        self.work()
        with self.transaction() as env:
            row = env["shop_erp.binding.order"].search([("backend_id", "=", self.backend_id)])
            products = env["shop_erp.binding.product"].search([("backend_id", "=", self.backend_id)])
            self.assertEqual(products.mapped("state"), ["done"], products.mapped("reason"))
            self.assertEqual((row.state, len(self.orders(env))), ("done", 1), row.reason)

    def test_the_products_job_comes_after_the_orders(self):
        self.done("product", "product", "fetch")
        self.done("order", "order", "fetch")
        self.done("order", "order", "apply")
        self.done("order", "product", "fetch")
        with self.transaction() as env:
            waiting = self.job(env, "product", "product", "apply")
            env["queue.job"].search([("uuid", "=", waiting)]).write({"eta": "2099-01-01 00:00:00"})
        self.assert_order_is_in()

    def test_the_products_job_is_at_work(self):
        self.done("product", "product", "fetch")
        self.done("order", "order", "fetch")
        self.done("order", "order", "apply")
        self.done("order", "product", "fetch")
        other = self.connection()
        other["shop_erp.binding.product"].search([("backend_id", "=", self.backend_id)]).lock_for_update()
        with mute_logger("odoo.addons.queue_job.controllers.main"):
            self.done("order", "product", "apply")
        with self.transaction() as env:
            uuid = self.job(env, "order", "product", "apply")
            self.assertTrue(env["queue.job"].search([("uuid", "=", uuid)]).eta, "it looks again later")
        other.cr.rollback()
        self.assert_order_is_in()


@tagged("post_install", "-at_install")
class TestArrived(HubCase):
    """Where nothing is fetched on demand: products and orders that are read by flows of their own."""

    def arrived(self, kind, *documents):
        """Let documents arrive as one page of a run of their own; return the rows once it is closed."""
        step = self.make_step(kind, "fetch")
        fetch.store(step, Page(documents=list(documents), cursor={}))
        step._finish("done")
        return self.rows(kind, *(document.id for document in documents))

    def test_orders_follow_the_run_that_brought_their_products(self):
        rows = self.arrived("order", make.order("41"), make.order("42"))
        self.assertEqual(rows.mapped("reason_code"), ["product_unknown"] * 2, rows.mapped("reason"))
        self.arrived("product", make.product("7"))
        self.assertEqual(rows.mapped("reason_code"), ["product_unknown"] * 2, "they wait for another one")
        self.arrived("product", make.product("100"))
        self.assertEqual(rows.mapped("state"), ["done", "done"], rows.mapped("reason"))
        again = [("backend_id", "=", self.backend.id), ("kind", "=", "order"), ("trigger", "=", "record")]
        self.assertEqual(self.env["shop_erp.run"].search_count(again), 2, "one for each run that brought products")
