"""What goes out to a Magento 1 shop: a catalogue with all it has, the life of its orders, refunds, customers."""

from decimal import Decimal

from odoo.tests import tagged

from ...common import SimulatedCase
from ...simulators.magento1 import papers, refunds
from ..catalogue.picture_case import field, picture
from ..shop_case import ShopOutCase
from .magento1_shop import Magento1Shop
from .offers_to_shop import LevelsToShop, PriceToShop
from .order_life import OrderLife
from .returns_with_shop import ReturnsWithShop


@tagged("post_install", "-at_install")
class TestCatalogue(PriceToShop, Magento1Shop, ShopOutCase):
    settings = {"barcode_field": "ean"}
    price_call = "catalogProductMultiUpdate"
    price_of_thirty = "36.9000"

    def row(self, sku):
        (row,) = self.shop.rows("products", sku=sku)
        return row

    def price_there(self, code):
        return str(self.row(code)["price"])

    def test_categories_and_products_are_created_with_all_they_have(self):
        lamp, bulb = self.make_products(
            2,
            shop_erp_brand_id=self.env["shop_erp.brand"].create({"name": "Luz"}).id,
            country_of_origin=self.env.ref("base.pt").id,
            shop_erp_low_stock=3,
        )
        lamp.write({"shop_erp_accessory_ids": bulb.ids, "standard_price": 7.5})
        self.backend.sends_images = True
        lamp.image_1920 = field(picture("red"))
        categories, sent = self.send_catalogue()
        self.assertEqual((categories.created, sent.created, sent.failed, sent.held), (2, 2, 0, 0), sent.errors)
        self.sync(self.backend, "product", "out")
        lighting = self.shop.rows("categories", name="Lighting")[0]
        self.assertEqual(self.shop.rows("categories", name="Lamps")[0]["parent_id"], lighting["id"])
        row = self.row("LAMP-0")
        # 20.00 and 23 %: the shop's prices hold the tax.
        self.assertEqual((str(row["price"]), row["name"], str(row["weight"])), ("24.6000", "Lamp 0", "0.5000"))
        self.assertEqual((row["tax_class_id"], row["short_description"], row["status"]), ("2", "Made of brass", "1"))
        self.assertEqual((row["stock"]["use_config_manage_stock"], row["stock"]["notify_stock_qty"]), (1, 3))
        options = self.shop.rows("attributes", code="manufacturer")[0]["options"]
        self.assertEqual(options[int(row["attributes"]["manufacturer"])], "Luz")
        told = {name: row["attributes"][name] for name in ("ean", "country_of_manufacture")}
        self.assertEqual(told, {"ean": "560123400000", "country_of_manufacture": "PT"})
        self.assertEqual(
            [(link["type"], link["id"]) for link in row["links"]], [("cross_sell", self.row("LAMP-1")["id"])]
        )
        self.assertEqual(len(row["images"]), 1)
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])

    def test_what_was_sent_comes_back_as_the_same(self):
        lamp = self.make_products(1, shop_erp_brand_id=self.env["shop_erp.brand"].create({"name": "Luz"}).id)
        self.send_catalogue()
        self.shop.clock.advance(600)
        # The root category is the shop's own.
        for kind, created in (("category", 1), ("product", 0)):
            run = self.sync(self.backend, kind, "in")
            self.assertEqual((run.created, run.failed, run.held), (created, 0, 0), run.errors)
        self.assertEqual((lamp.name, lamp.list_price, lamp.shop_erp_brand_id.name), ("Lamp 0", 20.0, "Luz"))
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])

    def test_changed_code_and_name_change_the_same_product_there(self):
        lamp = self.make_products(1)
        self.send_catalogue()
        id = self.row("LAMP-0")["id"]
        lamp.write({"default_code": "LAMP-NEW", "name": "New name"})
        self.sync(self.backend, "product", "out")
        row = self.row("LAMP-NEW")
        self.assertEqual((row["id"], row["name"], len(self.shop.rows("products"))), (id, "New name", 1))

    def make_shirt(self):
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )
        line = (0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})
        shirt = self.make_products(1, name="Shirt", attribute_line_ids=[line])
        for variant, code in zip(shirt.product_variant_ids, ("SH-S", "SH-L"), strict=True):
            variant.default_code = code
        return shirt

    def test_a_product_with_variants_is_refused_clearly(self):
        shirt = self.make_shirt()
        _categories, run = self.send_catalogue()
        row = shirt.shop_erp_binding_ids
        self.assertEqual((run.held, row.state, row.reason_code), (1, "held", "variants_not_sent"), row.reason)

    def test_a_simple_product_that_is_a_variant_here_makes_no_second_one(self):
        self.make_shirt()
        self.shop.add_product("SH-S", "24.60")
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.held), (0, 1), run.errors)
        row = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        self.assertIn("one form of a product: [SH-S] Shirt (S).", row.reason)
        self.assertEqual(len(self.env["product.product"].search([("default_code", "=", "SH-S")])), 1)


