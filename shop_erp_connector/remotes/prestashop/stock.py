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
    """Write quantities; rows that hold them already are left alone."""
    batches = Batches(shop.wire, len(levels))
    rows = _rows(shop, {_ids(level)[0] for level in levels})
    sendings = []
    for index, level in enumerate(levels):
        sending = _sending(shop, batches, index, level, rows)
        if sending:
            sendings.append(sending)
    batches.update("PATCH" if shop.wire.can_patch else "PUT", RESOURCE, sendings, WRITE_BATCH)
    return batches.results


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
        rows = _rows(shop, {id.partition("-")[0] for id in part})
        levels, refusals = _levels(shop, [rows[id] for id in part if id in rows])
        missing = [missing_record(RESOURCE, id) for id in part if id not in rows]
        yield Page(documents=levels, cursor={"more": False}, refusals=(*missing, *refusals))


def _rows(shop, product_ids):
    """Return ``{variant id: row}``; sums of products with combinations are not in it."""
    rows = shop.wire.rows_by(RESOURCE, "id_product", product_ids)
    with_combinations = {row.text("id_product") for row in rows if row.reference("id_product_attribute")}
    return {_variant_id(row): row for row in rows if not _is_sum(row, with_combinations)}


def _is_sum(row, with_combinations):
    return not row.reference("id_product_attribute") and row.text("id_product") in with_combinations


def _variant_id(row):
    return f"{row.text('id_product')}-{row.text('id_product_attribute')}"


def _ids(level):
    """Return (product id, variant id) of a level."""
    variant_id = level.variant_id or level.id
    return variant_id.partition("-")[0], variant_id


def _sending(shop, batches, index, level, rows):
    """Return what to send for a level, None when it was settled without sending."""
    _product_id, variant_id = _ids(level)
    row = rows.get(variant_id)
    error = _refusal(level, row, variant_id)
    if error:
        batches.settle(index, id=variant_id if row is not None else "", error=error)
        return None
    if row.amount("quantity") == level.quantity:
        batches.settle(index, id=variant_id, unchanged=True)
        return None
    quantity = str(int(level.quantity))
    if shop.wire.can_patch:
        element = entity("stock_available", {"id": row.id, "quantity": quantity})
    else:
        # Without id_shop and id_shop_group the row would move to shop 0 and vanish from every list.
        element = row.copy()
        put(element, "quantity", quantity)
    return Sending(index, element, id=variant_id)


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
