"""PrestaShop's stock rows beyond the quantity: selling more than there is, and what buyers read while there is none."""

from datetime import date
from decimal import Decimal

from ....remotes.errors import Rejected
from .prestashop_case import PrestaShopCase
from .test_prestashop_writing import level


class Levels:
    """The promises that hold for every version."""

    #: What a combination that is expected says; None: this version has no such text.
    combination_text = None

    def test_selling_more_than_there_is_can_be_allowed_denied_or_left_alone(self):
        product = self.added("product", "P1", "10", quantity=5)
        row = self.shop.only("stock_availables", id_product=product)
        self.remote.push("stock", [level(f"{product}-0", 5, backorders=True)])
        self.assertEqual((row["out_of_stock"], row["quantity"]), ("1", "5"))
        self.remote.push("stock", [level(f"{product}-0", 6)])
        self.assertEqual((row["out_of_stock"], row["quantity"]), ("1", "6"))
        self.remote.push("stock", [level(f"{product}-0", 6, backorders=False)])
        self.assertEqual(row["out_of_stock"], "0")
        (result,) = self.remote.push("stock", [level(f"{product}-0", 6, backorders=False)])
        self.assertTrue(result.unchanged)

    def test_a_product_with_combinations_sells_more_only_when_all_of_them_do(self):
        shirt = self.added("product", "SHIRT", "10")
        values = self.shop.add_option("Colour", ["red", "blue"])
        red = self.added("combination", shirt, "SHIRT-R", values=[values[0]], quantity=2)
        blue = self.added("combination", shirt, "SHIRT-B", values=[values[1]], quantity=3)
        whole = self.shop.only("stock_availables", id_product=shirt, id_product_attribute=0)
        self.remote.push("stock", [level(f"{shirt}-{red}", 4, backorders=True)])
        self.assertEqual((whole["out_of_stock"], whole["quantity"]), ("0", "7"))
        self.remote.push("stock", [level(f"{shirt}-{blue}", 3, backorders=True)])
        self.assertEqual((whole["out_of_stock"], whole["quantity"]), ("1", "7"))

    def test_expected_goods_are_announced_and_taken_back(self):
        product = self.added("product", "P1", "10", quantity=5)
        announced = {"incoming": Decimal(9), "incoming_on": date(2027, 3, 1), "availability": {"en": "From 1 March"}}
        (result,) = self.remote.push("stock", [level(f"{product}-0", 0, **announced)])
        self.assertEqual((result.error, result.unchanged), (None, False))
        row = self.shop.row("products", product)
        self.assertEqual(row["available_later"], {1: "From 1 March", 2: "From 1 March"})
        self.assertEqual(row["available_date"], "2027-03-01")
        self.shop.log.clear()
        (result,) = self.remote.push("stock", [level(f"{product}-0", 0, **announced)])
        self.assertEqual(
            (result.unchanged, [call.method for call in self.shop.log if call.method != "GET"]), (True, [])
        )
        self.remote.push("stock", [level(f"{product}-0", 0)])
        self.assertEqual(row["available_date"], "2027-03-01", "nothing was said of it")
        (result,) = self.remote.push("stock", [level(f"{product}-0", 0, incoming=Decimal(0))])
        self.assertFalse(result.unchanged)
        self.assertEqual((row["available_later"][1], row["available_date"]), ("", "0000-00-00"))

    def test_expected_goods_of_a_combination_leave_the_product_alone(self):
        shirt = self.added("product", "SHIRT", "10")
        values = self.shop.add_option("Colour", ["red"])
        red = self.added("combination", shirt, "SHIRT-R", values=[values[0]], quantity=2)
        announced = {"incoming": Decimal(9), "incoming_on": date(2027, 3, 1), "availability": {"en": "From 1 March"}}
        (result,) = self.remote.push("stock", [level(f"{shirt}-{red}", 0, **announced)])
        self.assertIsNone(result.error)
        row = self.shop.row("combinations", red)
        self.assertEqual(row["available_date"], "2027-03-01")
        self.assertEqual([one["id"] for one in row["product_option_values"]], [str(values[0]["id"])])
        self.assertEqual(row.get("available_later"), self.combination_text)
        self.assertEqual(self.shop.row("products", shirt)["available_date"], "0000-00-00")

    def test_a_text_that_is_too_long_is_refused_but_the_quantity_arrives(self):
        product = self.added("product", "P1", "10", quantity=5)
        announced = {"incoming": Decimal(9), "incoming_on": date(2027, 3, 1), "availability": {"en": "x" * 300}}
        (result,) = self.remote.push("stock", [level(f"{product}-0", 2, **announced)])
        self.assertEqual((type(result.error), result.error.field), (Rejected, "availability"))
        self.assertEqual(self.shop.stock(product), 2)


class TestLevels(Levels, PrestaShopCase):
    """8.2: single fields by PATCH."""

    combination_text = {1: "From 1 March", 2: "From 1 March"}


class TestLevels17(Levels, PrestaShopCase):
    """1.7: whole records by PUT."""

    version = "1.7.8.11"


class TestLevels16(Levels, PrestaShopCase):
    """1.6: whole records by PUT, fewer fields."""

    version = "1.6.1.24"
