"""Amounts in the shop's own basis: without tax, six decimals."""

from ..documents.amounts import rounded
from . import taxes


def net(lists, price, includes_tax, tax_ids):
    """Return a price without tax, six decimals: with fewer the shop would show another price with tax.

    :raises Rejected: a tax is not known
    """
    return rounded(price / taxes.factor(lists, tax_ids) if includes_tax else price, 6)
