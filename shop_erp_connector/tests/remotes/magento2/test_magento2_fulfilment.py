"""Magento 2: what goes back to an order: states, comments, parcels, invoices and refunds; each of them once."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import Invoice, Message, OrderStatus, Return, ReturnedLine, Shipment, ShippedLine
from ....remotes.errors import NotFound, Rejected
from .magento2_case import Magento2Case


class FulfilmentCase(Magento2Case):
    def setUp(self):
        super().setUp()
        shop = self.shop
        self.lamp = shop.add_product("LAMP", "20.00", quantity=50)
        option = shop.add_option("Red")
        self.red = shop.add_product("SHIRT-R", "10.00", color=option, quantity=50)
        self.shirt = shop.add_configurable("SHIRT", [self.red])
        self.ana = shop.add_customer()
        self.order = self.placed((self.lamp, 4), (self.shirt, 2, self.red))
        self.lamp_line, self.shirt_line = (str(self.order["items"][place]["item_id"]) for place in (0, 1))

    def placed(self, *lines, **terms):
        """Place an order without freight."""
        return self.shop.place_order(self.ana, list(lines), freight=Decimal(0), **terms)

    @property
    def id(self):
        """The order's id."""
        return str(self.order["entity_id"])

    def parcels(self):
        """Return the lines of the parcels: [(item, quantity)]."""
        rows = self.shop.store.all("shipment")
        return [[(str(line["order_item_id"]), line["qty"]) for line in row["items"]] for row in rows]


class TestStates(FulfilmentCase):
    def test_a_state_is_set_once(self):
        status = OrderStatus(id=self.id, state_id="processing")
        (first,) = self.pushed("status", status)
        (second,) = self.pushed("status", status)
        self.assertEqual((self.order["status"], first.unchanged, second.unchanged), ("processing", False, True))

    def test_messages_are_comments_and_leave_the_state(self):
        messages = (Message(text="Packed", is_private=True), Message(text="On its way"), Message(text="Old", id="7"))
        status = OrderStatus(id=self.id, messages=messages, notify=True)
        self.pushed("status", status)
        told = [(one["comment"], one["is_visible_on_front"], one["is_customer_notified"])
                for one in self.order["histories"]]  # fmt: skip
        self.assertEqual(told, [("On its way", 1, 1), ("Packed", 0, 0)])
        self.assertEqual(self.order["status"], "pending")
        (again,) = self.pushed("status", status)
        self.assertEqual((again.unchanged, len(self.order["histories"])), (True, 2))

    def test_hold_release_and_cancel_are_actions(self):
        self.pushed("status", OrderStatus(id=self.id, state_id="holded"))
        self.assertEqual(self.order["state"], "holded")
        self.pushed("status", OrderStatus(id=self.id, state_id="pending"))
        self.assertEqual((self.order["state"], self.order["status"]), ("new", "pending"))
        self.pushed("status", OrderStatus(id=self.id, state_id="canceled"))
        self.assertEqual((self.order["state"], self.shop.salable("LAMP")), ("canceled", 50))

    def test_what_cannot_be_is_refused(self):
        self.shop.invoice(self.order)
        error = self.refusal("status", OrderStatus(id=self.id, state_id="canceled"))
        self.assertEqual((type(error), error.field), (Rejected, "state_id"))
        self.assertIn("cannot be cancelled any more", str(error))
        self.assertEqual(self.refusal("status", OrderStatus(id=self.id, state_id="nosuch")).field, "state_id")
        self.assertIsInstance(self.refusal("status", OrderStatus(id="999999", state_id="pending")), NotFound)


