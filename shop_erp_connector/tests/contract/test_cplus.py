"""C-Plus keeps the promises of a remote: on SQLite for the quick runs, and on a real Firebird.

What the suite asks of a server that answers with codes and bodies has no meaning for a database; what can go wrong with
one is in ``tests/remotes/cplus/test_cplus_faults.py``.
"""

import unittest
from itertools import count

from .. import make, servers
from ..remotes.cplus.cplus_case import CNPJ, CPF
from ..simulators.cplus import CPlusSimulator
from .case import ContractCase
from .changes import ChangePromises
from .checking import CheckPromises
from .lists import LookupPromises
from .lost import LostAnswerPromises
from .reading import ReadingPromises
from .refusals import RefusalPromises
from .secrecy import SecrecyPromises
from .settings import SettingsPromises
from .writing import WritingPromises

#: Letters of the order's references, one for each of the seeded ones.
LETTERS = "ABCDEFGHIJKLM"


class CPlusPromises(
    SettingsPromises,
    CheckPromises,
    LookupPromises,
    ReadingPromises,
    ChangePromises,
    WritingPromises,
    LostAnswerPromises,
    SecrecyPromises,
    RefusalPromises,
    ContractCase,
):
    """The promises that a database can be asked for, and how C-Plus is filled."""

    system = "cplus"
    kind = ""
    #: What the first test has filled the database with.
    filled = None
    leaves_unchanged = frozenset({"order"})
    #: Counters locked and read, keys compared, header, lines and counters written, committed.
    calls_per_document = {"order": 12}
    writes = {"order": {"method": "COMMIT"}}

    # no database asks to be called again after so many seconds
    test_too_many_calls_are_to_be_sent_later = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        options = {"charset": "WIN1252"} if cls.kind == "firebird" else {}
        cls.place = servers.shared(cls.kind).database(**options)
        cls.addClassCleanup(cls.place.drop)

    def setUp(self):
        self.numbers = count(1001)
        super().setUp()

    @property
    def simulator_class(self):
        # The first one of a test begins filled, from the second test on.
        return lambda: CPlusSimulator(self.place, snapshot=None if hasattr(self, "simulator") else self.filled)

    def started(self):
        simulator = super().started()
        self.addCleanup(simulator.close)
        return simulator

    def seed(self):
        if self.filled:
            return
        with self.simulator.store.batch():
            self._seed()
        type(self).filled = self.simulator.store.snapshot()

    def _seed(self):
        simulator = self.simulator
        products = simulator.seed_goods(products=12, sections=12)
        simulator.add_grid("Camiseta", ["Azul", "Vermelha"], ["P", "G"])
        customers = [simulator.add_customer("João da Silva", CPF)]
        customers += [simulator.add_customer(f"Loja {number} Ltda", f"{int(CNPJ) + number}") for number in range(11)]
        simulator.add_address(customers[1])
        simulator.add_debt(customers[1], "100.00")
        for letter, customer, product in zip(LETTERS, customers, products, strict=False):
            quotation = simulator.enter_order(f"H{letter * 14}", customer, product)
            sale = simulator.convert(quotation, keep=letter != "C")
            simulator.authorise(sale)
            simulator.take_back(sale)

    def ids(self, kind):
        rows = self.simulator.store.rows
        return {
            "category": lambda: [row["CODSEC"] for row in rows("SECAO")],
            "product": lambda: list(dict.fromkeys(_product_id(row) for row in rows("PRODUTO"))),
            "stock": lambda: [f"{row['CODPROD']}/{row['CODSETORESTOQUE']}" for row in rows("PRODUTOESTOQUE")],
            "price": lambda: [row["CODPRODUTOPRECO"] for row in rows("PRODUTOPRECO")],
            "customer": lambda: [row["CODCLI"] for row in rows("CLIENTE")],
            "status": lambda: [row["ENTREGATELEFONE"] for row in rows("MOVENDA")],
            "invoice": lambda: [row["IDENTIDADEORIGEM"] for row in rows("NFELETRONICA")],
            "return": lambda: [f"{sale}/{day}" for sale, day in self._returned()],
        }[kind]()

    def touch(self, kind, id):
        edit = self.simulator.edit
        if kind == "product":
            column = "CODPRODGRADE" if id.startswith("G") else "CODPROD"
            edit("PRODUTO", {column: id.removeprefix("G")}, NOMEPROD=f"Café {next(self.numbers)}")
        elif kind == "stock":
            edit("PRODUTOESTOQUE", {"CODPROD": id.partition("/")[0]}, ESTATU=make.dec(next(self.numbers)))
        else:
            edit("CLIENTE", {"CODCLI": id}, TELEFONE=f"{next(self.numbers)}")

    def new(self, kind, count):
        return [self._order(f"S{next(self.numbers)}") for _ in range(count)]

    def refused(self, kind):
        return self._order(f"S{next(self.numbers)}", variant="999999999")

    def held(self, kind, document):
        rows = self.simulator.store.rows("ORCAMENTO", NUMPEDCLIENTE=document.number)
        return [row["ENTREGATELEFONE"] for row in rows]

    def _order(self, number, variant="000000001"):
        lines = [make.line("18.90", "", id="1", variant=variant, quantity=2, gross="18.90")]
        return make.order(
            id="",
            key=f"ODOO-a1b2c3-ORD-{number}",
            number=number,
            lines=lines,
            currency="BRL",
            customer=make.customer(id="", vat=CPF),
            billing=None,
            delivery=make.address(country="BR", state="RS"),
            payment_method_code="000000001",
        )

    def _returned(self):
        lines = {row["CODMOVPROD"]: row["CODMOVENDA"] for row in self.simulator.store.rows("MOVENDAPROD")}
        return sorted(
            {(lines[row["CODMOVPROD"]], row["DATA"]) for row in self.simulator.store.rows("MOVENDADEVOLUCAO")}
        )


class TestCPlus(CPlusPromises, unittest.TestCase):
    """The quick run."""

    kind = "sqlite"


class TestCPlusOnFirebird(CPlusPromises, unittest.TestCase):
    """The database that C-Plus has."""

    kind = "firebird"


def _product_id(row):
    return f"G{row['CODPRODGRADE']}" if row["CODPRODGRADE"] else row["CODPROD"]
