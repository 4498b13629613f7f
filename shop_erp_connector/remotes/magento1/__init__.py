"""Magento 1 and OpenMage over SOAP v2; README.md here says what it does and does not.

wire.py        sessions, calls, bundles, faults → errors     shop.py      an open shop; settings made usable
attributes.py, links.py   further attributes of products, products beside others: both ways
codelists.py   the shop's lists, cached                      rows.py      typed fields of a row
changes.py     what changed, and all of it, without paging   sending.py   many documents, errors apart
catalogue.py   products read                                 publishing.py, pictures.py   products written
offers.py      prices read                                   prices.py    prices written
customers.py   customers read                                accounts.py  customers written
orders.py, lines.py   orders read                            papers.py    shipments, invoices, credit memos read
fulfilment.py  states, comments, parcels written             invoices.py  invoices, refunds written
categories.py  stock.py  lookups.py  texts.py
"""

import time
from base64 import b64encode
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

from ..capabilities import Capabilities
from ..contract import DOWNLOAD_LIMIT, Remote, RemoteInfo, Setting, below
from ..errors import ProtocolError, Rejected
from . import (
    accounts,
    catalogue,
    categories,
    changes,
    customers,
    fulfilment,
    invoices,
    lookups,
    offers,
    orders,
    papers,
    prices,
    publishing,
    stock,
)
from .rows import Row
from .shop import WEIGHTS, Shop
from .wire import BUNDLE, SYSTEM


def _by(source):
    """Return the reading function of a kind that is listed and then read."""
    return lambda shop, cursor, ids, limit: changes.pages(shop, source(shop), cursor, ids, limit)


PULLS = {
    "category": categories.pull_categories,
    "product": _by(catalogue.product_source),
    "price": offers.pull_prices,
    "stock": stock.pull_stock,
    "customer": _by(customers.customer_source),
    "order": _by(orders.order_source),
    "shipment": papers.pull_shipments,
    "invoice": papers.pull_invoices,
    "return": papers.pull_returns,
}

PUSHES = {
    "category": categories.push_categories,
    "product": publishing.push_products,
    "price": prices.push_prices,
    "stock": stock.push_stock,
    "customer": accounts.push_customers,
    "status": fulfilment.push_statuses,
    "shipment": fulfilment.push_shipments,
    "invoice": invoices.push_invoices,
    "return": invoices.push_returns,
}

FINDS = {
    "category": categories.find_category,
    "product": publishing.find_product,
    "customer": accounts.find_customer,
}

READS = frozenset(
    {
        "packs", "images", "seo", "translations", "fields", "accessories", "alternatives", "promotions",
        "quantity_prices", "group_prices", "addresses", "groups", "messages", "refunds",
    }
)  # fmt: skip
WRITES = frozenset(
    {
        "images", "seo", "translations", "fields", "accessories", "alternatives", "promotions",
        "quantity_prices", "group_prices", "backorders", "accounts", "addresses", "groups", "messages",
        "notify", "partial_shipments", "refunds",
    }
)  # fmt: skip

#: A page is what one bundle answers; stock needs two calls a thousand.
PAGES = dict.fromkeys(PULLS, BUNDLE) | {"stock": changes.SLICE}

#: What takes a call per record is sent in small batches, so that the rows are not long in the hands of one job.
BATCHES = {
    "category": 20,
    "product": 50,
    "price": 200,
    "stock": 5000,
    "customer": 20,
    "status": 50,
    "shipment": 20,
    "invoice": 50,
    "return": 20,
}

#: Pages of the administration (controllers of Mage_Adminhtml). With the setting admin/security/use_form_key an address
#: needs a key of the session; without it the start page is shown (Mage_Adminhtml_Controller_Action::preDispatch).
#: The interface names an order by its number, the administration by another id: the number's page is the list of
#: orders, filtered by it (Mage_Adminhtml_Block_Sales_Order_Grid, column real_order_id; the filter is a query in
#: Base64, Block_Widget_Grid::_prepareCollection). Known from the source only.
BACK_OFFICE = {
    "category": "catalog_category/edit/id/{id}/",
    "product": "catalog_product/edit/id/{id}/",
    "customer": "customer/edit/id/{id}/",
    "order": "sales_order/index/filter/{id}/",
}

