"""Magento 2: orders of the simulated shop, to the cent, in every tax basis and with everything that can be on them."""

from decimal import Decimal

from ....remotes.documents.order import COMPONENT, GIFT_CARD, PAYMENT_FEE, PRODUCT, SHIPPING, WRAPPING
from ...simulators.magento2.checkout import Wanted
from .magento2_case import Magento2Case


class OrdersCase(Magento2Case):
    def setUp(self):
        super().setUp()
        self.lamp = self.shop.add_product("LAMP", "24.39", name="Lamp", quantity=50)
        self.book = self.shop.add_product("BOOK", "9.99", tax_class=4, quantity=50)
        self.ana = self.shop.add_customer(firstname="Ana", lastname="Silva", taxvat="DE123456789")

    def placed(self, *lines, **terms):
        """Place an order and read it; its lines must add up to its totals."""
        row = self.shop.place_order(terms.pop("customer", self.ana), list(lines), **terms)
        order = self.only("order", ids=[str(row["entity_id"])])
        self.assertEqual(order.difference(), (0, 0, 0))
        return order

    def amounts(self, order):
        """Return (role, net, tax, gross) of the lines as texts."""
        return [(line.role, *(f"{value:.2f}" for value in (line.net, line.tax, line.gross))) for line in order.lines]


class TestTotals(OrdersCase):
    def test_several_rates_and_taxed_shipping(self):
        self.shop.store.configuration["shipping_tax_class"] = 2
        order = self.placed((self.lamp, 3), (self.book, 2), freight=Decimal("4.90"))
        self.assertEqual(
            self.amounts(order),
            [(PRODUCT, "73.17", "13.90", "87.07"), (PRODUCT, "19.98", "1.40", "21.38"),
             (SHIPPING, "4.90", "0.93", "5.83")],
        )  # fmt: skip
        self.assertEqual([[(tax.id, tax.rate) for tax in line.taxes] for line in order.lines],
                         [[("DE-19", 19)], [("DE-7", 7)], [("DE-19", 19)]])  # fmt: skip
        self.assertEqual((order.net, order.tax, order.gross),
                         (Decimal("98.05"), Decimal("16.23"), Decimal("114.28")))  # fmt: skip

    def test_prices_with_tax_and_a_coupon(self):
        self.shop.store.configuration["prices_include_tax"] = True
        self.remote = self.opened(prices_include_tax="1")
        order = self.placed((self.lamp, 3), coupon="TEN", percent_off=Decimal(10), freight=Decimal(0))
        # 73.17 with tax, 7.32 off: 65.85, of which 10.51 is tax.
        self.assertEqual(self.amounts(order), [(PRODUCT, "55.34", "10.51", "65.85")])
        self.assertTrue(order.prices_include_tax)
        self.assertEqual((order.gross, order.lines[0].discount_percent), (Decimal("65.85"), Decimal(10)))

    def test_newer_shops_leave_the_quantity_out_of_row_totals(self):
        self.shop.version_number = (2, 4, 8)
        order = self.placed((self.lamp, 3), coupon="TEN", percent_off=Decimal(10), freight=Decimal(0))
        self.assertEqual(self.amounts(order), [(PRODUCT, "65.85", "12.51", "78.36")])

    def test_a_tax_that_is_rounded_away_is_told_with_its_rate(self):
        pin = self.shop.add_product("PIN", "0.04", tax_class=4, quantity=50)
        for told_by_rate in (True, False):
            row = self.shop.place_order(self.ana, [(pin, 1)], freight=Decimal(0))
            if not told_by_rate:
                row["extension"] |= {"applied_taxes": [], "item_applied_taxes": []}
            (line,) = self.only("order", ids=[str(row["entity_id"])]).lines
            self.assertEqual((line.net, line.tax, [tax.rate for tax in line.taxes]), (Decimal("0.04"), 0, [7]))

    def test_two_taxes_on_one_line(self):
        rate = {"code": "DE-ECO", "rate": Decimal("2.5"), "tax_country_id": "DE", "tax_region_id": 0}
        number = self.shop.store.number("tax_rate")
        self.shop.store.insert("tax_rate", rate | {"id": number, "tax_postcode": "*"}, number=number)
        self.shop.store.rows["tax_rule"][1]["tax_rate_ids"].append(number)
        order = self.placed((self.lamp, 1), freight=Decimal(0))
        self.assertEqual([(tax.id, tax.amount) for tax in order.lines[0].taxes],
                         [("DE-19", Decimal("4.63")), ("DE-ECO", Decimal("0.61"))])  # fmt: skip
        self.assertEqual(order.tax, Decimal("5.24"))

    def test_a_rate_that_is_gone_is_told_without_id(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 1)])
        self.shop.store.rows["tax_rate"].clear()
        (tax,) = self.only("order", ids=[str(row["entity_id"])]).lines[0].taxes
        self.assertEqual((tax.id, tax.name, tax.rate, tax.amount), ("", "DE-19", Decimal(19), Decimal("4.63")))

    def test_an_order_that_tells_no_rates_tells_its_percent(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 1)])
        del row["extension"]["item_applied_taxes"]
        (tax,) = self.only("order", ids=[str(row["entity_id"])]).lines[0].taxes
        self.assertEqual((tax.id, tax.rate, tax.amount), ("", Decimal(19), Decimal("4.63")))

    def test_a_shop_that_contradicts_itself_is_seen(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 1)])
        row["grand_total"] += 1
        order = self.only("order", ids=[str(row["entity_id"])])
        self.assertEqual(order.difference(), (Decimal(1), Decimal(0), Decimal(1)))


