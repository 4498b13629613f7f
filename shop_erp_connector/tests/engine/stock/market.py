"""A market: two shops and a counter sell the same goods; who sold what is kept beside all systems, as the truth."""

import random
from collections import Counter, deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Oversell:
    """A sale that promised more than there was.

    :param pieces: how many too many
    :param unknown: pieces that were sold since this channel's level could last be right
    """

    product: str
    channel: int | str
    pieces: int
    unknown: int


@dataclass(slots=True)
class Order:
    """An order of a shop that may still change.

    :param lines: ``{product: pieces}``
    """

    channel: int
    row: dict
    lines: dict
    is_open: bool


@dataclass
class Truth:
    """What there really is, and what was promised of it.

    ``rounds`` are the sales since all systems last agreed, one counter for each exchange that began since; ``unpaid``
    are pieces of orders that only their shop and Odoo know. ``unexplained`` must stay empty: offers beyond what there
    was and what was just sold elsewhere.
    """

    free: Counter = field(default_factory=Counter)
    unpaid: Counter = field(default_factory=Counter)
    rounds: deque = field(default_factory=lambda: deque([Counter()]))
    oversold: list = field(default_factory=list)
    unexplained: list = field(default_factory=list)
    sales: int = 0

    def unknown(self, product, channel=None):
        """Return how many pieces were sold that a channel, or any of them, may not know of."""
        sold = sum(sales[product] for sales in self.rounds)
        return sold + self.unpaid[product] if channel in (None, "counter") else sold

    def sell(self, product, channel, pieces, offered):
        """Somebody buys what the channel offers; nothing but what nobody could know may be offered too much."""
        unknown = self.unknown(product, channel)
        if offered - self.free[product] > unknown:
            self.unexplained.append((product, channel, offered, self.free[product], unknown))
        too_many = min(pieces, max(pieces - self.free[product], 0))
        if too_many:
            self.oversold.append(Oversell(product, channel, too_many, unknown))
        self.free[product] -= pieces
        self.rounds[-1][product] += pieces
        self.sales += 1

    def begin_exchange(self):
        """What is sold from here on may be missed by the exchange that begins."""
        self.rounds.append(Counter())

    def end_exchange(self):
        """It ended well: what was sold before the one before it began is known everywhere.

        One brings a shop's order here, it is invoiced, and the next one brings the invoice to the ERP.
        """
        while len(self.rounds) > 2:
            self.rounds.popleft()


class Market:
    """People who buy, pay, cancel and bring goods; the same for the same seed.

    :param rush: most pieces of a product that are bought before everybody knows of them; None for no limit
    :param stock: what there is of each product in the beginning
    :param low: more is brought only of what there are fewer of
    """

    def __init__(self, shops, account, references, *, seed, rush=None, stock, low):
        self.shops = shops
        self.account = account
        self.references = references
        self.chance = random.Random(seed)
        self.rush = rush
        self.low = low
        self.truth = Truth(free=Counter(dict.fromkeys(references, stock)))
        self.orders = []
        self.events = Counter()
        self.buyers = [[shop.add_customer() for _number in range(3)] for shop in shops]
        self.rows = [{name: shop.only("products", reference=name) for name in references} for shop in shops]
        for shop, buyers in zip(shops, self.buyers, strict=True):
            for buyer in buyers:
                shop.add_address(buyer)

    def happen(self, count):
        """Let so many things happen."""
        deeds = (self._order, self._counter_sale, self._receipt, self._cancellation, self._payment)
        for deed in self.chance.choices(deeds, weights=(20, 45, 8, 6, 9), k=count):
            if deed():
                self.events[deed.__name__.strip("_")] += 1

    def stock(self, number, reference):
        """Return what a shop offers of a product."""
        return self.shops[number].stock(self.rows[number][reference])

    def _is_bought(self, offered, product, pieces):
        is_rush = self.rush is not None and self.truth.unknown(product) + pieces > self.rush
        return offered >= pieces and not is_rush

    def _order(self):
        """An order of one to eight products in a shop; some are not paid at once, or in a new way."""
        number, wishes = self.chance.randrange(len(self.shops)), self.chance.sample(self.references, 8)
        wanted = {name: self.chance.choice((1, 1, 2, 3)) for name in wishes[: self.chance.randrange(1, 9)]}
        is_open, is_odd = self.chance.random() < 0.2, self.chance.random() < 0.01
        offered = {name: self.stock(number, name) for name in wanted}
        lines = {name: pieces for name, pieces in wanted.items() if self._is_bought(offered[name], name, pieces)}
        if not lines:
            return False
        row = self.shops[number].place_order(
            self.chance.choice(self.buyers[number]),
            [(self.rows[number][name], pieces) for name, pieces in lines.items()],
            carrier=1,
            state="Awaiting bank wire payment" if is_open else "Payment accepted",
            payment=(f"way{len(self.orders)}", "A new way to pay") if is_odd else ("ps_wirepayment", "Bank transfer"),
        )
        for name, pieces in lines.items():
            self.truth.sell(name, number, pieces, offered[name])
            self.truth.unpaid[name] += pieces if is_open else 0
        self.orders.append(Order(number, row, lines, is_open))
        return True

    def _counter_sale(self):
        """What the ERP shows is sold, whatever the shops have sold since."""
        product, pieces = self.chance.choice(self.references), self.chance.choice((1, 1, 2, 3))
        offered = self.account.stock(product)
        if not self._is_bought(offered, product, pieces):
            return False
        self.account.counter_sale(product, pieces)
        self.truth.sell(product, "counter", pieces, offered)
        return True

    def _receipt(self):
        """Goods that there are few of are put on the ERP's shelf."""
        few = [product for product in self.references if self.truth.free[product] < self.low]
        for product in self.chance.sample(few, min(len(few), 4)):
            self._bring(product, self.chance.randrange(2, 12))
        return bool(few)

    def _cancellation(self):
        return self._close("cancel")

    def _payment(self):
        return self._close("pay")

    def _close(self, how):
        open_orders = [order for order in self.orders if order.is_open]
        if not open_orders:
            return False
        order = self.chance.choice(open_orders)
        getattr(self.shops[order.channel], how)(order.row)
        order.is_open = False
        for name, pieces in order.lines.items():
            self.truth.unpaid[name] -= pieces
            if how == "cancel":
                self.truth.free[name] += pieces
            else:
                self.truth.rounds[-1][name] += pieces
        return True

    def balance(self):
        """Of some products one is sold in the first shop while one is brought: there are as many as before."""
        for product in self.references[::4]:
            offered = self.stock(0, product)
            if not self._is_bought(offered, product, 1):
                continue
            lines = [(self.rows[0][product], 1)]
            self.shops[0].place_order(self.buyers[0][0], lines, carrier=1, state="Payment accepted")
            self.truth.sell(product, 0, 1, offered)
            self._bring(product, 1)
            self.events["balance"] += 1

    def _bring(self, product, pieces):
        with self.account.lock:
            self.account.account.products[product]["stock"]["1"] += pieces
        self.truth.free[product] += pieces

    def close_all(self):
        """Every order is paid or cancelled in the end."""
        while any(order.is_open for order in self.orders):
            self._close(self.chance.choice(("cancel", "pay")))