@tagged("post_install", "-at_install")
class TestLevels(LevelsToShop, Magento1Shop, ShopOutCase):
    level_call = "catalogInventoryStockItemMultiUpdate"

    def product_there(self, code):
        (row,) = self.shop.rows("products", sku=code)
        return row

    def levels_there(self):
        return [self.product_there(f"LAMP-{number}")["qty"] for number in range(4)]

    def forget_there(self, code):
        self.shop.remove("products", self.product_there(code)["id"])


@tagged("post_install", "-at_install")
class TestOrderLifeToMagento1(OrderLife, Magento1Shop, ShopOutCase):
    came_in, delivered, cancelled = "pending", "complete", "canceled"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping(cls.backend, "state", "pending").order_action = "confirm"
        cls.lamp = cls.shop.add_product("SHOP-LAMP", "24.60", quantity=50)
        cls.number = cls.shop.place_order(cls.shop.add_customer("ana@example.com"), [(cls.lamp, 2)])
        for kind in ("category", "product", "order"):
            cls.sync(cls.backend, kind, "in")
        cls.order = cls.env["sale.order"].search([("client_order_ref", "=", cls.number)])

    def state_there(self):
        return self.shop.order(self.number)["status"]

    def tracked(self):
        tracks = [track for parcel in self.shop.rows("shipments") for track in parcel["tracks"]]
        return [track["number"] for track in tracks]

    def told(self):
        return [entry["comment"] for entry in self.shop.order(self.number)["history"] if entry["comment"]]


@tagged("post_install", "-at_install")
class TestRefundsWithMagento1(ReturnsWithShop, Magento1Shop, SimulatedCase):
    refund_call = {"kind": "salesOrderCreditmemoCreate"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.mapping(cls.backend, "state", "pending").order_action = "confirm"

    def place(self):
        lamp = self.shop.add_product("LAMP-1", "12.30", quantity=50)
        self.number = self.shop.place_order(self.shop.add_customer(), [(lamp, 3)])
        papers.invoice(self.shop, {"invoiceIncrementId": self.number})

    def line_there(self):
        return str(self.shop.order(self.number)["items"][0]["item_id"])

    def refund_one_there(self):
        line = {"order_item_id": int(self.line_there()), "qty": Decimal(1)}
        data = {"qtys": [line], "shipping_amount": 0}
        refunds.refund(self.shop, {"orderIncrementId": self.number, "creditmemoData": data})

    def refunds_there(self):
        return [
            (
                float(memo["grand_total"]),
                next((str(item["order_item_id"]) for item in memo["items"] if Decimal(item["qty"])), None),
            )
            for memo in self.shop.rows("creditmemos")
        ]


@tagged("post_install", "-at_install")
class TestCustomersWithMagento1(Magento1Shop, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.shop.add_customer("ana@mail.test", firstname="Ana Maria", lastname="da Silva")
        cls.sync(cls.backend, "customer", "in")
        cls.row = cls.env["shop_erp.binding.partner"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", str(cls.account))]
        )
        cls.partner = cls.row.odoo_id

    def there(self):
        """Return the streets of the account's addresses in the shop."""
        return [row["street"] for row in self.shop.rows("addresses", customer_id=self.account)]

    def send(self):
        run = self.sync(self.backend, "customer", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def test_nothing_is_sent_while_nothing_changed(self):
        self.assertEqual((self.row.state, self.partner.name), ("done", "Ana Maria da Silva"), self.row.reason)
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_a_changed_name_arrives_and_the_rest_stays_as_it_was_told(self):
        self.partner.name = "Ana Maria da Costa"
        self.send()
        (row,) = self.shop.rows("customers", id=self.account)
        self.assertEqual((row["firstname"], row["lastname"]), ("Ana Maria", "da Costa"))
        self.assertEqual(self.there(), ["Rua do Cais 12"])

    def test_addresses_are_added_changed_and_taken_away_each_once(self):
        self.partner.street = "Rua Nova 9"
        self.send()
        self.assertEqual(self.there(), ["Rua Nova 9"])
        values = {"type": "delivery", "name": "Porta Quatro", "street": "Rua D 4", "city": "Faro", "zip": "8000-001"}
        values["country_id"] = self.env.ref("base.pt").id
        contact = self.env["res.partner"].create(values | {"parent_id": self.partner.id})
        self.send()
        self.assertEqual(self.there(), ["Rua Nova 9", "Rua D 4"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])
        contact.active = False
        self.send()
        self.assertEqual(self.there(), ["Rua Nova 9"])