class TestLines(OrdersCase):
    def test_a_bundle_of_fixed_price_is_one_line_with_its_parts(self):
        pack = self.shop.add_bundle("PACK", [("LAMP", 2), ("BOOK", 1)], price="50.00", name="Pack")
        order = self.placed((pack, 2), freight=Decimal(0))
        self.assertEqual(
            self.amounts(order),
            [(PRODUCT, "100.00", "19.00", "119.00"), (COMPONENT, "0.00", "0.00", "0.00"),
             (COMPONENT, "0.00", "0.00", "0.00")],
        )  # fmt: skip
        parent, *parts = order.lines
        self.assertEqual([(part.code, part.quantity, part.parent_id) for part in parts],
                         [("LAMP", 4, parent.id), ("BOOK", 2, parent.id)])  # fmt: skip

    def test_a_bundle_of_dynamic_price_is_its_parts(self):
        pack = self.shop.add_bundle("PACK", [("LAMP", 2), ("BOOK", 1)], name="Pack")
        order = self.placed((pack, 1), freight=Decimal(0))
        self.assertEqual(self.amounts(order), [(PRODUCT, "48.78", "9.27", "58.05"), (PRODUCT, "9.99", "0.70", "10.69")])
        self.assertEqual({line.note for line in order.lines}, {"Pack"})

    def test_fixed_product_taxes_are_lines(self):
        order = self.placed(Wanted(self.lamp, Decimal(3), weee=Decimal("0.25")), freight=Decimal(0))
        self.assertEqual(
            self.amounts(order), [(PRODUCT, "73.17", "13.90", "87.07"), (PAYMENT_FEE, "0.75", "0.00", "0.75")]
        )
        self.assertEqual(order.lines[1].name, "Eco contribution")

    def test_gift_cards_store_credit_and_wrapping(self):
        order = self.placed(
            (self.lamp, 1), freight=Decimal(0), gift_cards=Decimal(10), store_credit=Decimal("5.50"),
            wrapping=Decimal(2), extension={"gift_message": {"sender": "Ana", "recipient": "Rui", "message": "Hi!"}},
        )  # fmt: skip
        self.assertEqual(
            self.amounts(order),
            [(PRODUCT, "24.39", "4.63", "29.02"), (WRAPPING, "2.00", "0.00", "2.00"),
             (GIFT_CARD, "-10.00", "0.00", "-10.00"), (GIFT_CARD, "-5.50", "0.00", "-5.50")],
        )  # fmt: skip
        self.assertEqual(order.gross, Decimal("15.52"))
        self.assertEqual([(one.text, one.author) for one in order.messages], [("Hi!", "Ana → Rui")])

    def test_a_deleted_product_stays_on_its_order(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 1)])
        del self.shop.store.rows["product"][self.lamp["id"]]
        line = self.only("order", ids=[str(row["entity_id"])]).lines[0]
        self.assertEqual((line.variant_id, line.code, line.name), (str(self.lamp["id"]), "LAMP", "Lamp"))

    def test_choices_of_the_buyer_are_noted(self):
        wanted = Wanted(self.lamp, Decimal(1), custom_options=[{"option_id": "7", "option_value": "For Rui"}])
        self.assertEqual(self.placed(wanted).lines[0].note, "For Rui")


class TestPeople(OrdersCase):
    def test_a_guest_has_no_id(self):
        order = self.placed((self.lamp, 1), customer=None, email="guest@mail.test")
        self.assertEqual((order.customer.id, order.customer.is_guest), ("", True))
        self.assertEqual((order.customer.email, order.customer.first_name), ("guest@mail.test", "Rita"))

    def test_an_account_is_named_with_its_tax_number(self):
        order = self.placed((self.lamp, 1))
        self.assertEqual((order.customer.id, order.customer.vat), (str(self.ana["id"]), "DE123456789"))
        self.assertEqual(order.customer.group_id, "1")

    def test_nothing_to_ship_has_no_delivery_address(self):
        course = self.shop.add_product("COURSE", "99.00", type="virtual")
        order = self.placed((course, 1))
        self.assertIsNone(order.delivery)
        self.assertEqual((order.carrier_id, len(order.lines)), ("", 1))

    def test_comments_are_messages_oldest_first(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 1)], note="Ring twice")
        self.shop.comment(row, "Checked")
        self.shop.comment(row, "On its way", is_visible=True)
        order = self.only("order", ids=[str(row["entity_id"])])
        self.assertEqual(order.customer_note, "Ring twice")
        self.assertEqual([(one.text, one.is_private) for one in order.messages],
                         [("Checked", True), ("On its way", False)])  # fmt: skip
        status = self.only("status", ids=[str(row["entity_id"])])
        self.assertEqual([one.text for one in status.messages], ["Checked", "On its way"])

    def test_what_was_delivered_refunded_and_paid_is_counted(self):
        row = self.shop.place_order(self.ana, [(self.lamp, 4)], freight=Decimal(0))
        item = {"order_item_id": row["items"][0]["item_id"]}
        self.shop.invoice(row, items=[item | {"qty": 3}])
        self.shop.ship(row, items=[item | {"qty": 2}])
        self.shop.refund(row, items=[item | {"qty": 1}])
        order = self.only("order", ids=[str(row["entity_id"])])
        line = order.lines[0]
        self.assertEqual((line.delivered, line.refunded, line.cancelled), (2, 1, 0))
        self.assertEqual([(one.state, f"{one.amount:.2f}") for one in order.payments],
                         [("paid", "87.08"), ("pending", "29.02"), ("refunded", "-29.03")])  # fmt: skip
