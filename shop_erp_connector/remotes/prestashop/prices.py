"""Prices: of products and of their combinations here, those for some cases only in ``specials``.

The shop keeps a price without tax on the product and a surcharge on each combination, and so do the documents. No date
tells that a price has changed, so all of them are read each time (dossier section 6).
"""

from ..contract import Page
from ..cursors import chunked
from ..documents import Price
from ..documents.amounts import rounded
from ..errors import NotFound, Rejected
from . import specials
from .batches import Batches, Sending
from .changes import changing, current_rows, send_changes
from .rows import SYSTEM, entity
from .shop import missing_record, read_each
from .texts import checked_text

#: In which order a whole reading brings them.
PARTS = ("products", "combinations", specials.RESOURCE)

#: What is read of a product beside its price.
PRODUCT = "[id,price,id_tax_rules_group,state,combinations[id]]"


def pull_prices(shop, cursor, ids, limit):
    """Yield pages of ``Price``: products, then surcharges of combinations, then specific prices.

    The price of a product with combinations has the product's id, other base prices their variant's, a specific price
    "specific-<id>". Rows of single carts are left out.
    """
    if ids is not None:
        for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
            yield _by_ids(shop, part)
        return
    position = cursor if cursor and cursor.get("more") else {"part": PARTS[0], "after": 0}
    while position["part"]:
        documents, refusals, position = _page(shop, position["part"], position["after"], limit)
        told = {"more": True, **position} if position["part"] else {"more": False}
        yield Page(documents=documents, cursor=told, refusals=tuple(refusals))


def _page(shop, part, after, limit):
    """Return (documents, refusals, where to go on): the next part begins where one has ended."""
    documents, refusals, room = [], [], limit
    while part and room:
        filters = {"id": f">[{after}]"}
        rows = shop.wire.rows(part, display=_display(shop, part), filters=filters, sort="[id_ASC]", limit=str(room))
        found, refused = _READERS[part](shop, rows)
        documents += found
        refusals += refused
        if len(rows) < room:
            part, after = _next_part(part), 0
        else:
            after = int(rows[-1].id)
        room -= len(rows)
    return documents, refusals, {"part": part, "after": after}


def push_prices(shop, prices):
    """Write prices, or take specific ones away.

    A price without tax is written as it is; only what is worked out from the product or stands beside other rows is
    read first.
    """
    batches = Batches(shop.wire, len(prices))
    goods = _goods(shop, prices)
    offers, products, combinations = [], [], []
    for index, price in enumerate(prices):
        try:
            if specials.is_special(price):
                offers.append((index, price, specials.fields_of(shop, price, goods.get(_product_id(price)))))
            elif _combination_id(price):
                combinations.append((index, price, _surcharge(shop, price, goods)))
            else:
                products.append((index, price, _net(shop, price, goods)))
        except Rejected as exc:
            batches.settle(index, error=exc)
    _write(shop, batches, "products", products, _product_id)
    _write(shop, batches, "combinations", combinations, _combination_id)
    specials.write(shop, batches, offers)
    return batches.results


def variant_id_of(product_id, combination_id, varied):
    """Return a price's variant, "" for one of a whole product with combinations.

    :param varied: ids of the products that have combinations
    """
    if combination_id:
        return f"{product_id}-{combination_id}"
    return "" if product_id in varied else f"{product_id}-0"


# reading


def _display(shop, part):
    if part == "products":
        return _product_display(shop)
    return "[id,id_product,price]" if part == "combinations" else "full"


def _product_display(shop):
    """Before 1.7 products have no state, and a field that a version lacks is an error."""
    return PRODUCT if shop.wire.can_patch else "full"


def _next_part(part):
    following = PARTS[PARTS.index(part) + 1 :]
    return following[0] if following else ""


def _product_prices(_shop, rows):
    return read_each([row for row in rows if _is_offered(row)], _product_price)


def _product_price(row):
    amount = rounded(row.amount("price"), 6)
    if row.associated("combinations"):
        return Price(id=row.id, product_id=row.id, amount=amount)
    return Price(id=f"{row.id}-0", product_id=row.id, variant_id=f"{row.id}-0", amount=amount)


def _combination_prices(_shop, rows):
    return read_each(rows, _surcharge_of)


def _surcharge_of(row):
    product_id = row.text("id_product")
    id = f"{product_id}-{row.id}"
    return Price(id=id, product_id=product_id, variant_id=id, surcharge=rounded(row.amount("price"), 6))


def _specific_prices(shop, rows):
    rows = [row for row in rows if specials.is_of_shop(shop, row)]
    products = _products(shop, {row.reference("id_product") for row in rows})
    varied = {id for id, row in products.items() if row.associated("combinations")}

    def read(row):
        product_id = row.reference("id_product")
        combination_id = row.reference("id_product_attribute")
        variant_id = variant_id_of(product_id, combination_id, varied) if product_id else ""
        return specials.price_of(shop, row, products.get(product_id), variant_id)

    return read_each(rows, read)


