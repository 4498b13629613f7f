"""What only the shop says of a product that Odoo owns stays there, and is no reason to send the product again."""

from odoo.tests import tagged

from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestLeftThere(BothChangedCase):
    owner = "odoo"

    def change_lamp(self, **values):
        self.change_there("products", self.there, **values)
        self.come_in()
        self.go_out()

    def lamp_there(self, name):
        return self.read_there("products", self.there)[name]

    def test_a_size_that_odoo_never_had(self):
        self.change_lamp(width="30.000000")
        self.assertEqual(self.lamp.shop_erp_width, 0.0)
        self.assert_calm()
        self.lamp.shop_erp_height = 5
        self.go_out()
        self.assertEqual((float(self.lamp_there("width")), float(self.lamp_there("height"))), (30.0, 5.0))
        self.assert_calm()
        self.lamp.shop_erp_height = 0
        self.go_out()
        self.assertEqual(float(self.lamp_there("height")), 0.0, "what Odoo had is cleared")

    def test_a_weight_that_odoo_never_had(self):
        self.change_lamp(weight="1.500000")
        self.lamp.name = "Lamp 2"
        self.go_out()
        self.assertEqual((self.lamp.weight, float(self.lamp_there("weight"))), (0.0, 1.5))
        self.assert_calm()

    def test_a_brand_that_odoo_never_had(self):
        brand = self.shop.store.insert("manufacturers", {"name": "Luz", "active": "1"})["id"]
        self.change_lamp(id_manufacturer=str(brand))
        self.assertFalse(self.lamp.shop_erp_brand_id)
        self.assertEqual(self.lamp_there("id_manufacturer"), str(brand))
        self.assert_calm()

    def test_a_category_that_odoo_never_had(self):
        garden = self.shop.add_category("Garden")
        self.come_in("category")
        present = self.lamp_there("categories")
        self.change_lamp(categories=[*present, {"id": str(garden["id"])}])
        self.assertFalse(self.lamp_row.category_ids)
        self.assertIn(garden["id"], [int(one["id"]) for one in self.lamp_there("categories")])
        self.assert_calm()
