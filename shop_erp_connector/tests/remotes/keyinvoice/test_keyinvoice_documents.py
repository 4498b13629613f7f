"""KeyInvoice: issuing orders, invoices and credit notes, finding them again, reading them with their PDF."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ....remotes.documents import Customer, OrderLine
from ....remotes.errors import NotFound, OutcomeUnknown, ProtocolError, Rejected
from ....remotes.memory import ProcessMemory
from .keyinvoice_case import VAT, KeyInvoiceCase, billing, customer, invoice, line, order


class DocumentCase(KeyInvoiceCase):
    def setUp(self):
        super().setUp()
        self.account.add_product("BOT-75", "Garrafa 75 cl", price="8.50", stock="20")
        self.account.add_product("LIVRO", "Livro de receitas", price="15.90", tax="3", stock="5")
        self.account.add_product("PORTES", "Portes de envio", price="4.90", is_service=True)

    def only(self, *doc_types):
        """Return the account's only document of these types."""
        (document,) = self.account.documents(*doc_types)
        return document


class TestOrders(DocumentCase):
    def test_an_order_of_a_client(self):
        client = self.pushed("customer", customer()).id
        result = self.pushed(
            "order",
            order(
                line("BOT-75", "25.50", quantity="3", name="Garrafa azul"),
                line("LIVRO", "15.90", rate="6"),
                line("PORTES", "4.90", role="shipping", name="Portes"),
                customer=Customer(id=client, vat=VAT),
                delivery=billing(first_name="Rui", street="Cais 1", street2="", zip="1000-001", city="Lisboa"),
                payment_method_code="3",
                customer_note="Entregar de manhã",
            ),
        )
        self.assertEqual((result.id, result.number, result.series, result.warning), ("13/41/1", "EN E/1", "41", ""))
        document = self.only("13")
        self.assertEqual((document["Reference"], document["IdClient"]), ("HUB-SO00187", client))
        self.assertEqual((document["Comments"], document["PaymentType"]), ("#000187\nEntregar de manhã", "3"))
        self.assertEqual(document["GrossTotal"], Decimal("46.30"))
        self.assertEqual(
            [(row["product"], row["name"], row["quantity"], row["price"], row["tax"]) for row in document["lines"]],
            [
                ("BOT-75", "Garrafa azul", Decimal(3), Decimal("8.50"), "1"),
                ("LIVRO", "Livro de receitas", Decimal(1), Decimal("15.90"), "3"),
                ("PORTES", "Portes", Decimal(1), Decimal("4.90"), "1"),
            ],
        )
        self.assertEqual(
            document["ShipTo"],
            {
                "ShipToAddress": "Cais 1",
                "ShipToPostalCode": "1000-001",
                "ShipToLocality": "Lisboa",
                "ShipToCountryCode": "PT",
            },
        )
        self.assertEqual(self.account.stock("BOT-75"), Decimal(20))

    def test_two_calls_for_an_order(self):
        self.remote.lookups("tax")
        self.account.log.clear()
        self.pushed("order", order(line("BOT-75", "8.50")))
        self.assertEqual(self.account.log.summary(), {("POST", "insertDocument"): 1, ("POST", "getDocument"): 1})

    def test_a_buyer_without_number_travels_in_the_document(self):
        for number, buyer in enumerate((None, Customer(vat="999999990"), Customer(vat="PT 999 999 999")), 1):
            self.pushed("order", order(line("BOT-75", "8.50"), key=f"HUB-{number}", customer=buyer))
        rows = self.account.documents("13")
        self.assertEqual([(row["IdClient"], row["ClientName"]) for row in rows], [("0", "Inês Exemplo")] * 3)

    def test_a_buyer_with_number_must_be_a_client_first(self):
        for values in ({"customer": customer()}, {"billing": billing(vat=VAT)}):
            error = self.refused("order", order(line("BOT-75", "8.50"), **values))
            self.assertEqual((type(error), error.field), (Rejected, "customer"))
        self.assertEqual(self.account.documents("13"), [])

    def test_the_configured_series(self):
        self.remote = self.opened(order_series="52")
        result = self.pushed("order", order(line("BOT-75", "8.50")))
        self.assertEqual((result.id, result.number, result.series), ("13/52/1", "EN W/1", "52"))
        self.remote = self.opened(order_series="99")
        error = self.refused("order", order(line("BOT-75", "8.50")))
        self.assertEqual(
            (error.field, error.text),
            ("series", "A série indicada não é válida para este tipo de documento."),
        )

    def test_discounts_lower_the_goods_with_the_same_tax(self):
        discount = line("", "-5.00", role="discount", name="CUPÃO5")
        result = self.pushed(
            "order",
            order(
                line("BOT-75", "17.00", quantity="2"),
                line("BOT-75", "8.50"),
                line("LIVRO", "15.90", rate="6"),
                line("PORTES", "4.90", role="shipping"),
                discount,
            ),
        )
        self.assertEqual(result.warning, "")
        document = self.only("13")
        self.assertEqual(
            [row["quantity"] * row["price"] for row in document["lines"]],
            [Decimal("13.67"), Decimal("6.83"), Decimal("15.90"), Decimal("4.90")],
        )
        self.assertEqual(document["GrossTotal"], Decimal("41.30"))
        self.assertEqual(document["Comments"], "#000187\nCUPÃO5: -5.00 EUR")

    def test_what_keyinvoice_cannot_issue_is_refused_unsent(self):
        plain = line("BOT-75", "8.50")
        untaxed = OrderLine(variant_id="BOT-75", net=Decimal("8.50"), gross=Decimal("8.50"))
        for field, document in (
            ("lines", order(line("", "4.90", role="shipping", name="CTT Expresso"))),
            ("lines", order(untaxed)),
            ("lines", order(line("BOT-75", "8.50", tax_id="77"))),
            ("lines", order(line("BOT-75", "8.50", rate="13", tax_id="1"))),
            ("lines", order(line("BOT-75", "8.50", quantity="0"))),
            ("lines", order(plain, line("", "-9.00", role="discount"))),
            ("lines", order(plain, line("", "-1.00", role="discount", rate="6"))),
            ("lines", order()),
            ("gross", order(plain, gross=Decimal("8.51"))),
            ("currency", order(plain, currency="USD")),
            ("key", order(plain, key="")),
            ("id", order(plain, id="13/41/1")),
            ("is_quote", order(plain, is_quote=True)),
            ("billing", order(plain, billing=None)),
            ("billing", order(plain, billing=billing(country=""))),
        ):
            with self.subTest(document):
                error = self.refused("order", document)
                self.assertEqual((type(error), error.field), (Rejected, field))
        self.assertEqual(self.account.log.count(kind="insertDocument"), 0)

    def test_a_refusal_names_the_line(self):
        error = self.refused("order", order(line("", "4.90", role="payment_fee", name="Contra-reembolso")))
        self.assertIn("Contra-reembolso (payment fee) has no product", str(error))

    def test_one_bad_order_leaves_the_others(self):
        good, bad = order(line("BOT-75", "8.50"), key="A"), order(line("NADA", "8.50"), key="B")
        results = self.remote.push("order", [good, bad, order(line("LIVRO", "15.90", rate="6"), key="C")])
        self.assertEqual([result.id for result in results], ["13/41/1", "", "13/41/2"])
        self.assertIsInstance(results[1].error, NotFound)

    def test_totals_that_differ_are_told(self):
        self.remote.lookups("tax")
        self.account.account.prices_with_vat = False
        result = self.pushed("order", order(line("BOT-75", "8.50")))
        self.assertEqual((result.id, result.number), ("13/41/1", "EN E/1"))
        self.assertEqual(result.warning, "The document exists, but the totals differ: ours 8.50, KeyInvoice's 10.46.")

    def test_another_tax_in_the_same_total_is_told_unless_rounding_explains_it(self):
        sent = order(line("BOT-75", "8.50"))
        warnings = []
        for key, more in (("A", Decimal("0.01")), ("B", Decimal("0.02"))):
            document = replace(sent, key=key, net=sent.net - more, tax=sent.tax + more)
            warnings.append(self.pushed("order", document).warning)
        self.assertEqual(
            warnings,
            ["", "The document exists, but the tax in the same total differs: ours 1.61, KeyInvoice's 1.59."],
        )

    def test_totals_that_cannot_be_read_are_told(self):
        self.account.faults.status(200, body="<html>", kind="getDocument")
        result = self.pushed("order", order(line("BOT-75", "8.50")))
        self.assertEqual(result.id, "13/41/1")
        self.assertIn("its total could not be read", result.warning)

    def test_an_order_is_read(self):
        client = self.pushed("customer", customer()).id
        sent = order(
            line("BOT-75", "25.50", quantity="3"),
            line("LIVRO", "15.90", rate="6"),
            customer=Customer(id=client, vat=VAT),
        )
        self.account.clock.freeze(datetime(2027, 7, 4, 23, 30, tzinfo=UTC))
        self.account.expire_session()
        id_order = self.pushed("order", sent).id
        (read,), _refusals, _pages = self.pulled("order", ids=[id_order])
        self.assertEqual((read.id, read.key, read.number), ("13/41/1", "HUB-SO00187", "EN E/1"))
        self.assertEqual((read.net, read.tax, read.gross), (Decimal("35.73"), Decimal("5.67"), Decimal("41.40")))
        self.assertEqual(read.difference(), (0, 0, 0))
        self.assertEqual(
            [(row.variant_id, row.quantity, row.net, row.tax, row.taxes[0].id) for row in read.lines],
            [
                ("BOT-75", Decimal(3), Decimal("20.73"), Decimal("4.77"), "1"),
                ("LIVRO", Decimal(1), Decimal("15.00"), Decimal("0.90"), "3"),
            ],
        )
        self.assertEqual((read.customer.id, read.customer.vat), (client, VAT))
        self.assertEqual(read.placed_at, datetime(2027, 7, 4, 23, 0, tzinfo=UTC))

    def test_ids_that_are_no_orders(self):
        self.pushed("invoice", invoice(line("BOT-75", "8.50")))
        _documents, refusals, _pages = self.pulled("order", ids=["13/41/9", "88", "4/42/1"])
        self.assertEqual([type(refusal.error) for refusal in refusals], [NotFound, Rejected, NotFound])


