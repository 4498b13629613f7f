"""The simulator answers as a real Magento 2.4.5 did: the recorded requests are sent to it, the answers compared."""

import json
import re
from decimal import Decimal
from http.client import HTTPConnection
from urllib.parse import quote

import pytest
from requests import Request

from ....remotes.transport.oauth import OAuth1
from ...simulators.magento2 import Magento2Simulator, access
from . import magento2_recordings as recorded

RECORDINGS = recorded.read()

#: Requests whose answer says only that the wrong person asks.
TOKENS = {"no-auth": None, "bad-token": "Bearer wrong", "oauth1": "OAuth", "oauth1-bad-sig": "OAuth wrong"}

#: Requests to the shop when it was new, in the order in which they were sent.
ORDER = (
    "no-auth", "bad-token", "admin-token", "admin-token-bad", "oauth1", "oauth1-bad-sig", "category-create",
    "product-create", "product-create-again", "product-slash-create", "product-get", "product-slash-get",
    "product-missing", "product-create-bad", "bad-json", "categories", "products-list", "products-past-end",
    "products-no-criteria",
    "products-updated", "products-sku-in", "products-bad-field", "price-put", "price-put-all-scope", "stock-item",
    "stock-item-put", "source-items-post", "source-items-bad", "source-items-get", "salable", "customer-create",
    "customer-dup", "customer-search", "cart-create", "cart-item", "cart-shipping-methods", "cart-shipping",
    "cart-order", "order-get", "orders-list", "orders-status", "order-missing", "stock-after-order",
    "salable-after-order", "order-comment", "order-invoice", "order-invoice-twice", "order-after-invoice",
    "order-ship", "order-ship-twice", "shipments", "order-after-ship", "stock-after-ship", "refund", "creditmemos",
    "order-cancel", "order-full", "media-add", "media-list", "bulk-async", "product-delete", "product-delete-missing",
)  # fmt: skip
#: Requests to the shop when it had more; what is in neither list depends on nothing.
LATER = (
    "product-unknown-field", "attribute-option-duplicate", "attribute-option-add", "configurable-put",
    "configurable-in-list", "bundle-post", "order-configurable-bundle-coupon", "invoice-child-item",
    "invoice-partial", "ship-child-item", "ship-partial", "shipment-track-add", "invoices-of-order",
    "refund-too-much", "refund-one-item", "creditmemo-get", "customer-put-no-website", "order-comment-bad-status",
    "order-comment-no-status", "ship-more-than-ordered", "order-hold-cancelled", "bulk-products-post",
    "bulk-status-open", "bulk-status-complete",
)  # fmt: skip

#: Names of fields that hold money or quantities.
AMOUNT = re.compile(r"(total|amount|price|tax|qty\w*|subtotal|percent|discount|incl_tax)(_\w+)?$")

#: Lists in which a fresh simulator has more, or other, entries than the recorded shop.
SHORTER = ("modules", "country-de")


