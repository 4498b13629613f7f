"""WooCommerce: whole products go from Odoo to the shop with all they have, and come back unchanged; their stock."""

from odoo.tests import tagged

from .. import test_deleted_there
from ..catalogue.picture_case import field, picture
from ..shop_case import ShopOutCase
from .offers_to_shop import LevelsToShop, PriceToShop
from .woocommerce_shop import WooCommerceShop


@tagged("post_install", "-at_install")
class TestCatalogue(PriceToShop, WooCommerceShop, ShopOutCase):
    price_call = "products/batch"
    price_of_thirty = "36.90"

    def price_there(self, code):
        return self.row(code)["regular_price"]

    def row(self, sku="LAMP-0"):
        return self.shop.only("products", sku=sku)

    def names(self, table, ids):
        return [self.shop.row(table, id)["name"] for id in ids]

    def nothing_more(self):
        """A further run, and one that compares everything anew, send nothing."""
        self.shop.log.clear()
        self.send_catalogue()
        self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])._look_for_changes()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])

    def rich(self):
        """A lamp with everything that the shop has a place for, and what is shown beside it."""
        lamp, bulb, other = self.make_products(
            3,
            shop_erp_brand_id=self.env["shop_erp.brand"].create({"name": "Luz & Filhos"}).id,
            shop_erp_width=12.5,
            shop_erp_height=30,
            shop_erp_depth=8,
            shop_erp_low_stock=3,
        )
        lamp.write({"shop_erp_accessory_ids": bulb.ids, "shop_erp_alternative_ids": other.ids})
        lamp.shop_erp_description = "<p>Solid <b>brass</b></p>"
        return lamp

    def test_products_are_created_with_all_they_have(self):
        self.shop.configure(weight_unit="g", dimension_unit="mm")
        self.take_pictures(self.shop, self.backend)
        lamp = self.rich()
        lamp.image_1920 = field(picture("red"))
        categories, sent = self.send_catalogue()
        self.assertEqual((categories.created, sent.created, sent.failed, sent.held), (2, 3, 0, 0), sent.errors)
        self.send_catalogue()  # what is shown beside a product is told once it is there
        row = self.row()
        told = {name: row[name] for name in ("name", "regular_price", "weight", "tax_class", "status", "type")}
        # 20.00 and 23 %: the shop's prices hold the tax.
        self.assertEqual(
            told,
            {"name": "Lamp 0", "regular_price": "24.60", "weight": "500", "tax_class": "", "status": "publish",
             "type": "simple"},
        )  # fmt: skip
        self.assertEqual(row["dimensions"], {"length": "80", "width": "125", "height": "300"})
        self.assertEqual((row["global_unique_id"], row["low_stock_amount"]), ("560123400000", 3))
        self.assertEqual((row["short_description"], row["description"]), ("Made of brass", "<p>Solid <b>brass</b></p>"))
        self.assertEqual(self.names("categories", row["categories"]), ["Lamps"])
        self.assertEqual(self.names("brands", row["brands"]), ["Luz &amp; Filhos"])
        self.assertEqual(self.names("products", row["cross_sell_ids"]), ["Lamp 1"])
        self.assertEqual(self.names("products", row["upsell_ids"]), ["Lamp 2"])
        self.assertEqual(len(row["images"]), 1)
        self.nothing_more()

    def test_what_was_sent_comes_back_as_the_same(self):
        lamp = self.rich()
        self.send_catalogue()
        self.send_catalogue()
        for kind, created in (("category", 1), ("product", 0)):  # what has no category is in the shop's own
            run = self.sync(self.backend, kind, "in")
            self.assertEqual((run.created, run.failed, run.held), (created, 0, 0), run.errors)
        self.assertRecordValues(
            lamp,
            [
                {
                    "name": "Lamp 0",
                    "list_price": 20.0,
                    "weight": 0.5,
                    "shop_erp_width": 12.5,
                    "shop_erp_depth": 8.0,
                    "shop_erp_low_stock": 3.0,
                    "barcode": "560123400000",
                    "categ_id": self.lamps.id,
                    "description_sale": "Made of brass",
                    "is_storable": True,
                }
            ],
        )
        self.assertEqual(lamp.shop_erp_brand_id.name, "Luz & Filhos")
        self.assertEqual((lamp.shop_erp_accessory_ids.name, lamp.shop_erp_alternative_ids.name), ("Lamp 1", "Lamp 2"))
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [], "the shop's own form of prices and texts is no change of Odoo's")

    def test_changes_of_the_shops_people_come_in(self):
        lamp = self.rich()
        self.send_catalogue()
        self.shop.clock.advance(600)
        self.shop.edit_product(self.row()["id"], name="Lamp &amp; shade", weight="0.75", status="draft")
        for kind in ("category", "product"):
            run = self.sync(self.backend, kind, "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((lamp.name, lamp.weight), ("Lamp & shade", 0.75))

    def test_changed_code_and_name_change_the_same_product_there(self):
        lamp = self.make_products(1)
        self.send_catalogue()
        id = self.row()["id"]
        lamp.write({"default_code": "LAMP-NEW", "name": "New name"})
        self.sync(self.backend, "product", "out")
        row = self.row("LAMP-NEW")
        self.assertEqual((row["id"], row["name"], len(self.shop.rows("products"))), (id, "New name", 1))

    def test_product_that_the_shop_has_by_its_sku_is_taken_over_not_doubled(self):
        there = self.shop.add_product("lamp-0", "5.00", name="Old lamp")
        product = self.make_products(1)
        self.send_catalogue()
        self.assertEqual(product.shop_erp_binding_ids.external_id, str(there["id"]))
        self.assertEqual(self.shop.row("products", there["id"])["regular_price"], "24.60")
        self.assertEqual(len(self.shop.rows("products")), 1)

    def test_refused_product_fails_alone_with_the_shops_words(self):
        self.shop.add_product("OTHER", "1.00", global_unique_id="560123400001")
        products = self.make_products(3)
        _categories, run = self.send_catalogue()
        self.assertEqual((run.created, run.failed), (2, 1))
        self.assertEqual(products.shop_erp_binding_ids.sorted("id").mapped("state"), ["done", "failed", "done"])
        self.assertIn("Invalid or duplicated GTIN", products[1].shop_erp_binding_ids.reason)

    def test_its_tax_is_the_shops_tax_class(self):
        self.make_products(1, taxes_id=self.taxes[6].ids)
        self.send_catalogue()
        # 20.00 and 6 %
        self.assertEqual((self.row()["tax_class"], self.row()["regular_price"]), ("reduced-rate", "21.20"))

    def test_product_with_an_unmapped_tax_is_held_and_the_others_go(self):
        products = self.make_products(2)
        products[0].taxes_id = self.tax15
        _categories, run = self.send_catalogue()
        self.assertEqual((run.created, run.held), (1, 1))
        self.assertEqual(products[0].shop_erp_binding_ids.reason_code, "tax_not_there")

    def test_a_key_that_may_only_read_stops_the_backend_once_and_says_so(self):
        self.make_products(2)
        self.shop.key.permissions = "read"
        self.addCleanup(setattr, self.shop.key, "permissions", "read_write")
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.backend.state, "stopped")
        self.assertIn("write permissions", self.backend.state_reason)
        self.assertEqual(self.shop.rows("products"), [])

    def test_a_page_of_a_proxy_is_tried_again_later_and_nothing_is_doubled(self):
        products = self.make_products(2)
        page = "<html><body>502 Bad Gateway</body></html>"
        self.shop.faults.status(502, body=page, kind="products/batch")
        self.send_catalogue()
        self.assertEqual(set(products.shop_erp_binding_ids.mapped("state")), {"in_doubt"})
        self.assertNotIn("<html>", "".join(products.shop_erp_binding_ids.mapped("reason")))
        products.shop_erp_binding_ids.next_try = False
        self.send_catalogue()
        self.assertEqual(set(products.shop_erp_binding_ids.mapped("state")), {"done"})
        self.assertEqual(len(self.shop.rows("products")), 2)


@tagged("post_install", "-at_install")
class TestStock(LevelsToShop, WooCommerceShop, ShopOutCase):
    level_call = "products/batch"

    def levels_there(self):
        return [row["stock_quantity"] for row in self.shop.rows("products")]

    def forget_there(self, code):
        self.shop.forget_product(self.shop.only("products", sku=code))

    def test_whether_more_is_sold_than_there_is_goes_with_the_level(self):
        self.stock_up(self.products, 7)
        self.backend.stock_backorders = "allow"
        self.sync(self.backend, "stock", "out")
        self.assertEqual({row["backorders"] for row in self.shop.rows("products")}, {"notify"})
        self.backend.stock_backorders = "deny"
        self.sync(self.backend, "stock", "out")
        self.assertEqual({row["backorders"] for row in self.shop.rows("products")}, {"no"})


@tagged("post_install", "-at_install")
class TestCreatedAgain(WooCommerceShop, test_deleted_there.TestCreatedAgain):
    def there(self, code):
        return self.shop.only("products", sku=code)

    def delete(self, row):
        self.shop.forget_product(row)
