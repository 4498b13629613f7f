"""Magento 2 (Adobe Commerce, Mage-OS) over its REST interface; README.md here says what it does and does not.

wire.py        calls, search criteria, paging    refusals.py  status → errors
rows.py        typed fields of an object         shop.py      an open shop; reading by date (changes.py)
codelists.py   the shop's lists, cached          languages.py store views    taxes.py  tax classes ⇄ rates
catalogue.py   products read (families.py: whose variant is whose)
publishing.py  products written: saving.py, fields.py, placing.py (categories), variants.py, packs.py, options.py,
               media.py, links.py, bulk.py (later)
categories.py  customers.py (own_fields.py)  prices.py (offers.py)  stock.py (skus.py, backorders.py)  lookups.py
orders.py      orders and their lines.py; statuses.py; papers.py: what belongs to them, read; fulfilment.py: written
sending.py     many documents, one result each   access.py    what the token may do
"""

import time
from typing import ClassVar
from urllib.parse import urlsplit

from ..capabilities import Capabilities
from ..contract import DOWNLOAD_LIMIT, Remote, RemoteInfo, Setting, below
from ..errors import AuthenticationFailed, InvalidSettings, Rejected
from . import bulk, catalogue, categories, customers, fulfilment, lookups, orders, papers, prices, publishing, statuses
from . import stock as levels
from .access import missing_rights, version_of
from .codelists import CodeLists
from .rows import SYSTEM
from .shop import Shop
from .wire import Wire

PULLS = {
    "category": categories.pull_categories,
    "product": catalogue.pull_products,
    "stock": levels.pull_stock,
    "price": prices.pull_prices,
    "customer": customers.pull_customers,
    "order": orders.pull_orders,
    "status": statuses.pull_statuses,
    "shipment": papers.pull_shipments,
    "invoice": papers.pull_invoices,
    "return": papers.pull_returns,
}

PUSHES = {
    "category": categories.push_categories,
    "product": publishing.push_products,
    "stock": levels.push_stock,
    "price": prices.push_prices,
    "customer": customers.push_customers,
    "status": statuses.push_statuses,
    "shipment": fulfilment.push_shipments,
    "invoice": fulfilment.push_invoices,
    "return": fulfilment.push_returns,
}

FINDS = {
    "category": categories.find_category,
    "product": publishing.find_product,
    "customer": customers.find_customer,
}

#: Documents of a page: an order of two lines is 8 kB, one with bundles 22 kB; a shop with input limits takes 300.
PAGES = {
    "category": 300,
    "product": 100,
    "stock": 300,
    "price": 100,
    "customer": 300,
    "order": 100,
    "status": 300,
    "shipment": 100,
    "invoice": 100,
    "return": 100,
}

#: Documents of one push: what goes in one call is taken by the hundred, what goes one by one by the handful.
BATCHES = {
    "category": 25,
    "product": 25,
    "stock": 1000,
    "price": 1000,
    "customer": 25,
    "status": 50,
    "shipment": 50,
    "invoice": 50,
    "return": 25,
}

#: Pages of the administration: the routes of Magento_Catalog, Magento_Customer and Magento_Sales. With the setting
#: admin/security/use_form_key an address needs a key that is a hash of the route and the session's form key: without it
#: a person who is logged in is sent to the start page (Magento\Backend\App\AbstractAction::_processUrlKeys), and so
#: is, in newer versions, who logs in first (Backend\App\Action\Plugin\Authentication). Known from the source only.
BACK_OFFICE = {
    "category": "catalog/category/edit/id/{id}/",
    "product": "catalog/product/edit/id/{id}/",
    "customer": "customer/index/edit/id/{id}/",
    "order": "sales/order/view/order_id/{id}/",
}

#: A shop's clock that is further off than this, in seconds, deserves a word.
CLOCK_TOLERANCE = 300

#: What to look at when a bearer token is refused (recording bearer-integration-disabled).
BEARER = "From 2.4.4 on an integration's token is taken as bearer only where the shop allows it: use the four values."

OAUTH = ("consumer_key", "consumer_secret", "access_token", "token_secret")


