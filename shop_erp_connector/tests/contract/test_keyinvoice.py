"""KeyInvoice keeps the promises of a remote."""

import unittest
from dataclasses import replace
from itertools import count

from ...remotes.documents import Category, Invoice, Price, Shipment, ShippedLine
from .. import make
from ..simulators.keyinvoice import KeyInvoiceSimulator, papers
from ..simulators.keyinvoice.people import valid_nif
from .suite import ContractSuite

#: DocTypes of the documents that a kind reads.
DOC_TYPES = {"order": ("13",), "invoice": ("4", "34", "7"), "shipment": ("15", "16")}


def tax_numbers():
    """Yield Portuguese tax numbers of companies, invented, with the right check digit."""
    for number in count(5_0000_001):
        yield next(f"{number}{digit}" for digit in "0123456789" if valid_nif(f"{number}{digit}"))


class TestKeyInvoice(ContractSuite, unittest.TestCase):
    system = "keyinvoice"
    simulator_class = KeyInvoiceSimulator
    clears = frozenset({"category", "product"})
    leaves_unchanged = frozenset({"category", "product", "customer"})
    #: Looked up and inserted; issued and read back.
    calls_per_document = {
        "category": 1,
        "product": 2,
        "price": 1,
        "customer": 2,
        "order": 2,
        "shipment": 2,
        "invoice": 2,
    }
    writes = {
        "category": {"kind": "insertFamily"},
        "product": {"kind": "insertProduct"},
        "price": {"kind": "updateProduct"},
        "customer": {"kind": "insertClient"},
        "order": {"kind": "insertDocument"},
        "shipment": {"kind": "insertDocument"},
        "invoice": {"kind": "insertDocument"},
    }

    def setUp(self):
        self.numbers, self.vats = count(1001), tax_numbers()
        super().setUp()

    def seed(self):
        self.simulator.seed_catalogue(products=14, families=12)
        for number in range(12):
            self.simulator.add_client(next(self.vats), f"Oficina {number}, Lda.", CountryCode="PT")
        for doc_type in ("13", "4", "34", "7") * 3:
            parameters = {
                "DocType": doc_type,
                "IdClient": next(iter(self.simulator.account.clients)),
                "DocLines": [{"IdProduct": "KI00001", "Qty": "2", "Price": "12.30", "IdTax": "1"}],
            }
            papers.insert(self.simulator.account, parameters, self.simulator.clock.now())
            papers.insert(self.simulator.account, parameters, self.simulator.clock.now())

    def ids(self, kind):
        account = self.simulator.account
        if kind in DOC_TYPES:
            return [_document_id(row) for row in self.simulator.documents(*DOC_TYPES[kind])]
        return {
            "category": list(account.families),
            "product": list(account.products),
            "price": list(account.products),
            "stock": [reference for reference, product in account.products.items() if product["has_stocks"]],
            "customer": list(account.clients),
        }[kind]

    def missing_id(self, kind):
        return {"order": "13/41/99", "invoice": "4/42/99"}.get(kind, "999999")

    def new(self, kind, count):
        return [
            {
                "category": self._category,
                "product": self._product,
                "price": self._price,
                "customer": self._customer,
                "order": self._order,
                "shipment": self._shipment,
                "invoice": self._invoice,
            }[kind]()
            for _ in range(count)
        ]

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        if kind == "category":
            return replace(document, parent_id="999999")
        if kind == "product":
            return replace(document, tax_ids=("99",))
        if kind == "price":
            return replace(document, variant_id="NOPE")
        if kind == "customer":
            return replace(document, vat="123456780")
        return replace(document, lines=tuple(replace(line, variant_id="NOPE") for line in document.lines))

    def held(self, kind, document):
        if kind == "category":
            rows = self.simulator.account.families.values()
            return [row["IdFamily"] for row in rows if row["Name"] == document.name["pt"]]
        if kind == "product":
            product = self.simulator.account.products.get(document.code)
            return [document.code] if product and product["name"] == document.name["pt"] else []
        if kind == "price":
            product = self.simulator.account.products[document.variant_id]
            return [document.variant_id] if product["price"] == document.amount else []
        if kind == "customer":
            client = self.simulator.client(document.vat)
            return [client["IdClient"]] if client and client["Name"] == document.name else []
        rows = self.simulator.documents(*DOC_TYPES[kind])
        return [_document_id(row) for row in rows if row["Reference"] == document.key]

    def key(self, kind, document):
        if kind in ("category", "product"):
            return document.code or f"{document.parent_id}/{document.name['pt']}"
        return document.vat if kind == "customer" else document.key

    def end_session(self):
        self.simulator.expire_session()

    def secrets(self):
        return [*super().secrets(), *(session for session, _opened in self.simulator.account.sessions.values())]

    def _category(self):
        return Category(name={"pt": f"Família {next(self.numbers)}"})

    def _product(self):
        number = next(self.numbers)
        return make.product(id="", code=f"NOVO-{number}", name={"pt": f"Artigo {number}"}, tax_ids=("1",), variants=())

    def _price(self):
        number = next(self.numbers)
        return Price(variant_id=f"KI{number % 14 + 1:05d}", amount=make.dec(number), includes_tax=True)

    def _customer(self):
        vat = next(self.vats)
        name = f"Casa {next(self.numbers)}, Lda."
        return make.customer(id="", company=name, vat=vat, billing=make.address(company=name, vat=vat))

    def _order(self):
        lines = (
            make.line("20.00", id="1", variant="KI00001", quantity=2, taxes=(make.tax("23", id="1"),)),
            make.line("7.50", id="2", variant="KI00002", quantity=3, taxes=(make.tax("13", id="2"),)),
        )
        return make.order(
            id="",
            key=f"HUB-{next(self.numbers)}-A",
            lines=lines,
            currency="EUR",
            customer=None,
            payment_method_code="1",
        )

    def _shipment(self):
        line = ShippedLine(variant_id="KI00001", code="KI00001", quantity=make.dec(2))
        return Shipment(key=f"HUB-{next(self.numbers)}-S", lines=(line,), delivery=make.address())

    def _invoice(self):
        order = self._order()
        shared = ("key", "currency", "lines", "billing", "payment_method_code", "net", "tax", "gross")
        return Invoice(**{name: getattr(order, name) for name in shared})


class TestKeyInvoiceWithWarehouses(TestKeyInvoice):
    """With API3 beside API5: stock per warehouse."""

    simulator_options = {"api3": True}

    def ids(self, kind):
        if kind != "stock":
            return super().ids(kind)
        return [f"{reference}/{place}" for place in ("1", "2") for reference in super(type(self), self).ids("stock")]

    def missing_id(self, kind):
        return "KI00001/9" if kind == "stock" else super().missing_id(kind)


def _document_id(row):
    return "/".join(str(row[name]) for name in ("DocType", "DocSeries", "DocNum"))
