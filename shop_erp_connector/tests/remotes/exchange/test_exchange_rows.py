"""Documents as flat rows and back: every kind with any content, and rows that make no document."""

import dataclasses
import io
import unittest
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from ....remotes.documents import (
    KINDS,
    AppliedTax,
    Credit,
    Customer,
    Document,
    Image,
    OpenInvoice,
    Part,
    Price,
    Product,
    StockLevel,
    Variant,
)
from ....remotes.documents.base import WORDS
from ....remotes.exchange.columns import LAYOUTS, SETS
from ....remotes.exchange.merging import Merger
from ....remotes.exchange.rows import InvalidRow, from_rows, is_deletion, record_of, to_rows
from ....remotes.transport.dialects import NEUTRAL
from ... import make
from ...documents import drawn

#: Fields of a customer that an order's rows tell nothing of.
ONLY_IN_CUSTOMERS = {
    "updated_at": None, "note": "", "addresses": (), "billing": None, "consents": (), "fields": (), "credit": None,
    "shop_ids": (), "group_ids": (), "removed_address_ids": (), "newsletter": None, "invite": None, "is_blocked": None,
    "login": "", "website": "", "active": True,
}  # fmt: skip

#: Texts that a row must have.
NEEDED = {"currency": "EUR", "state_id": "2", "text": "words", "type": "tax"}
NAMED = {("Invoice", "number"), ("OpenInvoice", "number"), ("Consent", "name")}


def telling(document):
    """Return a drawn document with all that rows must say and only what rows can say."""
    document = _telling(document, is_inner=False)
    values = {"id": document.id or "R-1"}
    if document.KIND == "product":
        values["variants"] = document.variants or (Variant(id=values["id"]),)
        if not document.variants:
            values |= {"code": "", "barcode": "", "weight": None, "cost": None}
    if document.KIND in ("stock", "price"):
        values["variant_id"] = document.variant_id or document.product_id
    return dataclasses.replace(document, **values)


def _telling(part, *, is_inner):
    values = {}
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Part):
            value = _telling(value, is_inner=True)
            # a part without any content is no part
            value = None if value == type(value)() and type(value).__name__ in ("Address", "Image") else value
        elif type(value) is tuple and value and isinstance(value[0], Part):
            value = tuple(_telling(item, is_inner=True) for item in value)
        elif value == "" and field.name in NEEDED:
            value = NEEDED[field.name]
        elif (
            value == ""
            and field.name in ("number", "name")
            and type(part).__name__ in ("Invoice", "OpenInvoice", "Consent")
        ):
            value = "N-1"
        values[field.name] = value
    if "taxes" in values and not values["taxes"]:
        values["tax"] = Decimal(0)
    if is_inner and isinstance(part, Customer):
        values |= ONLY_IN_CUSTOMERS
    return type(part)(**values)


class TestEveryKind(unittest.TestCase):
    @settings(max_examples=500, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn.documents())
    def test_rows_hold_all_of_a_document(self, document):
        document = telling(document)
        self.assertEqual(from_rows(document.KIND, to_rows(document)), document)

    @settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn.documents())
    def test_rows_have_no_other_columns_than_their_set(self, document):
        for name, rows in to_rows(telling(document)).items():
            self.assertLessEqual({column for row in rows for column in row}, SETS[name].by_name.keys())

    def test_every_field_of_every_document_has_a_column_or_a_set(self):
        """But for the buyer's own affairs inside an order or invoice."""
        for kind, layout in LAYOUTS.items():
            told = {row_set.path + column.path for row_set in layout for column in row_set.columns}
            for field in dataclasses.fields(KINDS[kind]):
                if field.name not in {"id", "updated_at"} | WORDS:
                    self.assertTrue(any(path[:1] == (field.name,) for path in told), f"{kind}.{field.name}")

    def test_names_fit_every_database(self):
        for row_set in SETS.values():
            names = [column.name for column in row_set.all_columns]
            self.assertEqual(len(set(names)), len(names), row_set.name)
            self.assertLessEqual(max(map(len, [*names, row_set.name])), 31)
            dumb = [column.name for column in row_set.all_columns if not column.meaning.rpartition(": ")[2]]
            self.assertEqual(dumb, [], f"{row_set.name}: say in remotes/exchange/meanings.py what these mean.")
            self.assertRegex(" ".join(names), r"^[a-z0-9_ ]+$")


