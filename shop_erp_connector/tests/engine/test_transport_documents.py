"""What travels with goods, and what is paid: the ERP issues the one and is told the other."""

from odoo.tests import tagged

from .erp_case import ErpOutCase


@tagged("post_install", "-at_install")
class TestTransportDocuments(ErpOutCase):
    def setUp(self):
        super().setUp()
        for product in (self.tile, self.wine):
            stock = self.backend.warehouse_id.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(product, stock, 10)
        self.order = self.make_order()

    def deliver(self, *quantities):
        picking = self.order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        for move, quantity in zip(picking.move_ids, quantities, strict=True):
            move.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True)._action_done()
        return picking

    def test_a_delivery_gets_its_number_and_the_code_of_the_tax_authority(self):
        picking = self.deliver(2, 1)
        run = self.sync(self.backend, "shipment", "out")
        (document,) = self.account.documents("16")
        self.assertEqual((picking.shop_erp_number, run.created), (document["FullDocNumber"], 1), run.errors)
        self.assertEqual(picking.shop_erp_document_code, document["ATDocCodeID"])
        self.assertEqual(document["VATIN"], self.buyer.vat)

    def test_a_code_that_could_not_be_had_is_asked_for_again(self):
        self.account.faults.status(500, kind="transportDocumentCommunication", times=2)
        picking = self.deliver(2, 1)
        self.sync(self.backend, "shipment", "out")
        self.assertFalse(picking.shop_erp_document_code)
        self.assertTrue(picking.shop_erp_number)
        for _round in range(3):
            self.sync(self.backend, "shipment", "out")
        (document,) = self.account.documents("16")
        self.assertEqual(picking.shop_erp_document_code, document["ATDocCodeID"])
        self.assertEqual(picking.shop_erp_number, document["FullDocNumber"])

    def test_a_guia_whose_answer_is_lost_is_issued_once(self):
        picking = self.deliver(2, 1)
        self.account.faults.cut_after_accepting(kind="insertDocument")
        for _round in range(2):
            self.sync(self.backend, "shipment", "out")
            self.env["shop_erp.binding.picking"].search([("odoo_id", "=", picking.id)]).next_try = False
        (document,) = self.account.documents("16")
        self.assertEqual(picking.shop_erp_document_code, document["ATDocCodeID"])
        # what begins the series' numbers is told with the next document only
        self.order = self.make_order(reference="SHOP-2")
        self.deliver(2, 1)
        for _round in range(2):
            self.sync(self.backend, "shipment", "out")
        self.assertEqual(len(self.account.documents("16")), 2)
        self.assertEqual(picking.shop_erp_number, document["FullDocNumber"])

    def test_each_part_of_an_order_gets_its_own_and_none_gets_two(self):
        self.deliver(1, 1)
        self.sync(self.backend, "shipment", "out")
        self.deliver(1)
        for _round in range(2):
            self.sync(self.backend, "shipment", "out")
        quantities = [[line["quantity"] for line in row["lines"]] for row in self.account.documents("16")]
        self.assertEqual(quantities, [[1, 1], [1]])


@tagged("post_install", "-at_install")
class TestReceipts(ErpOutCase):
    def setUp(self):
        super().setUp()
        self.invoice = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        self.row = self.invoice.shop_erp_binding_ids

    def pay(self, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        wizard.create({"journal_id": self.journal.id} | ({"amount": amount} if amount else {})).action_create_payments()

    def test_what_is_paid_is_a_receipt_there_once(self):
        self.pay()
        for _round in range(3):
            self.sync(self.backend, "invoice", "out")
        (receipt,) = self.account.documents("9")
        self.assertEqual(float(receipt["GrossTotal"]), self.invoice.amount_total)
        self.assertEqual((self.row.state, self.row.payment_told), ("done", True), self.row.reason)

    def test_a_payment_of_two_invoices_is_a_receipt_for_each(self):
        other = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        moves = self.invoice | other
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        wizard.create({"journal_id": self.journal.id, "group_payment": True}).action_create_payments()
        self.assertEqual(len(moves.matched_payment_ids), 1)
        self.sync(self.backend, "invoice", "out")
        totals = sorted(float(receipt["GrossTotal"]) for receipt in self.account.documents("9"))
        self.assertEqual(totals, sorted(moves.mapped("amount_total")), moves.shop_erp_binding_ids.mapped("reason"))

    def test_a_receipt_whose_answer_is_lost_is_written_once(self):
        self.pay()
        self.account.faults.cut_after_accepting(kind="settleInvoice")
        for _round in range(2):
            self.sync(self.backend, "invoice", "out")
            self.row.next_try = False
        self.assertEqual((len(self.account.documents("9")), self.row.payment_told), (1, True), self.row.reason)

    def test_a_part_paid_is_no_receipt_yet(self):
        self.pay(10.0)
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.account.documents("9"), [])

    def test_an_invoice_settled_there_already_is_known(self):
        self.account.settle(self.invoice.shop_erp_number)
        self.pay()
        self.sync(self.backend, "invoice", "out")
        self.assertEqual((len(self.account.documents("9")), self.row.payment_told), (1, True))


@tagged("post_install", "-at_install")
class TestBankReferences(ErpOutCase):
    def test_the_invoice_keeps_how_it_can_be_paid(self):
        self.account.account.bank_entity = "21312"
        self.backend._set_settings({"bank_references": "1"})
        self.backend.action_check()
        invoice = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(invoice.shop_erp_payment_entity, "21312")
        self.assertTrue(invoice.shop_erp_payment_reference)
