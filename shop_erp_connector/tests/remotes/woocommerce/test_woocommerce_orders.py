"""WooCommerce orders, read: every kind of line, taxes to the cent in both bases, and what plugins do to them."""

import json
from dataclasses import replace

from ....remotes.errors import ProtocolError
from ...simulators.woocommerce.customers import SHIPPING
from .woocommerce_case import WooCommerceCase, dec


class OrdersCase(WooCommerceCase):
    def order(self, *items, **options):
        """Place an order and return it as it is read; its lines must add up to its totals."""
        row = self.shop.place_order(list(items), **options)
        order = self.only("order", row["id"])
        self.assertEqual(order.difference(), (0, 0, 0))
        return order

    def lamp(self, price="25.00", **values):
        return self.shop.add_product(f"LAMP-{price}", price, quantity=100, **values)

    def amounts(self, order):
        return [(line.role, line.net, line.tax, line.gross) for line in order.lines]


class TestLines(OrdersCase):
    def test_coupons_have_reduced_the_lines(self):
        """The figures of the recorded shop: 3 × 25.00 and 1 × 26.00, less 10 % and 5.00."""
        self.shop.add_coupon("spring", "10")
        self.shop.add_coupon("five", "5", discount_type="fixed_cart")
        order = self.order(
            (self.lamp(), 3), (self.lamp("26.00"), 1), shipping="4.88", fees=[("Gift wrap", "1.00", "")],
            coupons=["spring", "five"],
        )  # fmt: skip
        expected = [
            ("product", dec("53.57"), dec("10.18"), dec("63.75")),
            ("product", dec("18.61"), dec("3.54"), dec("22.15")),
            ("shipping", dec("4.88"), dec("0.93"), dec("5.81")),
            ("payment_fee", dec("1.00"), dec("0.19"), dec("1.19")),
        ]
        self.assertEqual(self.amounts(order), expected)
        self.assertEqual((order.net, order.tax, order.gross), (dec("78.06"), dec("14.84"), dec("92.90")))
        self.assertEqual((order.coupons, order.prices_include_tax), (("spring", "five"), True))
        self.assertEqual(order.lines[0].discount_percent, dec("15.01"))
        (tax,) = order.lines[0].taxes
        self.assertEqual((tax.id, tax.name, tax.rate, tax.amount), ("1", "MwSt", 19, dec("10.18")))

    def test_prices_without_tax(self):
        self.shop.configure(prices_include_tax=False)
        order = self.order((self.lamp("9.99"), 7), (self.lamp("0.33", tax_class="reduced-rate"), 3), shipping="4.88")
        expected = [
            ("product", dec("69.93"), dec("13.29"), dec("83.22")),
            ("product", dec("0.99"), dec("0.07"), dec("1.06")),
            ("shipping", dec("4.88"), dec("0.93"), dec("5.81")),
        ]
        self.assertEqual(self.amounts(order), expected)
        self.assertFalse(order.prices_include_tax)

    def test_a_shop_that_rounds_only_sums(self):
        """Lines then do not add up by themselves: their cents are settled inside each tax."""
        self.shop.configure(round_at_subtotal=True)
        goods = [(self.lamp(price), 1) for price in ("0.99", "1.99", "2.99", "3.99", "4.99", "5.99")]
        order = self.order(*goods, shipping="4.17")
        self.assertEqual(sum(line.gross for line in order.lines), order.gross)
        self.assertEqual([line.gross for line in order.lines[:6]], [dec(row["regular_price"]) for row, _count in goods])

    def test_a_negative_fee_with_tax_is_a_discount(self):
        goods = [(self.lamp(), 2), (self.lamp("10.70", tax_class="reduced-rate"), 1)]
        order = self.order(*goods, fees=[("Loyal customer", "-5.20", "")])
        line = order.lines[-1]
        self.assertEqual((line.role, line.name, line.net), ("discount", "Loyal customer", dec("-5.20")))
        # Shared over both taxes by what the goods cost: 42.02 at 19 %, 10.00 at 7 %.
        self.assertEqual(
            [(tax.id, tax.rate, tax.amount) for tax in line.taxes], [("1", 19, dec("-0.80")), ("2", 7, dec("-0.07"))]
        )

    def test_a_negative_fee_without_tax_is_store_credit(self):
        fee = {"name": "Gift card 4711", "total": "-20.00", "tax_status": "none"}
        order = self.order((self.lamp(), 2), fee_lines=[fee])
        line = order.lines[-1]
        self.assertEqual((line.role, line.net, line.tax, line.taxes), ("gift_card", -20, 0, ()))
        self.assertEqual((order.gross, order.payments[0].amount), (dec("30.00"), dec("30.00")))

    def test_two_taxes_on_a_line(self):
        self.shop.add_tax(5, "DE", name="Eco", priority=2)
        order = self.order((self.lamp("12.40"), 1))
        self.assertEqual([(tax.id, tax.rate) for tax in order.lines[0].taxes], [("1", 19), ("5", 5)])
        self.assertEqual(order.lines[0].net, dec("10.00"))

    def test_a_deleted_product_has_left_its_name(self):
        row = self.lamp(name="Desk & floor lamp")
        placed = self.shop.place_order([(row, 2)])
        self.shop.forget_product(row)
        order = self.only("order", placed["id"])
        (line,) = order.lines
        self.assertEqual((line.product_id, line.variant_id, line.code), ("", "", ""))
        self.assertEqual((line.name, line.quantity, line.gross), ("Desk & floor lamp", 2, dec("50.00")))
        self.assertEqual(order.difference(), (0, 0, 0))

    def test_a_variation_and_what_the_buyer_wrote(self):
        colour = self.shop.add_attribute("Colour", ["Red"])
        shirt = self.shop.add_variable("SHIRT", [(colour, ["Red"])], name="Shirt")
        red = self.shop.add_variation(shirt, "SHIRT-R", "11.90", ["Red"])
        placed = self.shop.place_order([(red, 1)])
        self.shop.store.write_meta(placed["line_items"][0], [{"key": "Engraving", "value": "For Ewa & Jan"}])
        (line,) = self.only("order", placed["id"]).lines
        self.assertEqual((line.product_id, line.variant_id), (str(shirt["id"]), f"{shirt['id']}-{red['id']}"))
        self.assertEqual((line.code, line.name, line.note), ("SHIRT-R", "Shirt - Red", "Engraving: For Ewa & Jan"))

    def test_free_shipping_is_no_line_and_names_its_carrier(self):
        row = {"method_id": "free_shipping", "method_title": "Free shipping", "instance_id": "2", "total": "0.00"}
        order = self.order((self.lamp(), 1), shipping_lines=[row])
        self.assertEqual([line.role for line in order.lines], ["product"])
        self.assertEqual((order.carrier_id, order.carrier_name), ("free_shipping:2", "Free shipping"))
        self.assertIn("free_shipping:2", [entry.id for entry in self.remote.lookups("carrier")])


