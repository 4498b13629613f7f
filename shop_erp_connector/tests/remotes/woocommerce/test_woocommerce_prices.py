"""Prices that are read: regular ones and sales with their dates, of products and variations, here and recorded."""

from dataclasses import replace
from datetime import UTC, datetime
from unittest import TestCase, skipUnless

from ....remotes import open_remote
from ....remotes.errors import NotFound
from . import woocommerce_recordings as recorded
from .test_woocommerce_recordings import RECORDINGS, Replay
from .woocommerce_case import WooCommerceCase, dec


class TestPricesRead(WooCommerceCase):
    def fill(self):
        dates = {"date_on_sale_from_gmt": "2026-11-01T00:00:00", "date_on_sale_to_gmt": "2026-11-30T23:59:59"}
        self.lamp = self.shop.add_product("LAMP", "20.00", sale_price="15.00", **dates)
        self.bulb = self.shop.add_product("BULB", "3.50")
        size = self.shop.add_attribute("Size", ["S", "L"])
        self.shirt = self.shop.add_variable("SHIRT", [(size, ["S", "L"])], name="Shirt")
        self.small = self.shop.add_variation(self.shirt, "SHIRT-S", "10.00", ["S"])
        self.large = self.shop.add_variation(self.shirt, "SHIRT-L", "12.00", ["L"], sale_price="9.99")
        self.shop.products.create({"name": "Set", "type": "grouped", "grouped_products": [self.lamp["id"]]})
        self.free = self.shop.add_product("ASK", "")

    @property
    def ids(self):
        lamp, bulb, shirt = (row["id"] for row in (self.lamp, self.bulb, self.shirt))
        small, large = f"{shirt}-{self.small['id']}", f"{shirt}-{self.large['id']}"
        return [f"{lamp}-0", f"{lamp}-0/sale", f"{bulb}-0", small, large, f"{large}/sale"]

    def test_each_price_is_told_with_its_variant(self):
        prices = self.read("price")
        self.assertEqual([price.id for price in prices], self.ids)
        amounts = [dec(text) for text in ("20.00", "15.00", "3.50", "10.00", "12.00", "9.99")]
        self.assertEqual([price.amount for price in prices], amounts)
        self.assertEqual({price.includes_tax for price in prices}, {True})
        self.assertEqual([price.is_promotion for price in prices], [None, True, None, None, None, True])
        self.assertEqual([price.is_base for price in prices], [True, False, True, True, True, False])
        self.assertEqual(prices[4].product_id, str(self.shirt["id"]))
        self.assertEqual(prices[5].variant_id, f"{self.shirt['id']}-{self.large['id']}")

    def test_a_sale_has_its_dates_in_utc(self):
        sale = self.only("price", f"{self.lamp['id']}-0/sale")
        self.assertEqual(sale.starts_at, datetime(2026, 11, 1, tzinfo=UTC))
        self.assertEqual(sale.ends_at, datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))

    def test_by_id_also_of_a_sale_that_has_ended(self):
        found = self.read("price", ids=[self.ids[5], self.ids[0]])
        self.assertEqual([price.id for price in found], [self.ids[5], self.ids[0]])
        ended = f"{self.bulb['id']}-0/sale"
        (page,) = self.remote.pull("price", ids=[ended, self.ids[2]])
        self.assertEqual([price.id for price in page.documents], [self.ids[2]])
        self.assertEqual([(one.id, type(one.error)) for one in page.refusals], [(ended, NotFound)])

    def test_what_was_pushed_is_read_again_under_the_same_id(self):
        sale = self.only("price", self.ids[1])
        (result,) = self.push("price", replace(sale, id="", amount=dec("14.00"), updated_at=None))
        self.assertEqual((result.id, self.only("price", result.id).amount), (self.ids[1], dec("14.00")))
        self.push("price", replace(sale, active=False))
        self.assertNotIn(self.ids[1], [price.id for price in self.read("price")])

    def test_a_sale_without_dates_does_not_inherit_those_of_the_last_one(self):
        sale = self.only("price", self.ids[1])
        self.push("price", replace(sale, amount=dec("14.00"), starts_at=None, ends_at=None))
        now = self.only("price", self.ids[1])
        self.assertEqual((now.amount, now.starts_at, now.ends_at), (dec("14.00"), None, None))

    def test_without_tax_where_the_shop_keeps_them_so(self):
        self.shop.configure(prices_include_tax=False)
        self.remote.check()
        self.assertEqual({price.includes_tax for price in self.read("price")}, {False})

    def test_a_thousand_are_twelve_calls(self):
        """Pages of a hundred, each beginning ten rows before the end of the last: what is deleted moves nobody out."""
        for number in range(1000):
            self.shop.add_product(f"P{number}", "1.00")
        self.shop.log.clear()
        self.assertEqual(len(self.read("price")), 1006)
        self.assertEqual(self.shop.log.count(kind="products"), 12)


class TestPricesOfAnOlderShop(TestPricesRead):
    options = {"version": "9.9.5"}


@skipUnless(RECORDINGS, recorded.ABSENT)
class TestRecordedPrices(TestCase):
    def setUp(self):
        self.shop = self.enterContext(Replay())
        self.remote = self.enterContext(open_remote("woocommerce", self.shop.settings))

    def read(self):
        (page,) = self.remote.pull("price")
        self.assertEqual(page.refusals, ())
        return [(price.id, price.amount, price.is_promotion) for price in page.documents]

    def test_products(self):
        self.shop.answers["products"] = (200, RECORDINGS["list-products"].content)
        rows = self.read()
        self.assertIn(("32-0", dec(20), None), rows)
        self.assertIn(("32-0/sale", dec(18), True), rows)

    def test_variations(self):
        self.shop.answers["products"] = (200, RECORDINGS["variable"].content)
        self.shop.answers["variations"] = (200, RECORDINGS["variations"].content)
        self.assertEqual(self.read(), [
            ("12-35", dec(45), None), ("12-28", dec(45), None), ("12-28/sale", dec(42), True),
            ("12-29", dec(45), None), ("12-30", dec(45), None),
        ])  # fmt: skip
