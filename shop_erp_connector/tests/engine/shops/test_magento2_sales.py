"""Magento 2: orders come in to the cent; states, parcels, invoices and refunds go back, and refunds come in."""

from decimal import Decimal

from odoo.tests import tagged

from ...common import SimulatedCase
from ...simulators.magento2 import checkout
from .magento2_shop import Magento2Shop
from .order_life import OrderLife
from .returns_with_shop import ReturnsWithShop


@tagged("post_install", "-at_install")
class TestMagento2Sales(Magento2Shop, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.lamp = cls.shop.add_product("LAMP", "20.00", name="Lamp", quantity=50)
        red, blue = (
            cls.shop.add_product(f"SHIRT-{label}", "10.00", color=cls.shop.add_option(label), visibility=1, quantity=9)
            for label in ("Red", "Blue")
        )
        cls.red, cls.shirt = red, cls.shop.add_configurable("SHIRT", [red, blue], name="Shirt")
        cls.ana = cls.shop.add_customer("ana@mail.test", firstname="Ana", lastname="Silva", addresses=[cls.in_lisbon()])
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")
        cls.env["product.template"].search([]).invoice_policy = "order"

    def placed(self, *lines, **terms):
        """Place an order, invoiced in the shop; return Odoo's."""
        lines = lines or [(self.lamp, 3), (self.shirt, 2, self.red)]
        self.there = self.shop.place_order(self.ana, list(lines), freight=Decimal("5.00"), **terms)
        self.shop.invoice(self.there)
        self.taken("order")
        return self.env["sale.order"].search([("client_order_ref", "=", self.there["increment_id"])])

    def deliver(self, order, **quantities):
        """Deliver so many of each code, the rest later; return the delivery."""
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        for move in picking.move_ids:
            move.write({"quantity": quantities.get(move.product_id.default_code.replace("-", "_"), 0), "picked": True})
        picking._action_done()
        return picking

    def papers(self, table):
        """The shop's papers of the order."""
        return self.shop.store.find(table, order_id=self.there["entity_id"])

    def test_a_parent_and_its_variant_are_one_line_and_the_state_says_what_is_paid(self):
        order = self.placed(coupon="TEN", percent_off=Decimal(10))
        self.assertEqual((order.state, order.shop_erp_payment_state), ("sale", "paid"))
        self.assertEqual(f"{order.amount_total:.2f}", f"{self.there['grand_total']:.2f}")
        lines = [(one.product_id.default_code, one.product_uom_qty) for one in order.order_line]
        self.assertEqual(lines[:2], [("LAMP", 3.0), ("SHIRT-Red", 2.0)])
        self.assertEqual((order.partner_id.email, order.partner_shipping_id.city), ("ana@mail.test", "Lisboa"))

    def test_eco_contribution_wrapping_gift_card_and_words_come_in_to_the_cent(self):
        gift = {"gift_message": {"sender": "Ana", "recipient": "Rui", "message": "Happy birthday"}}
        order = self.placed(
            checkout.Wanted(self.lamp, Decimal(3), weee=Decimal("0.25")),
            (self.shirt, 1, self.red),
            wrapping=Decimal(2),
            gift_cards=Decimal(10),
            extension=gift,
        )
        self.assertEqual(f"{order.amount_total:.2f}", f"{self.there['grand_total']:.2f}")
        self.assertEqual(
            order.order_line.filtered(lambda one: one.product_id.default_code == "LAMP").price_subtotal, 60
        )
        self.assertEqual(len(order.order_line), 6, "lamp, contribution, shirt, freight, wrapping, gift card")
        self.assertIn("Happy birthday", "".join(order.message_ids.mapped("body")))
        self.shop.comment(self.there, "Ring twice", is_visible=True)
        self.shop.edit("order", self.there["entity_id"])
        for _round in range(2):
            self.taken("order")
        self.assertEqual("".join(order.message_ids.mapped("body")).count("Ring twice"), 1)

    def test_an_order_of_a_product_that_nobody_knows_any_more_is_held_by_name(self):
        ghost = self.shop.add_product("GHOST", "7.00", name="Ghost")
        there = self.shop.place_order(self.ana, [(ghost, 1), (self.lamp, 1)])
        self.shop.invoice(there)
        del self.shop.store.rows["product"][ghost["id"]]
        other = self.shop.place_order(self.ana, [(self.lamp, 2)])
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.held, run.failed), (1, 0), run.errors)
        row = self.env["shop_erp.binding.order"].search([("number", "=", there["increment_id"])])
        self.assertIn("GHOST", row.reason)
        known = self.env["sale.order"].search([("client_order_ref", "=", other["increment_id"])])
        self.assertEqual(known.order_line[0].product_id.default_code, "LAMP", "others come in")

    def test_a_product_that_odoo_knows_may_be_gone_there(self):
        there = self.shop.place_order(self.ana, [(self.lamp, 2), (self.shirt, 1, self.red)])
        self.shop.invoice(there)
        for row in (self.lamp, self.red, self.shirt):
            del self.shop.store.rows["product"][row["id"]]
        self.taken("order")
        order = self.env["sale.order"].search([("client_order_ref", "=", there["increment_id"])])
        codes = order.order_line.mapped("product_id.default_code")
        self.assertEqual((codes[:2], order.state), (["LAMP", "SHIRT-Red"], "sale"))

    def test_parcels_go_in_parts_with_their_numbers_and_once(self):
        order = self.placed()
        first = self.deliver(order, LAMP=2)
        first.carrier_tracking_ref = "DHL-1"
        self.sent("shipment")
        second = self.deliver(order, LAMP=1, SHIRT_Red=2)
        second.carrier_tracking_ref = "DHL-2"
        self.sent("shipment")
        parcels = self.papers("shipment")
        told = [([(one["sku"], one["qty"]) for one in row["items"]], [one["track_number"] for one in row["tracks"]])
                for row in parcels]  # fmt: skip
        self.assertEqual(told, [([("LAMP", 2)], ["DHL-1"]), ([("LAMP", 1), ("SHIRT-Red", 2)], ["DHL-2"])])
        self.assertEqual(self.there["state"], "complete")
        self.shop.log.clear()
        self.sent("shipment")
        self.assertEqual(self.writes(), [])

    def test_states_are_told_once_and_a_cancelled_order_is_cancelled_there(self):
        order = self.placed()
        self.sent("status")
        self.assertEqual(self.there["status"], "processing")
        self.shop.log.clear()
        self.sent("status")
        self.assertEqual(self.writes(), [])
        there = self.shop.place_order(self.ana, [(self.lamp, 1)])
        self.taken("order")
        order = self.env["sale.order"].search([("client_order_ref", "=", there["increment_id"])])
        self.assertEqual(order.state, "draft")
        order._action_cancel()
        self.sent("status")
        self.assertEqual((there["state"], there["status"]), ("canceled", "canceled"))

    def test_an_invoice_is_told_in_a_comment(self):
        order = self.placed()
        invoice = order._create_invoices()
        invoice.action_post()
        self.sent("invoice")
        comments = [one["comment"] for one in self.there["histories"] if one.get("comment")]
        self.assertTrue([text for text in comments if invoice.name in text], comments)
        self.shop.log.clear()
        self.sent("invoice")
        self.assertEqual(self.writes(), [])

    def test_a_credit_memo_of_the_shop_is_a_credit_note_of_the_same_cents(self):
        order = self.placed()
        order._create_invoices().action_post()
        items = [{"order_item_id": self.there["items"][0]["item_id"], "qty": 1}]
        memo = self.shop.refund(self.there, items=items, arguments={"shipping_amount": 0})
        for _round in range(2):
            self.taken("return")
        (record,) = order.shop_erp_return_ids
        self.assertEqual(f"{record.credit_note_ids.amount_total:.2f}", f"{memo['grand_total']:.2f}")
        self.assertEqual(f"{memo['grand_total']:.2f}", "24.60")

    def test_a_credit_note_of_ours_is_a_credit_memo_there_once_and_no_news_when_read(self):
        order = self.placed()
        order._create_invoices().action_post()
        line = order.order_line.filtered(lambda one: one.product_id.default_code == "SHIRT-Red")
        record = self.env["shop_erp.return"].create(
            {"order_id": order.id, "line_ids": [(0, 0, {"sale_line_id": line.id, "quantity": 1, "decision": "refund"})]}
        )
        record.action_accept()
        record.action_refund()
        for _round in range(2):
            self.sent("return")
            self.taken("return")
        (memo,) = self.papers("creditmemo")
        parent, child = self.there["items"][1:3]
        refunded = [(one["order_item_id"], int(one["qty"])) for one in memo["items"]]
        self.assertEqual(refunded, [(parent["item_id"], 1), (child["item_id"], 1)])
        self.assertEqual(f"{memo['grand_total']:.2f}", "12.30")
        self.assertEqual((len(order.shop_erp_return_ids), len(record.credit_note_ids)), (1, 1))
        self.assertEqual(record.shop_erp_binding_ids.state, "done")


