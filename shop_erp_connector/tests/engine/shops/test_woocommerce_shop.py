"""WooCommerce with Odoo: an order's whole life, refunds both ways, the category tree, and what the shop reports."""

import json

from odoo.tests import HttpCase, tagged

from ...common import SimulatedCase
from ...simulators.woocommerce import webhooks
from ..shop_case import ShopOutCase
from .order_life import OrderLife
from .returns_with_shop import ReturnsWithShop
from .woocommerce_shop import LISBON, WooCommerceShop


@tagged("post_install", "-at_install")
class TestOrderLife(OrderLife, WooCommerceShop, ShopOutCase):
    came_in, delivered, cancelled = "processing", "completed", "cancelled"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend._set_settings({"invoice_note": "1"})
        cls.backend.action_check()
        lamp = cls.shop.add_product("SHOP-LAMP", "24.60", name="Shop lamp", quantity=50)
        buyer = cls.shop.add_customer("ana@example.com")
        # pylint takes the shop for that of the case beside: pylint: disable=redundant-keyword-arg
        order = cls.shop.place_order([(lamp, 2)], customer=buyer, shipping="7.00", address=LISBON)
        cls.there = order["id"]
        for kind in ("category", "product", "order"):
            cls.sync(cls.backend, kind, "in")
        cls.order = cls.env["sale.order"].search([("client_order_ref", "=", str(cls.there))])

    def state_there(self):
        return self.shop.row("orders", self.there)["status"]

    def meta(self):
        return self.shop.meta(self.shop.row("orders", self.there))

    def tracked(self):
        number = self.meta().get("_tracking_number")
        return number.split(", ") if number else []

    def told(self):
        return self.shop.notes({"id": self.there}, is_for_customer=True)

    def test_the_order_came_in_to_the_cent(self):
        # 2 × 20.00 + 7.00 carrier, 23 % on both
        self.assertRecordValues(
            self.order, [{"amount_untaxed": 47.0, "amount_tax": 10.81, "amount_total": 57.81, "state": "sale"}]
        )

    def test_number_and_address_of_an_invoice_are_meta_data(self):
        self.deliver()
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.meta()["_odoo_invoice_number"], invoice.name)
        self.assertIn(f"access_token={invoice.access_token}", self.meta()["_odoo_invoice_url"])

    def test_meta_keys_are_the_backends_settings(self):
        self.backend._set_settings({"tracking_number_key": "ship_no", "invoice_url_key": "paper"})
        self.backend.action_check()
        self.deliver("PT1")
        self.order._create_invoices().action_post()
        for kind in ("shipment", "invoice"):
            self.sync(self.backend, kind, "out")
        self.assertEqual(self.meta()["ship_no"], "PT1")
        self.assertIn("access_token=", self.meta()["paper"])
        self.assertNotIn("_tracking_number", self.meta())

    def test_parcels_of_an_order_stand_side_by_side(self):
        first = self.order.picking_ids
        first.carrier_tracking_ref = "PT1"
        first.move_ids.write({"quantity": 1, "picked": True})
        first.with_context(skip_backorder=True)._action_done()
        rest = self.order.picking_ids - first
        rest.carrier_tracking_ref = "PT2"
        rest.move_ids.write({"quantity": 1, "picked": True})
        rest._action_done()
        self.sync(self.backend, "shipment", "out")
        self.assertEqual(self.tracked(), ["PT1", "PT2"])


