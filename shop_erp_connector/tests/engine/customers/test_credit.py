"""Trade credit: what the ERP or Odoo says customers may owe, orders above it, and who is told."""

from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ....remotes.contract import Result
from ....remotes.documents import Credit, Customer, Invoice, OpenInvoice, Payment
from ... import make
from ...common import HubCase


class LedgerCase(HubCase):
    """A shop whose payment method "account" is paid later, and an ERP that keeps the credit of its clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100", invoice_policy="order")
        cls.map("payment", "account", journal_id=cls.journal.id, is_on_account=True)
        cls.erp = cls.make_backend("Ledger", "ebp")
        cls.document = cls.order("41")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Reis Lda", "is_company": True, "email": "ana@reis.invalid", "vat": "PT503504564"}
        )
        cls.shop_row = cls.env["shop_erp.binding.partner"].create(
            {"backend_id": cls.backend.id, "external_id": "7", "odoo_id": cls.partner.id, "state": "done"}
        )
        cls.shop_row._set_unchanged(cls.shop_row)

    @classmethod
    def order(cls, number, **vals):
        """An order of 11.50 that is paid later."""
        return make.order(
            number,
            customer=Customer(id="7"),
            payments=(Payment(method_code="account"),),
            payment_method_code="account",
            payment_method_name="On account",
            **vals,
        )

    def told(self, **credit):
        """The ERP tells a client's credit."""
        facts = {"allowed": True, "currency": self.company.currency_id.name, "limit": Decimal(1000)} | credit
        client = Customer(id="K1", company="Reis Lda", vat="PT503504564", credit=Credit(**facts))
        return self.receive("customer", client, backend=self.erp)

    def received(self, document=None):
        return self.receive("order", document or self.document)