class TestLostAnswers(DocumentCase):
    def lose(self, kind, document):
        self.account.faults.cut_after_accepting(kind="insertDocument")
        self.assertIsInstance(self.refused(kind, document), OutcomeUnknown)

    def test_a_lost_order_is_found(self):
        self.pushed("order", order(line("BOT-75", "8.50"), key="A"))
        self.lose("order", order(line("BOT-75", "17.00", quantity="2"), key="B"))
        result = self.remote.find("order", "B")
        self.assertEqual((result.id, result.number, result.series, result.warning), ("13/41/2", "EN E/2", "41", ""))
        self.assertEqual(len(self.account.documents("13")), 2)

    def test_a_lost_order_of_a_client_is_found_among_its_own(self):
        client = self.pushed("customer", customer()).id
        for number in range(5):
            self.pushed("order", order(line("BOT-75", "8.50"), key=f"X{number}"))
        self.lose("order", order(line("BOT-75", "8.50"), key="B", customer=Customer(id=client)))
        self.account.log.clear()
        self.assertEqual(self.remote.find("order", "B").id, "13/41/6")
        self.assertEqual(self.account.log.summary(), {("POST", "documentsList"): 1, ("POST", "getDocument"): 1})

    def test_an_order_that_never_arrived(self):
        self.account.faults.refuse(kind="insertDocument")
        self.assertIsInstance(self.refused("order", order(line("BOT-75", "8.50"))), OutcomeUnknown)
        self.assertIsNone(self.remote.find("order", "HUB-SO00187"))

    def test_the_number_is_not_guessed(self):
        """getDocument tells no full number: it is known once the series has answered one."""
        self.lose("order", order(line("BOT-75", "8.50"), key="A"))
        self.assertEqual((self.remote.find("order", "A").id, self.remote.find("order", "A").number), ("13/41/1", ""))
        self.pushed("order", order(line("BOT-75", "8.50"), key="B"))
        self.assertEqual(self.remote.find("order", "A").number, "EN E/1")

    def test_totals_are_compared_when_found(self):
        self.remote.lookups("tax")
        self.account.account.prices_with_vat = False
        self.lose("order", order(line("BOT-75", "8.50")))
        self.assertIn("ours 8.50, KeyInvoice's 10.46", self.remote.find("order", "HUB-SO00187").warning)

    def fill(self, count):
        """Add orders of other programs."""
        self.pushed("order", order(line("BOT-75", "8.50"), key="MODEL"))
        (model,) = self.account.documents("13")
        for number in range(2, count + 1):
            self.account.account.documents.append(model | {"DocNum": number, "Reference": f"OTHER-{number}"})

    def test_a_memory_that_knows_nothing_looks_back_300_documents(self):
        self.fill(350)
        self.remote = self.opened(memory=ProcessMemory())
        self.account.expire_session()
        self.account.log.clear()
        self.assertEqual(self.remote.find("order", "OTHER-51").id, "13/41/51")
        self.assertEqual(self.account.log.count(kind="documentsList"), 3)
        self.assertIsNone(self.remote.find("order", "OTHER-50"))

    def test_a_list_with_the_newest_first(self):
        self.fill(350)
        self.account.account.documents.reverse()
        self.remote = self.opened(memory=ProcessMemory())
        self.account.expire_session()
        self.account.log.clear()
        self.assertEqual(self.remote.find("order", "OTHER-350").id, "13/41/350")
        self.assertEqual(self.account.log.count(kind="getDocument"), 1)
        self.assertIsNone(self.remote.find("order", "OTHER-50"))

    def test_an_announced_document_is_looked_for_since_its_day(self):
        self.lose("order", order(line("BOT-75", "99.00"), key="LOST"))
        (lost,) = self.account.documents("13")
        for number in range(2, 360):
            self.account.account.documents.append(
                lost | {"DocNum": number, "Reference": f"OTHER-{number}", "GrossTotal": Decimal(1)}
            )
        self.account.log.clear()
        self.assertEqual(self.remote.find("order", "LOST").id, "13/41/1")
        self.assertEqual(self.account.log.count(kind="getDocument"), 1)

    def test_memory_keeps_the_last_200_announcements(self):
        with self.memory.locked("announced") as announced:
            announced.update({f"OLD-{number}": {} for number in range(200)})
        self.pushed("order", order(line("BOT-75", "8.50"), key="NEW"))
        with self.memory.locked("announced") as announced:
            self.assertEqual((len(announced), "OLD-0" in announced, list(announced)[-1]), (200, False, "NEW"))

    def test_a_lost_client_is_found(self):
        self.account.faults.cut_after_accepting(kind="insertClient")
        self.assertIsInstance(self.refused("customer", customer()), OutcomeUnknown)
        self.assertEqual(self.remote.find("customer", VAT).id, self.account.client(VAT)["IdClient"])

    def test_a_lost_credit_note_is_found(self):
        self.lose("invoice", invoice(line("BOT-75", "8.50"), type="credit_note", key="NC-1"))
        self.assertEqual(self.remote.find("invoice", "NC-1").id, "7/45/1")
        self.assertIsNone(self.opened().find("invoice", "NC-2"))


