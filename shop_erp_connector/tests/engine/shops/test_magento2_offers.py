"""Magento 2: levels and prices go by calls of their own; what the shop refuses, and what stands before it, is said."""

from odoo.tests import tagged

from .. import test_deleted_there
from ..shop_case import ShopOutCase
from .magento2_shop import Magento2Shop
from .offers_to_shop import LevelsToShop, PriceToShop


@tagged("post_install", "-at_install")
class TestMagento2Products(PriceToShop, Magento2Shop, ShopOutCase):
    price_call = "products/base-prices"
    price_of_thirty = "30"

    def price_there(self, code):
        return str(self.value(code, "price"))

    def ours(self):
        """The SKUs of the shop's products, but that by which its codes were learned."""
        return sorted(row["sku"] for row in self.shop.store.all("product") if row["sku"] != "SEEN")

    def test_products_are_created_with_all_they_have(self):
        lamp, _other = self.make_products(2, country_of_origin=self.env.ref("base.pt").id, shop_erp_low_stock=3)
        categories, sent = self.send_catalogue()
        self.assertEqual((categories.created, sent.created, sent.failed, sent.held), (2, 2, 0, 0), sent.errors)
        row = self.row_of("LAMP-0")
        links = [self.shop.store.rows["category"][int(one["category_id"])] for one in row["category_links"]]
        self.assertEqual([one["values"]["name"][0] for one in links], ["Lamps"])
        told = {code: str(self.value("LAMP-0", code)) for code in ("price", "weight", "tax_class_id", "status")}
        self.assertEqual(told, {"price": "20", "weight": "0.5", "tax_class_id": "2", "status": "1"})
        self.assertEqual(self.value("LAMP-0", "short_description"), "Made of brass")
        self.assertEqual(row["stock_item"]["notify_stock_qty"], 3)
        self.shop.clock.advance(600)
        self.taken("product")
        self.assertEqual((lamp.shop_erp_low_stock, lamp.country_of_origin.code), (3, "PT"))
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])

    def test_a_changed_code_changes_the_same_product_and_the_kept_sku_is_told(self):
        product = self.make_products(1)
        self.send_catalogue()
        product.write({"default_code": "LAMP-NEW", "name": "New name"})
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.failed, run.held, self.ours()), (0, 0, ["LAMP-0"]), run.errors)
        self.assertEqual(self.value("LAMP-0", "name"), "New name")
        self.assertIn("The shop keeps the SKU LAMP-0", product.shop_erp_binding_ids.reason or "")

    def test_a_product_that_the_shop_has_by_its_sku_is_taken_over_not_doubled(self):
        there = self.shop.add_product("lamp-0", "5.00", name="Old lamp")
        product = self.make_products(1)
        self.send_catalogue()
        self.assertEqual(product.shop_erp_binding_ids.external_id, str(there["id"]))
        self.assertEqual((self.price_there("LAMP-0"), self.ours()), ("20", ["lamp-0"]))

    def test_a_refused_product_fails_alone_with_the_shops_words(self):
        self.shop.add_product("OTHER", url_key="lamp-1-lamp-1")
        products = self.make_products(3)
        _categories, run = self.send_catalogue()
        self.assertEqual((run.created, run.failed), (2, 1))
        self.assertEqual(products.shop_erp_binding_ids.sorted("id").mapped("state"), ["done", "failed", "done"])
        self.assertIn("URL key for specified store already exists.", products[1].shop_erp_binding_ids.reason)

    def test_a_token_that_may_only_read_stops_the_backend_once_and_says_so(self):
        self.make_products(2)
        self.sync(self.backend, "category", "out")
        self.shop.denied = {"Magento_Catalog::products"}
        self.addCleanup(setattr, self.shop, "denied", set())
        self.sync(self.backend, "product", "out")
        self.assertEqual((self.backend.state, self.ours()), ("stopped", []))
        self.assertIn("Magento_Catalog::products", self.backend.state_reason)

    def test_a_page_of_a_proxy_is_tried_again_later_and_nothing_is_doubled(self):
        products = self.make_products(2)
        self.sync(self.backend, "category", "out")
        self.shop.faults.status(502, body="<html><body>502 Bad Gateway</body></html>", kind="products", method="POST")
        self.sync(self.backend, "product", "out")
        rows = products.shop_erp_binding_ids
        self.assertNotIn("<html>", "".join(filter(None, rows.mapped("reason"))))
        for _round in range(2):
            rows.next_try = False
            self.sync(self.backend, "product", "out")
        self.assertEqual((set(rows.mapped("state")), self.ours()), ({"done"}, ["LAMP-0", "LAMP-1"]))


@tagged("post_install", "-at_install")
class TestMagento2Stock(LevelsToShop, Magento2Shop, ShopOutCase):
    level_call = "inventory/source-items"

    def levels_there(self):
        return [int(self.shop.store.source_items[f"LAMP-{number}", "default"][0]) for number in range(4)]

    def forget_there(self, code):
        del self.shop.store.rows["product"][self.row_of(code)["id"]]

    def test_whether_more_is_sold_than_there_is_goes_with_the_level(self):
        self.stock_up(self.products, 7)
        for word, switch in (("allow", 1), ("deny", 0)):
            self.backend.stock_backorders = word
            run = self.sync(self.backend, "stock", "out")
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
            items = [self.row_of(f"LAMP-{number}")["stock_item"] for number in range(4)]
            self.assertEqual({(one["backorders"], one["use_config_backorders"]) for one in items}, {(switch, False)})


@tagged("post_install", "-at_install")
class TestMagento2LegacyStock(TestMagento2Stock):
    """A shop without sources, signed with OAuth 1.0a."""

    level_call = "products/stockItems"
    options = {"auth": "oauth", "msi": False}

    def levels_there(self):
        return [int(self.row_of(f"LAMP-{number}")["stock_item"]["qty"]) for number in range(4)]


@tagged("post_install", "-at_install")
class TestMagento2CreatedAgain(Magento2Shop, test_deleted_there.TestCreatedAgain):
    """Promises of every shop."""

    def there(self, code):
        return self.row_of(code)

    def delete(self, row):
        del self.shop.store.rows["product"][row["id"]]

    def variant_of(self, row):
        return str(row["id"])

    def make_lamp(self):
        lamp = super().make_lamp()
        lamp.taxes_id = self.taxes[23]
        return lamp
