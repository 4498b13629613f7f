"""A WooCommerce shop: its REST API over HTTP, its back office and its customers as calls of Python.

    with WooCommerceSimulator() as shop:
        lamp = shop.add_product("LAMP-01", "24.90", quantity=10)
        order = shop.place_order([(lamp, 2)], shipping="4.12")
        remote = open_remote("woocommerce", shop.settings)

The modules:

    api.py, authentication.py            from a request to an answer; who asks
    routes_products.py, routes_orders.py, routes_shop.py, batches.py    what is asked for
    query.py, schema.py, failures.py     filters and paging; what is checked; the ways to say no
    store.py                             the rows, and the numbers that WordPress gives out
    catalogue.py, product_writing.py, terms.py, images.py    the catalogue: shown, saved
    orders.py, totals.py, order_life.py, refunds.py, order_shown.py     selling
    customers.py, reference.py, webhooks.py
    back_office.py, shopping.py          the calls of Python
    seed.py                              a freshly installed shop
"""

import time

from werkzeug.wrappers import Response

from ..base import Simulator
from . import images, seed
from .api import BASE, Api
from .authentication import Key
from .back_office import BackOffice
from .catalogue import Catalogue
from .customers import Customers
from .order_life import OrderLife
from .order_shown import OrderShown
from .orders import Orders
from .product_writing import ProductWriting
from .reference import COUNTRIES, Reference
from .refunds import Refunds
from .shopping import Shopping
from .store import Store
from .terms import Terms
from .totals import Totals
from .webhooks import Webhooks

#: The key that the simulated shop knows; it opens nothing else.
CONSUMER_KEY = "ck_0000000000000000000000000000simulated01"
CONSUMER_SECRET = "cs_0000000000000000000000000000simulated02"
WEBHOOK_SECRET = "simulated-webhook-secret"


class WooCommerceSimulator(BackOffice, Shopping, Simulator):
    """A freshly installed shop in euros, with German taxes and prices that hold them.

    :param version: "11.0.1", or an older one such as "9.9.5", which cannot list the variations of all products
    :param https: True behaves as behind a proxy that speaks https: HTTP Basic counts. False is plain http, where only
        OAuth signatures count
    :param port: 0 for any free one

    What a test may change: ``keys`` (by consumer key), ``permalinks`` False (no REST API at the usual address),
    ``strips_authorization`` (the server eats the header), ``moves_dates_with_stock`` False (older releases),
    ``mixes_parents`` False (a batch of variations knows one product), ``takes_dates_of_payment`` False (older
    releases), ``internet`` (``{url: bytes}``: where pictures are fetched), ``extra_statuses``, ``number_prefix``,
    ``locked_skus``.
    """

    def __init__(self, version="11.0.1", *, https=True, port=0):
        super().__init__(port=port)
        self.version = version
        self.https = https
        self.keys = {CONSUMER_KEY: Key(CONSUMER_KEY, CONSUMER_SECRET)}
        self.media_user = ("editor", "abcd efgh ijkl mnop qrst uvwx")
        self.permalinks = True
        self.strips_authorization = False
        self.moves_dates_with_stock = True
        self.mixes_parents = True
        self.takes_dates_of_payment = True
        self.number_prefix = ""
        self.internet = {}
        self.extra_statuses = {}
        self.locked_skus = set()
        self.gateways = seed.gateways()
        self.tax_classes = dict(seed.TAX_CLASSES)
        self.country_codes = sorted(COUNTRIES)
        self.store = Store(self.clock, version)
        self._assemble()
        self.default_category_id = seed.fill(self.store)

    def _assemble(self):
        store = self.store
        self.catalogue = Catalogue(store, "", BASE)
        self.terms = Terms(self)
        self.products = ProductWriting(self)
        self.customers = Customers(self, BASE)
        self.totals = Totals(store)
        self.life = OrderLife(self)
        self.orders = Orders(self)
        self.refunds = Refunds(self)
        self.reference = Reference(self, BASE)
        self.webhooks = Webhooks(self, BASE)

    def start(self):
        """Listen and serve; addresses in answers are known from here on."""
        super().start()
        base = f"{self.home_url}{BASE}"
        self.catalogue.home, self.catalogue.base = self.home_url, base
        for part in (self.customers, self.reference, self.webhooks):
            part.base = base

    @property
    def home_url(self):
        """The site's address as WordPress knows it; signatures are made for it."""
        return self.url

    @property
    def key(self):
        """The key that ``settings`` names."""
        return self.keys[CONSUMER_KEY]

    @property
    def settings(self):
        """The settings to give to ``open_remote("woocommerce", …)``."""
        return {
            "url": self.url,
            "consumer_key": CONSUMER_KEY,
            "consumer_secret": CONSUMER_SECRET,
            "authentication": "basic" if self.https else "oauth",
        }

    def signing_time(self):
        """Return the time that signatures are checked against: the real one, because clients know no other."""
        return int(time.time())

    def kind_of(self, request):
        """Return what is asked for: "orders" for ``…/orders/5``, "products/batch", "orders/notes", "" for the index."""
        parts = [part for part in request.path.removeprefix(BASE).split("/") if part and not part.isdigit()]
        return "/".join(parts) if request.path.startswith(BASE) else "/".join(parts[1:])

    def answer(self, request):
        """Answer the REST API and pictures; everything else is the front page."""
        is_api = request.path == "/wp-json" or request.path.startswith("/wp-json/")
        if is_api and self.permalinks:
            return Api(self).answer(request)
        if request.path.startswith("/wp-content/uploads/"):
            return self._picture(request.path.rpartition("/")[2])
        status = 404 if is_api else 200
        page = (
            "<!DOCTYPE html><html><body>Page not found</body></html>" if is_api else "<html><body>Welcome</body></html>"
        )
        return Response(page, status=status, content_type="text/html; charset=UTF-8")

    def _picture(self, name):
        row = next((row for row in self.store.rows("media") if row["file"] == name), None)
        if row is None:
            return Response("<html><body>Page not found</body></html>", status=404, content_type="text/html")
        return Response(row["content"], content_type=images.mime_type(name))

    def announce(self, topic, id):
        """Tell webhooks about a change, in the next run of the queue."""
        self.webhooks.announce(topic, id)

    def record(self, resource, id):
        """Return a record as webhooks tell it, None when it is gone."""
        tables = {"order": ("orders",), "product": ("products", "variations"), "customer": ("customers",)}[resource]
        row = next((row for table in tables if (row := self.store.get(table, id))), None)
        if row is None:
            return None
        if resource == "order":
            return OrderShown(self, f"{self.home_url}{BASE}").order(row)
        if resource == "customer":
            return self.customers.shown(row)
        is_variation = "product_id" in row
        return self.catalogue.variation_as_product(row) if is_variation else self.catalogue.product(row)

    def state(self):
        """Return what ``save()`` writes."""
        return self.store.state()

    def restore(self, state):
        """Take over what ``state()`` returned."""
        self.store.restore(state)
