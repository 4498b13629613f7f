"""Prices written: the regular price, or a sale price with its dates; a hundred in a call.

A sale price that is not below the regular one is dropped by the shop without a word, so its answer is looked at
(dossier section 4; recording sale-price).
"""

from datetime import UTC
from decimal import Decimal

from ..documents.amounts import rounded
from ..errors import Rejected
from . import taxes
from .batches import Batches, Sending
from .offers import offered_rows, send_offers, valid_parts
from .rows import SYSTEM
from .shop import not_there, variant_id

#: What the shop needs when a price is told in the other tax basis or as a discount.
NEEDED = "id,tax_class,tax_status,regular_price,parent_id"

#: Cases that WooCommerce itself has no prices for (only plugins do).
CASES = {
    "table_id": "price tables", "group_id": "prices by customer group", "customer_id": "prices by customer",
    "category_id": "prices of whole categories",
}  # fmt: skip


def push_prices(shop, prices):
    """Write base prices and promotions."""
    batches = Batches(shop.wire, len(prices), "product")
    includes = shop.lists.prices_include_tax
    needed = [price for price in prices if price.includes_tax != includes or _is_discount(price)]
    current = offered_rows(shop, [_variant_id(price) for price in needed], NEEDED)
    sendings = []
    for index, price in enumerate(prices):
        id = _variant_id(price)
        try:
            valid_parts(id)
            values, check = _values(shop, price, current.get(id), needs_row=price in needed)
        except Rejected as exc:
            batches.settle(index, error=exc)
        else:
            sendings.append((id, Sending(index, values, id=_result_id(price, id), check=check)))
    send_offers(shop, batches, sendings)
    return batches.results


def _result_id(price, id):
    """A product has one base price and one sale price."""
    is_base = price.is_base and not _is_discount(price)
    return id if is_base else f"{id}/sale"


def in_basis(shop, amount, includes_tax, tax_class):
    """Return a price as text in the shop's tax basis.

    :raises Rejected: the shop has no tax for this class, so that nobody knows the other basis
    """
    lists = shop.lists
    if includes_tax != lists.prices_include_tax and amount:
        factor = taxes.factor(lists, tax_class)
        if factor == 1 and not taxes.of_class(lists, tax_class):
            wanted = "with" if lists.prices_include_tax else "without"
            message = f"The shop's prices are {wanted} tax, ours are not, and it has no rate at home for this product."
            raise Rejected(message, system=SYSTEM, field="includes_tax")
        amount = amount / factor if includes_tax else amount * factor
    return price_text(amount)


def price_text(amount):
    """Return an amount as the shop stores prices: it keeps more decimals than it shows."""
    text = f"{rounded(amount, 6):f}"
    whole, _dot, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _is_discount(price):
    return price.discount_percent is not None or price.discount_amount is not None


def _values(shop, price, row, *, needs_row):
    """Return (what to send, how to check the answer)."""
    _check_case(shop, price)
    if needs_row and row is None:
        raise not_there("product", price.variant_id or price.product_id)
    if price.is_base and price.active is not False and not _is_discount(price):
        text = _text(shop, price, price.amount, row)
        return {"regular_price": text}, lambda answer: _dropped(answer, "regular_price", text)
    if price.active is False:
        return _no_sale(), None
    text = _text(shop, price, _sale_amount(price, row), row)
    values = {
        "sale_price": text,
        "date_on_sale_from_gmt": _date(price.starts_at),
        "date_on_sale_to_gmt": _date(price.ends_at),
    }
    return values, lambda answer: _dropped(answer, "sale_price", text)


def _check_case(shop, price):
    for name, what in CASES.items():
        if getattr(price, name):
            raise Rejected(f"WooCommerce has no {what}.", system=SYSTEM, field=name)
    if price.minimum_quantity and price.minimum_quantity > 1:
        raise Rejected("WooCommerce has no prices by quantity.", system=SYSTEM, field="minimum_quantity")
    if price.currency and price.currency not in shop.lists.all("currency"):
        message = f"The shop's prices are not in {price.currency}."
        raise Rejected(message, system=SYSTEM, field="currency")


def _variant_id(price):
    return price.variant_id or variant_id(price.product_id)


def _no_sale():
    return {"sale_price": "", "date_on_sale_from_gmt": None, "date_on_sale_to_gmt": None}


def _text(shop, price, amount, row):
    if amount < 0:
        raise Rejected("A price cannot be negative.", system=SYSTEM, field="amount")
    if row is None or price.includes_tax == shop.lists.prices_include_tax or _is_discount(price):
        return price_text(amount)
    is_taxed = row.text("tax_status") != "none"
    return in_basis(shop, amount, price.includes_tax, row.text("tax_class")) if is_taxed else price_text(amount)


def _sale_amount(price, row):
    """A discount is taken off the regular price, in the shop's own tax basis."""
    if not _is_discount(price):
        return price.amount
    regular = row.amount("regular_price")
    if regular is None:
        raise Rejected("The product has no regular price that could be reduced.", system=SYSTEM, field="amount")
    if price.discount_percent is not None:
        return regular * (1 - price.discount_percent / Decimal(100))
    return regular - price.discount_amount


def _date(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment else None


def _dropped(answer, name, text):
    """Return the error of a price that the shop did not keep."""
    if answer.amount(name) == Decimal(text):
        return None
    message = "The shop dropped the price."
    if name == "sale_price":
        message = "The shop drops a sale price that is not below the regular price."
    return Rejected(message, system=SYSTEM, field="amount")
