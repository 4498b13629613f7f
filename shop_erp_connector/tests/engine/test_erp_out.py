"""From Odoo to an ERP that issues fiscal documents: clients by VAT number, orders, invoices and what comes back."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.shop_erp_connector.tests.common import SimulatedCase

COMPANY_VAT, OTHER_VAT = "503504564", "510123457"  # invented; the check digits are right


class ErpOutCase(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.backend = cls.connect_erp()
        cls.account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="40")
        cls.account.add_product("CV-2", "Vinho", price="11.30", tax="2", stock="40")
        cls.account.add_product("PORTES", "Portes", price="4.92", tax="1", is_service=True)
        cls.sync(cls.backend, "product", "in")
        cls.tile = cls.product("AZ-1")
        cls.wine = cls.product("CV-2")
        cls.tile.invoice_policy = cls.wine.invoice_policy = "order"
        cls.buyer = cls.make_buyer("Oficina do Exemplo", COMPANY_VAT)

    @classmethod
    def product(cls, reference):
        row = cls.env["shop_erp.binding.variant"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", reference)]
        )
        return row.odoo_id

    @classmethod
    def make_buyer(cls, name, vat=False):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "vat": vat,
                "email": "loja@oficina.example",
                "street": "Rua das Flores 5",
                "zip": "4000-001",
                "city": "Porto",
                "country_id": cls.env.ref("base.pt").id,
            }
        )

    @classmethod
    def make_order(cls, buyer=None, reference="SHOP-1", lines=None):
        """A confirmed order: two tiles at 20.00 with 23 %, one bottle at 10.00 with 13 %, unless said otherwise."""
        lines = lines or [(cls.tile, 2, 20.0, cls.taxes[23]), (cls.wine, 1, 10.0, cls.taxes[13])]
        order = cls.env["sale.order"].create(
            {
                "partner_id": (buyer or cls.buyer).id,
                "client_order_ref": reference,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price, "tax_ids": tax.ids})
                    for product, quantity, price, tax in lines
                ],
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def make_invoice(cls, order):
        invoice = order._create_invoices()
        invoice.invoice_date = date.today()
        invoice.action_post()
        return invoice


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
        self.assertEqual([(line["product"], line["quantity"]) for line in document["lines"]], [("AZ-1", 2), ("CV-2", 1)])
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
        self.assertEqual((document["GrossTotal"], document["IdClient"]), (Decimal("60.50"), self.account.client(COMPANY_VAT)["IdClient"]))
        self.assertEqual(document["Reference"], invoice.shop_erp_binding_ids.key)
        self.assertIn("#SHOP-1", document["Comments"])
        self.assertEqual(invoice.shop_erp_number, "FT A/1")
        self.assertEqual((invoice.shop_erp_binding_ids.series, invoice.shop_erp_binding_ids.state), ("42", "done"))
        self.assertEqual(invoice.shop_erp_pdf_id.name, "FT A-1.pdf")
        self.assertTrue(invoice.shop_erp_pdf_id.raw.startswith(b"%PDF-"))
        self.assertEqual((invoice.shop_erp_pdf_id.res_model, invoice.shop_erp_pdf_id.res_id), ("account.move", invoice.id))

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

    def test_total_that_the_account_reckons_otherwise_is_told(self):
        # three lines of one cent's tax each: KeyInvoice adds up per tax before it rounds
        lines = [(self.tile, 1, price, self.taxes[23]) for price in (0.03, 0.03, 0.03)]
        invoice = self.make_invoice(self.make_order(lines=lines))
        self.sync(self.backend, "invoice", "out")
        binding = invoice.shop_erp_binding_ids
        theirs = self.account.documents("4")[0]["GrossTotal"]
        if theirs == Decimal(str(invoice.amount_total)):
            self.assertEqual(binding.state, "done")
        else:
            self.assertIn(f"{theirs:.2f}", binding.reason)

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
        self.assertEqual(
            message["message"].partition(": ")[0], "Invoice FT A/1"
        )
        self.assertIn(f"/web/content/{pdf.id}?access_token={pdf.access_token}", message["message"])
