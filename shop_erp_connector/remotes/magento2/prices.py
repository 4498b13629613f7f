"""Prices by the shop's price calls: base prices, special prices with dates, prices by quantity and customer group.

Good rows are saved and bad ones told about in the answer; the rows of the answer carry no number, so a price is
recognised by its SKU among their parameters, and what they could not name is checked before it is sent. These calls do
not move a product's date. Recordings base-prices-errors, special-price-errors, tier-prices-errors.
"""

from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from ..contract import Page, Result
from ..cursors import chunked
from ..documents.amounts import rounded
from ..errors import NotFound, ProtocolError, Rejected
from . import taxes
from .catalogue import COMPOSITE, PATH
from .families import Families
from .lookups import ALL_GROUPS
from .offers import offers_of
from .refusals import interpolated
from .rows import SYSTEM, Row
from .sending import Sending
from .shop import missing_record, read_each
from .skus import Skus
from .stock import goods_by_id

#: Rows of one call: the shop writes them straight into its tables, without saving products.
WRITE_BATCH = 1000

#: What is read of a product beside its prices.
FIELDS = "id,sku,type_id,price,tier_prices,custom_attributes"

EVERYBODY = "ALL GROUPS"


def pull_prices(shop, cursor, ids, limit):
    """Yield pages of ``Price``: all of them each time, for the price calls move no date."""
    if ids is not None:
        yield from _by_ids(shop, ids, limit)
        return
    cursor, parents = cursor or {}, Families(shop).parents()
    after, skip, more = cursor.get("after", 0), cursor.get("skip", 0), True
    while more:
        filters = (
            (("entity_id", "gteq" if skip else "gt", str(after)),),
            (("type_id", "nin", "configurable,grouped"),),
        )
        build = partial(offers_of, shop, parents=parents)
        rows, total = shop.wire.list(PATH, filters=filters, sort=("entity_id",), size=limit, fields=FIELDS)
        page, after, skip, more = _cut(rows, build, after, skip, limit, has_more=total > len(rows))
        documents, refusals = page
        position = {"more": True, "after": after, "skip": skip} if more else {"more": False}
        yield Page(documents=documents, cursor=position, refusals=tuple(refusals))


def _cut(rows, build, after, skip, limit, *, has_more):
    """Return ((documents, refusals), product to go on with, how many of its prices were told, whether more follow)."""
    documents, refusals = [], []
    for place, row in enumerate(rows):
        id = int(row.text("id"))
        found, refused = read_each([row], build, key="id")
        offers = found[0] if found else []
        start = skip if id == after else 0
        room = limit - len(documents) - len(refusals)
        if len(offers) - start > room or (refused and not room):
            told = start + max(room, 0)
            documents += offers[start:told]
            return (documents, refusals), id if told else after, told, True
        documents += offers[start:]
        refusals += refused
        after, skip = id, 0
        if len(documents) + len(refusals) == limit and (place + 1 < len(rows) or has_more):
            return (documents, refusals), id, 0, True
    return (documents, refusals), after, 0, bool(rows) and has_more


def _by_ids(shop, ids, limit):
    build = partial(offers_of, shop, parents=Families(shop).parents())
    for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
        goods = goods_by_id(shop, {id.partition("/")[0] for id in part}, FIELDS)
        found, refusals = read_each(goods.values(), build, key="id")
        offers = {offer.id: offer for offers in found for offer in offers}
        missing = [missing_record(PATH, id) for id in part if id not in offers]
        documents = [offers[id] for id in part if id in offers]
        yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))


def push_prices(shop, prices):
    """Write prices, or take them away.

    Special prices and prices by quantity are left alone where the shop has them just so, and so is a base price in the
    other tax basis than the shop's. A base price in the shop's own goes without reading a thousand products first.
    """
    sending = Sending(len(prices))
    goods = _goods(shop, prices)
    calls = {}
    for index, price in enumerate(prices):
        try:
            row = _known(goods, price)
            kind, body = _row_of(shop, price, row)
        except Rejected as exc:
            sending.settle(index, error=exc)
            continue
        id = _result_id(price, body)
        if _is_so(shop, price, row, kind, body):
            sending.settle(index, id=id, unchanged=True)
        else:
            calls.setdefault(kind, {})[index] = (id, body)
    for path, rows in calls.items():
        for unlike in _without_repeats(rows):
            for part in chunked(unlike, shop.wire.list_limit or WRITE_BATCH):
                sending.together(part, lambda part, path=path, rows=rows: _write(shop, path, rows, part))
    return sending.results


