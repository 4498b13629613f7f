"""From Odoo to a shop: created once, changes only, nothing at all when nothing changed."""

from odoo.tests import tagged

from .shop_case import ShopOutCase
from .shops.offers_to_shop import LevelsToShop
from .shops.order_life import OrderLife


@tagged("post_install", "-at_install")
class TestCatalogueToShop(ShopOutCase):
    def test_categories_and_products_are_created_with_all_they_have(self):
        products = self.make_products(2)
        categories, sent = self.send_catalogue()
        self.assertEqual((categories.created, sent.created, sent.failed, sent.held), (2, 2, 0, 0), sent.errors)
        lighting = self.shop.only("categories", id_parent="2")
        lamps = self.shop.only("categories", id_parent=str(lighting["id"]))
        self.assertEqual((lighting["name"][1], lamps["name"][1]), ("Lighting", "Lamps"))
        row = self.shop.only("products", reference="LAMP-1")
        self.assertEqual(
            {name: row[name] for name in ("ean13", "price", "weight", "active", "visibility", "id_category_default")},
            {
                "ean13": "560123400001",
                "price": "21.000000",
                "weight": "0.500000",
                "active": "1",
                "visibility": "both",
                "id_category_default": str(lamps["id"]),
            },
        )
        self.assertEqual(row["name"][1], "Lamp 1")
        self.assertEqual(row["description_short"][1], "Made of brass")
        self.assertEqual(row["id_tax_rules_group"], "1")
        self.assertEqual(products[1].shop_erp_binding_ids.external_id, str(row["id"]))
        self.assertEqual(products[1].shop_erp_state, "done")

    def test_second_run_sends_nothing(self):
        self.make_products()
        self.send_catalogue()
        self.shop.log.clear()
        categories, products = self.send_catalogue()
        self.assertEqual(len(self.shop.log), 0)
        self.assertEqual((categories.created, categories.changed, products.created, products.changed), (0, 0, 0, 0))

    def test_only_the_changed_product_is_sent_again(self):
        products = self.make_products()
        self.send_catalogue()
        self.shop.log.clear()
        products[1].list_price = 99.0
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.changed), (0, 1))
        self.assertEqual(self.writes(), ["products"])
        self.assertEqual(self.shop.only("products", reference="LAMP-1")["price"], "99.000000")

    def test_change_that_is_taken_back_is_not_sent(self):
        products = self.make_products(1)
        self.send_catalogue()
        self.shop.log.clear()
        products.list_price = 99.0
        products.list_price = 20.0
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, run.skipped, self.writes()), (0, 1, []))

    def test_product_whose_category_is_unknown_there_takes_it_along(self):
        self.make_products(1)
        self.flow(self.backend, "product", "out")._start(trigger="user")
        self.sync(self.backend, "category", "out")
        self.assertEqual(len(self.shop.rows("products", reference="LAMP-0")), 1)

    def test_tax_included_price_is_sent_without_tax(self):
        included = self.taxes[23].copy({"name": "IVA 23% incl.", "price_include_override": "tax_included"})
        mapping = self.mapping(self.backend, "tax", "1")
        mapping.tax_id = included
        self.make_products(1, list_price=24.60, taxes_id=included.ids)
        self.send_catalogue()
        self.assertEqual(self.shop.only("products", reference="LAMP-0")["price"], "20.000000")

    def test_product_with_an_unmapped_tax_is_held_and_the_others_go(self):
        products = self.make_products(2)
        products[0].taxes_id = self.tax15
        _categories, run = self.send_catalogue()
        binding = products[0].shop_erp_binding_ids
        self.assertEqual((run.created, run.held), (1, 1))
        self.assertEqual((binding.state, binding.reason_code), ("held", "tax_not_there"))
        self.assertIn(self.tax15.name, binding.reason)
        self.assertEqual(products[0].shop_erp_state, "attention")

    def test_product_without_a_code_is_held_because_the_shop_could_not_be_asked_for_it(self):
        products = self.make_products(2)
        products[0].default_code = False
        _categories, run = self.send_catalogue()
        self.assertEqual((run.created, run.held, products[0].shop_erp_binding_ids.reason_code), (1, 1, "code_missing"))

    def test_refused_product_fails_alone_with_the_shops_words(self):
        products = self.make_products(3)
        products[1].barcode = "no barcode of any kind"
        _categories, run = self.send_catalogue()
        self.assertEqual((run.created, run.failed), (2, 1))
        self.assertEqual(products.shop_erp_binding_ids.sorted("id").mapped("state"), ["done", "failed", "done"])
        self.assertIn("barcode", products[1].shop_erp_binding_ids.reason.lower())


