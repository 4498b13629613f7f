"""The price of a product with variants, where the remote keeps none of its own and tells the lowest of its variants'.

That moves with the variants, while Odoo's sales price stays and its variants cost more or less. Read as it is told, a
dearer variant would be a change of all its sisters, and what Odoo has just sent would come back as something else. So
what was read is told from the price that both sides agreed on; only where all variants moved by the same, so does it.
"""

from dataclasses import replace
from decimal import Decimal

from ...convert.problem import Problem
from ...remotes.documents.amounts import rounded
from ..references import Taxes
from .variant_plan import has_forms

#: Of an amount; finer than the cents by which prices differ.
PLACES = 6
CENTS = 2


def told_from_agreed(backend, documents, bases):
    """Return the products with their variants' extras told from the agreed price.

    :param bases: ``{product id: the document on which both sides agreed last}``
    """
    taxes = Taxes(backend)
    return [_told_from(document, bases.get(document.id), taxes) for document in documents]


def _told_from(document, base, taxes):
    if not base or None in (document.price, base.price) or not has_forms(document):
        return document
    price = _in_basis_of(document, base, base.price, taxes)
    if price is None:
        return document
    price += _shift(document, base, taxes)
    if price == document.price:
        return document
    extra = document.price - price
    variants = tuple(replace(one, price_extra=one.price_extra + extra) for one in document.variants)
    return replace(document, price=price, variants=variants)


def _in_basis_of(document, base, amount, taxes):
    """Return an amount of the agreed document in the tax basis of the one that was read, None where it is not known."""
    if base.price_includes_tax == document.price_includes_tax:
        return amount
    try:
        found = [taxes.sale_tax(tax_id) for tax_id in document.tax_ids]
    except Problem:
        return None
    factor = 1 + sum((rate for _id, _include, rate in found), Decimal(0)) / 100
    return rounded(amount / factor if base.price_includes_tax else amount * factor, PLACES)


def _shift(document, base, taxes):
    """Return by how much all variants became dearer, 0 where they did not move by the same."""
    before = {one.id: base.price + one.price_extra for one in base.variants}
    moves = {
        rounded(document.price + one.price_extra - _in_basis_of(document, base, before[one.id], taxes), CENTS)
        for one in document.variants
        if one.id in before
    }
    return moves.pop() if len(moves) == 1 else Decimal(0)
