"""What a shop, its server and its people get wrong: each ends in an error that says what to do."""

from ....remotes.documents import OrderStatus
from ....remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    Unavailable,
)
from ... import make
from ...simulators.woocommerce import CONSUMER_KEY, WooCommerceSimulator
from .woocommerce_case import WooCommerceCase

PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class TestKeys(WooCommerceCase):
    def test_a_key_that_was_withdrawn(self):
        del self.shop.keys[CONSUMER_KEY]
        with self.assertRaisesRegex(AuthenticationFailed, "does not know the consumer key"):
            self.remote.check()

    def test_a_server_that_eats_the_header(self):
        self.shop.strips_authorization = True
        with self.assertRaisesRegex(AuthenticationFailed, "“oauth”"):
            self.remote.check()
        self.assertEqual(self.opened(authentication="oauth").check().warnings, ())

    def test_a_key_that_may_only_read(self):
        self.shop.key.permissions = "read"
        self.shop.add_product("LAMP", "1.00")
        self.assertEqual(len(self.read("product")), 1)
        with self.assertRaisesRegex(AuthenticationFailed, "write permissions"):
            self.remote.push("product", [make.product(id="", tax_ids=("1",))])
        self.assertIn("may only read", self.remote.check().warnings[0])

    def test_a_user_without_rights(self):
        self.shop.key.role = "customer"
        with self.assertRaisesRegex(AuthenticationFailed, "shop manager"):
            self.remote.check()

    def test_basic_on_plain_http(self):
        self.shop.https = False
        with self.assertRaises(AuthenticationFailed):
            self.remote.check()
        with self.assertRaisesRegex(InvalidSettings, "https://"):
            self.opened(url="http://shop.invalid", authentication="basic")

    def test_a_clock_that_is_far_off(self):
        self.shop.clock.advance(-1800)
        (warning,) = self.remote.check().warnings
        self.assertEqual(warning, "The shop's clock is 30 minutes behind.")


class TestAddresses(WooCommerceCase):
    def test_plain_permalinks(self):
        self.shop.permalinks = False
        with self.assertRaisesRegex(ProtocolError, "permalinks"):
            self.remote.check()

    def test_wordpress_without_woocommerce(self):
        body = '{"name": "Blog", "namespaces": ["wp/v2"]}'
        self.shop.faults.status(200, body=body, content_type="application/json")
        with self.assertRaises(InvalidSettings) as caught:
            self.remote.check()
        self.assertEqual(caught.exception.field, "url")

    def test_the_address_of_the_api_itself(self):
        for ending in ("/", "/wp-json", "/wp-json/wc/v3/"):
            self.assertTrue(self.opened(url=self.shop.url + ending).check().name)

    def test_a_redirect(self):
        self.shop.faults.status(301, headers={"Location": "https://www.shop.invalid/"})
        with self.assertRaises(InvalidSettings) as caught:
            self.remote.check()
        self.assertIn("www", str(caught.exception))


class TestServers(WooCommerceCase):
    def test_an_error_page_of_a_proxy(self):
        lamp = self.shop.add_product("LAMP", "1.00")
        order = self.shop.place_order([(lamp, 1)])
        for code in (500, 502, 504, 520, 524):
            self.shop.faults.status(code, body=PAGE, kind="orders")
            with self.assertRaises(Unavailable):
                self.read("order")
        self.shop.faults.status(403, body=PAGE, kind="orders")
        with self.assertRaisesRegex(AuthenticationFailed, "firewall"):
            self.read("order")
        # Writing: an order's state can be sent again, a product may be there already.
        status = OrderStatus(id=str(order["id"]), state_id="completed")
        self.shop.faults.status(502, body=PAGE, kind="orders/batch")
        with self.assertRaises(Unavailable):
            self.remote.push("status", [status])
        self.shop.faults.status(502, body=PAGE, kind="products/batch")
        product = make.product(id="", code="NEW", tax_ids=("1",))
        self.assertIsInstance(self.refusal("product", product), OutcomeUnknown)
        self.push("status", status)

    def test_maintenance_and_too_many_calls(self):
        for code, error in ((503, Unavailable), (429, RateLimited)):
            self.shop.faults.status(code, body=PAGE, headers={"Retry-After": "17"}, kind="orders")
            with self.assertRaises(error) as caught:
                self.read("order")
            self.assertEqual(caught.exception.retry_after, 17)

    def test_an_answer_without_totals(self):
        """Proxies take headers away: a full page is then a sign that more follow."""
        lamp = self.shop.add_product("LAMP", "1.00")
        ids = [str(self.shop.place_order([(lamp, 1)])["id"]) for _number in range(12)]
        own, shop = self.shop.answer, self.shop

        def bare(request):
            response = own(request)
            response.headers.pop("X-WP-Total", None)
            return response

        shop.answer = bare
        self.addCleanup(setattr, shop, "answer", own)
        for limit in (4, 5, 12, 100):
            self.assertCountEqual([order.id for order in self.read("order", limit=limit)], ids)
            self.assertEqual(len(self.read("product", limit=limit)), 1)
            self.assertEqual(len(self.read("category", limit=limit)), 1)

    def test_a_page_past_the_end(self):
        """The shop says nothing more; that is no error."""
        cursor = list(self.remote.pull("category"))[-1].cursor
        past = {"more": True, "offset": 900, "seen": []}
        (page,) = self.remote.pull("category", cursor=past)
        self.assertEqual((page.documents, page.cursor, cursor["more"]), ([], {"more": False}, False))

    def test_a_date_that_is_missing(self):
        self.shop.place_order([(self.shop.add_product("LAMP", "1.00"), 1)])
        self.shop.faults.status(
            200, body='[{"id": 5}]', headers={"X-WP-Total": "1"}, content_type="application/json", kind="orders"
        )
        with self.assertRaisesRegex(ProtocolError, "date_modified_gmt"):
            self.read("order")

    def test_no_list_at_all(self):
        for body in ('{"5": {"id": 5}}', "[1, 2]", '"text"', "null", "[" * 50_000):
            self.shop.faults.status(200, body=body, content_type="application/json", kind="orders")
            with self.assertRaises(ProtocolError):
                self.read("order")


class TestZones(WooCommerceCase):
    def test_a_site_that_only_has_an_offset(self):
        with WooCommerceSimulator() as shop:
            shop.configure(timezone="Etc/GMT-3")
            with self.opened(url=shop.url) as remote:
                self.assertEqual(remote.check().clock, "Etc/GMT-3")
