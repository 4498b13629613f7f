"""The neutral language: stored and loaded unchanged, hashed by content alone, and strict about its values."""

import json
import unittest
from dataclasses import FrozenInstanceError, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from ...remotes.documents import (
    KINDS,
    Address,
    AppliedTax,
    Category,
    Customer,
    Document,
    Image,
    InvalidDocument,
    Lookup,
    Order,
    OrderLine,
    Payment,
    Product,
    StockLevel,
    Variant,
)
from .drawn import changed, documents

often = settings(max_examples=600, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def finer(value):
    """Return a Decimal with a longer exponent, a moment in another zone; both mean the same."""
    if type(value) is Decimal:
        return Decimal(f"{value:f}" + ("000" if "." in f"{value:f}" else ".00"))
    if type(value) is datetime:
        return value.astimezone(timezone(timedelta(hours=-3)))
    return value


class TestStoring(unittest.TestCase):
    @often
    @given(documents())
    def test_every_document_comes_back_as_it_was(self, document):
        loaded = type(document).from_json(document.to_json())
        self.assertEqual(loaded, document)
        self.assertEqual(loaded.digests(), document.digests())
        self.assertEqual(loaded.to_json(), document.to_json())

    def test_the_stored_text(self):
        tax = Lookup(id="7", type="tax", name="IVA 23 %", rate=Decimal("23.000"), included=False)
        self.assertEqual(
            tax.to_json(),
            '{"kind":"lookup","version":1,"content":'
            '{"id":"7","type":"tax","name":"IVA 23 %","rate":"23","included":false,"active":true}}',
        )

    def test_a_text_of_another_kind_is_refused(self):
        with self.assertRaisesRegex(InvalidDocument, "expected a stored order, found 'lookup'"):
            Order.from_json(Lookup(id="7").to_json())

    def test_a_newer_version_is_refused(self):
        stored = {"kind": "lookup", "version": Lookup.VERSION + 1, "content": {}}
        with self.assertRaisesRegex(InvalidDocument, "newer than this program"):
            Lookup.from_json(json.dumps(stored))

    def test_damaged_texts_are_refused(self):
        for name, text in {
            "no JSON": '{"kind":"order"',
            "no object": "[]",
            "no content": '{"kind":"order","version":1}',
            "unknown field": '{"kind":"order","version":1,"content":{"colour":"red"}}',
            "no number": '{"kind":"order","version":1,"content":{"net":"twelve"}}',
            "a float": '{"kind":"order","version":1,"content":{"net":12.5}}',
            "no date": '{"kind":"order","version":1,"content":{"placed_at":"yesterday"}}',
            "naive time": '{"kind":"order","version":1,"content":{"placed_at":"2026-03-02T12:00:00"}}',
            "no list": '{"kind":"order","version":1,"content":{"lines":7}}',
            "wrong part": '{"kind":"order","version":1,"content":{"lines":["a lamp"]}}',
        }.items():
            with self.subTest(name), self.assertRaises(InvalidDocument):
                Order.from_json(text)

    def test_a_product_stored_with_texts_for_attributes_loads(self):
        content = {"image_ids": ["7"], "variants": [{"id": "4", "attributes": ["Size=S=M"]}]}
        product = Document.from_json(json.dumps({"kind": "product", "version": 1, "content": content}))
        self.assertEqual(product.images, (Image(id="7"),))
        (value,) = product.variants[0].attributes
        self.assertEqual((value.attribute, value.value), ("Size", "S=M"))

    def test_an_older_version_is_upgraded(self):
        stored = {"kind": "price_list", "version": 1, "content": {"id": "4", "title": "Resale"}}
        self.assertEqual(PriceList.from_json(json.dumps(stored)), PriceList(id="4", name="Resale"))

    def test_a_field_that_was_added_takes_its_default(self):
        stored = '{"kind":"lookup","version":1,"content":{"id":"4"}}'
        self.assertEqual(Lookup.from_json(stored), Lookup(id="4", active=True))

    def test_each_kind_has_one_class(self):
        self.assertEqual(
            sorted(KINDS),
            [
                "category", "customer", "invoice", "lookup", "order", "price",
                "product", "return", "shipment", "status", "stock",
            ],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList(Lookup):
    """A document whose first version called its name "title"."""

    KIND = "price_list"
    VERSION = 2

    @classmethod
    def upgrade(cls, content, version):
        content = dict(content)
        if version < 2:
            content["name"] = content.pop("title")
        return content


class TestDigest(unittest.TestCase):
    @often
    @given(documents())
    def test_the_same_content_has_the_same_digest(self, document):
        self.assertEqual(changed(document, finer).digest(), document.digest())
        dated = replace(document, id="another", updated_at=NOON)
        self.assertEqual(dated.digest(), document.digest())
        self.assertEqual(dated.digests(), document.digests())

    def test_stored_digests_stay_valid(self):
        # Bindings keep them: another figure here would make every record of every shop look changed.
        level = StockLevel(id="7-0", product_id="7", variant_id="7-0", quantity=Decimal("5.000"))
        self.assertEqual(level.digest(), "96306ff99a1a95f6b6d87294b8fd11ee")

    def test_a_number_hashes_by_its_value(self):
        figures = ("100", "100.00", "1E+2", "1.00E+2")
        self.assertEqual(len({StockLevel(quantity=Decimal(figure)).digest() for figure in figures}), 1)
        self.assertEqual(StockLevel(quantity=Decimal("-0.0")).digest(), StockLevel().digest())

    def test_the_order_of_translations_does_not_count(self):
        one, other = {"en": "Lamp", "pt": "Candeeiro"}, {"pt": "Candeeiro", "en": "Lamp"}
        self.assertEqual(Category(name=one).digest(), Category(name=other).digest())

    def test_the_order_of_lines_counts(self):
        lines = (OrderLine(id="1"), OrderLine(id="2"))
        self.assertNotEqual(Order(lines=lines).digest(), Order(lines=lines[::-1]).digest())

    def test_each_change_shows_in_its_group_alone(self):
        product = Product(
            code="LAMP-01",
            name={"en": "Lamp"},
            price=Decimal("24.39"),
            category_id="3",
            images=(Image(id="9"),),
            variants=(Variant(id="1-0"),),
        )
        for fields, group in (
            ({"code": "LAMP-02"}, "identity"),
            ({"variants": (Variant(id="1-0", barcode="5601234000017"),)}, "identity"),
            ({"name": {"en": "Desk lamp"}}, "text"),
            ({"price": Decimal("24.40")}, "price"),
            ({"category_ids": ("3", "4")}, "categories"),
            ({"images": (Image(id="9"), Image(id="10"))}, "images"),
            ({"active": False}, "state"),
        ):
            with self.subTest(fields=fields):
                self.assertEqual(self._changed_groups(product, replace(product, **fields)), {group})

    def test_a_value_that_goes_shows_too(self):
        product = Product(name={"en": "Lamp"}, price=Decimal("1"))
        self.assertEqual(self._changed_groups(product, replace(product, price=None)), {"price"})

    def _changed_groups(self, before, after):
        old, new = before.digests(), after.digests()
        return {group for group in old.keys() | new.keys() if old.get(group) != new.get(group)}


class TestStrictness(unittest.TestCase):
    def test_values_of_a_wrong_type_are_refused(self):
        for cls, fields in (
            (Order, {"net": 12.5}),
            (Order, {"net": 12}),
            (Order, {"net": "12.50"}),
            (Order, {"net": Decimal("NaN")}),
            (Order, {"gross": Decimal("Infinity")}),
            (Order, {"number": 7}),
            (Order, {"number": None}),
            (Order, {"digits": True}),
            (Order, {"is_quote": 1}),
            (Order, {"placed_at": datetime(2026, 3, 2)}),  # naive
            (Order, {"placed_at": "2026-03-02"}),
            (Order, {"lines": [OrderLine()]}),
            (Order, {"lines": (Payment(),)}),
            (Order, {"billing": {"city": "Porto"}}),
            (Order, {"coupons": (1,)}),
            (OrderLine, {"role": "gift"}),
            (Product, {"name": "Lamp"}),
            (Product, {"name": {"en": None}}),
            (Product, {"name": {None: "Lamp"}}),
            (Customer, {"birthday": NOON}),
            (StockLevel, {"basis": "guessed"}),
        ):
            with self.subTest(cls=cls.__name__, fields=fields), self.assertRaises(InvalidDocument):
                cls(**fields)

    def test_a_field_that_does_not_exist_is_refused(self):
        with self.assertRaises(TypeError):
            Order(colour="red")

    def test_documents_do_not_change(self):
        with self.assertRaises(FrozenInstanceError):
            Order().number = "7"


class TestQuestions(unittest.TestCase):
    def test_how_far_totals_and_lines_are_apart(self):
        line = OrderLine(net=Decimal("10.00"), tax=Decimal("2.30"), gross=Decimal("12.30"))
        order = Order(lines=(line, line), net=Decimal("20.01"), tax=Decimal("4.60"), gross=Decimal("24.61"))
        self.assertEqual(order.difference(), (Decimal("0.01"), Decimal("0.00"), Decimal("0.01")))
        self.assertEqual(Order().difference(), (0, 0, 0))

    def test_names(self):
        self.assertEqual(Customer(company="Lamps Lda.", last_name="Exemplo").name, "Lamps Lda.")
        self.assertEqual(Customer(first_name="Rita", last_name="Exemplo").name, "Rita Exemplo")
        self.assertEqual(Customer(email="rita@example.com").name, "rita@example.com")
        self.assertEqual(Address(last_name="Exemplo").person, "Exemplo")

    def test_no_tax_is_a_statement(self):
        self.assertEqual(OrderLine().taxes, ())
        self.assertNotEqual(
            Order(lines=(OrderLine(),)).digest(), Order(lines=(OrderLine(taxes=(AppliedTax(),)),)).digest()
        )
