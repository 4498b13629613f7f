"""Specific prices: for a group, a customer, a country, a currency, from a quantity on, for a time; price or reduction.

0 stands for "any". A price of -1 keeps the base price, a reduction in percent is a fraction. The shop refuses a second
row for the same case without saying why (code 46; recordings specific-price-post, specific-price-duplicate), so rows
are looked up by their case before they are made.
"""

from decimal import Decimal

from ..documents import Price
from ..documents.amounts import ZERO, rounded
from ..errors import NotFound, ProtocolError, Rejected
from . import taxes
from .batches import Sending
from .changes import bit, changing, send_changes
from .rows import SYSTEM, entity

RESOURCE = "specific_prices"

#: Rows of one document; the shop writes a hundred in 0.03 s.
BATCH = 100

_PREFIX = "specific-"
_KEEPS_BASE = Decimal(-1)
_NEVER = "0000-00-00 00:00:00"

#: What tells one case from another; two rows of a product may not have the same.
CASE = (
    "id_product", "id_product_attribute", "id_shop", "id_cart", "id_currency", "id_country", "id_group", "id_customer",
    "from_quantity", "from", "to",
)  # fmt: skip


def own_id(id):
    """Return the shop's own id of a specific price's, "" for the id of a base price."""
    return id.removeprefix(_PREFIX) if id.startswith(_PREFIX) else ""


def is_special(price):
    """Tell whether a document is kept as a specific price."""
    has_discount = price.discount_percent is not None or price.discount_amount is not None
    return bool(own_id(price.id)) or not price.is_base or has_discount


def is_of_shop(shop, row):
    """Tell whether a row holds for buyers of this shop; others are for a single cart or for another shop."""
    return not row.reference("id_cart") and row.reference("id_shop") in ("", shop.shop_id or row.reference("id_shop"))


def net(shop, amount, product):
    """Return an amount without the product's taxes, six decimals: with fewer the shop shows another price with tax."""
    country_id = shop.lists.configuration("PS_COUNTRY_DEFAULT")
    tax_ids = taxes.of_group(shop.lists, product.reference("id_tax_rules_group"), country_id)
    return rounded(amount / taxes.factor(shop.lists, tax_ids), 6)


# reading


def price_of(shop, row, product, variant_id):
    """Return the ``Price`` of a row.

    :param product: its product's row, None for a price of all products
    :raises ProtocolError: it says what our language has no words for
    """
    quantity = row.amount("from_quantity")
    case = {
        "group_id": row.reference("id_group"),
        "customer_id": row.reference("id_customer"),
        "country": _code(shop, "country", row.reference("id_country")),
        "currency": _code(shop, "currency", row.reference("id_currency")),
        "minimum_quantity": quantity if quantity > 1 else None,
        "starts_at": row.moment("from", shop.zone),
        "ends_at": row.moment("to", shop.zone),
    }
    worth = _worth(shop, row, product)
    is_reduction = "amount" not in worth
    return Price(
        id=f"{_PREFIX}{row.id}",
        product_id=row.reference("id_product"),
        variant_id=variant_id,
        # A reduction is shown beside the crossed-out price; a price for everybody is no base price either.
        is_promotion=True if is_reduction or not any(case.values()) else None,
        **case,
        **worth,
    )


def _worth(shop, row, product):
    price, reduction = row.amount("price"), row.amount("reduction")
    kind, with_tax = row.text("reduction_type"), row.flag("reduction_tax")
    if kind not in ("amount", "percentage"):
        raise ProtocolError(f"A reduction cannot be of the kind {kind!r}.", system=SYSTEM, field="reduction_type")
    if price < 0:
        if kind == "percentage":
            return {"discount_percent": rounded(reduction * 100, 4)}
        return {"discount_amount": reduction, "includes_tax": with_tax}
    if kind == "percentage":
        return {"amount": rounded(price * (1 - reduction), 6)}
    if reduction and with_tax:
        if product is None:
            message = "A price and a reduction with tax for all products cannot be told as one price."
            raise ProtocolError(message, system=SYSTEM, field="reduction")
        reduction = net(shop, reduction, product)
    return {"amount": price - reduction}


def _code(shop, name, id):
    if not id:
        return ""
    entry = shop.lists.entry(name, id)
    if entry is None:
        raise ProtocolError(f"The shop lists no {name} {id}.", system=SYSTEM, field=f"id_{name}")
    return entry["code"]


# writing


def fields_of(shop, price, product):
    """Return the fields of a row; () for one that is to be taken away.

    :param product: its product's row, needed for amounts with tax
    :raises Rejected: the shop has no such prices
    """
    if price.active is False and own_id(price.id):
        return ()
    _refuse(price)
    product_id, _dash, combination_id = (price.variant_id or price.product_id).partition("-")
    fields = {
        "id_shop": shop.shop_id or "0",
        "id_cart": "0",
        "id_product": product_id,
        "id_product_attribute": combination_id or "0",
        "id_currency": _id_of(shop, "currency", price.currency, "currency"),
        "id_country": _id_of(shop, "country", price.country, "country"),
        "id_group": _group(shop, price.group_id),
        "id_customer": price.customer_id or "0",
        "from_quantity": f"{price.minimum_quantity or 1:f}".partition(".")[0],
        "from": _wall_clock(shop, price.starts_at),
        "to": _wall_clock(shop, price.ends_at),
    }
    return fields | _worth_fields(shop, price, product)