@tagged("post_install", "-at_install")
class TestCredit(LedgerCase):
    def test_a_system_that_tells_credit_keeps_it_and_only_one_does(self):
        self.assertTrue(self.erp.keeps_credit)
        self.assertFalse(self.backend.keeps_credit)
        second = self.make_backend("Second", "ebp")
        self.assertFalse(second.keeps_credit)
        with self.assertRaises(ValidationError):
            second.keeps_credit = True

    def test_within_the_limit_an_order_is_confirmed(self):
        self.told(balance=Decimal("988.50"))
        row = self.received()
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)

    def test_above_the_limit_it_is_held_with_the_figures(self):
        self.told(balance=Decimal("988.51"))
        row = self.received()
        self.assertEqual((row.state, row.reason_code, row.odoo_id.id), ("held", "credit_exceeded", False))
        for figure in ("1000", "988.51", "11.50", "0.01", "Ledger"):
            self.assertIn(figure, row.reason)

    def test_orders_of_one_page_add_up(self):
        self.told(balance=Decimal("980.00"))
        rows = self.receive("order", self.document, self.order("42"))
        self.assertEqual([row.state for row in rows], ["done", "held"])
        self.assertIn("11.50 more in orders", rows[1].reason)

    def test_confirmed_orders_and_later_invoices_count_until_the_erp_knows_them(self):
        self.told(balance=Decimal("970.00"))
        first = self.received()
        second = self.received(self.order("42"))
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(self.received(self.order("43")).state, "held")
        invoice = first.odoo_id._create_invoices()
        invoice.action_post()
        self.assertEqual(self.received(self.order("44")).state, "held")
        self.told(balance=Decimal("100.00"))
        self.assertEqual(self.received(self.order("45")).state, "done")

    def test_who_may_not_buy_on_account_is_asked_about(self):
        self.told(allowed=False, limit=Decimal(0), balance=Decimal(0))
        row = self.received()
        self.assertEqual(row.reason_code, "credit_refused")
        self.assertIn("11.50", row.reason)

    def test_no_limit_is_no_limit(self):
        self.told(limit=None, balance=Decimal(999999))
        self.assertEqual(self.received().state, "done")

    def test_what_nobody_knows_is_a_question(self):
        self.assertEqual(self.received().reason_code, "credit_unknown")
        self.told(balance=None)
        row = self.received(self.order("42"))
        self.assertEqual(row.reason_code, "credit_unknown")
        self.assertIn("Ledger does not know the customer", row.reason)

    def test_other_payments_and_paid_orders_are_not_looked_at(self):
        self.told(allowed=False, limit=Decimal(0), balance=Decimal(0))
        paid = Payment(method_code="account", state="paid", amount=Decimal("11.50"))
        self.assertEqual(self.received(replace(self.document, payments=(paid,))).state, "done")
        self.assertEqual(self.received(make.order("42", customer=Customer(id="7"))).state, "done")

    def test_a_quotation_is_looked_at_when_it_is_to_be_confirmed(self):
        self.told(balance=Decimal(1000))
        row = self.received(replace(self.document, state_id="1"))
        self.assertEqual((row.state, row.odoo_id.state), ("done", "draft"))
        self.received()
        self.assertEqual((row.state, row.reason_code, row.odoo_id.state), ("held", "credit_exceeded", "draft"))

    def test_a_manager_releases_and_the_order_goes_on(self):
        self.told(balance=Decimal(1000))
        row = self.received()
        manager = new_test_user(self.env, login="boss", groups="shop_erp_connector.group_manager")
        row.with_user(manager).action_release_credit()
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)
        self.assertEqual((row.credit_released_by, row.credit_released_amount), (manager, 11.5))
        self.assertIn("Released above the customer's credit", row.odoo_id.message_ids[:1].body)
        with self.assertRaises(UserError):
            row.with_user(manager).action_release_credit()

    def test_a_clerk_releases_nothing(self):
        self.told(balance=Decimal(1000))
        row = self.received()
        clerk = new_test_user(self.env, login="clerk", groups="shop_erp_connector.group_user")
        for work in (
            row.with_user(clerk).action_release_credit,
            lambda: row.with_user(clerk).write({"credit_released_amount": 99.0}),
        ):
            with self.assertRaises(AccessError):
                work()
        self.assertEqual(row.state, "held")

    def test_a_release_is_for_what_it_was_given(self):
        self.told(balance=Decimal(1000))
        row = self.received(replace(self.document, state_id="2"))
        row.credit_released_amount = 5.0
        row._retry()
        self.assertEqual((row.state, row.reason_code), ("held", "credit_exceeded"))

    def test_a_payment_there_lets_the_order_pass(self):
        self.told(balance=Decimal(1000))
        row = self.received()
        self.told(balance=Decimal(0))
        row._retry()
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)

    def test_odoo_counts_itself_where_no_erp_does(self):
        self.erp.keeps_credit = False
        self.company.account_use_credit_limit = True
        self.partner.credit_limit = 20.0
        self.assertEqual(self.received().state, "done")
        row = self.received(self.order("42"))
        self.assertEqual(row.reason_code, "credit_exceeded")
        self.assertIn("Odoo", row.reason)
        self.partner.credit_limit = 23.0
        row._retry()
        self.assertEqual(row.state, "done")

    def test_another_companys_ledger_says_nothing_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.erp.keeps_credit = False
        self.make_backend("Theirs", "ebp", company_id=other.id, warehouse_id=warehouse.id)
        self.assertEqual(self.received().reason_code, "credit_unknown")

    def test_shops_are_told_what_the_erp_says_and_again_when_it_moves(self):
        self.told(balance=Decimal(100), invoices=(OpenInvoice(number="F1", amount=Decimal(100)),))
        document = self.shop_row._make_documents(None)[self.shop_row.id]
        self.assertEqual((document.credit.limit, document.credit.balance), (Decimal(1000), Decimal(100)))
        self.assertEqual(document.credit.invoices[0].number, "F1")
        self.assertTrue(self.shop_row.credit_changed_at)
        self.shop_row._set_unchanged(self.shop_row)
        self.told(balance=Decimal(100), invoices=(OpenInvoice(number="F1", amount=Decimal(100)),))
        self.assertFalse(self.shop_row.credit_changed_at)
        self.told(balance=Decimal(90))
        self.assertTrue(self.shop_row.credit_changed_at)

    def test_invoices_and_payments_of_odoos_own_ledger_move_it_too(self):
        self.erp.keeps_credit = False
        self.company.account_use_credit_limit = True
        self.partner.credit_limit = 500.0
        self.shop_row.flush_recordset()
        self.shop_row._set_unchanged(self.shop_row)
        row = self.received()
        self.assertFalse(self.shop_row.credit_changed_at)
        invoice = row.odoo_id._create_invoices()
        invoice.action_post()
        self.assertTrue(self.shop_row.credit_changed_at)
        document = self.shop_row._make_documents(None)[self.shop_row.id]
        self.assertEqual(
            (document.credit.balance, document.credit.invoices[0].open_amount), (Decimal("11.50"), Decimal("11.50"))
        )
        self.shop_row._set_unchanged(self.shop_row)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": self.journal.id}
        ).action_create_payments()
        self.assertTrue(self.shop_row.credit_changed_at)
        document = self.shop_row._make_documents(None)[self.shop_row.id]
        self.assertEqual((document.credit.balance, document.credit.invoices), (Decimal(0), ()))

    def test_what_moved_goes_out_with_the_next_minute(self):
        flow = self.backend.flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("customer", "out"))
        flow.active = True
        self.shop_row.external_id = "7"
        self.told(balance=Decimal(1))
        bindings = self.env["shop_erp.binding.partner"].with_context(queue_job__no_delay=False)
        bindings._tell_credits()
        run = self.env["shop_erp.run"].search([("flow_id", "=", flow.id)])
        self.assertEqual((len(run), run.step_ids.record_ids, self.shop_row.state), (1, [self.shop_row.id], "dirty"))
        bindings._tell_credits()
        self.assertEqual(self.env["shop_erp.run"].search_count([("flow_id", "=", flow.id)]), 1)

    def test_an_invoice_that_the_erp_was_told_of_reads_its_customer_again(self):
        client = self.told(balance=Decimal(1))
        invoice = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.partner.id})
        bindings = self.env["shop_erp.binding.invoice"].with_context(queue_job__no_delay=False)
        for backend, expected in ((self.backend, []), (self.erp, [client.external_id])):
            row = bindings.create({"backend_id": backend.id, "odoo_id": invoice.id, "external_id": "F1"})
            row._after_push({row.id: Result(id="F1")}, {row.id: Invoice(id="F1", state="paid")})
            runs = self.env["shop_erp.run"].search([("backend_id", "=", backend.id), ("kind", "=", "customer")])
            runs = runs.filtered(lambda run: run.trigger == "record")
            self.assertEqual(runs.step_ids.external_ids or [], expected)

    def test_a_shop_that_takes_no_credit_hears_of_none(self):
        other = self.make_backend("Woo", "woocommerce")
        row = self.env["shop_erp.binding.partner"].create(
            {"backend_id": other.id, "external_id": "8", "odoo_id": self.partner.id, "state": "done"}
        )
        self.told(balance=Decimal(100))
        self.assertIsNone(row._make_documents(None)[row.id].credit)
        self.assertFalse(row.credit_changed_at)

    def test_the_form_shows_limit_balance_and_open_invoices(self):
        row = self.told(
            balance=Decimal(100), invoices=(OpenInvoice(number="F1", amount=Decimal(150), open_amount=Decimal(100)),)
        )
        self.assertEqual(
            (row.credit_allowed, row.credit_limit, row.credit_balance, row.credit_invoices),
            (True, 1000.0, 100.0, "F1: 100 of 150, due –"),
        )
