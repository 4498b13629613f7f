"""The simulator answers as real shops did: the recorded requests are sent to it, the structures compared."""

import base64
import re
from http.client import HTTPConnection

import pytest

from ...simulators.prestashop import PrestaShopSimulator
from . import prestashop_recordings as recorded

SHOPS = {"prestashop-8.2": "8.2.1", "prestashop-1.7.8": "1.7.8.11"}
RECORDINGS = {shop: recorded.read(shop) for shop in SHOPS}

#: Requests that changed the first shop, in the order in which they were sent.
WRITES = (
    "post-malformed", "post-empty", "post-missing-field", "create-customer", "create-address",
    "create-product", "stock-of-product", "stock-put", "stock-put-partial", "stock-patch", "stock-post",
    "product-full", "product-put-readonly", "product-put-clean", "create-product-2", "product-patch",
    "product-put-partial", "product-after-put-partial", "create-cart", "create-order", "order-get",
    "order-details", "order-history-post", "order-history-post-sendmail", "order-after-history",
    "order-put-state", "order-carrier-list", "order-carrier-tracking", "order-shipping-number",
    "order-histories", "order-payments", "order-slip-post", "stock-after-order", "image-upload",
)  # fmt: skip
#: Requests to the second shop, which had more products and orders.
LATER = (
    "cart-rule-post", "combination-multi-post", "combination-same-values", "combination-second-default",
    "customer-duplicate-email", "image-bad-type", "image-post-first", "image-declinations", "image-delete",
    "order-cart-rules", "order-with-cart-rules-details", "order-with-cart-rules", "order-slip-with-lines",
    "order-details-narrow-display", "orders-display-nested-rows", "product-pack-post", "product-pack-get",
    "specific-price-post", "specific-price-duplicate", "specific-price-multi-post-duplicate",
    "stock-multi-patch", "stock-multi-put-invalid-second", "stock-multi-put-missing-id",
    "stock-multi-put-wrapped", "stock-multi-put",
)  # fmt: skip
#: What the second shop held before.
EARLIER = (
    "stock-multi-put", "product-pack-get", "order-with-cart-rules-details", "order-cart-rules",
    "order-with-cart-rules",
)  # fmt: skip

#: Resources of a real shop that the simulator does not have.
NOT_SIMULATED = (
    "attachments", "contacts", "content_management_system", "employees", "price_ranges",
    "product_suppliers", "stocks", "suppliers", "tags", "warehouses", "weight_ranges",
)  # fmt: skip

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
#: Keys of requests that were sent with another one than the shop's.
OTHER_KEYS = {"no-auth": None, "bad-key": "A" * 32, "short-key": "ABC"}


def not_simulated(recording):
    """Return why a recorded request is not sent to the simulator, "" when it is."""
    if "output_format=JSON" in recording.target:
        return "JSON is not simulated."
    if recording.target.strip("/") in NOT_SIMULATED:
        return "The simulator does not have this resource."
    return ""


class Replay:
    """Sends recorded requests; ``answers`` is ``{name: (status, content type, text)}`` of the simulator."""

    def __init__(self, shop):
        self.recordings = RECORDINGS[shop]
        self.answers = {}
        with PrestaShopSimulator(SHOPS[shop]) as simulator:
            reads = [name for name in self.recordings if name not in (*WRITES, *LATER)]
            recorded.seed(simulator.store, self.recordings, sorted(reads, key=self._depth))
            self._send_all(simulator, [*reads, *WRITES])
        with PrestaShopSimulator(SHOPS[shop]) as simulator:
            self._second_shop(simulator)
            self._send_all(simulator, LATER)

    @staticmethod
    def _depth(name):
        """Lists of ids come before whole entities, which know more."""
        return ("list-", "full-", "one-").index(found.group()) if (found := re.match("(list|full|one)-", name)) else 9

    def _second_shop(self, simulator):
        store = simulator.store
        for key in (1, 23, 24, 25, 243, 245):
            store.insert("products", {"id_tax_rules_group": 1}, key=key)
        for key in (62, 63, 64):
            store.insert("stock_availables", {"id_product": key - 39, "id_shop": 1}, key=key)
        simulator.add_option("Size", ("S", "M", "L", "XL"))
        simulator.add_customer("EWA1795328116@mail.test")
        simulator.add_special_price(23, price="4.5", from_quantity=5)
        store.last_ids["images"] = 24
        recorded.seed(store, self.recordings, EARLIER)

    def _send_all(self, simulator, names):
        for name in names:
            recording = self.recordings.get(name)
            if recording and not not_simulated(recording):
                self.answers[name] = self._send(simulator, recording)

    @staticmethod
    def _send(simulator, recording):
        key = OTHER_KEYS.get(recording.name, simulator.key)
        target = re.sub(r"ws_key=\w+", f"ws_key={simulator.key}", recording.target)
        headers, body = {}, recording.body
        if key is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        if recording.method == "POST" and recording.target.startswith("/images"):
            content = b"notanimage" if recording.name == "image-bad-type" else PNG
            body = b'--B\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n%s\r\n--B--\r\n' % content
            headers["Content-Type"] = "multipart/form-data; boundary=B"
        connection = HTTPConnection("127.0.0.1", simulator.port, timeout=60)
        connection.request(recording.method, f"/api{target}".replace(" ", "%20"), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, (answer.getheader("Content-Type") or "").replace(" ", ""), text


@pytest.fixture(scope="module")
def replays():
    """Each shop's requests are sent once, in their order; the tests look at the answers."""
    return {shop: Replay(shop) for shop in SHOPS if RECORDINGS[shop]}


NAMES = [(shop, name) for shop in SHOPS for name in RECORDINGS[shop]]


@pytest.mark.skipif(not NAMES, reason=recorded.ABSENT)
class TestRecordedRequests:
    @pytest.mark.parametrize(("shop", "name"), NAMES)
    def test_answer_has_the_recorded_structure(self, replays, shop, name):
        recording = RECORDINGS[shop][name]
        if reason := not_simulated(recording):
            pytest.skip(reason)
        status, content_type, text = replays[shop].answers[name]
        assert status == recording.status, text
        assert content_type == recording.content_type
        if not recording.answer:
            assert text in ("", "401 Unauthorized")
            return
        assert recorded.codes(text) == recorded.codes(recording.answer)
        if name == "root":
            self.check_resources(text, recording.answer)
        else:
            assert recorded.shape(text) == recorded.shape(recording.answer)

    @staticmethod
    def check_resources(text, expected):
        """The simulator knows some of the resources, with the same rights, descriptions and schemas."""
        ours = {node.tag: recorded.flat(node) for node in recorded.resources(text)}
        theirs = {node.tag: recorded.flat(node) for node in recorded.resources(expected)}
        assert len(ours) == 43
        assert {name: theirs.get(name) for name in ours} == ours
