"""Goods that come back: in other units, in parts, by lot, to several places, and booked once."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestGoods(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        cls.stock = cls.backend.warehouse_id.lot_stock_id

    def sold(self, quantity=3, uom=None):
        document = make.order(lines=[make.line("30.00", quantity=quantity)], state_id="1")
        order = self.receive("order", document).odoo_id
        if uom:
            order.order_line.product_uom_id = uom
        order.action_confirm()
        return order

    def stock_up(self, quantity, lot=None):
        variant = self.lamp.product_variant_id
        self.env["stock.quant"]._update_available_quantity(variant, self.stock, quantity, lot_id=lot)

    def deliver(self, order, quantity=None):
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.action_assign()
        if quantity:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(picking.state, "done")

    def returned(self, order, *parts):
        """An accepted return of ``(quantity, destination)`` of the order's line."""
        lines = [
            (0, 0, {"sale_line_id": order.order_line.id, "quantity": quantity, "destination": destination})
            for quantity, destination in parts
        ]
        record = self.env["shop_erp.return"].create({"order_id": order.id, "line_ids": lines})
        record.action_accept()
        return record

    def at(self, place):
        return self.lamp.product_variant_id.with_context(location=place.id).qty_available

    def test_what_was_sold_by_the_dozen_comes_back_by_the_dozen(self):
        self.stock_up(24)
        order = self.sold(2, uom=self.env.ref("uom.product_uom_dozen"))
        self.deliver(order)
        self.returned(order, (1, "restock")).action_receive()
        self.assertEqual(self.at(self.stock), 12)

    def test_of_one_line_one_piece_is_good_and_one_is_broken(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order)
        self.returned(order, (1, "restock"), (1, "scrap"), (1, "repair")).action_receive()
        self.assertEqual(self.at(self.stock), 1)
        self.assertEqual(self.at(self.env.ref("shop_erp_connector.location_repairs")), 1)

    def test_not_more_than_was_delivered_over_all_lines(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order, 2)
        with self.assertRaisesRegex(UserError, "more comes back"):
            self.returned(order, (2, "restock"), (1, "scrap")).action_receive()

    def test_from_two_deliveries(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order, 2)
        self.deliver(order)
        record = self.returned(order, (3, "restock"))
        record.action_receive()
        self.assertEqual((len(record.picking_ids), self.at(self.stock)), (2, 3))

    def test_what_came_back_does_not_come_back_again(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order)
        self.returned(order, (2, "restock")).action_receive()
        with self.assertRaisesRegex(UserError, "more comes back"):
            self.returned(order, (2, "restock")).action_receive()

    def test_serial_numbers_come_back_as_they_left(self):
        self.lamp.tracking = "serial"
        variant = self.lamp.product_variant_id
        lots = self.env["stock.lot"].create([{"name": f"SN{n}", "product_id": variant.id} for n in range(2)])
        for lot in lots:
            self.stock_up(1, lot)
        order = self.sold(2)
        self.deliver(order)
        record = self.returned(order, (2, "scrap"))
        record.action_receive()
        self.assertEqual((record.picking_ids.move_line_ids.lot_id, self.at(self.stock)), (lots, 0))

    def test_a_return_pressed_twice_is_booked_once(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order)
        record = self.returned(order, (1, "restock"))
        record.action_receive()
        with self.assertRaisesRegex(UserError, "Goods received"):
            record.action_receive()

    def test_money_alone_waits_for_no_parcel(self):
        order = self.sold()
        order._create_invoices().action_post()
        record = self.returned(order, (1, "restock"))
        record.action_refund()
        self.assertEqual(record.state, "done", "nothing was delivered")

    def test_one_exchange(self):
        self.stock_up(3)
        order = self.sold()
        self.deliver(order)
        record = self.returned(order, (1, "restock"))
        record.line_ids.decision = "exchange"
        record.action_exchange()
        with self.assertRaisesRegex(UserError, "already"):
            record.action_exchange()
