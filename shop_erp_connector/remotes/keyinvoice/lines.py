"""Our lines as KeyInvoice's ``DocLines``: every tax group's total is exact to the cent.

KeyInvoice multiplies and adds up by itself; all we can send is a price per unit, gross or net as the account
says. Three decisions, made here only:

* Discounts, gift cards and roundings become no lines. Whether negative lines are accepted is not known
  (dossier §4, §10), so their amounts lower the unit prices of the goods with the same tax, and their names
  go into the comments.
* A unit price has as many decimals as its line's total needs (the sample of the dossier has 2; more than 2
  are [U]).
* The server's formula is not public. Assumed: gross accounts add up gross line totals; net accounts add up
  net line totals per tax and put the tax on the sum. What it made of it is read back after each document
  (``issuing``).
"""

from decimal import Decimal

from ..documents.amounts import ZERO, rounded, spread
from ..documents.order import COMPONENT, DISCOUNT, GIFT_CARD, PRODUCT, ROUNDING
from ..errors import Rejected
from .grids import document_line
from .wire import SYSTEM

#: Lines that lower or raise other lines instead of being lines.
_FOLDED = (DISCOUNT, GIFT_CARD, ROUNDING)
_GOODS = (PRODUCT, COMPONENT)

#: KeyInvoice's amounts have cents.
DIGITS = 2

#: Decimals of a unit price, and how far price × quantity may be from a line's total: of whole cents, of any
#: other.
_MOST_DECIMALS = 8
_CLOSE = Decimal("0.00001")
_CLOSER = Decimal("0.0000001")


def document_lines(lines, rates, *, gross_prices):
    """Return ``DocLines`` for order or invoice lines.

    :param rates: ``{tax id: percent}`` of the account
    :param gross_prices: whether the account's prices hold the tax
    :raises Rejected: a line has no product, no single tax of the account, no quantity, or a discount exceeds
        what it can be taken off
    """
    groups = {}
    for line in lines:
        if line.role not in _FOLDED:
            _check(line)
        groups.setdefault(_tax_id(line, rates), []).append(line)
    totals = {}
    for tax_id, group in groups.items():
        totals |= _totals(group, rates[tax_id], gross_prices=gross_prices)
    return [_document_line(line, totals[id(line)]) for line in lines if line.role not in _FOLDED]


def remarks(lines, currency):
    """Return one sentence for each discount that became no line, for the document's comments."""
    return [
        f"{line.name or line.code or 'Desconto'}: {line.gross:.2f} {currency}".strip()
        for line in lines
        if line.role in (DISCOUNT, GIFT_CARD)
    ]


def _tax_id(line, rates):
    """Return the one tax of a line; without it KeyInvoice would take the product's."""
    if len(line.taxes) != 1:
        count = "several taxes" if line.taxes else "no tax: KeyInvoice needs a tax of 0 % with its exemption code"
        raise _refused(f"{_name(line)} has {count}.", "tax")
    (tax,) = line.taxes
    if tax.id not in rates:
        raise _refused(f"{_name(line)}: the account has no tax {tax.id!r} ({tax.rate} % {tax.name}).", "tax")
    if rates[tax.id] != tax.rate:
        raise _refused(
            f"{_name(line)} was taxed with {tax.rate} %; tax {tax.id} of the account has {rates[tax.id]} %.",
            "tax",
        )
    return tax.id


def _totals(group, rate, *, gross_prices):
    """Return ``{id of a line: its total in the account's basis}`` for the lines of one tax."""
    carried = [line for line in group if line.role not in _FOLDED]
    folded = [line for line in group if line.role in _FOLDED]
    gross = _after_folding(carried, [line.gross for line in carried], _sum(folded, "gross"))
    if gross is None:
        raise _refused(
            f"{_name(folded[0])} ({_sum(folded, 'gross'):+.2f}) exceeds the lines with the same tax "
            f"({_sum(carried, 'gross'):.2f}); KeyInvoice takes no negative total per tax.",
            "discount",
        )
    totals = gross if gross_prices else _net_totals(carried, folded, gross, rate)
    return {id(line): total for line, total in zip(carried, totals, strict=True)}


def _net_totals(carried, folded, gross, rate):
    """Return net totals that lead a net account to our gross total: our own nets where they do, else
    unrounded ones.

    Ours do not where the tax was reckoned line by line or from gross prices.
    """
    nets = _after_folding(carried, [line.net for line in carried], _sum(folded, "net"))
    if nets is not None and _gross_of_nets(carried, nets, rate) == sum(gross, ZERO):
        return nets
    return [amount / (1 + rate / 100) for amount in gross]


def _gross_of_nets(lines, nets, rate):
    """Return what a net account makes of these totals: prices times quantities, then tax on the sum."""
    sent = ZERO
    for line, net in zip(lines, nets, strict=True):
        sent += Decimal(unit_price(net, line.quantity)) * line.quantity
    return rounded(sent, DIGITS) + rounded(sent * rate / 100, DIGITS)


def _after_folding(carried, amounts, change):
    """Return the amounts after ``change`` (below 0 for a discount) is spread over them, None if they are too
    small.

    Goods first; where they cost less than the discount, shipping and fees too.
    """
    if not change:
        return amounts
    goods = [amount if line.role in _GOODS else ZERO for line, amount in zip(carried, amounts, strict=True)]
    weights = goods if sum(goods, ZERO) and sum(goods, ZERO) + change >= 0 else amounts
    if not weights or sum(weights, ZERO) + change < 0:
        return None
    shares = spread(rounded(change, DIGITS), weights, DIGITS)
    return [amount + share for amount, share in zip(amounts, shares, strict=True)]


def _check(line):
    if not line.variant_id:
        raise _refused(
            f"{_name(line)} ({line.role.replace('_', ' ')}) has no product; KeyInvoice has no other lines. "
            "Name a service product for it.",
            "product",
        )
    if line.quantity <= 0 or line.gross < 0 or line.net < 0:
        raise _refused(f"{_name(line)}: quantity and amount must not be negative.", "quantity")


def _document_line(line, amount):
    sent = {
        **document_line(line.variant_id, _plain(line.quantity)),
        # Never left out: KeyInvoice would take the product's own price and tax.
        "Price": unit_price(amount, line.quantity),
        "IdTax": line.taxes[0].id,
    }
    return sent | ({"ProductName": line.name} if line.name else {})


def unit_price(amount, quantity):
    """Return the price per unit as text, with the fewest decimals (2 to 8) that lead back to ``amount``.

    Never "0": PHP takes that for an empty value; "0.00" it does not.
    """
    exact = amount / quantity
    close = _CLOSE if amount == rounded(amount, DIGITS) else _CLOSER
    for decimals in range(DIGITS, _MOST_DECIMALS):
        price = rounded(exact, decimals)
        if abs(price * quantity - amount) <= close:
            return f"{price:f}"
    return f"{rounded(exact, _MOST_DECIMALS):f}"


def _plain(quantity):
    words = f"{quantity:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _sum(lines, name):
    return sum((getattr(line, name) for line in lines), ZERO)


def _name(line):
    return line.name or line.code or line.variant_id or f"A {line.role.replace('_', ' ')} line"


def _refused(message, code):
    return Rejected(message, system=SYSTEM, field="lines", code=code)
