"""PrestaShop: what real shops of 8.2 and 1.7.8 answered, read into documents; literal values to the cent.

The recordings hold no code lists in full; those are written here in the same form.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest import TestCase

from ....remotes import open_remote
from ....remotes.errors import AuthenticationFailed, NotFound, ProtocolError, Rejected, Unsupported
from ..recordings import Replay, listed, recorded, rows

LANGUAGES = rows(
    "languages",
    "language",
    {"id": 1, "name": "English", "iso_code": "en", "locale": "en-US", "language_code": "en-us", "active": 1},
    {"id": 2, "name": "Deutsch", "iso_code": "de", "locale": "de-DE", "language_code": "de-de", "active": 1},
)


#: The code lists of the recorded shops as far as their records refer to them.
CODE_LISTS = {
    "configurations": rows(
        "configurations",
        "configuration",
        {"id": 1, "name": "PS_TIMEZONE", "value": "Europe/Berlin"},
        {"id": 2, "name": "PS_LANG_DEFAULT", "value": "1"},
        {"id": 3, "name": "PS_COUNTRY_DEFAULT", "value": "1"},
        {"id": 4, "name": "PS_STOCK_MANAGEMENT", "value": "1"},
        {"id": 5, "name": "PS_WEIGHT_UNIT", "value": "kg"},
    ),
    "languages": LANGUAGES,
    "currencies": rows(
        "currencies", "currency", {"id": 1, "name": "Euro", "iso_code": "EUR", "precision": 2}
    ),
    "countries": rows(
        "countries",
        "country",
        {"id": 1, "iso_code": "DE", "name": {1: "Germany", 2: "Deutschland"}},
        {"id": 8, "iso_code": "FR", "name": {1: "France", 2: "Frankreich"}},
        {"id": 21, "iso_code": "US", "name": {1: "United States", 2: "USA"}},
    ),
    "states": rows("states", "state", {"id": 35, "iso_code": "NY", "name": "New York"}),
    "tax_rules": rows(
        "tax_rules",
        "tax_rule",
        {
            "id": 1, "id_tax_rules_group": 1, "id_country": 1, "id_state": 0, "zipcode_from": 0,
            "zipcode_to": 0, "id_tax": 1, "behavior": 0,
        },
    ),
    "order_states": rows(
        "order_states",
        "order_state",
        {"id": 6, "paid": 0, "deleted": 0, "name": {1: "Canceled"}},
        {"id": 8, "paid": 0, "deleted": 0, "name": {1: "Payment error"}},
        {"id": 11, "paid": 1, "deleted": 0, "name": {1: "Remote payment accepted"}},
    ),
    "carriers": rows(
        "carriers",
        "carrier",
        {"id": 1, "id_reference": 1, "name": "Click and collect", "url": "", "active": 1, "deleted": 0},
        {"id": 2, "id_reference": 2, "name": "My carrier", "url": "", "active": 1, "deleted": 0},
    ),
    "groups": rows("groups", "group", {"id": 3, "price_display_method": 0, "name": {1: "Customer"}}),
    "product_options": rows(
        "product_options",
        "product_option",
        {"id": 1, "name": {1: "Size"}},
        {"id": 2, "name": {1: "Color"}},
    ),
    "product_option_values": rows(
        "product_option_values",
        "product_option_value",
        {"id": 1, "id_attribute_group": 1, "name": {1: "S"}},
        {"id": 8, "id_attribute_group": 2, "name": {1: "White"}},
        {"id": 11, "id_attribute_group": 2, "name": {1: "Black"}},
    ),
}  # fmt: skip


def code_lists(rate):
    """Return the code lists with the shop's one tax."""
    name = {1: f"MwSt. DE {rate}%"}
    return CODE_LISTS | {"taxes": rows("taxes", "tax", {"id": 1, "rate": rate, "active": 1, "name": name})}


