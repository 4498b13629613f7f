"""From Odoo to an ERP that issues fiscal documents: clients by VAT number, orders, invoices and what comes back."""

from decimal import Decimal

from odoo.tests import tagged

from .erp_case import COMPANY_VAT, ErpOutCase


@tagged("post_install", "-at_install")
class TestOrderToErp(ErpOutCase):
    def test_client_is_created_by_vat_number_and_order_document_issued(self):
        order = self.make_order()
        run = self.sync(self.backend, "order", "out")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        (document,) = self.account.documents("13")
        client = self.account.client(COMPANY_VAT)
        self.assertEqual(
            {name: client[name] for name in ("Name", "Address", "PostalCode", "Locality", "Email")},
            {
                "Name": "Oficina do Exemplo",
                "Address": "Rua das Flores 5",
                "PostalCode": "4000-001",
                "Locality": "Porto",
                "Email": "loja@oficina.example",
            },
        )
        self.assertEqual(document["IdClient"], client["IdClient"])
        self.assertEqual((document["NetTotal"], document["TaxTotal"]), (Decimal("50.00"), Decimal("10.50")))
        self.assertEqual(
            [(line["product"], line["quantity"]) for line in document["lines"]], [("AZ-1", 2), ("CV-2", 1)]
        )
        binding = order.shop_erp_binding_ids
        self.assertEqual((binding.state, binding.number, binding.series), ("done", "EN E/1", "41"))
        self.assertEqual(self.buyer.shop_erp_binding_ids.external_id, client["IdClient"])

    def test_known_client_is_found_by_vat_number(self):
        there = self.account.add_client(COMPANY_VAT, "Oficina do Exemplo", Email="old@oficina.example")
        self.make_order()
        self.sync(self.backend, "order", "out")
        self.assertEqual(self.account.totals()["clients"], 1)
        self.assertEqual(self.account.documents("13")[0]["IdClient"], there)
        self.assertEqual(self.account.client(COMPANY_VAT)["Email"], "loja@oficina.example")

    def test_two_orders_of_one_buyer_make_one_client(self):
        self.make_order(reference="SHOP-1")
        self.make_order(reference="SHOP-2")
        run = self.sync(self.backend, "order", "out")
        self.assertEqual((run.created, self.account.totals()["clients"]), (2, 1))

    def test_buyer_without_vat_number_travels_inside_the_order(self):
        self.make_order(self.make_buyer("Rita Exemplo"))
        run = self.sync(self.backend, "order", "out")
        self.assertEqual(run.created, 1, run.errors)
        (document,) = self.account.documents("13")
        self.assertEqual((document["IdClient"], document["ClientName"]), ("0", "Rita Exemplo"))
        self.assertEqual(self.account.totals()["clients"], 0)

    def test_second_run_sends_nothing(self):
        self.make_order()
        self.sync(self.backend, "order", "out")
        self.account.log.clear()
        run = self.sync(self.backend, "order", "out")
        self.assertEqual((run.created, run.changed, self.account.log.count(kind="insertDocument")), (0, 0, 0))

    def test_product_that_the_account_does_not_have_holds_the_order(self):
        stranger = self.env["product.product"].create({"name": "Stranger", "type": "consu", "default_code": "X-9"})
        order = self.make_order(lines=[(stranger, 1, 5.0, self.taxes[23])])
        good = self.make_order(reference="SHOP-2")
        run = self.sync(self.backend, "order", "out")
        self.assertEqual((run.created, run.held), (1, 1))
        self.assertEqual(order.shop_erp_binding_ids.reason_code, "not_bound")
        self.assertIn("Stranger", order.shop_erp_binding_ids.reason)
        self.assertEqual(good.shop_erp_binding_ids.state, "done")

    def test_wrong_vat_number_is_the_records_own_failure(self):
        buyer = self.make_buyer("Falsa, Lda.")
        buyer.with_context(no_vat_validation=True).vat = "503504565"
        order = self.make_order(buyer)
        self.sync(self.backend, "order", "out")
        self.assertEqual(self.account.documents("13"), [])
        client = buyer.shop_erp_binding_ids
        self.assertEqual(client.state, "failed")
        self.assertIn("503504565", client.reason)
        self.assertEqual(order.shop_erp_binding_ids.state, "held")