@tagged("post_install", "-at_install")
class TestStockToShop(LevelsToShop, ShopOutCase):
    level_call = "stock_availables"

    def product_there(self, code):
        return self.shop.only("products", reference=code)

    def levels_there(self):
        return [self.shop.stock(self.product_there(f"LAMP-{number}")) for number in range(4)]

    def forget_there(self, code):
        self.shop.remove("products", self.product_there(code))


@tagged("post_install", "-at_install")
class TestOrderLifeToShop(OrderLife, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.shop.add_product("SHOP-LAMP", "20.00", name="Shop lamp", quantity=50)
        cls.buyer = cls.shop.add_customer("ana@example.com")
        cls.shop.add_address(cls.buyer)
        cls.there = cls.shop.place_order(cls.buyer, [(cls.lamp, 2)], state="Payment accepted")
        cls.sync(cls.backend, "category", "in")
        cls.sync(cls.backend, "product", "in")
        cls.sync(cls.backend, "order", "in")
        cls.order = cls.env["sale.order"].search([("client_order_ref", "=", cls.there["reference"])])

    def state_there(self):
        return self.shop.row("orders", self.there["id"])["current_state"]

    def tracked(self):
        parcels = self.shop.rows("order_carriers", id_order=str(self.there["id"]))
        return [parcel["tracking_number"] for parcel in parcels if parcel["tracking_number"]]

    def told(self):
        threads = {str(thread["id"]) for thread in self.shop.rows("customer_threads", id_order=str(self.there["id"]))}
        rows = self.shop.rows("customer_messages")
        return [row["message"] for row in rows if str(row["id_customer_thread"]) in threads]

    def test_the_order_came_in(self):
        # 2 × 20.00 + 7.00 carrier, 23 % on both
        self.assertRecordValues(
            self.order, [{"amount_untaxed": 47.0, "amount_tax": 10.81, "amount_total": 57.81, "state": "sale"}]
        )

    def test_a_state_makes_one_history(self):
        self.deliver()
        self.sync(self.backend, "status", "out")
        histories = len(self.shop.rows("order_histories", id_order=str(self.there["id"])))
        self.sync(self.backend, "status", "out")
        self.assertEqual(len(self.shop.rows("order_histories", id_order=str(self.there["id"]))), histories)


@tagged("post_install", "-at_install")
class TestShopThatHasACatalogue(ShopOutCase):
    def test_product_that_the_shop_has_by_its_reference_is_taken_over_not_doubled(self):
        there = self.shop.add_product("LAMP-0", "5.00", name="Old lamp")
        product = self.make_products(1)
        self.send_catalogue()
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["LAMP-0"])
        self.assertEqual(product.shop_erp_binding_ids.external_id, str(there["id"]))
        self.assertEqual(self.shop.row("products", there["id"])["price"], "20.000000")

    def test_reference_that_two_products_share_is_refused_with_both(self):
        first, second = (self.shop.add_product("LAMP-0", "5.00") for _number in range(2))
        row = self.make_products(1).shop_erp_binding_ids
        self.send_catalogue()
        row = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(row.state, "failed")
        self.assertIn(f"{first['id']}, {second['id']}", row.reason)

    def test_categories_go_along_although_their_flow_is_off(self):
        product = self.make_products(1)
        self.sync(self.backend, "product", "out")
        self.assertEqual(product.shop_erp_binding_ids.state, "done", product.shop_erp_binding_ids.reason)
        names = {row["name"][1] for row in self.shop.rows("categories")}
        self.assertLessEqual({"Lighting", "Lamps"}, names)


@tagged("post_install", "-at_install")
class TestPrices(ShopOutCase):
    def test_changed_price_sends_a_price_not_the_product(self):
        products = self.make_products(3)
        self.send_catalogue()
        first = self.sync(self.backend, "price", "out")
        self.assertEqual((first.skipped, first.changed), (3, 0), "the products brought their prices along")
        self.shop.log.clear()
        products[1].list_price = 31.5
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.changed, run.skipped, run.failed), (1, 0, 0), run.errors)
        self.assertEqual(self.writes(), ["products"])
        self.assertEqual(self.shop.only("products", reference="LAMP-1")["price"], "31.500000")
        self.assertEqual(self.flow(self.backend, "price", "out").interval_minutes, 60)
        self.shop.log.clear()
        self.sync(self.backend, "price", "out")
        self.assertEqual(self.writes(), [])
