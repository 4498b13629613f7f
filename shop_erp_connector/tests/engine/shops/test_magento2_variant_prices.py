"""Magento 2: a product with variants has no price of its own there; Odoo's stays while those of its variants move."""

from decimal import Decimal

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .magento2_shop import Magento2Shop


class VariantPrices(Magento2Shop):
    """A shirt of the shop in S for 10 and M for 12, read; what both sides change is asked."""

    shop_factor = Decimal(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.add_attribute("size", "Size")
        small, medium = (cls.shop.add_option(label, attribute="size") for label in "SM")
        children = [
            cls.shop.add_product("SHIRT-S", 10 * cls.shop_factor, visibility=1, size=small),
            cls.shop.add_product("SHIRT-M", 12 * cls.shop_factor, visibility=1, size=medium),
        ]
        there = cls.shop.add_configurable("SHIRT", children, attribute="size", name="Shirt")
        cls.backend.action_check()  # which reads the shop's attributes
        for direction in ("in", "out"):
            cls.flow(cls.backend, "product", direction).active = True
        run = cls.sync(cls.backend, "product", "in")
        if run.failed or run.held:
            raise AssertionError(run.errors)
        cls.row = cls.env["shop_erp.binding.product"].search([("external_id", "=", str(there["id"]))])
        cls.shirt = cls.row.odoo_id

    def form(self, size):
        return self.shirt.product_variant_ids.filtered(lambda product: product.default_code == f"SHIRT-{size}")

    def own(self, owner):
        self.backend.ownership_ids.owner = owner

    def change_there(self, **prices):
        """Change prices of variants in the shop an hour later."""
        self.shop.clock.advance(3600)
        for size, price in prices.items():
            self.shop.edit("product", self.row_of(f"SHIRT-{size}")["id"], price=price * self.shop_factor)

    def prices(self):
        """(Odoo's sales price, what S and M cost in Odoo, what they cost in the shop)."""
        here = [round(self.form(size).lst_price, 6) for size in "SM"]
        there = [self.value(f"SHIRT-{size}", "price") / self.shop_factor for size in "SM"]
        return self.shirt.list_price, here, there

    def meet(self):
        """Both flows run twice; then neither has anything to write."""
        for _time in range(2):
            self.taken("product")
            self.sent("product")
        self.shop.log.clear()
        runs = [self.taken("product"), self.sent("product")]
        self.assertEqual([(run.changed, run.created) for run in runs], [(0, 0), (0, 0)])
        self.assertEqual(self.writes(), [])

    def test_odoos_price_stays_when_its_variants_become_dearer(self):
        self.own("odoo")
        self.form("S").shop_erp_price_extra += 4
        self.meet()
        self.assertEqual(self.prices(), (10.0, [14.0, 12.0], [14, 12]))

    def test_each_sides_variant_keeps_its_new_price(self):
        self.own("ask")
        self.form("M").shop_erp_price_extra += 3
        self.change_there(S=13)
        self.meet()
        self.assertEqual(self.prices(), (10.0, [13.0, 15.0], [13, 15]))

    def test_one_variant_that_both_changed_is_asked_alone(self):
        self.own("ask")
        self.form("S").shop_erp_price_extra += 3
        self.change_there(S=11, M=16)
        self.sync(self.backend, "product", "in")
        self.assertEqual(self.row.reason_code, "conflict", self.row.reason)
        (line,) = self.row.conflict_ids
        self.assertEqual((line.base_text, line.odoo_text, line.there_text), ("0.00", "3.00", "1.00"))
        line.choice = "remote"
        self.row.action_resolve()
        self.work()
        self.meet()
        self.assertEqual(self.prices(), (10.0, [11.0, 16.0], [11, 16]))

    def test_all_become_dearer_by_the_same(self):
        self.own("newest")
        self.change_there(S=11, M=13)
        self.meet()
        self.assertEqual(self.prices(), (11.0, [11.0, 13.0], [11, 13]))


@tagged("post_install", "-at_install")
class TestVariantPrices(VariantPrices, ShopOutCase):
    """Both sides keep prices without tax."""


@tagged("post_install", "-at_install")
class TestVariantPricesWithTax(VariantPrices, ShopOutCase):
    """The shop keeps its prices with 23 % tax, Odoo without."""

    settings = {"prices_include_tax": "1"}
    shop_factor = Decimal("1.23")
