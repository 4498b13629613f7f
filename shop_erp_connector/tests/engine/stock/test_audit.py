"""The audit: what differs twice is listed and repaired with one click; what is on its way is no difference."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...common import SimulatedCase
from ..erp_case import ErpOutCase


class AuditCase:
    """Audits a backend, with its second look."""

    def audit(self, backend=None, between=None):
        """Compare, let something happen, and look again; return the audit."""
        audit = (backend or self.backend)._start_audit()
        self.work()
        if between:
            between()
        while self.look_again():
            self.work()
        return audit

    def look_again(self):
        """Ten minutes later: what waits for its time is due. Return how many jobs there are."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE queue_job SET eta = NULL WHERE state = 'pending'")
        self.env.invalidate_all()
        return len(self.due_jobs())

    def lines(self, audit):
        return {
            (line.product_id.default_code or line.external_id, line.kind): (line.theirs, line.ours, line.state)
            for line in audit.line_ids
        }


@tagged("post_install", "-at_install")
class TestShopAudit(AuditCase, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.buyer = cls.shop.add_customer()
        cls.there = {code: cls.shop.add_product(code, "20.00") for code in ("L-1", "L-2", "L-3")}
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")
        cls.products = cls.env["product.product"].search([("default_code", "in", list(cls.there))])
        location = cls.backend.warehouse_id.lot_stock_id
        for product in cls.products:
            cls.env["stock.quant"]._update_available_quantity(product, location, 7)
        for flow in (("order", "in"), ("stock", "out")):
            cls.flow(cls.backend, *flow).active = True
        cls.sync(cls.backend, "order", "in")
        cls.env["shop_erp.run"].search([]).started_at = fields.Datetime.now() - timedelta(hours=1)

    def product(self, code):
        return self.products.filtered(lambda product: product.default_code == code)

    def stock_there(self, code):
        return self.shop.stock(self.there[code])

    def add_stock(self, code, quantity):
        location = self.backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.product(code), location, quantity)

    def test_no_difference_no_line(self):
        audit = self.audit()
        self.assertRecordValues(
            audit,
            [{"state": "done", "compared": 3, "open_count": 0, "settled": 0, "is_last": True, "direction": "out"}],
        )
        self.assertEqual(len(self.shop.log.calls("GET", kind="stock_availables")) <= 2, True)

    def test_level_that_somebody_changed_there_is_listed_and_sent_again(self):
        self.shop.set_stock(self.there["L-2"], 3)
        audit = self.audit()
        self.assertEqual(self.lines(audit), {("L-2", "differs"): (3.0, 7.0, "open")})
        line = audit.line_ids
        self.assertEqual((line.difference, line.can_send, line.can_take), (-4.0, True, False))
        self.assertEqual((audit.open_count, self.backend.audit_difference_count), (1, 1))
        line.action_send()
        self.work()
        self.assertEqual((self.stock_there("L-2"), line.state, audit.repaired_count), (7, "repaired", 1))
        self.assertFalse(self.audit().line_ids)

    def test_many_lines_are_repaired_at_once(self):
        for code in self.there:
            self.shop.set_stock(self.there[code], 3)
        audit = self.audit()
        self.assertEqual(audit.open_count, 3)
        audit.line_ids.action_send()
        self.work()
        self.assertEqual([self.stock_there(code) for code in self.there], [7, 7, 7])

    def test_order_that_is_on_its_way_is_no_difference(self):
        self.shop.place_order(self.buyer, [(self.there["L-1"], 2)], carrier=1)
        audit = self.audit()
        self.assertFalse(audit.line_ids)
        self.assertEqual((audit.settled, audit.state), (1, "done"))

    def test_difference_that_the_next_order_mends_is_none(self):
        self.shop.set_stock(self.there["L-1"], 5)

        def buy():
            self.shop.place_order(self.buyer, [(self.there["L-1"], 1)], carrier=1)

        audit = self.audit(between=buy)
        self.assertEqual((audit.settled, audit.line_ids.ids), (1, []))
        self.sync(self.backend, "stock", "out")
        self.assertEqual(self.stock_there("L-1"), 6, "what was ordered is sent again")

    def test_level_that_moves_at_each_look_is_left_for_tomorrow(self):
        self.flow(self.backend, "order", "in").active = False
        self.shop.set_stock(self.there["L-1"], 5)
        audit = self.backend._start_audit()
        self.work()
        for quantity in (4, 3):
            self.shop.set_stock(self.there["L-1"], quantity)
            self.assertEqual((audit.state, audit.line_ids.state), ("running", "suspect"))
            self.look_again()
            self.work()
        self.assertEqual((audit.state, audit.settled, audit.line_ids.ids), ("done", 1, []))

    def test_change_here_that_is_about_to_be_sent_is_no_difference(self):
        self.add_stock("L-1", 5)
        self.assertFalse(self.audit().line_ids)

    def test_change_here_that_nobody_will_send_is_one(self):
        self.add_stock("L-1", 5)
        self.flow(self.backend, "stock", "out").active = False
        self.assertEqual(self.lines(self.audit()), {("L-1", "differs"): (7.0, 12.0, "open")})

    def test_refused_level_is_one(self):
        self.add_stock("L-1", 5)
        level = self.product("L-1").shop_erp_stock_ids
        level._set_state("failed", "refused", "No.")
        self.assertEqual(self.lines(self.audit()), {("L-1", "differs"): (7.0, 12.0, "open")})

    def test_none_there_but_some_here_and_the_other_way_round(self):
        self.backend.stock_buffer = 7
        self.sync(self.backend, "stock", "out")
        self.assertEqual(self.stock_there("L-1"), 0)
        self.add_stock("L-2", -7)
        self.shop.set_stock(self.there["L-2"], 4)
        audit = self.audit()
        self.assertEqual(
            self.lines(audit),
            {
                ("L-1", "zero_there"): (0.0, 0.0, "explained"),
                ("L-2", "only_there"): (4.0, 0.0, "open"),
                ("L-3", "zero_there"): (0.0, 0.0, "explained"),
            },
        )
        kept_back = audit.line_ids.filtered(lambda line: line.product_id == self.product("L-1"))
        self.assertEqual((kept_back.here, kept_back.can_send), (7.0, False), "it is as it should be")
        with self.assertRaisesRegex(UserError, "nothing here that could be repaired"):
            kept_back.action_send()
        kept_back.action_close()
        self.assertEqual((kept_back.state, audit.open_count), ("closed", 1))

    def test_product_there_that_odoo_does_not_know(self):
        self.shop.add_product("NEW", "5.00", quantity=3)
        self.shop.add_product("NONE-LEFT", "5.00", quantity=0)
        (line,) = self.audit().line_ids
        self.assertEqual((line.kind, line.theirs, line.product_id.id), ("unknown", 3.0, False))

    def test_product_that_is_gone_there(self):
        self.shop.remove("products", self.there["L-3"])
        self.assertEqual(self.lines(self.audit()), {("L-3", "missing"): (0.0, 7.0, "open")})

    def test_only_the_latest_audit_counts_and_old_ones_are_forgotten(self):
        self.shop.set_stock(self.there["L-2"], 3)
        first = self.audit()
        second = self.audit()
        self.assertEqual((first.is_last, second.is_last, self.backend.last_audit_id), (False, True, second))
        self.assertEqual(set(first.line_ids.mapped("is_last")), {False})
        (first | second).started_at = fields.Datetime.now() - timedelta(days=61)
        self.env["shop_erp.audit"]._gc_audits()
        self.assertEqual((first.exists(), second.exists()), (first.browse(), second))

    def test_one_audit_at_a_time_and_levels_go_on_meanwhile(self):
        audit = self.backend._start_audit()
        self.assertEqual(self.backend._start_audit(), audit)
        self.add_stock("L-1", 5)
        run = self.flow(self.backend, "stock", "out")._start(trigger="user")
        self.assertNotIn("audit", run.mapped("trigger"))
        self.work()
        self.assertEqual(self.stock_there("L-1"), 12)

    def test_remote_that_fails_fails_the_audit_and_says_why(self):
        self.shop.faults.status(400, kind="stock_availables", times=9)
        audit = self.audit()
        self.assertEqual(audit.state, "failed")
        self.assertTrue(audit.errors)

    def test_the_schedule_audits_who_exchanges_stock(self):
        _other_shop, other = self.connect_shop(name="Other")
        self.env["shop_erp.audit"]._cron_audit()
        self.assertEqual(len(self.backend.audit_ids), 1)
        self.assertFalse(other.audit_ids)

    def test_users_start_audits_managers_repair(self):
        user, manager = (
            new_test_user(
                self.env, login=f"audit_{role}", groups=f"shop_erp_connector.group_{role},stock.group_stock_user"
            )
            for role in ("user", "manager")
        )
        self.shop.set_stock(self.there["L-2"], 3)
        self.backend.with_user(user).action_audit()
        self.work()
        while self.look_again():
            self.work()
        line = self.backend.last_audit_id.line_ids
        with self.assertRaises(AccessError):
            line.with_user(user).action_send()
        line.with_user(manager).action_send()
        self.work()
        self.assertEqual((line.state, self.stock_there("L-2")), ("repaired", 7))

    def test_pages(self):
        self.shop.populate(products=250)
        audit = self.audit()
        self.assertEqual(audit.compared, 253)
        self.assertEqual(set(audit.line_ids.mapped("kind")), {"unknown"})
        self.assertEqual(len(audit.line_ids), 250)


