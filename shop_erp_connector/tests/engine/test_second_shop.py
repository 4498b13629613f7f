"""Another kind of shop on the same engine: nothing of it is known above its remote."""

import base64
import io

from PIL import Image

from odoo.tests import tagged

from ..common import SimulatedCase
from .shops.woocommerce_shop import LISBON, WooCommerceShop


@tagged("post_install", "-at_install")
class TestSecondShop(WooCommerceShop, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop(name="Second shop")

    def test_catalogue_and_orders_come_in_to_the_cent(self):
        lamp = self.shop.add_product("LAMP", "24.60", quantity=10, name="Lamp & bulb")
        size = self.shop.add_attribute("Size", ["S", "L"])
        shirt = self.shop.add_variable("SHIRT", [(size, ["S", "L"])], name="Shirt")
        small = self.shop.add_variation(shirt, "SHIRT-S", "12.30", ["S"], quantity=5)
        self.shop.add_variation(shirt, "SHIRT-L", "15.00", ["L"], quantity=5)
        self.shop.add_coupon("ten", "10")
        self.sync(self.backend, "category", "in")
        products = self.sync(self.backend, "product", "in")
        self.assertEqual((products.created, products.failed, products.held), (2, 0, 0), products.errors)
        self.assertEqual(self.env["product.template"].search([("default_code", "=", "LAMP")]).name, "Lamp & bulb")
        placed = self.shop.place_order([(lamp, 2), (small, 1)], shipping="4.07", coupons=["ten"], address=LISBON)
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        order = self.env["sale.order"].search([("client_order_ref", "=", str(placed["id"]))])
        self.assertEqual((order.state, order.shop_erp_payment_state), ("sale", "paid"))
        # 2 × 24.60 and 12.30, less 10 %, and 4.07 with 23 % on it.
        self.assertEqual((f"{order.amount_total:.2f}", f"{order.amount_tax:.2f}"), ("60.36", "11.29"))
        self.assertEqual(str(placed["total"]), "60.36")
        self.assertIn("SHIRT-S", order.order_line.product_id.mapped("default_code"))

    def make_shirt(self):
        self.env["product.template"].search([]).sale_ok = False
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": self.taxes[23].ids,
                "attribute_line_ids": [(0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})],
            }
        )
        small, large = shirt.product_variant_ids
        small.default_code, large.default_code = "SHIRT-S", "SHIRT-L"
        large.product_template_attribute_value_ids.price_extra = 2.0
        return shirt, small, large

    def send_products(self):
        self.sync(self.backend, "category", "out")
        return self.sync(self.backend, "product", "out")

    def variations(self):
        rows = list(self.shop.rows("variations"))
        return {row["sku"]: (row["regular_price"], row["stock_quantity"]) for row in rows}

    def test_a_product_with_variants_goes_out_and_its_levels_and_orders_find_it(self):
        shirt, small, large = self.make_shirt()
        run = self.send_products()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(
            {sku: price for sku, (price, _q) in self.variations().items()}, {"SHIRT-S": "12.30", "SHIRT-L": "14.76"}
        )
        self.assertEqual(shirt.shop_erp_binding_ids.variant_ids.odoo_id, small | large)
        for variant, quantity in ((small, 3), (large, 4)):
            self.env["stock.quant"]._update_available_quantity(
                variant, self.backend.warehouse_id.lot_stock_id, quantity
            )
        run = self.sync(self.backend, "stock", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(
            {sku: quantity for sku, (_p, quantity) in self.variations().items()}, {"SHIRT-S": 3, "SHIRT-L": 4}
        )
        (row,) = [row for row in self.shop.rows("variations") if row["sku"] == "SHIRT-L"]
        self.shop.place_order([(row, 1)], address=LISBON)
        self.sync(self.backend, "order", "in")
        self.assertIn(
            large, self.env["sale.order.line"].search([("order_id.origin", "like", "Second shop")]).product_id
        )

    def test_a_second_run_sends_nothing_and_a_change_of_one_variant_is_sent(self):
        _shirt, _small, large = self.make_shirt()
        self.send_products()
        self.shop.log.clear()
        self.send_products()
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])
        large.product_template_attribute_value_ids.price_extra = 3.0
        run = self.send_products()
        self.assertEqual((run.changed, self.variations()["SHIRT-L"][0]), (1, "15.99"), run.errors)

    def test_a_variant_without_a_code_is_named(self):
        shirt, small, _large = self.make_shirt()
        small.default_code = False
        run = self.send_products()
        self.assertEqual(run.held, 1)
        self.assertIn("(S)", shirt.shop_erp_binding_ids.reason)

    def test_a_picture_is_sent_once_and_again_when_it_changes(self):
        self.take_pictures(self.shop, self.backend)
        shirt, small, _large = self.make_shirt()
        shirt.image_1920, small.image_variant_1920 = picture("red"), picture("blue")
        run = self.send_products()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        (row,) = [row for row in self.shop.rows("products") if row["type"] == "variable"]
        (variation,) = [one for one in self.shop.rows("variations") if one["sku"] == "SHIRT-S"]
        self.assertEqual(len(row["images"]), 2)
        self.assertTrue(variation["image"])
        self.assertEqual(self.uploads(), 2)
        shirt.name = "Fine shirt"
        self.send_products()
        self.assertEqual(self.uploads(), 0, "the pictures are there")
        shirt.image_1920 = picture("green")
        self.send_products()
        self.assertEqual(self.uploads(), 1)

    def uploads(self):
        count = len([call for call in self.shop.log if call.method == "POST" and "/media" in call.path])
        self.shop.log.clear()
        return count


def picture(colour):
    """Return a small picture as Odoo's fields take it."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return base64.b64encode(content.getvalue())
