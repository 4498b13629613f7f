"""Magento: a product has categories there and none of them is its default one; Odoo's stays as long as it is one."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .magento1_shop import Magento1Shop
from .magento2_shop import Magento2Shop


class DefaultCategory:
    """A lamp that is on sale, read from a shop with a garden, too; Odoo owns what is said of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale, cls.garden = cls.make_category("Sale"), cls.make_category("Garden")
        cls.there = cls.make_lamp()
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)
        cls.row = cls.env["shop_erp.binding.product"].search([("external_id", "=", str(cls.there))])

    def put_into_the_garden(self, owner):
        """The shop puts the lamp into the garden, too; return its default and its further categories in Odoo."""
        self.backend.ownership_ids.owner = owner
        self.shop.clock.advance(3600)
        self.put_into(self.sale, self.garden)
        for direction in ("in", "out", "in"):
            run = self.sync(self.backend, "product", direction)
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.shop.log.clear()
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.writes(), [])
        return self.row.odoo_id.categ_id.name, self.row.category_ids.mapped("name")

    def test_a_further_category_does_not_take_its_place(self):
        self.assertEqual(self.put_into_the_garden("ask"), ("Sale", ["Garden"]))

    def test_what_odoo_owns_is_not_sent_again_for_it(self):
        self.assertEqual(self.put_into_the_garden("odoo"), ("Sale", []))


@tagged("post_install", "-at_install")
class TestMagento2DefaultCategory(DefaultCategory, Magento2Shop, ShopOutCase):
    @classmethod
    def make_category(cls, name):
        return cls.shop.add_category(name)["id"]

    @classmethod
    def make_lamp(cls):
        return cls.shop.add_product("LAMP", "20.00", categories=[cls.sale])["id"]

    def put_into(self, *ids):
        links = [{"position": 0, "category_id": str(id)} for id in ids]
        self.shop.edit("product", self.there, category_links=links)


@tagged("post_install", "-at_install")
class TestMagento1DefaultCategory(DefaultCategory, Magento1Shop, ShopOutCase):
    @classmethod
    def make_category(cls, name):
        return cls.shop.add_category(name)

    @classmethod
    def make_lamp(cls):
        return cls.shop.add_product("LAMP", "24.60", categories=(cls.sale,))

    def put_into(self, *ids):
        self.shop.edit("products", self.there, category_ids=list(ids))
