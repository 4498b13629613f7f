"""A Magento 1 shop and Odoo change the same things: products in every field, categories, prices; each change once."""

from decimal import Decimal

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .magento1_shop import Magento1Shop


@tagged("post_install", "-at_install")
class TestMagento1BothWays(Magento1Shop, ShopOutCase):
    settings = {"barcode_field": "ean"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        maker = cls.shop.add_option("manufacturer", "Lumen")
        cls.category = cls.shop.add_category("Lamps of the shop")
        own = {"manufacturer": str(maker), "ean": "5601234000017", "country_of_manufacture": "PT", "cost": "7.5000"}
        tier = {"customer_group_id": "2", "website": "all", "qty": 5, "price": Decimal("18.45")}
        cls.there = cls.shop.add_product(
            "LAMP-1", "24.60", categories=(cls.category,), attributes=own, tiers=[tier], meta_title="Buy lamps"
        )
        cls.trade = cls.env["product.pricelist"].create({"name": "Trade", "currency_id": cls.company.currency_id.id})
        cls.mapping(cls.backend, "group", "2").pricelist_id = cls.trade
        for kind in ("category", "product", "price"):
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError((kind, run.errors))
        cls.row = cls.env["shop_erp.binding.product"].search([("backend_id", "=", cls.backend.id)])
        cls.lamp = cls.row.odoo_id

    def said(self):
        row = self.shop.product(self.there)
        names = ("sku", "name", "short_description", "price", "weight", "status", "meta_title", "url_key")
        return {name: row[name] for name in names} | row["attributes"]

    def test_what_the_shop_says_is_in_odoo(self):
        lamp = self.lamp
        self.assertEqual((lamp.default_code, lamp.barcode, lamp.list_price), ("LAMP-1", "5601234000017", 20.0))
        self.assertEqual((lamp.shop_erp_brand_id.name, lamp.country_of_origin.code), ("Lumen", "PT"))
        self.assertEqual((lamp.categ_id.name, self.row.meta_title), ("Lamps of the shop", "Buy lamps"))
        (rule,) = self.trade.item_ids
        self.assertEqual((rule.fixed_price, rule.min_quantity, rule.product_tmpl_id), (15.0, 5.0, lamp))
        for kind in ("category", "product", "price"):
            self.shop.log.clear()
            run = self.sync(self.backend, kind, "out")
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
            self.assertEqual(self.writes(), [], kind)

    def test_each_change_goes_to_the_shop_and_nothing_else(self):
        maker = self.env["shop_erp.brand"].create({"name": "Candeia"})
        changes = (
            (self.lamp, {"name": "Fine lamp"}, {"name": "Fine lamp"}),
            (self.lamp, {"default_code": "LAMP-9"}, {"sku": "LAMP-9"}),
            (self.lamp, {"weight": 2.5}, {"weight": Decimal("2.5000")}),
            (self.lamp, {"country_of_origin": self.env.ref("base.es").id}, {"country_of_manufacture": "ES"}),
            (self.lamp, {"barcode": "5601234000024"}, {"ean": "5601234000024"}),
            (self.row, {"meta_title": "Buy fine lamps"}, {"meta_title": "Buy fine lamps"}),
            (self.row, {"slug": "fine-lamp"}, {"url_key": "fine-lamp"}),
        )
        for record, change, expected in changes:
            before = self.said()
            record.write(change)
            run = self.sync(self.backend, "product", "out")
            self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), (change, run.errors))
            self.assertEqual(self.said(), before | expected)
        self.lamp.shop_erp_brand_id = maker
        self.sync(self.backend, "product", "out")
        options = self.shop.rows("attributes", code="manufacturer")[0]["options"]
        self.assertEqual(options[int(self.said()["manufacturer"])], "Candeia")

    def test_a_change_of_the_shop_comes_in_and_does_not_go_back(self):
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "remote"
        self.shop.edit("products", self.there, name="Lamp of the shop", weight=Decimal("3.0000"))
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.changed, run.failed), (1, 0), run.errors)
        self.assertEqual((self.lamp.name, self.lamp.weight), ("Lamp of the shop", 3.0))
        self.shop.log.clear()
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.writes(), [])

    def test_a_category_is_renamed_and_moved_there(self):
        row = self.env["shop_erp.binding.category"].search([("external_id", "=", str(self.category))])
        parent = self.env["shop_erp.binding.category"].search([("external_id", "=", "2")]).odoo_id
        other = self.env["product.category"].create({"name": "Light", "parent_id": parent.id})
        row.odoo_id.write({"name": "Fine lamps", "parent_id": other.id})
        run = self.sync(self.backend, "category", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.sync(self.backend, "category", "out")
        (light,) = self.shop.rows("categories", name="Light")
        (lamps,) = self.shop.rows("categories", name="Fine lamps")
        self.assertEqual((lamps["id"], lamps["parent_id"]), (self.category, light["id"]))

    def test_a_tier_changes_and_ends_there(self):
        (rule,) = self.trade.item_ids
        rule.fixed_price = 14.0
        self.sync(self.backend, "price", "out")
        self.assertEqual([tier["price"] for tier in self.shop.product(self.there)["tiers"]], [Decimal("17.22")])
        rule.unlink()
        self.sync(self.backend, "price", "out")
        self.assertEqual(self.shop.product(self.there)["tiers"], [])


@tagged("post_install", "-at_install")
class TestMagento1Languages(Magento1Shop, ShopOutCase):
    settings = {"languages": "en, pt=portugues", "store_id": "1"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")
        cls.view = cls.shop.add_store("portugues", "Português")

    def there(self):
        (row,) = self.shop.rows("products")
        return row["name"], self.shop.store.translations.get((row["id"], self.view), {}).get("name")

    def test_texts_of_store_views_go_both_ways(self):
        lamp = self.make_products(1)
        lamp.with_context(lang="pt_PT").name = "Candeeiro"
        self.send_catalogue()
        self.assertEqual(self.there(), ("Lamp 0", "Candeeiro"))
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "remote"
        (row,) = self.shop.rows("products")
        with self.shop.lock:
            self.shop.store.translations[row["id"], self.view]["name"] = "Candeeiro da loja"
        self.shop.edit("products", row["id"])
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((lamp.name, lamp.with_context(lang="pt_PT").name), ("Lamp 0", "Candeeiro da loja"))

    def test_an_order_of_a_store_view_speaks_its_language(self):
        lamp = self.shop.add_product("LAMP", "24.60", quantity=9)
        self.backend._set_settings(self.shop.settings | {"store_id": ""})
        number = self.shop.place_order(self.shop.add_customer("ana@mail.test"), [(lamp, 1)], store=self.view)
        self.backend.action_check()
        for kind in ("category", "product", "order"):
            run = self.sync(self.backend, kind, "in")
            self.assertEqual((run.failed, run.held), (0, 0), (kind, run.errors))
        order = self.env["sale.order"].search([("client_order_ref", "=", number)])
        self.assertEqual(order.partner_id.lang, "pt_PT")