@tagged("post_install", "-at_install")
class TestOrders(WooCommerceShop, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.shop.add_product("LAMP", "24.60", name="Lamp", quantity=50)
        cls.gone = cls.shop.add_product("GONE", "12.30", name="Old lamp", quantity=50)
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")

    def take(self):
        run = self.sync(self.backend, "order", "in")
        rows = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)], order="id")
        return run, rows

    def test_all_kinds_of_lines_to_the_cent(self):
        self.shop.add_coupon("ten", "10")
        fees = [("Gift wrap", "1.00", ""), ("Loyalty", "-2.00", "")]
        order = {"shipping": "4.07", "fees": fees, "coupons": ["ten"], "address": LISBON, "customer_note": "Ring twice"}
        placed = self.shop.place_order([(self.lamp, 2), (self.gone, 1)], **order)
        run, rows = self.take()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        # (49.20 + 12.30) less 10 %, 5.01 for the carrier, 1.23 for the wrapping, 2.46 taken off
        self.assertEqual(f"{rows.odoo_id.amount_total:.2f}", "59.13")
        self.assertEqual(str(placed["total"]), "59.13")
        self.assertEqual(rows.odoo_id.amount_tax, float(placed["total_tax"]))
        shown = [(line.product_id.default_code, f"{line.price_total:.2f}") for line in rows.odoo_id.order_line]
        self.assertEqual(shown[:2], [("LAMP", "44.28"), ("GONE", "11.07")])
        self.assertEqual(sorted(total for _code, total in shown[2:]), ["-2.46", "1.23", "5.01"])

    def test_a_product_that_was_deleted_since_is_a_question_and_the_other_orders_come_in(self):
        self.shop.place_order([(self.gone, 1), (self.lamp, 1)], address=LISBON)
        self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.shop.forget_product(self.gone)
        run, rows = self.take()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 1), run.errors)
        self.assertEqual(sorted(rows.mapped("state")), ["done", "held"])
        self.assertIn("Old lamp", rows.filtered(lambda row: row.state == "held").reason)

    def test_what_is_no_number_spoils_one_order_alone(self):
        bad = self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.shop.place_order([(self.lamp, 1)], address=LISBON)
        shown = self.shop.record("order", bad["id"]) | {"total": "free", "a_plugins_field": {"x": 1}}
        good = self.shop.record("order", bad["id"] + 1) | {"customer_id": "0", "another": None}
        body = json.dumps([shown, good])
        self.shop.faults.status(
            200, body=body, headers={"X-WP-Total": "2"}, content_type="application/json", kind="orders"
        )
        run, rows = self.take()
        self.assertEqual((run.created, run.failed), (1, 1), run.errors)
        self.assertEqual(sorted(rows.mapped("state")), ["done", "failed"])
        self.assertIn(f"total of order {bad['id']}", rows.filtered(lambda row: row.state == "failed").reason)

    def test_a_key_that_was_withdrawn_stops_the_backend_and_a_new_one_goes_on(self):
        self.shop.place_order([(self.lamp, 1)], address=LISBON)
        known = dict(self.shop.keys)
        self.addCleanup(self.shop.keys.update, known)
        self.shop.keys.clear()
        self.take()
        self.assertEqual(self.backend.state, "stopped")
        self.assertIn("consumer key", self.backend.state_reason)
        self.shop.keys.update(known)
        self.backend.action_check()
        run, _rows = self.take()
        self.assertEqual((self.backend.state, run.created), ("ready", 1))

    def test_a_page_of_a_proxy_is_read_again_later(self):
        self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.shop.faults.status(502, body="<html><body>Bad Gateway</body></html>", kind="orders")
        _run, rows = self.take()
        self.assertFalse(rows)
        step = self.env["shop_erp.run.step"].search([("state", "=", "waiting")])
        self.assertEqual(len(step), 1)
        self.assertNotIn("<html>", step.errors or "")


