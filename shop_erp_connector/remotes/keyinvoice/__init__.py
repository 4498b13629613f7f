"""KeyInvoice (Portugal): API5 for everything, API3 for stock per warehouse. What is known: README.md."""

import dataclasses

from ..capabilities import Capabilities
from ..contract import Remote, RemoteInfo, Result, Setting
from ..errors import AuthenticationFailed, RateLimited, RemoteError, Unavailable
from .account import CALLS_PER_DAY, fingerprint
from .api3 import Api3
from .catalogue import Catalogue
from .customers import Customers
from .families import Families
from .invoices import DOC_TYPES, Invoices
from .issuing import Issuing
from .lookups import CodeLists
from .orders import DOC_TYPE as ORDER_TYPE
from .orders import Orders
from .prices import Prices
from .publishing import Publishing
from .shipments import DOC_TYPES as SHIPMENT_TYPES
from .shipments import Shipments
from .wire import PAGE_ROWS, Api5, text

#: Calls of a day that reading the products may take; the rest is for clients and documents.
SCANNING_CALLS = 4000

#: Errors that the next document of a push would only meet again.
_OF_THE_ACCOUNT = (AuthenticationFailed, RateLimited, Unavailable)


class KeyInvoice(Remote):
    """One company's account."""

    system = "keyinvoice"
    label = "KeyInvoice"
    SETTINGS = (
        Setting(
            name="url",
            label="Address",
            type="url",
            required=True,
            default="https://login.keyinvoice.com/API5.php",
            help="API5 of the server your account is on; some accounts have a server of their own.",
        ),
        Setting(
            name="api_key",
            label="API key",
            type="secret",
            required=True,
            help="From KeyInvoice's settings; it needs a user and default series. One key, one program: "
            "while another program uses the same key, this one cannot log in.",
        ),
        Setting(
            name="api3_url",
            label="Address of API3",
            type="url",
            help="WSDL of the older interface, e.g. https://login.keyinvoice.com/API3_ws.php?wsdl. "
            "When filled, stock is read per warehouse.",
        ),
        Setting(
            name="colours_sizes",
            label="Colours and sizes",
            type="boolean",
            help="Products with colours and sizes are variants, read with stock of each (one more call for each such "
            "product and reading) and sent. Otherwise they are products without variants.",
        ),
        Setting(
            name="order_series",
            label="Series of orders",
            help="Id of a series for orders; empty: the key's default series.",
        ),
        Setting(
            name="invoice_series",
            label="Series of invoices",
            help="Id of a series for invoices and invoice-receipts; empty: the key's default series.",
        ),
        Setting(
            name="transport_document",
            label="Transport document",
            type="choice",
            choices=tuple(SHIPMENT_TYPES),
            default="transporte",
            help="Which document goes with goods, when deliveries are sent here: guia de transporte or de remessa.",
        ),
        Setting(
            name="price_levels",
            label="Prices of all levels",
            type="boolean",
            help="Read the prices of every price level, by API3: one call of the day's for each product.",
        ),
        Setting(
            name="client_details",
            label="Country, price level and discount of clients",
            type="boolean",
            help="Read each client by itself, for what the list does not tell: one call of the day's for each client"
            " and reading.",
        ),
        Setting(
            name="client_accounts",
            label="What clients owe",
            type="boolean",
            help="Read each client's current account: one call of the day's for each client and reading. KeyInvoice has"
            " no credit limit: those of Odoo hold.",
        ),
        Setting(
            name="bank_references",
            label="Multibanco references",
            type="boolean",
            help="Ask for entity and reference of each open invoice; the account needs a contract for them.",
        ),
    )
    capabilities = Capabilities(
        pulls=frozenset({"category", "product", "stock", "price", "customer"}),
        pulls_by_id=frozenset({"category", "product", "stock", "price", "customer", "order", "invoice"}),
        pushes=frozenset({"category", "product", "price", "customer", "order", "shipment", "invoice"}),
        creates=frozenset({"category", "product", "customer", "order", "shipment", "invoice"}),
        lookups=frozenset({"tax", "payment", "series", "country", "currency", "price_table", "payment_term"}),
        finds_own_key=frozenset({"category", "product", "customer", "order", "shipment", "invoice"}),
        repeats_safely=frozenset({"category"}),
        # one to three calls a record: small batches, so that the rows are not long in the hands of one job
        batch={"category": 20, "product": 10, "price": 20, "customer": 10, "order": 5, "shipment": 5, "invoice": 5},
        page={
            "category": 500,
            "product": PAGE_ROWS,
            "stock": 1000,
            "price": PAGE_ROWS,
            "customer": PAGE_ROWS,
            "invoice": 20,
        },
        clock="none",
        issues_invoices=True,
        issues_transport_documents=True,
        customer_needs_vat=True,
        invoice_moves_stock=True,
        order_moves_stock=False,
        stock_basis="physical",
        reads=frozenset({"variants", "price_tables", "locations", "customer_discounts", "balances"}),
        variant_attributes=2,
        writes=frozenset({"variants", "receipts", "addresses"}),
        calls_per_day=CALLS_PER_DAY,
    )

    @classmethod
    def settled(cls, settings):
        """Variants, stock by place, what clients owe and their discounts are switched on; see ``Remote.settled``."""
        has_api3 = bool(settings["api3_url"])
        lacking = {
            "variants": not settings.is_on("colours_sizes"),
            "locations": not has_api3,
            "price_tables": not (has_api3 and settings.is_on("price_levels")),
            "balances": not settings.is_on("client_accounts"),
            "customer_discounts": not settings.is_on("client_details"),
        }
        without = {feature for feature, is_lacking in lacking.items() if is_lacking}
        facts = cls.capabilities.without(reads=without, writes=without)
        return dataclasses.replace(facts, lookups=facts.lookups | {"location"}) if has_api3 else facts

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        key, url, api3_url = self.settings["api_key"], self.settings["url"], self.settings["api3_url"]
        self._api = Api5(url=url, key=key, memory=self.memory)
        self._api3 = None
        if api3_url:
            self._api3 = Api3(url=api3_url, key=key, memory=self.memory, budget=self._api.budget)
        self._lists = CodeLists(self._api, self.memory, owner=fingerprint(url, key), api3=self._api3)
        issuing = Issuing(self._api, self._lists, self.memory)
        has_grids = self.settings.is_on("colours_sizes")
        self._catalogue = Catalogue(self._api, self._lists, api3=self._api3, has_grids=has_grids)
        levels = self._api3 if self.settings.is_on("price_levels") else None
        has_accounts = self.settings.is_on("client_accounts")
        has_details = self.settings.is_on("client_details")
        self._customers = Customers(self._api, has_details=has_details, has_accounts=has_accounts)
        self._orders = Orders(issuing, self._lists, series=self.settings["order_series"])
        self._invoices = Invoices(
            self._api,
            issuing,
            self._lists,
            series=self.settings["invoice_series"],
            gives_references=self.settings.is_on("bank_references"),
        )
        doc_type = SHIPMENT_TYPES[self.settings["transport_document"] or "transporte"]
        self._shipments = Shipments(self._api, issuing, doc_type=doc_type)
        # these remember something for the time of one push
        self._publishers = {
            "category": lambda: Families(self._api),
            "product": lambda: Publishing(self._api, self._lists, has_grids=has_grids),
            "price": lambda: Prices(self._api, self._lists, api3=levels, grid_ids=self._catalogue.grid_ids),
        }
        self._senders = {
            "customer": self._customers,
            "order": self._orders,
            "shipment": self._shipments,
            "invoice": self._invoices,
        }

    def check(self):
        """Read the company and its set-up; forget the code lists, which a person may just have changed."""
        self._lists.forget()
        company = self._api.read("company")
        warnings = [*self._setup_warnings(), *self._budget_warnings()]
        return RemoteInfo(
            name=text(company, "Name"),
            version="API5",
            currencies=tuple(self._lists.currencies()),
            clock="Europe/Lisbon",
            warnings=tuple(warnings),
        )

    def _lookups(self, type):
        """The lists are read at most once an hour, or after ``check()``."""
        return self._lists.lookups(type)

    def _pull(self, kind, cursor, ids, limit):
        """Every reading is a whole one; orders and invoices are read by id only."""
        if kind in ("order", "invoice"):
            documents = self._orders if kind == "order" else self._invoices
            return documents.pull(ids, limit=limit)
        readers = {
            "category": self._catalogue.categories,
            "product": self._catalogue.products,
            "stock": self._catalogue.stock,
            "price": self._sender("price").pull,
            "customer": self._customers.pull,
        }
        return readers[kind](cursor=cursor, ids=ids, limit=limit)

    def _push(self, kind, documents):
        """An issued document cannot be changed; an invoice with an id tells that it was paid."""
        push = self._sender(kind).push
        results, stopped = [], None
        for document in documents:
            try:
                results.append(Result(error=stopped) if stopped else push(document))
            except RemoteError as exc:
                results.append(Result(error=exc))
                stopped = exc if isinstance(exc, _OF_THE_ACCOUNT) else None
        return results

    def _find(self, kind, key):
        """The key is a customer's tax number, a product's reference, a family's "<parent id>/<name>"; a
        document's is the one it was sent with.
        """
        return self._sender(kind).find(key)

    @property
    def calls(self):
        """See ``Remote``; calls of both interfaces."""
        return self._api.http.calls + (self._api3.http.calls if self._api3 else 0)

    def close(self):
        """See ``Remote``."""
        self._api.close()
        if self._api3:
            self._api3.close()

    def _sender(self, kind):
        return self._publishers[kind]() if kind in self._publishers else self._senders[kind]

    def _setup_warnings(self):
        if not self._lists.taxes():
            yield "The account has no taxes."
        if self._api3:
            self._lists.locations()
        for name, doc_type in (("order_series", ORDER_TYPE), ("invoice_series", DOC_TYPES["invoice"])):
            series = self.settings[name]
            if series and not self._lists.has_series(doc_type, series):
                yield f"KeyInvoice lists no series {series} for document type {doc_type} ({name})."

    def _budget_warnings(self):
        """Say how often the products can be read; KeyInvoice cannot tell what changed (dossier §6)."""
        products = self._catalogue.count()
        calls = -(-products // PAGE_ROWS)
        if 48 * calls > SCANNING_CALLS:
            minutes = -(-24 * 60 * calls // SCANNING_CALLS)
            yield (
                f"Reading the {products} products takes {calls} calls; an account has {CALLS_PER_DAY} a day: "
                f"read stock and products every {minutes} minutes or less often."
            )
        used = self._api.budget.used()
        if used > SCANNING_CALLS:
            yield f"{used} of today's {CALLS_PER_DAY} calls are used up."
