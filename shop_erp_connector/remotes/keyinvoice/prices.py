"""Prices: the base price of each product by API5, those of the other price levels by API3 (dossier §3 and §5).

``Price`` of a product follows the price level and the VAT mode of the API key. API5 can write that one price; the
prices of all levels are told product by product by API3's ``getProductPrices`` and cannot be written.
"""

from dataclasses import replace
from decimal import Decimal

from ..contract import Result
from ..documents import Price
from ..documents.amounts import rounded
from ..errors import NotFound, Rejected
from . import pages
from .grids import split
from .wire import SYSTEM, flag, number, text

#: Fields of a row of ``getProductPrices``: the price level and its price, named as in API3's other lists [U].
LEVEL, AMOUNT = "Key", "Value"

#: Decimals of a price without tax; one with tax is in cents. How many KeyInvoice keeps is not told [U].
NET_DIGITS = 4


class Prices:
    """Reads and writes prices.

    :param api: an ``Api5``; ``lists``: the ``CodeLists``
    :param api3: an ``Api3`` for the prices of all levels, or None
    :param grid_ids: function that answers the references of products with colours and sizes: these have one price
    """

    def __init__(self, api, lists, *, api3=None, grid_ids=frozenset):
        self._api = api
        self._grid_ids = grid_ids
        self._told = {}
        self._lists = lists
        self._api3 = api3

    def pull(self, *, cursor=None, ids=None, limit=None):
        """Yield pages of prices; a price of a level has the id "<reference>/<level>"."""
        includes_tax = self._lists.prices_with_vat()
        divided = self._grid_ids()

        def parse(row):
            return _base(row, includes_tax=includes_tax, divided=divided)

        if ids is not None:
            yield from pages.by_ids(ids, lambda id: self._read(id, parse), limit=limit)
            return
        levels = {level.id: level for level in self._lists.price_levels()} if self._api3 else {}
        room = max((limit or 100) // (1 + len(levels)), 1)
        found = pages.scan(self._rows, parse, id_name="IdProduct", cursor=cursor, limit=room)
        for page in found:
            more = [price for base in page.documents for price in self._of_levels(base.id, levels)]
            yield replace(page, documents=[*page.documents, *more])

    def push(self, price):
        """Write a product's price in the VAT mode of the key; all its colours and sizes have this one."""
        id = price.variant_id or price.product_id
        reference, colour, _size = split(id)
        _refuse(price, reference)
        amount = self._in_basis(price, reference)
        if colour and self._told.setdefault(reference, amount) != amount:
            message = (
                f"KeyInvoice has one price for all colours and sizes of {reference}: {self._told[reference]:f} and"
                f" {amount:f} are told. Give them one price."
            )
            raise Rejected(message, system=SYSTEM, field="amount", code="one_price")
        # Sent twice it does no harm: it sets what it sets.
        self._api.read("updateProduct", IdProduct=reference, Price=f"{amount:f}")
        return Result(id=id)

    def _rows(self, offset):
        return self._api.rows("listProducts", "Products", Offset=str(offset))

    def _row(self, reference):
        row = self._api.read("getProduct", IdProduct=reference)
        if not row:
            raise pages.missing(reference)
        return row

    def _read(self, id, parse):
        reference, _slash, level = id.partition("/")
        product, colour, _size = split(reference)
        if colour:  # told under its own id, with the product's price
            price = parse(self._row(product))
            return price and replace(price, id=id, variant_id=id)
        if not level:
            return parse(self._row(reference))
        levels = {entry.id: entry for entry in self._lists.price_levels()} if self._api3 else {}
        for price in self._of_levels(reference, levels):
            if price.id == id:
                return price
        raise pages.missing(id)

    def _of_levels(self, reference, levels):
        if not self._api3:
            return []
        return [
            _of_level(reference, levels[level], amount)
            for level, amount in self._api3.product_prices(reference, LEVEL, AMOUNT)
            if level in levels
        ]

    def _in_basis(self, price, reference):
        includes_tax = self._lists.prices_with_vat()
        is_same = price.includes_tax == includes_tax
        rate = Decimal(0) if is_same else number(self._row(reference), "TaxValue")
        return in_account_basis(price.amount, told=price.includes_tax, account=includes_tax, rate=rate)


def in_account_basis(amount, *, told, account, rate):
    """Return an amount with or without tax as the account keeps prices, with the decimals it keeps.

    :param told, account: whether the amount holds the tax, and whether the account's prices do
    :param rate: of the product's tax, in percent
    """
    factor = 1 if told == account else 1 + rate / 100 if account else 1 / (1 + rate / 100)
    return rounded(amount * factor, 2 if account else NET_DIGITS)


def _base(row, *, includes_tax, divided):
    """Return the price of a product's row; None for one without a price."""
    if not text(row, "Price"):
        return None
    reference = text(row, "IdProduct")
    return Price(
        id=reference,
        product_id=reference,
        variant_id="" if reference in divided else reference,
        amount=number(row, "Price"),
        includes_tax=flag(row, "TaxIncluded") if text(row, "TaxIncluded") else includes_tax,
    )


def _of_level(reference, level, amount):
    return Price(
        id=f"{reference}/{level.id}",
        product_id=reference,
        variant_id=reference,
        amount=amount,
        includes_tax=bool(level.included),
        table_id=level.id,
    )


def _refuse(price, reference):
    if not reference:
        raise NotFound("The price names no product.", system=SYSTEM, code="unknown", field="variant_id")
    if not price.is_base or price.discount_percent is not None or price.discount_amount is not None:
        message = (
            "KeyInvoice takes the base price of a product; price levels and discounts are kept in its own screens."
        )
        raise Rejected(message, system=SYSTEM, field="amount")
    if price.active is False:
        raise Rejected("A base price cannot be taken away.", system=SYSTEM, field="active")
    if price.amount < 0:
        raise Rejected(f"The price {price.amount:f} is negative.", system=SYSTEM, field="amount")
