"""KeyInvoice: base prices both ways, and the prices of all price levels."""

from decimal import Decimal
from unittest import TestCase

from ....remotes import open_remote
from ....remotes.documents import Price
from ....remotes.errors import NotFound, Rejected
from ....remotes.memory import ProcessMemory
from ...simulators.keyinvoice import KeyInvoiceSimulator


class TestPrices(TestCase):
    prices_with_vat = True

    def setUp(self):
        self.account = self.enterContext(KeyInvoiceSimulator(prices_with_vat=self.prices_with_vat, api3=True))
        self.account.add_product("LAMP", "Candeeiro", price="24.60", tax="1")
        self.account.add_product("BULB", "Lâmpada", price="2.00", tax="1")

    def opened(self, **settings):
        settings = self.account.settings | settings
        return self.enterContext(open_remote("keyinvoice", settings, memory=ProcessMemory()))

    def read(self, remote, **options):
        return {price.id: price for page in remote.pull("price", **options) for price in page.documents}

    def push(self, *prices):
        return self.opened().push("price", list(prices))

    def price_of(self, reference):
        return self.account.account.products[reference]["price"]

    def test_base_prices_in_the_mode_of_the_key(self):
        prices = self.read(self.opened())
        self.assertEqual(set(prices), {"LAMP", "BULB"})
        self.assertEqual((prices["LAMP"].amount, prices["LAMP"].includes_tax), (Decimal("24.60"), True))
        self.assertTrue(prices["LAMP"].is_base)

    def test_prices_of_all_levels_cost_a_call_for_each_product(self):
        self.account.set_level_price("LAMP", "2", "18.50")
        remote = self.opened(price_levels="1")
        prices = self.read(remote)
        self.assertEqual(set(prices), {"LAMP", "BULB", "LAMP/2"})
        self.assertEqual((prices["LAMP/2"].table_id, prices["LAMP/2"].amount), ("2", Decimal("18.5000")))
        self.assertEqual(len(self.account.log.calls(kind="getProductPrices")), 2)
        self.assertEqual(self.read(remote, ids=["LAMP/2", "LAMP/9", "BULB"]).keys(), {"LAMP/2", "BULB"})

    def test_without_the_setting_no_level_is_asked_for(self):
        self.account.set_level_price("LAMP", "2", "18.50")
        self.assertEqual(set(self.read(self.opened())), {"LAMP", "BULB"})
        self.assertEqual(self.account.log.calls(kind="getProductPrices"), [])

    def test_price_is_written_with_the_tax(self):
        (result,) = self.push(Price(variant_id="LAMP", amount=Decimal("30.75"), includes_tax=True))
        self.assertEqual((result.id, result.error, self.price_of("LAMP")), ("LAMP", None, Decimal("30.75")))

    def test_price_in_the_other_mode_takes_the_products_own_tax(self):
        self.push(Price(variant_id="LAMP", amount=Decimal("20.00")))
        self.assertEqual(self.price_of("LAMP"), Decimal("24.60"))

    def test_what_it_cannot_keep_is_refused_and_the_others_pass(self):
        results = self.push(
            Price(variant_id="LAMP", amount=Decimal(5), table_id="2"),
            Price(variant_id="LAMP", discount_percent=Decimal(5)),
            Price(variant_id="LAMP", amount=Decimal(-1)),
            Price(variant_id="NOPE", amount=Decimal(1), includes_tax=self.prices_with_vat),
            Price(variant_id="BULB", amount=Decimal(3), includes_tax=self.prices_with_vat),
        )
        self.assertEqual(
            [type(result.error) for result in results], [Rejected, Rejected, Rejected, NotFound, type(None)]
        )
        self.assertEqual(self.price_of("BULB"), Decimal(3))


class TestPricesWithoutTax(TestPrices):
    prices_with_vat = False

    def test_base_prices_in_the_mode_of_the_key(self):
        price = self.read(self.opened())["LAMP"]
        self.assertEqual((price.amount, price.includes_tax), (Decimal("24.60"), False))

    def test_price_is_written_with_the_tax(self):
        self.push(Price(variant_id="LAMP", amount=Decimal("30.75"), includes_tax=True))
        self.assertEqual(self.price_of("LAMP"), Decimal("25.0000"))

    def test_price_in_the_other_mode_takes_the_products_own_tax(self):
        self.push(Price(variant_id="LAMP", amount=Decimal("20.00")))
        self.assertEqual(self.price_of("LAMP"), Decimal("20.0000"))
