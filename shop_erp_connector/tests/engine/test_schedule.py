"""The dispatcher: what is due starts, in an order that oversells nothing, and old runs are forgotten."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestSchedule(ShopOutCase):
    def dispatch(self):
        """Run the scheduled action; return the kinds of the runs that it started, in their order."""
        known = self.env["shop_erp.run"].search([])
        self.env["shop_erp.flow"]._cron_dispatch()
        started = (self.env["shop_erp.run"].search([]) - known).sorted("id")
        return [(run.kind, run.direction) for run in started]

    def switch_on(self, *flows):
        for kind, direction in flows:
            self.flow(self.backend, kind, direction).active = True

    def test_new_flows_are_off_and_have_the_intervals_of_their_kind(self):
        intervals = {(flow.kind, flow.direction): flow.interval_minutes for flow in self.backend.flow_ids}
        self.assertFalse(any(self.backend.flow_ids.mapped("active")))
        self.assertEqual(intervals["order", "in"], 5)
        self.assertEqual((intervals["stock", "out"], intervals["stock", "in"]), (60, 60))
        self.assertEqual((intervals["product", "out"], intervals["customer", "in"]), (1440, 1440))
        self.assertEqual(self.dispatch(), [])

    def test_due_flows_start_what_others_refer_to_first(self):
        self.switch_on(("order", "in"), ("product", "out"), ("category", "out"), ("customer", "in"))
        self.assertEqual(
            self.dispatch(), [("category", "out"), ("product", "out"), ("customer", "in"), ("order", "in")]
        )
        self.assertEqual(self.dispatch(), [], "each has its time now")

    def test_a_flow_comes_again_after_its_interval_and_not_before(self):
        self.switch_on(("order", "in"))
        self.dispatch()
        self.work()
        flow = self.flow(self.backend, "order", "in")
        self.assertEqual(round((flow.next_run - fields.Datetime.now()).total_seconds() / 60), 5)
        flow.next_run -= timedelta(minutes=5, seconds=1)
        self.assertEqual(self.dispatch(), [("order", "in")])

    def test_levels_wait_until_the_orders_are_in_and_follow_at_once(self):
        self.switch_on(("order", "in"), ("stock", "out"))
        self.assertEqual(self.dispatch(), [("order", "in")])
        self.assertEqual(self.dispatch(), [])
        self.work()
        runs = self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id)], order="id")
        self.assertEqual(
            [(run.kind, run.direction, run.state) for run in runs], [("order", "in", "done"), ("stock", "out", "done")]
        )
        self.assertEqual(self.dispatch(), [])

    def test_a_flow_that_is_still_running_is_left_alone(self):
        self.switch_on(("order", "in"))
        self.dispatch()
        self.flow(self.backend, "order", "in").next_run = fields.Datetime.now()
        self.assertEqual(self.dispatch(), [])

    def test_archived_backends_rest(self):
        self.switch_on(("order", "in"))
        self.backend.active = False
        self.assertEqual(self.dispatch(), [])

    def test_a_flow_runs_once_a_minute_at_most(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.flow(self.backend, "order", "in").interval_minutes = 0
            self.env.flush_all()

    def test_runs_are_forgotten_those_that_did_nothing_sooner(self):
        self.make_products(1)
        self.send_catalogue()
        worked = self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id)])
        idle = self.sync(self.backend, "product", "out")
        (worked | idle).started_at = fields.Datetime.now() - timedelta(days=3)
        self.env["shop_erp.run"]._gc_runs()
        self.assertEqual((worked.exists(), idle.exists()), (worked, idle.browse()))
        worked.started_at = fields.Datetime.now() - timedelta(days=61)
        self.env["shop_erp.run"]._gc_runs()
        self.assertFalse(worked.exists())


@tagged("post_install", "-at_install")
class TestOldShop(ShopOutCase):
    """A shop without PATCH: whole records are read again and written back."""

    version = "1.7.8.11"

    def test_catalogue_and_stock_reach_it_and_nothing_of_it_is_lost(self):
        products = self.make_products(2)
        self.send_catalogue()
        self.stock_up(products, 7)
        self.sync(self.backend, "stock", "out")
        row = self.shop.only("products", reference="LAMP-1")
        self.assertEqual((self.shop.stock(row), row["price"]), (7, "21.000000"))
        self.shop.edit("products", row, meta_title="Kept", additional_shipping_cost="1.50")
        products[1].name = "Bright lamp"
        run = self.sync(self.backend, "product", "out")
        row = self.shop.only("products", reference="LAMP-1")
        self.assertEqual((run.changed, row["name"][1], row["meta_title"][1]), (1, "Bright lamp", "Kept"))
        self.assertEqual((row["additional_shipping_cost"], self.shop.stock(row)), ("1.500000", 7))
        self.assertEqual(self.shop.log.count("PATCH"), 0)
