"""Credit notes go the way of their invoices: issued by the ERP, numbered, with a PDF, told to the shop."""

from datetime import date

from odoo.tests import tagged

from ...common import SimulatedCase
from ...security.test_roles import make_user
from ..erp_case import ErpOutCase


@tagged("post_install", "-at_install")
class TestCreditNotes(ErpOutCase):
    def setUp(self):
        super().setUp()
        self.order = self.make_order()
        self.invoice = self.make_invoice(self.order)

    def returned(self, **decisions):
        lines = self.order.order_line.filtered(lambda line: line.product_id == self.tile)
        record = self.env["shop_erp.return"].create(
            {
                "order_id": self.order.id,
                "line_ids": [(0, 0, {"sale_line_id": lines.id, "quantity": 1, "decision": "refund"})],
            }
        )
        record.action_accept()
        record.action_refund()
        return record

    def test_issued_by_the_erp_with_number_and_pdf(self):
        self.sync(self.backend, "invoice", "out")
        note = self.returned().credit_note_ids
        self.sync(self.backend, "invoice", "out")
        row = note.shop_erp_binding_ids
        self.assertEqual((row.state, row.reason), ("done", False))
        (document,) = self.account.documents("7")
        self.assertEqual((note.shop_erp_number, note.amount_total), (document["FullDocNumber"], 24.6))
        self.assertTrue(note.shop_erp_pdf_id)
        self.assertEqual(len(self.account.documents("4")), 1)

    def test_a_credit_note_waits_for_the_number_of_its_invoice(self):
        note = self.returned().credit_note_ids
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual(len(self.account.documents("4")), 1)
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(len(self.account.documents("7")), 1, run.errors)
        self.assertTrue(note.shop_erp_number)

    def test_a_credit_note_of_an_invoice_that_the_erp_refuses_says_so_and_follows_later(self):
        there = self.mapping(self.backend, "tax", "1")
        there.tax_id = False
        note = self.returned().credit_note_ids
        for _round in range(2):
            self.sync(self.backend, "invoice", "out")
        self.assertEqual((self.invoice.shop_erp_binding_ids.state, self.account.documents("4", "7")), ("held", []))
        self.assertEqual(
            note.shop_erp_binding_ids.reason,
            f"{self.invoice.name} must be at ERP first and have its number: what is wrong stands there."
            " Once that is settled, or the number is entered on it, this record follows by itself.",
        )
        there.tax_id = self.taxes[23]
        self.invoice.shop_erp_binding_ids.action_retry()
        self.work()
        for _round in range(2):
            self.sync(self.backend, "invoice", "out")
        self.assertEqual((len(self.account.documents("4")), len(self.account.documents("7"))), (1, 1))

    def test_a_number_whose_telling_was_lost_is_read_with_the_next_invoice(self):
        # KeyInvoice tells how a series writes its numbers only when it issues
        self.account.faults.cut_after_accepting(kind="insertDocument")
        note = self.returned().credit_note_ids
        for _round in range(3):
            self.sync(self.backend, "invoice", "out")
            self.env["shop_erp.binding.invoice"].search([]).next_try = False
        self.assertEqual((self.invoice.shop_erp_binding_ids.state, self.invoice.shop_erp_number or ""), ("done", ""))
        self.assertEqual(note.shop_erp_binding_ids.reason_code, "not_there_yet")
        self.make_invoice(self.make_order(reference="SHOP-2"))
        for _round in range(2):
            self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.invoice.shop_erp_number, "FT A/1")
        self.assertEqual((len(self.account.documents("4")), len(self.account.documents("7"))), (2, 1))

    def test_nothing_is_issued_twice(self):
        self.returned()
        for _round in range(3):
            self.sync(self.backend, "invoice", "out")
        self.assertEqual((len(self.account.documents("4")), len(self.account.documents("7"))), (1, 1))