@tagged("post_install", "-at_install")
class TestMagento2OrderLife(OrderLife, Magento2Shop, SimulatedCase):
    """Promises of every shop."""

    came_in, delivered, cancelled = "pending", "complete", "canceled"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.mapping(cls.backend, "state", "pending").order_action = "confirm"
        lamp = cls.shop.add_product("SHOP-LAMP", "20.00", quantity=50)
        buyer = cls.shop.add_customer("ana@mail.test", addresses=[cls.in_lisbon()])
        cls.there = cls.shop.place_order(buyer, [(lamp, 2)])
        for kind in ("category", "product", "order"):
            cls.sync(cls.backend, kind, "in")
        cls.order = cls.env["sale.order"].search([("client_order_ref", "=", cls.there["increment_id"])])

    def row_there(self):
        """The shop's row of the order."""
        return self.shop.store.rows["order"][self.there["entity_id"]]

    def state_there(self):
        return self.row_there()["status"]

    def tracked(self):
        parcels = self.shop.store.find("shipment", order_id=self.there["entity_id"])
        return [track["track_number"] for parcel in parcels for track in parcel["tracks"]]

    def told(self):
        histories = self.row_there()["histories"]
        return [one["comment"] for one in histories if one.get("comment") and one["is_visible_on_front"]]


@tagged("post_install", "-at_install")
class TestMagento2Returns(ReturnsWithShop, Magento2Shop, SimulatedCase):
    """Promises of every shop."""

    refund_call = {"method": "POST", "kind": "order/refund"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        # The order by which the shop's codes were learned is of no interest here.
        cls.mapping(cls.backend, "state", "pending").order_action = "ignore"

    def place(self):
        lamp = self.shop.add_product("LAMP-1", "10.00", name="Lamp", quantity=9)
        buyer = self.shop.add_customer("ana@mail.test", addresses=[self.in_lisbon()])
        self.placed = self.shop.place_order(buyer, [(lamp, 3)])
        self.shop.invoice(self.placed)

    def line_there(self):
        return self.placed["items"][0]["item_id"]

    def refund_one_there(self):
        items = [{"order_item_id": self.line_there(), "qty": 1}]
        self.shop.refund(self.placed, items=items, arguments={"shipping_amount": 0})

    def refunds_there(self):
        memos = self.shop.store.find("creditmemo", order_id=self.placed["entity_id"])
        return [
            (float(memo["grand_total"]), next((one["order_item_id"] for one in memo["items"] if one["qty"]), None))
            for memo in memos
        ]
