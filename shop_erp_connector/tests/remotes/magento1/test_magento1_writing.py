"""What the Magento 1 remote writes to orders, customers and categories; products have a file of their own."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import (
    Category,
    Invoice,
    Message,
    OrderStatus,
    Payment,
    Return,
    ReturnedLine,
    Shipment,
    ShippedLine,
)
from ....remotes.errors import NotFound, Rejected
from ... import make
from ...simulators.magento1 import papers
from .magento1_case import Magento1Case


class OrderCase(Magento1Case):
    """An order of three lamps at 12.30, with tax, and 10.00 for the carriage."""

    def setUp(self):
        super().setUp()
        self.lamp = self.shop.add_product("LAMP", "12.30", quantity=9)
        self.number = self.shop.place_order(self.shop.add_customer(), [(self.lamp, 3)])

    def comments(self):
        """Return (status, comment, whether the buyer was told) of the order's history after the first row."""
        history = self.shop.order(self.number)["history"][1:]
        return [(row["status"], row["comment"], row["is_customer_notified"]) for row in history]

    def state(self):
        """Return (state, status) of the order."""
        order = self.shop.order(self.number)
        return order["state"], order["status"]


class TestStates(OrderCase):
    def test_a_state_travels_with_a_comment_and_is_not_sent_twice(self):
        status = OrderStatus(id=self.number, state_id="processing", notify=True)
        self.pushed("status", status)
        self.assertEqual(self.comments(), [("processing", None, "1")])
        self.calls()
        (result,) = self.pushed("status", status)
        self.assertTrue(result.unchanged)
        self.assertEqual(self.calls(), {"salesOrderInfo": 1})

    def test_messages_are_appended_once_and_leave_the_state(self):
        messages = (Message(text="Packed"), Message(text="told by the shop", id="7"))
        status = OrderStatus(id=self.number, messages=messages)
        self.pushed("status", status)
        self.pushed("status", replace(status, messages=(*messages, Message(text="Sent"))))
        self.assertEqual(self.comments(), [("pending", "Packed", "0"), ("pending", "Sent", "0")])

    def test_cancelling_and_holding_are_the_shops_own(self):
        self.pushed("status", OrderStatus(id=self.number, state_id="holded"))
        self.assertEqual(self.state(), ("holded", "holded"))
        self.pushed("status", OrderStatus(id=self.number, state_id="canceled"))
        self.assertEqual(self.state(), ("canceled", "canceled"))
        self.assertEqual(self.shop.product(self.lamp)["qty"], 9)

    def test_what_cannot_be_cancelled_is_refused_with_the_shops_words(self):
        papers.invoice(self.shop, {"invoiceIncrementId": self.number})
        error = self.refused("status", OrderStatus(id=self.number, state_id="canceled"))
        self.assertEqual((type(error), error.code), (Rejected, "103"))
        self.assertIn("Order status not changed.", str(error))

    def test_a_state_that_nobody_knows_is_refused_here(self):
        error = self.refused("status", OrderStatus(id=self.number, state_id="packed"))
        self.assertEqual((error.field, self.state()[1]), ("state_id", "pending"))
        self.remote = self.opened(order_states="packed=Packed")
        self.pushed("status", OrderStatus(id=self.number, state_id="packed"))
        self.assertEqual(self.state(), ("new", "packed"))
        self.assertIn(("packed", "Packed"), [(each.id, each.name) for each in self.remote.lookups("state")])

    def test_payments_and_payment_checks_are_refused(self):
        status = OrderStatus(id=self.number)
        self.assertEqual(self.refused("status", status, payment=Payment(amount=Decimal(1))).field, "payment")
        self.assertEqual(self.refused("status", status, risk="approved").field, "risk")


