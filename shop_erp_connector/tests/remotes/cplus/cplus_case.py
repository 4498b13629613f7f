"""What tests of C-Plus share: a filled installation, on SQLite for the quick runs and on a real Firebird."""

from dataclasses import replace
from itertools import count

from ....remotes import open_remote
from ....remotes.documents import Address, Customer
from ... import make, servers
from ...simulators.cplus import CPlusSimulator

#: Invented, with the right check digits.
CPF, CNPJ = "11144477735", "11222333000181"


class CPlusCase:
    """Joined with ``OnSqlite`` or ``OnFirebird``: ``self.simulator`` and ``self.remote`` on an empty installation."""

    kind = ""
    #: The rows of a fresh installation, once the first test has made it.
    fresh = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Skipped with the name of the package where the server cannot be started.
        options = {"charset": "WIN1252"} if cls.kind == "firebird" else {}
        cls.place = servers.shared(cls.kind).database(**options)
        cls.addClassCleanup(cls.place.drop)

    def setUp(self):
        self.numbers = count(1001)
        self.simulator = self.started()
        self.remote = self.opened()

    def started(self, **options):
        """Return the simulator on the class's database, with what every installation has."""
        simulator = CPlusSimulator(self.place, snapshot=None if options else self.fresh, **options)
        self.addCleanup(simulator.close)
        # Two hours ago by the database's clock: tests move on by that much to change something now.
        simulator.clock.advance(-7200)
        simulator.start()
        if not options and not self.fresh:
            type(self).fresh = simulator.store.snapshot()
        return simulator

    def seeded(self, *, products):
        """Make some products and a customer, João da Silva; return the customer's key."""
        with self.simulator.store.batch():
            self.simulator.seed_goods(products=products)
            return self.simulator.add_customer("João da Silva", CPF)

    def opened(self, **settings):
        """Return a remote on the simulator's database."""
        remote = open_remote("cplus", self.simulator.settings | settings)
        self.addCleanup(remote.close)
        return remote

    def documents(self, kind, **options):
        """Return all documents of a kind by their ids; nothing may be refused."""
        pages = list(self.remote.pull(kind, **options))
        self.assertEqual([str(refusal.error) for page in pages for refusal in page.refusals], [])
        return {document.id: document for page in pages for document in page.documents}

    def refusals(self, kind, **options):
        """Return the errors of a pull by the ids of the records."""
        return {refusal.id: refusal.error for page in self.remote.pull(kind, **options) for refusal in page.refusals}

    def order(self, *lines, number="", vat=CPF, **fields):
        """An order of a person in Porto Alegre; its lines are those given."""
        number = number or f"S{next(self.numbers)}"
        defaults = {
            "key": f"ODOO-a1b2c3-ORD{number}",
            "number": number,
            "currency": "BRL",
            "customer": Customer(last_name="João da Silva", vat=vat),
            "billing": None,
            "delivery": Address(
                last_name="João da Silva",
                street="Rua das Flores, 100",
                street2="Apto 5 - Centro",
                zip="90010000",
                city="Porto Alegre",
                state="RS",
                country="BR",
                phone="51 3333-4444",
            ),
            "payment_method_code": "000000002",
            "payments": (),
        }
        return make.order(id="", lines=lines or (self.line(),), **defaults | fields)

    def line(self, product="000000001", *, price="18.90", quantity=1, **fields):
        """A line of goods: ``price`` is that of one piece, taxes inside."""
        gross = make.dec(price) * quantity
        return make.line(gross, "", variant=product, quantity=quantity, gross=gross, **fields)

    def role(self, role, amount, **fields):
        """A line that is no goods: freight, discount, fee."""
        return replace(make.line(amount, "", variant="", gross=amount, **fields), role=role)

    def pushed(self, *orders):
        """Push orders that must be taken; return their results."""
        results = self.remote.push("order", list(orders))
        self.assertEqual([str(result.error or "") for result in results], [""] * len(orders))
        return results

    def refused(self, order):
        """Push an order that must be refused, and leave nothing behind; return the error."""
        before = self.traces()
        (result,) = self.remote.push("order", [order])
        self.assertIsNotNone(result.error)
        self.assertEqual(self.traces(), before)
        return result.error

    def traces(self):
        """Return what writing an order changes: quotations, their lines, counters, reservations."""
        store = self.simulator.store
        return {
            "quotations": [row["CODORC"] for row in store.rows("ORCAMENTO")],
            "lines": [row["CODORCPROD"] for row in store.rows("ORCAMENTOPROD")],
            "counters": [row["ULTIMOCODIGO"] for row in store.rows("CODIGO")],
            "reserved": [row["RESERVADOORCAMENTO"] for row in store.rows("PRODUTOESTOQUE")],
        }


class OnSqlite:
    """The quick run."""

    kind = "sqlite"


class OnFirebird:
    """The database that C-Plus has."""

    kind = "firebird"