def _product_id(price):
    return price.variant_id or price.product_id


def _goods(shop, prices):
    """Return ``{product id: row}``: what is known of SKUs for plain prices, else the whole product."""
    plain = {_product_id(price) for price in prices if _is_plain(shop, price)}
    named = Skus(shop).of(plain)
    # Whether a bundle has a price of its own is not known by its SKU.
    rows = {id: Row({"id": id, "sku": sku, "type_id": kind}) for id, (sku, kind) in named.items() if kind != "bundle"}
    others = {_product_id(price) for price in prices if not _is_plain(shop, price)}
    others |= {id for id, (_sku, kind) in named.items() if kind == "bundle"}
    return rows | goods_by_id(shop, others, FIELDS)


def _is_plain(shop, price):
    """Tell whether a price can be sent as it is."""
    has_discount = price.discount_percent is not None or price.discount_amount is not None
    return price.is_base and not has_discount and price.includes_tax == shop.settings.is_on("prices_include_tax")


def _known(goods, price):
    row = goods.get(_product_id(price))
    if row is None:
        message = f"The shop has no product {_product_id(price) or '(none given)'}."
        raise NotFound(message, system=SYSTEM, code="404", field="variant_id")
    is_fixed = row.text("type_id") == "bundle" and row.custom("price_type") == "1"
    if row.text("type_id") in COMPOSITE and not is_fixed:
        message = f"{row.text('sku')} is made of other products and has no price of its own."
        raise Rejected(message, system=SYSTEM, field="variant_id")
    return row


def _row_of(shop, price, row):
    """Return (path, row to send) of a price.

    :raises Rejected: the shop has no such price
    """
    for field in ("table_id", "customer_id", "category_id"):
        if getattr(price, field):
            message = "The shop has prices by customer group and by quantity, and none of this kind."
            raise Rejected(message, system=SYSTEM, field=field)
    if price.currency and price.currency != shop.config["currency"]:
        message = f"The shop keeps its prices in {shop.config['currency']}."
        raise Rejected(message, system=SYSTEM, field="currency")
    sku = row.text("sku")
    is_tier = bool(price.group_id or price.minimum_quantity)
    if is_tier:
        return _tier_row(shop, price, row, sku)
    if price.is_base and price.discount_percent is None and price.discount_amount is None:
        if price.active is False:
            raise Rejected("A base price cannot be taken away.", system=SYSTEM, field="active")
        return "/products/base-prices", {"price": _amount(shop, price, row), "store_id": 0, "sku": sku}
    return _special_row(shop, price, row, sku)


def _amount(shop, price, row):
    """Return a price in the basis of the shop's catalogue.

    :raises Rejected: it is negative (the shop's own refusal would not name the product)
    """
    if price.amount < 0:
        raise Rejected(f"The price {price.amount:f} is negative.", system=SYSTEM, field="amount")
    is_ours = price.includes_tax == shop.settings.is_on("prices_include_tax")
    tax_ids = () if is_ours else taxes.of_class(shop, row.custom("tax_class_id"))
    return taxes.in_shop_basis(shop, price.amount, price.includes_tax, tax_ids)


def _reduced(shop, price, row):
    """Return a promotion's price: its amount, or the base price less its discount."""
    base = row.amount_or_zero("price")
    if price.discount_percent is not None:
        return rounded(base * (100 - price.discount_percent) / 100, 4)
    if price.discount_amount is not None:
        return max(base - price.discount_amount, Decimal(0))
    return _amount(shop, price, row)


def _special_row(shop, price, row, sku):
    zone = ZoneInfo(shop.config["zone"] or "UTC")
    body = {"price": _reduced(shop, price, row), "store_id": 0, "sku": sku}
    body |= {
        name: moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        for name, moment in (("price_from", price.starts_at), ("price_to", price.ends_at))
        if moment
    }
    if price.active is False:
        return "/products/special-price-delete", _present_special(row, sku)
    return "/products/special-price", body


def _present_special(row, sku):
    """Return the special price as the shop has it: only the identical row takes it away."""
    body = {"price": row.custom_number("special_price") or Decimal(0), "store_id": 0, "sku": sku}
    dates = {"price_from": row.custom("special_from_date"), "price_to": row.custom("special_to_date")}
    return body | {name: text for name, text in dates.items() if text}


