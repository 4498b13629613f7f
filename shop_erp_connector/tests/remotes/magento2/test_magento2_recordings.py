"""Magento 2: what a real shop of 2.4.5 answered, read into documents; literal values to the cent.

The recordings hold no list of tax rates and no customer groups; those are written here in the same form.
"""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from unittest import SkipTest, TestCase

from werkzeug.wrappers import Request, Response

from ....remotes import open_remote
from ....remotes.errors import AuthenticationFailed, InvalidSettings, NotFound, Rejected, Unavailable
from ....remotes.magento2.refusals import refused
from ....remotes.transport.http import Http
from ....remotes.transport.response import Response as Answer
from ..loopback import Loopback
from . import magento2_recordings as recorded


def listed(*items):
    """Return the answer of a list."""
    return {"items": list(items), "search_criteria": {}, "total_count": len(items)}


CONFIG = {
    "id": 1, "code": "default", "website_id": 1, "locale": "de_DE", "base_currency_code": "EUR",
    "default_display_currency_code": "EUR", "timezone": "Europe/Berlin", "weight_unit": "kgs",
    "base_media_url": "http://shop.test/media/", "secure_base_media_url": "https://shop.test/media/",
}  # fmt: skip

COLOR = {
    "attribute_id": 93, "attribute_code": "color", "default_frontend_label": "Color", "frontend_input": "select",
    "scope": "global", "is_user_defined": True,
    "options": [{"label": "Red328911", "value": "4"}, {"label": "Blue328911", "value": "5"}],
}  # fmt: skip

RATE = {"id": 1, "code": "DE-19", "rate": 19, "tax_country_id": "DE", "tax_region_id": 0, "tax_postcode": "*"}

#: The recorded shop's code lists as far as they were not recorded.
LISTS = {
    "/store/storeConfigs": [CONFIG],
    "/products/attributes": listed(COLOR),
    "/taxRates/search": listed(RATE),
    "/taxRules/search": listed(
        {"id": 1, "code": "Standard", "product_tax_class_ids": [2], "customer_tax_class_ids": [3], "tax_rate_ids": [1]}
    ),
    "/customerGroups/search": listed({"id": 1, "code": "General", "tax_class_id": 3}),
}


class Replay(Loopback):
    """A server that answers each path with one body, byte for byte as a shop did; a context manager."""

    def __init__(self):
        self.answers = {path: json.dumps(body) for path, body in LISTS.items()}

    def _answer(self, environ, start_response):
        path = re.sub(r"^/rest/\w+/V1", "", Request(environ).path)
        body = self.answers.get(path, json.dumps(listed()))
        return Response(body, content_type="application/json; charset=utf-8")(environ, start_response)


