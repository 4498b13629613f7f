"""Magento 1: every answer that a real OpenMage shop gave, and not only the tidy ones, is understood as what it is."""

import re
import unittest
from fnmatch import fnmatchcase
from pathlib import Path

from ....remotes import open_remote
from ....remotes.errors import NotFound, Rejected, RemoteError, Unavailable, Unsupported
from ....remotes.magento1.wire import SessionExpired
from . import magento1_recordings as recorded
from .magento1_case import SETTINGS, Replay

RECORDINGS = recorded.read()

#: Recording → number of rows of a list.
LISTS = {
    "product-list": 3, "product-list-filter": 2, "product-list-updated": 3, "product-list-none": 0, "stock-list": 3,
    "stock-after-update": 1, "stock-after-order": 1, "attribute-sets": 1, "attributes": 54, "store-list": 1,
    "customer-groups": 4, "customer-list": 1, "cart-shipping-list": 1, "cart-payment-list": 2, "cart-totals": 4,
    "order-list": 1, "order-list-filter": 1, "order-list-from-to": 1, "order-list-window-empty": 0,
    "shipment-carriers": 6, "image-list": 1, "list-filter-minimal-envelope": 2, "list-filter-unknown-operator": 0,
    "list-filter-from-to-one-field": 3, "list-filter-in": 2,
}  # fmt: skip

#: Recording → a field of the structure that it is, and its value.
STRUCTURES = {
    "magento-info": ("magento_version", "1.9.4.5"),
    "product-info": ("sku", "TS-RED"),
    "product-info-attrs": ("sku", "TS-RED"),
    "category-tree": ("name", "Root Catalog"),
    "customer-info": ("firstname", "Jörg"),
    "order-info": ("grand_total", "29.8000"),
    "order-info-complete": ("state", "complete"),
    "invoice-info": ("grand_total", "29.8000"),
    "shipment-info": ("increment_id", "100000001"),
}

#: Recording → the only value of its answer.
VALUES = {
    "product-create": "4", "stock-update": "1", "price-update": "true", "customer-create": "1", "address-create": "1",
    "cart-create": "1", "cart-customer": "true", "cart-addresses": "true", "cart-product": "true",
    "cart-shipping": "true", "cart-payment": "true", "cart-order": "100000001", "order-comment": "true",
    "order-comment-bad": "true", "invoice-create": "100000001", "shipment-create": "100000001", "shipment-track": "1",
    "creditmemo": "100000001", "image-create": "/i/m/image.png", "end-session": "true", "stock-multi-by-sku": "true",
}  # fmt: skip

#: Recording → (error, the fault's code).
FAULTS = {
    "session-expired": (SessionExpired, "5"),
    "after-end": (SessionExpired, "5"),
    "product-info-missing": (NotFound, "101"),
    "product-create-dup": (Rejected, "1"),
    "stock-update-missing": (NotFound, "101"),
    "stock-multi-unknown-id": (NotFound, "101"),
    "stock-multi-count-differs": (Rejected, "103"),
    "customer-dup": (Rejected, "100"),
    "order-missing": (NotFound, "100"),
    "order-info-missing-parameter": (NotFound, "100"),
    "order-cancel-complete": (Rejected, "103"),
    "invoice-twice": (Rejected, "102"),
    "list-filter-unknown-field": (Unavailable, "0"),
    "order-list-unknown-field": (Unavailable, "1"),
    "method-unknown": (Unsupported, ""),
}

#: Those that the tests of the login read.
LOGINS = {"login", "login-bad"}


@unittest.skipUnless(RECORDINGS, recorded.ABSENT)
class TestOperations(unittest.TestCase):
    """Each operation of the recorded WSDL is called, or the package's README says why not."""

    def test_none_is_passed_over_without_a_word(self):
        package = Path(__file__).parents[3] / "remotes" / "magento1"
        offered = set(re.findall(r'<operation name="(\w+)"', recorded.wsdl().decode()))
        called = set(re.findall(r"[\"'](\w+)[\"']", "".join(path.read_text() for path in package.glob("*.py"))))
        called |= {
            f"salesOrder{paper}{what}" for paper in ("Shipment", "Invoice", "Creditmemo") for what in ("List", "Info")
        }
        rows = re.findall(r"^\| (`.*?) \|", (package / "README.md").read_text(), re.MULTILINE)
        names = [name.replace("…", "*") for row in rows for name in re.findall(r"`([\w*…]+)`", row)]
        left = {name for name in offered - called if not any(fnmatchcase(name, named) for named in names)}
        self.assertEqual((len(offered) > 100, left), (True, set()))


@unittest.skipUnless(RECORDINGS, recorded.ABSENT)
class TestAnswers(unittest.TestCase):
    def setUp(self):
        self.replay = self.enterContext(Replay())
        self.replay.record(login="login")
        self.remote = self.enterContext(open_remote("magento1", SETTINGS | {"url": self.replay.url}))
        self.wire = self.remote._shop.wire

    def answered(self, name):
        """Return what is read of a recorded answer."""
        operation = recorded.operation(RECORDINGS[name].sent)
        self.replay.answers[operation] = RECORDINGS[name].answer
        return self.wire.read(operation)

    def test_no_recording_is_left_out(self):
        known = {*LISTS, *STRUCTURES, *VALUES, *FAULTS, *LOGINS}
        told = {name for name, recording in RECORDINGS.items() if not recording.is_v1}
        self.assertEqual(told - known, set())

    def test_lists(self):
        self.assertEqual({name: len(self.answered(name)) for name in LISTS if name in RECORDINGS}, LISTS)

    def test_structures(self):
        told = {name: (field, self.answered(name)[field]) for name, (field, _value) in STRUCTURES.items()}
        self.assertEqual(told, STRUCTURES)

    def test_values(self):
        self.assertEqual({name: self.answered(name) for name in VALUES}, VALUES)

    def test_faults(self):
        found = {}
        for name in FAULTS:
            with self.assertRaises(RemoteError) as caught:
                self.answered(name)
            found[name] = (type(caught.exception), caught.exception.code)
        self.assertEqual(found, FAULTS)

    def test_bundles(self):
        self.replay.v1_answers["login"] = RECORDINGS["login"].answer
        self.replay.v1_answers["multiCall"] = RECORDINGS["v1-multicall-with-error"].answer
        red, missing, mug = self.wire.each([("catalogProductInfo", sku) for sku in ("TS-RED", "NOPE", "MUG")])
        self.assertEqual((red["sku"], red["group_price"], mug["sku"]), ("TS-RED", [], "MUG"))
        self.assertIsInstance(missing, NotFound)
        self.assertEqual((missing.code, missing.text), ("101", "Product not exists."))

    def test_answers_of_the_older_interface(self):
        names = {"v1-product-list": 4, "v1-order-list": 1, "v1-stock": 2}
        for name, count in names.items():
            self.replay.v1_answers["call"] = RECORDINGS[name].answer
            answer = self.wire._soap.ask_untyped("/index.php/api/soap/", "call", {}, safe=True)
            self.assertEqual(len(answer), count, name)
        self.replay.v1_answers["call"] = RECORDINGS["v1-bad"].answer
        with self.assertRaises(Rejected) as caught:
            self.wire._soap.ask_untyped("/index.php/api/soap/", "call", {}, safe=True)
        self.assertEqual((caught.exception.code, caught.exception.text), ("3", "Invalid api path."))