class TestShipments(OrderCase):
    def parcel(self, key, *quantities, **values):
        """Return a parcel of so many lamps."""
        lines = tuple(ShippedLine(order_line_id="1", quantity=Decimal(quantity)) for quantity in quantities)
        return Shipment(key=key, order_id=self.number, lines=lines, **values)

    def shipped(self):
        """Return (quantity, carrier codes and tracking numbers) of the shop's parcels."""
        rows = self.shop.rows("shipments")
        return [
            (row["total_qty"], [(track["carrier_code"], track["title"], track["number"]) for track in row["tracks"]])
            for row in rows
        ]

    def test_two_parcels(self):
        first = self.parcel("WH/OUT/1", 1, tracking_number="AB1", carrier_id="dhl", carrier_name="DHL")
        second = self.parcel("WH/OUT/12", 2, tracking_number="AB2", carrier_id="9", carrier_name="Our van")
        results = self.pushed("shipment", first, second)
        self.assertEqual([result.id for result in results], ["100000001", "100000002"])
        self.assertEqual(self.shipped(), [(1, [("dhl", "DHL", "AB1")]), (2, [("custom", "Our van", "AB2")])])
        again = self.pushed("shipment", first, second)
        self.assertEqual(
            [(result.id, result.unchanged) for result in again], [("100000001", True), ("100000002", True)]
        )

    def test_a_number_that_comes_later_is_added(self):
        self.pushed("shipment", self.parcel("WH/OUT/1", 3))
        self.pushed("shipment", self.parcel("WH/OUT/1", 3, tracking_number="AB1", notify=True))
        self.assertEqual(self.shipped(), [(3, [("custom", "Parcel", "AB1")])])
        self.assertEqual(self.shop.mails, [("shipment", "100000001")])

    def test_a_number_that_was_wrong_is_replaced_and_several_stay(self):
        for number in ("WRONG", "RIGHT"):
            (result,) = self.pushed("shipment", self.parcel("WH/OUT/1", 3, tracking_number=number))
        self.assertEqual(result.warning, "The shop's tracking number WRONG gave way to RIGHT.")
        self.assertEqual(self.shipped(), [(3, [("custom", "Parcel", "RIGHT")])])
        parcel = {"shipmentIncrementId": "100000001", "carrier": "ups", "title": "UPS", "trackNumber": "SECOND"}
        papers.add_track(self.shop, parcel)
        self.pushed("shipment", self.parcel("WH/OUT/1", 3, tracking_number="THIRD"))
        self.assertEqual([number for _code, _title, number in self.shipped()[0][1]], ["RIGHT", "SECOND", "THIRD"])

    def test_the_mail_goes_out_after_the_number(self):
        self.pushed("shipment", self.parcel("WH/OUT/1", 3, tracking_number="AB1", notify=True))
        kinds = [call.kind for call in self.shop.log if call.kind.startswith("salesOrderShipment")]
        self.assertEqual(
            kinds[-3:], ["salesOrderShipmentGetCarriers", "salesOrderShipmentAddTrack", "salesOrderShipmentSendInfo"]
        )
        self.assertEqual(len(self.shop.mails), 1)

    def test_lines_are_known_by_their_product_and_one_in_two_pieces_is_added_up(self):
        by_product = ShippedLine(variant_id=str(self.lamp), quantity=Decimal(1))
        self.pushed("shipment", Shipment(key="WH/OUT/1", order_id=self.number, lines=(by_product,)))
        by_code = ShippedLine(code="LAMP", quantity=Decimal(1))
        self.pushed("shipment", Shipment(key="WH/OUT/2", order_id=self.number, lines=(by_code, by_code)))
        self.assertEqual([quantity for quantity, _tracks in self.shipped()], [1, 2])
        buyer = self.shop.add_customer()
        twice = self.shop.place_order(buyer, [(self.lamp, 1), (self.lamp, 1)])
        error = self.refused("shipment", Shipment(key="WH/OUT/3", order_id=twice, lines=(by_code,)))
        self.assertEqual(error.message, f"Order {twice} has 2 lines LAMP.")

    def test_without_lines_all_goes(self):
        self.pushed("shipment", self.parcel("WH/OUT/1"))
        self.assertEqual([quantity for quantity, _tracks in self.shipped()], [3])

    def test_more_than_is_open_and_lines_of_others_are_refused(self):
        self.assertEqual(self.refused("shipment", self.parcel("WH/OUT/1", 4)).code, "102")
        foreign = ShippedLine(order_line_id="77", quantity=Decimal(1))
        self.assertEqual(self.refused("shipment", self.parcel("WH/OUT/1"), lines=(foreign,)).field, "lines")
        self.assertEqual(self.refused("shipment", self.parcel("", 1)).field, "key")
        self.assertEqual(self.shipped(), [])

    def test_a_bundle_goes_with_its_parts(self):
        box = self.shop.add_product("BOX", "0", type="bundle")
        self.number = self.shop.place_order(self.shop.add_customer(), [(box, 2, ((self.lamp, 3, "12.30"),))])
        (order,) = self.pulled("order", ids=[self.number])
        part = order.lines[1]
        self.assertEqual((part.role, part.quantity), ("component", 6))
        line = ShippedLine(order_line_id=part.id, quantity=Decimal(3))
        self.pushed("shipment", replace(self.parcel("WH/OUT/1"), lines=(line,)))
        self.assertEqual([quantity for quantity, _tracks in self.shipped()], [1])