class TestOrders(OrdersCase):
    def test_buyer_addresses_and_payment(self):
        ana = self.shop.add_customer("ana@mail.invalid")
        meta = [{"key": "_billing_vat_number", "value": "PT123456789"}, {"key": "channel", "value": "app"}]
        order = self.order(
            (self.lamp(), 1), customer=ana, customer_note="Ring twice", transaction_id="TRX-1", meta_data=meta
        )
        buyer = order.customer
        self.assertEqual((buyer.id, buyer.email, buyer.is_guest), (str(ana["id"]), "ana@mail.invalid", False))
        self.assertEqual((buyer.vat, order.billing.vat), ("PT123456789", "PT123456789"))
        self.assertEqual((order.billing.street, order.billing.zip, order.billing.country), ("Polna 3", "10115", "DE"))
        self.assertEqual(
            (order.state_id, order.state_name, order.customer_note), ("processing", "Processing", "Ring twice")
        )
        (payment,) = order.payments
        self.assertEqual((payment.method_code, payment.state, payment.reference), ("bacs", "paid", "TRX-1"))
        self.assertEqual((payment.amount, payment.paid_at), (dec("25.00"), order.placed_at))
        self.assertEqual([(field.code, field.value) for field in order.fields], [("channel", {"": "app"})])

    def test_a_guest_has_no_id(self):
        order = self.order((self.lamp(), 1))
        self.assertEqual(
            (order.customer.id, order.customer.is_guest, order.customer.email), ("", True, "guest@mail.invalid")
        )

    def test_without_a_delivery_address_it_goes_home(self):
        row = self.shop.place_order([(self.lamp(), 1)])
        row["shipping"] = dict.fromkeys(SHIPPING, "")
        order = self.only("order", row["id"])
        self.assertEqual(order.delivery, order.billing)

    def test_an_unpaid_order_and_one_that_failed(self):
        for status, state in (("on-hold", "pending"), ("failed", "failed")):
            self.assertEqual(self.order((self.lamp(f"1{len(status)}.00"), 1), status=status).payments[0].state, state)

    def test_what_is_no_order_yet_is_left_out(self):
        row = self.shop.place_order([(self.lamp(), 1)])
        row["status"] = "checkout-draft"
        self.assertEqual(self.read("order"), [])

    def test_states_of_plugins(self):
        self.shop.extra_statuses["ready-to-pick"] = "Ready to pick"
        order = self.order((self.lamp(), 1), status="ready-to-pick")
        self.assertEqual((order.state_id, order.state_name), ("ready-to-pick", "Ready to pick"))

    def test_hidden_meta_data_that_is_wanted(self):
        remote = self.opened(order_keys="_wcpdf_invoice_number")
        meta = [{"key": "_wcpdf_invoice_number", "value": "2026-17"}, {"key": "_other", "value": "x"}]
        self.shop.place_order([(self.lamp(), 1)], meta_data=meta)
        (order,) = self.read("order", remote=remote)
        self.assertEqual(
            [(field.code, field.value) for field in order.fields], [("_wcpdf_invoice_number", {"": "2026-17"})]
        )

    def test_notes_are_read_where_that_is_wished(self):
        row = self.shop.place_order([(self.lamp(), 1)])
        self.shop.life.add_note(row, "Packed &amp; ready", is_for_customer=True)
        self.assertEqual(self.only("order", row["id"]).messages, ())
        self.assertNotIn("messages", self.remote.capabilities.reads)
        remote = self.opened(read_notes="1")
        self.assertIn("messages", remote.capabilities.reads)
        self.calls()
        (order,) = self.read("order", remote=remote)
        self.assertEqual(self.calls()["GET", "orders/notes"], 1)
        found = [(message.text, message.is_private) for message in order.messages]
        self.assertIn(("Packed & ready", False), found)
        self.assertIn(("Stock levels reduced: LAMP-25.00 (100→99)", True), found)

    def test_totals_that_a_plugin_has_changed_stay_to_be_seen(self):
        row = self.shop.place_order([(self.lamp(), 1)])
        row["total"] -= dec("10.00")
        order = self.only("order", row["id"])
        self.assertEqual(order.difference(), (dec("-10.00"), 0, dec("-10.00")))

    def test_currencies_without_cents(self):
        self.shop.configure(decimals=0, currency="PLN")
        order = self.order((self.lamp("119"), 3))
        self.assertEqual((order.digits, order.currency, order.net, order.tax), (0, "PLN", 300, 57))
        self.assertEqual(replace(order.lines[0], taxes=()).gross, 357)


