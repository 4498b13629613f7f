"""Stock: source items (a quantity per SKU and source), what may be sold, or the legacy item of each product.

A source's quantity is what lies there; what orders have promised is kept apart as reservations, so Odoo's figure must
hold the goods of orders that have not been shipped yet. The shop takes any SKU without looking, so ids are turned into
SKUs first (see ``skus``). Recordings source-items-*, salable*, stock-item*.
"""

from ..contract import Page, Result
from ..cursors import chunked
from ..documents import StockLevel
from ..errors import NotFound, Rejected
from .backorders import Backorders, flags, write_item
from .catalogue import COMPOSITE, PATH
from .rows import SYSTEM, Row
from .sending import Sending
from .shop import missing_record, read_each
from .skus import FIELDS as GOODS
from .skus import Skus
from .wire import segment

#: Rows of one write: 100 take the shop 0.65 s, so a thousand stay well under its time limit.
WRITE_BATCH = 1000

#: The one place of the legacy stock.
DEFAULT = "default"


def pull_stock(shop, cursor, ids, limit):
    """Yield pages of ``StockLevel``: all of them each time, for source items carry no date."""
    return READERS[shop.settings["stock"]](shop, cursor, ids, limit)


def push_stock(shop, levels):
    """Write quantities."""
    sending = Sending(len(levels))
    goods = Skus(shop).of([_variant_id(level) for level in levels])
    rows = {}
    for index, level in enumerate(levels):
        error = _refusal(shop, level, goods)
        if error:
            sending.settle(index, error=error)
        else:
            rows[index] = goods[_variant_id(level)][0]
    if shop.settings["stock"] == "legacy":
        for index, sku in rows.items():
            sending.each(index, lambda index=index, sku=sku: _write_legacy(shop, levels[index], sku))
        return sending.results
    Backorders(shop).write(sending, levels, rows)
    rows = {index: sku for index, sku in rows.items() if not sending.is_refused(index)}
    # A SKU at one place twice would be two rows of one key.
    for unlike in _without_repeats(shop, levels, rows):
        for part in chunked(unlike, shop.wire.list_limit or WRITE_BATCH):
            sending.together(part, lambda part: _write(shop, levels, rows, part))
    return sending.results


def goods_by_id(shop, ids, fields=GOODS):
    """Return ``{product id: row}``."""
    known = [id for id in ids if id.isdigit()]
    return {row.text("id"): row for row in shop.wire.rows_by(PATH, "entity_id", known, fields=fields)}


def _variant_id(level):
    return level.variant_id or level.id.partition("/")[0]


def _location(shop, level):
    return level.location_id or level.id.partition("/")[2] or shop.settings["source_code"]


def _refusal(shop, level, goods):
    sku, kind = goods.get(_variant_id(level), ("", ""))
    if not sku:
        message = f"The shop has no product {_variant_id(level)}."
        return NotFound(message, system=SYSTEM, code="404", field="variant_id")
    if kind in COMPOSITE:
        message = f"{sku} is made of other products and has no stock of its own."
        return Rejected(message, system=SYSTEM, field="variant_id")
    location = _location(shop, level)
    known = (DEFAULT,) if shop.settings["stock"] == "legacy" else shop.lists.all("source")
    if location not in known and (shop.settings["stock"] == "legacy" or not shop.lists.entry("source", location)):
        return Rejected(f"The shop has no source {location}.", system=SYSTEM, field="location_id")
    return None


def _write(shop, levels, rows, part):
    items = [
        {
            "sku": rows[index],
            "source_code": _location(shop, levels[index]),
            "quantity": levels[index].quantity,
            # What may be sold follows from quantity and backorders; 0 here would forbid it whatever they say.
            "status": 0 if levels[index].quantity <= 0 and levels[index].backorders is False else 1,
        }
        for index in part
    ]
    try:
        shop.wire.write("POST", "/inventory/source-items", {"sourceItems": items}, safe=True)
    except Rejected as exc:
        shop.wire.list_limit = getattr(exc, "limit", 0) or shop.wire.list_limit
        raise
    return {index: Result(id=f"{_variant_id(levels[index])}/{_location(shop, levels[index])}") for index in part}


def _write_legacy(shop, level, sku):
    """Write one level: the legacy interface takes no more at once."""
    item = {"qty": level.quantity, "is_in_stock": level.quantity > 0 or bool(level.backorders)}
    write_item(shop, sku, item | flags(level.backorders))
    return Result(id=f"{_variant_id(level)}/{DEFAULT}")


