"""WooCommerce: what a real shop of 11.0.1 answered, read into documents; literal values to the cent.

The recordings hold no code lists in full; those are written here in the same form.
"""

import json
from datetime import UTC, datetime
from unittest import TestCase, skipUnless

from werkzeug.wrappers import Response

from ....remotes import open_remote
from ....remotes.contract import Event
from ....remotes.errors import AuthenticationFailed, NotFound, OutcomeUnknown, ProtocolError, Rejected, Unsupported
from ...simulators.base import Simulator
from . import woocommerce_recordings as recorded
from .woocommerce_case import dec

RECORDINGS = recorded.read()
BASE = "/wp-json/wc/v3/"

#: What the recorded shop would have said to what the remote asks besides.
LISTS = {
    "settings/tax/woocommerce_prices_include_tax": {"id": "x", "value": "yes"},
    "settings/general/woocommerce_default_country": {"id": "x", "value": "DE:DE-BE"},
    "settings/general/woocommerce_price_num_decimals": {"id": "x", "value": "2"},
    "settings/products/woocommerce_weight_unit": {"id": "x", "value": "kg"},
    "settings/products/woocommerce_dimension_unit": {"id": "x", "value": "cm"},
    "settings/products/woocommerce_manage_stock": {"id": "x", "value": "yes"},
    "products": [],
}


class Replay(Simulator):
    """Answers each path with one recording; ``answers`` is ``{path: (status, content)}``."""

    def __init__(self):
        super().__init__()
        self.answers = {path: (200, content) for path, content in LISTS.items()}

    @property
    def settings(self):
        return {"url": self.url, "consumer_key": "ck_recorded", "consumer_secret": "cs_recorded"}

    def answer(self, request):
        status, content = self.answers[request.path.removeprefix(BASE)]
        headers = {"X-WP-Total": str(len(content))} if isinstance(content, list) else {}
        return Response(json.dumps(content), status=status, headers=headers, content_type="application/json")