class Replay:
    """Sends recorded requests; ``answers`` is ``{name: (status, content type, text)}`` of the simulator."""

    def __init__(self):
        self.answers = {}
        self.bulk_id = ""
        rest = [name for name in RECORDINGS if name not in (*ORDER, *LATER)]
        with Magento2Simulator() as self.shop:
            self.shop.store.rows["tax_rule"].clear()
            for name in ORDER:
                self._send(name)
        with Magento2Simulator() as self.shop:
            self._second_shop()
            for name in (*LATER, *rest):
                self._prepare(name)
                self._send(name)

    def _second_shop(self):
        """What the recorder had made by then: a hundred products, two variants, a buyer, a 10 % coupon."""
        shop = self.shop
        for number in range(2):
            shop.add_product(f"OLD-{number}", name=f"Old {number}")
        for number in range(100):
            shop.add_product(f"MB-{number:03d}", "12.34", name=f"Bulk {number}", quantity=100)
        self.red = shop.add_option("Red328911")

    def _prepare(self, name):
        """Make what a recorded request met, by hand."""
        prepare = getattr(self, f"_before_{name.replace('-', '_')}", None)
        if prepare:
            prepare()

    def _before_configurable_put(self):
        for label, option in (("RED", "4"), ("BLUE", "5")):
            sku = f"LAMP-328911-{label}"
            self.shop.add_product(sku, "25", name=sku, quantity=50, color=option, visibility=1)

    def _before_order_configurable_bundle_coupon(self):
        shop = self.shop
        shop.add_customer("first@mail.test")
        address = shop.address(firstname="Ewa", lastname="Lis", street=["Polna 3"])
        buyer = shop.add_customer(
            "ewa328911@mail.test", firstname="Ewa", lastname="Lis", addresses=[dict(address, region_id=0)]
        )
        first = shop.place_order(None, [(shop.store.product("OLD-0"), 1)], email="guest@mail.test")
        for work in (shop.invoice, shop.ship, shop.refund):
            work(first)
        shop.store.last["track"] = 1
        lines = [
            (shop.store.product("LAMP-328911"), 2, shop.store.product("LAMP-328911-RED")),
            (shop.store.product("PACK-328911"), 1),
            (shop.store.product("MB-020"), 3),
        ]
        shop.place_order(buyer, lines, coupon="TEN328911", percent_off=Decimal(10))

    def _before_invoices_of_order(self):
        self.shop.invoice(self.shop.store.rows["order"][2])

    def _before_ship_more_than_ordered(self):
        product = self.shop.store.product("MB-030")
        for number in range(3, 40):
            order = self.shop.place_order(None, [(product, 4)], email="guest@mail.test")
            order["items"][0]["item_id"] = 77 if number == 38 else order["items"][0]["item_id"] + 1000

    def _before_order_hold_cancelled(self):
        self.shop.store.rows["order"][39] |= {"state": "canceled", "status": "canceled"}

    def _before_bulk_products_post(self):
        self.shop.consumes = False

    def _before_bulk_status_complete(self):
        self.shop.work()

    def _send(self, name):
        recording = RECORDINGS.get(name)
        if recording is None:
            return
        target = re.sub(r"/bulk/[0-9a-f-]{36}/", f"/bulk/{self.bulk_id}/", recording.target)
        target = quote(target, safe="/?&=%,[]:")
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {access.ACCESS_TOKEN}"}
        if name in TOKENS:
            del headers["Authorization"]
            if TOKENS[name]:
                headers["Authorization"] = self._token(name, target)
        connection = HTTPConnection("127.0.0.1", self.shop.port, timeout=60)
        connection.request(recording.method, target, recording.body.encode() or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.answers[name] = answer.status, answer.getheader("Content-Type"), text
        if "bulk_uuid" in text:
            self.bulk_id = json.loads(text)["bulk_uuid"]

    def _token(self, name, target):
        if not TOKENS[name].startswith("OAuth"):
            return TOKENS[name]
        secret = access.TOKEN_SECRET + ("x" if "bad" in name else "")
        client = OAuth1(access.CONSUMER_KEY, access.CONSUMER_SECRET, token=access.ACCESS_TOKEN, token_secret=secret)
        return client(Request("GET", f"{self.shop.url}{target}").prepare()).headers["Authorization"]


@pytest.fixture(scope="module")
def replay():
    """All requests are sent once, in their order; the tests look at the answers."""
    return Replay() if RECORDINGS else None


@pytest.mark.skipif(not RECORDINGS, reason=recorded.ABSENT)
class TestRecordedRequests:
    def test_every_request_is_sent(self, replay):
        assert sorted(replay.answers) == sorted(RECORDINGS)
        assert len(RECORDINGS) >= 105

    @pytest.mark.parametrize("name", list(RECORDINGS))
    def test_answer_is_the_recorded_one(self, replay, name):
        recording = RECORDINGS[name]
        status, content_type, text = replay.answers[name]
        assert status == recording.status, text
        assert content_type == recording.content_type
        if not content_type.startswith("application/json"):
            assert "<h1>Not Found</h1>" in text
            return
        ours, theirs = json.loads(text), recording.json
        if status >= 400:
            assert _unnumbered(ours) == _unnumbered(theirs)
        elif name in SHORTER:
            assert recorded.shape(ours) == recorded.shape(theirs)
        else:
            assert _comparable(ours) == _comparable(theirs)

    def test_the_recorded_order_is_computed_to_the_cent(self, replay):
        ours = json.loads(replay.answers["order-configurable-bundle-coupon"][2])
        theirs = RECORDINGS["order-configurable-bundle-coupon"].json
        assert _amounts(ours) == _amounts(theirs)
        assert ours["grand_total"] == 162.85

    @pytest.mark.parametrize("name", ["invoices-of-order", "creditmemo-get"])
    def test_the_recorded_papers_are_computed_to_the_cent(self, replay, name):
        assert _amounts(json.loads(replay.answers[name][2])) == _amounts(RECORDINGS[name].json)

    @pytest.mark.parametrize("name", ["base-prices-errors", "special-price-errors", "tier-prices-errors"])
    def test_failures_of_prices_are_told_in_the_recorded_words(self, replay, name):
        assert json.loads(replay.answers[name][2]) == RECORDINGS[name].json

    @pytest.mark.parametrize("name", ["salable", "salable-after-order", "order-cancel", "order-after-ship"])
    def test_plain_answers_are_the_recorded_ones(self, replay, name):
        assert json.loads(replay.answers[name][2]) == RECORDINGS[name].json


def _unnumbered(answer):
    return json.loads(re.sub(r"webapi-\w+", "webapi-", json.dumps(answer)))


def _comparable(answer):
    """Return the structure, custom attributes by their codes."""
    return recorded.shape(_by_code(answer))


def _by_code(value):
    if isinstance(value, dict):
        return {name: _codes(one) if name == "custom_attributes" else _by_code(one) for name, one in value.items()}
    return [_by_code(one) for one in value] if isinstance(value, list) else value


def _codes(custom):
    return {one["attribute_code"]: one["value"] for one in custom}


def _amounts(value, path=""):
    """Return every number of an answer that is money or a quantity, by its place."""
    found = {}
    if isinstance(value, dict):
        for name, one in value.items():
            found |= _amounts(one, f"{path}/{name}")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            found |= _amounts(one, f"{path}/{index}")
    elif re.search(
        r"(total|amount|price|tax|qty\w*|subtotal|percent|discount|incl_tax)(_\w+)?$", path.rpartition("/")[2]
    ):
        found[path] = value
    return found
