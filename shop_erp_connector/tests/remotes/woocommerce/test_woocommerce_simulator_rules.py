"""What no single recording shows: how the simulated WooCommerce behaves from call to call, as unkind as a real one."""

import base64
import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from unittest import TestCase

from ...simulators.woocommerce import BASE, CONSUMER_KEY, CONSUMER_SECRET, WooCommerceSimulator
from ...simulators.woocommerce.authentication import signature


class SimulatorCase(TestCase):
    options = {}

    def setUp(self):
        self.shop = self.enterContext(WooCommerceSimulator(**self.options))

    def call(self, method, path, values=None, *, authorization=None, base=BASE, **headers):
        """Return (status, headers, content) of one request."""
        pair = base64.b64encode(f"{CONSUMER_KEY}:{CONSUMER_SECRET}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}" if authorization is None else authorization
        body = None if values is None else json.dumps(values).encode()
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = f"{self.shop.url}{base}{path}".replace(" ", "%20")
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.headers, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.headers, json.loads(error.read())

    def get(self, path):
        """Return the content of an answer that must be fine."""
        status, _headers, content = self.call("GET", path)
        self.assertEqual(status, 200, content)
        return content


class TestWhoAsks(SimulatorCase):
    def code(self, path="/products", **options):
        status, _headers, content = self.call("GET", path, **options)
        return status, content.get("code") if isinstance(content, dict) else ""

    def test_the_dossiers_signature(self):
        pairs = [
            ("dates_are_gmt", "true"),
            ("modified_after", "2025-03-02T17:00:00"),
            ("oauth_consumer_key", "ck_0123456789abcdef0123456789abcdef01234567"),
            ("oauth_nonce", "n0nce0001"),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", "1740934800"),
            ("per_page", "2"),
        ]
        secret = "cs_89abcdef0123456789abcdef0123456789abcdef"
        made = signature("GET", "http://shop.test/wp-json/wc/v3/orders", pairs, secret)
        self.assertEqual(made, "Zu7WxRjwxXdXFU7KkAi9PDjI1DVOz4W5xfD0ExaJBdU=")

    def test_a_signature_counts_once(self):
        stamp = str(self.shop.signing_time())
        pairs = [
            ("oauth_consumer_key", CONSUMER_KEY), ("oauth_nonce", "n1"), ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", stamp),
        ]  # fmt: skip
        made = signature("GET", f"{self.shop.url}{BASE}/products", pairs, CONSUMER_SECRET).replace("+", "%2B")
        query = "&".join(f"{name}={value}" for name, value in [*pairs, ("oauth_signature", made)])
        self.assertEqual(self.code(f"/products?{query}", authorization=""), (200, ""))
        code = "woocommerce_rest_authentication_error"
        self.assertEqual(self.code(f"/products?{query}", authorization=""), (401, code))
        self.assertEqual(self.code("/products?oauth_nonce=n2", authorization=""), (401, code))

    def test_another_form_of_the_address_is_nobody(self):
        self.assertEqual(self.code("/?rest_route=/wc/v3/products", base="/wp-json"), (200, None))

    def test_rights_of_the_user(self):
        self.shop.key.role = "customer"
        self.assertEqual(self.code(), (403, "woocommerce_rest_cannot_view"))

    def test_a_key_that_may_only_write(self):
        self.shop.key.permissions = "write"
        self.assertEqual(self.code(), (401, "woocommerce_rest_authentication_error"))
        self.assertEqual(self.call("POST", "/products", {"name": "A"})[0], 201)


class TestLists(SimulatorCase):
    def test_dates_are_compared_exclusively_and_shifted_with_a_zone(self):
        self.shop.clock.freeze(datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC))
        self.shop.add_product("LAMP", "1.00")

        def count(query):
            return len(self.get(f"/products?{query}&_fields=id"))

        self.assertEqual(count("modified_after=2026-11-22T11:59:59&dates_are_gmt=true"), 1)
        self.assertEqual(count("modified_after=2026-11-22T12:00:00&dates_are_gmt=true"), 0)
        self.assertEqual(count("modified_before=2026-11-22T12:00:00&dates_are_gmt=true"), 0)
        # Local digits without a zone: the site is an hour ahead.
        self.assertEqual(count("modified_after=2026-11-22T12:59:59"), 1)
        self.assertEqual(count("modified_after=2026-11-22T11:59:59Z"), 1)
        # A zone together with dates_are_gmt: an hour is silently missed.
        self.assertEqual(count("modified_after=2026-11-22T11:59:59Z&dates_are_gmt=true"), 0)
        status, _headers, content = self.call("GET", "/products?after=2026-11-22")
        self.assertEqual((status, content["code"]), (400, "rest_invalid_param"))

    def test_an_empty_include_is_everything(self):
        for number in range(3):
            self.shop.add_product(f"P{number}", "1.00")
        self.assertEqual(len(self.get("/products?include=")), 3)
        self.assertEqual(len(self.get("/products?include=999999")), 0)

    def test_fields_of_lists_come_back_empty(self):
        self.shop.place_order([(self.shop.add_product("P", "1.00"), 1)])
        (order,) = self.get("/orders?_fields=id,line_items.id,billing.email")
        self.assertEqual((order["line_items"], order["billing"]), ([], {"email": "guest@mail.invalid"}))
        status, _headers, content = self.call("POST", "/products/batch?_fields=id", {"update": []})
        self.assertEqual((status, content), (200, []))

    def test_the_trash_is_asked_for_by_name(self):
        row = self.shop.add_product("P", "1.00")
        status, _headers, _content = self.call("DELETE", f"/products/{row['id']}")
        self.assertEqual((status, self.get("/products"), len(self.get("/products?status=trash"))), (200, [], 1))
        status, _headers, content = self.call("DELETE", f"/products/{row['id']}")
        self.assertEqual((status, content["code"]), (410, "woocommerce_rest_already_trashed"))

    def test_variations_of_all_products_came_with_10_3(self):
        self.assertEqual(self.get("/variations"), [])
        with WooCommerceSimulator(version="10.2.0") as old:
            self.shop = old
            self.assertEqual(self.call("GET", "/variations")[0], 404)