class Magento2(Remote):
    """A Magento 2 shop."""

    system = SYSTEM
    label = "Magento 2"
    SETTINGS: ClassVar[tuple[Setting, ...]] = (
        Setting(
            name="url",
            label="Address",
            type="url",
            required=True,
            help="The shop's address, https://shop.example",
        ),
        Setting(
            name="consumer_key",
            label="Consumer key",
            type="secret",
            help="System → Integrations: the four values of an active integration. The connection test names the "
            "rights that it lacks.",
        ),
        Setting(name="consumer_secret", label="Consumer secret", type="secret"),
        Setting(name="access_token", label="Access token", type="secret"),
        Setting(name="token_secret", label="Access token secret", type="secret"),
        Setting(
            name="token",
            label="Bearer token",
            type="secret",
            help="Instead of the four values. From 2.4.4 on the shop takes an integration's token so only where "
            "that is switched on.",
        ),
        Setting(
            name="store_views",
            label="Store views",
            help="Codes of the store views whose texts are read and written, the main one first, separated by "
            "commas; empty: one language.",
        ),
        Setting(
            name="website",
            label="Website",
            help="Code of the website of new products and customers; empty where there is one.",
        ),
        Setting(
            name="country",
            label="Home country",
            help="Two letters: whose tax rates a product's tax class stands for; empty: that of the main store view's "
            "language.",
        ),
        Setting(
            name="prices_include_tax",
            label="Catalogue prices hold the tax",
            type="boolean",
            help="As set in the shop: Sales → Tax → Calculation settings. The interface does not tell it.",
        ),
        Setting(
            name="stock",
            label="Stock",
            type="choice",
            choices=("sources", "salable", "legacy"),
            default="sources",
            help="sources: what lies in each source. salable: what may be sold, one call for each product. legacy: "
            "shops without sources, one call for each product.",
        ),
        Setting(
            name="source_code",
            label="Source",
            default="default",
            help="Code of the source that levels and parcels without a place belong to.",
        ),
        Setting(name="stock_id", label="Stock number", type="integer", default="1", help="For salable quantities."),
        Setting(
            name="attribute_set",
            label="Attribute set",
            help="Name of the attribute set of new products; empty: Default.",
        ),
        Setting(
            name="barcode_attribute",
            label="Attribute of the barcode",
            help="Code of the product attribute that holds the barcode; Magento has none of its own.",
        ),
        Setting(
            name="brand_attribute",
            label="Attribute of the brand",
            default="manufacturer",
            may_be_empty=True,
            help="Code of the product attribute that holds the brand. Empty: none.",
        ),
        Setting(
            name="invoices",
            label="Invoices",
            type="choice",
            choices=("comment", "create"),
            default="comment",
            help="comment: the order gets number and address of our invoice. create: the order is billed in the shop "
            "too and counts as paid.",
        ),
        Setting(
            name="async_products",
            label="Products are saved later",
            type="boolean",
            help="Hand products over in bulk and ask for the outcome; the shop's queue consumer must run.",
        ),
        Setting(
            name="admin_path",
            label="Path of the administration",
            type="path",
            help="For the button “Open in shop”: what follows the shop's address when you work in it, like "
            "admin_1a2b3c. All users of shops and ERPs see it. Works where Stores → Configuration → Advanced → Admin → "
            "Security → Add Secret Key to URLs is No; with Yes the shop opens its dashboard instead.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset(PULLS),
        pushes=frozenset(PUSHES),
        creates=frozenset({"category", "product", "customer", "shipment", "invoice", "return"}),
        lookups=frozenset(lookups.TYPES),
        pulls_by_id=frozenset(PULLS),
        pulls_changes=frozenset(PULLS) - {"stock", "price"},
        finds_own_key=frozenset(FINDS),
        repeats_safely=frozenset(PUSHES),
        batch=BATCHES,
        page=PAGES,
        clock="utc",
        customer_needs_email=True,
        invites_always=True,
        stock_basis="physical",
        tells_lowest_price=True,
        reads=frozenset({
            "variants", "packs", "images", "seo", "translations", "fields", "accessories", "alternatives",
            "promotions", "quantity_prices", "group_prices", "discounts", "locations", "accounts", "addresses",
            "groups", "messages", "partial_shipments", "refunds",
        }),
        writes=frozenset({
            "variants", "packs", "images", "seo", "translations", "fields", "accessories", "alternatives",
            "promotions", "quantity_prices", "group_prices", "locations", "backorders", "accounts", "invitations",
            "addresses", "groups", "messages", "notify", "partial_shipments", "refunds",
        }),
        defers=frozenset({"product"}),
        back_office=BACK_OFFICE,
    )  # fmt: skip

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: stock by place. What was handed over in bulk is asked for whatever is set now."""
        if settings["stock"] == "sources":
            return cls.capabilities
        return cls.capabilities.without(
            reads={"locations"}, writes={"locations"} if settings["stock"] == "legacy" else ()
        )

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        if not self.settings["token"]:
            missing = [name for name in OAUTH if not self.settings[name]]
            if missing:
                message = "Either the four values of an integration or a bearer token is needed."
                raise InvalidSettings(message, system=SYSTEM, field=missing[0])
        wire = Wire(self.settings, memory=self.memory)
        self._shop = Shop(wire, CodeLists(wire, self.memory), self.settings, self.memory, self.contents)

    def check(self):
        """Try token, address and store views; read the shop's lists afresh. See ``Remote.check``."""
        shop = self._shop
        shop.lists.forget()
        for name in ("families", "skus", "attribute_sets", "backorders"):
            with self.memory.locked(name) as kept:
                kept.clear()
        self._shop = shop = Shop(shop.wire, shop.lists, self.settings, self.memory, self.contents)
        try:
            main = shop.config
        except AuthenticationFailed as exc:
            exc.message += f" {BEARER}" if self.settings["token"] else ""
            raise
        warnings = missing_rights(shop)
        skew = (shop.wire.clock().timestamp() - time.time()) / 60
        if abs(skew) * 60 > CLOCK_TOLERANCE:
            direction = "ahead" if skew > 0 else "behind"
            warnings.append(f"The shop's clock is {abs(skew):.0f} minutes {direction}.")
        return RemoteInfo(
            name=urlsplit(main["address"]).hostname or main["code"],
            version=version_of(shop),
            shops=tuple(self.lookups("shop")),
            languages=tuple(self.lookups("language")),
            currencies=tuple(self.lookups("currency")),
            clock="UTC",
            warnings=tuple(warnings),
        )

    def _lookups(self, type):
        return lookups.lookups(self._shop, type)

    def _pull(self, kind, cursor, ids, limit):
        return PULLS[kind](self._shop, cursor, ids, limit or PAGES[kind])

    def _push(self, kind, documents):
        return PUSHES[kind](self._shop, documents)

    def outcomes(self, kind, tickets):
        """See ``Remote.outcomes``; only products are saved later, and only where the setting says so."""
        if kind != "product":
            raise self._cannot(f"tell what became of {kind}")
        tickets = list(tickets)
        return bulk.outcomes(self._shop, tickets) if tickets else []

    def _find(self, kind, key):
        """Find a product by its SKU, a customer by the e-mail, a category by "<parent id>/<name>"."""
        return FINDS[kind](self._shop, key)

    def download(self, url):
        """See ``Remote.download``; pictures lie on the shop's own server, where everybody may see them."""
        own, given = urlsplit(self.settings["url"]), urlsplit(url)
        if given.hostname != own.hostname or given.scheme not in ("http", "https"):
            message = f"The file lies on {given.hostname or 'no server'}, not on the shop's."
            raise Rejected(message, system=SYSTEM, field="url")
        return self._shop.wire.file(given.path.removeprefix(own.path.rstrip("/")), DOWNLOAD_LIMIT)

    @property
    def back_office(self):
        """See ``Remote.back_office``; the path has a name of each shop's own, which the interface does not tell."""
        return below(self._shop.wire.address, self.settings["admin_path"])

    @property
    def calls(self):
        """See ``Remote.calls``."""
        return self._shop.wire.http.calls

    def close(self):
        """See ``Remote.close``."""
        self._shop.wire.http.close()