class Recorded:
    """Documents that both versions tell alike."""

    def setUp(self):
        recorded(self.folder, "root")
        self.replay = self.enterContext(Replay(self.version))
        self.replay.answers.update(code_lists(self.rate))
        settings = {"url": self.replay.url, "key": "SIMULATEDSHOPKEYSIMULATEDSHOPKEY"}
        self.remote = self.enterContext(open_remote("prestashop", settings))

    def serve(self, **names):
        """Serve recordings of lists."""
        self.replay.record(self.folder, **names)

    def serve_one(self, **names):
        """Serve recordings of single records as lists of one."""
        for resource, name in names.items():
            _status, _headers, body = recorded(self.folder, name)
            self.replay.answers[resource] = listed(body, resource)

    def only(self, kind):
        """Return the only document of the only page."""
        (page,) = self.remote.pull(kind)
        self.assertEqual(page.refusals, ())
        (document,) = page.documents
        return document

    def test_products(self):
        self.serve(products="full-products", combinations="full-combinations")
        (page,) = self.remote.pull("product")
        self.assertEqual(page.refusals, ())
        product, sweater = page.documents
        self.assertEqual((product.id, product.code, sweater.id, sweater.code), ("1", "demo_1", "2", "demo_3"))
        self.assertEqual(product.name, {"en": "Hummingbird printed t-shirt", "de": "Hummingbird printed t-shirt"})
        self.assertTrue(product.description["en"].startswith("<p>Symbol of lightness and delicacy, the hummingbird"))
        self.assertEqual((product.price, product.cost), (Decimal("23.9"), self.cost))
        self.assertFalse(product.price_includes_tax)
        self.assertEqual(product.tax_ids, ("1",))
        self.assertEqual((product.category_id, product.category_ids), ("4", ("2", "3", "4")))
        self.assertEqual(tuple(image.id for image in product.images), ("1", "2"))
        self.assertEqual((product.brand, product.weight), ("Studio Design", Decimal("0.3")))
        self.assertTrue(product.active and product.is_stored and not product.is_service)
        first, second = product.variants
        self.assertEqual((first.id, first.code), ("1-1", "demo_1"))
        self.assertEqual([attribute.text for attribute in first.attributes], ["Size=S", "Color=White"])
        self.assertEqual((second.id, second.weight, second.price_extra), ("1-2", Decimal("0.3"), Decimal(0)))

    def test_customers_and_addresses(self):
        self.serve(customers="full-customers", addresses="full-addresses")
        (page,) = self.remote.pull("customer")
        self.assertEqual(page.refusals, ())
        customer = page.documents[-1]
        self.assertEqual((customer.id, customer.email, customer.group_id), self.customer)
        self.assertEqual((customer.birthday, customer.newsletter), self.birthday_and_newsletter)
        self.assertEqual((customer.language, customer.is_guest), ("en", False))

    def test_order_with_one_line(self):
        self.serve(order_details="order-details", order_payments="order-payments")
        self.serve_one(orders="order-get", customers="create-customer", addresses="create-address")
        order = self.only("order")
        self.assertEqual((order.id, order.number), ("6", self.number))
        self.assertEqual((order.net, order.tax, order.gross), (Decimal(20), self.gross - 20, self.gross))
        self.assertEqual(order.difference(), (0, 0, 0))
        (line,) = order.lines
        self.assertEqual((line.product_id, line.variant_id, line.quantity), ("20", "20-0", Decimal(2)))
        self.assertEqual((line.name, line.net, line.gross), ("Größe & Maß", Decimal(20), self.gross))
        self.assertEqual(
            [(tax.id, tax.rate, tax.amount) for tax in line.taxes],
            [("1", Decimal(self.rate), self.gross - 20)],
        )
        self.assertEqual(order.placed_at, self.placed_at)
        self.assertEqual((order.currency, order.language, order.carrier_id), ("EUR", "de", "1"))
        self.assertEqual((order.customer.last_name, order.billing.city), ("Müller", "Berlin"))
        self.assertEqual(
            (order.delivery.street, order.delivery.zip, order.delivery.country), ("Straße 1", "10115", "DE")
        )
        self.assertTrue(order.prices_include_tax)
        self.assertEqual((order.payment_method_code, order.payment_method_name), ("ps_wirepayment", "Bank transfer"))
        found = [
            (payment.method_code, payment.method_name, payment.amount, payment.state) for payment in order.payments
        ]
        self.assertEqual(found, self.payments)

    def test_the_demo_orders_show_what_the_shop_says(self):
        """The shop's own demo orders contradict themselves: 1.40 of tax on shipping at a rate of 0."""
        self.serve(orders="full-orders")
        detail = {
            "id": 1, "id_order": 1, "product_id": 1, "product_attribute_id": 1, "product_quantity": 1,
            "product_name": "T-shirt", "product_reference": "demo_1", "reduction_percent": "0.00",
            "total_price_tax_incl": "23.900000", "total_price_tax_excl": "23.900000",
        }  # fmt: skip
        self.replay.answers["order_details"] = rows("order_details", "order_detail", detail)
        (page,) = self.remote.pull("order")
        self.assertEqual(page.refusals, ())
        order = page.documents[0]
        self.assertEqual((order.net, order.tax, order.gross), (Decimal("66.80"), Decimal("1.40"), Decimal("68.20")))
        shirt, shipping = order.lines
        self.assertEqual((shirt.net, shirt.tax, shirt.gross, shirt.taxes), (Decimal("23.9"), 0, Decimal("23.9"), ()))
        self.assertEqual((shipping.net, shipping.tax, shipping.gross), (7, Decimal("1.4"), Decimal("8.4")))
        self.assertEqual([(tax.id, tax.rate, tax.amount) for tax in shipping.taxes], [("", 0, Decimal("1.4"))])
        self.assertEqual((order.state_id, order.state_name, order.note), ("6", "Canceled", "Test"))
        self.assertEqual(
            [(payment.amount, payment.state) for payment in order.payments], [(Decimal("68.20"), "pending")]
        )

    def test_stock(self):
        self.serve(stock_availables="full-stock_availables")
        level = self.only("stock")
        self.assertEqual((level.id, level.product_id, level.quantity, level.basis), ("1-1", "1", 300, "available"))

    def test_states(self):
        self.serve(order_states="full-order_states")
        found = [(entry.id, entry.name, entry.detail) for entry in self.remote.lookups("state")]
        self.assertEqual(found[0], ("2", "Payment accepted", "paid"))

    def test_rights_and_version(self):
        self.replay.record(self.folder, **{"": "root"})
        info = self.remote.check()
        self.assertEqual((info.version, info.warnings[:-1]), (self.version, ()))
        # The recording was made at another time than this test runs.
        self.assertIn("The shop's clock is", info.warnings[-1])

    def test_refusals(self):
        for name, error, code in (
            ("bad-key", AuthenticationFailed, "20"),
            ("short-key", AuthenticationFailed, "18"),
            ("no-auth", AuthenticationFailed, "401"),
            ("bad-resource", Unsupported, "27"),
            ("date-no-date1", ProtocolError, "32"),
            ("display-bad-field", ProtocolError, "35"),
            ("not-found", NotFound, "404"),
            ("stock-put-partial", Rejected, "41"),
            ("product-put-readonly", Rejected, "93"),
            ("stock-post", Unsupported, "101"),
            ("post-malformed", ProtocolError, "127"),
        ):
            with self.subTest(name=name):
                self.serve(taxes=name)
                with self.assertRaises(error) as caught:
                    self.remote.lookups("tax")
                self.assertEqual(caught.exception.code, code)

    def test_an_empty_list(self):
        self.serve(products="empty-list")
        (page,) = self.remote.pull("product")
        self.assertEqual((page.documents, page.cursor["more"]), ([], False))


