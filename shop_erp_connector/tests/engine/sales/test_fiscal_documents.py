"""What must not reach an ERP, and what must not be lost once it has: a fiscal document is final."""

from datetime import date, timedelta

from odoo.tests import tagged

from ....remotes.documents import Order
from ..erp_case import ErpOutCase
from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestStateWhenSent(ErpOutCase):
    def waiting(self, kind, record):
        """The row of a record that was to be sent, and has not been."""
        return self.env[f"shop_erp.binding.{kind}"].create(
            {"backend_id": self.backend.id, "odoo_id": record.id, "state": "dirty", "direction": "out", "key": "K"}
        )

    def test_invoice_that_was_reset_or_cancelled_meanwhile_is_not_issued(self):
        reset, cancelled = (self.make_invoice(self.make_order(reference=f"SHOP-{number}")) for number in (1, 2))
        rows = self.waiting("invoice", reset) | self.waiting("invoice", cancelled)
        (reset | cancelled).button_draft()
        cancelled.button_cancel()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, run.held, self.account.documents("4")), (0, 2, []))
        self.assertEqual(rows.mapped("reason_code"), ["not_posted", "not_posted"])

    def test_order_that_was_cancelled_meanwhile_is_not_sent(self):
        order = self.make_order()
        row = self.waiting("order", order)
        order._action_cancel()
        run = self.sync(self.backend, "order", "out")
        self.assertEqual((run.created, row.reason_code, self.account.documents("13")), (0, "not_confirmed", []))
        self.assertIn(order.name, row.reason)

    def test_orders_and_invoices_of_before_the_first_day_are_not_sent(self):
        self.make_invoice(self.make_order())
        flows = self.flow(self.backend, "order", "out") | self.flow(self.backend, "invoice", "out")
        flows.since = date.today() + timedelta(days=1)
        for kind in ("order", "invoice"):
            self.assertEqual(self.sync(self.backend, kind, "out").created, 0)
        flows.since = date.today()
        for kind in ("order", "invoice"):
            self.assertEqual(self.sync(self.backend, kind, "out").created, 1)
        flows.since = False
        late = self.make_order(reference="SHOP-2")
        late.date_order = "2020-01-01"
        self.assertEqual(self.sync(self.backend, "order", "out").created, 1)


@tagged("post_install", "-at_install")
class TestIssuedInvoices(ErpOutCase):
    def setUp(self):
        super().setUp()
        self.invoice = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        self.row = self.invoice.shop_erp_binding_ids
        self.assertEqual((self.row.state, self.invoice.shop_erp_number), ("done", "FT A/1"), self.row.reason)

    def check_again(self):
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(len(self.account.documents("4")), 1)
        return self.row.state, self.row.reason_code

    def test_an_issued_invoice_that_changes_is_a_question(self):
        self.invoice.button_draft()
        self.invoice.invoice_line_ids[0].price_unit = 19.0
        self.invoice.action_post()
        self.assertEqual(self.check_again(), ("held", "changed_after_issue"))
        self.assertIn("FT A/1", self.row.reason)

    def test_an_issued_invoice_that_is_cancelled_is_a_question(self):
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.assertEqual(self.check_again(), ("held", "changed_after_issue"))

    def test_an_issued_invoice_that_is_what_it_was_is_none(self):
        self.assertEqual(self.check_again(), ("done", False))
        self.invoice.button_draft()
        self.buyer.street = "Rua Nova 9"
        self.invoice.action_post()
        self.assertEqual(self.check_again(), ("done", False))

    def test_the_pdf_is_stored_once_and_reading_again_is_an_echo(self):
        pdf = self.invoice.shop_erp_pdf_id
        self.assertTrue(pdf)
        self.assertNotIn('"pdf":', self.row.document)
        runs = self.row._sync_now()
        self.work()
        self.assertEqual((runs.mapped("skipped"), runs.mapped("changed"), self.row.state), ([1], [0], "done"))
        self.assertEqual(self.invoice.shop_erp_pdf_id, pdf)


@tagged("post_install", "-at_install")
class TestWhatIsMeantThere(ErpOutCase):
    def setUp(self):
        super().setUp()
        lookups = self.env["shop_erp.lookup"]
        self.second = lookups._remember(self.backend, "tax", "99", "IVA again").mapping_ids
        self.second.tax_id = self.taxes[23]
        self.order = self.make_order()

    def send(self):
        self.sync(self.backend, "order", "out")
        return self.order.shop_erp_binding_ids

    def test_two_taxes_there_for_one_here_are_a_question_that_names_both(self):
        row = self.send()
        self.assertEqual((row.state, row.reason_code, self.account.documents("13")), ("held", "ambiguous_there", []))
        self.assertIn("(1)", row.reason)
        self.assertIn("(99)", row.reason)

    def tax_sent(self):
        row = self.send()
        self.assertEqual(row.state, "done", row.reason)
        return Order.from_json(row.document).lines[0].taxes[0].id

    def test_the_confirmed_one_of_two_is_meant(self):
        self.second.state = "proposed"
        self.assertEqual(self.tax_sent(), "1")

    def test_the_active_one_of_two_is_meant(self):
        self.second.lookup_id.active = False
        self.assertEqual(self.tax_sent(), "1")

    def test_two_payment_methods_for_one_journal_are_a_question(self):
        self.second.lookup_id.active = False
        lookups = self.env["shop_erp.lookup"]
        for external_id in ("P1", "P2"):
            lookups._remember(self.backend, "payment", external_id, "Cash").mapping_ids.journal_id = self.journal
        self.order.shop_erp_payment_journal_id = self.journal
        self.assertEqual(self.send().reason_code, "ambiguous_there")

    def test_a_buyer_with_the_final_consumers_number_is_no_client_there(self):
        self.second.lookup_id.active = False
        self.buyer.vat = "999999990"
        self.assertEqual(self.send().state, "done", self.order.shop_erp_binding_ids.reason)
        self.assertEqual(self.account.totals()["clients"], 0)


@tagged("post_install", "-at_install")
class TestInvoiceOfSeveralShopOrders(ShopOutCase):
    def test_no_order_is_forgotten(self):
        lamp = self.shop.add_product("SHOP-LAMP", "20.00", name="Shop lamp", quantity=50)
        buyer = self.shop.add_customer("ana@example.com")
        self.shop.add_address(buyer)
        there = [self.shop.place_order(buyer, [(lamp, 1)], state="Payment accepted") for _number in range(2)]
        for kind in ("category", "product", "order"):
            self.sync(self.backend, kind, "in")
        references = [order["reference"] for order in there]
        orders = self.env["sale.order"].search([("client_order_ref", "in", references)])
        orders.order_line.product_id.invoice_policy = "order"
        invoice = orders._create_invoices()
        self.assertEqual((len(invoice), len(orders)), (1, 2))
        invoice.action_post()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.held, self.shop.rows("customer_messages")), (1, []))
        self.assertEqual(invoice.shop_erp_binding_ids.reason_code, "several_orders")
        for reference in references:
            self.assertIn(reference, invoice.shop_erp_binding_ids.reason)
