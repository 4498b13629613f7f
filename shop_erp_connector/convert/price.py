"""Prices ⇄ Odoo: the tax basis, what a rule of a price list makes of a base price, and what a document makes of a rule.

All of it is exact. A price with tax is what a buyer pays, in the currency's decimals; one without tax has six, so that
the tax added again makes the same price.
"""

from collections import namedtuple
from decimal import ROUND_HALF_UP, Decimal

from ..remotes.documents.amounts import ZERO, rounded
from .problem import Problem

#: Decimals of a price without tax.
NET_DIGITS = 6

#: The basis of a product's prices in Odoo: whether they hold the taxes, and the taxes' rates together in percent.
Basis = namedtuple("Basis", "included rate")

#: A rule of a price list, in Decimals. ``kind``: "fixed", "percentage" or "formula"; ``value`` the fixed price or the
#: percentage; the other figures are those of a formula, 0 for none.
Rule = namedtuple("Rule", "kind value discount rounding surcharge least_margin most_margin", defaults=(ZERO,) * 5)

HUNDRED = Decimal(100)


def basis_of(taxes, *, product):
    """Return the ``Basis`` of a product with these taxes.

    :param taxes: ``[(price_include, amount type, percent as Decimal)]``
    :raises Problem: "price_basis_mixed", "price_tax_no_percentage"
    """
    included = {is_included for is_included, _type, _percent in taxes}
    if len(included) > 1:
        raise Problem("price_basis_mixed", product=product)
    rates = [percent if kind == "percent" else None for _included, kind, percent in taxes]
    rate = None if None in rates else sum(rates, ZERO)
    return Basis(included.pop() if included else None, rate)


def in_basis(amount, basis, *, included, digits, product):
    """Return a price of a product's basis with or without its taxes.

    :param included: the basis that is wanted
    :param digits: decimals of the currency, for a price with tax
    :raises Problem: "price_tax_no_percentage"
    """
    if basis.included is None or included == basis.included:
        return rounded(amount, NET_DIGITS)
    if basis.rate is None:
        raise Problem("price_tax_no_percentage", product=product)
    factor = 1 + basis.rate / HUNDRED
    return rounded(amount * factor, digits) if included else rounded(amount / factor, NET_DIGITS)


def from_basis(amount, basis, *, includes_tax, digits, product):
    """Return a remote's price in the basis of the product in Odoo; see ``in_basis``."""
    stated = Basis(includes_tax, basis.rate)
    wanted = includes_tax if basis.included is None else basis.included
    return in_basis(amount, stated, included=wanted, digits=digits, product=product)


def ruled(base, rule):
    """Return the price that a rule makes of a base price, as Odoo's price lists do."""
    if rule.kind == "fixed":
        return rule.value
    if rule.kind == "percentage":
        return base * (1 - rule.value / HUNDRED)
    price = base * (1 - rule.discount / HUNDRED)
    if rule.rounding:
        price = (price / rule.rounding).quantize(Decimal(1), rounding=ROUND_HALF_UP) * rule.rounding
    price += rule.surcharge
    if rule.least_margin:
        price = max(price, base + rule.least_margin)
    if rule.most_margin:
        price = min(price, base + rule.most_margin)
    return price


def discount_of(rule):
    """Return (percent, None) or (None, amount) of a rule that is nothing but a discount; (None, None) for any other."""
    if rule.kind == "percentage":
        return (rule.value, None) if 0 < rule.value <= HUNDRED else (None, None)
    if rule.kind != "formula" or rule.rounding or rule.least_margin or rule.most_margin:
        return None, None
    if not rule.surcharge and 0 < rule.discount <= HUNDRED:
        return rule.discount, None
    if not rule.discount and rule.surcharge < 0:
        return None, -rule.surcharge
    return None, None


def rule_vals(price, amount):
    """Return what a ``Price`` says as values of a price list's rule: how it is worked out, when it holds.

    :param amount: its amount, or what its discount takes off, in the product's basis in Odoo
    """
    vals = {
        "min_quantity": float(price.minimum_quantity or 0),
        "date_start": _naive(price.starts_at),
        "date_end": _naive(price.ends_at),
        "shop_erp_is_promotion": bool(price.is_promotion),
        "base": "list_price",
        "base_pricelist_id": False,
        "fixed_price": 0.0,
        "percent_price": 0.0,
        "price_discount": 0.0,
        "price_surcharge": 0.0,
        "price_round": 0.0,
        "price_min_margin": 0.0,
        "price_max_margin": 0.0,
    }
    if price.discount_percent is not None:
        return vals | {"compute_price": "percentage", "percent_price": float(price.discount_percent)}
    if price.discount_amount is not None:
        return vals | {"compute_price": "formula", "price_surcharge": -float(amount)}
    return vals | {"compute_price": "fixed", "fixed_price": float(amount)}


def check_price(price):
    """Look at what a remote says a price is.

    :raises Problem: "price_negative", "price_discount_wrong", "price_period_wrong"
    """
    for amount in (price.amount, price.discount_amount):
        if amount is not None and amount < 0:
            raise Problem("price_negative", price=price.id, amount=f"{amount.normalize():f}")
    percent = price.discount_percent
    if percent is not None and not 0 <= percent <= HUNDRED:
        raise Problem("price_discount_wrong", price=price.id, percent=f"{percent.normalize():f}")
    if price.starts_at and price.ends_at and price.ends_at <= price.starts_at:
        raise Problem("price_period_wrong", price=price.id)


def _naive(moment):
    """Return an aware UTC time as Odoo keeps it; seconds are as fine as it gets."""
    return moment.replace(tzinfo=None, microsecond=0) if moment else False


def unit_price_of(price, content):
    """Return the price of one unit of what a piece holds ``content`` units of."""
    return rounded(price / content, NET_DIGITS)


def content_of(price, unit_price):
    """Return how many units are in one piece, as far as the two prices tell it: to a thousandth."""
    return rounded(price / unit_price, 3)
