"""A WooCommerce shop and Odoo change the same product: nothing is lost, and it comes to rest."""

from odoo.tests import tagged

from .woocommerce_both_ways import WooCommerceBothWays


@tagged("post_install", "-at_install")
class TestBothWays(WooCommerceBothWays):
    def category(self, there):
        return self.bound(there["id"], "category").odoo_id

    def test_a_product_moved_here_while_something_beside_it_changed_there(self):
        self.lamp.categ_id = self.category(self.garden)
        self.change_there(self.there, upsell_ids=[self.bulb_there["id"]])
        self.meet()
        self.assertEqual((self.lamp.categ_id, self.lamp_row.category_ids.ids), (self.category(self.garden), []))
        self.assertEqual(self.lamp.shop_erp_alternative_ids.default_code, "BULB")
        self.assertEqual(self.there_now(self.there)["categories"], [self.garden["id"]])
        self.assert_calm()

    def test_a_weight_that_was_taken_away_there(self):
        self.change_there(self.there, weight="1.5")
        self.change_there(self.small, weight="0.5")
        self.meet()
        self.assertEqual((self.lamp.weight, self.form("SHIRT-S").weight), (1.5, 0.5))
        self.change_there(self.there, weight="")
        self.change_there(self.small, weight="")
        self.meet()
        self.assertEqual((self.lamp.weight, self.form("SHIRT-S").weight), (0.0, 0.0))
        self.assert_calm()

    def test_a_default_category_is_odoos_as_long_as_the_product_is_in_it(self):
        """The shop has none: it lists categories by their order and name."""
        both = [{"id": one["id"]} for one in (self.garden, self.house)]
        self.change_there(self.there, categories=both)
        self.meet()
        self.assertEqual(
            (self.lamp.categ_id, self.lamp_row.category_ids), tuple(map(self.category, (self.house, self.garden)))
        )
        self.shop.terms.update("categories", self.garden["id"], {"name": "zen garden"})
        self.change_there(self.there, name="Lamp 2")
        self.meet()
        self.assertEqual((self.lamp.name, self.lamp.categ_id), ("Lamp 2", self.category(self.house)))
        self.assert_calm()
        self.change_there(self.there, categories=both[:1])
        self.meet()
        self.assertEqual((self.lamp.categ_id, self.lamp_row.category_ids.ids), (self.category(self.garden), []))
        self.assert_calm()

    def test_a_low_stock_of_a_product_that_the_shop_does_not_count(self):
        self.change_there(self.there, manage_stock=False)
        self.meet()
        self.lamp.shop_erp_low_stock = 2
        self.meet()
        self.assertEqual(self.lamp_row.reason, "The shop does not count this product: its low stock is not told there.")
        self.change_there(self.there, name="Lamp 2")
        self.meet()
        self.assertEqual((self.lamp.name, self.lamp.shop_erp_low_stock), ("Lamp 2", 2.0))
        self.assert_calm()

    def test_a_variant_that_is_to_weigh_what_its_product_does(self):
        self.change_there(self.shirt_there, weight="0.5")
        self.change_there(self.small, weight="2.5")
        self.meet()
        self.form("SHIRT-S").weight = 0.5
        self.meet()
        self.assertEqual(self.there_now(self.small)["weight"], "0.5")
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestOdooDecides(WooCommerceBothWays):
    owner = "odoo"

    def test_a_further_category_of_the_shop_stays_and_is_no_reason_to_send_again(self):
        self.change_there(self.there, categories=[{"id": one["id"]} for one in (self.garden, self.house)])
        self.meet()
        self.assertEqual(self.lamp.categ_id, self.bound(self.house["id"], "category").odoo_id)
        self.assertFalse(self.lamp_row.category_ids)
        self.assertEqual(self.there_now(self.there)["categories"], [self.garden["id"], self.house["id"]])
        self.assert_calm()

    def test_that_a_product_is_on_sale_follows_from_its_price_there(self):
        self.change_there(self.there, sale_price="20.00")
        self.meet()
        self.assertEqual((self.lamp_row.on_sale, self.there_now(self.there)["sale_price"]), (False, "20.00"))
        self.assert_calm()
