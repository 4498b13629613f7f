"""PrestaShop: a whole product goes from Odoo to the shop and comes back unchanged."""

from odoo.tests import tagged

from ...simulators.prestashop import PrestaShopSimulator
from ..catalogue import test_variants_out
from ..catalogue.picture_case import field, picture


@tagged("post_install", "-at_install")
class TestPrestaShop(test_variants_out.VariantsOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = PrestaShopSimulator()
        cls.backend = cls.connect(cls.shop, "prestashop", "Shop")
        cls.map_taxes(cls.backend)
        cls.backend.sends_images = True
        cls.shirt = cls.make_shirt()

    def combinations(self):
        return {row["reference"]: row for row in self.shop.rows("combinations")}

    def ids(self):
        return {row.odoo_id.default_code: row.external_id for row in self.shirt.shop_erp_binding_ids.variant_ids}

    def test_combinations_are_added_archived_and_woken(self):
        self.variant(self.shirt, "SH-red-L").shop_erp_price_extra = 2.0
        run = self.send()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        prices = {code: row["price"] for code, row in self.combinations().items()}
        self.assertEqual(
            prices,
            {"SH-red-S": "0.000000", "SH-red-L": "2.000000", "SH-blue-S": "0.000000", "SH-blue-L": "0.000000"},
        )
        before = self.ids()
        gone = self.variant(self.shirt, "SH-blue-L")
        gone.active = False
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(sorted(self.combinations()), ["SH-blue-S", "SH-red-L", "SH-red-S"])
        gone.active = True
        line = self.shirt.attribute_line_ids.filtered(lambda line: line.attribute_id.name == "Colour")
        line.value_ids = [(0, 0, {"name": "green", "attribute_id": line.attribute_id.id})]
        self.name_variants(self.shirt)
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(len(self.combinations()), 6)
        self.assertEqual(self.ids()["SH-red-S"], before["SH-red-S"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_a_product_that_is_taken_offline_keeps_its_combinations(self):
        self.shirt.image_1920 = field(picture("red"))
        self.send()
        before = self.ids()
        self.shirt.active = False
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(self.shop.only("products")["active"], "0")
        self.assertEqual((len(self.combinations()), self.ids()), (4, before))

    def test_what_was_sent_comes_back_as_the_same(self):
        self.shirt.image_1920 = field(picture("red"))
        self.send()
        self.assertEqual(len(self.shop.rows("images")), 1)
        products, lines = self.shirt.product_variant_ids, self.shirt.attribute_line_ids
        self.shop.clock.advance(600)
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((self.shirt.product_variant_ids, self.shirt.attribute_line_ids), (products, lines))
        self.assertEqual(len(self.env["product.template"].search([("name", "=", "Shirt")])), 1)
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.writes(), [])

    def test_a_category_that_odoo_takes_away_goes_and_the_shops_own_stay(self):
        self.send()
        row = self.shirt.shop_erp_binding_ids
        product = self.shop.only("products")
        own = self.shop.add_category("Offers")
        there = self.env["product.category"].create([{"name": name} for name in ("Sale", "New")])
        row.category_ids = there
        self.send()
        names = {self.shop.row("categories", int(one["id"]))["name"][1] for one in product["categories"]}
        self.assertLess({"Sale", "New"}, names)
        self.shop.edit("products", product, categories=[*product["categories"], {"id": str(own["id"])}])
        row.category_ids = there[0]
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        left = {self.shop.row("categories", int(one["id"]))["name"][1] for one in product["categories"]}
        self.assertEqual(left, names - {"New"} | {"Offers"})
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])
