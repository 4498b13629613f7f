"""The rows of the shop, its settings and its time: plain values, so that they can be saved as they are."""

import itertools
from decimal import ROUND_HALF_UP, Decimal

from ..base import Clock

#: Tables whose rows are kept by their number; products are also found by their SKU.
TABLES = (
    "attribute", "attribute_set", "bulk", "cart", "category", "creditmemo", "customer", "customer_attribute", "group",
    "invoice", "order", "product", "rule", "shipment", "source", "stock", "store", "tax_class", "tax_rate", "tax_rule",
    "website",
)  # fmt: skip

CENT = Decimal("0.01")


def cents(amount):
    """Round to cents, half away from zero."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


class Store:
    """Everything the shop knows.

    ``rows[table]`` is ``{number: row}``; ``source_items`` is ``{(sku, source): [quantity, status]}``;
    ``reservations`` is ``{sku: quantity}``, negative while an order waits for its shipment; ``files`` is ``{path:
    bytes}`` of the pictures; ``mails`` are (template, number) of what was sent to buyers.
    """

    def __init__(self, clock: Clock):
        self._clock = clock
        self.rows = {name: {} for name in TABLES}
        self.last = {}
        self._numbers = {}
        self.source_items = {}
        self.reservations = {}
        self.files = {}
        self.mails = []
        self.configuration = {
            "prices_include_tax": False,
            "shipping_per_item": Decimal(5),
            "shipping_tax_class": 0,
            "default_country": "DE",
            "guest_login": False,
        }

    @property
    def now(self):
        """The shop's time as it writes it: UTC, without a zone."""
        return self._clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def number(self, name):
        """Return the next number of a sequence."""
        self.last[name] = self.last.get(name, 0) + 1
        return self.last[name]

    def insert(self, table, row, *, number=None):
        """Keep a row under the next number, or one of choice; return it."""
        if number is None:
            number = self.number(table)
        self.last[table] = max(self.last.get(table, 0), number)
        self.rows[table][number] = row
        if table == "product":
            self._numbers[row["sku"].casefold()] = number
        return row

    def all(self, table):
        """Return the rows of a table in the order of their numbers."""
        return [self.rows[table][number] for number in sorted(self.rows[table])]

    def find(self, table, **values):
        """Return the rows with these values."""
        return [row for row in self.all(table) if all(row.get(name) == value for name, value in values.items())]

    def product(self, sku):
        """Return the product with this SKU, in whatever case, None for none."""
        return self.rows["product"].get(self._numbers.get(str(sku).casefold()))

    def state(self):
        """Return what is saved."""
        names = ("rows", "last", "source_items", "reservations", "files", "mails", "configuration")
        return {name: getattr(self, name) for name in names}

    def restore(self, state):
        """Take over what ``state()`` returned."""
        for name, value in state.items():
            setattr(self, name, value)
        self._numbers = {row["sku"].casefold(): number for number, row in self.rows["product"].items()}


def slug(text):
    """Return a text as the shop writes it into addresses."""
    folded = text.lower().translate(str.maketrans({"ö": "o", "ä": "a", "ü": "u", "ß": "ss", "é": "e", "ã": "a"}))
    parts = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in folded).split()
    return "-".join(parts)


def numbered(name, taken):
    """Return a file name that is not taken: ``lamp.jpg``, ``lamp_1.jpg`` …"""
    stem, _dot, suffix = name.rpartition(".")
    names = itertools.chain([name], (f"{stem}_{number}.{suffix}" for number in itertools.count(1)))
    return next(candidate for candidate in names if candidate not in taken)