@tagged("post_install", "-at_install")
class TestReturns(ReturnsWithShop, WooCommerceShop, SimulatedCase):
    refund_call = {"method": "POST", "kind": "orders/refunds"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def place(self):
        lamp = self.shop.add_product("LAMP-1", "12.30", name="Lamp", quantity=10)
        self.placed = self.shop.place_order([(lamp, 3)], address=LISBON)

    def line_there(self):
        return str(self.placed["line_items"][0]["id"])

    def refund_one_there(self):
        (tax_id,) = self.placed["line_items"][0]["taxes"]
        line = {"id": int(self.line_there()), "quantity": 1, "refund_total": "10.00"}
        line["refund_tax"] = [{"id": tax_id, "refund_total": "2.30"}]
        self.shop.refund(self.placed, line_items=[line])

    def refunds_there(self):
        return [
            (
                float(row["amount"]),
                next((self.shop.meta(line)["_refunded_item_id"] for line in row["line_items"]), None),
            )
            for row in self.shop.rows("refunds", parent_id=self.placed["id"])
        ]

    def test_goods_that_the_shop_puts_back_for_a_refund_are_not_offered_while_odoo_waits_for_them(self):
        lamp = self.order.order_line.product_id.filtered("is_storable")
        self.env["stock.quant"]._update_available_quantity(lamp, self.backend.warehouse_id.lot_stock_id, 10)
        self.sync(self.backend, "stock", "out")
        line = self.order.order_line.filtered(lambda one: one.product_id == lamp)
        record = self.env["shop_erp.return"].create(
            {"order_id": self.order.id, "line_ids": [(0, 0, {"sale_line_id": line.id, "decision": "refund"})]}
        )
        record.action_accept()
        record.action_refund()
        self.sync(self.backend, "return", "out")
        there = self.shop.row("products", self.placed["line_items"][0]["product_id"])
        self.assertEqual(there["stock_quantity"], 8, "one is back on the shelf there")
        self.sync(self.backend, "stock", "out")
        self.assertEqual(there["stock_quantity"], 7, "all three are still to be delivered")

    def test_money_stays_where_it_is_unless_the_backend_says_so(self):
        record = self.env["shop_erp.return"].create({"order_id": self.order.id, "adjustment": 12.3})
        record.action_accept()
        record.action_refund()
        self.sync(self.backend, "return", "out")
        (row,) = self.shop.rows("refunds")
        self.assertFalse(row["refunded_payment"])

    def test_all_of_it_makes_the_order_refunded_there_and_is_no_question_here(self):
        self.shop.refund(self.placed, amount="36.90")
        self.assertEqual(self.placed["status"], "refunded")
        for kind in ("order", "return"):
            run = self.sync(self.backend, kind, "in")
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.order.shop_erp_return_ids.credit_note_ids.amount_total, 36.9)


