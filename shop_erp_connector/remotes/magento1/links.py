"""Products beside others, read and written: related ones, those offered in the cart, and the parts of grouped ones.

Each list is a call of its own per product, and so is each entry that is put in, moved or taken out; only what differs
is sent. The other product is named by its SKU, which the shop tries before it takes the text for an id (its source).
"""

from dataclasses import replace

from ..documents import Component
from ..documents.amounts import ZERO
from ..errors import Rejected, RemoteError
from .rows import Row
from .wire import SYSTEM, rows_of

LIST, ASSIGN, UPDATE, REMOVE = (
    "catalogProductLinkList",
    "catalogProductLinkAssign",
    "catalogProductLinkUpdate",
    "catalogProductLinkRemove",
)

#: Field of a document → type of the shop's links.
TYPES = {"related_codes": "related", "accessory_codes": "cross_sell"}

#: The type of the links from a grouped product to its parts.
PARTS = "grouped"


def calls(ids, type):
    """Return the calls for the links of some products."""
    return [(LIST, type, id, "id") for id in ids]


def codes_of(rows, name):
    """Return the SKUs of an answered list, in their order."""
    return tuple(link.must("sku") for link in _sorted(rows, name))


def components_of(rows, name):
    """Return the parts of a grouped product."""
    return tuple(
        Component(
            product_id=link.must("product_id"),
            variant_id=link.must("product_id"),
            code=link.text("sku"),
            quantity=link.amount("qty"),
        )
        for link in _sorted(rows, name)
    )


def _sorted(rows, name):
    links = [Row(row, f"link of {name}") for row in rows_of(rows, LIST)]
    return sorted(links, key=lambda link: link.amount_or_zero("position"))


def sent(shop, products, results, skus):
    """Return the results after what the documents say of other products was sent; a list that is not told stays.

    :param skus: function of codes and ids that answers ``({code: SKU}, {id: SKU})`` of products that the shop has
    """
    wanted = [
        (index, name, type)
        for index, (product, result) in enumerate(zip(products, results, strict=True))
        for name, type in {**TYPES, "components": PARTS}.items()
        if product.tells(name) and not result.error
    ]
    if not wanted:
        return results
    parts = [part for product in products for part in product.components]
    codes = [code for product in products for name in TYPES for code in getattr(product, name)]
    known = skus([*codes, *(part.code for part in parts)], [part.variant_id or part.product_id for part in parts])
    results = list(results)
    answers = shop.wire.each([(LIST, type, results[index].id, "id") for index, _name, type in wanted])
    for (index, name, type), answer in zip(wanted, answers, strict=True):
        try:
            if isinstance(answer, Rejected):
                raise answer
            results[index] = _one_list(shop, products[index], results[index], (name, type), answer, known)
        except RemoteError as exc:
            results[index] = replace(results[index], error=exc)
    return results


def _one_list(shop, product, result, what, answer, known):
    name, type = what
    if name == "components":
        entries, missing = _parts(product, known)
        if missing:
            message = f"The shop has no product {', '.join(missing)} for the group."
            raise Rejected(message, system=SYSTEM, field="components")
    else:
        by_code, _by_id = known
        codes = getattr(product, name)
        entries = {by_code[code]: None for code in codes if code in by_code}
        missing = [code for code in codes if code not in by_code]
    _put(shop, result.id, type, entries, _sorted(answer, f"product {result.id}"))
    if not missing:
        return result
    sentence = f"The shop has no product {', '.join(missing)} to show beside this one."
    return replace(result, warning=" ".join(filter(None, (result.warning, sentence))))


def _parts(product, known):
    """Return ({SKU: quantity}, names of parts that the shop does not have)."""
    by_code, by_id = known
    entries, missing = {}, []
    for part in product.components:
        sku = by_id.get(part.variant_id or part.product_id) or by_code.get(part.code)
        if sku:
            entries[sku] = entries.get(sku, ZERO) + part.quantity
        else:
            missing.append(part.code or part.variant_id)
    return entries, missing


def _put(shop, id, type, entries, present):
    """Make a list of links the one that is wanted: ``entries`` are ``{SKU: quantity or None}`` in their order.

    All of these calls may be repeated: they say how it shall be.
    """
    held = {link.must("sku"): link for link in present}
    for sku in held.keys() - entries.keys():
        shop.wire.read(REMOVE, type, id, sku, "id")
    kept = {sku: link for sku, link in held.items() if sku in entries}
    # New ones go behind those that stay where they are; another order gives all of them new places.
    stays = list(kept) == list(entries)[: len(kept)]
    last = max((int(link.amount_or_zero("position")) for link in kept.values()), default=0) if stays else 0
    for place, (sku, quantity) in enumerate(entries.items(), last + 1 - (len(kept) if stays else 0)):
        data = {"position": str(place)} | ({} if quantity is None else {"qty": f"{quantity:f}"})
        if sku not in kept:
            shop.wire.read(ASSIGN, type, id, sku, data, "id")
        elif not stays:
            shop.wire.read(UPDATE, type, id, sku, data, "id")
        elif quantity is not None and kept[sku].amount_or_zero("qty") != quantity:
            shop.wire.read(UPDATE, type, id, sku, {"qty": f"{quantity:f}"}, "id")
