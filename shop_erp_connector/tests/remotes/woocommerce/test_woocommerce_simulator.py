"""The simulator answers as a real shop did: every recorded request is sent to it, the answers compared."""

import base64
import json
import re
from http.client import HTTPConnection
from urllib.parse import parse_qsl, unquote, urlencode

import pytest

from ...simulators.woocommerce import BASE, CONSUMER_KEY, CONSUMER_SECRET, WooCommerceSimulator
from ...simulators.woocommerce.authentication import Key, signature
from . import woocommerce_recordings as recorded

RECORDINGS = recorded.read()

#: What the simulator does not have, and why.
NOT_SIMULATED = {
    "list-reports": "Reports are not simulated.",
    "list-reports-sales": "Reports are not simulated.",
    "list-products-reviews": "Reviews are not simulated.",
    "list-system_status-tools": "The system's tools are not simulated.",
}

#: Lists of which the simulator has a part, or whose texts are its own: only the structure of a row is compared.
BY_SHAPE = (
    "list-settings", "list-system_status", "list-payment_gateways", "list-shipping_methods", "list-data-countries-de",
)  # fmt: skip

#: What a request of the recorded session is preceded by: another shop's key, another moment.
KEYS = {
    "no-auth": None,
    "bad-key": ("ck_wrong", CONSUMER_SECRET),
    "bad-secret": (CONSUMER_KEY, "cs_wrong"),
    "readonly-post": ("ck_reads_only", "cs_reads_only"),
}
PLAIN = ("http-basic-plain", "http-basic-plain-xfp", "query-string-auth-plain", "oauth-")


def next_id(table, key):
    """Return a preparation that lets the next id of a sequence be ``key``."""
    return lambda shop, _one: shop.store.last_ids.update({table: key - 1})


def second_session(shop, _one):
    """A hundred products of one make, as the second session began with."""
    for number in range(100):
        shop.store.last_ids["post"] = 39 + number
        stock = 0 if number == 40 else 800
        shop.add_product(f"WCB-{number:03}", f"{20 + number}.00", name=f"Batch {number}", quantity=stock)
    shop.store.last_ids["post"] = 139


def order_in_batch(shop, one):
    """The order that the batch changes."""
    shop.store.last_ids["post"] = 149
    address = one.content["update"][0]["billing"]
    shop.orders.create({"billing": address, "line_items": [{"product_id": 11, "variation_id": 27, "quantity": 1}]})


def webhook(shop, one):
    """A webhook that can be switched on again."""
    shop.store.last_ids["webhook"] = 7
    names = ("name", "topic", "delivery_url")
    shop.webhooks.create({name: one.content[name] for name in names}, shop.key)


#: What other requests, that were not recorded, had made before a request.
PREPARATIONS = {
    "batch": lambda shop, _one: shop.products.update(36, {"stock_quantity": 31}),
    "create-order": next_id("post", 38),
    "coupon-create": second_session,
    "order-create-coupons-fee-shipping": lambda shop, one: shop.add_coupon(
        one.content["coupon_lines"][1]["code"], "5", discount_type="fixed_cart"
    ),
    "order-line-quantity-change": lambda shop, _one: shop.edit_order(
        142, status="completed", meta_data=[{"key": "_tracking_number", "value": "A"}]
    ),
    "order-create-variation": next_id("post", 145),
    "order-unknown-product": next_id("post", 146),
    "orders-batch": order_in_batch,
    "batch-mixed-errors": next_id("post", 151),
    "webhook-reactivate": webhook,
    # Nobody listens where these were to be delivered; having been tried moves their date.
    "delete-webhook": lambda shop, _one: shop.deliver(),
    "customers-batch": next_id("user", 4),
}


