"""Variant ⇄ product.product values, and what its combination costs more, shared out on the values of its attributes."""

from decimal import Decimal
from fractions import Fraction

from ..remotes.documents import IDENTITY, PRICE, STATE, Variant
from ..remotes.documents.amounts import rounded

#: Decimals to which extras are kept and compared.
PLACES = 6

#: The field group that each value of a variant belongs to; its combination is of "identity", its extra of "price".
VARIANT_FIELD_GROUPS = {
    "default_code": IDENTITY,
    "barcode": IDENTITY,
    "weight": IDENTITY,
    "standard_price": PRICE,
    "active": STATE,
}


def weight_of(product, variant):
    """Return what a variant of a document weighs, None where neither it nor its product says so."""
    return product.weight if variant.weight is None else variant.weight


def variant_vals(product, variant, *, agreed_weight=None, per_kilogram=1.0):
    """Return product.product values of one variant; what a variant does not say itself holds for all of them.

    :param agreed_weight: ``weight_of`` the agreed documents: a weight that is told no more was taken away
    :param per_kilogram: how many of Odoo's units of weight make a kilogram
    """
    vals = {"default_code": variant.code or False, "barcode": variant.barcode or False}
    weight = weight_of(product, variant)
    if weight is None and agreed_weight:
        weight = Decimal(0)
    if weight is not None:
        vals["weight"] = float(weight) * per_kilogram
    cost = product.cost if variant.cost is None else variant.cost
    if cost is not None:
        vals["standard_price"] = float(cost)
    return vals


def shared_extras(combinations, extras):
    """Return ``{value: extra}`` whose sums are the extras of the combinations, None where there are none such.

    Odoo keeps extras by value ("XL: + 2"), remotes by combination. Solved exactly: each combination is an equation,
    what is left open is 0.

    :param combinations: sets of values, in an order of which the first ones stay 0 (Odoo's ids)
    :param extras: a Decimal for each combination
    """
    solved = {}
    for combination, extra in zip(combinations, extras, strict=True):
        row, total = _reduced(dict.fromkeys(combination, Fraction(1)), Fraction(extra), solved)
        if row:
            pivot = max(row)
            factor = row.pop(pivot)
            solved[pivot] = ({value: -part / factor for value, part in row.items()}, total / factor)
        elif total:
            return None
    found = {}
    for pivot in reversed(solved):
        row, total = solved[pivot]
        found[pivot] = total + sum((part * found.get(value, 0) for value, part in row.items()), Fraction(0))
    shares = {value: _decimal(share) for value, share in found.items()}
    for combination, extra in zip(combinations, extras, strict=True):
        if sum((shares.get(value, Decimal(0)) for value in combination), Decimal(0)) != extra:
            return None
    return {value: shares.get(value, Decimal(0)) for combination in combinations for value in combination}


def _reduced(row, total, solved):
    """Return an equation without the values that earlier ones have solved."""
    open_values = [value for value in row if value in solved]
    while open_values:
        factor = row.pop(open_values[0])
        parts, constant = solved[open_values[0]]
        total -= factor * constant
        for value, part in parts.items():
            row[value] = row.get(value, Fraction(0)) + factor * part
        row = {value: part for value, part in row.items() if part}
        open_values = [value for value in row if value in solved]
    return row, total


def _decimal(share):
    return rounded(Decimal(share.numerator) / Decimal(share.denominator), PLACES)


def variant_of(product, *, id="", attributes=(), has_sisters=False, supplier_code=""):
    """Return the ``Variant`` of a product.product record.

    :param attributes: its ``AttributeValue``s, () for a plain product
    :param has_sisters: whether weight and extra are its own, or the whole product's
    """
    return Variant(
        id=id,
        code=product.default_code or "",
        barcode=product.barcode or "",
        attributes=tuple(attributes),
        price_extra=rounded(Decimal(repr(product.price_extra)), PLACES) if has_sisters else Decimal(0),
        weight=rounded(Decimal(repr(product.weight or 0.0)), PLACES) if has_sisters else None,
        supplier_code=supplier_code,
        active=product.active,
    )