class TestInvoices(DocumentCase):
    def test_an_invoice_moves_stock(self):
        result = self.pushed(
            "invoice",
            invoice(
                line("BOT-75", "25.50", quantity="3"),
                line("PORTES", "4.90", role="shipping"),
                due_on=date(2027, 8, 1),
                note="Obrigado",
            ),
        )
        self.assertEqual((result.id, result.number, result.series), ("4/42/1", "FT A/1", "42"))
        document = self.only("4")
        self.assertEqual((document["DueDate"], document["Comments"]), ("2027-08-01", "#000187\nObrigado"))
        self.assertEqual(self.account.stock("BOT-75"), Decimal(17))

    def test_each_type_has_its_own_document(self):
        self.remote = self.opened(invoice_series="51")
        for key, kind, expected in (
            ("A", "invoice", ("4/51/1", "FT W/1")),
            ("B", "invoice_receipt", ("34/51/1", "FR W/1")),
            ("C", "credit_note", ("7/45/1", "NC A/1")),
        ):
            result = self.pushed("invoice", invoice(line("BOT-75", "8.50"), type=kind, key=key))
            self.assertEqual((result.id, result.number), expected)

    def test_the_date_of_an_invoice(self):
        self.pushed("invoice", invoice(line("BOT-75", "8.50"), issued_on=date(2027, 7, 1)))
        self.assertEqual(self.only("4")["Date"], "2027-07-01")

    def test_an_invoice_is_read_with_its_pdf(self):
        id_invoice = self.pushed("invoice", invoice(line("BOT-75", "17.00", quantity="2"), payment_method_code="3")).id
        self.account.faults.slow(0.2, kind="getDocumentPDF")
        (read,), _refusals, _pages = self.pulled("invoice", ids=[id_invoice])
        self.assertEqual((read.id, read.type, read.number, read.series), ("4/42/1", "invoice", "FT A/1", "42"))
        self.assertEqual((read.net, read.tax, read.gross), (Decimal("13.82"), Decimal("3.18"), Decimal("17.00")))
        self.assertEqual((read.key, read.state, read.payment_method_code), ("HUB-SO00187", "open", "3"))
        content = base64.b64decode(read.pdf)
        self.assertTrue(content.startswith(b"%PDF-1.4"))
        self.assertIn(b"FT A/1", content)

    def state_of(self, id_invoice):
        (read,), _refusals, _pages = self.pulled("invoice", ids=[id_invoice])
        return read.state

    def test_the_state_of_an_invoice(self):
        paid = self.pushed("invoice", invoice(line("BOT-75", "8.50"), key="A"))
        self.account.settle(paid.number)
        self.assertEqual(self.state_of(paid.id), "paid")
        receipt = self.pushed("invoice", invoice(line("BOT-75", "8.50"), key="B", type="invoice_receipt"))
        self.assertEqual(self.state_of(receipt.id), "paid")
        void = self.pushed("invoice", invoice(line("BOT-75", "8.50"), key="C"))
        self.remote._api.write("setDocumentVoid", DocType="4", DocSeries="42", DocNum="2")
        self.assertEqual(self.state_of(void.id), "cancelled")
        self.assertEqual(self.account.stock("BOT-75"), Decimal(18))

    def test_after_five_days_voiding_makes_a_credit_note(self):
        self.pushed("invoice", invoice(line("BOT-75", "8.50")))
        self.account.clock.advance(6 * 86400)
        self.account.expire_session()
        answer = self.remote._api.write("setDocumentVoid", DocType="4", DocSeries="42", DocNum="1")
        self.assertEqual((answer["DocType"], answer["FullDocNumber"]), ("7", "NC A/1"))

    def test_other_documents_and_no_pdf(self):
        id_invoice = self.pushed("invoice", invoice(line("BOT-75", "8.50"))).id
        body = '{"Status": 1, "Data": {"DocumentBinary": "PGh0bWw+"}}'
        self.account.faults.status(200, body=body, content_type="application/json", kind="getDocumentPDF")
        _documents, refusals, _pages = self.pulled("invoice", ids=[id_invoice, "13/41/1", "4/42/9"])
        self.assertEqual([type(refusal.error) for refusal in refusals], [ProtocolError, NotFound, NotFound])

    def test_totals_of_the_account(self):
        self.pushed("order", order(line("BOT-75", "8.50"), key="A"))
        self.pushed("invoice", invoice(line("BOT-75", "8.50"), key="B"))
        self.pushed("invoice", invoice(line("BOT-75", "1.50"), key="C", type="invoice_receipt"))
        self.account.counter_sale("LIVRO", 1)
        totals = self.account.totals()
        self.assertEqual(totals["orders"], {"count": 1, "gross": Decimal("8.50")})
        self.assertEqual(totals["invoices"], {"count": 2, "gross": Decimal("10.00")})
        self.assertEqual(totals["counter"], {"count": 1, "gross": Decimal("15.90")})
        self.assertEqual(totals["stock"], Decimal(22))
