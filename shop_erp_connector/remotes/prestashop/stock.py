"""Stock levels: one row per variant in stock_availables, whose quantity already has the shop's orders
subtracted.

Rows can only be changed, not created: the shop makes one for each product (attribute 0) and each
combination. Saving a combination's row makes the shop recompute its product's row as their sum, so that row
is neither read nor written. Recordings full-stock_availables, stock-put, stock-patch, stock-multi-*.
"""

from ..contract import Page
from ..cursors import chunked
from ..documents import StockLevel
from ..errors import NotFound, Rejected
from .availability import announce, switch, whole_switches
from .batches import Batches, Sending
from .rows import entity, put
from .shop import missing_record, read_each
from .wire import SYSTEM, WRITE_BATCH

#: What the column can hold.
LARGEST = 2**31 - 1

RESOURCE = "stock_availables"


def pull_stock(shop, cursor, ids, limit):
    """Yield pages of ``StockLevel``: all of them each time, because stock rows carry no date.

    Read in the order of products, so that a product's rows stand together and its sum is recognised.
    """
    if ids is not None:
        yield from _by_ids(shop, ids, limit)
        return
    after = (cursor or {}).get("after", "0")
    more = True
    while more:
        rows = shop.wire.rows(
            RESOURCE,
            filters={"id_product": f">[{after}]"},
            sort="[id_product_ASC,id_product_attribute_ASC]",
            limit=f"{limit + 1}",
        )
        more = len(rows) > limit
        rows = _whole_products(shop, rows) if more else rows
        after = rows[-1].text("id_product") if rows else after
        levels, refusals = _levels(shop, rows)
        cursor = {"more": True, "after": after} if more else {"more": False}
        yield Page(documents=levels, cursor=cursor, refusals=tuple(refusals))


def push_stock(shop, levels):
    """Write quantities, and what buyers are told besides; rows that hold all of it already are left alone."""
    batches = Batches(shop.wire, len(levels))
    rows, sums = _rows(shop, {_ids(level)[0] for level in levels})
    refused = _push_switches(shop, levels, rows, sums)
    sendings = []
    for index, level in enumerate(levels):
        sending = _sending(shop, batches, index, level, rows, refused)
        if sending:
            sendings.append(sending)
    batches.update(_method(shop), RESOURCE, sendings, WRITE_BATCH)
    return announce(shop, levels, batches.results)


def _push_switches(shop, levels, rows, sums):
    """Write the switches of products with combinations; return ``{product id: error}``.

    Before the combinations: saving one of these makes the shop add up its product's row again.
    """
    switches = whole_switches({_ids(level)[1]: level for level in levels}, rows, sums)
    batches = Batches(shop.wire, len(switches))
    sendings = [
        Sending(index, _element(shop, row, {"out_of_stock": value}))
        for index, (row, value) in enumerate(switches.items())
    ]
    batches.update(_method(shop), RESOURCE, sendings, WRITE_BATCH)
    outcomes = zip(switches, batches.results, strict=True)
    return {row.text("id_product"): result.error for row, result in outcomes if result.error is not None}


def _method(shop):
    return "PATCH" if shop.wire.can_patch else "PUT"


def _element(shop, row, fields):
    """Return the element that changes these fields of a stock row.

    Without id_shop and id_shop_group a row that is PUT would move to shop 0 and vanish from every list.
    """
    if shop.wire.can_patch:
        return entity("stock_available", {"id": row.id, **fields})
    element = row.copy()
    for name, value in fields.items():
        put(element, name, value)
    return element


def _whole_products(shop, rows):
    """Leave a last product that may go on beyond the page for the next; read it whole if it is alone."""
    last = rows[-1].text("id_product")
    whole = [row for row in rows if row.text("id_product") != last]
    if whole:
        return whole
    return shop.wire.rows(
        RESOURCE, filters={"id_product": f"[{last}]"}, sort="[id_product_attribute_ASC]", limit="100000"
    )


def _levels(shop, rows):
    with_combinations = {row.text("id_product") for row in rows if row.reference("id_product_attribute")}
    rows = [row for row in rows if not _is_sum(row, with_combinations)]
    read_at = shop.wire.clock()
    return read_each(rows, lambda row: _level(row, read_at))


def _level(row, read_at):
    variant_id = _variant_id(row)
    return StockLevel(
        id=variant_id,
        product_id=row.text("id_product"),
        variant_id=variant_id,
        quantity=row.amount("quantity"),
        basis="available",
        read_at=read_at,
    )


def _by_ids(shop, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
        rows, _sums = _rows(shop, {id.partition("-")[0] for id in part})
        levels, refusals = _levels(shop, [rows[id] for id in part if id in rows])
        missing = [missing_record(RESOURCE, id) for id in part if id not in rows]
        yield Page(documents=levels, cursor={"more": False}, refusals=(*missing, *refusals))


def _rows(shop, product_ids):
    """Return ``{variant id: row}`` and, of products with combinations, ``{product id: row of their sum}``."""
    rows = shop.wire.rows_by(RESOURCE, "id_product", product_ids)
    with_combinations = {row.text("id_product") for row in rows if row.reference("id_product_attribute")}
    sums = {row.text("id_product"): row for row in rows if _is_sum(row, with_combinations)}
    return {_variant_id(row): row for row in rows if not _is_sum(row, with_combinations)}, sums


def _is_sum(row, with_combinations):
    return not row.reference("id_product_attribute") and row.text("id_product") in with_combinations


def _variant_id(row):
    return f"{row.text('id_product')}-{row.text('id_product_attribute')}"


def _ids(level):
    """Return (product id, variant id) of a level."""
    variant_id = level.variant_id or level.id
    return variant_id.partition("-")[0], variant_id


def _sending(shop, batches, index, level, rows, refused):
    """Return what to send for a level, None when it was settled without sending."""
    product_id, variant_id = _ids(level)
    row = rows.get(variant_id)
    error = _refusal(level, row, variant_id) or (refused.get(product_id) if level.backorders is not None else None)
    if error:
        batches.settle(index, id=variant_id if row is not None else "", error=error)
        return None
    fields = {"quantity": str(int(level.quantity)), "out_of_stock": switch(level, row)}
    if row.amount("quantity") == level.quantity and row.text("out_of_stock") == fields["out_of_stock"]:
        batches.settle(index, id=variant_id, unchanged=True)
        return None
    if level.backorders is None:
        del fields["out_of_stock"]
    return Sending(index, _element(shop, row, fields), id=variant_id)


def _refusal(level, row, variant_id):
    facts = {"system": SYSTEM, "field": "variant_id"}
    if row is None:
        return NotFound(f"The shop keeps no stock for {variant_id} (or it has combinations now).", **facts)
    if row.flag("depends_on_stock"):
        message = f"The stock of {variant_id} is kept by the shop's advanced stock management."
        return Rejected(message, code="133", **facts)
    if level.quantity != int(level.quantity) or abs(level.quantity) > LARGEST:
        message = f"The shop counts whole pieces; {level.quantity:f} cannot be stored."
        return Rejected(message, system=SYSTEM, field="quantity")
    return None
