"""Transport documents with the tax authority's code, receipts, and bank references."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.documents import Address, Payment, Shipment, ShippedLine
from .keyinvoice_case import KeyInvoiceCase, invoice, line


class TransportCase(KeyInvoiceCase):
    def setUp(self):
        super().setUp()
        self.account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="40")


class TestShipments(TransportCase):
    shipment = Shipment(
        key="HUB-1-SHI1",
        order_number="WEB-7",
        shipped_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        delivery=Address(last_name="Rita Exemplo", street="Rua do Cais 12", zip="4050-100", city="Porto", country="PT"),
        lines=(ShippedLine(variant_id="AZ-1", code="AZ-1", name="Azulejo", quantity=Decimal(2)),),
    )

    def test_a_guia_has_a_number_and_the_code_that_must_travel_with_the_goods(self):
        result = self.pushed("shipment", self.shipment)
        (row,) = self.account.documents("16")
        self.assertEqual((result.number, result.warning), ("GT A/1", ""))
        self.assertEqual(result.code, row["ATDocCodeID"])
        self.assertTrue(result.code)
        self.assertEqual((row["ShipTo"]["ShipToLocality"], row["lines"][0]["quantity"]), ("Porto", Decimal(2)))

    def test_guia_de_remessa_where_the_setting_says_so(self):
        self.remote = self.opened(transport_document="remessa")
        self.assertEqual(self.pushed("shipment", self.shipment).number, "GR A/1")

    def test_a_guia_whose_code_cannot_be_had_is_a_warning(self):
        self.account.faults.status(500, kind="transportDocumentCommunication")
        result = self.pushed("shipment", self.shipment)
        self.assertIn("no code of the tax authority", result.warning)
        self.assertEqual(result.code, "")

    def test_found_again_by_its_key_with_the_same_code(self):
        result = self.pushed("shipment", self.shipment)
        found = self.opened().find("shipment", "HUB-1-SHI1")
        self.assertEqual((found.id, found.code), (result.id, result.code))

    def test_goods_that_keyinvoice_does_not_know_are_named(self):
        unknown = replace(self.shipment, lines=(ShippedLine(name="Vaso", quantity=Decimal(1)),))
        self.assertIn("Vaso", str(self.refused("shipment", unknown)))
        self.assertEqual(self.account.documents("16"), [])

    def test_an_issued_guia_is_final(self):
        result = self.pushed("shipment", self.shipment)
        self.refused("shipment", replace(self.shipment, id=result.id, number=result.number, document_code=result.code))
        self.assertEqual(len(self.account.documents("16")), 1)

    def test_a_guia_without_its_code_gets_it_when_it_is_sent_again(self):
        self.account.faults.status(500, kind="transportDocumentCommunication")
        first = self.pushed("shipment", self.shipment)
        again = self.pushed("shipment", replace(self.shipment, id=first.id, number=first.number))
        (row,) = self.account.documents("16")
        self.assertEqual((again.id, again.number, again.code), (first.id, first.number, row["ATDocCodeID"]))
        self.assertTrue(again.code)


class TestReceipts(TransportCase):
    def setUp(self):
        super().setUp()
        self.issued = invoice(line("AZ-1", "24.60"))
        self.result = self.pushed("invoice", self.issued)

    def paid(self, amount="24.60"):
        payments = (Payment(state="paid", amount=Decimal(amount)),)
        return replace(self.issued, id=self.result.id, number=self.result.number, state="paid", payments=payments)

    def receipts(self):
        return [row["GrossTotal"] for row in self.account.documents("9")]

    def test_a_payment_is_a_receipt_for_what_is_open(self):
        self.pushed("invoice", self.paid())
        self.assertEqual(self.receipts(), [Decimal("24.60")])

    def test_told_twice_it_is_one_receipt(self):
        self.pushed("invoice", self.paid())
        self.assertTrue(self.pushed("invoice", self.paid()).unchanged)
        self.assertEqual(len(self.receipts()), 1)

    def test_another_amount_than_what_is_open_is_for_a_person(self):
        error = self.refused("invoice", self.paid("20.00"))
        self.assertIn("20.00 was paid, 24.60 is open", str(error))
        self.assertEqual(self.receipts(), [])

    def test_an_issued_invoice_still_cannot_be_changed(self):
        self.assertEqual(self.refused("invoice", replace(self.issued, id=self.result.id)).field, "id")


class TestBankReferences(TransportCase):
    def setUp(self):
        super().setUp()
        self.result = self.pushed("invoice", invoice(line("AZ-1", "24.60")))

    def read(self, **settings):
        self.remote = self.opened(**settings)
        ((document,), refusals, _pages) = self.pulled("invoice", ids=[self.result.id])
        self.assertEqual(refusals, [])
        return document

    def test_entity_and_reference_come_with_the_open_invoice(self):
        self.account.account.bank_entity = "21312"
        (payment,) = self.read(bank_references="1").payments
        self.assertEqual((payment.entity, payment.state, payment.amount), ("21312", "pending", Decimal("24.60")))
        self.assertTrue(payment.reference)

    def test_nothing_is_asked_for_unless_the_setting_says_so(self):
        self.account.account.bank_entity = "21312"
        self.assertEqual(self.read().payments, ())

    def test_without_a_contract_the_invoice_is_read_all_the_same(self):
        self.assertEqual(self.read(bank_references="1").payments, ())

    def test_a_paid_invoice_needs_none(self):
        self.account.account.bank_entity = "21312"
        self.account.settle(self.result.number)
        self.assertEqual(self.read(bank_references="1").payments, ())