class TestParcels(FulfilmentCase):
    def shipment(self, *lines, **fields):
        """Return a parcel of ``(line, quantity)``."""
        lines = tuple(ShippedLine(order_line_id=line, quantity=Decimal(quantity)) for line, quantity in lines)
        return Shipment(**{"key": "OUT/1", "order_id": self.id, "lines": lines} | fields)

    def test_parts_and_the_rest(self):
        self.pushed("shipment", self.shipment((self.lamp_line, 1), tracking_number="T1", carrier_name="DHL"))
        self.pushed("shipment", self.shipment(key="OUT/2", tracking_number="T2", notify=True))
        self.assertEqual(self.parcels(), [[(self.lamp_line, 1)], [(self.lamp_line, 3), (self.shirt_line, 2)]])
        first, second = self.shop.store.all("shipment")
        self.assertEqual([(one["track_number"], one["title"]) for one in first["tracks"]], [("T1", "DHL")])
        self.assertEqual(self.shop.store.mails[-1], ("shipment", second["entity_id"]))
        self.assertEqual(self.shop.store.source_items["SHIRT-R", "default"][0], 48)

    def test_the_same_parcel_is_sent_once_and_may_get_its_number_later(self):
        parcel = self.shipment((self.lamp_line, 1))
        (first,) = self.pushed("shipment", parcel)
        (second,) = self.pushed("shipment", replace(parcel, tracking_number="T1"))
        (third,) = self.pushed("shipment", replace(parcel, tracking_number="T1"))
        self.assertEqual((second.id, third.id, third.unchanged), (first.id, first.id, True))
        self.assertEqual(len(self.parcels()), 1)
        self.assertEqual(self.only("shipment").tracking_number, "T1")

    def test_more_than_is_open_is_refused_here(self):
        """The shop would cut it down without a word."""
        self.pushed("shipment", self.shipment((self.lamp_line, 3)))
        error = self.refusal("shipment", self.shipment((self.lamp_line, 2), key="OUT/2"))
        self.assertEqual((type(error), error.field), (Rejected, "lines"))
        self.assertIn("1 are open", str(error))
        self.assertEqual(len(self.parcels()), 1)

    def test_a_variant_is_shipped_by_its_parents_line(self):
        line = ShippedLine(variant_id=str(self.red["id"]), quantity=Decimal(2))
        self.pushed("shipment", replace(self.shipment(), lines=(line,)))
        self.assertEqual(self.parcels(), [[(self.shirt_line, 2)]])

    def test_goods_leave_their_source(self):
        self.shop.add_source("north")
        self.shop.set_stock("LAMP", 10, "north")
        self.pushed("shipment", self.shipment((self.lamp_line, 4), location_id="north"))
        self.assertEqual(self.shop.store.source_items["LAMP", "north"][0], 6)
        self.assertEqual(self.only("shipment").location_id, "north")

    def test_a_pack_is_shipped_as_a_whole(self):
        self.shop.add_product("A", quantity=9)
        self.shop.add_product("B", quantity=9)
        pack = self.shop.add_bundle("PACK", [("A", 2), ("B", 1)])
        self.order = self.placed((pack, 3))
        parent, a, b = (str(item["item_id"]) for item in self.order["items"])
        self.pushed("shipment", self.shipment((a, 4), (b, 2)))
        self.assertEqual(self.parcels(), [[(parent, 2)]])
        for number, lines in enumerate((((a, 1),), ((a, 2),), ((b, 1),), ((a, 1), (b, 1)))):
            with self.subTest(lines):
                error = self.refusal("shipment", self.shipment(*lines, key=f"OUT/2{number}"))
                self.assertIn("PACK is shipped as a whole", str(error))
        self.assertEqual(self.parcels(), [[(parent, 2)]])

    def test_parts_of_a_pack_that_need_no_parcel_are_not_waited_for(self):
        self.shop.add_product("A", quantity=9)
        self.shop.add_product("B", quantity=9, type="virtual")
        self.order = self.placed((self.shop.add_bundle("PACK", [("A", 2), ("B", 1)]), 1))
        parent, a, _b = (str(item["item_id"]) for item in self.order["items"])
        self.pushed("shipment", self.shipment((a, 2)))
        self.assertEqual(self.parcels(), [[(parent, 1)]])

    def test_parts_that_are_shipped_separately_are_named(self):
        self.shop.add_product("A", quantity=9)
        pack = self.shop.add_bundle("PACK", [("A", 2)])
        pack["values"]["shipment_type"] = {0: "1"}
        self.order = self.placed((pack, 1))
        _parent, a = (str(item["item_id"]) for item in self.order["items"])
        self.shop.log.clear()
        self.pushed("shipment", self.shipment((a, 1)))
        (call,) = self.shop.log.calls("POST")
        self.assertEqual((call.kind, self.order["items"][1]["qty_shipped"]), ("order/ship", 1))

    def test_a_line_of_another_order_is_refused(self):
        error = self.refusal("shipment", self.shipment(("999999", 1)))
        self.assertEqual((type(error), error.field), (Rejected, "lines"))


