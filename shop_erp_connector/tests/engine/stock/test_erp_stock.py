"""An ERP's stock levels in Odoo: the first report sets the stock, later ones book what really came in or went out."""

from decimal import Decimal

from odoo.tests import tagged

from ..erp_case import ErpOutCase


@tagged("post_install", "-at_install")
class TestErpStock(ErpOutCase):
    def free(self, product=None):
        return (product or self.tile).with_context(warehouse_id=self.backend.warehouse_id.id).qty_available

    def moves(self, product=None):
        return self.env["stock.move"].search([("product_id", "=", (product or self.tile).id), ("state", "=", "done")])

    def read_stock(self):
        return self.sync(self.backend, "stock", "in")

    def test_first_report_sets_the_stock_by_a_real_move(self):
        run = self.read_stock()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((self.free(), self.free(self.wine)), (40.0, 40.0))
        self.assertRecordValues(self.moves(), [{"quantity": 40.0, "is_inventory": True, "company_id": self.company.id}])
        self.assertEqual(self.moves().location_id, self.tile.property_stock_inventory)
        self.assertEqual(self.moves().reference, "Stock level of ERP")

    def test_what_comes_in_and_goes_out_is_valued(self):
        self.tile.standard_price = 3.0
        self.read_stock()
        self.assertEqual((self.moves().is_in, self.moves().value, self.tile.total_value), (True, 120.0, 120.0))
        self.account.counter_sale("AZ-1", 4)
        self.read_stock()
        self.assertEqual((self.moves().sorted("id")[-1].is_out, self.tile.total_value), (True, 108.0))

    def test_first_report_books_only_the_difference_to_what_odoo_has(self):
        self.env["stock.quant"]._update_available_quantity(self.tile, self.backend.warehouse_id.lot_stock_id, 25)
        self.read_stock()
        self.assertEqual((self.free(), self.moves().quantity), (40.0, 15.0))

    def test_same_level_again_books_nothing(self):
        self.read_stock()
        run = self.read_stock()
        self.assertEqual((run.changed, run.created, len(self.moves())), (0, 0, 1))

    def test_counter_sale_and_goods_received_there_move_the_stock_here(self):
        self.read_stock()
        self.account.counter_sale("AZ-1", 3)
        self.read_stock()
        self.assertEqual(self.free(), 37.0)
        self.account.account.products["AZ-1"]["stock"]["1"] += 10
        self.read_stock()
        self.assertEqual(self.free(), 47.0)
        self.assertEqual(self.moves().sorted("id").mapped("quantity"), [40.0, 3.0, 10.0])

    def test_difference_is_booked_on_top_of_what_odoo_did_meanwhile(self):
        self.read_stock()
        self.env["stock.quant"]._update_available_quantity(self.tile, self.backend.warehouse_id.lot_stock_id, 5)
        self.account.counter_sale("AZ-1", 3)
        self.read_stock()
        self.assertEqual(self.free(), 42.0)

    def test_our_own_invoice_does_not_lower_the_stock_twice(self):
        self.read_stock()
        order = self.make_order()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual(self.free(), 38.0)
        self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.account.stock("AZ-1"), Decimal(38))
        self.read_stock()
        self.assertEqual((self.free(), self.free(self.wine)), (38.0, 39.0))
        self.account.counter_sale("AZ-1", 1)
        self.read_stock()
        self.assertEqual(self.free(), 37.0)

    def test_invoice_before_the_delivery_counts_once_too(self):
        self.read_stock()
        order = self.make_order()
        self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.read_stock()
        self.assertEqual(self.free(), 40.0)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.read_stock()
        self.assertEqual(self.free(), 38.0)

    def test_goods_received_there_that_make_up_for_our_invoice_are_seen(self):
        self.read_stock()
        order = self.make_order()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.account.account.products["AZ-1"]["stock"]["1"] += 2
        self.read_stock()
        self.assertEqual((self.account.stock("AZ-1"), self.free()), (40, 40.0))

    def test_goods_of_an_invoice_sent_before_the_first_report_leave_once(self):
        order = self.make_order()
        self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.read_stock()
        self.assertEqual((self.account.stock("AZ-1"), self.free()), (Decimal(38), 40.0), "Odoo has them still")
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.read_stock()
        self.assertEqual(self.free(), 38.0)

    def test_figure_less_its_orders_falls_with_the_order_and_not_once_more(self):
        self.backend.stock_basis_there = "available"
        self.read_stock()
        order = self.make_order()
        self.sync(self.backend, "order", "out")
        self.account.account.products["AZ-1"]["stock"]["1"] -= 2  # what it makes of the order
        self.read_stock()
        self.assertEqual(self.free(), 40.0, "Odoo has not delivered yet")
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.read_stock()
        self.assertEqual((self.free(), len(self.moves().filtered("is_inventory"))), (38.0, 1))

    def test_orders_given_before_the_first_report_of_what_is_available_leave_once(self):
        self.backend.stock_basis_there = "available"
        order = self.make_order()
        self.sync(self.backend, "order", "out")
        self.account.account.products["AZ-1"]["stock"]["1"] -= 2
        self.read_stock()
        self.assertEqual(self.free(), 40.0)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.read_stock()
        self.assertEqual(self.free(), 38.0)

    def test_an_order_that_is_cancelled_on_both_sides_brings_no_goods(self):
        self.backend.stock_basis_there = "available"
        self.read_stock()
        order = self.make_order()
        self.sync(self.backend, "order", "out")
        self.account.account.products["AZ-1"]["stock"]["1"] -= 2
        self.read_stock()
        order._action_cancel()
        self.read_stock()
        self.assertEqual(self.free(), 38.0, "the ERP keeps them for the order until it is cancelled there")
        self.account.account.products["AZ-1"]["stock"]["1"] += 2
        self.read_stock()
        self.assertEqual(self.free(), 40.0)

    def test_level_of_an_unknown_product_is_held_and_follows_the_product(self):
        self.account.add_product("NEW-3", "Novo", price="5.00", tax="1", stock="9")
        self.read_stock()
        level = self.rows("stock", "NEW-3")
        self.assertEqual((level.state, level.reason_code), ("held", "product_unknown"))
        self.sync(self.backend, "product", "in")
        self.assertEqual(level.state, "done", level.reason)
        level.action_retry()
        self.work()
        self.assertEqual((level.state, self.free(level.odoo_id)), ("done", 9.0), "there is nothing to send")

    def test_level_of_a_service_is_no_stock(self):
        self.account.account.products["PORTES"]["has_stocks"] = True
        self.read_stock()
        self.assertFalse(self.moves(self.product("PORTES")))
