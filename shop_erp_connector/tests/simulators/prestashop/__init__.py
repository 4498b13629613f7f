"""A PrestaShop: its webservice over HTTP, its back office and its customers as calls of Python.

    with PrestaShopSimulator(version="8.2.1") as shop:
        lamp = shop.add_product("LAMP-01", "24.39", quantity=10)
        ana = shop.add_customer()
        order = shop.place_order(ana, [(lamp, 2)], carrier=2)
        remote = open_remote("prestashop", shop.settings)

The modules:

    schema.py, tables_*.py       what each resource is made of, in each version
    store.py, derived.py         the rows, and what is computed from them
    webservice.py                from a request to an answer
    query.py, writing.py         what is asked for; what is saved
    render.py, failures.py       the answers as XML; the ways to say no
    rules.py, *_rules.py         what the shop does around a save
    money.py, checkout.py        prices, taxes, totals; from a cart to an order
    order_life.py                states, invoices, payments, stock
    back_office.py, shopping.py  the calls of Python
    seed.py                      a freshly installed shop
"""

from werkzeug.wrappers import Response

from ..base import Simulator
from . import seed
from .back_office import BackOffice
from .shopping import Shopping
from .store import Store
from .webservice import METHODS, Webservice

#: The key that the simulated shop knows; it opens nothing else.
KEY = "SIMULATEDSHOPKEYSIMULATEDSHOPKEY"


class PrestaShopSimulator(BackOffice, Shopping, Simulator):
    """A freshly installed shop in euros, English and Portuguese, without customers and products.

    :param version: "1.6.1.24", "1.7.8.11", "8.2.1" or "9.0.0"; others behave as the one before
    :param port: 0 for any free one

    ``permissions`` is ``{resource: set of methods}`` of the key; ``active`` False switches the webservice
    off; ``mails`` lists the mails that requests made the shop send, as (template, id of the order).
    """

    def __init__(self, version="8.2.1", *, port=0):
        super().__init__(port=port)
        self.version = version
        self.key = KEY
        self.active = True
        self.store = Store(version, self.clock)
        self.permissions = {name: set(METHODS) for name in (*self.store.resources, "images")}
        self._fill()

    @property
    def settings(self):
        """The settings to give to ``open_remote("prestashop", …)``."""
        return {"url": self.url, "key": self.key}

    @property
    def mails(self):
        """The mails that requests made the shop send: a list of (template, id of the order)."""
        return self.store.mails

    def kind_of(self, request):
        """Return the resource: "orders" for ``/api/orders/5``, "" for ``/api/``."""
        parts = [part for part in request.path.split("/") if part]
        return parts[1] if len(parts) > 1 else ""

    def answer(self, request):
        """Answer below ``/api``; everything else is the front page."""
        if request.path == "/api" or request.path.startswith("/api/"):
            return Webservice(self).answer(request)
        return Response("<html><body>Welcome to the shop</body></html>", content_type="text/html; charset=utf-8")

    def state(self):
        """Return what ``save()`` writes."""
        return self.store.state()

    def restore(self, state):
        """Take over what ``state()`` returned."""
        self.store.restore(state)

    def _fill(self):
        seed.fill(self.store)
        groups = {}
        for group, rate, countries in seed.TAXES:
            name = f"{countries[0]} {rate}%"
            if group not in groups:
                groups[group] = self.store.insert("tax_rule_groups", {"name": group, "active": 1})
            self.add_tax(rate, name, countries, group=groups[group])
