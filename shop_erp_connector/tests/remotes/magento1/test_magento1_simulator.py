"""The simulator answers as a real shop did: the recorded requests are sent to it in order, the answers compared."""

import re
from http.client import HTTPConnection
from xml.etree import ElementTree

import pytest

from ...simulators.magento1 import Magento1Simulator, schema
from . import magento1_recordings as recorded

RECORDINGS = recorded.read()

XSD = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"

pytestmark = pytest.mark.skipif(not RECORDINGS, reason=recorded.ABSENT)


def filled():
    """Return the shop as it was when the first request was sent."""
    shop = Magento1Simulator(namespace="urn:OpenMage")
    user, key = re.findall(r"<(?:username|apiKey)[^>]*>([^<]*)<", RECORDINGS["login"].sent)
    shop.user, shop.key = user, key
    shop.rates = {"2": shop.rates["2"] - 4}
    shop.countries = {"DE": ("DEU", "Germany")}
    clothing = shop.add_category("Clothing")
    for sku, quantity in (("TS-RED", 10), ("TS-BLUE", 0), ("MUG", 120)):
        shop.add_product(sku, "19.95", quantity=quantity, categories=(clothing,))
    return shop


def sent(shop, recording, session):
    """Send a recorded request with a session of the simulator; return (status, text)."""
    path = "/index.php/api/soap/" if recording.is_v1 else "/index.php/api/v2_soap/"
    used = recording.session
    known = used and not used.startswith("deadbeef")
    body = recording.sent.replace(used, session) if known and recording.name != "after-end" else recording.sent
    connection = HTTPConnection("127.0.0.1", shop.port, timeout=30)
    connection.request("POST", path, body.encode(), {"Content-Type": "text/xml; charset=utf-8"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def log_in(shop):
    """Return a new session."""
    _status, text = sent(shop, RECORDINGS["login"], "")
    return recorded.result(text)


@pytest.fixture(scope="module")
def answers():
    """``{name: (status, text)}`` of the whole conversation."""
    found = {}
    with filled() as shop:
        session = log_in(shop)
        for name, recording in RECORDINGS.items():
            if name.startswith("stock-multi") and "OM-000" not in [row["sku"] for row in shop.rows("products")]:
                for number in range(6):
                    shop.add_product(f"OM-{number:03}")
            if name == "list-filter-minimal-envelope":
                session = log_in(shop)
            if name.startswith("v1-"):
                session = log_in(shop)
            found[name] = sent(shop, recording, session)
    return found


@pytest.mark.parametrize("name", RECORDINGS)
def test_recorded_request(answers, name):
    recording = RECORDINGS[name]
    status, text = answers[name]
    expected = recorded.fault(recording.answer)
    if expected:
        code, words = expected
        # The words of the database itself are cut short.
        assert (recorded.fault(text)[0], recorded.fault(text)[1][:50]) == (code, words[:50])
        assert status == (200 if code.isdigit() else 500)
    else:
        assert recorded.fault(text) is None
        assert recorded.shape(text) == recorded.shape(recording.answer)


def test_ids_and_numbers_are_the_recorded_ones(answers):
    for name in ("product-create", "customer-create", "address-create", "cart-create", "cart-order", "invoice-create"):
        assert recorded.result(answers[name][1]) == recorded.result(RECORDINGS[name].answer), name
    for name in ("shipment-create", "shipment-track", "creditmemo", "image-create", "end-session", "stock-update"):
        assert recorded.result(answers[name][1]) == recorded.result(RECORDINGS[name].answer), name


@pytest.mark.parametrize("name", ["order-info", "order-info-complete", "order-list", "invoice-info", "cart-totals"])
def test_amounts_are_the_recorded_ones(answers, name):
    assert _amounts(answers[name][1]) == _amounts(RECORDINGS[name].answer)


def _amounts(text):
    return re.findall(r"<(\w*(?:amount|total|tax|qty|price|percent)\w*) [^>]*>([^<]*)<", text)


@pytest.mark.parametrize("name", ["order-info-complete", "list-filter-in", "stock-after-order", "stock-list"])
def test_states_and_places_are_the_recorded_ones(answers, name):
    fields = r"<(status|state|sku|type|carrier_code|is_in_stock|is_customer_notified)[ >][^<]*"
    assert re.findall(fields, answers[name][1]) == re.findall(fields, RECORDINGS[name].answer)


class TestWsdl:
    """The structures and operations that the simulator has are those of the recorded WSDL."""

    def setup_method(self):
        self.root = ElementTree.fromstring(recorded.wsdl())

    def test_structures(self):
        found = {}
        for type in self.root.iter(f"{XSD}complexType"):
            found[type.get("name")] = {
                field.get("name"): (field.get("type").partition(":")[2], field.get("minOccurs") != "0")
                for field in type.iter(f"{XSD}element")
            }
        for name, fields in schema.STRUCTURES.items():
            # The simulator may lack fields; it has none of its own, and no other order.
            assert list(fields.items()) == [pair for pair in found[name].items() if pair[0] in fields], name

    def test_lists(self):
        items = {
            type.get("name"): attribute.get(f"{WSDL}arrayType")
            for type in self.root.iter(f"{XSD}complexType")
            for attribute in type.iter(f"{XSD}attribute")
        }
        for name, item in schema.ARRAYS.items():
            assert items[name].partition(":")[2] == f"{item}[]", name

    def test_operations(self):
        messages = {
            message.get("name"): [
                (part.get("name"), part.get("type").partition(":")[2]) for part in message.findall(f"{WSDL}part")
            ]
            for message in self.root.findall(f"{WSDL}message")
        }
        found = {}
        for operation in self.root.find(f"{WSDL}portType"):
            asked, answered = (
                messages[operation.find(f"{WSDL}{side}").get("message").partition(":")[2]]
                for side in ("input", "output")
            )
            found[operation.get("name")] = (asked, answered)
        for name, (asked, answer) in schema.OPERATIONS.items():
            assert found[name] == (list(asked.items()), [answer]), name
