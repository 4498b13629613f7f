"""Variations written: matched with those that the shop has, and changed for many products in one call.

New ones are created product by product: a shop that does not look at the product named in a record would put it under
the product of the address, and say nothing (for changes it answers with an error, see offers.py).
"""

from dataclasses import dataclass, field

from ..cursors import chunked
from ..errors import Rejected, RemoteError
from . import units
from .batches import only_a_delay
from .catalogue import PATH, variation_rows
from .offers import FOREIGN
from .prices import in_basis
from .refusals import about_a_record
from .rows import SYSTEM
from .shop import variant_id, variant_parts
from .texts import name_key
from .wire import PAGE

FIELDS = "id,sku,parent_id,status,attributes,image,weight"


@dataclass(slots=True)
class Outcome:
    """What became of one product's variations."""

    part_ids: dict = field(default_factory=dict)
    warning: str = ""
    error: RemoteError | None = None


@dataclass(slots=True)
class Writing:
    """One variation on its way."""

    index: int
    product_id: str
    variant: object
    values: dict


def choices(product):
    """Return ``{attribute name: [values]}`` by which a product's variants are told apart, {} for a plain product."""
    found = {}
    for variant in product.variants:
        for value in variant.attributes:
            values = found.setdefault(value.attribute, [])
            if value.value not in values:
                values.append(value.value)
    return found


def push_variants(shop, batches, products, means):
    """Write the variations of the products that were saved; return ``{index: Outcome}``."""
    saved = {index: batches.rows[index] for index in batches.rows if choices(products[index])}
    if not saved:
        return {}
    present = variation_rows(shop, saved.values(), FIELDS)
    outcomes = {index: Outcome() for index in saved}
    creates, updates = [], []
    for index, row in saved.items():
        known = list(present.get(row.id, ()))
        try:
            for variant in products[index].variants:
                writing = _writing(shop, means, products[index], row, index, variant, known)
                (updates if "id" in writing.values else creates).append(writing)
        except Rejected as exc:
            outcomes[index].error = exc
            creates = [one for one in creates if one.index != index]
            updates = [one for one in updates if one.index != index]
        if known:
            names = ", ".join(variant_id(row.id, one.id) for one in known)
            outcomes[index].warning = f"The shop has variations that the product here has not: {names}."
    for part in chunked(updates, PAGE):
        _change(shop, part, outcomes)
    for product_id in dict.fromkeys(writing.product_id for writing in creates):
        for part in chunked([writing for writing in creates if writing.product_id == product_id], PAGE):
            for writing, one in zip(part, _told(shop, product_id, "create", part), strict=True):
                _note(outcomes[writing.index], writing, one)
    return outcomes


def _writing(shop, means, product, row, index, variant, known):
    """Return what to send for a variant; the variation it is leaves ``known``."""
    if len(variant.attributes) != len(choices(product)):
        message = f"The variant {variant.code or variant.id} has not one value for each attribute."
        raise Rejected(message, system=SYSTEM, field="variants")
    found = _match(product, variant, known)
    values = {"product_id": int(row.id), "status": "publish" if variant.active else "private"}
    if variant.code != product.code:
        values["sku"] = variant.code
    if variant.tells("barcode"):
        values["global_unique_id"] = variant.barcode
    if variant.weight is not None and not _inherits_weight(shop, product, variant, found):
        values["weight"] = units.weight_text(shop.lists, variant.weight)
    if product.price is not None:
        price = product.price + variant.price_extra
        values["regular_price"] = in_basis(shop, price, product.price_includes_tax, row.text("tax_class"))
    image = _image(means, product, variant, row)
    if image:
        values["image"] = {"id": int(image)}
    elif _shows_what_we_took_off(product, found):
        values["image"] = ""  # a null would leave it
    if found is None:
        values["manage_stock"] = product.is_stored and not product.is_service
        values["attributes"] = [_choice(row, value) for value in variant.attributes]
        return Writing(index, row.id, variant, values)
    known.remove(found)
    if _key(found.rows("attributes"), "name", "option") != _variant_key(variant):
        values["attributes"] = [_choice(row, value) for value in variant.attributes]
    return Writing(index, row.id, variant, {"id": int(found.id), **values})


def _inherits_weight(shop, product, variant, found):
    """Return whether a variation weighs what its product does, and has no other weight of its own there."""
    shown = units.kilograms(shop.lists, found.amount("weight")) if found else None
    return variant.weight == product.weight and shown in (None, variant.weight)


def _match(product, variant, known):
    """Return the variation that a variant is: by id, else by its own SKU, else by its values."""
    _product_id, variation_id = variant_parts(variant.id)
    for row in known:
        if row.id == variation_id:
            return row
    for row in known:
        if variant.code and variant.code != product.code and name_key(row.text("sku")) == name_key(variant.code):
            return row
    key = _variant_key(variant)
    return next((row for row in known if _key(row.rows("attributes"), "name", "option") == key), None)


def _variant_key(variant):
    return {(name_key(value.attribute), name_key(value.value)) for value in variant.attributes}


def _key(rows, *names):
    return {tuple(name_key(row.plain(name)) for name in names) for row in rows}


def _choice(row, value):
    """Return how a write names a chosen value: global attributes by id, the product's own by name."""
    named = {name_key(one.plain("name")): one.reference("id") for one in row.rows("attributes")}
    id = named.get(name_key(value.attribute), "")
    return {**({"id": int(id)} if id else {"name": value.attribute}), "option": value.value}


def _shows_what_we_took_off(product, found):
    """Tell whether a variation shows a picture of ours that its variant here does not show."""
    image = found.row("image") if found else None
    ours = {one.id for one in product.images if one.id} | set(product.removed_image_ids)
    return image is not None and image.reference("id") in ours


def _image(means, product, variant, row):
    """Return the id of a variant's picture; new pictures got theirs when the product was saved."""
    if not variant.image_ids:
        return ""
    wanted = variant.image_ids[0]
    for image in product.images:
        if wanted in (image.id, image.content_key):
            return means.pictures.id_of(image)
    return wanted if wanted.isdigit() else ""


def _change(shop, part, outcomes):
    """Change variations; those of a shop that takes one product at a time are sent again by product."""
    told = _told(shop, part[0].product_id, "update", part)
    strangers = {}
    for writing, one in zip(part, told, strict=True):
        is_foreign = isinstance(one, dict) and one.get("code") == FOREIGN and writing.product_id != part[0].product_id
        if is_foreign:
            strangers.setdefault(writing.product_id, []).append(writing)
        else:
            _note(outcomes[writing.index], writing, one)
    for product_id, writings in strangers.items():
        for writing, one in zip(writings, _told(shop, product_id, "update", writings), strict=True):
            _note(outcomes[writing.index], writing, one)


def _told(shop, product_id, name, part):
    """Return what the shop says to each; a broken call is an error of all. Sending again finds what was made."""
    try:
        return shop.wire.batch(f"{PATH}/{product_id}/variations", name, [one.values for one in part], "variation")
    except RemoteError as exc:
        return [only_a_delay(exc)] * len(part)


def _note(outcome, writing, one):
    variant = writing.variant
    if isinstance(one, RemoteError):
        outcome.error = outcome.error or one
    elif isinstance(one, dict):
        error = about_a_record(one)
        names = ", ".join(value.text for value in variant.attributes)
        message = f"The variation {names}: {error.message}"
        outcome.error = Rejected(message, system=SYSTEM, code=error.code, text=error.text, field="variants")
    else:
        key = variant.code or ", ".join(value.text for value in variant.attributes)
        outcome.part_ids[key] = variant_id(writing.product_id, one.id)