@tagged("post_install", "-at_install")
class TestErpAudit(AuditCase, ErpOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow(cls.backend, "stock", "in").active = True
        cls.sync(cls.backend, "stock", "in")

    def on_hand(self, product=None):
        return (product or self.tile).with_context(warehouse_id=self.backend.warehouse_id.id).qty_available

    def test_no_difference_no_line(self):
        audit = self.audit()
        self.assertRecordValues(audit, [{"state": "done", "compared": 2, "open_count": 0, "direction": "in"}])

    def test_goods_that_only_odoo_received_are_listed_and_theirs_is_taken(self):
        self.env["stock.quant"]._update_available_quantity(self.tile, self.backend.warehouse_id.lot_stock_id, 6)
        audit = self.audit()
        self.assertEqual(self.lines(audit), {("AZ-1", "differs"): (40.0, 46.0, "open")})
        line = audit.line_ids
        self.assertEqual((line.can_send, line.can_take), (False, True))
        line.action_take()
        self.work()
        self.assertEqual((self.on_hand(), line.state), (40.0, "repaired"))
        move = self.env["stock.move"].search([("product_id", "=", self.tile.id)], order="id desc", limit=1)
        self.assertEqual((move.quantity, move.is_inventory, move.state), (6.0, True, "done"))
        self.assertFalse(self.audit().line_ids)

    def test_counter_sale_since_the_last_reading_is_no_difference(self):
        self.account.counter_sale("AZ-1", 3)
        self.assertFalse(self.audit().line_ids)
        self.flow(self.backend, "stock", "in").active = False
        self.assertEqual(self.lines(self.audit()), {("AZ-1", "differs"): (37.0, 40.0, "open")})

    def test_goods_that_one_side_has_taken_out_already_are_no_difference(self):
        order = self.make_order()
        self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.assertEqual((self.account.stock("AZ-1"), self.on_hand()), (Decimal(38), 40.0))
        self.assertFalse(self.audit().line_ids)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual(self.on_hand(), 38.0)
        self.assertFalse(self.audit().line_ids)

    def test_product_that_the_erp_names_no_more_is_none_when_theirs_is_taken(self):
        del self.account.account.products["AZ-1"]
        audit = self.audit()
        self.assertEqual(self.lines(audit), {("AZ-1", "missing"): (0.0, 40.0, "open")})
        audit.line_ids.action_take()
        self.work()
        self.assertEqual(self.on_hand(), 0.0)