def _refuse(price):
    for name, what in (("table_id", "price tables"), ("category_id", "prices of whole categories")):
        if getattr(price, name):
            message = f"The shop has prices by group and customer, and no {what}."
            raise Rejected(message, system=SYSTEM, field=name)
    if not (price.variant_id or price.product_id).partition("-")[0].isdigit():
        raise Rejected("The price names no product of the shop.", system=SYSTEM, field="variant_id")
    quantity = price.minimum_quantity
    if quantity is not None and (quantity < 0 or quantity != quantity.to_integral_value()):
        message = f"The shop sells whole pieces: no price can hold from {quantity:f} on."
        raise Rejected(message, system=SYSTEM, field="minimum_quantity")
    if price.starts_at and price.ends_at and price.ends_at < price.starts_at:
        raise Rejected("The price ends before it begins.", system=SYSTEM, field="ends_at")
    percent = price.discount_percent
    if percent is not None and not 0 <= percent <= 100:
        raise Rejected(f"{percent:f} is no discount in percent.", system=SYSTEM, field="discount_percent")
    for name in ("discount_amount", "amount"):
        if (getattr(price, name) or ZERO) < 0:
            raise Rejected(f"The price {getattr(price, name):f} is negative.", system=SYSTEM, field=name)


def _worth_fields(shop, price, product):
    if price.discount_percent is not None:
        reduction = {"reduction": price.discount_percent / 100, "reduction_type": "percentage"}
        return _told(_KEEPS_BASE, reduction, with_tax=True)
    if price.discount_amount is not None:
        reduction = {"reduction": price.discount_amount, "reduction_type": "amount"}
        return _told(_KEEPS_BASE, reduction, with_tax=price.includes_tax)
    amount = rounded(price.amount, 6)
    if price.includes_tax:
        if product is None:
            number = price.product_id or price.variant_id
            raise NotFound(f"The shop has no product {number}.", system=SYSTEM, code="404")
        amount = net(shop, price.amount, product)
    return _told(amount, {"reduction": ZERO, "reduction_type": "amount"}, with_tax=False)


def _told(price, reduction, *, with_tax):
    return {
        "price": f"{price:f}",
        "reduction": f"{rounded(reduction['reduction'], 6):f}",
        "reduction_tax": bit(with_tax),
        "reduction_type": reduction["reduction_type"],
    }


def _id_of(shop, name, code, field):
    if not code:
        return "0"
    for id, entry in shop.lists.all(name).items():
        if entry["code"].upper() == code.upper():
            return id
    raise Rejected(f"The shop has no {name} {code}.", system=SYSTEM, field=field)


def _group(shop, group_id):
    if group_id and shop.lists.entry("group", group_id) is None:
        raise Rejected(f"The shop has no customer group {group_id}.", system=SYSTEM, field="group_id")
    return group_id or "0"


def _wall_clock(shop, moment):
    return moment.astimezone(shop.zone).strftime("%Y-%m-%d %H:%M:%S") if moment else _NEVER


def write(shop, batches, offers):
    """Make, change or take away rows.

    :param offers: ``[(index, price, what fields_of returned)]``
    """
    if not offers:
        return
    by_id, by_case = _present(shop, offers)
    creates, updates, removals = [], [], []
    for index, price, fields in offers:
        row = by_id.get(own_id(price.id))
        if not fields:
            if row is None:
                batches.settle(index, id=price.id, unchanged=True)
            else:
                removals.append((index, row.id, price.id))
            continue
        row = row or by_case.get(_case(fields.get))
        if row is None:
            creates.append(Sending(index, entity("specific_price", fields), key=_case(fields.get), prefix=_PREFIX))
        elif _is_so(row, fields):
            batches.settle(index, id=f"{_PREFIX}{row.id}", unchanged=True)
        else:
            updates.append(Sending(index, changing(shop, row, fields), id=f"{_PREFIX}{row.id}"))
    batches.remove(RESOURCE, removals)
    send_changes(shop, batches, RESOURCE, updates)
    batches.create(RESOURCE, creates, BATCH, lambda part: _recognised(shop, part))
    batches.repeatable(creates)


def _present(shop, offers):
    """Return rows by id, and by case for what has no id: of the products of the latter all rows are read."""
    ids = {own_id(price.id) for _index, price, _fields in offers} - {""}
    rows = shop.wire.rows_by(RESOURCE, "id", ids) if ids else []
    products = {fields["id_product"] for _index, price, fields in offers if fields and not own_id(price.id)}
    others = shop.wire.rows_by(RESOURCE, "id_product", products) if products else []
    return {row.id: row for row in rows}, {_case(row.text): row for row in others}


def _case(value_of):
    """Return the case of a row or of fields; an empty reference is as good as 0."""
    return tuple(value_of(name) or "0" for name in CASE)


def _is_so(row, fields):
    numbers = all(row.amount(name) == Decimal(fields[name]) for name in ("price", "reduction"))
    texts = all(row.text(name) == fields[name] for name in ("reduction_tax", "reduction_type"))
    return numbers and texts and _case(row.text) == _case(fields.get)


def _recognised(shop, part):
    """Return ``{index: id}`` of the sendings that the shop has saved although it refused the document."""
    products = {sending.key[0] for sending in part}
    saved = {_case(row.text): row.id for row in shop.wire.rows_by(RESOURCE, "id_product", products)}
    return {sending.index: f"{_PREFIX}{saved[sending.key]}" for sending in part if sending.key in saved}