class TestWhatStandsInRows(unittest.TestCase):
    def test_an_order_with_two_lines(self):
        order = make.order(
            id="PS-41",
            lines=[
                make.line("10.00", taxes=(make.tax("20", id="TN", amount="2.00"),)),
                make.line("5.00", "", id="2", variant="200-0", name="Book"),
            ],
            currency="EUR",
        )
        rows = to_rows(order)
        self.assertEqual(sorted(rows), ["order_lines", "order_payments", "orders"])
        ((head,), lines) = rows["orders"], rows["order_lines"]
        self.assertEqual((head["record"], head["net"], head["gross"]), ("PS-41", Decimal("15.00"), Decimal("17.00")))
        self.assertEqual((head["billing_city"], head["customer_email"]), ("Porto", "rita@example.com"))
        self.assertEqual(
            [(line["record"], line["no"], line["name"], line["net"], line.get("tax_rate")) for line in lines],
            [
                ("PS-41", 1, "Desk lamp", Decimal("10.00"), Decimal(20)),
                ("PS-41", 2, "Book", Decimal("5.00"), None),
            ],
        )

    def test_one_tax_is_told_in_the_line(self):
        line = make.line("10.00", taxes=(make.tax("20", id="TN", amount="2.00"),))
        rows = to_rows(make.order(lines=[line]))
        self.assertNotIn("order_line_taxes", rows)
        (row,) = rows["order_lines"]
        self.assertEqual((row["tax_id"], row["tax_rate"], row["tax"]), ("TN", Decimal(20), Decimal("2.00")))

    def test_several_taxes_have_rows_of_their_own(self):
        taxes = (make.tax("20", id="TN", amount="2.00"), make.tax("1", id="ECO", amount="0.10"))
        line = make.line("10.00", taxes=taxes, gross="12.10")
        order = make.order(lines=[make.line("1.00", ""), line])
        rows = to_rows(order)
        self.assertEqual(
            [(row["parent_no"], row["no"], row["id"], row["amount"]) for row in rows["order_line_taxes"]],
            [(2, 1, "TN", Decimal("2.00")), (2, 2, "ECO", Decimal("0.10"))],
        )
        self.assertEqual(from_rows("order", rows).lines[1].taxes, taxes)

    def test_lists_and_languages_are_one_text(self):
        product = make.product(tags=("hot", "a|b", "c\\"), name={"fr": "Café", "pt": "Café"}, unit="kg")
        ((row,),) = [to_rows(product)["products"]]
        self.assertEqual(row["tags"], "hot|a\\|b|c\\\\")
        self.assertEqual(row["name"], '{"fr": "Café", "pt": "Café"}')
        ((row,),) = [to_rows(make.product(name={"": "Lamp"}))["products"]]
        self.assertEqual(row["name"], "Lamp")

    def test_a_customer_with_credit_and_addresses(self):
        customer = make.customer(
            credit=Credit(
                allowed=True,
                currency="EUR",
                limit=Decimal(500),
                balance=Decimal("12.50"),
                invoices=(OpenInvoice(number="FA1", amount=Decimal(20), open_amount=Decimal("12.50")),),
            ),
            billing=make.address(),
            addresses=(make.address(id="a1", city="Lyon"), make.address(id="a2", city="Paris")),
        )
        rows = to_rows(customer)
        (head,) = rows["customers"]
        self.assertEqual(
            (head["credit_limit"], head["credit_balance"], head["billing_city"]),
            (Decimal(500), Decimal("12.50"), "Porto"),
        )
        self.assertEqual([row["city"] for row in rows["customer_addresses"]], ["Lyon", "Paris"])
        self.assertEqual([row["number"] for row in rows["customer_credit_invoices"]], ["FA1"])

    def test_a_new_record_is_named_by_the_hubs_key(self):
        order = make.order(id="", key="ODOO-1")
        self.assertEqual(record_of(order), "ODOO-1")
        self.assertEqual(record_of(make.product(id="", code="LAMP")), "LAMP")
        level = StockLevel(variant_id="V1", location_id="W2", lot="L3", quantity=Decimal(1))
        self.assertEqual(record_of(level), "V1/W2/L3")
        self.assertEqual(record_of(StockLevel(code="LAMP")), "LAMP")
        self.assertEqual(
            record_of(Price(variant_id="V1", table_id="B2B", minimum_quantity=Decimal(10))), "V1/B2B////10"
        )

    def test_a_record_that_nothing_names_is_refused(self):
        with self.assertRaisesRegex(InvalidRow, "no id, key or code"):
            to_rows(make.product(id="", code=""))


class TestWhatAShortFileMeans(unittest.TestCase):
    def test_a_product_without_variants_has_one_form(self):
        product = from_rows(
            "product", {"products": [{"record": "LAMP", "code": "LAMP-01", "barcode": "34", "name": "Lamp"}]}
        )
        self.assertEqual(
            product,
            Product(
                id="LAMP",
                code="LAMP-01",
                barcode="34",
                name={"": "Lamp"},
                variants=(Variant(id="LAMP", code="LAMP-01", barcode="34"),),
            ),
        )

    def test_stock_without_record_is_named_by_what_it_counts(self):
        level = from_rows("stock", {"stock": [{"product_id": "LAMP", "location_id": "01", "quantity": Decimal(3)}]})
        self.assertEqual(
            level, StockLevel(id="LAMP/01", product_id="LAMP", variant_id="LAMP", location_id="01", quantity=Decimal(3))
        )

    def test_the_buyer_of_an_order_and_its_tax(self):
        order = from_rows(
            "order",
            {
                "orders": [
                    {
                        "record": "7", "currency": "EUR", "net": Decimal(10), "tax": Decimal(2), "gross": Decimal(12),
                        "customer_email": "a@example.com", "placed_at": datetime(2026, 3, 2, tzinfo=UTC),
                        "delivery_on": date(2026, 3, 9),
                    }
                ],
                "order_lines": [
                    {
                        "record": "7", "quantity": 2, "net": Decimal(10), "tax": Decimal(2), "gross": Decimal(12),
                        "tax_id": "TN", "tax_rate": Decimal(20),
                    }
                ],
            },
        )  # fmt: skip
        self.assertEqual(order.customer, Customer(email="a@example.com"))
        self.assertEqual(order.lines[0].taxes, (AppliedTax(id="TN", rate=Decimal(20), amount=Decimal(2)),))
        self.assertEqual((order.billing, order.lines[0].quantity), (None, Decimal(2)))

    def test_a_deletion_needs_no_more_than_the_record(self):
        self.assertTrue(is_deletion({"record": "7", "operation": "D"}))
        self.assertFalse(is_deletion({"record": "7", "operation": "U"}))
        self.assertFalse(is_deletion({"record": "7"}))

    def test_a_picture_of_a_category(self):
        category = from_rows("category", {"categories": [{"record": "C", "image_name": "c.png"}]})
        self.assertEqual(category.image, Image(name="c.png"))


