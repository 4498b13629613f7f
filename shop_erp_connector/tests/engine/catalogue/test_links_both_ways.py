"""Accessories go both ways; alternatives, which a shop may not have, are declared and said."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from ..shops.magento1_shop import Magento1Shop


class LinksBothWays:
    """Joined with a case of a shop; ``shown_beside()`` tells codes, ``show_beside()`` is the shop's back office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp, cls.bulb, cls.cable = cls.make_products()
        cls.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "remote"

    def test_accessories_go_out_change_and_end(self):
        self.lamp.shop_erp_accessory_ids = self.bulb
        self.send_catalogue()
        self.sync(self.backend, "product", "out")  # the bulb may have been made after the lamp
        self.assertEqual(self.shown_beside(self.lamp), ["LAMP-1"])
        self.lamp.shop_erp_accessory_ids = self.cable
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.shown_beside(self.lamp), ["LAMP-2"])

    def test_accessories_of_products_that_odoo_made_there_come_in(self):
        self.send_catalogue()
        self.show_beside(self.lamp, self.bulb)
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.lamp.shop_erp_accessory_ids, self.bulb)
        self.show_beside(self.lamp)
        self.sync(self.backend, "product", "in")
        self.assertFalse(self.lamp.shop_erp_accessory_ids)


@tagged("post_install", "-at_install")
class TestLinksBothWays(LinksBothWays, ShopOutCase):
    def there(self, product):
        return self.shop.only("products", reference=product.default_code)

    def shown_beside(self, product):
        ids = [int(row["id"]) for row in self.there(product)["accessories"]]
        return [self.shop.row("products", id)["reference"] for id in ids]

    def show_beside(self, product, *others):
        beside = [{"id": str(self.there(other)["id"])} for other in others]
        self.shop.edit("products", self.there(product), accessories=beside)

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


@tagged("post_install", "-at_install")
class TestLinksOfAnotherShop(LinksBothWays, Magento1Shop, ShopOutCase):
    def there(self, product):
        (row,) = self.shop.rows("products", sku=product.default_code)
        return row

    def shown_beside(self, product):
        links = [link["id"] for link in self.there(product)["links"] if link["type"] == "cross_sell"]
        return [self.shop.product(id)["sku"] for id in links]

    def show_beside(self, product, *others):
        links = [{"type": "cross_sell", "id": self.there(one)["id"], "qty": "0", "position": 1} for one in others]
        self.shop.edit("products", self.there(product)["id"], links=links)

    def test_alternatives_go_out_too(self):
        self.lamp.shop_erp_alternative_ids = self.bulb
        self.send_catalogue()
        self.sync(self.backend, "product", "out")
        told = [(link["type"], link["id"]) for link in self.there(self.lamp)["links"]]
        self.assertEqual(told, [("related", self.there(self.bulb)["id"])])
