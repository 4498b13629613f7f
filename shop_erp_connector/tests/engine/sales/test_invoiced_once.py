"""What is invoiced by itself is invoiced once: after refunds, credit notes by hand, down payments, and in races."""

from datetime import UTC, datetime

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....engine import refunds
from ....engine.turns import take_turn
from ....remotes.documents import Payment
from ... import make
from ...common import HubCase
from ..committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestInvoicedOnce(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        cls.method = cls.backend.mapping_ids.filtered(lambda mapping: mapping.type == "payment")
        cls.method.invoicing = "pay"

    def received(self, amount="34.50", paid_at=None):
        lines = [make.line("30.00", quantity=3)]
        payment = Payment(
            method_code="bankwire", state="paid", amount=make.dec(amount), reference="TRX-9", paid_at=paid_at
        )
        order = self.receive("order", make.order(lines=lines, payments=(payment,), placed_at=datetime.now(UTC))).odoo_id
        self.work()
        return order

    def work(self):
        self.env["sale.order"]._cron_shop_erp_invoice()

    def refund(self, order, quantity, **fields):
        line = order.order_line[0]
        vals = {"sale_line_id": line.id, "quantity": quantity, "decision": "refund", **fields}
        record = self.env["shop_erp.return"].create({"order_id": order.id, "line_ids": [(0, 0, vals)]})
        record.action_accept()
        record.action_refund()
        return record

    def types(self, order):
        return sorted(order.invoice_ids.mapped("move_type"))

    def test_what_was_refunded_is_not_invoiced_again(self):
        order = self.received()
        self.refund(order, 1)
        self.assertEqual((order.invoice_status, order.shop_erp_problem), ("invoiced", False))
        self.work()
        self.assertEqual(self.types(order), ["out_invoice", "out_refund"])

    def test_of_what_is_invoiced_by_delivery_only_what_leaves_later_is(self):
        self.lamp.invoice_policy = "delivery"
        stock = self.backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.lamp.product_variant_id, stock, 9)
        order = self.received()
        self.deliver(order, 2)
        self.work()
        record = self.refund(order, 1)
        self.work()
        self.assertEqual(self.types(order), ["out_invoice", "out_refund"], "money first, goods later")
        record.action_receive()
        self.work()
        self.assertEqual(self.types(order), ["out_invoice", "out_refund"])
        self.deliver(order, 1)
        self.work()
        invoices = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        self.assertEqual(sorted(invoices.mapped("amount_total")), [11.5, 23.0])

    def deliver(self, order, quantity):
        picking = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel") and one.picking_type_code == "outgoing"
        )
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking._action_done()

    def test_what_was_credited_by_hand_is_a_persons_to_invoice_again(self):
        order = self.received()
        wizard = self.env["account.move.reversal"].create(
            {"move_ids": order.invoice_ids.ids, "journal_id": order.invoice_ids.journal_id.id}
        )
        wizard.reverse_moves()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        self.work()
        self.assertEqual(self.types(order), ["out_invoice", "out_refund"])
        if order.invoice_status == "to invoice":
            self.assertIn("credited by hand", order.shop_erp_problem)

    def test_a_down_payment_is_taken_off(self):
        self.method.invoicing = "none"
        order = self.received()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 11.5}).create_invoices()
        order.invoice_ids.action_post()
        order.shop_erp_invoicing = "invoice"
        self.work()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), 34.5, order.shop_erp_problem)

    def test_a_payment_of_a_closed_period_leaves_nothing_half_done(self):
        self.company.fiscalyear_lock_date = "2026-03-31"
        order = self.received(paid_at=datetime(2026, 3, 4, tzinfo=UTC))
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        if posted.payment_state in ("paid", "in_payment"):
            self.assertFalse(order.shop_erp_problem)
        else:
            self.assertFalse(posted)
            self.assertTrue(order.shop_erp_problem)

    def test_part_of_the_money_is_no_payment(self):
        order = self.received(amount="5.00")
        self.assertEqual((order.shop_erp_payment_state, order.invoice_ids.payment_state), ("partial", "not_paid"))

    def test_one_click_on_a_refunded_order_makes_no_second_invoice(self):
        order = self.received()
        self.refund(order, 3)
        order.action_shop_erp_invoice_and_send()
        self.assertEqual(self.types(order), ["out_invoice", "out_refund"])


@tagged("post_install", "-at_install")
class TestTurns(CommittedCase):
    """Two connections at once: the second does not see the first one's invoice, so it must not make its own."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.bind_product(env, invoice_policy="order")
            self.receive(env, self.order_document())
        self.work()
        with self.transaction() as env:
            order = self.orders(env)
            order.action_confirm()
            order.shop_erp_invoicing = "invoice"
            self.order_id = order.id

    def order(self, env):
        return env["sale.order"].browse(self.order_id)

    def test_what_another_job_is_invoicing_is_left_to_it(self):
        first, second = self.connection(), self.connection()
        self.order(first)._shop_erp_invoice()
        self.order(second)._shop_erp_invoice()
        self.assertEqual(len(self.order(first).invoice_ids), 1)
        self.assertEqual(len(self.order(second).invoice_ids), 0)
        first.cr.rollback()
        second.cr.rollback()

    def test_two_people_answer_the_payment_check_at_once(self):
        with self.transaction() as env:
            order = self.order(env)
            order._action_cancel()
            order.action_draft()
            order.shop_erp_approval = "waiting"
        first, second = self.connection(), self.connection()
        self.order(first).action_shop_erp_approve()
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.order(second).action_shop_erp_refuse()
            second.flush_all()
        second.cr.rollback()
        with self.assertRaisesRegex(UserError, "does not wait"):
            self.order(second).action_shop_erp_refuse()

    def test_two_people_press_the_button_of_a_return_at_once(self):
        with self.transaction() as env:
            order = self.order(env)
            line = {"sale_line_id": order.order_line[:1].id, "quantity": 1}
            record_id = env["shop_erp.return"].create({"order_id": order.id, "line_ids": [(0, 0, line)]}).id
        first, second = self.connection(), self.connection()
        first["shop_erp.return"].browse(record_id).action_accept()
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            second["shop_erp.return"].browse(record_id).action_accept()
        second.cr.rollback()
        with self.assertRaisesRegex(UserError, "Accepted"):
            second["shop_erp.return"].browse(record_id).action_accept()

    def test_who_began_before_the_other_one_ended_begins_anew(self):
        for work in (
            lambda order: order._shop_erp_invoice(),
            lambda order: order.action_shop_erp_invoice_and_send(),
            lambda order: refunds.credit_note(order.env["shop_erp.return"].new({"order_id": order.id})),
        ):
            first, second = self.connection(), self.connection()
            take_turn(self.order(first))
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                work(self.order(second))
            second.cr.rollback()
