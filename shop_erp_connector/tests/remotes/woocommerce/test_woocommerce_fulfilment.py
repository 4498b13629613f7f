"""What goes back to WooCommerce's orders: states with notes, parcels, invoices, refunds – each once."""

from dataclasses import replace
from datetime import UTC, date, datetime

from ....remotes.documents import Invoice, Message, OrderStatus, Payment, Return, ReturnedLine, Shipment
from ....remotes.documents.order import AppliedTax
from ....remotes.errors import AuthenticationFailed, NotFound, Rejected, Unavailable
from .woocommerce_case import WooCommerceCase, dec


class FulfilmentCase(WooCommerceCase):
    def fill(self):
        self.lamp = self.shop.add_product("LAMP", "25.00", quantity=100)
        self.order = self.shop.place_order([(self.lamp, 3)], shipping="4.88")
        self.id = str(self.order["id"])

    def meta(self, key):
        """Return a value of the order's meta data."""
        return self.shop.meta(self.order).get(key)

    def told(self):
        """Return the notes that the buyer got."""
        return self.shop.notes(self.order, is_for_customer=True)


class TestStates(FulfilmentCase):
    def test_a_hundred_are_two_calls(self):
        rows = [self.shop.place_order([(self.lamp, 1)]) for _number in range(100)]
        self.assertTrue(self.remote.lookups("state"))
        self.calls()
        self.push("status", *(OrderStatus(id=str(row["id"]), state_id="completed") for row in rows))
        self.assertEqual(self.calls(), {("GET", "orders"): 1, ("POST", "orders/batch"): 1})
        self.assertEqual({row["status"] for row in rows}, {"completed"})

    def test_an_equal_state_is_not_sent(self):
        before = self.order["date_modified"]
        self.shop.clock.advance(60)
        (result,) = self.push("status", OrderStatus(id=self.id, state_id="processing"))
        self.assertTrue(result.unchanged)
        self.assertEqual(self.order["date_modified"], before)

    def test_an_unknown_state_is_refused_here(self):
        """In a batch the shop would put the order back to pending, and its goods back on the shelf."""
        error = self.refusal("status", OrderStatus(id=self.id, state_id="shipped"))
        self.assertEqual((error.field, self.order["status"]), ("state_id", "processing"))

    def test_a_new_state_of_a_plugin_is_known_at_once(self):
        self.assertTrue(self.remote.lookups("state"))
        self.shop.extra_statuses["shipped"] = "Shipped"
        self.opened().check()
        self.remote.check()
        self.push("status", OrderStatus(id=self.id, state_id="shipped"))
        self.assertEqual(self.order["status"], "shipped")

    def test_notes_are_written_once(self):
        messages = (
            Message(text="Packed <soon> & sent"),
            Message(text="Fragile", is_private=True),
            Message(text="Known", id="7"),
        )
        status = OrderStatus(id=self.id, state_id="completed", messages=messages)
        for _turn in range(2):
            self.push("status", status)
        self.assertEqual(self.told(), ["Packed &lt;soon&gt; &amp; sent"])
        notes = self.shop.notes(self.order)
        self.assertEqual((notes.count("Fragile"), notes.count("Known")), (1, 0))
        self.assertIn(("Customer note", self.order["id"]), self.shop.store.mails)

    def test_a_note_whose_answer_was_lost_is_written_once(self):
        status = OrderStatus(id=self.id, messages=(Message(text="Packed"),))
        self.shop.faults.cut_after_accepting(method="POST", kind="orders/notes")
        self.assertIsInstance(self.refusal("status", status), Unavailable)
        self.push("status", status)
        self.assertEqual(self.told(), ["Packed"])

    def test_a_payment_is_recorded(self):
        order = self.shop.place_order([(self.lamp, 1)], status="on-hold")
        paid_at = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
        payment = Payment(state="paid", reference="SEPA-17", paid_at=paid_at)
        self.push("status", OrderStatus(id=str(order["id"]), payment=payment))
        self.assertEqual(
            (order["transaction_id"], order["date_paid"], order["status"]), ("SEPA-17", paid_at, "on-hold")
        )

    def test_a_date_of_payment_that_an_older_shop_drops_is_said(self):
        self.shop.takes_dates_of_payment = False
        order = self.shop.place_order([(self.lamp, 1)], status="on-hold")
        payment = Payment(state="paid", reference="SEPA-17", paid_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
        (result,) = self.push("status", OrderStatus(id=str(order["id"]), payment=payment))
        self.assertEqual((order["transaction_id"], order["date_paid"]), ("SEPA-17", None))
        self.assertIn("too old to be told when", result.warning)
        payment = Payment(state="paid", reference="SEPA-18")
        (result,) = self.push("status", OrderStatus(id=str(order["id"]), payment=payment))
        self.assertEqual(result.warning, "")

    def test_what_cannot_be(self):
        self.assertIsInstance(self.refusal("status", OrderStatus(id="999999", state_id="completed")), NotFound)
        self.assertEqual(self.refusal("status", OrderStatus(id=self.id, risk="approved")).field, "risk")
        self.assertEqual(self.refusal("status", OrderStatus(id=self.id)).field, "state_id")

    def test_a_key_that_may_only_read(self):
        self.shop.key.permissions = "read"
        with self.assertRaisesRegex(AuthenticationFailed, "permission"):
            self.remote.push("status", [OrderStatus(id=self.id, state_id="completed")])


class TestParcels(FulfilmentCase):
    def parcel(self, number, **fields):
        url = f"https://track.invalid/{number}"
        return Shipment(**{"key": f"OUT/{number}", "order_id": self.id, "tracking_number": number,
                           "tracking_url": url, "carrier_name": "DHL"} | fields)  # fmt: skip

    def test_numbers_stand_where_plugins_look(self):
        self.push("shipment", self.parcel("JJD1"))
        found = [self.meta(f"_tracking_{name}") for name in ("number", "url", "provider")]
        self.assertEqual(found, ["JJD1", "https://track.invalid/JJD1", "DHL"])
        self.assertEqual(self.told(), [])

    def test_keys_are_settings(self):
        remote = self.opened(tracking_number_key="_colissimo", tracking_url_key="", tracking_carrier_key="")
        self.push("shipment", self.parcel("JJD1"), remote=remote)
        self.assertEqual((self.meta("_colissimo"), self.meta("_tracking_number")), ("JJD1", None))

    def test_several_parcels_and_a_corrected_number(self):
        self.push("shipment", self.parcel("JJD1"), self.parcel("JJD2"))
        self.push("shipment", self.parcel("JJD3"))
        self.assertEqual(self.meta("_tracking_number"), "JJD1, JJD2, JJD3")
        self.push("shipment", self.parcel("JJD9", key="OUT/JJD2"))
        self.assertEqual(self.meta("_tracking_number"), "JJD1, JJD9, JJD3")

    def test_the_buyer_is_told_once(self):
        parcel = self.parcel("JJD1", notify=True)
        (first,) = self.push("shipment", parcel)
        (again,) = self.push("shipment", parcel)
        self.assertEqual((first.unchanged, again.unchanged), (False, True))
        self.assertEqual(self.told(), ["Shipped with DHL, tracking number JJD1: https://track.invalid/JJD1"])

    def test_what_cannot_be(self):
        self.assertIsInstance(self.refusal("shipment", self.parcel("JJD1", order_id="999999")), NotFound)
        self.assertEqual(self.refusal("shipment", self.parcel("")).field, "number")


class TestInvoices(FulfilmentCase):
    def invoice(self, number="FT A/17", **fields):
        url = "https://erp.invalid/my/invoices/17?access_token=t0ken"
        return Invoice(
            **{"order_id": self.id, "number": number, "pdf_url": url, "issued_on": date(2026, 11, 22)} | fields
        )

    def test_number_date_and_link(self):
        self.push("invoice", self.invoice())
        found = [self.meta(f"_odoo_invoice_{name}") for name in ("number", "date", "url")]
        self.assertEqual(found, ["FT A/17", "2026-11-22", "https://erp.invalid/my/invoices/17?access_token=t0ken"])
        self.assertEqual(self.told(), [])

    def test_the_buyer_is_told_where_that_is_wished(self):
        remote = self.opened(invoice_note="1")
        for _turn in range(2):
            self.push("invoice", self.invoice(), remote=remote)
        self.push("invoice", self.invoice("NC A/3", type="credit_note", pdf_url=""), remote=remote)
        link = "https://erp.invalid/my/invoices/17?access_token=t0ken"
        self.assertEqual(self.told(), [f"Invoice FT A/17: {link}", "Credit note NC A/3"])
        self.assertEqual(self.meta("_odoo_invoice_number"), "FT A/17, NC A/3")

    def test_what_a_plugin_has_made_a_text_of_is_read(self):
        self.push("invoice", self.invoice())
        entry = next(one for one in self.order["meta_data"] if one["key"] == "_odoo_invoices")
        entry["value"] = '{"FT A/16": {"number": "FT A/16"}}'
        self.push("invoice", self.invoice())
        self.assertEqual(self.meta("_odoo_invoice_number"), "FT A/16, FT A/17")
        entry["value"] = "nonsense"
        self.push("invoice", self.invoice())
        self.assertEqual(self.meta("_odoo_invoice_number"), "FT A/17")


class TestRefunds(FulfilmentCase):
    def refund(self, **fields):
        line = self.order["line_items"][0]
        tax = AppliedTax(id="1", amount=dec("3.99"))
        goods = ReturnedLine(
            order_line_id=str(line["id"]), quantity=dec(1), net=dec("21.01"), tax=dec("3.99"), gross=dec("25.00"),
            taxes=(tax,), restock=True,
        )  # fmt: skip
        totals = {"net": dec("21.01"), "tax": dec("3.99"), "gross": dec("25.00")}
        defaults = {"key": "RET/1", "type": "refund", "order_id": self.id, "lines": (goods,), "reason": "Broken"}
        return Return(**defaults | totals | fields)

    def test_a_line_is_given_back(self):
        (result,) = self.push("return", self.refund())
        row = self.shop.only("refunds")
        self.assertEqual((result.id, row["amount"], row["reason"]), (str(row["id"]), dec("25.00"), "Broken"))
        (line,) = row["line_items"]
        self.assertEqual((line["quantity"], line["total"], line["taxes"]), (-1, dec("-21.01"), {1: dec("-3.99")}))
        self.assertEqual(self.lamp["stock_quantity"], 98)
        (read,) = self.read("return")
        self.assertEqual((read.key, read.gross, read.lines[0].gross), ("RET/1", dec("25.00"), dec("25.00")))

    def test_no_money_moves_without_a_word(self):
        """``api_refund`` is on by default there."""
        self.push("return", self.refund())
        self.assertEqual(self.shop.store.money_back, [])
        self.shop.gateways["bacs"]["method_supports"].append("refunds")
        self.push("return", self.refund(key="RET/2"), remote=self.opened(pay_back="1"))
        self.assertEqual(self.shop.store.money_back, [(self.order["id"], dec("25.00"))])

    def test_a_gateway_that_cannot_pay_back(self):
        error = self.refusal("return", self.refund(), self.opened(pay_back="1"))
        self.assertIsInstance(error, Rejected)
        self.assertIn("gateway", str(error))
        self.assertEqual(self.shop.rows("refunds"), [])

    def test_never_twice(self):
        self.shop.gateways["bacs"]["method_supports"].append("refunds")
        remote = self.opened(pay_back="1")
        self.shop.faults.cut_after_accepting(method="POST", kind="orders/refunds")
        with self.assertRaises(Unavailable):
            remote.push("return", [self.refund()])
        (result,) = self.push("return", self.refund(), remote=remote)
        self.assertTrue(result.unchanged)
        self.assertEqual(result.id, str(self.shop.only("refunds")["id"]))
        self.assertEqual(self.shop.store.money_back, [(self.order["id"], dec("25.00"))])

    def test_goods_that_are_not_for_sale_again(self):
        refund = self.refund()
        self.push("return", replace(refund, lines=(replace(refund.lines[0], restock=None),)))
        self.assertEqual(self.lamp["stock_quantity"], 97)

    def test_taxes_that_are_not_named_are_the_orders(self):
        refund = self.refund()
        self.push("return", replace(refund, lines=(replace(refund.lines[0], taxes=()),)))
        self.assertEqual(self.shop.only("refunds")["line_items"][0]["taxes"], {1: dec("-3.99")})

    def test_shipping_is_given_back_too(self):
        shipping = self.order["shipping_lines"][0]
        line = ReturnedLine(
            role="shipping", order_line_id=str(shipping["id"]), net=dec("4.88"), tax=dec("0.93"), gross=dec("5.81")
        )
        self.push("return", self.refund(lines=(line,), net=dec("4.88"), tax=dec("0.93"), gross=dec("5.81")))
        self.assertEqual(self.shop.only("refunds")["shipping_lines"][0]["total"], dec("-4.88"))

    def test_all_of_it_makes_the_order_refunded(self):
        self.push("return", self.refund(lines=(), net=self.order["total"], tax=dec(0), gross=self.order["total"]))
        self.assertEqual(self.order["status"], "refunded")

    def test_what_cannot_be(self):
        for field, value in (("key", ""), ("type", "request"), ("gross", dec(0)), ("currency", "USD")):
            with self.subTest(field):
                self.assertEqual(self.refusal("return", self.refund(**{field: value})).field, field)
        line = ReturnedLine(order_line_id="999999", gross=dec(1))
        self.assertEqual(self.refusal("return", self.refund(lines=(line,))).field, "lines")
        self.assertIsInstance(self.refusal("return", self.refund(order_id="999999")), NotFound)
        error = self.refusal("return", self.refund(gross=dec(5000)))
        self.assertEqual((error.code, self.shop.rows("refunds")), ("woocommerce_rest_cannot_create_order_refund", []))