class TestInvoices(FulfilmentCase):
    def invoice(self, **fields):
        """Return an invoice of the ERP."""
        defaults = {"order_id": self.id, "number": "FT A/7", "pdf_url": "https://erp.invalid/7.pdf"}
        return Invoice(**defaults | fields)

    def test_number_and_address_are_told_once(self):
        (first,) = self.pushed("invoice", self.invoice())
        (second,) = self.pushed("invoice", self.invoice())
        (history,) = self.order["histories"]
        self.assertEqual(history["comment"], "Invoice FT A/7: https://erp.invalid/7.pdf")
        self.assertEqual((history["is_visible_on_front"], history["status"]), (1, "pending"))
        self.assertEqual((first.id, second.id, second.unchanged), (str(history["entity_id"]),) * 2 + (True,))
        self.pushed("invoice", self.invoice(number="FT A/77"))
        self.assertEqual(len(self.order["histories"]), 2)

    def test_the_order_is_billed_where_the_setting_says_so(self):
        self.remote = self.opened(invoices="create")
        (first,) = self.pushed("invoice", self.invoice())
        (second,) = self.pushed("invoice", self.invoice())
        (row,) = self.shop.store.all("invoice")
        self.assertEqual((first.id, second.id, second.unchanged), (str(row["entity_id"]),) * 2 + (True,))
        self.assertEqual((self.order["total_due"], self.order["state"]), (0, "processing"))
        self.pushed("invoice", self.invoice(number="FT A/8"))
        self.assertEqual([one["comment"][:15] for one in self.order["histories"]], ["Invoice FT A/8:"])

    def test_a_credit_note_is_told(self):
        self.remote = self.opened(invoices="create")
        self.pushed("invoice", self.invoice(type="credit_note", number="NC A/1", pdf_url=""))
        self.assertEqual(self.order["histories"][0]["comment"], "Credit note NC A/1")


class TestRefunds(FulfilmentCase):
    def setUp(self):
        super().setUp()
        self.shop.invoice(self.order)
        self.shop.ship(self.order)

    def refund(self, *lines, **fields):
        """Return a refund of ``(line, quantity, restock)``."""
        lines = tuple(
            ReturnedLine(order_line_id=line, quantity=Decimal(quantity), restock=restock)
            for line, quantity, restock in lines
        )
        return Return(**{"key": "RET/1", "order_id": self.id, "lines": lines, "type": "refund"} | fields)

    def test_money_is_given_back_once_and_goods_return(self):
        document = self.refund((self.lamp_line, 1, True), (self.shirt_line, 1, True), gross=Decimal("35.70"))
        (first,) = self.pushed("return", document)
        (second,) = self.pushed("return", document)
        self.assertEqual((second.id, second.unchanged, first.warning), (first.id, True, ""))
        self.assertEqual(self.order["total_refunded"], Decimal("35.70"))
        stock = self.shop.store.source_items
        self.assertEqual((stock["LAMP", "default"][0], stock["SHIRT-R", "default"][0]), (47, 49))
        (read,) = self.documents("return")
        self.assertEqual((read.key, read.gross, read.order_id), ("RET/1", Decimal("35.70"), self.id))

    def test_goods_that_cannot_be_sold_again_stay_away(self):
        self.pushed("return", self.refund((self.lamp_line, 1, False)))
        self.assertEqual(self.shop.store.source_items["LAMP", "default"][0], 46)

    def test_another_amount_is_told(self):
        (result,) = self.pushed("return", self.refund((self.lamp_line, 1, False), gross=Decimal("20.00")))
        self.assertEqual(result.warning, "The shop refunded 23.8, the return says 20.00.")

    def test_an_adjustment_goes_with_it(self):
        self.pushed("return", self.refund((self.lamp_line, 1, False), adjustment=Decimal("-3.80")))
        self.assertEqual(self.order["total_refunded"], Decimal("20.00"))

    def test_money_without_goods_gives_no_goods_back(self):
        freight = Decimal("4.90")
        self.order = self.shop.place_order(self.shop.add_customer(), [(self.shop.add_product("P"), 1)], freight=freight)
        self.shop.invoice(self.order)
        self.pushed("return", self.refund(adjustment=Decimal("3.80")))
        self.assertEqual(self.order["total_refunded"], Decimal("3.80"))
        line = ReturnedLine(role="shipping", net=freight, gross=freight, quantity=Decimal(1))
        self.pushed("return", self.refund(key="RET/2", lines=(line,)))
        self.assertEqual(self.order["total_refunded"], Decimal("3.80") + freight)
        self.assertEqual(self.order["items"][0]["qty_refunded"], 0)
        error = self.refusal("return", self.refund(key="RET/3", adjustment=Decimal("1.00")))
        self.assertIn("You can't create a creditmemo without products.", str(error.text))
        self.assertEqual(len(self.shop.store.rows["creditmemo"]), 2)

    def test_more_money_than_was_paid_is_refused(self):
        error = self.refusal("return", self.refund((self.lamp_line, 1, False), adjustment=Decimal("900.00")))
        self.assertIn("The most money available to refund is", str(error.text))
        self.assertEqual((self.shop.store.rows["creditmemo"], self.order.get("total_refunded", 0)), ({}, 0))

    def test_more_than_was_paid_is_refused(self):
        error = self.refusal("return", self.refund((self.lamp_line, 5, False)))
        self.assertEqual((type(error), error.field), (Rejected, "lines"))
        self.assertEqual(self.refusal("return", self.refund((self.lamp_line, 1, False), key="")).field, "key")
        self.assertEqual(self.shop.store.rows["creditmemo"], {})
