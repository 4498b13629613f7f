"""Invoices, invoice-receipts and credit notes: issued from ours, read by id with their PDF."""

import base64
import binascii

from ..contract import Result
from ..documents import Invoice, Payment
from ..documents.amounts import ZERO
from ..errors import NotFound, ProtocolError, Rejected
from . import pages
from .issuing import address
from .orders import day_of, head, order_lines, unique_tax_ids
from .wire import SYSTEM, flag, number, text

#: Our types and KeyInvoice's (dossier §3): fatura, fatura-recibo, nota de crédito.
DOC_TYPES = {"invoice": "4", "invoice_receipt": "34", "credit_note": "7"}
_OUR_TYPES = {doc_type: type for type, doc_type in DOC_TYPES.items()}


class Invoices:
    """Sends and reads invoices.

    :param api: an ``Api5``; ``issuing``: an ``Issuing``
    :param series: DocSeries of invoices and invoice-receipts, "" for the key's default series; a credit note
        always takes the default one, because a series belongs to a document type
    :param gives_references: whether Multibanco references are asked for
    """

    def __init__(self, api, issuing, lists, *, series, gives_references=False):
        self._api = api
        self._gives_references = gives_references
        self._issuing = issuing
        self._lists = lists
        self._series = series

    def push(self, invoice):
        """Issue an invoice, invoice-receipt or credit note, or settle an issued one; return its ``Result``."""
        if invoice.id:
            return self._settled(invoice)
        is_credit = invoice.type == "credit_note"
        dates = {"DocDate": invoice.issued_on, "DueDate": invoice.due_on}
        return self._issuing.issue(
            invoice,
            DOC_TYPES[invoice.type],
            series="" if is_credit else self._series,
            comments=(f"#{invoice.order_number}" if invoice.order_number else "", invoice.note),
            **{name: day.isoformat() for name, day in dates.items() if day},
        )

    def _settled(self, invoice):
        """Write the receipt for all that is open on an issued invoice; where nothing is, there is nothing to do.

        Looked up first (dossier §9: a receipt is never repeated blindly), so a repeated call pays nothing twice.

        :raises Rejected: it is no payment, or less or more than what is open was paid
        """
        place = address(invoice.id)
        if invoice.state != "paid":
            raise Rejected("An issued document cannot be changed.", system=SYSTEM, field="id", code="id")
        due = number(self._api.read("checkIfSettle", **place), "Value")
        if not due:
            return Result(id=invoice.id, unchanged=True)
        paid = sum((payment.amount for payment in invoice.payments), ZERO)
        if paid != due:
            message = f"{invoice.number}: {paid:.2f} was paid, {due:.2f} is open. Write the receipt in KeyInvoice."
            raise Rejected(message, system=SYSTEM, field="payments", code="payments")
        self._api.write("settleInvoice", **place)
        return Result(id=invoice.id)

    def find(self, key):
        """Return the ``Result`` of the invoice, invoice-receipt or credit note with our key, or None."""
        return self._issuing.find(tuple(DOC_TYPES.values()), key)

    def pull(self, ids, *, limit=None):
        """Yield pages of invoices by id with their PDF: two calls each, three where payment matters."""
        rates = {}

        def read(id):
            if not rates:
                rates.update(unique_tax_ids(self._lists))
            return self._read(id, rates)

        yield from pages.by_ids(ids, read, limit=limit)

    def _read(self, id, tax_ids):
        place = address(id)
        if place["DocType"] not in _OUR_TYPES:
            raise NotFound("This document is no invoice.", system=SYSTEM, code="type", text=id)
        row = self._issuing.read(id)
        return Invoice(
            **head(row),
            type=_OUR_TYPES[place["DocType"]],
            number=self._issuing.full_number(row),
            series=text(row, "DocSeries"),
            issued_on=day_of(row),
            lines=order_lines(row, tax_ids),
            payment_method_code=text(row, "PaymentType"),
            state=(state := self._state(row, place)),
            payments=self._bank_reference(place) if state == "open" else (),
            pdf=self._pdf(place),
        )

    def _bank_reference(self, place):
        """Return the Multibanco reference as a pending payment; one call more per open invoice.

        Asked only where the setting says that the account gives out references; without a contract for them
        KeyInvoice refuses, and the invoice is read without one.
        """
        if not self._gives_references or place["DocType"] != DOC_TYPES["invoice"]:
            return ()
        try:
            row = self._api.read("generateMBRef", **place)
        except Rejected:
            return ()
        entity, reference = text(row, "Entity"), text(row, "Reference")
        if not reference:
            return ()
        return (Payment(method_name="Multibanco", entity=entity, reference=reference, amount=number(row, "Value")),)

    def _state(self, row, place):
        """Return whether it is void or paid; an invoice-receipt is paid by its nature."""
        if flag(row, "Voided"):
            return "cancelled"
        if place["DocType"] == DOC_TYPES["invoice_receipt"]:
            return "paid"
        if place["DocType"] == DOC_TYPES["invoice"]:
            return "open" if number(self._api.read("checkIfSettle", **place), "Value") else "paid"
        return "open"

    def _pdf(self, place):
        """Return the PDF as base64 text; anything else is refused here, not on a buyer's screen."""
        content = text(self._api.read("getDocumentPDF", **place, Format="A4"), "DocumentBinary")
        try:
            is_pdf = base64.b64decode(content, validate=True).startswith(b"%PDF-")
        except binascii.Error:
            is_pdf = False
        if not is_pdf:
            raise ProtocolError("The answer holds no PDF.", system=SYSTEM, call="getDocumentPDF")
        return content
