"""Prices, written: base, special and tier prices of fifty products by one call.

A product has one base price, one special price with a first and a last day, and a list of tiers by group and quantity.
The list is replaced whole, so the tiers that it has are read first. Recording price-update.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from ..contract import Result
from ..errors import Rejected
from .changes import filters
from .publishing import update
from .rows import Row
from .wire import SYSTEM, rows_of

TIERS = "catalogProductAttributeTierPriceInfo"

#: Every customer group, and every website, in a tier.
ALL = "all"


@dataclass(slots=True)
class _Change:
    """What is sent for one product, and which prices of the push it holds."""

    data: dict = field(default_factory=dict)
    tiers: list = field(default_factory=list)
    indexes: list = field(default_factory=list)


def push_prices(shop, prices):
    """Write prices; one product's prices of all sorts travel together."""
    classes = _tax_classes(shop, prices)
    results, changes = {}, {}
    for index, price in enumerate(prices):
        try:
            _note(shop, changes, index, price, classes)
        except Rejected as exc:
            results[index] = Result(error=exc)
    _add_tiers(shop, prices, changes, results)
    sendings = [(product_id, (product_id, change.data)) for product_id, change in changes.items() if change.data]
    errors = update(shop, sendings)
    for product_id, change in changes.items():
        for index in change.indexes:
            error = errors.get(product_id)
            done = Result(error=error) if error else Result(id=price_id(prices[index]))
            results.setdefault(index, done)
    return [results[index] for index in range(len(prices))]


def price_id(price):
    """Return how a price is named: its product's id, with "-special" or its group and quantity."""
    id = _product_id(price)
    if price.is_base:
        return id
    if price.group_id or price.minimum_quantity:
        return f"{id}-tier-{price.group_id or ALL}-{_quantity(price)}"
    return f"{id}-special"


def _product_id(price):
    return price.product_id or price.variant_id


def _note(shop, changes, index, price, classes):
    """Put a price into what is sent for its product.

    :raises Rejected: the shop has no such prices
    """
    _refuse(price)
    product_id = _product_id(price)
    amount = shop.in_shops_basis(price.amount, includes_tax=price.includes_tax, tax_class=classes.get(product_id, ""))
    change = changes.setdefault(product_id, _Change())
    if price.is_base:
        change.data["price"] = f"{amount:f}"
    elif price.group_id or price.minimum_quantity:
        change.tiers.append((price, amount))
    elif price.active is False:
        change.data |= {"special_price": "", "special_from_date": "", "special_to_date": ""}
    else:
        change.data |= {"special_price": f"{amount:f}", **_days(shop, price)}
    change.indexes.append(index)


def _refuse(price):
    unknown = {
        "table_id": price.table_id,
        "customer_id": price.customer_id,
        "category_id": price.category_id,
        "discount_percent": price.discount_percent,
        "discount_amount": price.discount_amount,
    }
    for name, value in unknown.items():
        if value:
            message = f"The shop keeps prices of products by group and quantity, as amounts; this one has {name}."
            raise Rejected(message, system=SYSTEM, field=name)
    if not _product_id(price).isdigit():
        raise Rejected("The price names no product of the shop.", system=SYSTEM, field="product_id")
    if (price.group_id or price.minimum_quantity) and (price.starts_at or price.ends_at):
        message = "The shop keeps prices by group and quantity without a period."
        raise Rejected(message, system=SYSTEM, field="starts_at")
    if price.amount < 0:
        raise Rejected("A price cannot be below 0.", system=SYSTEM, field="amount")


def _days(shop, price):
    """Return the first and the last day of a special price: the shop keeps days, in its own zone."""
    first = price.starts_at.astimezone(shop.zone).date().isoformat() if price.starts_at else ""
    # An end at midnight is the end of the day before.
    last = price.ends_at and (price.ends_at - timedelta(seconds=1)).astimezone(shop.zone).date().isoformat()
    return {"special_from_date": first, "special_to_date": last or ""}


def _quantity(price):
    return int(price.minimum_quantity or 1)


def _tax_classes(shop, prices):
    """Return ``{product id: tax class}`` where a price has to be turned into the shop's basis.

    The list does not tell the class but can be asked by it: one call for each class of the settings.
    """
    ids = {_product_id(price) for price in prices if price.includes_tax != shop.prices_include_tax}
    found = {}
    for tax_class in shop.rates if ids else ():
        conditions = (("product_id", "in", ",".join(sorted(ids))), ("tax_class_id", "eq", tax_class))
        for row in shop.wire.rows("catalogProductList", filters(*conditions)):
            found[str(row.get("product_id"))] = tax_class
    return found


def _add_tiers(shop, prices, changes, results):
    """Put the whole list of tiers into what is sent, with the ones that the product has already."""
    tiered = [product_id for product_id, change in changes.items() if change.tiers]
    answers = shop.wire.each([(TIERS, product_id, "id") for product_id in tiered])
    for product_id, answer in zip(tiered, answers, strict=True):
        change = changes[product_id]
        if isinstance(answer, Rejected):
            results |= {index: Result(error=answer) for index in change.indexes}
            change.data = {}
            continue
        try:
            change.data["tier_price"] = _merged(product_id, rows_of(answer, TIERS), change.tiers)
        except Rejected as exc:
            of_tiers = {id(price) for price, _amount in change.tiers}
            results |= {index: Result(error=exc) for index in change.indexes if id(prices[index]) in of_tiers}


def _merged(product_id, rows, wanted):
    tiers = {}
    for values in rows:
        row = Row(values, f"tier of product {product_id}")
        key = (row.text("customer_group_id") or ALL, int(row.amount("qty")), row.text("website") or ALL)
        tiers[key] = row.amount("price")
    for price, amount in wanted:
        if price.minimum_quantity and price.minimum_quantity != int(price.minimum_quantity):
            message = f"The shop keeps tiers of whole quantities; {price.minimum_quantity:f} is none."
            raise Rejected(message, system=SYSTEM, field="minimum_quantity")
        key = (price.group_id or ALL, _quantity(price), ALL)
        tiers.pop(key, None)
        if price.active is not False:
            tiers[key] = amount
    return [
        {"customer_group_id": group, "website": website, "qty": quantity, "price": f"{Decimal(amount):f}"}
        for (group, quantity, website), amount in tiers.items()
    ]
