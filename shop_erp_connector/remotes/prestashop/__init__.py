"""PrestaShop 1.6 to 9 over its Webservice; see README.md here for what it does and does not.

wire.py       calls, filters, error codes        rows.py      typed fields of an entity codelists.py  cached
lists of the shop           taxes.py     tax rule groups ⇄ taxes shop.py       an open shop; reading by date
batches.py   many records in one document catalogue.py  categories and products, read      publishing.py  …
and written;  texts.py  as the shop takes them customers.py  orders.py  discounts.py  stock.py
fulfilment.py  lookups.py   by kind
"""

import time
from functools import cached_property
from typing import ClassVar

from ..capabilities import Capabilities
from ..contract import Remote, RemoteInfo, Setting
from . import fulfilment, lookups, publishing, stock
from .catalogue import pull_categories, pull_products
from .codelists import CodeLists
from .customers import pull_customers
from .orders import pull_orders
from .rights import missing_rights
from .shop import Shop
from .wire import SYSTEM, Wire

PULLS = {
    "category": pull_categories,
    "product": pull_products,
    "stock": stock.pull_stock,
    "customer": pull_customers,
    "order": pull_orders,
}

PUSHES = {
    "category": publishing.push_categories,
    "product": publishing.push_products,
    "price": publishing.push_prices,
    "stock": stock.push_stock,
    "status": fulfilment.push_statuses,
    "shipment": fulfilment.push_shipments,
    "invoice": fulfilment.push_invoices,
}

FINDS = {"category": publishing.find_category, "product": publishing.find_product}

#: Documents of a page: what the shop answers in well under a second (100 products in full are 640 kB, 0.14
#: s).
PAGES = {"category": 500, "product": 100, "stock": 2000, "customer": 500, "order": 500}

BATCHES = {
    "category": 50,
    "product": 50,
    "price": 50,
    "stock": 1000,
    "status": 50,
    "shipment": 100,
    "invoice": 100,
}

#: A shop's clock that is further off than this, in seconds, deserves a word: the stated times of orders are
#: wrong.
CLOCK_TOLERANCE = 300


class PrestaShop(Remote):
    """A PrestaShop shop."""

    system = SYSTEM
    label = "PrestaShop"
    SETTINGS: ClassVar[tuple[Setting, ...]] = (
        Setting(
            name="url",
            label="Address",
            type="url",
            required=True,
            help="The shop's address, https://shop.example",
        ),
        Setting(
            name="key",
            label="Webservice key",
            type="secret",
            required=True,
            help="Advanced parameters → Webservice; the connection test names the rights that it lacks.",
        ),
        Setting(
            name="shop_id",
            label="Shop",
            type="integer",
            help="Id of one shop of a multi-shop installation; empty for the default shop.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset(PULLS),
        pushes=frozenset(PUSHES),
        creates=frozenset({"category", "product", "status", "shipment", "invoice"}),
        lookups=lookups.TYPES,
        pulls_by_id=frozenset(PULLS),
        pulls_changes=frozenset(PULLS) - {"stock"},
        finds_own_key=frozenset(FINDS),
        batch=BATCHES,
        page=PAGES,
        clock="shop",
        stock_basis="available",
    )

    @cached_property
    def _shop(self):
        wire = Wire(self.settings["url"], self.settings["key"], self.settings["shop_id"], memory=self.memory)
        return Shop(wire, CodeLists(wire, self.memory), self.settings["shop_id"])

    def check(self):
        """Try key, address and shop; read the shop's lists afresh. See ``Remote.check``."""
        shop = self._shop
        root = shop.wire.root()
        warnings = missing_rights(root, can_patch=shop.wire.can_patch)
        skew = (shop.wire.clock().timestamp() - time.time()) / 60
        if abs(skew) * 60 > CLOCK_TOLERANCE:
            direction = "ahead" if skew > 0 else "behind"
            warnings.append(f"The shop's clock is {abs(skew):.0f} minutes {direction}.")
        shop.lists.forget()
        return RemoteInfo(
            name=root.get("shopName", ""),
            version=shop.wire.version,
            shops=tuple(self.lookups("shop")),
            languages=tuple(self.lookups("language")),
            currencies=tuple(self.lookups("currency")),
            clock=shop.lists.configuration("PS_TIMEZONE"),
            warnings=tuple(warnings),
        )

    def lookups(self, type):
        """See ``Remote.lookups``."""
        if type not in lookups.TYPES:
            raise self._cannot(f"list {type} entries")
        return lookups.lookups(self._shop, type)

    def pull(self, kind, *, cursor=None, ids=None, limit=None):
        """See ``Remote.pull``."""
        if kind not in PULLS:
            raise self._cannot(f"pull {kind}")
        return PULLS[kind](self._shop, cursor, ids, limit or PAGES[kind])

    def push(self, kind, documents):
        """See ``Remote.push``."""
        if kind not in PUSHES:
            raise self._cannot(f"take {kind}")
        documents = list(documents)
        return PUSHES[kind](self._shop, documents) if documents else []

    def find(self, kind, key):
        """Find a product by its reference, a category by "<parent id>/<name>" ("" for the home category)."""
        if kind not in FINDS:
            raise self._cannot(f"find {kind} by key")
        return FINDS[kind](self._shop, key)

    @property
    def calls(self):
        """See ``Remote.calls``."""
        return self._shop.wire.http.calls

    def close(self):
        """See ``Remote.close``."""
        self._shop.wire.http.close()
