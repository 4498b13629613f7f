"""What stock costs: statements, calls and jobs, counted."""

from odoo.tests import tagged

from ...common import SimulatedCase
from .level_case import LevelCase


@tagged("post_install", "-at_install")
class TestStatements(LevelCase):
    def counted(self, work):
        self.env.flush_all()
        self.assertTrue(self.backend._capabilities)  # looked up once for all workers' runs, until a setting changes
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def add_many(self, first, count):
        shared = {"backend_id": self.backend.id, "odoo_id": self.lamp.id, "state": "done"}
        self.levels.create([{**shared, "external_id": f"{first + number}-0"} for number in range(count)])

    def test_what_changed_is_found_with_one_statement_whatever_the_number_and_the_rules(self):
        self.env["shop_erp.stock.rule"].create(
            {"backend_id": self.backend.id, "product_tmpl_id": self.lamp.product_tmpl_id.id, "buffer": 1}
        )
        for first, count in ((1000, 2), (2000, 300)):
            with self.subTest(count=count):
                self.add_many(first, count)
                self.stock_up(5)
                self.backend.fetch(["warehouse_id"])
                found = self.counted(lambda: self.levels._mark_changed(self.backend))
                self.assertEqual(found, 2, "the backend is read, the levels are compared")
                self.assertEqual(set(self.levels.search([]).mapped("state")), {"dirty"})

    def test_levels_without_a_change_are_left_alone_by_the_same_statement(self):
        self.add_many(1000, 300)
        self.env.cr.execute("UPDATE shop_erp_binding_stock SET quantity = 0, state = 'done'")
        self.env.invalidate_all()
        self.assertEqual(self.counted(lambda: self.levels._mark_changed(self.backend)), 2)
        self.assertEqual(set(self.levels.search([]).mapped("state")), {"done"})

    def test_levels_are_built_with_the_same_statements_whatever_their_number(self):
        self.add_many(1000, 300)
        rows = self.levels.search([("backend_id", "=", self.backend.id)])
        few = self.counted(lambda: rows[-10:]._make_documents(None))
        self.assertEqual(self.counted(lambda: rows._make_documents(None)), few)
        self.assertLessEqual(few, 8)

    def test_a_delivery_of_a_hundred_lines_takes_at_most_five_statements_more(self):
        products = self.env["product.product"]
        for number in range(100):
            products |= self.bind_product(str(1000 + number)).product_variant_id
        self.add_levels()
        for product in products:
            self.stock_up(50, product=product)
        unbound = products.create([{"name": f"Plain {number}", "is_storable": True} for number in range(100)])
        for product in unbound:
            self.stock_up(50, product=product)
        for _time in range(2):  # the first is what Odoo does once
            plain = self.delivered(unbound, bound=False)
            bound = self.delivered(products, bound=True)
        self.assertLessEqual(bound - plain, 5, (bound, plain))

    def delivered(self, products, *, bound):
        """Return the statements of validating a delivery of one of each product."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1}) for product in products],
            }
        )
        order.action_confirm()
        if bound:
            shared = {"backend_id": self.backend.id, "odoo_id": order.id, "external_id": str(order.id), "state": "done"}
            self.env["shop_erp.binding.order"].create(shared)
            self.env["shop_erp.binding.status"].create(shared)
            self.env["shop_erp.binding.picking"].create(shared | {"odoo_id": order.picking_ids.id})
        order.picking_ids.move_ids.picked = True
        return self.counted(order.picking_ids._action_done)


@tagged("post_install", "-at_install")
class TestCalls(SimulatedCase):
    def test_two_thousand_changed_levels_take_at_most_22_calls_and_4_jobs(self):
        shop, backend = self.connect_shop()
        shop.populate(products=2000)
        first, *others = [str(row["id"]) for row in shop.rows("products")]
        template = self.bind_product(first, backend=backend)
        self.env["shop_erp.binding.variant"].create(
            [
                {
                    "backend_id": backend.id,
                    "external_id": f"{external_id}-0",
                    "odoo_id": template.product_variant_id.id,
                    "product_binding_id": template.shop_erp_binding_ids.id,
                    "state": "done",
                }
                for external_id in others
            ]
        )
        location = backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(template.product_variant_id, location, 7)
        shop.log.clear()
        before = self.env["queue.job"].search_count([])
        run = self.sync(backend, "stock", "out")
        self.assertEqual((run.changed + run.skipped, run.failed), (2000, 0), run.errors)
        self.assertLessEqual(len(shop.log), 22)
        self.assertLessEqual(self.env["queue.job"].search_count([]) - before, 4)
