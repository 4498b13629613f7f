"""A supplier's stock feed: not Odoo's stock, but a part of what shops may sell of products bought on order."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ....engine.stock import suppliers
from ... import make
from ...common import HubCase, SimulatedCase


@tagged("post_install", "-at_install")
class TestSupplierStock(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Wholesale", "is_company": True})
        cls.feed = cls.make_backend("Feed", system="keyinvoice", is_supplier_feed=True, supplier_id=cls.supplier.id)
        cls.lamp = cls.bind_product("100").product_variant_id
        cls.lamp.shop_erp_bought_on_order = True
        cls.lamp.seller_ids = [(0, 0, {"partner_id": cls.supplier.id, "product_code": "W-9"})]

    def receive_levels(self, *levels):
        return self.receive("stock", *levels, backend=self.feed)

    def offered(self, product=None):
        rows = self.env.execute_query(suppliers.parts(self.backend))
        return dict(rows).get((product or self.lamp).id)

    def order(self, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [(0, 0, {"product_id": self.lamp.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        self.env.flush_all()
        return order

    def test_level_becomes_stock_of_the_supplier_and_moves_nothing(self):
        (level,) = self.receive_levels(make.level("W-9", "12"))
        self.assertEqual((level.state, level.odoo_id), ("done", self.lamp), level.reason)
        stock = self.env["shop_erp.supplier.stock"].search([("backend_id", "=", self.feed.id)])
        self.assertRecordValues(
            stock,
            [
                {
                    "product_id": self.lamp.id,
                    "partner_id": self.supplier.id,
                    "quantity": 12.0,
                    "basis": "physical",
                    "company_id": self.company.id,
                    "is_fresh": True,
                }
            ],
        )
        self.assertEqual(self.lamp.qty_available, 0.0)
        self.assertEqual(self.offered(), 12.0)

    def test_changed_level_replaces_the_former_one_and_less_than_nothing_counts_as_nothing(self):
        self.receive_levels(make.level("W-9", "12"))
        self.receive_levels(make.level("W-9", "7"))
        self.assertEqual(self.offered(), 7.0)
        self.receive_levels(make.level("W-9", "-3"))
        self.assertEqual(self.offered(), 0.0)
        self.assertEqual(self.env["shop_erp.supplier.stock"].search_count([("backend_id", "=", self.feed.id)]), 1)

    def test_only_products_bought_on_order_are_offered(self):
        self.receive_levels(make.level("W-9", "12"))
        self.lamp.shop_erp_bought_on_order = False
        self.assertIsNone(self.offered())

    def test_feed_that_is_archived_is_not_counted(self):
        self.receive_levels(make.level("W-9", "12"))
        self.feed.active = False
        self.assertIsNone(self.offered())

    def test_level_that_was_not_read_for_too_long_is_not_counted_until_it_is_read_again(self):
        level = self.receive_levels(make.level("W-9", "12"))
        stock = self.env["shop_erp.supplier.stock"].search([("backend_id", "=", self.feed.id)])
        stock.read_at = fields.Datetime.now() - timedelta(hours=49)
        self.assertFalse(stock.is_fresh)
        self.assertIsNone(self.offered())
        self.receive_levels(make.level("W-9", "12"))
        self.assertEqual((level.state, self.offered(), stock.is_fresh), ("done", 12.0, True), "read again, unchanged")

    def test_found_by_our_code_and_what_nobody_sells_here_is_no_problem(self):
        ours, unknown = self.receive_levels(make.level("P100", "5"), make.level("W-1234", "5"))
        self.assertEqual((ours.odoo_id, ours.state), (self.lamp, "done"))
        self.assertEqual((unknown.odoo_id, unknown.state), (self.env["product.product"], "done"))

    def test_product_that_is_made_later_is_found_with_the_next_reading(self):
        (level,) = self.receive_levels(make.level("W-1234", "5"))
        later = self.bind_product("200", default_code="W-1234", shop_erp_bought_on_order=True).product_variant_id
        self.receive("stock", make.level("W-1234", "5"), backend=self.feed)
        self.assertEqual((level.odoo_id, self.offered(later)), (later, 5.0))

    def test_code_that_two_products_have_is_held(self):
        self.bind_product("300", default_code="SAME")
        self.bind_product("301", default_code="SAME")
        (level,) = self.receive_levels(make.level("SAME", "5"))
        self.assertEqual((level.state, level.reason_code), ("held", "ambiguous"))

    def test_what_lies_there_is_less_by_all_that_is_ordered_and_not_delivered(self):
        self.receive_levels(make.level("W-9", "12", basis="physical"))
        order = self.order(5)
        self.env.cr.execute("UPDATE sale_order SET write_date = write_date - interval '3 days'")
        self.env.cr.execute("UPDATE sale_order_line SET write_date = write_date - interval '3 days'")
        self.assertEqual(self.offered(), 7.0)
        order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
        order.picking_ids._action_done()
        self.assertEqual((order.order_line.qty_delivered, self.offered()), (5.0, 12.0))

    def test_what_is_available_there_is_less_by_what_was_ordered_since(self):
        self.receive_levels(make.level("W-9", "12", basis="available"))
        stock = self.env["shop_erp.supplier.stock"].search([("backend_id", "=", self.feed.id)])
        self.order(5)
        stock.read_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.offered(), 7.0)
        stock.read_at = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self.offered(), 12.0, "the supplier knows this order by now")

    def test_goods_reserved_in_the_own_stock_are_not_asked_of_the_supplier(self):
        self.receive_levels(make.level("W-9", "12", basis="physical"))
        location = self.backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.lamp, location, 2)
        self.order(5)
        self.assertEqual(self.offered(), 9.0)

    def test_order_that_is_given_up_is_asked_of_nobody(self):
        self.receive_levels(make.level("W-9", "12", basis="physical"))
        order = self.order(5)
        order.picking_ids.action_cancel()
        self.env.flush_all()
        self.assertEqual(self.offered(), 12.0)

    def test_routes_say_what_is_bought_on_order_and_people_may_say_otherwise(self):
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        template = self.bind_product("400")
        self.assertFalse(template.shop_erp_bought_on_order)
        template.route_ids = mto
        self.assertTrue(template.shop_erp_bought_on_order)
        template.shop_erp_bought_on_order = False
        self.assertFalse(template.shop_erp_bought_on_order)


@tagged("post_install", "-at_install")
class TestSupplierToShop(SimulatedCase):
    def test_what_a_supplier_has_is_for_sale_in_the_shop_and_is_no_stock_of_ours(self):
        account, feed = self.connect_erp()
        shop, backend = self.connect_shop()
        supplier = self.env["res.partner"].create({"name": "Wholesale", "is_company": True})
        feed.write({"is_supplier_feed": True, "supplier_id": supplier.id})
        account.add_product("W-9", "Lamp", price="12.30", tax="1", stock="12")
        account.add_product("W-1", "What nobody sells here", price="12.30", tax="1", stock="99")
        there = shop.add_product("LAMP-1", "20.00")
        for kind in ("category", "product"):
            self.sync(backend, kind, "in")
        lamp = self.env["product.product"].search([("default_code", "=", "LAMP-1")])
        lamp.seller_ids = [(0, 0, {"partner_id": supplier.id, "product_code": "W-9"})]
        lamp.shop_erp_bought_on_order = True
        self.env["stock.quant"]._update_available_quantity(lamp, backend.warehouse_id.lot_stock_id, 3)
        run = self.sync(feed, "stock", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.sync(backend, "stock", "out")
        self.assertEqual((shop.stock(there), lamp.qty_available), (15, 3.0))
        account.counter_sale("W-9", 10)
        self.sync(feed, "stock", "in")
        self.sync(backend, "stock", "out")
        self.assertEqual(shop.stock(there), 5)
        self.assertFalse(self.env["stock.move"].search([("product_id", "=", lamp.id)]))