class Replay:
    """Sends the recorded requests in their order; ``answers`` is ``{name: (status, headers, content)}``."""

    def __init__(self):
        self.answers = {}
        with WooCommerceSimulator() as shop:
            shop.keys["ck_reads_only"] = Key("ck_reads_only", "cs_reads_only", "read")
            # Written in the first session of the recorded shop, before its sample data was made afresh.
            early = [
                one
                for one in RECORDINGS.values()
                if one.name in ("delete-product-trash", "get-trashed", "delete-product-force")
            ]
            recorded.seed(shop, RECORDINGS)
            for one in RECORDINGS.values():
                if one in early or one.name in NOT_SIMULATED:
                    continue
                if one.name in PREPARATIONS:
                    PREPARATIONS[one.name](shop, one)
                shop.clock.freeze(one.at)
                self.answers[one.name] = self.send(shop, one)
            self.prepare_trashing(shop)
            for one in early:
                self.answers[one.name] = self.send(shop, one)

    def prepare_trashing(self, shop):
        """The product of the first session, as it was when it was deleted."""
        shop.row("products", 36).update(total_sales=2, stock_quantity=38, sku="RS-1795324966")

    def send(self, shop, one):
        """Send one request as it was recorded, with the simulator's own keys."""
        shop.https = not one.name.startswith(PLAIN)
        headers = {"Content-Type": "application/json"} if one.body else {}
        target = one.target.replace("ck_00000000000000000000000000000000000a11c0", CONSUMER_KEY)
        target = target.replace("cs_00000000000000000000000000000000000a11c0", CONSUMER_SECRET)
        pair = KEYS.get(one.name, (CONSUMER_KEY, CONSUMER_SECRET))
        if pair and "consumer_" not in target:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()
        if one.name == "http-basic-plain-xfp":
            headers["X-Forwarded-Proto"] = "https"
        if one.name.startswith("oauth-"):
            target = self.signed(shop, one.name, target)
        connection = HTTPConnection("127.0.0.1", shop.port, timeout=60)
        connection.request(one.method, f"{BASE}{target}", one.body.encode() if one.body else None, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read() or "null")
        connection.close()
        return answer.status, answer.headers, content

    def signed(self, shop, name, target):
        """Sign a request anew: the recorded signature was made for another address, key and time."""
        path, _mark, query = target.partition("?")
        pairs = [(key, value) for key, value in parse_qsl(query) if key != "oauth_signature"]
        if name != "oauth-old-timestamp":
            pairs = [(key, str(shop.signing_time()) if key == "oauth_timestamp" else value) for key, value in pairs]
        made = signature("GET", f"{shop.home_url}{BASE}{path}", pairs, CONSUMER_SECRET)
        made = f"A{made[1:]}" if name == "oauth-bad-signature" else made
        return f"{path}?{urlencode([*pairs, ('oauth_signature', made)])}"


@pytest.fixture(scope="module")
def answers():
    """Return the simulator's answers; the requests are sent once, in their order."""
    return Replay().answers


@pytest.mark.skipif(not RECORDINGS, reason=recorded.ABSENT)
class TestRecordedRequests:
    @pytest.mark.parametrize("name", RECORDINGS)
    def test_the_answer_is_the_recorded_one(self, answers, name):
        if reason := NOT_SIMULATED.get(name):
            pytest.skip(reason)
        one = RECORDINGS[name]
        status, headers, content = answers[name]
        assert status == one.status, content
        assert headers["Content-Type"].lower() == one.headers["content-type"].lower()
        if name in BY_SHAPE:
            self.check_shape(content, one.content)
        else:
            assert recorded.comparable(content) == recorded.comparable(one.content)

    @pytest.mark.parametrize("name", RECORDINGS)
    def test_the_headers_are_the_recorded_ones(self, answers, name):
        if reason := NOT_SIMULATED.get(name):
            pytest.skip(reason)
        one = RECORDINGS[name]
        _status, headers, _content = answers[name]
        for header in ("X-WP-Total", "X-WP-TotalPages", "Allow", "Location"):
            assert self.bare(headers.get(header)) == self.bare(one.headers.get(header.lower())), header
        for link in re.findall(r'<([^>]+)>; rel="(next|prev)"', one.headers.get("link", "")):
            assert link[1] in str(headers.get_all("Link"))

    @staticmethod
    def bare(text):
        return text and unquote(re.sub(r"https?://127\.0\.0\.1:\d+", "", text))

    @staticmethod
    def check_shape(content, expected):
        """The simulator tells some of the fields and rows; what it tells has the recorded names and types."""
        if isinstance(expected, dict):
            ours, theirs = recorded.shape(content), recorded.shape(expected)
            assert ours.keys() == theirs.keys()
            for part in ("environment", "settings"):
                assert {name: theirs.get(part, {}).get(name) for name in ours.get(part, {})} == ours.get(part, {})
            return
        assert {frozenset(row) for row in content} == {frozenset(row) for row in expected}
