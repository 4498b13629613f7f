"""Accessories go both ways; alternatives, which a shop may not have, are declared and said."""

from odoo.tests import tagged

from .shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestLinksBothWays(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp, cls.bulb, cls.cable = cls.make_products()
        cls.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "remote"

    def there(self, product):
        return self.shop.only("products", reference=product.default_code)

    def shown_beside(self, product):
        return [str(row["id"]) for row in self.there(product)["accessories"]]

    def test_accessories_go_out_change_and_end(self):
        self.lamp.shop_erp_accessory_ids = self.bulb
        self.send_catalogue()
        self.sync(self.backend, "product", "out")  # the bulb may have been made after the lamp
        self.assertEqual(self.shown_beside(self.lamp), [str(self.there(self.bulb)["id"])])
        self.lamp.shop_erp_accessory_ids = self.cable
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.shown_beside(self.lamp), [str(self.there(self.cable)["id"])])

    def test_accessories_of_products_that_odoo_made_there_come_in(self):
        self.send_catalogue()
        beside = [{"id": str(self.there(self.bulb)["id"])}]
        self.shop.edit("products", self.there(self.lamp), accessories=beside)
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.lamp.shop_erp_accessory_ids, self.bulb)
        self.shop.edit("products", self.there(self.lamp), accessories=[])
        self.sync(self.backend, "product", "in")
        self.assertFalse(self.lamp.shop_erp_accessory_ids)

    def test_alternatives_are_declared_and_said_where_a_shop_has_none(self):
        capabilities = self.backend._capabilities
        self.assertEqual(
            (capabilities.direction("accessories"), capabilities.direction("alternatives")), ("both", "none")
        )
        self.lamp.shop_erp_alternative_ids = self.bulb
        self.send_catalogue()
        self.sync(self.backend, "product", "out")
        row = self.lamp.shop_erp_binding_ids
        self.assertEqual((row.state, row.reason_code), ("done", "warning"))
        self.assertIn("no list of alternatives", row.reason)
