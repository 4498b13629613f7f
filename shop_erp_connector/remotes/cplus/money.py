"""An order's amounts as a quotation has them: lines, freight, one discount, one surcharge.

A line there is quantity times a unit price of two decimals; what that leaves of the price the buyer saw goes into the
discount or the surcharge (dossier §7.7), so that the quotation's total is the order's to the cent.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..documents.order import DISCOUNT, GIFT_CARD, PAYMENT_FEE, PRODUCT, ROUNDING, SHIPPING, WRAPPING
from ..errors import Rejected
from . import wire
from .fiscal import CENT, even

ZERO = Decimal(0)
_HUNDRED = Decimal(100)

#: How far a unit price of two decimals can be from the exact one.
_HALF_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Goods:
    """A line of goods.

    :param line: the ``OrderLine``; ``quantity`` in the program's own pieces, ``price`` of one of them
    """

    line: object
    quantity: Decimal
    price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an order costs; ``gross`` is goods + freight + surcharge - discount."""

    goods: tuple[Goods, ...]
    products: Decimal
    freight: Decimal
    discount: Decimal
    surcharge: Decimal
    gross: Decimal

    def percent_of(self, amount):
        """Return which percentage of the goods an amount is, with four decimals."""
        if not self.products:
            return ZERO
        return (amount * _HUNDRED / self.products).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def goods_lines(order):
    """Return the lines that are goods. A pack's components that cost nothing are left to the program's own kits.

    :raises Rejected: there is none, or one cannot be a line of a quotation
    """
    lines = [line for line in order.lines if line.role == PRODUCT or (line.role == "component" and line.gross != ZERO)]
    if not lines:
        raise _refused("The order has no goods.", "empty")
    for line in lines:
        if not line.variant_id:
            raise _refused(f"Line {line.name or line.id} names no product of C-Plus.", "product_missing")
        if line.quantity <= 0 or line.gross < 0:
            raise _refused(f"Line {line.name or line.id} has a quantity or price below zero.", "amount")
    if any(line.role == GIFT_CARD for line in order.lines):
        raise _refused(
            "Paid with a gift card in part: C-Plus would take that for a discount. Enter this order by hand.",
            "gift_card",
        )
    return lines


def amounts_of(order, factors):
    """Return the ``Amounts`` of an order.

    :param factors: ``{variant id: pieces of C-Plus in one unit of the shop}``
    :raises Rejected: the lines do not add up to the total by more than rounding
    """
    goods = tuple(_goods(line, factors[line.variant_id]) for line in goods_lines(order))
    products = half_up(sum((item.total for item in goods), ZERO))
    freight = _sum(order, SHIPPING)
    discount = -_sum(order, DISCOUNT)
    surcharge = _sum(order, PAYMENT_FEE, WRAPPING)
    rounding = _sum(order, ROUNDING)
    rest = order.gross - (products + freight + surcharge - discount)
    room = sum((item.quantity for item in goods), ZERO) * _HALF_CENT + CENT * len(goods)
    if abs(rest - rounding) > room:
        raise _refused(
            f"The lines make {wire.plain(products + freight + surcharge - discount)}, the order says "
            f"{wire.plain(order.gross)}: more than rounding explains.",
            "totals",
        )
    return Amounts(
        goods=goods,
        products=products,
        freight=freight,
        discount=half_up(discount + max(-rest, ZERO)),
        surcharge=half_up(surcharge + max(rest, ZERO)),
        gross=half_up(order.gross),
    )


def half_up(amount):
    """Round a sum: half away from zero (dossier §3.5)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _goods(line, factor):
    quantity = line.quantity * factor
    price = even(line.gross / quantity)
    return Goods(line=line, quantity=quantity, price=price, total=even(price * quantity))


def _sum(order, *roles):
    return half_up(sum((line.gross for line in order.lines if line.role in roles), ZERO))


def _refused(sentence, code):
    return Rejected(sentence, system=wire.SYSTEM, call="write an order", field="lines", code=code)
