"""What a remote can do: one fact a line, the safest value as default. Engine, forms, README and tests read these."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

#: What a document may say beyond its bare minimum, and not every remote understands.
FEATURES = (
    "variants",
    "packs",
    "images",
    "seo",
    "translations",
    "fields",
    "accessories",
    "alternatives",
    "product_payments",
    "promotions",
    "quantity_prices",
    "group_prices",
    "customer_prices",
    "price_tables",
    "discounts",
    "lots",
    "locations",
    "availability",
    "backorders",
    "fractions",
    "accounts",
    "logins",
    "invitations",
    "addresses",
    "groups",
    "customer_discounts",
    "credit",
    "balances",
    "approval",
    "messages",
    "notify",
    "partial_shipments",
    "receipts",
    "refunds",
    "return_answers",
    "files",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """The facts of one remote: of its class, the most that it can do; of a connection, what its settings leave of it.

    Settings never take away a kind of record, only what is said of one; see ``Remote.settled``.
    """

    #: Which kinds does pull() answer?
    pulls: frozenset[str] = frozenset()
    #: Which kinds does push() take?
    pushes: frozenset[str] = frozenset()
    #: Which kinds can push() create (a document without id)? The others are only changed there.
    creates: frozenset[str] = frozenset()
    #: Which code lists does lookups() know?
    lookups: frozenset[str] = frozenset()
    #: Which kinds can pull() fetch by ids?
    pulls_by_id: frozenset[str] = frozenset()
    #: For which kinds does pull() answer only what changed since the cursor? Others are read whole each time.
    pulls_changes: frozenset[str] = frozenset()
    #: For which kinds can find() tell whether a create whose answer was lost has arrived?
    finds_own_key: frozenset[str] = frozenset()
    #: For which kinds does push() look first by itself, so that a create may be repeated without harm?
    repeats_safely: frozenset[str] = frozenset()
    #: Most documents that one push() call should be given; a kind that is absent takes 1.
    batch: Mapping[str, int] = field(default_factory=dict)
    #: Most documents a page of pull() may hold; a kind that is absent takes 100.
    page: Mapping[str, int] = field(default_factory=dict)
    #: What do its modification dates mean?
    clock: Literal["utc", "shop", "none"] = "none"
    #: Does it send signed webhooks?
    webhooks: bool = False
    #: Is it the place where invoices get their fiscal number?
    issues_invoices: bool = False
    #: Does it issue the documents that travel with goods (a shipment sent there gets its number)?
    issues_transport_documents: bool = False
    #: Does a customer need a VAT number to be created there? (Others travel inside the order.)
    customer_needs_vat: bool = False
    #: Does a customer need an e-mail to be created there, because accounts go by it?
    customer_needs_email: bool = False
    #: Does it mail every new customer by itself, so that nobody can choose otherwise?
    invites_always: bool = False
    #: Does an invoice sent there take the goods out of its stock?
    invoice_moves_stock: bool = False
    #: Does an order sent there take the goods out of its available stock?
    order_moves_stock: bool = False
    #: How do its stock figures count?
    stock_basis: Literal["physical", "available"] = "physical"
    #: Are the prices it keeps with tax? None: it has a setting for it, and turns what it is sent into its own basis.
    prices_include_tax: bool | None = None
    #: Does it keep the base price of one variant of several as a surcharge on its product's price?
    keeps_surcharges: bool = False
    #: Has a product with variants no price of its own there, so that the lowest of its variants' is told?
    tells_lowest_price: bool = False
    #: Which ``FEATURES`` do its documents have when they are read, and which does it take when they are sent?
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    #: For which kinds may push() answer with a ticket, because the remote does the work later?
    defers: frozenset[str] = frozenset()
    #: For which kinds does its back office show a record on a page of its own? ``{kind: the page's address below the
    #: back office, {id} for the remote id}``; see ``Remote.open_url``.
    back_office: Mapping[str, str] = field(default_factory=dict)
    #: How many attributes can tell variants apart? 0: as many as one likes.
    variant_attributes: int = 0
    #: How many calls a day does an account have? 0: no limit is known.
    calls_per_day: int = 0

    def without(self, *, reads=(), writes=()):
        """Return these facts without some of ``FEATURES``, in one direction or the other."""
        return replace(self, reads=self.reads - {*reads}, writes=self.writes - {*writes})

    def direction(self, name):
        """Return "both", "in" (read from the remote), "out" (sent to it) or "none" for a kind or a feature."""
        is_read = name in self.pulls or name in self.pulls_by_id or name in self.reads
        is_sent = name in self.pushes or name in self.writes
        return {(True, True): "both", (True, False): "in", (False, True): "out", (False, False): "none"}[
            is_read, is_sent
        ]
