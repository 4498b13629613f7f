"""Every record in the answers of a real shop, whatever was asked, is read without a refusal."""

from unittest import TestCase, skipUnless

from ....remotes import open_remote
from . import woocommerce_recordings as recorded
from .test_woocommerce_recordings import RECORDINGS, Replay

#: Kind → fields by which its records are known among all others.
MARKS = {
    "order": {"line_items", "order_key", "billing"},
    "product": {"sku", "regular_price", "variations", "catalog_visibility"},
    "variation": {"sku", "regular_price", "parent_id", "image"},
    "customer": {"email", "billing", "role"},
    "category": {"slug", "parent", "display"},
    "return": {"amount", "refunded_by", "line_items"},
}

PATHS = {"order": "orders", "customer": "customers", "category": "products/categories", "return": "refunds"}


def records(content):
    """Yield all objects of an answer, also those of a batch."""
    if isinstance(content, list):
        for one in content:
            yield from records(one)
    elif isinstance(content, dict):
        parts = [content[name] for name in ("create", "update", "delete") if isinstance(content.get(name), list)]
        for part in parts:
            yield from records(part)
        if "id" in content and "error" not in content and not parts:
            yield content


def kind_of(content):
    """Return the kind of a record that was shown whole, None for anything else."""
    return next((kind for kind, marks in MARKS.items() if marks <= content.keys()), None)


def found():
    """Return ``{kind: [(name of the recording, record)]}``."""
    rows = {kind: [] for kind in MARKS}
    for name, recording in RECORDINGS.items():
        for content in records(recording.content) if recording.status < 300 else ():
            if kind := kind_of(content):
                rows[kind].append((name, content))
    return rows


@skipUnless(RECORDINGS, recorded.ABSENT)
class TestRecordedRecords(TestCase):
    def setUp(self):
        self.shop = self.enterContext(Replay())
        self.remote = self.enterContext(open_remote("woocommerce", self.shop.settings))
        for path, name in (("taxes", "list-taxes"), ("orders/statuses", "list-orders-statuses")):
            self.shop.answers[path] = (200, RECORDINGS[name].content)
        self.rows = found()

    def read(self, kind):
        """Return the documents of a pull; refusals are a failure."""
        (page,) = self.remote.pull(kind)
        self.assertEqual([str(refusal.error) for refusal in page.refusals], [])
        return page.documents

    def test_there_is_something_of_every_kind(self):
        counts = {kind: len(rows) for kind, rows in self.rows.items()}
        self.assertGreaterEqual(min(counts.values()), 2, counts)

    def test_records_of_their_own_list(self):
        for kind, path in PATHS.items():
            for name, content in self.rows[kind]:
                with self.subTest(kind=kind, recording=name):
                    self.shop.answers[path] = (200, [content])
                    if kind == "return":
                        self.shop.answers["orders"] = (200, [])
                        content.setdefault("parent_id", 38)
                    (document,) = self.read(kind)
                    self.assertEqual(document.id, str(content["id"]))
                    if kind == "order" and name != "order-get-dp6":  # that asked for unrounded amounts
                        self.assertEqual(document.difference(), (0, 0, 0))

    def test_products_with_their_price_and_level(self):
        for name, content in self.rows["product"]:
            with self.subTest(recording=name):
                plain = content | {"variations": []}
                self.shop.answers["products"] = (200, [plain])
                (product,) = self.read("product")
                self.assertEqual((product.id, product.code), (str(content["id"]), content["sku"]))
                has_price = content["type"] not in ("variable", "grouped") and content["regular_price"] != ""
                self.assertEqual(len([one for one in self.read("price") if one.is_base]), int(has_price))
                levels = [level.quantity for level in self.read("stock")]
                self.assertEqual(levels, [content["stock_quantity"]] if content["manage_stock"] is True else [])

    def test_variations_with_their_price_and_level(self):
        parent = RECORDINGS["variable"].content[0]
        for name, content in self.rows["variation"]:
            with self.subTest(recording=name):
                row = content | {"parent_id": parent["id"]}
                self.shop.answers["products"] = (200, [parent | {"variations": [row["id"]]}])
                self.shop.answers["variations"] = (200, [row])
                (product,) = self.read("product")
                (variant,) = product.variants
                self.assertEqual(variant.id, f"{parent['id']}-{row['id']}")
                prices = {price.id: price.amount for price in self.read("price")}
                self.assertEqual(str(prices[variant.id]), row["regular_price"])
                self.assertEqual(len(self.read("stock")), int(row["manage_stock"] is True))
