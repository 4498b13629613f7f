"""What buyers are told when there is none: whether they may order all the same, and when goods are expected.

A stock row's ``out_of_stock`` is 0 (deny), 1 (allow) or 2 (as set for the whole shop). Text and day are fields of the
product, for a product with combinations of the combination (the text since 8.1). Recordings full-stock_availables,
one-products, full-combinations.
"""

from ..errors import RemoteError
from .batches import Batches, Sending
from .changes import changing, current_rows, send_changes
from .rows import NO_DATE
from .texts import translated

ALLOW, DENY = "1", "0"


def switch(level, row):
    """Return what the row's ``out_of_stock`` is to be; a level that does not speak of it changes nothing."""
    if level.backorders is None:
        return row.text("out_of_stock")
    return ALLOW if level.backorders else DENY


def whole_switches(levels, rows, sums):
    """Return ``{sum row: switch}`` of products with combinations whose own row is to change.

    The shop asks the product's own row. More may be ordered only when that holds for all of its combinations.

    :param levels: ``{variant id: level}`` to be written
    :param rows: ``{variant id: row}``; ``sums``: ``{product id: row}``
    """
    switches = {}
    for product_id, whole in sums.items():
        variants = {id: row for id, row in rows.items() if row.text("id_product") == product_id}
        told = [id for id in variants if id in levels and levels[id].backorders is not None]
        if not told:
            continue
        parts = {switch(levels[id], row) if id in told else row.text("out_of_stock") for id, row in variants.items()}
        wanted = ALLOW if parts == {ALLOW} else DENY
        if whole.text("out_of_stock") != wanted:
            switches[whole] = wanted
    return switches


def announce(shop, levels, results):
    """Write texts and days of levels that tell of goods on their way; note on their results what the shop refuses.

    :return: the results
    """
    for resource, is_combination in (("products", False), ("combinations", True)):
        wanted = {
            index: level
            for index, level in enumerate(levels)
            if level.incoming is not None and results[index].error is None and _is_combination(level) == is_combination
        }
        if wanted:
            _announce(shop, resource, wanted, results)
    return results


def _announce(shop, resource, wanted, results):
    numbers = list(wanted)
    ids = {index: _record_id(level) for index, level in wanted.items()}
    batches = Batches(shop.wire, len(numbers))
    current = current_rows(shop, resource, ids.values(), "full")
    sendings = []
    for number, index in enumerate(numbers):
        row = current.get(ids[index])
        try:
            fields = _changes(shop, wanted[index], row) if row is not None else {}
        except RemoteError as exc:
            batches.settle(number, error=exc)
            continue
        if fields:
            sendings.append(Sending(number, changing(shop, row, fields)))
        else:
            batches.settle(number, unchanged=True)
    send_changes(shop, batches, resource, sendings)
    for number, index in enumerate(numbers):
        outcome = batches.results[number]
        if outcome.error is not None or not outcome.unchanged:
            results[index] = outcome if outcome.error is not None else _written(results[index])


def _changes(shop, level, row):
    """Return the fields that are not yet as the level tells them."""
    day = level.incoming_on.isoformat() if level.incoming_on else NO_DATE
    fields = {} if (row.wall_clock("available_date")[:10] or NO_DATE) == day else {"available_date": day}
    if row.has("available_later"):
        texts = _texts(shop, level)
        if any(row.texts("available_later").get(id, "") != text for id, text in texts.items()):
            fields["available_later"] = texts
    return fields


def _texts(shop, level):
    if level.availability:
        return translated(shop.lists, level.availability, "availability", is_new=True)
    return dict.fromkeys(shop.lists.all("language"), "")


def _is_combination(level):
    return not (level.variant_id or level.id).endswith("-0")


def _record_id(level):
    product_id, _hyphen, combination_id = (level.variant_id or level.id).partition("-")
    return combination_id if _is_combination(level) else product_id


def _written(result):
    return type(result)(id=result.id)
