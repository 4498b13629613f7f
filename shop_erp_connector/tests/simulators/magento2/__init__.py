"""A Magento 2: its REST interface over HTTP, its back office and its buyers as calls of Python.

    with Magento2Simulator() as shop:
        lamp = shop.add_product("LAMP-01", "24.39", quantity=10)
        order = shop.place_order(shop.add_customer(), [(lamp, 2)])
        remote = open_remote("magento2", shop.settings)

The modules:

    web.py, access.py            from a request to an answer; who may call
    criteria.py, schema.py       what a list is asked for; what a body may hold
    store.py, seed.py            the rows; a freshly installed shop
    products.py placing.py media.py attributes.py categories.py prices.py inventory.py   the catalogue
    customers.py orders.py papers.py carts.py   people and sales
    checkout.py, money.py        from a cart to an order, to the cent
    bulk.py                      work that is done later
    back_office.py, shopping.py  the calls of Python
"""

from werkzeug.wrappers import Response

from ..base import Simulator
from . import (
    access,
    attributes,
    bulk,
    carts,
    categories,
    customers,
    inventory,
    media,
    orders,
    papers,
    prices,
    products,
    reference,
    seed,
    web,
)
from .back_office import BackOffice
from .shopping import Shopping
from .store import Store


class Magento2Simulator(BackOffice, Shopping, Simulator):
    """A freshly installed shop in euros, one English store view, without customers and products.

    :param version: "2.4.5"; before 2.4.4 a page past the end repeats the last one and bearer tokens of integrations
        work; from 2.4.8 on the total of an order's line leaves out the quantity
    :param auth: "bearer" or "oauth": how ``settings`` signs in
    :param msi: False for a shop without multi-source inventory

    ``denied`` are resources that the token lacks; ``input_limits`` switches the limits on; ``encoded_slashes`` lets
    SKUs with a slash into addresses; ``integration_as_bearer`` lets an integration's token in as bearer;
    ``merges_categories`` leaves a product in every category that it is in, whatever is sent;
    ``two_factors`` asks people for a second factor; ``consumes`` False: nobody carries out what was queued, until
    ``work()``.
    """

    def __init__(self, version="2.4.5", *, auth="bearer", msi=True, port=0):
        super().__init__(port=port)
        self.version = version
        self.version_number = tuple(int(part) for part in version.split("."))
        self.auth = auth
        self.msi = msi
        self.denied = set()
        self.input_limits = False
        self.encoded_slashes = False
        self.integration_as_bearer = auth == "bearer" or self.version_number < (2, 4, 4)
        self.merges_categories = False
        self.two_factors = False
        self.consumes = True
        self.admin_token = access.ADMIN_TOKEN
        self.admin_password = "Admin-Passw0rd-1"
        self.nonces = set()
        self.lists_read = 0
        self.store = Store(self.clock)
        seed.fill(self.store, msi=msi)

    @property
    def settings(self):
        """The settings to give to ``open_remote("magento2", …)``."""
        settings = {"url": self.url, "stock": "sources" if self.msi else "legacy", "country": "DE"}
        if self.auth == "bearer":
            return settings | {"token": access.ACCESS_TOKEN}
        return settings | {
            "consumer_key": access.CONSUMER_KEY,
            "consumer_secret": access.CONSUMER_SECRET,
            "access_token": access.ACCESS_TOKEN,
            "token_secret": access.TOKEN_SECRET,
        }

    @property
    def repeats_last_page(self):
        """Return whether a page past the end shows the last one again."""
        return self.version_number < (2, 4, 4)

    def kind_of(self, request):
        """Return the route without numbers and SKUs: "orders" for ``/rest/V1/orders/5``, "order/ship"."""
        match = web.PATH.match(request.path)
        if not match:
            return request.path.strip("/").partition("/")[0]
        words = [part for part in match["path"].split("/") if part]
        shown = "/".join(word for index, word in enumerate(words) if index == 0 or word in web.words(index))
        return f"bulk/{shown}" if match["bulk"] else shown

    def answer(self, request):
        """Answer below ``/rest``; pictures below ``/media``; everything else is the front page."""
        if request.path.startswith("/rest/"):
            return web.respond(self, request)
        if request.path == "/magento_version":
            return Response(f"Magento/{self.version.rpartition('.')[0]} (Community)", content_type="text/html")
        picture = self.store.files.get(request.path.removeprefix("/media/catalog/product"))
        if picture is not None:
            return Response(picture, content_type="image/gif")
        if request.path == "/":
            return Response("<html><body>Welcome</body></html>", content_type="text/html; charset=utf-8")
        return Response(web.HTML_404, status=404, content_type="text/html; charset=iso-8859-1")

    def authorise(self, request, resource):
        """Let a request pass or raise."""
        access.authorise(self, request, resource)

    def accept_bulk(self, request, call):
        """Queue work for later."""
        return bulk.accept(self, request, call)

    def work(self):
        """Carry out what is queued, as the consumer does."""
        with self.lock:
            bulk.work(self)

    def state(self):
        """Return what ``save()`` writes."""
        return self.store.state()

    def restore(self, state):
        """Take over what ``state()`` returned."""
        self.store.restore(state)