class TestInvoices(OrderCase):
    def invoice(self, **values):
        """Return the ERP's invoice of the order."""
        document = Invoice(
            order_id=self.number, number="FT 2026/1", pdf_url="https://erp.invalid/1.pdf", currency="EUR"
        )
        return replace(document, **values)

    def test_a_paid_invoice_of_the_whole_order_becomes_the_shops(self):
        paid = self.invoice(state="paid", gross=Decimal("46.90"))
        (result,) = self.pushed("invoice", paid)
        self.assertEqual((result.id, result.number), ("100000001", "FT 2026/1"))
        (row,) = self.shop.rows("invoices")
        self.assertEqual(row["comments"][0]["comment"], "Invoice FT 2026/1: https://erp.invalid/1.pdf")
        self.assertEqual(self.state(), ("processing", "processing"))
        (again,) = self.pushed("invoice", paid)
        self.assertEqual((again.unchanged, again.id, len(self.shop.rows("invoices"))), (True, "100000001", 1))

    def test_an_open_or_partial_one_is_told_and_pays_nothing(self):
        self.pushed("invoice", self.invoice(gross=Decimal("46.90")))
        self.pushed("invoice", self.invoice(number="FT 2026/12", state="paid", gross=Decimal("12.30")))
        self.assertEqual(self.shop.rows("invoices"), [])
        told = [comment for _status, comment, _notified in self.comments()]
        self.assertEqual(
            told, ["Invoice FT 2026/1: https://erp.invalid/1.pdf", "Invoice FT 2026/12: https://erp.invalid/1.pdf"]
        )
        self.assertEqual(self.state(), ("new", "pending"))

    def test_a_number_is_not_taken_for_a_longer_one(self):
        self.pushed("invoice", self.invoice(number="FT 2026/12"))
        (result,) = self.pushed("invoice", self.invoice())
        self.assertFalse(result.unchanged)

    def test_a_credit_note_is_told(self):
        papers.invoice(self.shop, {"invoiceIncrementId": self.number})
        self.pushed("invoice", self.invoice(type="credit_note", number="NC 1", pdf_url=""))
        self.assertEqual(self.comments()[-1], ("processing", "Credit note NC 1", "0"))

    def test_an_invoice_without_number_is_refused(self):
        self.assertEqual(self.refused("invoice", self.invoice(number="")).field, "number")