def _tier_row(shop, price, row, sku):
    if price.starts_at or price.ends_at:
        message = "The shop's prices by quantity and group have no dates."
        raise Rejected(message, system=SYSTEM, field="starts_at" if price.starts_at else "ends_at")
    group = shop.lists.entry("group", price.group_id) if price.group_id not in ("", ALL_GROUPS) else {"code": EVERYBODY}
    if group is None:
        raise Rejected(f"The shop has no customer group {price.group_id}.", system=SYSTEM, field="group_id")
    is_discount = price.discount_percent is not None
    amount = price.discount_percent if is_discount else _reduced(shop, price, row)
    if is_discount and not 0 <= amount <= 100:
        raise Rejected(f"{amount:f} is no discount in percent.", system=SYSTEM, field="discount_percent")
    body = {
        "price": amount,
        "price_type": "discount" if is_discount else "fixed",
        "website_id": 0,
        "sku": sku,
        "customer_group": group["code"],
        "quantity": price.minimum_quantity or Decimal(1),
    }
    if price.active is False:
        return "/products/tier-prices-delete", _present_tier(shop, row, body)
    return "/products/tier-prices", body


def _present_tier(shop, row, body):
    for tier in row.rows("tier_prices"):
        if _is_tier(shop, tier, body):
            percent = tier.extension.optional_amount("percentage_value")
            value = tier.amount("value") if percent is None else percent
            return body | {"price": value, "price_type": "fixed" if percent is None else "discount"}
    return body


def _is_tier(shop, tier, body):
    id = tier.text("customer_group_id")
    code = EVERYBODY if id == ALL_GROUPS else (shop.lists.entry("group", id) or {"code": ""})["code"]
    website = tier.extension.optional("website_id") or "0"
    return (code, tier.amount("qty"), website) == (body["customer_group"], body["quantity"], "0")


def _is_so(shop, price, row, path, body):
    """Tell whether the shop has this price, or has it no more, already."""
    if path == "/products/base-prices":
        return row.has("price") and row.amount("price") == body["price"]
    if "tier" in path:
        tiers = [tier for tier in row.rows("tier_prices") if _is_tier(shop, tier, body)]
        if price.active is False or not tiers:
            return not tiers and price.active is False
        percent = tiers[0].extension.optional_amount("percentage_value")
        if body["price_type"] == "discount":
            return percent == body["price"]
        return percent is None and tiers[0].amount("value") == body["price"]
    if price.active is False:
        return row.custom_number("special_price") is None
    return row.custom_number("special_price") is not None and _present_special(row, body["sku"]) == body


def _result_id(price, body):
    """Return the id under which the price is read again; see ``offers``."""
    id = _product_id(price)
    if "quantity" in body:
        return f"{id}/{price.group_id or ALL_GROUPS}/{body['quantity'].normalize():f}"
    return id if price.is_base and price.discount_percent is None and price.discount_amount is None else f"{id}/special"


def _without_repeats(rows):
    """Return lists of indexes in which no SKU comes twice: a refusal names nothing but the SKU."""
    rounds, seen = [], {}
    for index, (_id, body) in rows.items():
        sku = body["sku"].casefold()
        number = seen[sku] = seen.get(sku, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(index)
    return rounds


def _write(shop, path, rows, part):
    try:
        answer = shop.wire.write("POST", path, {"prices": [rows[index][1] for index in part]}, safe=True)
    except Rejected as exc:
        shop.wire.list_limit = getattr(exc, "limit", 0) or shop.wire.list_limit
        raise
    if not isinstance(answer, list):
        raise ProtocolError("The answer is not a list of refusals.", system=SYSTEM, call=f"POST {path}")
    by_sku = {rows[index][1]["sku"]: index for index in part}
    results = {index: Result(id=rows[index][0]) for index in part}
    for failure in (Row(one, f"POST {path}") for one in answer):
        parameters = failure.value("parameters")
        told = [str(value) for value in (parameters.values() if isinstance(parameters, dict) else parameters or ())]
        named = [by_sku[value] for value in told if value in by_sku]
        text = interpolated(failure.optional("message"), parameters)
        error = Rejected("The shop refuses the price.", system=SYSTEM, call=f"POST {path}", text=text)
        if not named:
            # Nobody is named: the halves tell who it was.
            raise error
        results[named[0]] = Result(error=error)
    return results
