"""Stock levels: of products that manage their stock, and of their variations; a hundred in a call.

A quantity is what the shop may still sell: it subtracts orders itself. Recordings stock-*, variations-batch-*,
batch-mixed-errors (a batch casts what is no whole number: it is refused here).
"""

from ..contract import Page
from ..cursors import chunked
from ..documents import StockLevel
from ..errors import Rejected
from .batches import Batches, Sending
from .catalogue import variation_rows
from .offers import offered_rows, send_offers, valid_parts
from .rows import SYSTEM
from .shop import missing_record, read_each, variant_id, variant_parts
from .wire import PAGE

#: What is read of a product or variation.
FIELDS = "id,sku,type,parent_id,manage_stock,stock_quantity,backorders,backorders_allowed,variations"

#: What the column can hold.
LARGEST = 2**31 - 1


def pull_stock(shop, cursor, ids, limit):
    """Yield pages of ``StockLevel``: all of them each time, because older shops do not date a sale.

    Variants whose stock the shop does not count have no level; a variation that shares its product's stock has none of
    its own, and the product's is told under the product.
    """
    if ids is not None:
        yield from _by_ids(shop, ids, limit)
        return
    yield from shop.pages_in_full(
        "products",
        "product",
        cursor,
        limit,
        lambda rows: _levels(shop, rows),
        weigh=_weight,
        status="any",
        _fields=FIELDS,
    )


def push_stock(shop, levels):
    """Write quantities; the shop counts the stock of these variants from then on."""
    batches = Batches(shop.wire, len(levels), "product")
    sendings = []
    for index, level in enumerate(levels):
        id = level.variant_id or level.id
        try:
            valid_parts(id)
            sendings.append((id, Sending(index, _values(level), id=id, check=_unmanaged)))
        except Rejected as exc:
            batches.settle(index, error=exc)
    send_offers(shop, batches, sendings)
    return batches.results


def _levels(shop, rows):
    variations = variation_rows(shop, rows, FIELDS)
    counted = [row for row in rows if row.flag("manage_stock") and row.text("type") not in ("grouped", "external")]
    # A variation's "manage_stock" is "parent" where it lives on its product's stock.
    counted += [one for ones in variations.values() for one in ones if one.flag("manage_stock")]
    return read_each(counted, lambda row: _level(row, shop.wire.clock))


def _level(row, read_at):
    parent_id = row.reference("parent_id")
    is_variation = bool(parent_id) and row.text("type") in ("", "variation")
    id = variant_id(parent_id, row.id) if is_variation else variant_id(row.id)
    return StockLevel(
        id=id,
        product_id=parent_id if is_variation else row.id,
        variant_id=id,
        code=row.text("sku"),
        quantity=row.money("stock_quantity"),
        basis="available",
        backorders=row.flag("backorders_allowed"),
        read_at=read_at,
    )


def _weight(row):
    """Return how many levels a product may have."""
    return int(row.flag("manage_stock")) + len(row.list("variations"))


def _by_ids(shop, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), min(limit, PAGE))) or [[]]:
        rows = offered_rows(shop, [id for id in part if variant_parts(id)[0].isdigit()], FIELDS)
        counted = [rows[id] for id in part if id in rows and rows[id].flag("manage_stock")]
        levels, refusals = read_each(counted, lambda row: _level(row, shop.wire.clock))
        known = {level.id for level in levels} | {refusal.id for refusal in refusals}
        missing = [missing_record("stock of", id) for id in part if id not in known]
        yield Page(documents=levels, cursor={"more": False}, refusals=(*missing, *refusals))


def _values(level):
    for field, what in (("lot", "lot"), ("location_id", "location")):
        if getattr(level, field):
            raise Rejected(f"WooCommerce keeps no stock by {what}.", system=SYSTEM, field=field)
    if level.quantity != int(level.quantity) or abs(level.quantity) > LARGEST:
        message = f"The shop counts whole pieces; {level.quantity:f} cannot be stored."
        raise Rejected(message, system=SYSTEM, field="quantity")
    values = {"manage_stock": True, "stock_quantity": int(level.quantity)}
    if level.backorders is not None:
        values["backorders"] = "notify" if level.backorders else "no"
    return values


def _unmanaged(answer):
    """Return the error of a quantity that the shop did not keep: it counts no stock at all, or keeps it elsewhere."""
    if answer.has("stock_quantity"):
        return None
    message = "The shop does not count stock: switch it on under WooCommerce → Settings → Products → Inventory."
    return Rejected(message, system=SYSTEM, field="quantity")
