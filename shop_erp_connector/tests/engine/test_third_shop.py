"""A shop that contradicts itself in its own way, on the same engine: lines told twice, totals cut by discounts."""

from decimal import Decimal

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import SimulatedCase
from ..simulators.magento2 import Magento2Simulator


@tagged("post_install", "-at_install")
class TestThirdShop(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento2Simulator()
        cls.lamp = cls.shop.add_product("LAMP", "24.39", name="Lamp", quantity=50)
        options = [cls.shop.add_option(label) for label in ("Red", "Blue")]
        cls.red, cls.blue = (
            cls.shop.add_product(f"SHIRT-{name}", "10.00", color=option, visibility=1, quantity=50)
            for name, option in zip(("R", "B"), options, strict=True)
        )
        cls.shirt = cls.shop.add_configurable("SHIRT", [cls.red, cls.blue], name="Shirt")
        cls.pack = cls.shop.add_bundle("PACK", [("LAMP", 2)], name="Pack")
        address = cls.shop.address(city="Lisboa", postcode="1100-148", country_id="PT")
        cls.ana = cls.shop.add_customer("ana@mail.test", firstname="Ana", lastname="Silva", addresses=[address])
        cls.shop.place_order(cls.ana, [(cls.lamp, 1)])
        cls.backend = cls.connect(cls.shop, "magento2", "Third shop")
        cls.backend._set_settings(cls.shop.settings | {"country": "PT"})
        cls.backend.action_check()
        cls.map_taxes(cls.backend)
        cls.map_codes(cls.backend, "payment", journal_id=cls.journal.id)
        product = cls.backend.shipping_product_id
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": product.id})
        cls.map_codes(cls.backend, "carrier", carrier_id=carrier.id)
        cls.map_codes(cls.backend, "state", order_action="confirm")

    def test_catalogue_and_orders_come_in_to_the_cent(self):
        self.sync(self.backend, "category", "in")
        products = self.sync(self.backend, "product", "in")
        self.assertEqual((products.created, products.failed, products.held), (3, 0, 0), products.errors)
        shirt = self.env["product.template"].search([("name", "=", "Shirt")])
        self.assertEqual(sorted(shirt.product_variant_ids.mapped("default_code")), ["SHIRT-B", "SHIRT-R"])
        lines = [(self.lamp, 3), (self.shirt, 2, self.red), (self.pack, 1)]
        placed = self.shop.place_order(self.ana, lines, coupon="TEN", percent_off=Decimal(10), freight=Decimal("4.90"))
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.created, run.failed, run.held), (2, 0, 0), run.errors)
        order = self.env["sale.order"].search([("client_order_ref", "=", placed["increment_id"])])
        # (73.17 + 20.00 + 48.78) less 10 % with 23 %, and 4.90 without tax.
        self.assertEqual((f"{order.amount_untaxed:.2f}", f"{order.amount_tax:.2f}"), ("132.65", "29.38"))
        self.assertEqual(f"{placed['grand_total']:.2f}", f"{order.amount_total:.2f}")
        told = [(line.product_id.default_code, line.product_uom_qty) for line in order.order_line if line.price_tax]
        self.assertEqual(told, [("LAMP", 3.0), ("SHIRT-R", 2.0), ("LAMP", 2.0)])

    def ordered_box(self):
        """Let two boxes of fixed price be ordered; return what arrives in Odoo."""
        box = self.shop.add_bundle("BOX", [("LAMP", 2), ("SHIRT-R", 1)], price="50.00", name="Box")
        self.sync(self.backend, "product", "in")
        placed = self.shop.place_order(self.ana, [(box, 2)], freight=Decimal(0))
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        order = self.env["sale.order"].search([("client_order_ref", "=", placed["increment_id"])])
        self.assertEqual(f"{order.amount_total:.2f}", "123.00")
        rates = order.order_line.filtered(lambda line: not line.is_delivery).mapped("tax_ids.amount")
        self.assertEqual(rates, [23], "a part is taxed as its pack: some ERPs take no line without a tax")
        self.assertTrue(all(line.tax_ids for line in order.order_line))
        return [(line.product_id.default_code, line.product_uom_qty, line.price_subtotal) for line in order.order_line]

    def test_parts_of_a_pack_are_delivered_and_cost_nothing(self):
        self.assertEqual(self.ordered_box(), [("BOX", 2, 100), ("LAMP", 4, 0), ("SHIRT-R", 2, 0)])

    def test_parts_that_odoo_puts_together_itself_are_no_lines(self):
        kits = SQL("SELECT id, id, 1::numeric FROM product_product WHERE default_code = 'BOX'")
        self.patch(self.registry["product.product"], "_shop_erp_kits", lambda _products, _company: kits)
        self.assertEqual(self.ordered_box(), [("BOX", 2, 100)])
