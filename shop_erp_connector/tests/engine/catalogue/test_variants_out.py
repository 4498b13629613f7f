"""Variants from Odoo to shops and back: sent once, changed one by one, switched off when archived here."""

from odoo.tests import tagged

from ...common import SimulatedCase
from ...simulators.magento2 import Magento2Simulator
from ..shops.woocommerce_shop import WooCommerceShop


class VariantsOutCase(SimulatedCase):
    """A shirt in two colours and two sizes; red L is 2.00 more, and green does not exist in L."""

    @classmethod
    def make_shirt(cls, colours=("red", "blue"), sizes=("S", "L")):
        cls.env["product.template"].search([]).sale_ok = False
        attributes = cls.env["product.attribute"].create(
            [
                {"name": name, "value_ids": [(0, 0, {"name": value}) for value in values]}
                for name, values in (("Colour", colours), ("Size", sizes))
            ]
        )
        shirt = cls.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": cls.taxes[23].ids,
                "attribute_line_ids": [
                    (0, 0, {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]})
                    for attribute in attributes
                ],
            }
        )
        cls.name_variants(shirt)
        return shirt

    @classmethod
    def name_variants(cls, shirt):
        for product in shirt.product_variant_ids.filtered(lambda product: not product.default_code):
            values = product.product_template_attribute_value_ids.mapped("name")
            product.default_code = "-".join(["SH", *values])

    def variant(self, shirt, code):
        return shirt.with_context(active_test=False).product_variant_ids.filtered(
            lambda product: product.default_code == code
        )

    def send(self):
        self.sync(self.backend, "category", "out")
        return self.sync(self.backend, "product", "out")

    def writes(self):
        return [call.kind for call in self.shop.log if call.method != "GET"]


@tagged("post_install", "-at_install")
class TestWooCommerce(WooCommerceShop, VariantsOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def variations(self):
        return {row["sku"]: row for row in self.shop.rows("variations")}

    def test_combinations_are_added_archived_and_woken(self):
        shirt = self.make_shirt()
        run = self.send()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(sorted(self.variations()), ["SH-blue-L", "SH-blue-S", "SH-red-L", "SH-red-S"])
        gone = self.variant(shirt, "SH-blue-L")
        gone.active = False
        self.send()
        self.assertEqual(self.variations()["SH-blue-L"]["status"], "private")
        self.assertEqual(self.variations()["SH-red-L"]["status"], "publish")
        gone.active = True
        line = shirt.attribute_line_ids.filtered(lambda line: line.attribute_id.name == "Colour")
        line.value_ids = [(0, 0, {"name": "green", "attribute_id": line.attribute_id.id})]
        self.name_variants(shirt)
        run = self.send()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.variations()["SH-blue-L"]["status"], "publish")
        self.assertEqual(len(self.variations()), 6)
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_an_extra_of_one_combination_is_sent(self):
        shirt = self.make_shirt()
        self.variant(shirt, "SH-red-L").shop_erp_price_extra = 2.0
        self.send()
        prices = {sku: row["regular_price"] for sku, row in self.variations().items()}
        self.assertEqual(prices, {"SH-red-S": "12.30", "SH-red-L": "14.76", "SH-blue-S": "12.30", "SH-blue-L": "12.30"})

    def test_a_product_of_the_shop_goes_back_under_the_shops_own_names(self):
        self.env["product.template"].search([]).sale_ok = False
        size = self.shop.add_attribute("Size", ["S", "L"])
        there = self.shop.add_variable("SHIRT", [(size, ["S", "L"])], name="Shirt")
        self.shop.add_variation(there, "SHIRT-S", "12.30", ["S"], quantity=5)
        large = self.shop.add_variation(there, "SHIRT-L", "15.00", ["L"], quantity=5)
        self.backend.action_check()
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        row = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        shirt = row.odoo_id
        shirt.attribute_line_ids.attribute_id.name = "Größe"
        self.variant(shirt, "SHIRT-L").barcode = "5601234000017"
        run = self.send()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.shop.only("variations", id=large["id"])["global_unique_id"], "5601234000017")
        self.assertEqual([entry["name"] for entry in self.shop.rows("attributes")], ["Size"])
        self.assertEqual(self.shop.only("products", id=there["id"])["sku"], "SHIRT")
        self.assertEqual(len(self.shop.rows("variations")), 2)
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_a_plain_product_that_gets_variants_in_odoo(self):
        self.env["product.template"].search([]).sale_ok = False
        shirt = self.env["product.template"].create(
            {"name": "Shirt", "default_code": "SHIRT", "list_price": 10, "taxes_id": self.taxes[23].ids}
        )
        self.send()
        row = shirt.shop_erp_binding_ids
        plain = row.variant_ids
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )
        shirt.attribute_line_ids = [(0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})]
        self.name_variants(shirt)
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(sorted(self.variations()), ["SH-L", "SH-S"])
        self.assertEqual(plain.state, "gone")
        self.assertEqual(sorted((row.variant_ids - plain).odoo_id.mapped("default_code")), ["SH-L", "SH-S"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_a_dynamic_product_without_any_variant_is_held(self):
        self.env["product.template"].search([]).sale_ok = False
        size = self.env["product.attribute"].create(
            {"name": "Size", "create_variant": "dynamic", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "taxes_id": self.taxes[23].ids,
                "attribute_line_ids": [(0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})],
            }
        )
        self.assertFalse(shirt.with_context(active_test=False).product_variant_ids)
        self.send()
        self.assertEqual(shirt.shop_erp_binding_ids.reason_code, "variants_not_made")


@tagged("post_install", "-at_install")
class TestMagento(VariantsOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento2Simulator()
        cls.backend = cls.connect(cls.shop, "magento2", "Shop")
        cls.backend._set_settings(cls.shop.settings | {"country": "PT"})
        cls.backend.action_check()
        cls.map_taxes(cls.backend)
        for label in ("Red", "Blue"):
            cls.shop.add_option(label)

    def make_colours(self):
        self.env["product.template"].search([]).sale_ok = False
        colour = self.env["product.attribute"].create(
            {"name": "Color", "value_ids": [(0, 0, {"name": name}) for name in ("Red", "Blue")]}
        )
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": self.taxes[23].ids,
                "attribute_line_ids": [
                    (0, 0, {"attribute_id": colour.id, "value_ids": [(6, 0, colour.value_ids.ids)]})
                ],
            }
        )
        self.name_variants(shirt)
        return shirt

    def status(self, sku):
        return self.shop.store.product(sku)["values"]["status"][0]

    def test_variants_are_sent_archived_and_woken(self):
        shirt = self.make_colours()
        run = self.send()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        blue = self.variant(shirt, "SH-Blue")
        self.assertEqual(self.status("SH-Blue"), 1)
        blue.active = False
        run = self.send()
        self.assertEqual((run.failed, run.held, self.status("SH-Blue")), (0, 0, 2), run.errors)
        blue.active = True
        self.send()
        self.assertEqual(self.status("SH-Blue"), 1)
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_what_comes_back_is_bound_to_the_same_variants(self):
        shirt = self.make_colours()
        self.send()
        products = shirt.product_variant_ids
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((shirt.product_variant_ids, len(shirt.attribute_line_ids)), (products, 1))
        entry = self.env["shop_erp.attribute"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((entry.attribute_id, entry.code), (shirt.attribute_line_ids.attribute_id, "color"))
        shirt.attribute_line_ids.attribute_id.name = "Farbe"
        self.variant(shirt, "SH-Blue").weight = 3
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
