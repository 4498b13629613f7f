"""Stock on its way round: from the ERP through Odoo into a shop, while the shop goes on selling."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from ...common import SimulatedCase


@tagged("post_install", "-at_install")
class TestStockRound(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        cls.shop, cls.backend = cls.connect_shop()
        cls.account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="5")
        cls.tile = cls.shop.add_product("AZ-1", "20.00", quantity=0)
        cls.buyer = cls.shop.add_customer()
        for backend, kind in ((cls.erp, "product"), (cls.backend, "category"), (cls.backend, "product")):
            cls.sync(backend, kind, "in")
        cls.product = cls.env["product.product"].search([("default_code", "=", "AZ-1")])
        cls.round()

    @classmethod
    def round(cls):
        """Orders, the ERP's levels, levels for the shop; return the last run."""
        cls.sync(cls.backend, "order", "in")
        cls.sync(cls.erp, "stock", "in")
        return cls.sync(cls.backend, "stock", "out")

    def order_there(self, quantity, state="Payment accepted"):
        return self.shop.place_order(self.buyer, [(self.tile, quantity)], carrier=1, state=state)

    def bring(self, quantity):
        """Goods are received in the ERP."""
        self.account.account.products["AZ-1"]["stock"]["1"] += quantity

    def there(self):
        return self.shop.stock(self.tile)

    def test_goods_received_in_the_erp_are_in_the_shop_after_the_next_run(self):
        self.assertEqual(self.there(), 5)
        self.bring(7)
        self.round()
        self.assertEqual((self.product.qty_available, self.there()), (12.0, 12))
        move = self.env["stock.move"].search([("product_id", "=", self.product.id)], order="id desc", limit=1)
        self.assertEqual((move.quantity, move.reference, move.state), (7.0, "Stock level of ERP", "done"))

    def test_levels_that_came_in_go_on_to_the_shop_without_waiting_for_its_time(self):
        for kind, direction in (("order", "in"), ("stock", "out")):
            flow = self.flow(self.backend, kind, direction)
            flow.write({"active": True, "next_run": fields.Datetime.now() + timedelta(hours=1)})
        self.bring(7)
        self.sync(self.erp, "stock", "in")
        self.assertEqual(self.there(), 12)
        runs = self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id)], order="id desc", limit=2)
        self.assertEqual([(run.kind, run.trigger) for run in runs], [("stock", "order"), ("order", "order")])
        self.shop.log.clear()
        self.sync(self.erp, "stock", "in")
        self.assertFalse(len(self.shop.log), "nothing has moved")

    def test_as_many_sold_there_as_came_in_here_is_a_level_to_send(self):
        self.order_there(3)
        self.bring(3)
        self.assertEqual(self.there(), 2)
        self.round()
        self.assertEqual(self.there(), 5, "what is sent equals what was sent last, but not what the shop shows")

    def test_as_many_cancelled_there_as_were_sold_elsewhere_is_a_level_to_send(self):
        order = self.order_there(3, state="Awaiting bank wire payment")
        self.round()
        self.assertEqual(self.there(), 2)
        self.shop.cancel(order)
        self.account.counter_sale("AZ-1", 3)
        self.assertEqual(self.there(), 5)
        self.round()
        self.assertEqual(self.there(), 2)

    def test_order_that_changes_nothing_is_no_reason_to_write(self):
        self.order_there(2)
        run = self.round()
        self.assertEqual((run.skipped, run.changed, self.there()), (1, 0, 3), "the shop has counted it already")

    def test_goods_that_come_in_go_to_the_orders_that_wait_for_them(self):
        self.order_there(5)
        self.shop.set_stock(self.tile, 2)  # the shop lets people order more than there is
        self.order_there(2)
        self.round()
        waiting = self.env["stock.move"].search(
            [("product_id", "=", self.product.id), ("sale_line_id", "!=", False)], order="id"
        )
        self.assertEqual(waiting.mapped("state"), ["assigned", "confirmed"])
        self.bring(2)
        self.round()
        self.assertEqual(waiting.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(self.there(), 0)

    def test_stock_taking_here_while_an_order_is_on_its_way(self):
        self.order_there(2)
        self.count_here(9)
        self.round()
        self.assertEqual((self.product.qty_available, self.there()), (9.0, 7))

    def test_stock_taking_in_the_erp_while_orders_and_an_invoice_are_on_their_way(self):
        self.order_there(2)
        self.sync(self.backend, "order", "in")
        order = self.env["sale.order"].search([("origin", "!=", False)], order="id desc", limit=1)
        self.product.invoice_policy = "order"
        order._create_invoices().action_post()
        self.order_there(1)
        self.account.account.products["AZ-1"]["stock"]["1"] = Decimal(11)  # all are still on the shelf
        self.sync(self.erp, "invoice", "out")
        self.round()
        self.assertEqual((self.account.stock("AZ-1"), self.there()), (Decimal(9), 8))
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.round()
        self.assertEqual((self.product.qty_available, self.there()), (9.0, 8), "goods leave once")

    def count_here(self, quantity):
        """Stock-taking in Odoo."""
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.backend.warehouse_id.lot_stock_id.id)]
        )
        quant.inventory_quantity = quantity
        quant.action_apply_inventory()
