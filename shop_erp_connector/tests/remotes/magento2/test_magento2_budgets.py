"""Magento 2: how many calls a piece of work costs, against the fewest that the interface allows."""

from decimal import Decimal

from ....remotes.documents import Price
from ... import make
from .magento2_case import Magento2Case


class TestBudgets(Magento2Case):
    def counted(self, work):
        """Return the calls of a piece of work, once the shop's lists are known."""
        self.shop.log.clear()
        work()
        return self.shop.log.summary()

    def test_a_thousand_orders_are_ten_calls(self):
        """Orders come whole, a hundred in a page of a megabyte."""
        self.shop.populate(products=5, customers=5, orders=1000)
        next(self.remote.pull("order"))
        orders = []
        summary = self.counted(lambda: orders.extend(self.documents("order")))
        self.assertEqual((len(orders), summary), (1000, {("GET", "orders"): 10}))

    def test_a_thousand_changed_orders_are_ten_calls_again(self):
        self.shop.populate(products=5, customers=5, orders=1000)
        cursor = self.pages("order")[-1].cursor
        self.settle()
        for number in range(1, 1001):
            self.shop.edit("order", number, customer_note="changed")
        summary = self.counted(lambda: self.documents("order", cursor))
        self.assertEqual(summary, {("GET", "orders"): 10})

    def test_ten_thousand_levels_are_ten_calls(self):
        """The interface writes by SKU and looks nothing up: the SKUs are read once a day, ten calls more."""
        self.shop.populate(products=10000)
        levels = [make.level(str(number), 7, location_id="default") for number in range(1, 10001)]
        self.remote.lookups("location")

        def work():
            for start in range(0, len(levels), 1000):
                self.pushed("stock", *levels[start : start + 1000])

        self.assertEqual(self.counted(work), {("GET", "products"): 10, ("POST", "inventory/source-items"): 10})
        self.assertEqual(self.counted(work), {("POST", "inventory/source-items"): 10})

    def test_a_thousand_prices_are_one_call(self):
        self.shop.populate(products=1000)
        prices = [Price(variant_id=str(number), amount=Decimal(9)) for number in range(1, 1001)]
        self.remote.lookups("currency")
        first = self.counted(lambda: self.pushed("price", *prices))
        self.assertEqual(first, {("GET", "products"): 1, ("POST", "products/base-prices"): 1})
        self.assertEqual(self.counted(lambda: self.pushed("price", *prices)), {("POST", "products/base-prices"): 1})

    def test_a_thousand_promotions_are_read_and_sent_once(self):
        self.shop.populate(products=1000)
        prices = [Price(variant_id=str(number), amount=Decimal(9), is_promotion=True) for number in range(1, 1001)]
        for type in ("currency", "tax", "group"):
            self.remote.lookups(type)
        first = self.counted(lambda: self.pushed("price", *prices))
        self.assertEqual(first, {("GET", "products"): 1, ("POST", "products/special-price"): 1})
        self.assertEqual(self.counted(lambda: self.pushed("price", *prices)), {("GET", "products"): 1})

    def test_a_page_of_products_is_few_calls(self):
        """The list, the variants, the parts of packs, and one for each further language."""
        shop = self.shop
        shop.add_store("pt", "pt_PT")
        self.remote = self.opened(store_views="default,pt")
        options = [shop.add_option(label) for label in ("Red", "Blue")]
        for number in range(30):
            children = [shop.add_product(f"S{number}-{option}", "15", color=option, visibility=1) for option in options]
            shop.add_configurable(f"S{number}", children)
        shop.add_bundle("PACK", [("S0-4", 1)])
        self.documents("product")
        self.assertEqual(self.counted(lambda: self.documents("product")), {("GET", "products"): 5})