class TestCatalogue(SimulatorCase):
    def test_lists_are_replaced_as_a_whole(self):
        first, second = self.shop.add_category("A"), self.shop.add_category("B")
        row = self.shop.add_product("P", "1.00", categories=[{"id": first["id"]}])
        self.shop.edit_product(row["id"], categories=[{"id": second["id"]}])
        self.assertEqual(row["categories"], [second["id"]])
        self.shop.edit_product(row["id"], categories=[])
        self.assertEqual(row["categories"], [self.shop.default_category_id])

    def test_each_address_is_a_new_picture(self):
        url = "https://erp.invalid/a.png"
        self.shop.internet[url] = b"png"
        row = self.shop.add_product("P", "1.00", images=[{"src": url}])
        self.shop.edit_product(row["id"], images=[{"src": url}])
        self.assertEqual(len(self.shop.rows("media")), 2)

    def test_a_wrong_method_has_no_route(self):
        self.assertEqual(self.call("PUT", "/products", {"name": "A"})[0], 404)

    def test_a_missing_id_is_404_read_and_400_written(self):
        for method, values, expected in (("GET", None, 404), ("PUT", {}, 400), ("DELETE", None, 404)):
            status, _headers, content = self.call(method, "/products/999999", values)
            self.assertEqual((status, content["code"]), (expected, "woocommerce_rest_product_invalid_id"))

    def test_a_variation_is_not_written_as_a_product(self):
        size = self.shop.add_attribute("Size", ["S"])
        parent = self.shop.add_variable("V", [(size, ["S"])])
        row = self.shop.add_variation(parent, "V-S", "1.00", ["S"])
        self.assertEqual(self.get(f"/products/{row['id']}")["type"], "variation")
        status, _headers, content = self.call("PUT", f"/products/{row['id']}", {"name": "x"})
        self.assertEqual((status, content["code"]), (404, "woocommerce_rest_invalid_product_id"))
        self.assertEqual(self.get("/products?sku=v-s")[0]["parent_id"], parent["id"])

    def test_a_sku_that_is_being_saved(self):
        self.shop.locked_skus.add("p")
        status, _headers, content = self.call("POST", "/products", {"name": "P", "sku": "P"})
        self.assertEqual((status, content["code"]), (400, "woocommerce_rest_product_not_created"))


