"""What follows once a shop's order is in Odoo: quote or order, payment check, invoice, payment, later changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....engine import apply as apply_engine
from ....remotes.documents import Attachment, Message, Payment
from ... import make
from ...common import HubCase

PAID = Payment(
    method_code="bankwire",
    state="paid",
    amount=make.dec("11.50"),
    reference="TRX-9",
    paid_at=datetime(2026, 3, 4, 9, tzinfo=UTC),
)


class PolicyCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        cls.method = cls.backend.mapping_ids.filtered(lambda mapping: mapping.type == "payment")

    def work(self):
        """Do at once what the queue would do."""
        self.env["sale.order"]._cron_shop_erp_invoice()


@tagged("post_install", "-at_install")
class TestConfirmation(PolicyCase):
    def test_an_order_that_waits_for_its_payment_is_a_quotation_until_it_is_paid(self):
        self.method.confirmation = "paid"
        document = make.order(payments=(replace(PAID, state="pending", paid_at=None),))
        order = self.receive("order", document).odoo_id
        self.assertEqual(order.state, "draft")
        self.receive("order", replace(document, payments=(PAID,)))
        self.assertEqual((order.state, order.shop_erp_payment_state), ("sale", "paid"))

    def test_cash_on_delivery_is_confirmed_in_a_state_that_keeps_others_as_quotations(self):
        self.method.confirmation = "always"
        self.assertEqual(self.receive("order", make.order(state_id="1")).odoo_id.state, "sale")

    def test_the_same_state_keeps_another_payment_method_as_a_quotation(self):
        self.assertEqual(self.receive("order", make.order(state_id="1")).odoo_id.state, "draft")

    def test_a_quote_of_the_shop_becomes_an_order_when_the_shop_says_so(self):
        self.method.confirmation = "always"
        document = make.order(is_quote=True)
        order = self.receive("order", document).odoo_id
        self.assertEqual(order.state, "draft")
        self.receive("order", replace(document, is_quote=False))
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestPaymentCheck(PolicyCase):
    def setUp(self):
        super().setUp()
        self.method.needs_approval = True
        self.document = make.order()
        self.order = self.receive("order", self.document).odoo_id

    def test_the_order_waits_with_an_activity(self):
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("draft", "waiting"))
        self.assertEqual(self.order.activity_ids.activity_type_id.name, "Payment check")

    def test_approved_it_becomes_what_its_state_says(self):
        self.order.action_shop_erp_approve()
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("sale", "approved"))
        self.assertFalse(self.order.activity_ids)

    def test_refused_it_is_cancelled_and_stays_so(self):
        self.order.action_shop_erp_refuse()
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("cancel", "refused"))
        with self.assertRaisesRegex(UserError, "does not wait"):
            self.order.action_shop_erp_approve()

    def test_an_echo_does_not_ask_again(self):
        self.order.action_shop_erp_approve()
        self.receive("order", replace(self.document, customer_note="Thank you"))
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("sale", "approved"))

    def test_the_shops_own_doubt_asks_too(self):
        self.method.needs_approval = False
        order = self.receive("order", make.order("42", risk="review")).odoo_id
        self.assertEqual((order.state, order.shop_erp_approval), ("draft", "waiting"))

    def test_what_the_shop_has_approved_needs_nobody(self):
        order = self.receive("order", make.order("43", risk="approved")).odoo_id
        self.assertEqual((order.state, order.shop_erp_approval), ("sale", "approved"))


@tagged("post_install", "-at_install")
class TestInvoicing(PolicyCase):
    def received(self, **fields):
        order = self.receive("order", make.order(payments=(PAID,), **fields)).odoo_id
        self.work()
        return order

    def test_by_hand_nothing_is_invoiced(self):
        self.assertFalse(self.received().invoice_ids)

    def test_invoice(self):
        self.method.invoicing = "invoice"
        invoice = self.received().invoice_ids
        self.assertEqual((invoice.state, invoice.amount_total, invoice.payment_state), ("posted", 11.5, "not_paid"))

    def test_invoice_and_payment_with_its_day_and_reference(self):
        self.method.invoicing = "pay"
        invoice = self.received().invoice_ids
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        payment = self.env["account.payment"].search([("memo", "=", "TRX-9")])
        self.assertEqual((payment.amount, payment.date, payment.journal_id), (11.5, date(2026, 3, 4), self.journal))

    def test_a_second_look_makes_no_second_invoice_or_payment(self):
        self.method.invoicing = "pay"
        order = self.received()
        order._shop_erp_invoice()
        self.work()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(self.env["account.payment"].search_count([("memo", "=", "TRX-9")]), 1)

    def test_a_payment_that_comes_later_is_registered_then(self):
        self.method.invoicing = "pay"
        document = make.order(payments=(replace(PAID, state="pending", paid_at=None),))
        order = self.receive("order", document).odoo_id
        self.work()
        self.assertEqual(order.invoice_ids.payment_state, "not_paid")
        self.receive("order", replace(document, payments=(PAID,)))
        self.work()
        self.assertIn(order.invoice_ids.payment_state, ("paid", "in_payment"))

    def test_what_odoo_refuses_to_post_stands_on_the_order(self):
        order = self.receive("order", make.order()).odoo_id
        order.shop_erp_invoicing = "invoice"
        self.env["account.journal"].search([("type", "=", "sale")]).active = False
        self.work()
        self.assertFalse(order.invoice_ids)
        self.assertIn("journal", order.shop_erp_problem)

    def test_an_order_that_cannot_be_invoiced_says_why_and_stops_no_other(self):
        good = self.receive("order", make.order("41", payments=(PAID,))).odoo_id
        bad = self.receive("order", make.order("42", payments=(PAID,))).odoo_id
        (good | bad).shop_erp_invoicing = "pay"
        bad.shop_erp_payment_journal_id = False
        self.work()
        self.assertIn(good.invoice_ids.payment_state, ("paid", "in_payment"))
        self.assertIn("mapped to no journal", bad.shop_erp_problem)
        self.assertFalse(bad.invoice_ids, "undone with what failed: never half done")


@tagged("post_install", "-at_install")
class TestProposals(PolicyCase):
    def setUp(self):
        super().setUp()
        self.document = make.order()
        self.order = self.receive("order", self.document).odoo_id
        self.changed = replace(make.order(lines=[make.line("30.00", quantity=3)]), delivery=make.address(city="Braga"))
        self.row = self.receive("order", self.changed)

    def test_the_proposal_shows_what_differs_and_calls_for_a_person(self):
        self.assertEqual((self.row.state, self.row.is_proposal), ("held", True))
        self.assertEqual(self.order.amount_total, 11.5)
        for text in ("Quantity", "30", "Braga"):
            self.assertIn(text, self.row.differences)
        self.assertEqual(len(self.order.activity_ids), 1)

    def test_the_same_question_is_asked_once(self):
        self.receive("order", replace(self.changed, customer_note="Hello?"))
        self.assertEqual(len(self.order.activity_ids), 1)

    def test_accepted_the_order_is_as_the_shop_has_it(self):
        self.row.action_accept_change()
        apply_engine.apply(self.make_step("order", "apply"), self.row)
        self.assertEqual((self.row.state, self.order.state, self.order.amount_total), ("done", "sale", 34.5))
        moves = self.order.picking_ids.filtered(lambda picking: picking.state != "cancel").move_ids
        self.assertEqual((sum(moves.mapped("product_uom_qty")), self.order.partner_shipping_id.city), (3, "Braga"))

    def test_refused_ours_stays_and_the_shops_counts_as_known(self):
        self.row.action_refuse_change()
        self.assertEqual((self.row.state, self.order.amount_total), ("done", 11.5))
        self.assertIn("Braga", "".join(self.order.message_ids.mapped("body")))
        self.assertEqual(self.receive("order", self.changed).state, "done")

    def test_what_was_invoiced_is_changed_by_hand(self):
        self.order._create_invoices().action_post()
        with self.assertRaisesRegex(UserError, "credit note"):
            self.row.action_accept_change()
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestMessages(PolicyCase):
    def test_later_messages_are_appended_once(self):
        document = make.order(messages=(Message(text="Blue, please"),))
        order = self.receive("order", document).odoo_id
        later = replace(document, messages=(*document.messages, Message(text="Or green")))
        self.receive("order", later)
        self.receive("order", replace(later, customer_note="Hurry"))
        bodies = "".join(order.message_ids.mapped("body"))
        self.assertEqual((bodies.count("Blue, please"), bodies.count("Or green")), (1, 1))

    def test_files_are_asked_for_until_they_are_attached(self):
        file = Attachment(id="7", name="logo.png", url="https://shop.example/files/7")
        row = self.receive("order", make.order(files=(file,)))
        self.assertEqual(row._files_to_fetch(), (file,))
        steps = self.env["shop_erp.run.step"].search([("task", "=", "download")])
        self.assertEqual(steps.record_ids, row.ids)
        row._keep_file(file, b"picture")
        self.assertEqual(row._files_to_fetch(), ())
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", row.odoo_id.id)]
        )
        self.assertEqual((attachment.name, attachment.raw), ("logo.png", b"picture"))
