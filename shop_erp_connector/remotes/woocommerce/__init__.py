"""WooCommerce over its REST API, version 3; README.md here says what it does and does not.

wire.py        calls, pages, batches            refusals.py    error codes → errors
rows.py        typed fields of an object        shop.py        an open shop; pages of documents
reading.py     what changed since a cursor      codelists.py   the shop's lists, cached
batches.py     many records in one call         offers.py      … of products and variations
catalogue.py   products read                    publishing.py, variants.py, attributes.py, images.py   written
categories.py  orders.py  lines.py  stock.py  prices.py  fulfilment.py  returns.py  lookups.py
customers.py, addresses.py  accounts        own_fields.py  the shop's own fields of a product as custom fields
unsaid.py      what the shop has no place for
taxes.py  units.py  texts.py                    webhooks.py    subscribed, checked, parsed
"""

import time
from dataclasses import replace
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..capabilities import Capabilities
from ..contract import Remote, RemoteInfo, Setting, below
from ..errors import AuthenticationFailed
from . import (
    catalogue,
    categories,
    customers,
    fulfilment,
    lookups,
    orders,
    prices,
    publishing,
    returns,
    stock,
    webhooks,
)
from .codelists import CodeLists
from .rows import SYSTEM
from .shop import Shop
from .wire import Wire

PULLS = {
    "category": categories.pull_categories,
    "product": catalogue.pull_products,
    "price": prices.pull_prices,
    "stock": stock.pull_stock,
    "customer": customers.pull_customers,
    "order": orders.pull_orders,
    "return": returns.pull_returns,
}

PUSHES = {
    "category": categories.push_categories,
    "product": publishing.push_products,
    "price": prices.push_prices,
    "stock": stock.push_stock,
    "customer": customers.push_customers,
    "status": fulfilment.push_statuses,
    "shipment": fulfilment.push_shipments,
    "invoice": fulfilment.push_invoices,
    "return": returns.push_returns,
}

FINDS = {
    "category": categories.find_category,
    "product": publishing.find_product,
    "customer": customers.find_customer,
}

#: Documents of a page. The API hands out a hundred records a call, products with all their variations' levels.
PAGES = {"category": 100, "product": 100, "price": 1000, "stock": 1000, "customer": 100, "order": 100, "return": 100}

BATCHES = {
    "category": 100,
    "product": 25,
    "price": 1000,
    "stock": 1000,
    "customer": 25,
    "status": 100,
    "shipment": 100,
    "invoice": 100,
    "return": 10,
}

#: Pages of the administration (WordPress' post.php, term.php, user-edit.php). Where orders have tables of their own and
#: are no posts, WooCommerce sends the browser from the post's page to the order's
#: (src/Internal/Admin/Orders/PostsRedirectionController.php), so that one address serves both. Known from the source.
BACK_OFFICE = {
    "category": "term.php?taxonomy=product_cat&tag_ID={id}&post_type=product",
    "product": "post.php?post={id}&action=edit",
    "customer": "user-edit.php?user_id={id}",
    "order": "post.php?post={id}&action=edit",
}

#: A shop's clock that is further off than this, in seconds, deserves a word; signatures bear 900.
CLOCK_TOLERANCE = 300