class TestRecordedDocuments(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recordings = recorded.read()
        if not cls.recordings:
            raise SkipTest(recorded.ABSENT)

    def setUp(self):
        self.replay = self.enterContext(Replay())
        settings = {"url": self.replay.url, "token": "a-token-of-the-recorded-shop", "country": "DE"}
        self.remote = self.enterContext(open_remote("magento2", settings))
        self.serve("/store/storeViews", "stores")
        self.serve("/store/websites", "websites")
        self.serve("/taxClasses/search", "tax-classes")
        self.serve("/inventory/sources", "sources")
        self.serve("/products/attribute-sets/sets/list", "attr-sets")

    def serve(self, path, name):
        """Serve a recording as it is."""
        self.replay.answers[path] = self.recordings[name].answer

    def serve_one(self, path, *names):
        """Serve recordings of single records as a list."""
        items = ",".join(self.recordings[name].answer for name in names)
        self.replay.answers[path] = f'{{"items":[{items}],"search_criteria":{{}},"total_count":{len(names)}}}'

    def only(self, kind):
        """Return the only document of the only page."""
        (page,) = self.remote.pull(kind)
        self.assertEqual(page.refusals, ())
        (document,) = page.documents
        return document

    def test_the_plain_order(self):
        self.serve_one("/orders", "order-get")
        order = self.only("order")
        self.assertEqual((order.id, order.number, order.state_id), ("1", "000000001", "pending"))
        self.assertEqual(order.placed_at, datetime(2026, 11, 22, 5, 46, 37, tzinfo=UTC))
        self.assertEqual((order.currency, order.language, order.shop_id), ("EUR", "de_DE", "1"))
        self.assertEqual((order.net, order.tax, order.gross), (Decimal(35), Decimal(0), Decimal(35)))
        product, shipping = order.lines
        self.assertEqual((product.code, product.variant_id, product.quantity), ("RS-1795326387", "1", Decimal(2)))
        self.assertEqual((product.net, product.tax, product.gross), (Decimal(25), Decimal(0), Decimal(25)))
        self.assertEqual((shipping.role, shipping.gross, shipping.name), ("shipping", Decimal(10), "Flat Rate - Fixed"))
        self.assertEqual(order.difference(), (0, 0, 0))
        self.assertEqual((order.payment_method_code, order.payment_method_name), ("checkmo", "Check / Money order"))
        (payment,) = order.payments
        self.assertEqual((payment.state, payment.amount), ("pending", Decimal(35)))
        self.assertEqual((order.carrier_id, order.carrier_name), ("flatrate_flatrate", "Flat Rate - Fixed"))
        self.assertEqual((order.customer.id, order.customer.email), ("1", "joerg.1795326387@example.com"))
        self.assertEqual((order.delivery.street, order.delivery.street2), ("Straße 1", "Hinterhaus"))
        self.assertEqual(
            (order.billing.first_name, order.billing.city, order.billing.country), ("Jörg", "Berlin", "DE")
        )

    def test_the_order_after_all_that_happened_to_it(self):
        self.serve_one("/orders", "order-full")
        order = self.only("order")
        self.assertEqual([(one.state, one.amount) for one in order.payments],
                         [("paid", Decimal(35)), ("refunded", Decimal("-22.5"))])  # fmt: skip
        line = order.lines[0]
        self.assertEqual((line.quantity, line.delivered, line.refunded), (Decimal(2), Decimal(2), Decimal(1)))
        self.assertEqual([message.text for message in order.messages], ["c", "We refunded €22.50 offline."])
        self.assertEqual([message.is_private for message in order.messages], [True, True])
        self.assertEqual(order.difference(), (0, 0, 0))

    def test_configurable_bundle_and_coupon_are_told_once(self):
        self.serve_one("/orders", "order-configurable-bundle-coupon")
        order = self.only("order")
        told = [(line.id, line.code, line.variant_id, line.quantity, line.net, line.tax, line.gross)
                for line in order.lines]  # fmt: skip
        dec = Decimal
        self.assertEqual(
            told,
            [
                ("2", "LAMP-328911-RED", "103", dec(2), dec(45), dec("8.55"), dec("53.55")),
                ("5", "MB-010", "13", dec(2), dec("22.21"), dec("4.22"), dec("26.43")),
                ("6", "MB-011", "14", dec(1), dec("11.11"), dec("2.11"), dec("13.22")),
                ("7", "MB-020", "23", dec(3), dec("33.32"), dec("6.33"), dec("39.65")),
                ("shipping", "", "", dec(1), dec(30), dec(0), dec(30)),
            ],
        )
        self.assertEqual(order.lines[0].product_id, "105")
        self.assertEqual((order.lines[1].parent_id, order.lines[1].note), ("4", "Lamp set"))
        self.assertEqual([line.discount_percent for line in order.lines], [10, 10, 10, 10, 0])
        self.assertEqual((order.net, order.tax, order.gross), (dec("141.64"), dec("21.21"), dec("162.85")))
        self.assertEqual(order.difference(), (0, 0, 0))
        self.assertEqual(order.coupons, ("TEN328911",))
        taxes = [(tax.id, tax.rate, tax.amount) for line in order.lines for tax in line.taxes]
        self.assertEqual(
            taxes,
            [("DE-19", 19, dec("8.55")), ("DE-19", 19, dec("4.22")), ("DE-19", 19, dec("2.11")),
             ("DE-19", 19, dec("6.33"))],
        )  # fmt: skip

    def test_simple_products(self):
        self.serve("/products", "products-list")
        (page,) = self.remote.pull("product")
        first, second = page.documents
        self.assertEqual((first.id, first.code, first.name), ("1", "RS-1795326387", {"de_DE": "Upserted"}))
        self.assertEqual((first.price, first.weight, first.tax_ids), (Decimal("11.9"), Decimal("0.5"), ("DE-19",)))
        self.assertEqual((first.category_id, first.category_ids), ("3", ("3",)))
        self.assertEqual(first.description, {"de_DE": "<p>Größe & Maß</p>"})
        self.assertEqual((first.slug, first.attribute_set), ({"de_DE": "grosse-mass-b-fett-b"}, "4"))
        (variant,) = second.variants
        self.assertEqual((variant.id, variant.code), ("2", "RS/1795326387 ä"))

    def test_a_bundle_names_its_parts(self):
        self.serve_one("/products", "bundle-post")
        pack = self.only("product")
        self.assertFalse(pack.is_stored)
        self.assertEqual([(one.code, one.quantity, one.option) for one in pack.components],
                         [("MB-010", Decimal(2), ""), ("MB-011", Decimal(1), "")])  # fmt: skip

    def test_customers(self):
        self.serve("/customers/search", "customer-search")
        customer = self.only("customer")
        self.assertEqual((customer.id, customer.first_name, customer.group_id), ("1", "Jörg", "1"))
        self.assertEqual(customer.updated_at, datetime(2026, 11, 22, 5, 46, 36, tzinfo=UTC))
        self.assertIs(customer.newsletter, False)
        (address,) = customer.addresses
        self.assertEqual((address.id, address.street, address.street2), ("address-1", "Straße 1", "Hinterhaus"))
        self.assertEqual((address.zip, address.country, address.is_default), ("10115", "DE", True))
        self.assertEqual(customer.billing, address)

    def test_categories(self):
        self.serve_one("/categories/list", "category-create")
        category = self.only("category")
        self.assertEqual((category.id, category.parent_id), ("3", "2"))
        self.assertEqual((category.name, category.active), ({"de_DE": "Cat 1795326387"}, True))
        self.assertEqual(category.slug, {"de_DE": "cat-1795326387"})

    def test_invoices(self):
        self.serve("/invoices", "invoices-of-order")
        self.serve_one("/orders", "order-configurable-bundle-coupon")
        (page,) = self.remote.pull("invoice")
        first, second = page.documents
        self.assertEqual((first.number, first.order_number, first.state), ("000000002", "000000002", "paid"))
        self.assertEqual((first.net, first.tax, first.gross), (Decimal("52.5"), Decimal("4.28"), Decimal("56.78")))
        self.assertEqual([(line.variant_id, line.quantity, line.net, line.tax) for line in first.lines],
                         [("103", 1, Decimal("22.5"), Decimal("4.28")), ("", 1, Decimal(30), Decimal(0))])  # fmt: skip
        self.assertEqual([line.variant_id for line in second.lines], ["103", "13", "14", "23"])
        self.assertEqual(sum(line.gross for line in second.lines), Decimal("106.07"))
        self.assertEqual(second.gross, Decimal("106.07"))
        self.assertEqual([tax.rate for line in second.lines for tax in line.taxes], [19, 19, 19, 19])

    def test_credit_memos(self):
        self.serve_one("/creditmemos", "creditmemo-get")
        self.serve_one("/orders", "order-configurable-bundle-coupon")
        document = self.only("return")
        self.assertEqual((document.type, document.number, document.order_id), ("refund", "000000002", "2"))
        self.assertEqual((document.net, document.tax, document.gross),
                         (Decimal("22.5"), Decimal("4.28"), Decimal("26.78")))  # fmt: skip
        (line,) = document.lines
        self.assertEqual((line.variant_id, line.quantity, line.order_line_id), ("103", 1, "2"))

    def test_shipments(self):
        self.serve("/shipments", "shipments")
        self.serve_one("/orders", "order-get")
        shipment = self.only("shipment")
        self.assertEqual((shipment.number, shipment.tracking_number), ("000000001", "JJD0001"))
        self.assertEqual((shipment.carrier_name, shipment.location_id), ("DHL", "default"))
        self.assertEqual([(line.order_line_id, line.variant_id, line.quantity) for line in shipment.lines],
                         [("1", "1", Decimal(2))])  # fmt: skip

    def test_source_items(self):
        self.serve("/inventory/source-items", "source-items-get")
        self.serve_one("/products", "product-get")
        level = self.only("stock")
        self.assertEqual((level.id, level.variant_id, level.code), ("1/default", "1", "RS-1795326387"))
        self.assertEqual((level.quantity, level.basis), (Decimal(40), "physical"))


#: Recording → (class, field at fault, what the shop's own words must hold).
REFUSALS = {
    "bad-token": (AuthenticationFailed, "", "Magento_Catalog::products"),
    "bearer-integration-disabled": (AuthenticationFailed, "", "Magento_Backend::store"),
    "oauth1-bad-sig": (AuthenticationFailed, "", "The signature is invalid"),
    "product-missing": (NotFound, "", "The product that was requested doesn't exist"),
    "product-slash-get": (InvalidSettings, "url", ""),
    "product-create-bad": (Rejected, "", "Invalid product data: Invalid attribute set entity type"),
    "product-unknown-field": (Unavailable, "", "Report ID: webapi-"),
    "products-no-criteria": (Rejected, "searchCriteria", '"searchCriteria" is required'),
    "customer-dup": (Rejected, "", "A customer with the same email address already exists"),
    "source-items-error-source-missing": (Rejected, "location_id", '"source_code" can not be empty.'),
    "order-invoice-twice": (Rejected, "", "The order does not allow an invoice to be created."),
    "refund-too-much": (Rejected, "", 'We found an invalid quantity to refund item "Desk lamp".'),
}


class TestRecordedRefusals(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recordings = recorded.read()
        if not cls.recordings:
            raise SkipTest(recorded.ABSENT)

    def test_each_refusal_is_what_the_hub_needs_to_know(self):
        http = Http(system="magento2", base_url="http://127.0.0.1:1")
        for name, (cls, field, words) in REFUSALS.items():
            with self.subTest(name):
                status, body = self.recorded(name)
                answer = Answer(status=status, body=body, call="GET /", safe=True)
                error = refused(http, answer)
                self.assertIs(type(error), cls)
                self.assertEqual(error.field, field)
                self.assertIn(words, error.text)

    def recorded(self, name):
        """Return (status, body) of a recording; one of them lacks the lines of its request."""
        if name in self.recordings:
            return self.recordings[name].status, self.recordings[name].answer.encode()
        content = (recorded.FOLDER / f"{name}.http").read_bytes().replace(b"\r\n", b"\n")
        head, _blank, body = content.partition(b"\n\n")
        return int(head.split()[1]), body