@tagged("post_install", "-at_install")
class TestCategories(WooCommerceShop, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.env["product.template"].search([]).sale_ok = False
        cls.lighting = cls.env["product.category"].create({"name": "Lighting & lamps"})
        cls.desk = cls.env["product.category"].create({"name": "Desk", "parent_id": cls.lighting.id})
        cls.lamp = cls.env["product.template"].create(
            {
                "name": "Lamp",
                "default_code": "LAMP",
                "list_price": 20,
                "taxes_id": cls.taxes[23].ids,
                "categ_id": cls.desk.id,
            }
        )

    def send(self):
        for kind in ("category", "product"):
            run = self.sync(self.backend, kind, "out")
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def writes(self):
        return [call.kind for call in self.shop.log if call.method != "GET"]

    def category(self, name):
        return self.shop.only("categories", name=name)

    def names(self):
        row = self.shop.only("products", sku="LAMP")
        return sorted(self.shop.row("categories", id)["name"] for id in row["categories"])

    def test_the_tree_is_made_renamed_and_moved(self):
        self.send()
        lighting, desk = self.category("Lighting &amp; lamps"), self.category("Desk")
        self.assertEqual((desk["parent"], self.names()), (lighting["id"], ["Desk"]))
        self.desk.write({"name": "Table", "parent_id": False})
        self.send()
        self.assertEqual((desk["name"], desk["parent"]), ("Table", 0))
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_the_shops_tree_comes_in(self):
        house = self.shop.add_category("House")
        self.shop.add_category("Kitchen", parent=house["id"])
        run = self.sync(self.backend, "category", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        kitchen = self.env["product.category"].search([("name", "=", "Kitchen")])
        self.assertEqual(kitchen.parent_id.name, "House")

    def test_a_product_leaves_the_category_that_odoo_takes_away_and_keeps_the_shops_own(self):
        self.send()
        row = self.lamp.shop_erp_binding_ids
        sale, new = self.env["product.category"].create([{"name": name} for name in ("Sale", "New")])
        row.category_ids = sale | new
        self.send()
        self.assertLess({"Sale", "New"}, set(self.names()))
        there = self.shop.only("products", sku="LAMP")
        there["categories"] = [*there["categories"], self.shop.add_category("Offers")["id"]]
        row.category_ids = sale
        self.send()
        self.assertEqual(self.names(), ["Desk", "Offers", "Sale"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_what_is_switched_off_is_a_draft_and_never_deleted(self):
        self.send()
        self.lamp.sale_ok = False
        self.send()
        self.assertEqual(self.shop.only("products", sku="LAMP")["status"], "draft")
        self.lamp.sale_ok = True
        self.send()
        self.assertEqual(self.shop.only("products", sku="LAMP")["status"], "publish")


@tagged("post_install", "-at_install")
class TestReports(WooCommerceShop, SimulatedCase, HttpCase):
    """The shop itself calls Odoo's address: as it registers, signs and delivers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        for kind in ("category", "product", "customer", "order"):
            cls.flow(cls.backend, kind, "in").active = True
        cls.lamp = cls.shop.add_product("LAMP", "12.30", name="Lamp", quantity=9)

    def setUp(self):
        super().setUp()
        # Odoo's server answers a test's own session alone: it carries what the shop would have posted.
        self.patch(
            webhooks, "_post", lambda url, headers, body: self.url_open(url, data=body, headers=headers).status_code
        )
        self.backend.action_subscribe()
        self.assertEqual(self.backend.webhook_state, "registered", self.backend.webhook_note)

    def deliver(self):
        """Let the shop's queue run; return the answers it got."""
        count = self.shop.deliver()
        self.env.invalidate_all()
        return count

    def failures(self):
        return [row["failures"] for row in self.shop.rows("webhooks") if row["failures"]]

    def test_the_first_pings_are_answered_and_an_order_is_fetched_and_made(self):
        self.deliver()
        self.assertEqual(self.failures(), [], "unsigned pings are no failures")
        for kind in ("category", "product"):
            self.sync(self.backend, kind, "in")
        placed = self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.deliver()
        self.assertEqual(self.failures(), [])
        self.work()
        order = self.env["sale.order"].search([("client_order_ref", "=", str(placed["id"]))])
        self.assertEqual((order.state, order.amount_total), ("sale", 12.3))

    def test_what_a_report_says_is_not_believed_only_that_something_happened(self):
        """The newest state counts, whatever order reports come in."""
        placed = self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.sync(self.backend, "order", "in")
        self.shop.edit_order(placed["id"], status="cancelled")
        late = self.shop.record("order", placed["id"]) | {"status": "processing"}
        self.patch(self.shop, "record", lambda _resource, _id: late)
        self.deliver()
        self.work()
        order = self.env["sale.order"].search([("client_order_ref", "=", str(placed["id"]))])
        self.assertEqual(order.state, "cancel")

    def test_a_forged_one_is_refused_and_counts_as_the_shops_failure(self):
        self.deliver()
        for row in self.shop.rows("webhooks"):
            row["secret"] = "somebody else's"
        self.shop.place_order([(self.lamp, 1)], address=LISBON)
        self.deliver()
        self.assertEqual(set(self.failures()), {1})
        self.work()
        self.assertFalse(self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]))

    def test_one_that_was_switched_off_is_mended(self):
        self.shop.rows("webhooks")[0]["status"] = "disabled"
        self.env["shop_erp.backend"]._cron_mend_webhooks()
        self.work()
        self.assertEqual({row["status"] for row in self.shop.rows("webhooks")}, {"active"})