class TestSelling(SimulatorCase):
    def setUp(self):
        super().setUp()
        self.lamp = self.shop.add_product("LAMP", "25.00", quantity=10)

    def test_stock_follows_the_state(self):
        order = self.shop.place_order([(self.lamp, 3)], status="pending")
        levels = [self.lamp["stock_quantity"]]
        for status in ("processing", "completed", "cancelled", "on-hold", "pending"):
            self.shop.edit_order(order["id"], status=status)
            levels.append(self.lamp["stock_quantity"])
        self.assertEqual(levels, [10, 7, 7, 10, 7, 10])

    def test_a_sale_moves_the_products_date_in_newer_shops(self):
        before = self.lamp["date_modified"]
        for moves in (False, True):
            self.shop.moves_dates_with_stock = moves
            self.shop.clock.advance(60)
            self.shop.place_order([(self.lamp, 1)])
            self.assertEqual(self.lamp["date_modified"] > before, moves)

    def test_every_write_moves_an_orders_date_and_notes_do_not(self):
        order = self.shop.place_order([(self.lamp, 1)])
        before = order["date_modified"]
        self.shop.clock.advance(60)
        self.call("POST", f"/orders/{order['id']}/notes", {"note": "x"})
        self.assertEqual(order["date_modified"], before)
        self.call("PUT", f"/orders/{order['id']}", {})
        self.assertEqual(order["date_modified"] - before, timedelta(seconds=60))

    def test_a_bad_coupon_leaves_a_draft(self):
        values = {"line_items": [{"product_id": self.lamp["id"]}], "coupon_lines": [{"code": "nosuch"}]}
        status, _headers, content = self.call("POST", "/orders", values)
        self.assertEqual((status, content["code"]), (400, "woocommerce_rest_invalid_coupon"))
        draft = self.shop.row("orders", content["data"]["new_draft_order_id"])
        self.assertEqual(draft["status"], "checkout-draft")

    def test_a_line_without_id_is_one_more(self):
        order = self.shop.place_order([(self.lamp, 1)])
        self.call("PUT", f"/orders/{order['id']}", {"line_items": [{"product_id": self.lamp["id"], "quantity": 2}]})
        self.assertEqual([line["quantity"] for line in order["line_items"]], [1, 2])

    def test_money_goes_back_unless_it_is_said_not_to(self):
        order = self.shop.place_order([(self.lamp, 1)])
        status, _headers, content = self.call("POST", f"/orders/{order['id']}/refunds", {"amount": "1.00"})
        self.assertEqual((status, content["data"]), (500, 500))
        self.shop.gateways["bacs"]["method_supports"].append("refunds")
        self.assertEqual(self.call("POST", f"/orders/{order['id']}/refunds", {"amount": "1.00"})[0], 201)
        self.assertEqual(len(self.shop.store.money_back), 1)

    def test_customers_are_asked_for_by_role(self):
        self.shop.add_customer()["role"] = "wholesale"
        self.shop.add_customer()
        self.assertEqual(
            [len(self.get(f"/customers?{query}")) for query in ("", "role=all", "role=wholesale")], [1, 3, 1]
        )

    def test_it_lives_on_after_a_restart(self):
        self.shop.place_order([(self.lamp, 1)])
        state = self.shop.state()
        other = WooCommerceSimulator()
        other.restore(state)
        self.assertEqual(other.state(), state)
        self.assertEqual(other.add_product("NEXT", "1.00")["id"], self.shop.add_product("NEXT", "1.00")["id"])
