"""An ERP that is a database, and takes orders but no customers: goods and stock come out of it, an order goes in."""

from odoo.tests import tagged

from .. import servers
from ..common import SimulatedCase
from ..simulators.cplus import CPlusSimulator

CPF = "11144477735"  # invented; the check digits are right


@tagged("post_install", "-at_install")
class TestDatabaseErp(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = servers.shared("sqlite").database()
        cls.addClassCleanup(place.drop)
        cls.erp = CPlusSimulator(place)
        cls.addClassCleanup(cls.erp.close)
        cls.backend = cls.connect(cls.erp, "cplus", "ERP")
        cls.erp.seed_goods(products=2, sections=1)
        cls.erp.add_customer("João da Silva", CPF)
        cls.real = cls.env.ref("base.BRL")
        cls.real.active = True

    def test_goods_come_and_an_order_goes(self):
        for kind in ("category", "product", "stock"):
            self.sync(self.backend, kind, "in")
        product = self.env["shop_erp.binding.variant"].search([("external_id", "=", "000000001")]).odoo_id
        self.assertEqual((product.default_code, product.name), ("P00001", "Café torrado 1"))
        order = self._order(product)
        self.sync(self.backend, "order", "out")
        binding = self.env["shop_erp.binding.order"].search([("odoo_id", "=", order.id)])
        self.assertEqual((binding.state, binding.reason or ""), ("done", ""))
        header = self.erp.quotation(order.name)
        self.assertEqual((binding.external_id, binding.number), (header["ENTREGATELEFONE"], "501"))
        self.assertEqual((header["NOMECLI"], float(header["VALORTOTAL"])), ("João da Silva", 37.8))
        # the buyer is known there by the CPF, and nobody tried to make another customer of him
        self.assertFalse(self.env["shop_erp.binding.partner"].search([("backend_id", "=", self.backend.id)]))

    def test_state_and_fiscal_document_come_back(self):
        for kind in ("category", "product", "stock"):
            self.sync(self.backend, kind, "in")
        product = self.env["shop_erp.binding.variant"].search([("external_id", "=", "000000001")]).odoo_id
        order = self._order(product)
        self.sync(self.backend, "order", "out")
        self.erp.authorise(self.erp.convert(self.erp.quotation(order.name)["CODORC"]))
        run = self.sync(self.backend, "status", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertTrue(order.shop_erp_status_ids.there_state)
        run = self.sync(self.backend, "invoice", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        (invoice,) = order.invoice_ids
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", order.amount_total))
        self.assertTrue(invoice.shop_erp_number)
        names = self.env["ir.attachment"].search([("res_model", "=", "account.move"), ("res_id", "=", invoice.id)])
        self.assertEqual(names.filtered(lambda one: one.mimetype == "application/xml").mapped("res_id"), invoice.ids)
        self.sync(self.backend, "invoice", "in")
        self.assertEqual(len(order.invoice_ids), 1)

    def _order(self, product):
        buyer = self.env["res.partner"].create(
            {
                "name": "João da Silva",
                "vat": CPF,
                "street": "Rua das Flores, 100",
                "country_id": self.env.ref("base.br").id,
            }
        )
        pricelist = self.env["product.pricelist"].create({"name": "BRL", "currency_id": self.real.id})
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "pricelist_id": pricelist.id,
                "shop_erp_payment_method": "PIX",
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 2, "price_unit": 18.9, "tax_ids": False})
                ],
            }
        )
        order.action_confirm()
        return order