@tagged("post_install", "-at_install")
class TestInvoiceToErp(ErpOutCase):
    def test_number_series_and_pdf_come_back_onto_the_invoice(self):
        invoice = self.make_invoice(self.make_order())
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        (document,) = self.account.documents("4")
        self.assertEqual(
            (document["GrossTotal"], document["IdClient"]),
            (Decimal("60.50"), self.account.client(COMPANY_VAT)["IdClient"]),
        )
        self.assertEqual(document["Reference"], invoice.shop_erp_binding_ids.key)
        self.assertIn("#SHOP-1", document["Comments"])
        self.assertEqual(invoice.shop_erp_number, "FT A/1")
        self.assertEqual((invoice.shop_erp_binding_ids.series, invoice.shop_erp_binding_ids.state), ("42", "done"))
        self.assertEqual(invoice.shop_erp_pdf_id.name, "FT A-1.pdf")
        self.assertTrue(invoice.shop_erp_pdf_id.raw.startswith(b"%PDF-"))
        self.assertEqual(
            (invoice.shop_erp_pdf_id.res_model, invoice.shop_erp_pdf_id.res_id), ("account.move", invoice.id)
        )

    def test_second_run_sends_nothing_and_keeps_number_and_pdf(self):
        invoice = self.make_invoice(self.make_order())
        self.sync(self.backend, "invoice", "out")
        pdf = invoice.shop_erp_pdf_id
        self.account.log.clear()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, run.changed), (0, 0))
        self.assertEqual(self.account.log.count(kind="insertDocument"), 0)
        self.assertEqual((invoice.shop_erp_number, invoice.shop_erp_pdf_id), ("FT A/1", pdf))

    def test_draft_invoices_and_vendor_bills_are_not_sent(self):
        self.make_order()._create_invoices()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, self.account.documents("4")), (0, []))

    def test_lines_whose_cents_do_not_add_up_are_sent_with_the_invoices_total(self):
        # each line's tax of 0.0069 is rounded up for itself; Odoo adds up to 0.0207 before it rounds
        invoice = self.make_invoice(self.make_order(lines=[(self.tile, 1, 0.03, self.taxes[23])] * 3))
        self.assertEqual((invoice.amount_total, invoice.invoice_line_ids.mapped("price_total")), (0.11, [0.04] * 3))
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(invoice.shop_erp_binding_ids.state, "done", invoice.shop_erp_binding_ids.reason)
        self.assertEqual(self.account.documents("4")[0]["GrossTotal"], Decimal("0.11"))

    def test_tax_included_prices_keep_their_total(self):
        included = self.taxes[23].copy({"name": "IVA 23% incl.", "price_include_override": "tax_included"})
        self.mapping(self.backend, "tax", "1").tax_id = included
        invoice = self.make_invoice(self.make_order(lines=[(self.tile, 1, 9.99, included)] * 3))
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(invoice.shop_erp_binding_ids.state, "done", invoice.shop_erp_binding_ids.reason)
        (document,) = self.account.documents("4")
        self.assertEqual((document["NetTotal"], document["GrossTotal"]), (Decimal("24.37"), Decimal("29.97")))

    def test_the_shop_is_told_the_fiscal_number_and_the_issued_pdf(self):
        shop, shop_backend = self.connect_shop(name="Web shop")
        lamp = shop.add_product("AZ-1", "20.00", name="Azulejo", quantity=50)
        buyer = shop.add_customer("ana@example.com")
        there = shop.place_order(buyer, [(lamp, 2)], state="Payment accepted", carrier=1)
        self.sync(shop_backend, "category", "in")
        self.sync(shop_backend, "product", "in")
        self.sync(shop_backend, "order", "in")
        order = self.env["sale.order"].search([("client_order_ref", "=", there["reference"])])
        invoice = self.make_invoice(order)
        early = self.sync(shop_backend, "invoice", "out")
        self.assertEqual((early.created, shop.rows("customer_messages")), (0, []))
        self.flow(self.backend, "invoice", "out").active = True
        self.sync(self.backend, "invoice", "out")
        self.sync(shop_backend, "invoice", "out")
        (message,) = shop.rows("customer_messages")
        pdf = invoice.shop_erp_pdf_id
        self.assertEqual(message["message"].partition(": ")[0], "Invoice FT A/1")
        self.assertIn(f"/web/content/{pdf.id}?access_token={pdf.access_token}", message["message"])
