"""A Magento 1 shop with Odoo as a whole: products and orders in, levels, prices and parcels out; nothing sent twice."""

from odoo.tests import tagged

from ...common import SimulatedCase
from .magento1_shop import Magento1Shop


@tagged("post_install", "-at_install")
class TestMagento1Shop(Magento1Shop, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
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

    def read_all(self):
        for kind in ("category", "product", "order"):
            run = self.sync(self.backend, kind, "in")
        return run

    def stock_up(self, quantity):
        lamp = self.env["product.product"].search([("default_code", "=", "LAMP")])
        self.env["stock.quant"]._update_available_quantity(lamp, self.backend.warehouse_id.lot_stock_id, quantity)
        return self.sync(self.backend, "stock", "out")

    def test_an_expired_session_is_renewed_once_for_a_run(self):
        self.read_all()
        self.shop.expire_sessions()
        self.shop.log.clear()
        run = self.stock_up(50)
        self.assertEqual((run.failed, self.shop.log.count(kind="login")), (0, 1), run.errors)
        self.assertEqual(self.shop.product(self.lamp)["qty"], 46)

    def test_a_role_that_may_only_read_stops_the_backend_and_is_told_once(self):
        self.read_all()
        self.shop.read_only = True
        self.addCleanup(setattr, self.shop, "read_only", False)
        run = self.stock_up(50)
        self.assertEqual((run.changed, self.backend.state), (0, "stopped"))
        self.assertIn("role does not allow this", self.backend.state_reason)
        self.shop.read_only = False
        self.backend.action_check()
        self.env["shop_erp.binding.stock"].search([]).next_try = False  # its time has come
        run = self.sync(self.backend, "stock", "out")
        self.assertEqual((self.backend.state, self.shop.product(self.lamp)["qty"]), ("ready", 46), run.errors)

    def test_a_page_of_a_proxy_is_an_error_of_its_run_and_nothing_is_lost(self):
        self.read_all()
        lines = [(self.lamp, 1)]
        number = self.shop.place_order(self.shop.add_customer(), lines)
        self.shop.faults.status(200, body="<html>Sign in</html>", kind="salesOrderList")
        self.sync(self.backend, "order", "in")
        self.shop.faults.clear()
        self.sync(self.backend, "order", "in")
        orders = self.env["sale.order"].search([("client_order_ref", "=", number)])
        self.assertEqual(len(orders), 1)

    def test_an_order_of_a_product_that_was_deleted_there_waits_for_a_person(self):
        gone = self.shop.add_product("GONE", "12.30", quantity=5)
        number = self.shop.place_order(self.shop.add_customer(), [(gone, 1)])
        self.shop.remove("products", gone)
        self.read_all()
        row = self.env["shop_erp.binding.order"].search([("external_id", "=", number)])
        self.assertEqual((row.state, row.reason_code), ("held", "product_unknown"))
        self.assertIn("product GONE is not known in Odoo", row.reason)
