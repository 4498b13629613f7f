"""A WooCommerce shop and Odoo that know the same goods, and both change them."""

from ..shop_case import ShopOutCase
from .woocommerce_shop import WooCommerceShop


class WooCommerceBothWays(WooCommerceShop, ShopOutCase):
    """A lamp and a shirt in S and M, read from a shop; everything goes both ways, and what both change is asked."""

    owner = "ask"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_goods_there()
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
        cls.backend.ownership_ids.owner = cls.owner
        for kind in ("category", "product"):
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)
        cls.lamp, cls.shirt = (cls.bound(row["id"]).odoo_id for row in (cls.there, cls.shirt_there))
        cls.lamp_row, cls.shirt_row = cls.lamp.shop_erp_binding_ids, cls.shirt.shop_erp_binding_ids

    @classmethod
    def make_goods_there(cls):
        """The lamp is in the house, the shirt in the garden, a bulb and a cable beside them."""
        shop = cls.shop
        cls.garden, cls.house = shop.add_category("garden 10"), shop.add_category("house 10")
        outside, inside = ({"categories": [{"id": one["id"]}]} for one in (cls.garden, cls.house))
        texts = {"short_description": "D10", "description": "<p>L10</p>"}
        cls.bulb_there, cls.cable_there = (shop.add_product(sku, "2.46", **inside) for sku in ("BULB", "CABLE"))
        cls.there = shop.add_product("LAMP", "24.60", name="Lamp", manage_stock=True, **texts, **inside)
        size = shop.add_attribute("Size", ["S", "M"])
        cls.shirt_there = shop.add_variable("SHIRT", [(size, ["S", "M"])], name="Shirt", **texts, **outside)
        cls.small = shop.add_variation(cls.shirt_there, "SHIRT-S", "12.30", ["S"], global_unique_id="2000000000015")
        cls.medium = shop.add_variation(cls.shirt_there, "SHIRT-M", "14.76", ["M"], global_unique_id="2000000000022")

    @classmethod
    def bound(cls, external_id, kind="product"):
        rows = cls.env[f"shop_erp.binding.{kind}"]
        return rows.search([("backend_id", "=", cls.backend.id), ("external_id", "=", str(external_id))])

    def form(self, code):
        """The shirt's variant of a code."""
        variants = self.shirt.with_context(active_test=False).product_variant_ids
        return variants.filtered(lambda product: product.default_code == code)

    def change_there(self, row, **values):
        """Edit a product or variation in the shop an hour later."""
        self.shop.clock.advance(3600)
        self.shop.edit_product(row["id"], **values)

    def there_now(self, row):
        return self.shop.row("variations" if "product_id" in row else "products", row["id"])

    def meet(self):
        """Read what changed there, then send what changed here."""
        for direction in ("in", "out"):
            for kind in ("category", "product"):
                run = self.sync(self.backend, kind, direction)
                self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def assert_calm(self):
        """Once what was sent has been read again, both flows find nothing to write on either side."""
        self.meet()
        self.shop.log.clear()
        runs = [self.sync(self.backend, kind, way) for kind in ("category", "product") for way in ("in", "out")]
        told = [(run.created, run.changed, run.held, run.failed) for run in runs]
        self.assertEqual((told, self.writes()), ([(0, 0, 0, 0)] * 4, []))
