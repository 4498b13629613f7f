"""PrestaShop 1.6 to 9 over its Webservice; README.md here says what it does and does not.

wire.py        calls, filters, paging           refusals.py   error codes → errors
rows.py        typed fields of an entity        shop.py       an open shop; reading by date
codelists.py   the shop's lists, cached         taxes.py      tax rule groups ⇄ taxes
changes.py     one record: created, changed     batches.py    many records in one document
catalogue.py   products read                    publishing.py products written, step by step
fields.py      a product's own fields           units.py      weights and sizes
choices.py     attributes and their values      combinations.py  variants written
names.py       names ⇄ ids, made when missing   features.py   features ⇄ custom fields
pictures.py    pictures read and sent           packs.py      what is in a pack
mentions.py    other products named by code     parts.py      what hangs on a saved product
pricing.py     amounts without tax              suppliers.py  suppliers' references
prices.py      base prices, both ways           specials.py   specific prices, both ways
accounts.py    customers written                addresses.py  their addresses written
categories.py  customers.py  orders.py  discounts.py  stock.py  fulfilment.py  lookups.py
texts.py       texts as the shop takes them     rights.py     what the key must be allowed
availability.py  what buyers are told when there is none
"""

import time
from typing import ClassVar

from ..capabilities import Capabilities
from ..contract import Remote, RemoteInfo, Setting, below
from . import (
    accounts,
    catalogue,
    categories,
    customers,
    fulfilment,
    lookups,
    orders,
    pictures,
    prices,
    publishing,
    returns,
    stock,
)
from .codelists import CodeLists
from .rights import missing_rights
from .shop import Shop
from .wire import SYSTEM, Wire

PULLS = {
    "category": categories.pull_categories,
    "product": catalogue.pull_products,
    "stock": stock.pull_stock,
    "price": prices.pull_prices,
    "customer": customers.pull_customers,
    "order": orders.pull_orders,
    "return": returns.pull_returns,
}

PUSHES = {
    "category": categories.push_categories,
    "product": publishing.push_products,
    "price": prices.push_prices,
    "stock": stock.push_stock,
    "customer": accounts.push_customers,
    "status": fulfilment.push_statuses,
    "shipment": fulfilment.push_shipments,
    "invoice": fulfilment.push_invoices,
    "return": returns.push_returns,
}

FINDS = {
    "category": categories.find_category,
    "product": publishing.find_product,
    "customer": accounts.find_customer,
    "return": returns.find_return,
}

#: Documents of a page: what the shop answers in well under a second (100 products in full are 640 kB, 0.14
#: s).
PAGES = {"category": 500, "product": 100, "stock": 2000, "price": 500, "customer": 500, "order": 500, "return": 500}

BATCHES = {
    "category": 50,
    "product": 25,
    "price": 50,
    "stock": 1000,
    "customer": 50,
    "status": 50,
    "shipment": 100,
    "invoice": 100,
    "return": 50,
}

#: What its customers have, both ways.
ACCOUNTS = frozenset({"accounts", "addresses", "groups"})

#: What products may have; of pictures neither legend nor place is read or written.
GOODS = frozenset({"variants", "packs", "images", "seo", "translations", "fields", "accessories"})

#: What prices may depend on.
OFFERS = frozenset({"promotions", "quantity_prices", "group_prices", "customer_prices", "discounts"})

#: Pages of the back office by the addresses of 1.6. Later versions send the browser on to the page's new address, with
#: the session's token, where a route names the old one as its ``_legacy_link`` (PrestaShop 8 and 9:
#: src/PrestaShopBundle/Resources/config/routing/admin/sell/**, Routing/Converter/LegacyUrlConverter.php,
#: EventListener/LegacyUrlListener.php); the product page of 1.7 by AdminProductsController::init. On a page that has
#: not moved (all of 1.6, the orders until 1.7.7) the browser shows "Invalid security token" and goes on when told so
#: (AdminController::initCursedPage, themes/default/template/invalid_token.tpl). Known from the source only.
BACK_OFFICE = {
    "category": "index.php?controller=AdminCategories&id_category={id}&updatecategory",
    "product": "index.php?controller=AdminProducts&id_product={id}&updateproduct",
    "customer": "index.php?controller=AdminCustomers&id_customer={id}&viewcustomer",
    "order": "index.php?controller=AdminOrders&id_order={id}&vieworder",
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
        Setting(
            name="admin_path",
            label="Folder of the back office",
            type="path",
            help="For the button “Open in shop”: what follows the shop's address when you work in it, like "
            "admin012abc. All users of shops and ERPs see it. Who is not logged in there is asked to log in. Older "
            "shops warn of an invalid token first: there, choose to display the page.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset(PULLS),
        pushes=frozenset(PUSHES),
        creates=frozenset({"category", "product", "price", "customer", "shipment", "invoice", "return"}),
        lookups=lookups.TYPES,
        pulls_by_id=frozenset(PULLS),
        pulls_changes=frozenset(PULLS) - {"stock", "price"},
        finds_own_key=frozenset(FINDS),
        repeats_safely=frozenset({"category", "price", "customer", "shipment", "invoice"}),
        batch=BATCHES,
        page=PAGES,
        clock="shop",
        customer_needs_email=True,
        stock_basis="available",
        reads=GOODS | OFFERS | ACCOUNTS | {"messages", "refunds"},
        writes=GOODS | OFFERS | ACCOUNTS | {"notify", "refunds", "availability", "backorders", "credit"},
        prices_include_tax=False,
        keeps_surcharges=True,
        back_office=BACK_OFFICE,
    )

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        shop_id = self.settings["shop_id"]
        wire = Wire(self.settings["url"], self.settings["key"], shop_id, memory=self.memory)
        self._shop = Shop(wire, CodeLists(wire, self.memory), shop_id, self.memory, self.contents)

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

    def _lookups(self, type):
        return lookups.lookups(self._shop, type)

    def _pull(self, kind, cursor, ids, limit):
        return PULLS[kind](self._shop, cursor, ids, limit or PAGES[kind])

    def _push(self, kind, documents):
        return PUSHES[kind](self._shop, documents)

    def _find(self, kind, key):
        """Find a product by its reference, a category by "<parent id>/<name>" ("" for the home category)."""
        return FINDS[kind](self._shop, key)

    def download(self, url):
        """See ``Remote.download``; pictures are read with the key, through the Webservice."""
        return pictures.download(self._shop, url)

    @property
    def back_office(self):
        """See ``Remote.back_office``; the folder has a name of each shop's own, which the Webservice does not tell."""
        return below(self._shop.wire.address, self.settings["admin_path"])

    @property
    def calls(self):
        """See ``Remote.calls``."""
        return self._shop.wire.http.calls

    def close(self):
        """See ``Remote.close``."""
        self._shop.wire.http.close()