@tagged("post_install", "-at_install")
class TestOneClick(ErpOutCase):
    def test_one_click_invoices_the_order_and_has_it_issued(self):
        self.flow(self.backend, "invoice", "out").active = True
        order = self.make_order()
        action = order.action_shop_erp_invoice_and_send()
        self.work()
        invoice = order.invoice_ids
        self.assertEqual((action["res_id"], invoice.state), (invoice.id, "posted"))
        self.assertEqual(invoice.shop_erp_number, self.account.documents("4")[0]["FullDocNumber"])

    def test_a_manager_presses_it(self):
        self.flow(self.backend, "invoice", "out").active = True
        order = self.make_order().with_user(make_user(self.env, "manager"))
        order.action_shop_erp_invoice_and_send()
        self.work()
        self.assertEqual(order.invoice_ids.shop_erp_number, self.account.documents("4")[0]["FullDocNumber"])


@tagged("post_install", "-at_install")
class TestOneClickWithoutErp(SimulatedCase):
    def test_the_invoice_is_told_to_the_shop(self):
        shop, backend = self.connect_shop()
        lamp = shop.add_product("LAMP-1", "10.00", tax=1)
        product = self.bind_product(str(lamp["id"]), backend=backend, invoice_policy="order")
        shop.place_order(shop.add_customer(), [(lamp, 3)], state="Processing in progress")
        self.flow(backend, "invoice", "out").active = True
        self.sync(backend, "order", "in")
        order = self.env["sale.order.line"].search([("product_template_id", "=", product.id)]).order_id
        order.action_shop_erp_invoice_and_send()
        self.work()
        (message,) = shop.rows("customer_messages")
        self.assertIn(order.invoice_ids.name, message["message"])
        self.assertIn("/my/invoices/", message["message"])


@tagged("post_install", "-at_install")
class TestMails(ErpOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop_backend = cls.make_backend("Shop", mails_invoices=True)
        cls.flow(cls.backend, "invoice", "out").active = True

    def mailed(self, order):
        return order.invoice_ids.message_ids.filtered("attachment_ids")

    def test_the_issued_invoice_is_mailed_once_when_its_pdf_is_here(self):
        order = self.make_order()
        self.env["shop_erp.binding.order"].create(
            {"backend_id": self.shop_backend.id, "odoo_id": order.id, "external_id": "41", "state": "done"}
        )
        invoice = self.make_invoice(order)
        self.env["account.move"]._cron_shop_erp_mail()
        self.assertFalse(invoice.shop_erp_mailed_at, "the ERP has not issued it yet")
        self.sync(self.backend, "invoice", "out")
        self.env["account.move"]._cron_shop_erp_mail()
        self.env["account.move"]._cron_shop_erp_mail()
        self.assertTrue(invoice.shop_erp_mailed_at, invoice.shop_erp_mail_problem)
        message = self.mailed(order)
        self.assertEqual((len(message), message.partner_ids), (1, self.buyer))
        self.assertEqual(message.attachment_ids, invoice.shop_erp_pdf_id)

    def test_a_buyer_without_an_address_is_said_to_have_none(self):
        order = self.make_order()
        self.env["shop_erp.binding.order"].create(
            {"backend_id": self.shop_backend.id, "odoo_id": order.id, "external_id": "41", "state": "done"}
        )
        invoice = self.make_invoice(order)
        self.sync(self.backend, "invoice", "out")
        self.buyer.email = False
        self.env["account.move"]._cron_shop_erp_mail()
        self.assertFalse(invoice.shop_erp_mailed_at)
        self.assertIn("no e-mail address", invoice.shop_erp_mail_problem)

    def test_switched_on_later_it_mails_nothing_of_before(self):
        backend = self.make_backend("New shop")
        self.assertFalse(backend.mails_invoices_since)
        backend.mails_invoices = True
        self.assertEqual(backend.mails_invoices_since, date.today())

    def test_invoices_of_other_shops_are_not_mailed(self):
        invoice = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        self.env["account.move"]._cron_shop_erp_mail()
        self.assertFalse(invoice.shop_erp_mailed_at)
