"""A Magento 1 shop with Odoo as a whole: products and orders in, levels, prices and parcels out; nothing sent twice."""

from odoo.tests import tagged

from ..common import SimulatedCase
from ..simulators.magento1 import Magento1Simulator


@tagged("post_install", "-at_install")
class TestMagento1Shop(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento1Simulator()
        cls.backend = cls.connect(cls.shop, "magento1", "Old shop")
        cls.map_taxes(cls.backend)
        cls.map("payment", "checkmo", backend=cls.backend, journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].create(
            {"name": "Parcel", "product_id": cls.backend.shipping_product_id.id}
        )
        cls.map("carrier", "flatrate_flatrate", backend=cls.backend, carrier_id=carrier.id)
        cls.map_codes(cls.backend, "state", order_action="confirm")
        cls.lamp = cls.shop.add_product("LAMP", "12.30", quantity=9)
        cls.book = cls.shop.add_product("BOOK", "9.99", quantity=9, tax_class_id="4")
        shirt = cls.shop.add_product("SHIRT", "24.60", type="configurable")
        lines = [(cls.lamp, 3), (cls.book, 1), (shirt, 1, ((cls.lamp, 1, 0),))]
        buyer = cls.shop.add_customer("ana@example.com")
        cls.number = cls.shop.place_order(buyer, lines, percent="10", coupon="TEN", shipping=("5.00", "1.15", "0"))

    def test_the_shops_order_arrives_to_the_cent(self):
        for kind in ("category", "product", "order"):
            run = self.sync(self.backend, kind, "in")
            self.assertEqual(run.failed + run.held, 0, (kind, run.errors))
        order = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]).odoo_id
        shop = self.shop.order(self.number)
        self.assertEqual(
            (order.amount_total, order.amount_tax), (float(shop["grand_total"]), float(shop["tax_amount"]))
        )
        codes = [line.product_id.default_code for line in order.order_line]
        self.assertEqual(codes, ["LAMP", "BOOK", "LAMP", "SHIPPING"])
        self.assertEqual(order.partner_id.email, "ana@example.com")
        self.shop.log.clear()
        self.sync(self.backend, "order", "in")
        self.assertEqual(self.shop.log.count(kind="salesOrderList"), 1)

    def test_levels_go_out_once(self):
        for kind in ("category", "product", "order"):
            self.sync(self.backend, kind, "in")
        lamp = self.env["product.product"].search([("default_code", "=", "LAMP")])
        self.env["stock.quant"]._update_available_quantity(lamp, self.backend.warehouse_id.lot_stock_id, 50)
        run = self.sync(self.backend, "stock", "out")
        self.assertEqual(run.failed, 0, run.errors)
        # Four of them are promised to the shop's own order, which the shop has taken off already.
        self.assertEqual(self.shop.product(self.lamp)["qty"], 46)
        self.shop.log.clear()
        self.sync(self.backend, "stock", "out")
        self.assertEqual(self.shop.log.count(kind="catalogInventoryStockItemMultiUpdate"), 0)
