"""Calls, jobs and SQL statements: counted, never timed."""

from odoo.tests import tagged

from ...engine import rows as binding_rows
from .. import make
from ..common import HubCase, SimulatedCase


@tagged("post_install", "-at_install")
class TestCallsAndJobs(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def run_counted(self, kind, direction):
        """Return (run, calls, jobs) of a run with all that follows from it."""
        before = self.env["queue.job"].search_count([])
        self.shop.log.clear()
        run = self.sync(self.backend, kind, direction)
        self.assertEqual((run.state, run.failed, run.held), ("done", 0, 0), run.errors)
        self.assertEqual(run.calls, len(self.shop.log))
        return run, len(self.shop.log), self.env["queue.job"].search_count([]) - before

    def test_a_thousand_known_orders_take_at_most_25_calls_and_45_jobs(self):
        lamp = self.shop.add_product("LAMP-1", "20.00", quantity=5000)
        buyers = [self.shop.add_customer() for _number in range(20)]
        # nine of ten are in a state that is read, but makes no sale: calls and jobs are the same, the test is quicker
        ignored = self.mapping(self.backend, "state", "8")
        ignored.order_action = "ignore"
        for number in range(1000):
            state = "Awaiting bank wire payment" if number % 10 == 0 else "Payment error"
            self.shop.place_order(buyers[number % 20], [(lamp, 1)], carrier=1, state=state)
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        run, calls, jobs = self.run_counted("order", "in")
        self.assertEqual((run.fetched, run.created), (1000, 100))
        self.assertLessEqual(calls, 25)
        self.assertLessEqual(jobs, 45)
        again, calls, jobs = self.run_counted("order", "in")
        self.assertEqual((again.created, again.changed), (0, 0))
        self.assertLessEqual((calls, jobs), (25, 4))

    def test_a_thousand_levels_take_at_most_15_calls_and_3_jobs(self):
        template = self.watch_thousand_levels()
        location = self.backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(template.product_variant_id, location, 7)
        run, calls, jobs = self.run_counted("stock", "out")
        self.assertEqual(run.changed, 1000)
        self.assertLessEqual(calls, 15)
        self.assertLessEqual(jobs, 3)
        self.assertEqual({row["quantity"] for row in self.shop.rows("stock_availables")}, {"7"})
        _run, calls, jobs = self.run_counted("stock", "out")
        self.assertEqual((calls, jobs), (0, 1))

    def watch_thousand_levels(self):
        """Bind a thousand products of the shop to one of Odoo: their levels change together."""
        self.shop.populate(products=1000)
        first, *others = [str(row["id"]) for row in self.shop.rows("products")]
        template = self.bind_product(first, backend=self.backend)
        binding = template.shop_erp_binding_ids
        self.env["shop_erp.binding.variant"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "external_id": f"{external_id}-0",
                    "odoo_id": template.product_variant_id.id,
                    "product_binding_id": binding.id,
                    "state": "done",
                }
                for external_id in others
            ]
        )
        return template


@tagged("post_install", "-at_install")
class TestStatements(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100").product_variant_id

    def counted(self, work):
        """Return how many statements ``work()`` takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def pending(self, first, count):
        """Let orders arrive from one known buyer and leave them pending."""
        documents = [make.order(str(number), state_id="1") for number in range(first, first + count)]
        ids, _new, _unchanged = binding_rows.claim(self.env["shop_erp.binding.order"], self.backend, documents)
        return self.env["shop_erp.binding.order"].browse(ids)

    def plain_orders(self, count):
        """The same orders, made by nothing but Odoo's create."""
        order = self.env["shop_erp.binding.order"].search([("odoo_id", "!=", False)], limit=1).odoo_id
        self.env["sale.order"].create(
            [
                {
                    "partner_id": order.partner_id.id,
                    "partner_invoice_id": order.partner_invoice_id.id,
                    "partner_shipping_id": order.partner_shipping_id.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {"product_id": self.lamp.id, "price_unit": 10.0, "tax_ids": self.tax15.ids, "name": "Lamp"},
                        )
                    ],
                }
                for _number in range(count)
            ]
        )

    def test_applying_orders_takes_hardly_more_statements_than_plain_create(self):
        self.apply(self.pending(100, 5))  # the buyer, and what Odoo looks up once
        ten, sixty = self.pending(1000, 10), self.pending(2000, 60)
        few = self.counted(lambda: self.apply(ten))
        many = self.counted(lambda: self.apply(sixty))
        plain_few = self.counted(lambda: self.plain_orders(10))
        plain_many = self.counted(lambda: self.plain_orders(60))
        per_order, plain_per_order = (many - few) / 50, (plain_many - plain_few) / 50
        self.assertLess(per_order, plain_per_order + 0.5, (few, many, plain_few, plain_many))
        self.assertLess(few - plain_few, 60, "what a page costs beyond its orders")

    def test_claiming_a_page_takes_the_same_statements_whatever_its_size(self):
        model = self.env["shop_erp.binding.order"]
        documents = [make.order(str(number)) for number in range(1000)]
        # the backend is read, the page is claimed
        self.assertEqual(self.counted(lambda: binding_rows.claim(model, self.backend, documents[:10])), 2)
        self.assertEqual(self.counted(lambda: binding_rows.claim(model, self.backend, documents)), 2)
        self.assertEqual(self.counted(lambda: binding_rows.claim(model, self.backend, documents)), 2)
        self.assertEqual(model.search_count([("backend_id", "=", self.backend.id)]), 1000)

    def test_changed_rows_are_found_with_one_statement(self):
        for number in range(200, 210):
            self.bind_product(str(number))
        model = self.env["shop_erp.binding.product"]
        model.search([]).odoo_id.write({"list_price": 99.0})
        self.assertEqual(self.counted(lambda: model._mark_changed(self.backend)), 1)
        self.assertEqual(set(model.search([("backend_id", "=", self.backend.id)]).mapped("state")), {"dirty"})

    def test_changed_levels_are_found_with_the_same_statements_whatever_their_number(self):
        model = self.env["shop_erp.binding.stock"]
        location = self.backend.warehouse_id.lot_stock_id

        def changed(first, count):
            shared = {"backend_id": self.backend.id, "odoo_id": self.lamp.id, "state": "done"}
            model.create([{**shared, "external_id": f"{first + number}-0"} for number in range(count)])
            self.env["stock.quant"]._update_available_quantity(self.lamp, location, 1)
            return self.counted(lambda: model._mark_changed(self.backend))

        self.assertTrue(self.backend._capabilities)  # asked once, then kept
        few = changed(1000, 2)
        self.assertEqual(changed(2000, 200), few)
        self.assertLessEqual(few, 5)
        self.assertEqual(set(model.search([("backend_id", "=", self.backend.id)]).mapped("state")), {"dirty"})