#: A shop's clock that is further off than this, in seconds, deserves a word.
CLOCK_TOLERANCE = 300


class Magento1(Remote):
    """A Magento 1 or OpenMage shop."""

    system = SYSTEM
    label = "Magento 1 / OpenMage"
    SETTINGS: ClassVar[tuple[Setting, ...]] = (
        Setting(
            name="url", label="Address", type="url", required=True, help="The shop's address, https://shop.example"
        ),
        Setting(
            name="user",
            label="API user",
            required=True,
            help="System → Web Services → SOAP/XML-RPC – Users, with a role that may use the resources needed.",
        ),
        Setting(name="api_key", label="API key", type="secret", required=True, help="The API user's key."),
        Setting(
            name="store_id",
            label="Store view",
            type="integer",
            help="Id of one store view, whose orders and customers are read; empty: all of them.",
        ),
        Setting(
            name="currency",
            label="Base currency",
            required=True,
            help="Code of three letters; the interface does not tell it.",
        ),
        Setting(
            name="prices",
            label="Prices of the catalogue",
            type="choice",
            choices=("with tax", "without tax"),
            required=True,
            help="System → Configuration → Tax → Catalog Prices; the interface does not tell it.",
        ),
        Setting(
            name="tax_rates",
            label="Tax rates",
            help="Percent of each product tax class by its id, like 2=23, 4=6: the interface tells the classes, not "
            "their rates. Orders name rates only, which are matched with these.",
        ),
        Setting(
            name="languages",
            label="Languages",
            help="Code of the default texts' language, then code=store view for each further one, like pt, en=english. "
            "Empty: one language.",
        ),
        Setting(
            name="fields",
            label="Attributes as fields",
            help="Codes of product attributes that travel as fields, like manufacturer, color.",
        ),
        Setting(name="barcode_field", label="Barcode attribute", help="Code of the attribute that holds the barcode."),
        Setting(
            name="brand_field",
            label="Brand attribute",
            default="manufacturer",
            may_be_empty=True,
            help="Code of the attribute that holds the brand; its options are made when they are missing. Empty: none.",
        ),
        Setting(
            name="order_states",
            label="Further order states",
            help="States that the shop has beyond those of a new one, like packed=Packed; the interface has no list.",
        ),
        Setting(
            name="weight_unit",
            label="Unit of weights",
            type="choice",
            choices=tuple(WEIGHTS),
            default="kg",
            help="The interface does not tell it.",
        ),
        Setting(
            name="timezone",
            label="Time zone",
            default="UTC",
            help="The shop's, like Europe/Lisbon: special prices begin and end on its days.",
        ),
        Setting(
            name="admin_path",
            label="Path of the administration",
            type="path",
            help="For the button “Open in shop”: what follows the shop's address when you work in it, like admin or "
            "index.php/admin. All users of shops and ERPs see it. Works where System → Configuration → Admin → "
            "Security → Add Secret Key to URLs is No; with Yes the shop opens its dashboard instead.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset(PULLS),
        pushes=frozenset(PUSHES),
        creates=frozenset({"category", "product", "customer", "shipment", "invoice", "return"}),
        lookups=lookups.TYPES,
        pulls_by_id=frozenset(PULLS),
        pulls_changes=frozenset(PULLS) - {"category", "stock"},
        finds_own_key=frozenset(FINDS),
        repeats_safely=frozenset({"category", "price", "customer", "shipment", "invoice", "return"}),
        batch=BATCHES,
        page=PAGES,
        clock="utc",
        customer_needs_email=True,
        stock_basis="available",
        reads=READS,
        writes=WRITES,
        back_office=BACK_OFFICE,
    )

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: languages and custom fields are those that the settings name."""
        facts = cls.capabilities
        if not settings["fields"]:
            facts = facts.without(reads={"fields"})
        if "," not in settings["languages"]:
            facts = facts.without(reads={"translations"}, writes={"translations"})
        # The hub sends texts in the languages that a remote lists; this one knows those that the settings name.
        return replace(facts, lookups=lookups.TYPES | {"language"}) if settings["languages"] else facts

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        self._shop = Shop(self.settings, self.memory, self.contents)

    def check(self):
        """Try address, user and key; read the shop's lists afresh. See ``Remote.check``."""
        shop = self._shop
        shop.lists.forget()
        shop.wire.forget_doors()
        answer = shop.wire.read("magentoInfo")
        if not isinstance(answer, dict):
            raise ProtocolError("The shop did not say what it is.", system=SYSTEM, call="magentoInfo")
        info = Row(answer, "magentoInfo")
        shop.website_ids()
        return RemoteInfo(
            name=urlsplit(self.settings["url"]).netloc,
            version=f"{info.must('magento_version')} {info.text('magento_edition')}".strip(),
            shops=tuple(self.lookups("shop")),
            languages=tuple(lookups.lookups(shop, "language")),
            currencies=tuple(self.lookups("currency")),
            clock="UTC",
            warnings=tuple(self._warnings()),
        )

    def _lookups(self, type):
        """The lists are read at most once an hour, or after ``check()``."""
        return lookups.lookups(self._shop, type)

    def _pull(self, kind, cursor, ids, limit):
        """A first reading goes by id, in slices of a thousand; later ones by change."""
        return PULLS[kind](self._shop, cursor, ids, limit or PAGES[kind])

    def _push(self, kind, documents):
        return PUSHES[kind](self._shop, documents)

    def _find(self, kind, key):
        """Find a product by its SKU, a customer by e-mail, a category by "<parent id>/<name>"."""
        return FINDS[kind](self._shop, key)

    def download(self, url):
        """See ``Remote.download``: pictures lie on the shop's own server and are open to everybody.

        The address is the shop's, which behind a proxy often says http where https is meant: what counts is the host.
        """
        http = self._shop.wire.http
        parts = urlsplit(url)
        if parts.hostname != urlsplit(http.base_url).hostname:
            raise Rejected("The file lies on another server than the shop.", system=SYSTEM, field="url")
        response = http.send("GET", parts.path, query=parts.query)
        if response.status != 200:
            raise http.failure(response)
        if len(response.body) > DOWNLOAD_LIMIT:
            raise Rejected("The file is larger than 32 MiB.", system=SYSTEM, field="url")
        return response.body

    @property
    def back_office(self):
        """See ``Remote.back_office``; the path has a name of each shop's own, which the interface does not tell."""
        return below(self._shop.wire.address, self.settings["admin_path"])

    def open_url(self, kind, id):
        """See ``Remote.open_url``; an order's address is that of the list of orders with this one alone."""
        if kind != "order" or not self.back_office:
            return super().open_url(kind, id)
        query = b64encode(urlencode({"real_order_id": id}).encode()).decode()
        return f"{self.back_office}/{BACK_OFFICE[kind].format(id=quote(query, safe=''))}"

    @property
    def calls(self):
        """See ``Remote.calls``."""
        return self._shop.wire.http.calls

    def close(self):
        """See ``Remote.close``."""
        self._shop.wire.close()

    def _warnings(self):
        shop = self._shop
        classes = shop.lists.tax_classes()
        missing = [f"{id} ({label})" for id, label in classes.items() if id not in shop.rates]
        if missing:
            yield f"The settings name no rate of tax class {', '.join(missing)}: products of it cannot be matched."
        if shop.wire.server_time is not None:
            skew = (shop.wire.server_time.timestamp() - time.time()) / 60
            if abs(skew) * 60 > CLOCK_TOLERANCE:
                yield f"The shop's clock is {abs(skew):.0f} minutes {'ahead' if skew > 0 else 'behind'}."
