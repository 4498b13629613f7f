"""What the tests of the KeyInvoice remote share: a simulated account, a remote on it, documents to send."""

import unittest
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.documents import Address, AppliedTax, Customer, Invoice, Order, OrderLine
from ....remotes.memory import ProcessMemory
from ...simulators.keyinvoice import KeyInvoiceSimulator

#: Invented; the check digits are right.
VAT, OTHER_VAT, PERSON_VAT = "503504564", "510123457", "123456789"

TAX_IDS = {"23": "1", "13": "2", "6": "3"}


class KeyInvoiceCase(unittest.TestCase):
    """A fresh account per test; ``options`` of a class go to its simulator."""

    options = {}

    def setUp(self):
        self.account = KeyInvoiceSimulator(**self.options)
        self.account.start()
        self.addCleanup(self.account.stop)
        self.memory = ProcessMemory()
        self.remote = self.opened()

    def opened(self, memory=None, **settings):
        """Return a remote on the account; by default with the test's memory."""
        remote = open_remote("keyinvoice", self.account.settings | settings, memory=memory or self.memory)
        self.addCleanup(remote.close)
        return remote

    def pulled(self, kind, **options):
        """Return (documents, refusals, pages) of a whole pull."""
        pages = list(self.remote.pull(kind, **options))
        documents = [document for page in pages for document in page.documents]
        return documents, [refusal for page in pages for refusal in page.refusals], pages

    def pushed(self, kind, document):
        """Return the result of pushing one document, which must have worked."""
        (result,) = self.remote.push(kind, [document])
        self.assertIsNone(result.error, result.error)
        return result

    def refused(self, kind, document):
        """Return the error of pushing one document."""
        (result,) = self.remote.push(kind, [document])
        self.assertIsNotNone(result.error)
        return result.error


def line(variant_id, gross, *, rate="23", quantity="1", role="product", name="", net=None, tax_id=None):
    """Return a line with one tax; the net is worked out where it is not given."""
    gross, percent = Decimal(gross), Decimal(rate)
    net = Decimal(net) if net is not None else (gross / (1 + percent / 100)).quantize(Decimal("0.01"))
    tax = AppliedTax(id=TAX_IDS[rate] if tax_id is None else tax_id, rate=percent, amount=gross - net)
    return OrderLine(
        role=role,
        variant_id=variant_id,
        name=name,
        quantity=Decimal(quantity),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=(tax,),
    )


def billing(**values):
    """Return the address of an invented buyer."""
    return Address(
        **{
            "first_name": "Inês",
            "last_name": "Exemplo",
            "street": "Rua das Flores 5",
            "street2": "2.º esq.",
            "zip": "4000-001",
            "city": "Porto",
            "country": "PT",
        }
        | values
    )


def order(*lines, **values):
    """Return an order with these lines and their totals."""
    return _document(Order, lines, {"number": "000187"} | values)


def invoice(*lines, **values):
    """Return an invoice with these lines and their totals."""
    return _document(Invoice, lines, {"order_number": "000187"} | values)


def customer(vat=VAT, **values):
    """Return a company with an address."""
    address = billing(company="Oficina do Exemplo, Lda.", first_name="", last_name="", vat=vat)
    return Customer(
        **{
            "company": "Oficina do Exemplo, Lda.",
            "email": "loja@oficina.example",
            "vat": vat,
            "billing": address,
        }
        | values
    )


def _document(cls, lines, values):
    totals = {name: sum((getattr(each, name) for each in lines), Decimal(0)) for name in ("net", "tax", "gross")}
    return cls(**{"key": "HUB-SO00187", "currency": "EUR", "billing": billing(), "lines": lines} | totals | values)
