"""C-Plus: what became of an order, its invoice with XML, what came back; and the whole round once."""

import unittest
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.errors import NotFound, ProtocolError
from .cplus_case import CPlusCase, OnFirebird, OnSqlite


class LifePromises(CPlusCase):
    def setUp(self):
        super().setUp()
        self.customer = self.seeded(products=2)

    def placed(self, *lines, **fields):
        """Push an order; return (its id, the key of its quotation)."""
        order = self.order(*lines, **fields)
        (result,) = self.pushed(order)
        return result.id, self.simulator.quotation(order.number)["CODORC"]

    def state(self, id):
        """Return (state, name, number) of an order."""
        status = self.documents("status", ids=[id])[id]
        return status.state_id, status.state_name, status.number

    def test_the_whole_round(self):
        product = self.documents("product")["000000001"]
        level = self.documents("stock")["000000001/000000001"]
        self.assertEqual((product.price, level.quantity), (Decimal("18.9"), 40))
        line = self.line(product.variants[0].id, price=product.price, quantity=3)
        order = self.order(line, self.role("shipping", "12.40"), number="187")
        (result,) = self.pushed(order)
        self.assertEqual(self.documents("stock")["000000001/000000001"].quantity, 37)
        self.assertEqual(self.state(result.id), ("preparing", "Em preparação", "501"))
        sale = self.simulator.convert(self.simulator.quotation("187")["CODORC"])
        self.assertEqual(self.documents("stock")["000000001/000000001"].quantity, 37)
        self.assertEqual(self.state(result.id)[0], "billed")
        key = self.simulator.authorise(sale)
        self.assertEqual(self.state(result.id)[0], "authorised")
        ((id, invoice),) = self.documents("invoice").items()
        self.assertEqual((id, invoice.order_id, invoice.order_number), (sale, result.id, "501"))
        self.assertEqual((invoice.number, invoice.series, invoice.access_key), ("1001", "1", key))
        self.assertEqual(
            (invoice.gross, invoice.net, invoice.tax), (Decimal("69.10"), Decimal("50.96"), Decimal("18.14"))
        )
        self.assertIn(f'Id="NFe{key}"', invoice.xml)
        self.assertEqual((invoice.pdf, invoice.state), ("", "open"))
        self.assertEqual(sum(line.gross for line in invoice.lines), invoice.gross)
        self.assertEqual(sum(line.tax for line in invoice.lines), invoice.tax)
        self.assertEqual(
            [(line.role, line.variant_id, line.quantity, line.gross) for line in invoice.lines],
            [("product", "000000001", 3, Decimal("56.7")), ("shipping", "", 1, Decimal("12.4"))],
        )
        self.simulator.ship(sale)
        self.assertEqual(self.state(result.id)[0], "shipped")

    def test_a_quotation_that_is_gone_is_known_by_its_sale(self):
        id, quotation = self.placed()
        self.simulator.convert(quotation, keep=False)
        self.assertEqual(self.state(id), ("billed", "Faturado", "501"))

    def test_cancelled(self):
        id, quotation = self.placed()
        self.simulator.cancel_quotation(quotation)
        self.assertEqual(self.state(id)[0], "cancelled")

    def test_a_cancelled_sale_gives_the_quotation_back(self):
        id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.cancel_sale(sale)
        self.assertEqual(self.state(id)[0], "preparing")
        self.simulator.convert(quotation)
        self.assertEqual(self.state(id)[0], "billed")

    def test_a_cancelled_sale_whose_quotation_is_gone(self):
        id, quotation = self.placed()
        self.simulator.cancel_sale(self.simulator.convert(quotation, keep=False))
        self.assertEqual(self.state(id)[0], "cancelled")

    def test_denied_with_the_authority_s_words(self):
        id, quotation = self.placed()
        self.simulator.authorise(
            self.simulator.convert(quotation), code="302", message="Irregularidade do destinatário"
        )
        self.assertEqual(self.state(id)[:2], ("denied", "Nota fiscal denegada: Irregularidade do destinatário"))
        self.assertEqual(self.documents("invoice"), {})

    def test_released_for_shipping_is_shipped(self):
        id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.edit("MOVENDA", {"CODMOVENDA": sale}, FLAGLIBERAEXPEDICAO="S")
        self.assertEqual(self.state(id)[0], "shipped")

    def test_what_comes_back_in_part_and_whole(self):
        id, quotation = self.placed(self.line(quantity=3, price="10.00"))
        sale = self.simulator.convert(quotation)
        self.simulator.take_back(sale, quantity="1")
        self.assertEqual(self.state(id)[0], "partly_returned")
        self.simulator.take_back(sale, quantity="2", days_later=1)
        self.assertEqual(self.state(id)[0], "returned")
        first, second = sorted(self.documents("return").values(), key=lambda document: document.id)
        self.assertEqual((first.order_id, first.order_number, first.invoice_number), (id, "501", "1001"))
        self.assertEqual((first.customer_id, first.currency, first.type), (self.customer, "BRL", "refund"))
        (line,) = first.lines
        self.assertEqual((line.variant_id, line.quantity, line.gross), ("000000001", 1, Decimal("10.00")))
        self.assertEqual((second.lines[0].quantity, second.gross), (2, Decimal("20.00")))

    def test_an_order_that_is_not_there(self):
        self.assertIsInstance(self.refusals("status", ids=["HAAAAAAAAAAAAAA"])["HAAAAAAAAAAAAAA"], NotFound)

    def test_orders_of_others_are_not_ours(self):
        """People enter quotations too, and their delivery phones are phones."""
        for phone in ("51 3333-4444", "Hotel Central", None):
            self.simulator.store.add(
                "ORCAMENTO", CODCLI=self.customer, ENTREGATELEFONE=phone, DATA=self.simulator.now().date()
            )
        id, _quotation = self.placed()
        self.assertEqual(list(self.documents("status")), [id])

    def test_old_orders_are_not_looked_at(self):
        id, quotation = self.placed()
        old, _other = self.placed()
        for reference in (old,):
            self.simulator.edit("ORCAMENTO", {"ENTREGATELEFONE": reference}, DATA=datetime(2020, 1, 1).date())
        self.assertEqual(list(self.documents("status")), [id])
        self.assertEqual(self.state(old)[0], "preparing")
        self.assertTrue(quotation)

    def test_an_invoice_is_cancelled_and_paid(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.authorise(sale)
        debt = self.simulator.add_debt(self.customer, "18.90", CODMOVENDA=sale, due_in=30)
        invoice = self.documents("invoice")[sale]
        self.assertEqual((invoice.state, (invoice.due_on - invoice.issued_on).days), ("open", 30))
        self.simulator.edit("CONTARECEBER", {"CODCR": debt}, FLAGPAGO="Y")
        self.assertEqual(self.documents("invoice")[sale].state, "paid")
        self.simulator.cancel_sale(sale)
        self.assertEqual(self.documents("invoice")[sale].state, "cancelled")

    def test_a_document_of_the_counter(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation, model="65")
        key = self.simulator.authorise_at_counter(sale)
        invoice = self.documents("invoice")[sale]
        self.assertEqual((invoice.access_key, invoice.access_key[20:22]), (key, "65"))

    def test_documents_of_the_test_environment_are_no_invoices(self):
        _id, quotation = self.placed()
        self.simulator.authorise(self.simulator.convert(quotation), environment="2")
        self.assertEqual(self.documents("invoice"), {})

    def test_a_refused_try_before_the_good_one(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.authorise(sale, code="539", message="Duplicidade")
        self.simulator.authorise(sale)
        self.assertEqual(list(self.documents("invoice")), [sale])

    def test_two_authorised_documents_are_not_guessed(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.authorise(sale)
        self.simulator.authorise(sale)
        self.assertIn("several fiscal documents", str(self.refusals("invoice")[sale]))

    def test_an_xml_that_is_broken_missing_or_another_s(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.authorise(sale)
        document = self.simulator.store.row("NFELETRONICA")["XMLDESTINATARIONFE"]
        key = self.simulator.store.row("NFELETRONICA")["CHAVEACESSONFELETRONICA"]
        for body, words in (
            (None, "no XML"),
            (b"<nfeProc", "XML"),
            (b"<html/>", "XML"),
            (b"<other/>", "no NF-e"),
            (document.replace(f'Id="NFe{key}"'.encode(), b'Id="NFe1"'), "NFe1"),
            (document.replace(b"<vNF>18.90", b"<vNF>many"), "vNF"),
            (b'<!DOCTYPE x [<!ENTITY a "b">]><nfeProc/>', "document type"),
        ):
            with self.subTest(words):
                self.simulator.edit("NFELETRONICA", {}, XMLDESTINATARIONFE=body)
                error = self.refusals("invoice")[sale]
                self.assertIsInstance(error, ProtocolError)
                self.assertIn(words, str(error))

    def test_a_return_is_dated_in_the_shop_s_zone(self):
        _id, quotation = self.placed()
        sale = self.simulator.convert(quotation)
        self.simulator.take_back(sale)
        self.remote = self.opened(zone="America/Sao_Paulo")
        (document,) = self.documents("return").values()
        day = self.simulator.now()
        self.assertEqual(document.created_at, datetime(day.year, day.month, day.day, 3, tzinfo=UTC))


class TestLifeOnSqlite(OnSqlite, LifePromises, unittest.TestCase):
    pass


class TestLifeOnFirebird(OnFirebird, LifePromises, unittest.TestCase):
    pass
