"""Cleared in a shop of one language that keeps less than Odoo; and what is not a product's own."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from ..shops.woocommerce_shop import WooCommerceShop


@tagged("post_install", "-at_install")
class TestInOneLanguage(WooCommerceShop, ShopOutCase):
    def there(self):
        (row,) = self.shop.rows("products", sku="LAMP-0")
        return row

    def read(self):
        self.shop.clock.advance(600)
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def test_both_ways_and_only_what_the_shop_keeps(self):
        lamp = self.make_products(1, country_of_origin=self.env.ref("base.pt").id, shop_erp_description="<p>Solid</p>")
        self.send_catalogue()
        self.assertEqual((self.there()["short_description"], self.there()["global_unique_id"]), (
            "Made of brass", "560123400000"
        ))  # fmt: skip
        lamp.write({"description_sale": False, "barcode": False})
        run = self.send_catalogue()[1]
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual((self.there()["short_description"], self.there()["global_unique_id"]), ("", ""))
        self.assertEqual(self.there()["description"], "<p>Solid</p>")
        self.shop.clock.advance(600)
        self.shop.edit_product(self.there()["id"], description="")
        self.read()
        self.assertRecordValues(
            lamp, [{"shop_erp_description": False, "description_sale": False, "barcode": False, "weight": 0.5}]
        )
        self.assertEqual(lamp.country_of_origin.code, "PT", "of which the shop has never spoken")


@tagged("post_install", "-at_install")
class TestVariantsAndCategories(ShopOutCase):
    def test_a_variants_barcode_goes_alone(self):
        shirt = self.make_products(1)
        size = self.env["product.attribute"].create({"name": "Size"})
        values = self.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": size.id} for name in ("S", "L")]
        )
        shirt.attribute_line_ids = [(0, 0, {"attribute_id": size.id, "value_ids": values.ids})]
        for number, variant in enumerate(shirt.product_variant_ids):
            variant.write({"default_code": f"SHIRT-{number}", "barcode": f"56012340010{number}"})
        run = self.send_catalogue()[1]
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        shirt.product_variant_ids[0].barcode = False
        run = self.send_catalogue()[1]
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        codes = {row["reference"]: row["ean13"] for row in self.shop.rows("combinations")}
        self.assertEqual(codes, {"SHIRT-0": "", "SHIRT-1": "560123400101"})

    def test_texts_of_a_category(self):
        self.make_products(1)
        self.send_catalogue()
        binding = self.env["shop_erp.binding.category"]
        row = binding.search([("backend_id", "=", self.backend.id), ("odoo_id", "=", self.lamps.id)])
        row.write({"description": "<p>All lamps</p>", "meta_title": "Lamps"})
        self.send_catalogue()
        there = self.shop.row("categories", int(row.external_id))
        self.assertEqual((there["description"][1], there["meta_title"][1]), ("<p>All lamps</p>", "Lamps"))
        row.write({"description": False, "meta_title": False})
        self.send_catalogue()
        there = self.shop.row("categories", int(row.external_id))
        self.assertEqual((there["description"][1], there["meta_title"][1]), ("", ""))
        self.assertEqual(there["name"][1], "Lamps")