_READERS = {
    "products": _product_prices,
    "combinations": _combination_prices,
    specials.RESOURCE: _specific_prices,
}


def _by_ids(shop, ids):
    special = {specials.own_id(id): id for id in ids if specials.own_id(id)}
    pairs = {id: id.partition("-")[::2] for id in ids if id not in special.values()}
    plain = {product_id for product_id, combination_id in pairs.values() if combination_id in ("", "0")}
    varied = {combination_id for _product_id, combination_id in pairs.values()} - {"", "0"}
    parts = (("products", plain), ("combinations", varied), (specials.RESOURCE, set(special)))
    documents, refusals = [], []
    for part, wanted in parts:
        if wanted:
            found, refused = _READERS[part](shop, shop.wire.rows_by(part, "id", wanted, display=_display(shop, part)))
            documents += found
            refusals += refused
    known = {document.id for document in documents} | {refusal.id for refusal in refusals}
    missing = [missing_record("prices", id) for id in ids if id not in known]
    order = {id: place for place, id in enumerate(ids)}
    documents = sorted((one for one in documents if one.id in order), key=lambda one: order[one.id])
    return Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))


def _is_offered(row):
    """What was begun in the back office and never saved is no product."""
    return not row.has("state") or row.flag("state")


def _products(shop, ids):
    return (
        {row.id: row for row in shop.wire.rows_by("products", "id", ids, display=_product_display(shop))} if ids else {}
    )


# writing


def _product_id(price):
    return price.product_id or price.variant_id.partition("-")[0]


def _combination_id(price):
    combination_id = price.variant_id.partition("-")[2]
    return "" if combination_id == "0" else combination_id


def _goods(shop, prices):
    """Return ``{product id: row}`` of the products whose taxes or own price are needed."""
    needed = {_product_id(price) for price in prices if price.includes_tax or _is_total(price)}
    return _products(shop, needed)


def _is_total(price):
    """Tell whether a combination's price is told as a whole: what its product costs is to be taken off."""
    return bool(_combination_id(price)) and price.surcharge is None and not specials.is_special(price)


def _net(shop, price, goods):
    told = price.amount if price.surcharge is None else price.surcharge
    if told < 0 and price.surcharge is None:
        raise Rejected(f"The price {told:f} is negative.", system=SYSTEM, field="amount")
    if price.active is False:
        raise Rejected("A base price cannot be taken away.", system=SYSTEM, field="active")
    if not _product_id(price).isdigit():
        raise Rejected("The price names no product of the shop.", system=SYSTEM, field="variant_id")
    if not price.includes_tax:
        return rounded(told, 6)
    return specials.net(shop, told, _known(goods, price))


def _surcharge(shop, price, goods):
    if not _is_total(price):
        return _net(shop, price, goods)
    return _net(shop, price, goods) - rounded(_known(goods, price).amount("price"), 6)


def _known(goods, price):
    row = goods.get(_product_id(price))
    if row is None:
        raise NotFound(f"The shop has no product {_product_id(price)}.", system=SYSTEM, code="404")
    return row


def _write(shop, batches, resource, found, id_of):
    """Change the price of records; before version 8 they are read, for they are written whole."""
    if not found:
        return
    can_patch = shop.wire.can_patch
    current = {} if can_patch else current_rows(shop, resource, [id_of(price) for _index, price, _amount in found], "")
    sendings = []
    for index, price, amount in found:
        id, row = id_of(price), current.get(id_of(price))
        result_id = price.variant_id or _product_id(price)
        if can_patch:
            fields = {"id": id, "price": f"{amount:f}"} | _unit_price(price, amount)
            element = entity(resource.removesuffix("s"), fields)
        elif row is None:
            error = NotFound(f"The shop has no record {id} in {resource}.", system=SYSTEM, code="404")
            batches.settle(index, error=error)
            continue
        elif rounded(row.amount("price"), 6) == amount:
            batches.settle(index, id=result_id, unchanged=True)
            continue
        else:
            element = changing(shop, row, {"price": f"{amount:f}"})
        sendings.append(Sending(index, element, id=result_id))
    send_changes(shop, batches, resource, sendings)


def _unit_price(price, amount):
    """Return the fields of what a litre … costs; before version 8 the shop keeps its ratio, which a price leaves be."""
    if price.unit_price is None or not price.amount:
        return {}
    told = rounded(price.unit_price * amount / price.amount, 6)
    return {"unit_price": f"{told:f}", "unity": checked_text(price.unit_price_unit, "unit_price_unit")}
