"""Products with variants, written: the values of the attributes, then each variant, then the parent with its links.

Lists that are sent replace those that are there, so the parent is sent with the variants it has and ours together.
"""

from dataclasses import replace

from ..errors import Rejected
from . import links, media, placing
from .fields import HIDDEN, VISIBLE
from .rows import SYSTEM
from .saving import renamed, result_of


def are_several(product):
    """Tell whether a product has more than one form."""
    return len(product.variants) > 1 or any(variant.attributes for variant in product.variants)


def saved(saver, product):
    """Save the variants and their parent; return the result with the variants' ids by their codes."""
    row = saver.present(product)
    if row is not None and row.text("type_id") != "configurable":
        message = f"{row.text('sku')} has no variants in the shop; make it a configurable product there."
        raise Rejected(message, system=SYSTEM, field="variants")
    attributes = _attributes(saver, product)
    set_id = row.text("attribute_set_id") if row is not None else saver.fields.attribute_set(product)
    for entry in attributes.values():
        saver.options.sets.include(entry["code"], set_id)
    children = {variant.code: _save_variant(saver, product, variant) for variant in product.variants}
    body = saver.fields.common(_parent(product), row)
    if row is None:
        body = saver.fields.completed(body, product, kind="configurable", visibility=VISIBLE) | {"price": 0}
    extension = body.get("extension_attributes", {}) | _links(row, attributes, children)
    warning = renamed(product, row)
    beside, links_warning = links.beside(saver, product, row)
    row = saver.save(body | beside | {"extension_attributes": extension})
    category_warning = placing.taken_out(saver.shop, product, row)
    saver.translate(product, row)
    part_ids, media_warning = _pictures(saver, product, row, children)
    part_ids |= {code: child.text("id") for code, child in children.items() if code}
    warnings = (warning, saver.unkept_told(), links_warning, category_warning, media_warning)
    return result_of(row, part_ids=part_ids, warnings=warnings)


def _parent(product):
    """Return the product without what is each variant's own."""
    own = {"price": None, "weight": None, "barcode": "", "cost": None, "low_stock": None}
    return replace(product, **own, emptied=_without(product.emptied, "barcode", "low_stock"))


def _without(names, *others):
    return tuple(name for name in names if name not in others)


def _pictures(saver, product, row, children):
    """Send the parent's pictures and each variant's own; a variant that names none keeps what it has."""
    removed = product.removed_image_ids
    part_ids, warning = media.sent(saver.shop, row, media.of_product(product), removed)
    for variant in product.variants:
        own = media.of_variant(product, variant)
        if own or removed:
            found, _warning = media.sent(saver.shop, children[variant.code], own, removed)
            part_ids = found | part_ids
    return part_ids, warning


def _attributes(saver, product):
    """Return ``{attribute id: entry}`` in the order of the first variant; what the shop lacks is made.

    :raises Rejected: variants do not have the same attributes, or two have the same values
    """
    _check_values(product)
    found = dict(saver.options.attribute(value) for value in product.variants[0].attributes)
    for variant in product.variants:
        ids = {saver.options.attribute(value)[0] for value in variant.attributes}
        if ids != set(found) or len(variant.attributes) != len(found):
            raise _unlike(variant)
    return found


def _check_values(product):
    """Refuse variants that cannot be told apart, before anything is made for them."""
    count, seen = len(product.variants[0].attributes), set()
    for variant in product.variants:
        values = tuple(value.value.casefold() for value in variant.attributes)
        if not values or len(values) != count:
            raise _unlike(variant)
        if values in seen:
            raise Rejected(f"Two variants are {', '.join(values)}.", system=SYSTEM, field="variants")
        seen.add(values)


def _unlike(variant):
    message = f"The variant {variant.code} must have a value of each attribute of its sisters."
    return Rejected(message, system=SYSTEM, field="variants")


def _save_variant(saver, product, variant):
    """Save one variant as a simple product that nobody sees by itself; return its row."""
    row = saver.present(variant)
    words = " ".join(value.value for value in variant.attributes)
    name = f"{saver.shop.languages.main_text(product.name)} {words}".strip()
    price = None if product.price is None else product.price + variant.price_extra
    single = replace(
        product,
        id=variant.id,
        code=variant.code,
        barcode=variant.barcode,
        emptied=(*_without(product.emptied, "barcode"), *variant.emptied),
        name={saver.shop.languages.main_language: name},
        price=price,
        cost=variant.cost if variant.cost is not None else product.cost,
        weight=variant.weight if variant.weight is not None else product.weight,
        active=product.active and variant.active,
        category_id="",
        category_ids=(),
        removed_category_ids=(),
        slug={},
        description={},
        short_description={},
        meta_title={},
        meta_description={},
    )
    body = saver.fields.common(single, row)
    if row is None:
        body = saver.fields.completed(body, single, kind="simple", visibility=HIDDEN)
    values = [_chosen(saver, value) for value in variant.attributes]
    body["custom_attributes"] = [*body.get("custom_attributes", ()), *values]
    return saver.save(body)


def _chosen(saver, value):
    _id, entry = saver.options.attribute(value)
    return {"attribute_code": entry["code"], "value": saver.options.value_id(entry["code"], value.value)}


def _links(row, attributes, children):
    """Return the variants of the parent: those it has and ours, with all values that they use."""
    present = row.extension.texts("configurable_product_links") if row is not None else []
    ids = list(dict.fromkeys([*present, *(child.text("id") for child in children.values())]))
    used = {id: _values(row, id) for id in attributes}
    for child in children.values():
        for id, entry in attributes.items():
            used[id].setdefault(child.custom(entry["code"]))
    options = [
        {
            "attribute_id": id,
            "label": entry["label"] or entry["code"],
            "position": position,
            "values": [{"value_index": int(value)} for value in used[id]],
        }
        for position, (id, entry) in enumerate(attributes.items())
    ]
    return {"configurable_product_options": options, "configurable_product_links": [int(id) for id in ids]}


def _values(row, attribute_id):
    """Return the values that the parent offers already, in their order."""
    options = row.extension.rows("configurable_product_options") if row is not None else []
    mine = (option for option in options if option.text("attribute_id") == attribute_id)
    return dict.fromkeys(value.text("value_index") for option in mine for value in option.rows("values"))
