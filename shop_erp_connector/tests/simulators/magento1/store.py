"""The shop's tables: rows by id, ids that count up, moments in UTC as text."""

from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)

TABLES = (
    "stores", "groups", "sets", "attributes", "categories", "products", "images", "customers", "addresses", "orders",
    "shipments", "invoices", "creditmemos", "carts",
)  # fmt: skip


def cents(value):
    """Round as the shop does: half away from zero, to the cent."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def amount(value):
    """Return a number as the database shows it: four decimals."""
    return f"{value:.4f}"


class Store:
    """Everything the shop keeps.

    :param clock: the simulator's
    """

    def __init__(self, clock):
        self._clock = clock
        self.tables = {name: {} for name in TABLES}
        self.counters = {}
        self.sessions = {}
        #: {(product id, store id): {attribute: value}}: what a store view says otherwise
        self.translations = {}

    def __getattr__(self, name):
        """Return a table by its name."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)

    def now(self):
        """Return the moment as the database writes it."""
        return self._clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def number(self, counter, start=1):
        """Return the next number of a counter."""
        self.counters[counter] = self.counters.get(counter, start - 1) + 1
        return self.counters[counter]

    def add(self, table, row, *, id=None):
        """Give a row its id and keep it; return it."""
        row["id"] = id or self.number(table)
        self.counters[table] = max(self.counters.get(table, 0), row["id"])
        self.tables[table][row["id"]] = row
        return row

    def state(self):
        """Return all of it."""
        return deepcopy({name: value for name, value in vars(self).items() if name != "_clock"})

    def restore(self, state):
        """Take over what ``state()`` returned."""
        vars(self).update(deepcopy(state))
