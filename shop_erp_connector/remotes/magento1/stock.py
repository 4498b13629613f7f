"""Stock: one figure per product, from which the shop's own orders are taken off at once (recording stock-after-order).

Products are named by SKU or id there, the SKU being tried first, so that an id which is another product's SKU would
mean that one. Read by SKUs; written by ids only after it was looked what the shop takes them for. Services and
products that stand for others have no figure. Recordings stock-list, stock-multi-*.
"""

from datetime import UTC, datetime
from decimal import Decimal

from ..contract import Result
from ..documents import StockLevel
from ..errors import NotFound, Rejected
from .catalogue import SERVICES, STANDING_FOR_OTHERS
from .changes import Source, filters, pages
from .rows import Row, read_each
from .sending import together
from .wire import SYSTEM, rows_of

#: Levels of one writing call: a hundred took 0.64 s (dossier B7).
WRITTEN_AT_ONCE = 500

LIST, MULTI, SINGLE = (
    "catalogInventoryStockItemList",
    "catalogInventoryStockItemMultiUpdate",
    "catalogInventoryStockItemUpdate",
)

_DECIMALS = Decimal("0.0001")
_LARGEST = Decimal("99999999.9999")


def pull_stock(shop, cursor, ids, limit):
    """Yield pages of ``StockLevel``, all of them each time: a change of stock moves no date.

    Two calls for a slice of a thousand products: which there are, and how much.
    """
    source = Source(
        operation="catalogProductList",
        ids="product_id",
        key="product_id",
        read=lambda shop, ids, rows: _read_levels(shop, source, ids, rows),
        wanted=lambda row: row.get("type") not in (*SERVICES, *STANDING_FOR_OTHERS),
    )
    return pages(shop, source, cursor if (cursor or {}).get("more") else None, ids, limit)


def _read_levels(shop, source, ids, rows):
    """Read the levels of products by their SKUs."""
    products = {id: row for id, row in source.known(shop, ids, rows).items() if source.wanted(row)}
    skus = [str(row.get("sku")) for row in products.values()]
    levels = {str(row.get("product_id")): row for row in shop.wire.rows(LIST, skus)} if skus else {}
    read_at = shop.wire.server_time or datetime.now(UTC)
    keyed = [(id, Row(levels[id], f"stock of product {id}") if id in levels else _no_product(id)) for id in ids]
    return read_each(keyed, lambda row: _level(row, read_at))


def _no_product(id):
    return NotFound(f"The shop keeps no stock of product {id or '(none given)'}.", system=SYSTEM, code="101")


def _level(row, read_at):
    id = row.must("product_id")
    return StockLevel(
        id=id,
        product_id=id,
        variant_id=id,
        code=row.text("sku"),
        quantity=row.amount_or_zero("qty"),
        basis="available",
        read_at=read_at,
    )


def push_stock(shop, levels):
    """Write quantities; those that the shop holds already are left alone.

    One call to look, one per five hundred to write. The writing one stops at the first id that is not there, which the
    looking has found out before; if one goes just then, its part is sent again without it.
    """
    ids = [level.variant_id or level.id for level in levels]
    present = _present(shop, [id for id in dict.fromkeys(ids) if id])
    results, sendings = {}, []
    for index, (id, level) in enumerate(zip(ids, levels, strict=True)):
        row = present.get(id)
        error = _refusal(level, id, row)
        if error:
            results[index] = Result(error=error)
        elif _holds(row, level):
            results[index] = Result(id=id, unchanged=True)
        else:
            sendings.append((index, (row.text("named"), _data(level))))
    errors = together(sendings, WRITTEN_AT_ONCE, lambda part: _write(shop, [item for _index, item in part]))
    for index, _item in sendings:
        results[index] = Result(id=ids[index]) if index not in errors else Result(error=errors[index])
    return [results[index] for index in range(len(levels))]


def _write(shop, items):
    if shop.wire.has(MULTI):
        shop.wire.read(MULTI, [named for named, _data in items], [data for _named, data in items])
        return
    # Shops before 1.7 take one level a call.
    for named, data in items:
        shop.wire.read(SINGLE, named, data)


def _present(shop, ids):
    """Return ``{id: row}`` of the products' levels; ``named`` in a row is what surely means this product there."""
    if not ids:
        return {}
    rows = rows_of(shop.wire.read(LIST, ids), LIST)
    present = {str(row.get("product_id")): row | {"named": str(row.get("product_id"))} for row in rows}
    taken_for_skus = {str(row.get("sku")) for row in rows if str(row.get("sku")) != str(row.get("product_id"))}
    unclear = [id for id in ids if id not in present or id in taken_for_skus]
    if unclear:
        # Ids that are the SKU of another product, or of none: named by their own SKU instead.
        products = shop.wire.rows("catalogProductList", filters(("product_id", "in", ",".join(unclear))))
        skus = [str(row.get("sku")) for row in products]
        for row in shop.wire.rows(LIST, skus) if skus else ():
            present[str(row.get("product_id"))] = row | {"named": str(row.get("sku"))}
    return {id: Row(present[id], f"stock of product {id}") for id in ids if id in present}


def _holds(row, level):
    """Return whether the shop has a level already; whether it sells more than there is, it does not tell."""
    wanted = _data(level)
    return (
        level.backorders is None
        and row.amount_or_zero("qty") == level.quantity
        and row.flag("is_in_stock") == bool(wanted["is_in_stock"])
    )


def _refusal(level, id, row):
    if row is None:
        return _no_product(id)
    if level.quantity != level.quantity.quantize(_DECIMALS) or abs(level.quantity) > _LARGEST:
        message = f"The shop keeps four decimals and eight digits before them; {level.quantity:f} cannot be stored."
        return Rejected(message, system=SYSTEM, field="quantity")
    return None


def _data(level):
    """Return what is written: the shop sells what it says to be in stock, whatever the quantity is."""
    backorders = {} if level.backorders is None else {"backorders": int(level.backorders), "use_config_backorders": 0}
    in_stock = level.quantity > 0 or bool(level.backorders)
    return {"qty": f"{level.quantity:f}", "is_in_stock": int(in_stock)} | backorders