@skipUnless(RECORDINGS, recorded.ABSENT)
class TestRecordedShop(TestCase):
    def setUp(self):
        self.shop = self.enterContext(Replay())
        self.remote = self.enterContext(
            open_remote("woocommerce", self.shop.settings | {"webhook_secret": "topsecret"})
        )
        for path, name in (("taxes", "list-taxes"), ("orders/statuses", "list-orders-statuses")):
            self.serve(path, name)

    def serve(self, path, *names):
        """Answer a path with recordings: a list as it is, records as a list of them."""
        contents = [RECORDINGS[name].content for name in names]
        content = contents[0] if isinstance(contents[0], list) else contents
        self.shop.answers[path] = (200, content)

    def read(self, kind, **options):
        (page,) = self.remote.pull(kind, **options)
        self.assertEqual(page.refusals, ())
        return page.documents

    def test_the_first_order(self):
        self.serve("orders", "order-get")
        (order,) = self.read("order")
        self.assertEqual(
            (order.id, order.number, order.state_id, order.state_name), ("38", "38", "completed", "Completed")
        )
        self.assertEqual(order.placed_at, datetime(2026, 11, 22, 5, 46, 21, tzinfo=UTC))
        self.assertEqual((order.net, order.tax, order.gross), (dec("20.76"), dec("3.94"), dec("24.70")))
        self.assertEqual((order.difference(), order.currency, order.digits), ((0, 0, 0), "EUR", 2))
        line, shipping = order.lines
        self.assertEqual((line.name, line.code), ('Größe & "Maß" <b>fett</b>', "RS-1795326379"))
        self.assertEqual((line.product_id, line.variant_id, line.quantity, line.note), ("36", "36-0", 2, ""))
        self.assertEqual((line.net, line.tax, line.gross), (dec("16.64"), dec("3.16"), dec("19.80")))
        self.assertEqual(
            [(tax.id, tax.name, tax.rate, tax.amount) for tax in line.taxes], [("1", "MwSt", 19, dec("3.16"))]
        )
        self.assertEqual((shipping.role, shipping.net, shipping.tax), ("shipping", dec("4.12"), dec("0.78")))
        self.assertEqual((order.carrier_id, order.carrier_name), ("flat_rate", "Flat rate"))
        self.assertEqual((order.customer.id, order.customer.last_name, order.customer.is_guest), ("2", "Müller", False))
        self.assertEqual(
            (order.billing.street, order.delivery.city, order.delivery.country), ("Straße 1", "Berlin", "DE")
        )
        (payment,) = order.payments
        self.assertEqual((payment.method_code, payment.state, payment.amount), ("bacs", "paid", dec("24.70")))

    def test_coupons_fee_and_shipping(self):
        self.serve("orders", "order-create-coupons-fee-shipping")
        (order,) = self.read("order")
        self.assertEqual(order.difference(), (0, 0, 0))
        found = [(line.role, line.net, line.tax) for line in order.lines]
        self.assertEqual(found, [
            ("product", dec("53.57"), dec("10.18")), ("product", dec("18.61"), dec("3.54")),
            ("shipping", dec("4.88"), dec("0.93")), ("payment_fee", dec("1.00"), dec("0.19")),
        ])  # fmt: skip
        self.assertEqual((order.coupons, order.gross), (("spring1795328387", "five1795328387"), dec("92.90")))
        self.assertTrue(order.customer.is_guest)
        # What a plugin keeps as an object is no text for people.
        self.assertEqual([(field.code, field.value[""]) for field in order.fields], [("num", "5"), ("bool", "1")])

    def test_a_variation_and_a_reduced_price(self):
        self.serve("orders", "order-create-variation")
        (order,) = self.read("order")
        shirt, _lamp, reduced = order.lines
        self.assertEqual((shirt.variant_id, shirt.name, shirt.note), ("11-27", "V-Neck T-Shirt - Blue", ""))
        self.assertEqual((reduced.net, reduced.discount_percent), (dec("5.00"), dec("37.50")))
        self.assertEqual((order.difference(), order.payments[0].state), ((0, 0, 0), "pending"))
        self.assertEqual(order.delivery, order.billing)

    def test_an_order_of_nothing(self):
        self.serve("orders", "order-unknown-product")
        (order,) = self.read("order")
        self.assertEqual([(line.product_id, line.variant_id, line.gross) for line in order.lines], [("", "", 0)])
        self.assertEqual((order.billing, order.payments), (None, ()))

    def test_refunds(self):
        self.serve("refunds", "refunds-all")
        self.serve("orders", "order-get", "order-line-quantity-change")
        self.shop.answers["refunds"][1].reverse()
        amount, lines = self.read("return")
        self.assertEqual((amount.id, amount.order_id, amount.gross, amount.adjustment), ("39", "38", 5, 5))
        self.assertEqual((lines.id, lines.order_id, lines.reason, lines.currency), ("143", "142", "Broken", "EUR"))
        self.assertEqual((lines.net, lines.tax, lines.gross), (dec("10.00"), dec("1.90"), dec("11.90")))
        (line,) = lines.lines
        self.assertEqual((line.order_line_id, line.variant_id, line.quantity), ("4", "45-0", 1))
        self.assertEqual([(tax.id, tax.amount) for tax in line.taxes], [("1", dec("1.90"))])

    def test_products(self):
        self.serve("products", "list-products")
        external, group, beanie, _shirt, single = self.read("product")
        self.assertEqual((beanie.code, beanie.name), ("Woo-beanie-logo", {"": "Beanie with Logo"}))
        self.assertEqual((beanie.price, beanie.price_includes_tax, beanie.on_sale), (20, True, None))
        self.assertEqual((beanie.tax_ids, beanie.category_ids), (("1",), ("19",)))
        self.assertEqual((beanie.weight, beanie.depth, beanie.width, beanie.height), (dec("0.2"), 6, 4, 1))
        self.assertEqual([(field.name, field.value) for field in beanie.fields], [("Color", {"": "Red"})])
        self.assertEqual([part.product_id for part in group.components], ["13", "14", "15"])
        self.assertEqual((external.variants[0].id, single.is_service), ("34-0", True))

    def test_a_product_with_variations(self):
        self.serve("products", "variable")
        self.serve("variations", "variations")
        (hoodie,) = self.read("product")
        self.assertEqual([variant.id for variant in hoodie.variants], ["12-35", "12-28", "12-29", "12-30"])
        first = hoodie.variants[0]
        self.assertEqual((first.code, first.price_extra), ("woo-hoodie-blue-logo", 0))
        found = [(value.text, value.attribute_id, value.attribute_code) for value in first.attributes]
        self.assertEqual(found, [("Color=Blue", "1", "pa_color"), ("Logo=Yes", "", "logo")])
        self.assertEqual(hoodie.price, dec("45"))

    def test_categories_and_customers(self):
        self.serve("products/categories", "list-products-categories")
        found = [(category.id, category.parent_id, category.name[""]) for category in self.read("category")]
        self.assertEqual(found[0], ("19", "16", "Accessories"))
        self.serve("customers", "create-customer")
        (customer,) = self.read("customer")
        self.assertEqual((customer.id, customer.last_name, customer.billing.zip), ("2", "Müller", "10115"))
        self.assertEqual((customer.addresses, customer.login), ((), "joerg.1795326379"))

    def test_lists(self):
        self.assertEqual(
            [(tax.id, tax.rate, tax.country) for tax in self.remote.lookups("tax")], [("1", 19, "DE"), ("2", 7, "DE")]
        )
        self.serve("payment_gateways", "list-payment_gateways")
        found = [(entry.id, entry.name, entry.active) for entry in self.remote.lookups("payment")]
        self.assertEqual(found[:2], [("bacs", "Direct bank transfer", True), ("cheque", "Check payments", False)])
        self.assertEqual(len(self.remote.lookups("state")), 8)

    def test_refusals(self):
        for name, error, code in (
            ("no-auth", AuthenticationFailed, "woocommerce_rest_cannot_view"),
            ("bad-secret", AuthenticationFailed, "woocommerce_rest_authentication_error"),
            ("oauth-old-timestamp", AuthenticationFailed, "woocommerce_rest_authentication_error"),
            ("readonly-post", AuthenticationFailed, "woocommerce_rest_authentication_error"),
            ("not-found", NotFound, "woocommerce_rest_product_invalid_id"),
            ("no-route", Unsupported, "rest_no_route"),
            ("per-page-101", Rejected, "rest_invalid_param"),
            ("post-bad-enum", Rejected, "rest_invalid_param"),
            ("batch-101", Rejected, "woocommerce_rest_request_entity_too_large"),
            ("refund-too-much", Rejected, "woocommerce_rest_cannot_create_order_refund"),
            ("refund-unknown-order", NotFound, "woocommerce_rest_invalid_order_id"),
        ):
            with self.subTest(name):
                self.shop.answers["orders"] = (RECORDINGS[name].status, RECORDINGS[name].content)
                with self.assertRaises(error) as caught:
                    list(self.remote.pull("order"))
                self.assertEqual(caught.exception.code, code)
                self.assertIn(RECORDINGS[name].content["message"], str(caught.exception))

    def test_each_record_of_a_batch_has_its_own_answer(self):
        self.shop.answers["products/batch"] = (200, RECORDINGS["batch-mixed-errors"].content)
        wire = self.remote._shop.wire
        told = wire.batch("products", "create", [{}] * 4, "product")
        self.assertEqual([isinstance(one, dict) for one in told], [False, True, False, False])
        with self.assertRaises(OutcomeUnknown):
            wire.batch("products", "create", [{}] * 3, "product")

    def test_deliveries_of_webhooks(self):
        text = (recorded.FOLDER / "webhook-deliveries.txt").read_text()
        found = []
        for delivery in filter(None, map(str.strip, text.split("\n-----\n"))):
            head, _blank, body = delivery.partition("\n\n")
            pairs = [line.partition(": ") for line in head.splitlines()]
            headers = {name.lower(): value for name, _colon, value in pairs}
            found.append(self.remote.events(headers, body.encode()))
        order = [Event(kind="order", id="38")]
        self.assertEqual(found, [[], [], order, order])

    def test_an_html_page_is_no_answer(self):
        self.shop.answers["orders"] = (200, {})
        with self.assertRaises(ProtocolError):
            list(self.remote.pull("order"))
