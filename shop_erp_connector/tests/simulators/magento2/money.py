"""Amounts of a sale: rows, discounts and taxes, rounded one after the other with what was left over carried on.

Computed as the recorded order with coupon, configurable and bundle lines shows (order-configurable-bundle-coupon):
the tax of each rate is rounded line by line, and the remainder of a line is added to the next one.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .store import cents

ZERO = Decimal(0)


@dataclass(slots=True)
class Row:
    """One line that carries money.

    :param price: as entered in the catalogue, with or without tax (see ``amounts``)
    :param taxes: ``[(code, percent)]``; ``percent_off``: of a coupon
    """

    price: Decimal
    quantity: Decimal
    taxes: list = field(default_factory=list)
    percent_off: Decimal = ZERO
    total: Decimal = ZERO
    total_with_tax: Decimal = ZERO
    net_price: Decimal = ZERO
    price_with_tax: Decimal = ZERO
    discount: Decimal = ZERO
    tax: Decimal = ZERO
    compensation: Decimal = ZERO
    applied: list = field(default_factory=list)

    @property
    def percent(self):
        """Return the percent of all its taxes together."""
        return sum((percent for _code, percent in self.taxes), ZERO)


class _Rounding:
    """Rounds amounts of one kind; remembers what was cut off."""

    def __init__(self):
        self._left = {}

    def __call__(self, key, amount):
        exact = amount + self._left.get(key, ZERO)
        rounded = cents(exact)
        self._left[key] = exact - rounded
        return rounded


def amounts(rows, *, prices_include_tax):
    """Fill the amounts of rows."""
    before, after, off = _Rounding(), _Rounding(), _Rounding()
    for row in rows:
        entered = cents(row.price) * row.quantity
        if prices_include_tax:
            _from_gross(row, entered, before, after, off)
        else:
            _from_net(row, entered, before, after, off)


def _from_net(row, entered, before, after, off):
    row.total, row.net_price = entered, row.price
    row.total_with_tax = entered + sum((before(key, entered * key[1] / 100) for key in row.taxes), ZERO)
    row.price_with_tax = cents(row.total_with_tax / row.quantity)
    row.discount = off("discount", entered * row.percent_off / 100)
    _apply(row, [after(key, (entered - row.discount) * key[1] / 100) for key in row.taxes])


def _from_gross(row, entered, before, after, off):
    factor = 100 + row.percent
    row.total_with_tax, row.price_with_tax = entered, row.price
    taxes = [before(key, entered * key[1] / factor) for key in row.taxes]
    row.total = entered - sum(taxes, ZERO)
    row.net_price = cents(row.total / row.quantity)
    row.discount = off("discount", entered * row.percent_off / 100)
    _apply(row, [after(key, (entered - row.discount) * key[1] / factor) for key in row.taxes])
    row.compensation = sum(taxes, ZERO) - row.tax


def _apply(row, taxes):
    row.tax = sum(taxes, ZERO)
    row.applied = [
        {"code": code, "title": code, "percent": percent, "amount": amount, "base_amount": amount}
        for (code, percent), amount in zip(row.taxes, taxes, strict=True)
    ]


def part(amount, quantity, of, done, done_amount):
    """Return the share of an amount for a quantity; the last quantity gets what is left."""
    if done + quantity == of:
        return amount - done_amount
    return cents(amount * quantity / of)