class TestRowsThatMakeNoDocument(unittest.TestCase):
    LINE = {"record": "7", "quantity": 2, "net": Decimal(10), "tax": Decimal(0), "gross": Decimal(10)}
    HEAD = {"record": "7", "currency": "EUR", "net": Decimal(10), "tax": Decimal(0), "gross": Decimal(10)}

    def test_each_says_what_is_wrong_and_where(self):
        for sentence, kind, rows in (
            ("quantity is missing", "stock", {"stock": [{"record": "7"}]}),
            ("quantity must be a number, not '3'", "stock", {"stock": [{"record": "7", "quantity": "3"}]}),
            ("nothing else that names it", "stock", {"stock": [{"quantity": Decimal(3)}]}),
            ("basis cannot be 'loose'; it is one of physical, available", "stock",
             {"stock": [{"record": "7", "quantity": Decimal(3), "basis": "loose"}]}),
            ("record is missing", "product", {"products": [{"code": "A"}]}),
            ("name is not understood", "product", {"products": [{"record": "A", "name": '{"fr": '}]}),
            ("name is not understood: every language", "product", {"products": [{"record": "A", "name": '{"fr": 1}'}]}),
            ("neither an amount nor a discount", "price", {"prices": [{"variant_id": "A"}]}),
            ("currency is missing", "order", {"orders": [self.HEAD | {"currency": ""}]}),
            ("net is missing", "order", {"orders": [self.HEAD], "order_lines": [self.LINE | {"net": None}]}),
            ("nothing says which", "order",
             {"orders": [self.HEAD], "order_lines": [self.LINE | {"tax": Decimal(2)}]}),
            ("tax_rate is missing", "order", {"orders": [self.HEAD], "order_lines": [self.LINE | {"tax_id": "TN"}]}),
            ("Number 1 is there twice", "order",
             {"orders": [self.HEAD], "order_lines": [self.LINE | {"no": 1}, self.LINE | {"no": 1}]}),
            ("belongs to number 9, which is not there", "order",
             {"orders": [self.HEAD], "order_lines": [self.LINE],
              "order_line_taxes": [{"record": "7", "parent_no": 9, "rate": 20, "amount": 2}]}),
            ("Order.placed_at cannot be", "order", {"orders": [self.HEAD | {"placed_at": datetime(2026, 3, 2)}]}),
        ):  # fmt: skip
            with self.subTest(sentence), self.assertRaises(InvalidRow) as caught:
                from_rows(kind, rows)
            self.assertIn(sentence, caught.exception.message)
            self.assertIn(caught.exception.set_name, SETS)

    def test_the_row_is_named_by_its_number(self):
        lines = [self.LINE, self.LINE | {"gross": None}]
        with self.assertRaises(InvalidRow) as caught:
            from_rows("order", {"orders": [self.HEAD], "order_lines": lines})
        error = caught.exception
        self.assertEqual((error.set_name, error.column, error.no), ("order_lines", "gross", 2))

    def test_documents_are_what_the_whole_is_made_of(self):
        self.assertTrue(all(issubclass(cls, Document) for cls in KINDS.values()))


class TestWhatIsNotTold(unittest.TestCase):
    def document(self, text, format="csv"):
        streams = {"products": io.BytesIO(text.encode())}
        merger = Merger("product", format, streams, NEUTRAL)
        (gathered,) = list(merger)
        return merger.document(gathered)

    def test_a_column_that_is_missing_says_nothing_and_an_empty_cell_does(self):
        product = self.document("record;code;name;barcode\nP1;P1;Lamp;\n")
        self.assertEqual(product.barcode, "")
        self.assertNotIn("barcode", product.untold)
        self.assertLessEqual({"brand", "description", "weight", "fields"}, set(product.untold))
        self.assertNotIn("name", product.untold)

    def test_in_a_nested_record_too(self):
        product = self.document('{"record": "P1", "code": "P1", "name": "Lamp", "barcode": ""}\n', "jsonl")
        self.assertNotIn("barcode", product.untold)
        self.assertIn("brand", product.untold)