def _without_repeats(shop, levels, rows):
    rounds, seen = [], {}
    for index, sku in rows.items():
        key = sku.casefold(), _location(shop, levels[index])
        number = seen[key] = seen.get(key, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(index)
    return rounds


def _sources(shop, cursor, ids, limit):
    """Physical quantities by source, in the order of SKUs: they and the source name a row."""
    if ids is not None:
        yield from _sources_by_id(shop, ids, limit)
        return
    after = (cursor or {}).get("after")
    more = True
    while more:
        filters = _after(after) if after else ()
        rows, total = shop.wire.list(
            "/inventory/source-items", filters=filters, sort=("sku", "source_code"), size=limit
        )
        more = bool(rows) and total > len(rows)
        if rows:
            after = [rows[-1].text("sku"), rows[-1].text("source_code")]
        documents, refusals = _levels(shop, rows)
        cursor = {"more": True, "after": after} if more else {"more": False}
        yield Page(documents=documents, cursor=cursor, refusals=tuple(refusals))


def _after(after):
    """Return the filters of what comes after (SKU, source)."""
    sku, source = after
    return (("sku", "gteq", sku),), (("sku", "gt", sku), ("source_code", "gt", source))


def _levels(shop, rows):
    """Return (levels, refusals); a SKU without product is a left-over of a deleted one and no level."""
    skus = {row.text("sku") for row in rows}
    found = shop.wire.rows_by(PATH, "sku", skus, fields=GOODS) if skus else []
    goods = {row.text("sku").casefold(): row for row in found}
    read_at = shop.wire.clock()
    return read_each(rows, lambda row: _level(row, goods.get(row.text("sku").casefold()), read_at), key="sku")


def _level(row, product, read_at):
    if product is None or product.text("type_id") in COMPOSITE:
        return None
    id, source = product.text("id"), row.text("source_code")
    return StockLevel(
        id=f"{id}/{source}",
        variant_id=id,
        code=row.text("sku"),
        location_id=source,
        quantity=row.amount("quantity"),
        basis="physical",
        read_at=read_at,
    )


def _sources_by_id(shop, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
        goods = goods_by_id(shop, {id.partition("/")[0] for id in part})
        skus = {row.text("sku") for row in goods.values()}
        rows = shop.wire.rows_by("/inventory/source-items", "sku", skus, sort=("sku", "source_code"))
        by_sku = {row.text("sku").casefold(): row for row in goods.values()}
        read_at = shop.wire.clock()
        rows = [row for row in rows if row.text("sku").casefold() in by_sku]
        levels, refusals = read_each(
            rows, lambda row: _level(row, by_sku[row.text("sku").casefold()], read_at), key="sku"  # noqa: B023
        )  # fmt: skip
        found = {level.id: level for level in levels}
        missing = [missing_record("/inventory/source-items", id) for id in part if id not in found]
        documents = [found[id] for id in part if id in found]
        yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))


def _one_by_one(read):
    """Return a reader that asks product by product: there is no list of these figures (dossier A5)."""

    def pull(shop, cursor, ids, limit):
        if ids is not None:
            for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
                goods = goods_by_id(shop, {id.partition("/")[0] for id in part})
                found = {id: goods[id.partition("/")[0]] for id in part if id.partition("/")[0] in goods}
                missing = [missing_record(PATH, id) for id in part if id not in found]
                documents = [read(shop, row) for row in found.values()]
                yield Page(documents=documents, cursor={"more": False}, refusals=tuple(missing))
            return
        after, more = (cursor or {}).get("after", 0), True
        while more:
            filters = ((("entity_id", "gt", str(after)),), (("type_id", "nin", ",".join(COMPOSITE)),))
            rows, total = shop.wire.list(PATH, filters=filters, sort=("entity_id",), size=limit, fields=GOODS)
            more = bool(rows) and total > len(rows)
            after = int(rows[-1].text("id")) if rows else after
            cursor = {"more": True, "after": after} if more else {"more": False}
            yield Page(documents=[read(shop, row) for row in rows], cursor=cursor)

    return pull


def _legacy_level(shop, row):
    item = Row(shop.wire.get(f"/stockItems/{segment(row.text('sku'))}"), "GET /stockItems")
    return _figure(shop, row, item.amount("qty"), DEFAULT, "physical", backorders=item.flag("backorders"))


def _salable_level(shop, row):
    """What a website may sell: everything in the sources of its stock less what is promised."""
    sku, stock_id = segment(row.text("sku")), shop.settings["stock_id"]
    answer = shop.wire.get(f"/inventory/get-product-salable-quantity/{sku}/{stock_id}")
    quantity = Row({"quantity": answer}, "GET /inventory/get-product-salable-quantity").amount("quantity")
    return _figure(shop, row, quantity, "", "available")


def _figure(shop, row, quantity, location, basis, *, backorders=None):
    id = row.text("id")
    return StockLevel(
        id=f"{id}/{location}" if location else id,
        variant_id=id,
        code=row.text("sku"),
        location_id=location,
        quantity=quantity,
        basis=basis,
        read_at=shop.wire.clock(),
        backorders=backorders,
    )


READERS = {"sources": _sources, "salable": _one_by_one(_salable_level), "legacy": _one_by_one(_legacy_level)}