class TestReturns(OrderCase):
    def setUp(self):
        super().setUp()
        papers.invoice(self.shop, {"invoiceIncrementId": self.number})

    def refund(self, **values):
        """Return the refund of one lamp."""
        line = ReturnedLine(order_line_id="1", quantity=Decimal(1))
        document = Return(key="RMA/1", type="refund", order_id=self.number, lines=(line,), currency="EUR")
        return replace(document, gross=Decimal("12.30"), **values)

    def refunded(self):
        """Return how much the shop has given back, by credit memo."""
        return [row["grand_total"] for row in self.shop.rows("creditmemos")]

    def test_goods_alone_and_only_once(self):
        (result,) = self.pushed("return", self.refund())
        self.assertEqual((result.id, result.number, result.warning), ("100000001", "100000001", ""))
        (again,) = self.pushed("return", self.refund())
        self.assertTrue(again.unchanged)
        self.assertEqual(self.refunded(), [Decimal("12.30")])

    def test_carriage_and_adjustment(self):
        carriage = ReturnedLine(role="shipping", quantity=Decimal(1), net=Decimal("4.00"), gross=Decimal("4.00"))
        lines = (*self.refund().lines, carriage)
        (result,) = self.pushed(
            "return", replace(self.refund(lines=lines, adjustment=Decimal("-2")), gross=Decimal("14.30"))
        )
        self.assertEqual((self.refunded(), result.warning), ([Decimal("14.30")], ""))

    def test_another_amount_is_said(self):
        (result,) = self.pushed("return", replace(self.refund(), gross=Decimal("10.00")))
        self.assertEqual(result.warning, "The shop's credit memo 100000001 is of 12.30, the refund of 10.00.")

    def test_what_the_shop_does_not_take(self):
        self.assertEqual(self.refused("return", self.refund(), type="request").field, "type")
        self.assertEqual(self.refused("return", self.refund(), key="").field, "key")
        many = ReturnedLine(order_line_id="1", quantity=Decimal(9))
        self.assertEqual(self.refused("return", self.refund(), lines=(many,)).code, "106")
        self.assertEqual(self.refunded(), [])