class TestForms(OrdersCase):
    """Numbers as texts, texts as numbers, fields that nobody knows: plugins do all of that."""

    def setUp(self):
        super().setUp()
        row = self.shop.place_order([(self.lamp(), 3)], shipping="4.88")
        self.expected = self.only("order", row["id"])
        shown = self.shop.record("order", row["id"])
        self.content = shown

    def served(self, **changes):
        """Return the order as it is read when the shop tells it with changes."""
        body = json.dumps([{**self.content, **changes}])
        headers = {"X-WP-Total": "1"}
        self.shop.faults.status(200, body=body, headers=headers, content_type="application/json", kind="orders")
        return next(self.remote.pull("order", ids=[self.expected.id]))

    def test_numbers_as_texts_and_texts_as_numbers(self):
        content = self.content
        line = content["line_items"][0]
        line = {
            **line,
            "id": str(line["id"]),
            "quantity": "3",
            "price": str(line["price"]),
            "total": float(line["total"]),
        }
        page = self.served(
            id=str(content["id"]), total=float(content["total"]), total_tax=str(content["total_tax"]),
            customer_id="0", line_items=[line], prices_include_tax="yes",
        )  # fmt: skip
        self.assertEqual(page.documents, [self.expected])

    def test_unknown_fields_are_not_looked_at(self):
        page = self.served(wpo_wcpdf_invoice_number="17", points_earned={"a": [1]}, line_extra=None)
        self.assertEqual(page.documents, [self.expected])

    def test_php_writes_empty_objects_as_lists(self):
        page = self.served(fee_lines={}, coupon_lines={"1": {"code": "ten"}}, refunds=None)
        self.assertEqual(page.documents, [replace(self.expected, coupons=("ten",))])

    def test_a_notice_before_the_answer_is_passed_over(self):
        body = "<br />\n<b>Notice</b>: Undefined index in <b>/x.php</b><br />\n" + json.dumps([self.content])
        self.shop.faults.status(200, body=body, kind="orders")
        (page,) = self.remote.pull("order", ids=[self.expected.id])
        self.assertEqual(page.documents, [self.expected])

    def test_nonsense_in_one_order_is_that_order_s_alone(self):
        for changes in (
            {"total": "many"},
            {"line_items": "none"},
            {"date_created_gmt": "yesterday"},
            {"currency": None},
        ):
            page = self.served(**changes)
            ((id, error),) = [(refusal.id, refusal.error) for refusal in page.refusals]
            self.assertEqual((id, page.documents), (self.expected.id, []))
            self.assertIsInstance(error, ProtocolError)
            self.assertIn(next(iter(changes)), str(error))
