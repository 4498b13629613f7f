"""What tests of EBP share: an installation with some goods and customers, and orders that it takes."""

import unittest
from datetime import UTC, datetime

from ....remotes import open_remote
from ... import make
from ...contract.case import JsonMemory
from ...simulators.ebp import EbpSimulator


def line(item="CAF-001", net="17.00", *, quantity=2, rate="20", **fields):
    """A line of goods at one VAT rate."""
    fields = {"name": f"Café {item}"} | fields
    return make.line(net, rate, variant=item, quantity=quantity, code=item, **fields)


def role(name, net, rate="20"):
    """A line that is no goods: shipping, discount, fee."""
    return make.line(net, rate, id=name, variant="", role=name, code="", name=name)


def order(key="ODOO-a1b2c3-ORD42", *, lines=None, **fields):
    """An order of a known customer in Lyon; its lines are those given."""
    place = make.address("", street="12 rue des Lilas", zip="69003", city="Lyon", country="FR")
    defaults = {
        "number": "S00042",
        "placed_at": datetime.now(UTC),
        "currency": "EUR",
        "customer": make.customer(id="CLI001", email="paul@exemple.fr"),
        "billing": place,
        "delivery": place,
        "payment_method_code": "CB",
        "payments": (),
    }
    return make.order(id="", key=key, lines=[line()] if lines is None else lines, **defaults | fields)


class EbpCase(unittest.TestCase):
    """``self.simulator`` and ``self.remote`` on an installation with items CAF-001 … CAF-003 and CLI001."""

    options = {}

    def setUp(self):
        self.simulator = EbpSimulator(**self.options)
        self.addCleanup(self.simulator.close)
        self.simulator.start()
        self.seed()
        self.memory = JsonMemory()
        self.remote = self.opened()

    def seed(self):
        """Fill the installation."""
        for number in (1, 2, 3):
            self.simulator.add_item(f"CAF-00{number}", f"Café {number}", price="8.50", stock="40")
        self.simulator.add_item("REMISE", "Remise", price="0", AllowPublishOnWeb=False)
        self.simulator.add_customer("CLI001", "Martin Paul")

    def opened(self, **settings):
        """Return another remote on the same memory, as another worker opens it."""
        remote = open_remote("ebp", self.simulator.settings | settings, memory=self.memory)
        self.addCleanup(remote.close)
        return remote

    def documents(self, kind, **options):
        """Return all documents of a kind by their ids; nothing may be refused."""
        pages = list(self.remote.pull(kind, **options))
        self.assertEqual([str(refusal.error) for page in pages for refusal in page.refusals], [])
        return {document.id: document for page in pages for document in page.documents}

    def pushed(self, *orders, kind="order"):
        """Push documents that must be taken; return their tickets."""
        results = self.remote.push(kind, list(orders))
        self.assertEqual([str(result.error or "") for result in results], [""] * len(orders))
        return [result.ticket for result in results]

    def refused(self, document, *, kind="order", **settings):
        """Push a document that must be refused, and leave no file behind; return the error."""
        before = self.simulator.names("in")
        (result,) = self.opened(**settings).push(kind, [document])
        self.assertIsNotNone(result.error)
        self.assertEqual(self.simulator.names("in"), before)
        return result.error

    def outcome(self, ticket, **settings):
        """Return what became of one ticket, asked by another worker."""
        (result,) = self.opened(**settings).outcomes("order", [ticket])
        return result