class TestCustomers(Magento1Case):
    def customer(self, **values):
        """Return a new customer with one address."""
        home = make.address(id="", alias="home", state="", is_default=True)
        customer = make.customer(id="", email="rita@example.com", vat="PT503504564", addresses=(home,))
        return replace(customer, **values)

    def test_a_new_account_with_its_address(self):
        (result,) = self.pushed("customer", self.customer())
        (row,) = self.shop.rows("customers")
        self.assertEqual((row["email"], row["taxvat"], row["website_id"]), ("rita@example.com", "PT503504564", 1))
        (address,) = self.shop.rows("addresses")
        self.assertEqual((address["street"], address["country_id"]), ("Rua do Cais 12", "PT"))
        self.assertEqual(result.part_ids, {"home": f"address-{address['id']}"})
        self.assertEqual((row["billing"], row["shipping"]), (address["id"], address["id"]))

    def test_an_email_that_has_an_account_is_that_account(self):
        id = self.shop.add_customer("Rita@Example.com", address=False)
        (result,) = self.pushed("customer", self.customer())
        self.assertEqual((result.id, len(self.shop.rows("customers"))), (str(id), 1))

    def test_addresses_are_added_changed_and_left(self):
        (first,) = self.pushed("customer", self.customer())
        home = self.customer().addresses[0]
        work = replace(home, alias="work", street="Avenida 2", is_default=None)
        self.pushed("customer", self.customer(id=first.id, addresses=(home, work)))
        self.calls()
        (result,) = self.pushed("customer", self.customer(id=first.id, addresses=(home, work)))
        self.assertEqual(result.part_ids, {"home": "address-1", "work": "address-2"})
        self.assertEqual(
            self.calls(), {"customerCustomerList": 1, "customerCustomerUpdate": 1, "customerAddressList": 1}
        )
        moved = replace(work, id="address-2", street="Avenida 3")
        self.pushed("customer", self.customer(id=first.id, addresses=(moved,)))
        self.assertEqual([row["street"] for row in self.shop.rows("addresses")], ["Rua do Cais 12", "Avenida 3"])
        gone = ("address-2", "address-77")
        self.pushed("customer", self.customer(id=first.id, addresses=(home,), removed_address_ids=gone))
        self.assertEqual([row["street"] for row in self.shop.rows("addresses")], ["Rua do Cais 12"])

    def test_a_region_is_named_by_its_id(self):
        address = make.address(id="", state="Bayern", country="DE")
        self.pushed("customer", self.customer(addresses=(address,)))
        self.assertEqual(self.shop.rows("addresses")[0]["region_id"], 81)
        (customer,) = self.pulled("customer")
        self.pushed("customer", replace(customer, addresses=(replace(customer.addresses[0], state="Berlin"),)))
        self.assertEqual(self.shop.rows("addresses")[0]["region_id"], 82)

    def test_a_company_without_a_person(self):
        customer = self.customer(first_name="", last_name="", company="Oficina, Lda.", addresses=())
        self.pushed("customer", customer)
        (row,) = self.shop.rows("customers")
        self.assertEqual((row["firstname"], row["lastname"]), ("Oficina, Lda.", "-"))

    def test_refusals(self):
        self.assertEqual(self.refused("customer", self.customer(), email="").field, "email")
        self.assertIsInstance(self.refused("customer", self.customer(), id="77"), NotFound)
        self.assertIn("Invalid email address", str(self.refused("customer", self.customer(), email="nobody")))

    def test_a_shop_of_several_store_views_has_to_say_which(self):
        self.shop.add_store("english", "English")
        self.assertEqual(self.refused("customer", self.customer()).field, "store_id")
        self.remote = self.opened(store_id="2")
        self.pushed("customer", self.customer())
        self.assertEqual(self.shop.rows("customers")[0]["store_id"], 2)


class TestCategories(Magento1Case):
    def test_a_new_one_and_one_that_is_there(self):
        lamps = Category(parent_id="2", name={"": "Lamps"}, slug={"": "Luz & Cor"}, description={"": "All lamps"})
        (result,) = self.pushed("category", lamps)
        row = self.shop.rows("categories", name="Lamps")[0]
        self.assertEqual((row["url_key"], row["description"], row["is_active"]), ("luz-cor", "All lamps", 1))
        (again,) = self.pushed("category", lamps)
        self.assertEqual(again.id, result.id)

    def test_moved_and_switched_off(self):
        first, second = self.shop.add_category("First"), self.shop.add_category("Second")
        self.pushed("category", Category(id=str(second), parent_id=str(first), name={"": "Second"}, active=False))
        (row,) = self.shop.rows("categories", name="Second")
        self.assertEqual((row["parent_id"], row["is_active"]), (first, 0))

    def test_without_a_parent_it_goes_under_the_only_root(self):
        self.pushed("category", Category(name={"": "Lamps"}))
        self.assertEqual(self.shop.rows("categories", name="Lamps")[0]["parent_id"], 2)
        self.shop.add_category("Another shop", parent=1)
        self.assertEqual(self.refused("category", Category(name={"": "Mugs"})).field, "parent_id")

    def test_in_the_words_of_a_store_view(self):
        self.shop.add_store("english", "English")
        self.remote = self.opened(languages="pt, en=english", store_id="1")
        self.pushed("category", Category(parent_id="2", name={"pt": "Candeeiros", "en": "Lamps"}))
        (category,) = [each for each in self.pulled("category") if each.parent_id]
        self.assertEqual(category.name, {"pt": "Candeeiros", "en": "Lamps"})
        error = self.refused("category", Category(parent_id="2", name={"fr": "Lampes", "en": "Lamps"}))
        self.assertIn("main language (pt)", str(error))