class WooCommerce(Remote):
    """A WooCommerce shop."""

    system = SYSTEM
    label = "WooCommerce"
    SETTINGS: ClassVar[tuple[Setting, ...]] = (
        Setting(
            name="url", label="Address", type="url", required=True, help="The shop's address, https://shop.example"
        ),
        Setting(
            name="consumer_key",
            label="Consumer key",
            required=True,
            help="WooCommerce → Settings → Advanced → REST API: a key with read and write permission.",
        ),
        Setting(name="consumer_secret", label="Consumer secret", type="secret", required=True),
        Setting(
            name="authentication",
            label="Authentication",
            type="choice",
            default="basic",
            choices=("basic", "oauth"),
            help="“oauth” signs calls: for shops without https, or whose server drops the header Authorization.",
        ),
        Setting(
            name="webhook_secret",
            label="Webhook secret",
            type="secret",
            help="What the shop signs its webhooks with; any long text.",
        ),
        Setting(
            name="media_user",
            label="WordPress user",
            help="For pictures that have no public address: a user who may upload files …",
        ),
        Setting(
            name="media_password",
            label="Application password",
            type="secret",
            help="… and an application password of his (Users → Profile). Needs https.",
        ),
        Setting(
            name="tracking_number_key",
            label="Meta key of tracking numbers",
            default="_tracking_number",
            help="Where the shop's plugins look for them; empty to write none.",
            may_be_empty=True,
        ),
        Setting(
            name="tracking_url_key", label="Meta key of tracking addresses", default="_tracking_url", may_be_empty=True
        ),
        Setting(
            name="tracking_carrier_key", label="Meta key of carriers", default="_tracking_provider", may_be_empty=True
        ),
        Setting(
            name="invoice_number_key",
            label="Meta key of invoice numbers",
            default="_odoo_invoice_number",
            may_be_empty=True,
        ),
        Setting(
            name="invoice_date_key", label="Meta key of invoice dates", default="_odoo_invoice_date", may_be_empty=True
        ),
        Setting(
            name="invoice_url_key",
            label="Meta key of invoice addresses",
            default="_odoo_invoice_url",
            may_be_empty=True,
        ),
        Setting(
            name="invoice_note",
            label="Tell the buyer about invoices",
            type="boolean",
            help="Adds a note for the customer, which the shop mails.",
        ),
        Setting(
            name="pay_back",
            label="Refunds pay back",
            type="boolean",
            help="Refunds made here send the money back through the payment service, where it can do that.",
        ),
        Setting(
            name="read_notes",
            label="Read notes of orders",
            type="boolean",
            help="Costs one more call for each order that is read.",
        ),
        Setting(
            name="vat_keys",
            label="Meta keys of VAT numbers",
            default="_billing_vat_number,billing_vat_number,_vat_number,vat_number,_billing_vat,_vat_no",
            may_be_empty=True,
            help="Where plugins keep the buyer's VAT number, comma-separated; the first one is written. Empty: none.",
        ),
        Setting(
            name="order_keys",
            label="Meta keys of orders to read",
            help="Hidden ones (beginning with “_”) that are wanted all the same, comma-separated.",
        ),
        Setting(
            name="meta_title_key",
            label="Meta key of titles for search engines",
            help="Of the plugin that the shop uses, such as _yoast_wpseo_title.",
        ),
        Setting(name="meta_description_key", label="Meta key of descriptions for search engines"),
        Setting(
            name="admin_path",
            label="Folder of the administration",
            type="path",
            default="wp-admin",
            may_be_empty=True,
            help="For the button “Open in shop”. Another one where WordPress lies in a folder of its own, like "
            "wordpress/wp-admin.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset(PULLS),
        pushes=frozenset(PUSHES),
        creates=frozenset({"category", "product", "customer", "shipment", "invoice", "return"}),
        lookups=lookups.TYPES,
        pulls_by_id=frozenset(PULLS),
        pulls_changes=frozenset({"product", "order", "return"}),
        finds_own_key=frozenset(FINDS),
        repeats_safely=frozenset({"category", "price", "customer", "shipment", "invoice", "return"}),
        batch=BATCHES,
        page=PAGES,
        clock="utc",
        customer_needs_email=True,
        webhooks=True,
        stock_basis="available",
        tells_lowest_price=True,
        reads=frozenset(
            {
                "variants", "packs", "images", "seo", "fields", "accessories", "alternatives", "promotions",
                "backorders", "accounts", "addresses", "messages", "refunds",
            }
        ),
        writes=frozenset(
            {
                "variants", "images", "seo", "fields", "accessories", "alternatives", "promotions", "backorders",
                "accounts", "logins", "invitations", "addresses", "messages", "notify", "partial_shipments", "refunds",
            }
        ),
        back_office=BACK_OFFICE,
    )  # fmt: skip

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: notes of orders are read where that is wanted."""
        return cls.capabilities if settings.is_on("read_notes") else cls.capabilities.without(reads={"messages"})

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        wire = Wire(self.settings, memory=self.memory)
        lists = CodeLists(wire, self.memory)
        self._shop = Shop(wire, lists, self.settings, self.memory, self.contents)

    def check(self):
        """Try address, key and rights; read the shop's lists afresh. See ``Remote.check``."""
        shop = self._shop
        index, clock = shop.wire.index()
        version = self._version()
        warnings = [*self._missing_rights(), *_clock_warnings(clock)]
        shop.lists.forget()
        with self.memory.locked(catalogue.MEMORY) as abilities:
            abilities.clear()
        if shop.lists.option("manage_stock") != "yes":
            warnings.append("The shop does not count stock (WooCommerce → Settings → Products → Inventory).")
        return RemoteInfo(
            name=index.plain("name") or "WooCommerce",
            version=version,
            currencies=tuple(self.lookups("currency")),
            clock=_zone(index),
            warnings=tuple(warnings),
        )

    def _version(self):
        """Return the shop's version; users who may not read the system's status may still be good enough."""
        try:
            status = self._shop.wire.get("system_status", "system status", _fields="environment.version")
        except AuthenticationFailed:
            self._shop.wire.list("orders", "order", per_page="1", _fields="id")
            return "3"
        environment = status.row("environment")
        return environment.required("version") if environment else status.required("environment")

    def _missing_rights(self):
        """An empty batch changes nothing, and a key that may only read is refused all the same."""
        try:
            self._shop.wire.probe("products/batch")
        except AuthenticationFailed as exc:
            return [f"The key may only read: nothing can be sent to the shop. {exc.text}".strip()]
        return []

    def _lookups(self, type):
        return lookups.lookups(self._shop, type)

    def _pull(self, kind, cursor, ids, limit):
        return PULLS[kind](self._shop, cursor, ids, limit or PAGES[kind])

    def _push(self, kind, documents):
        return PUSHES[kind](self._shop, documents)

    def _find(self, kind, key):
        """Find a product by its SKU, a category by "<parent id>/<name>" ("" for the top), an account by its e-mail."""
        return FINDS[kind](self._shop, key)

    def events(self, headers, body):
        """See ``Remote.events``; the unsigned first ping is no event."""
        return webhooks.events(self._shop, headers, body)

    def subscribe(self, address):
        """See ``Remote.subscribe``."""
        return webhooks.subscribe(self._shop, address)

    def download(self, url):
        """See ``Remote.download``; the shop's pictures are public."""
        return self._shop.wire.download(url)

    @property
    def back_office(self):
        """See ``Remote.back_office``."""
        return below(self._shop.wire.address, self.settings["admin_path"])

    @property
    def calls(self):
        """See ``Remote.calls``."""
        return self._shop.wire.calls

    def close(self):
        """See ``Remote.close``."""
        self._shop.wire.close()


def _clock_warnings(clock):
    skew = clock.timestamp() - time.time()
    if abs(skew) <= CLOCK_TOLERANCE:
        return []
    return [f"The shop's clock is {abs(skew) / 60:.0f} minutes {'ahead' if skew > 0 else 'behind'}."]


def _zone(index):
    """Return the site's zone. Where it is set as an offset only, whole hours have a zone of their own."""
    name = index.text("timezone_string")
    offset = index.amount("gmt_offset")
    if not name and offset is not None and offset == int(offset):
        # The signs of these zones are the other way round.
        name = f"Etc/GMT{-int(offset):+d}" if offset else "UTC"
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""
