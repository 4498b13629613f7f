"""PrestaShop: what is written arrives, equal things are left alone, every document gets its own answer."""

from decimal import Decimal

from ....remotes.documents import Category, Invoice, OrderStatus, Payment, Price, Product, Shipment, StockLevel
from ....remotes.errors import AuthenticationFailed, NotFound, OutcomeUnknown, Rejected, Unavailable
from .prestashop_case import PrestaShopCase


def level(variant_id, quantity, **fields):
    product_id = variant_id.partition("-")[0]
    return StockLevel(variant_id=variant_id, product_id=product_id, quantity=Decimal(quantity), **fields)


def lamp(code="LAMP-01", **values):
    given = {"name": {"en": "Desk lamp"}, "price": Decimal("24.39"), "tax_ids": ("6",), **values}
    return Product(code=code, **given)


class Writing:
    """The promises that hold for every version."""

    def errors(self, results):
        return [type(result.error) if result.error else None for result in results]

    def test_stock_levels_arrive_and_equal_ones_are_left_alone(self):
        products = [self.added("product", f"P{number}", "10", quantity=5) for number in range(3)]
        first, second, third = (f"{product}-0" for product in products)
        results = self.remote.push("stock", [level(first, 7), level(second, 5), level(third, 0)])
        self.assertEqual([result.id for result in results], [first, second, third])
        self.assertEqual([result.unchanged for result in results], [False, True, False])
        self.assertEqual([self.shop.stock(product) for product in products], [7, 5, 0])

    def test_a_thousand_stock_levels_take_twelve_calls(self):
        products = [self.added("product", f"P{number}", "10", quantity=5) for number in range(1000)]
        self.settle()
        results = self.remote.push("stock", [level(f"{product}-0", 6) for product in products])
        self.assertEqual(self.errors(results), [None] * 1000)
        self.assertEqual({self.shop.stock(product) for product in products}, {6})
        self.assertLessEqual(len(self.shop.log), 12)

    def test_stock_that_cannot_be_written_is_refused_alone(self):
        plain = self.added("product", "PLAIN", "10", quantity=5)
        shirt = self.added("product", "SHIRT", "10")
        values = self.shop.add_option("Colour", ["red", "blue"])
        red = self.added("combination", shirt, "SHIRT-R", values=[values[0]], quantity=2)
        results = self.remote.push(
            "stock",
            [
                level(f"{plain}-0", "1.5"),
                level("99999-0", 3),
                level(f"{shirt}-0", 9),
                level(f"{plain}-0", 8),
                level(f"{shirt}-{red}", 4),
            ],
        )
        self.assertEqual(self.errors(results), [Rejected, NotFound, NotFound, None, None])
        self.assertEqual(results[0].error.field, "quantity")
        self.assertEqual((self.shop.stock(plain), self.shop.stock(shirt, red)), (8, 4))

    def test_stock_of_advanced_stock_management_is_refused(self):
        product = self.added("product", "P1", "10", quantity=5)
        row = self.shop.only("stock_availables", id_product=product)
        self.shop.edit("stock_availables", row, depends_on_stock=1)
        (result,) = self.remote.push("stock", [level(f"{product}-0", 7)])
        self.assertIsInstance(result.error, Rejected)
        self.assertEqual(self.shop.stock(product), 5)

    def test_a_new_product_is_complete_in_all_languages(self):
        (result,) = self.remote.push("product", [lamp(category_id="2", weight=Decimal("1.2"), barcode="5901234123457")])
        self.assertIsNone(result.error)
        (found,) = self.documents("product", ids=[result.id])
        self.assertEqual(found.code, "LAMP-01")
        self.assertEqual(found.name, {"en": "Desk lamp", "pt": "Desk lamp"})
        self.assertEqual(
            (found.price, found.weight, found.barcode), (Decimal("24.39"), Decimal("1.2"), "5901234123457")
        )
        self.assertEqual((found.tax_ids, found.category_id, found.category_ids), (("6",), "2", ("2",)))
        self.assertTrue(found.active)

    def test_a_change_keeps_what_it_does_not_speak_of(self):
        category = self.added("category", "Lamps")
        product = self.added("product", "LAMP-01", "24.39", name={1: "Desk lamp", 2: "Candeeiro"}, category=category)
        (result,) = self.remote.push(
            "product", [Product(id=str(product), code="LAMP-01", name={"en": "Table lamp"}, category_id="2")]
        )
        self.assertIsNone(result.error)
        (found,) = self.documents("product", ids=[str(product)])
        self.assertEqual(found.name, {"en": "Table lamp", "pt": "Candeeiro"})
        self.assertEqual((found.price, found.category_id), (Decimal("24.39"), "2"))
        self.assertEqual(set(found.category_ids), {"2", str(category)})

    def test_changing_a_product_keeps_its_combinations(self):
        shirt = self.added("product", "SHIRT", "10")
        values = self.shop.add_option("Colour", ["red", "blue"])
        red = self.added("combination", shirt, "SHIRT-R", values=[values[0]], quantity=2)
        (result,) = self.remote.push("product", [Product(id=str(shirt), code="SHIRT", name={"en": "T-shirt"})])
        self.assertIsNone(result.error)
        (found,) = self.documents("product", ids=[str(shirt)])
        self.assertEqual([variant.id for variant in found.variants], [f"{shirt}-{red}"])
        self.assertEqual(self.shop.stock(shirt, red), 2)

    def test_what_the_shop_would_cut_or_refuse_is_refused_by_field(self):
        results = self.remote.push(
            "product",
            [
                lamp("A" * 65),
                lamp("LAMP=1"),
                lamp("LAMP-2", name={"en": "x" * 129}),
                lamp("LAMP-3", name={}),
                lamp("LAMP-4", barcode="4006381333931X"),
                lamp("LAMP-5", name={"en": "Lamp <b>; #1 = {best}"}),
                lamp("LAMP-6", description={"en": "<p onclick=alert(1)>Lamp</p>"}),
                lamp("LAMP\x007"),
                lamp("LAMP-8", brand="b" * 65),
                lamp("LAMP-9", tags=("t" * 33,)),
                lamp("LAMP-9", minimum_quantity=Decimal("1.5")),
            ],
        )
        fields = [result.error.field if result.error else None for result in results]
        wrong = ["code", "code", "name", "name", "barcode", None, "description", "code", "brand", "tags"]
        self.assertEqual(fields, [*wrong, "minimum_quantity"])
        self.assertEqual(results[2].error.message, "The name has 129 characters, the shop takes 128.")
        (found,) = self.documents("product", ids=[results[5].id])
        self.assertEqual(found.name["en"], "Lamp b 1 best")

    def test_a_tax_that_several_groups_apply_is_refused_naming_them(self):
        self.shop.add_tax("23", "Other 23%", ["PT"])
        other = self.shop.rows("tax_rule_groups")[-1]["id"]
        rule = self.shop.rows("tax_rules", id_tax_rules_group=other)[0]
        self.shop.edit("tax_rules", rule["id"], id_tax=1)
        (result,) = self.remote.push("product", [lamp(tax_ids=("1",))])
        self.assertEqual((type(result.error), result.error.field), (Rejected, "tax_ids"))
        self.assertIn("Standard rate", str(result.error))

    def test_one_refused_product_does_not_hold_up_the_others(self):
        products = [lamp(f"LAMP-{number}") for number in range(8)]
        products[5] = lamp("LAMP-5", price=Decimal(-1))
        results = self.remote.push("product", products)
        self.assertEqual(self.errors(results), [None] * 5 + [Rejected] + [None] * 2)
        codes = [row["reference"] for row in self.shop.rows("products")]
        self.assertEqual(sorted(codes), [f"LAMP-{number}" for number in range(8) if number != 5])
        self.assertEqual(results[0].variant_id, f"{results[0].id}-0")
        by_code = {str(row["id"]): row["reference"] for row in self.shop.rows("products")}
        self.assertEqual([by_code.get(result.id) for result in results][4:], ["LAMP-4", None, "LAMP-6", "LAMP-7"])

    def test_one_refused_change_does_not_hold_up_the_others(self):
        products = [self.added("product", f"P{number}", "10") for number in range(8)]
        prices = [Price(product_id=str(product), amount=Decimal(5)) for product in products]
        prices[2] = Price(product_id=str(products[2]), amount=Decimal(-1))
        results = self.remote.push("price", prices)
        self.assertEqual(self.errors(results), [None, None, Rejected, *[None] * 5])
        prices = [self.documents("product", ids=[str(product)])[0].price for product in products]
        self.assertEqual(prices, [Decimal(value) for value in (5, 5, 10, 5, 5, 5, 5, 5)])

    def test_a_lost_answer_to_a_create_is_an_open_question(self):
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        results = self.remote.push("product", [lamp("LAMP-1"), lamp("LAMP-2")])
        self.assertEqual(self.errors(results), [OutcomeUnknown, OutcomeUnknown])
        self.assertEqual(self.remote.find("product", "LAMP-1").id, str(self.shop.rows("products")[0]["id"]))
        self.assertIsNone(self.remote.find("product", "LAMP-9"))

    def test_a_reference_with_a_comma_or_bar_is_found(self):
        product = self.added("product", "10,5|W", "10")
        self.added("product", "10,5|", "10")
        self.assertEqual(self.remote.find("product", "10,5|W").id, str(product))

    def test_two_products_with_one_reference_are_not_taken_for_each_other(self):
        self.added("product", "TWIN", "10")
        self.added("product", "TWIN", "10")
        with self.assertRaises(Rejected):
            self.remote.find("product", "TWIN")

    def test_categories_are_created_under_their_parents_and_only_once(self):
        (parent,) = self.remote.push("category", [Category(name={"en": "Lamps"})])
        results = self.remote.push(
            "category", [Category(name={"en": "Desk"}, parent_id=parent.id), Category(name={"en": "Lamps"})]
        )
        self.assertEqual(self.errors(results), [None, None])
        self.assertEqual(results[1].id, parent.id)
        desk, lamps = self.documents("category", ids=[results[0].id, parent.id])
        self.assertEqual((desk.parent_id, lamps.parent_id), (parent.id, "2"))
        self.assertEqual(self.remote.find("category", f"{parent.id}/Desk").id, results[0].id)

    def test_a_changed_category_keeps_its_other_language(self):
        category = self.added("category", "Lamps")
        self.shop.edit("categories", category, name={1: "Lamps", 2: "Candeeiros"})
        (result,) = self.remote.push("category", [Category(id=str(category), name={"en": "Lights"}, active=False)])
        self.assertIsNone(result.error)
        (found,) = self.documents("category", ids=[str(category)])
        self.assertEqual((found.name, found.active), ({"en": "Lights", "pt": "Candeeiros"}, False))

    def order(self):
        product = self.added("product", "P", "10", quantity=50)
        return str(self.shop.place_order(self.shop.add_customer(), [(product, 1)])["id"])

    def test_states_change_once(self):
        first, second = self.order(), self.order()
        statuses = [OrderStatus(id=first, state_id="4"), OrderStatus(id=second, state_id="4", notify=True)]
        self.shop.mails.clear()
        results = self.remote.push("status", statuses)
        self.assertEqual(self.errors(results), [None, None])
        self.assertEqual([document.state_id for document in self.documents("order", ids=[first, second])], ["4", "4"])
        self.assertEqual(self.shop.mails, [("shipped", int(second))])
        histories = len(self.shop.rows("order_histories"))
        results = self.remote.push("status", statuses)
        self.assertEqual([result.unchanged for result in results], [True, True])
        self.assertEqual(len(self.shop.rows("order_histories")), histories)

    def test_an_unknown_state_or_order_is_refused_before_it_is_sent(self):
        order = self.order()
        self.shop.log.clear()
        results = self.remote.push(
            "status", [OrderStatus(id=order, state_id="77"), OrderStatus(id="99999", state_id="4")]
        )
        self.assertEqual(self.errors(results), [Rejected, NotFound])
        self.assertEqual(self.shop.log.count("POST"), 0)

    def test_a_lost_answer_to_a_state_is_sent_again_without_a_second_history(self):
        order = self.order()
        self.shop.faults.cut_after_accepting(method="POST", kind="order_histories")
        (result,) = self.remote.push("status", [OrderStatus(id=order, state_id="4")])
        self.assertIsInstance(result.error, Unavailable)
        (result,) = self.remote.push("status", [OrderStatus(id=order, state_id="4")])
        self.assertTrue(result.unchanged)

    def test_tracking_numbers_arrive_and_equal_ones_are_left_alone(self):
        order = self.order()
        shipments = [
            Shipment(order_id=order, tracking_number="PT1"),
            Shipment(order_id="99999", tracking_number="X"),
        ]
        results = self.remote.push("shipment", shipments)
        self.assertEqual(self.errors(results), [None, NotFound])
        row = self.shop.only("order_carriers", id_order=int(order))
        self.assertEqual(self.shop.row("order_carriers", row)["tracking_number"], "PT1")
        results = self.remote.push("shipment", shipments[:1])
        self.assertTrue(results[0].unchanged)

    def test_an_invoice_is_told_once_in_the_orders_thread(self):
        first, second = self.order(), self.order()
        invoices = [
            Invoice(number="FT 2026/12", order_id=first, pdf_url="https://erp.invalid/a.pdf"),
            Invoice(number="FT 2026/1", order_id=first, pdf_url="https://erp.invalid/b.pdf"),
            Invoice(number="NC 2026/3", type="credit_note", order_id=second),
            Invoice(number="FT 2026/2", order_id="99999"),
        ]
        results = self.remote.push("invoice", invoices)
        self.assertEqual(self.errors(results), [None, None, None, NotFound])
        messages = [row["message"] for row in self.shop.rows("customer_messages")]
        self.assertEqual(
            messages,
            [
                "Invoice FT 2026/12: https://erp.invalid/a.pdf",
                "Invoice FT 2026/1: https://erp.invalid/b.pdf",
                "Credit note NC 2026/3",
            ],
        )
        results = self.remote.push("invoice", invoices[:3])
        self.assertEqual([result.unchanged for result in results], [True, True, True])
        self.assertEqual(len(self.shop.rows("customer_messages")), 3)

    def test_the_buyer_is_told_how_an_invoice_can_be_paid(self):
        reference = Payment(entity="21312", reference="123 456 789", amount=Decimal("24.6"))
        invoice = Invoice(number="FT 2026/12", order_id=self.order(), currency="EUR", payments=(reference,))
        self.remote.push("invoice", [invoice])
        (row,) = self.shop.rows("customer_messages")
        self.assertEqual(
            row["message"],
            "Invoice FT 2026/12\nPayment: entity 21312, reference 123 456 789, amount 24.60 EUR",
        )

    def test_after_a_lost_connection_the_rest_is_not_sent(self):
        products = [self.added("product", f"P{number}", "10", quantity=5) for number in range(250)]
        levels = [level(f"{product}-0", 6) for product in products]
        method = "PATCH" if self.version[0] in "89" else "PUT"
        self.shop.faults.slow(0, method=method, kind="stock_availables")
        self.shop.faults.cut_after_accepting(method=method, kind="stock_availables", times=2)
        results = self.remote.push("stock", levels)
        self.assertEqual(self.errors(results), [None] * 100 + [Unavailable] * 150)
        results = self.remote.push("stock", levels)
        self.assertEqual([result.unchanged for result in results], [True] * 200 + [False] * 50)

    def test_a_lost_create_stops_the_batch(self):
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        results = self.remote.push("product", [lamp(f"LAMP-{number}") for number in range(60)])
        self.assertEqual(self.errors(results), [OutcomeUnknown] * 50 + [Unavailable] * 10)

    def test_a_shop_that_dies_while_creating_leaves_an_open_question(self):
        for fault in ({"code": 500}, {"code": 200, "body": "Fatal error"}):
            self.shop.faults.status(method="POST", kind="products", **fault)
            (result,) = self.remote.push("product", [lamp("LAMP-1")])
            self.assertIsInstance(result.error, OutcomeUnknown)

    def test_a_category_that_is_refused_is_alone(self):
        names = ["Lamps", "x" * 129, "Chairs"]
        results = self.remote.push("category", [Category(name={"en": name}) for name in names])
        self.assertEqual(self.errors(results), [None, Rejected, None])
        self.assertEqual(results[1].error.field, "name")

    def test_nothing_is_sent_after_a_refused_key(self):
        product = self.added("product", "P", "10", quantity=5)
        self.shop.permissions["stock_availables"] = {"GET"}
        with self.assertRaises(AuthenticationFailed):
            self.remote.push("stock", [level(f"{product}-0", 7)])
        self.assertEqual(self.shop.stock(product), 5)


class TestWriting(Writing, PrestaShopCase):
    """8.2: single fields by PATCH."""


class TestWriting17(Writing, PrestaShopCase):
    """1.7: whole records by PUT."""

    version = "1.7.8.11"


class TestWriting16(Writing, PrestaShopCase):
    """1.6: whole records by PUT, fewer fields."""

    version = "1.6.1.24"


class TestWriting9(Writing, PrestaShopCase):
    """9: as 8, some fields are gone."""

    version = "9.0.0"