class Test82(Recorded, TestCase):
    folder = "prestashop-8.2"
    version = "8.2.1"
    rate = "19.000"
    cost = Decimal("5.49")
    number = "CXOLXATMG"
    gross = Decimal("23.80")
    placed_at = datetime(2026, 11, 22, 5, 46, 8, tzinfo=UTC)
    payments = [("ps_wirepayment", "Bank transfer", Decimal("23.8"), "paid")]
    customer = ("2", "pub@prestashop.com", "3")
    birthday_and_newsletter = (date(1970, 1, 15), True)

    def test_order_with_two_vouchers(self):
        """10 % and 5.00 on an order with a specific price and a combination; all under one tax."""
        self.serve(order_details="order-with-cart-rules-details", order_cart_rules="order-cart-rules")
        self.serve_one(orders="order-with-cart-rules")
        order = self.only("order")
        self.assertEqual((order.net, order.tax, order.gross), (Decimal("254.39"), Decimal("48.33"), Decimal("302.72")))
        self.assertEqual(order.difference(), (0, 0, 0))
        self.assertEqual(
            [(line.role, line.name, line.net, line.tax, line.gross) for line in order.lines],
            [
                ("product", "Hummingbird printed t-shirt (Size:S - Color:Black)",
                 Decimal("19.12"), Decimal("3.63"), Decimal("22.75")),
                ("product", "Bench product 1", Decimal("126.00"), Decimal("23.94"), Decimal("149.94")),
                ("product", "Bench product 2", Decimal("142.20"), Decimal("27.02"), Decimal("169.22")),
                ("discount", "TEN1795328240", Decimal("-28.73"), Decimal("-5.46"), Decimal("-34.19")),
                ("discount", "FIVE1795328240", Decimal("-4.20"), Decimal("-0.80"), Decimal("-5.00")),
            ],
        )  # fmt: skip
        self.assertEqual([line.discount_percent for line in order.lines[:3]], [20, 0, 10])
        self.assertEqual({tax.id for line in order.lines for tax in line.taxes}, {"1"})
        self.assertEqual(order.coupons, ("TEN1795328240", "FIVE1795328240"))
        self.assertEqual((order.state_id, order.state_name), ("8", "Payment error"))

    def test_the_narrow_display_of_details_is_what_the_shop_answers(self):
        self.serve(order_details="order-details-narrow-display", order_cart_rules="order-cart-rules")
        self.serve_one(orders="order-with-cart-rules")
        order = self.only("order")
        self.assertEqual(order.difference(), (0, 0, 0))
        self.assertEqual([line.variant_id for line in order.lines[:3]], ["1-2", "23-0", "24-0"])

    def test_a_pack_is_one_product(self):
        self.serve_one(products="product-pack-get")
        product = self.only("product")
        self.assertEqual([variant.id for variant in product.variants], ["246-0"])

    def test_a_batch_that_is_refused_is_an_error_without_a_name(self):
        self.serve(products="specific-price-multi-post-duplicate")
        with self.assertRaises(Rejected) as caught:
            self.remote.find("product", "X")
        self.assertEqual(caught.exception.code, "46")


class Test178(Recorded, TestCase):
    folder = "prestashop-1.7.8"
    version = "1.7.8.11"
    rate = "16.000"
    cost = None
    number = "CYMYCCGQD"
    gross = Decimal("23.20")
    placed_at = datetime(2026, 11, 22, 5, 46, 13, tzinfo=UTC)
    payments = [
        ("ps_wirepayment", "Bank transfer", Decimal("23.8"), "paid"),
        ("", "Wire payment", Decimal("23.2"), "paid"),
    ]
    customer = ("1", "pub@prestashop.com", "3")
    birthday_and_newsletter = (date(1970, 1, 15), True)

    def test_patch_is_refused_before_8(self):
        self.serve(taxes="stock-patch")
        with self.assertRaises(Unsupported) as caught:
            self.remote.lookups("tax")
        self.assertEqual(caught.exception.code, "23")
