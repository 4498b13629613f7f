"""Products written: a page of them in one call, their variations in one more for each hundred.

What is a list is replaced as a whole by every write that names it: so categories and attributes that the shop has are
kept and added to, and pictures are named only when they changed (dossier section 4). Recordings create-product*, batch.
"""

from dataclasses import dataclass, replace

from ..contract import Result
from ..cursors import chunked
from ..errors import UNKNOWN_PICTURE, Rejected, Unsupported
from . import taxes, units
from .attributes import attributes_of, ensure_features, ensured_attributes, ensured_terms, feature_codes
from .batches import Batches, Sending
from .catalogue import PATH
from .images import Pictures
from .own_fields import OWN, own_values
from .prices import in_basis
from .refusals import existing_id
from .rows import SYSTEM
from .shop import not_there, variant_id
from .texts import name_key, told
from .unsaid import unsaid
from .variants import choices, push_variants

#: What is needed of a product that is there already.
CURRENT = (
    "id,type,status,sku,categories,images,attributes,variations,grouped_products,upsell_ids,cross_sell_ids,tax_class,"
    "tax_status,manage_stock"
)

#: The shop's lists of products that it shows beside one → ours.
BESIDE = {"upsell_ids": "related_codes", "cross_sell_ids": "accessory_codes"}

#: References asked for at once; they are long, and an address may hold 8,190 bytes.
CODES = 50

#: Types whose variations or parts are the shop's own business.
SIMPLE, VARIABLE, GROUPED = "simple", "variable", "grouped"

BAD_PICTURE = "woocommerce_product_invalid_image_id"

#: Takes a product's brand away: an empty list is passed over there (9.6), a brand that does not exist is none.
NO_BRAND = ({"id": 0},)


@dataclass(frozen=True, slots=True)
class Means:
    """What all products of one push share.

    :param current: ``{id: row}`` of the products that are there; ``codes``: ``{reference: product id}``
    :param attributes, tags, brands: ``{name key: id}``
    :param refused: ``{(field of a product, name key or code): Rejected}`` of what the shop does not take
    :param nameless: ids of products without a reference that are shown beside one of these: no document can name them
    """

    shop: object
    current: dict
    codes: dict
    attributes: dict
    tags: dict
    brands: dict
    refused: dict
    nameless: frozenset
    pictures: Pictures


def push_products(shop, products):
    """Create products with their variations, or change them. A new one whose SKU the shop has is taken over."""
    batches = Batches(shop.wire, len(products), "product")
    codes = _ids_by_code(shop, _codes_of(products))
    products = [_taken_over(product, codes) for product in products]
    means = _means(shop, products, codes)
    creates, updates = [], []
    for index, product in enumerate(products):
        try:
            fields = _fields(means, product)
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        if product.id:
            updates.append(Sending(index, {"id": int(product.id), **fields}))
        else:
            creates.append(Sending(index, fields, adopt=_adopted))
    batches.update(PATH, updates)
    batches.create(PATH, creates)
    _note_pictures(means.pictures, products, batches)
    outcomes = push_variants(shop, batches, products, means)
    results = [_outcome(*each, outcomes) for each in zip(products, batches.results, range(len(products)), strict=True)]
    results = [_with_pictures(*each, means.pictures) for each in zip(products, results, strict=True)]
    return [_with_warnings(means, *each) for each in zip(products, results, strict=True)]


def find_product(shop, code):
    """Return the ``Result`` of the product with exactly this SKU, None for none. SKUs are unique in a shop."""
    found = _ids_by_code(shop, [code]) if code else {}
    id = found.get(name_key(code), "")
    if not id or not id.isdigit():
        return None
    row = shop.wire.by_ids(PATH, "product", [id], status="any", _fields="id,type")[id]
    return Result(id=id, variant_id="" if row.text("type") == VARIABLE else variant_id(id))


def _codes_of(products):
    """Return the references to look up: of new products, and of those that any of them names."""
    codes = [product.code for product in products if not product.id]
    for product in products:
        codes += [*product.related_codes, *product.accessory_codes]
        codes += [one.code for one in product.components if not one.product_id]
    return codes


def _ids_by_code(shop, codes):
    """Return ``{SKU as compared: product id}``; that of a variation is told as "<product>-<variation>"."""
    wanted = dict.fromkeys(code for code in codes if code)
    ids = {}
    # A comma separates SKUs in the filter; one that holds a comma is searched for by itself.
    plain = [code for code in wanted if "," not in code]
    for part in chunked(plain, CODES):
        ids |= _found(shop, sku=",".join(part))
    for code in set(wanted) - set(plain):
        ids |= _found(shop, search_sku=code)
    return {name_key(code): ids[name_key(code)] for code in wanted if name_key(code) in ids}


def _found(shop, **asked):
    rows = shop.wire.list(PATH, "product", **asked, status="any", per_page="100", _fields="id,sku,type,parent_id").rows
    return {
        name_key(row.text("sku")): variant_id(row.reference("parent_id"), row.id)
        if row.text("type") == "variation"
        else row.id
        for row in rows
    }


def _taken_over(product, codes):
    id = codes.get(name_key(product.code), "") if product.code else ""
    return replace(product, id=id) if not product.id and id.isdigit() else product


def _means(shop, products, codes):
    images = [image for product in products for image in product.images]
    refused = {}
    ensure_features(shop, products, refused)
    current = shop.wire.by_ids(PATH, "product", [product.id for product in products], status="any", _fields=CURRENT)
    return Means(
        shop=shop,
        current=current,
        codes=codes,
        attributes=_attributes_of(shop, products, refused),
        tags=ensured_terms(shop, "tags", [tag for product in products for tag in product.tags], refused),
        brands=_brands_of(shop, products, refused),
        refused=refused,
        nameless=_nameless(shop, products, current),
        pictures=Pictures(shop, images),
    )


def _nameless(shop, products, current):
    """Return ``Means.nameless``: a call for the page, where such a list is to be written and the shop has one."""
    held = {
        id
        for product in products
        for name, field in BESIDE.items()
        if product.tells(field) and product.id in current
        for id in current[product.id].references(name)
    }
    found = shop.wire.by_ids(PATH, "product", sorted(held), status="any", _fields="id,sku") if held else {}
    return frozenset(id for id, row in found.items() if not row.text("sku"))


def _brands_of(shop, products, refused):
    """Return ``{name key: id}`` of brands, {} of a shop that is too old to have any."""
    try:
        return ensured_terms(shop, "brand", [product.brand for product in products if product.brand], refused)
    except Unsupported:
        return {}


def _attributes_of(shop, products, refused):
    names = [value.attribute for product in products for variant in product.variants for value in variant.attributes]
    return ensured_attributes(shop, names, refused) if names else {}


def _terms_of(product):
    """Yield the keys of ``Means.refused`` that a product may meet."""
    yield from (("variants", name_key(value.attribute)) for one in product.variants for value in one.attributes)
    yield from (("fields", field.code) for field in product.fields)
    yield from (("tags", name_key(tag)) for tag in product.tags)
    yield "brand", name_key(product.brand)


def _adopted(error):
    """An equal SKU is that product, also one that lies in the trash or was made a moment ago."""
    return existing_id(error) if error.get("code") == "product_invalid_sku" else ""


def _fields(means, product):
    """Return what to send for a product."""
    row = means.current.get(product.id)
    _check(means, product, row)
    tax_class = _tax_class(means.shop, product, row)
    fields = _identity(means, product, row) | _texts(means, product, row)
    fields |= _taxation(product, row, tax_class)
    if product.price is not None and not choices(product):
        fields["regular_price"] = in_basis(means.shop, product.price, product.price_includes_tax, tax_class)
    fields |= _links(means, product, row) | _parts(means, product, row) | own_values(means.shop.lists, product)
    attributes = attributes_of(means, product, row)
    if attributes is not None:
        fields["attributes"] = attributes
    images = _images(means.pictures, product, row)
    if images is not None:
        fields["images"] = images
    return fields


def _check(means, product, row):
    if product.id and row is None:
        raise not_there("product", product.id)
    for key in _terms_of(product):
        if key in means.refused:
            raise means.refused[key]
    if not any(product.name.values()):
        raise Rejected("The name is missing.", system=SYSTEM, field="name")
    if means.codes.get(name_key(product.code), "").count("-") and not product.id:
        message = f"A variation of the shop has the reference {product.code}."
        raise Rejected(message, system=SYSTEM, field="code")
    if product.components and row is None:
        message = "WooCommerce itself has no packs: create the pack in the shop, with the extension that it uses."
        raise Rejected(message, system=SYSTEM, field="components")
    if row is not None and row.text("type") == VARIABLE and not choices(product):
        message = f"The shop's product {product.id} has variations, ours has none."
        raise Rejected(message, system=SYSTEM, field="variants")


def _tax_class(shop, product, row):
    """Return the tax class of a product: the one that its taxes mean, else the one it has."""
    if product.tax_ids:
        return taxes.class_for(shop.lists, product.tax_ids)
    return row.text("tax_class") if row else ""


def _taxation(product, row, tax_class):
    if product.tax_ids:
        return {"tax_status": "taxable", "tax_class": tax_class}
    return {"tax_status": "none"} if row is None else {}


def _identity(means, product, row):
    lists = means.shop.lists
    fields = {"sku": product.code, "virtual": product.is_service}
    has_choices = bool(choices(product))
    if row is None:
        is_counted = product.is_stored and not product.is_service and not has_choices
        fields |= {"type": VARIABLE if has_choices else SIMPLE, "manage_stock": is_counted}
    elif has_choices and row.text("type") == SIMPLE:
        fields["type"] = VARIABLE
    if product.tells("barcode") and not has_choices:
        fields["global_unique_id"] = product.barcode
    if product.weight is not None:
        fields["weight"] = units.weight_text(lists, product.weight)
    sizes = {"length": product.depth, "width": product.width, "height": product.height}
    sizes = {name: units.length_text(lists, size) for name, size in sizes.items() if size is not None}
    if sizes:
        fields["dimensions"] = sizes
    if product.low_stock is not None:
        fields["low_stock_amount"] = int(product.low_stock)
    return fields | _status(product, row)


def _status(product, row):
    """A product is never deleted: it becomes a draft. One that is private or a draft already stays what it is."""
    if row is None:
        return {"status": "publish" if product.active else "draft"}
    is_public = row.text("status") == "publish"
    return {} if is_public == product.active else {"status": "publish" if product.active else "draft"}


def _texts(means, product, row):
    lists, settings = means.shop.lists, means.shop.settings
    attributes = feature_codes(product, row)
    fields = {"name": told(lists, product.name, "name")}
    for name in ("short_description", "description", "slug"):
        if getattr(product, name):
            fields[name] = told(lists, getattr(product, name), name)
    entries = [
        {"key": field.code, "value": told(lists, field.value, "fields")}
        for field in product.fields
        if field.code not in attributes and field.code not in OWN
    ]
    for name in ("meta_title", "meta_description"):
        key = settings[f"{name}_key"]
        if key and getattr(product, name):
            entries.append({"key": key, "value": told(lists, getattr(product, name), name)})
    return fields | ({"meta_data": entries} if entries else {})


def _links(means, product, row):
    """Return what a product belongs to: tags and brand follow ours, as do categories but those only the shop names."""
    fields = {}
    present = [category.id for category in row.rows("categories")] if row else []
    wanted = [id for id in (product.category_id, *product.category_ids) if id]
    removed = set(product.removed_category_ids) - set(wanted)
    if set(wanted) - set(present) or removed & set(present):
        fields["categories"] = [{"id": int(id)} for id in dict.fromkeys((*wanted, *present)) if id not in removed]
    if product.tells("tags"):
        fields["tags"] = [{"id": int(means.tags[name_key(tag)])} for tag in product.tags]
    if product.brand and means.brands:
        fields["brands"] = [{"id": int(means.brands[name_key(product.brand)])}]
    elif "brand" in product.emptied:
        fields["brands"] = NO_BRAND
    for name, field in BESIDE.items():
        ids = [means.codes.get(name_key(code), "") for code in getattr(product, field)]
        if product.tells(field):
            kept = [id for id in row.references(name) if id in means.nameless] if row else []
            fields[name] = [int(id.partition("-")[0]) for id in dict.fromkeys((*kept, *ids)) if id]
    return fields


def _parts(means, product, row):
    """Return what a group of the shop lists; parts of anything else are the business of plugins (see ``unsaid``)."""
    if not product.components or row.text("type") != GROUPED:
        return {}
    if any(one.quantity != 1 for one in product.components):
        raise Rejected("A group of the shop lists each product once.", system=SYSTEM, field="components")
    ids = [one.product_id or means.codes.get(name_key(one.code), "") for one in product.components]
    unknown = [one.code for one, id in zip(product.components, ids, strict=True) if not id.isdigit()]
    if unknown:
        message = f"A group of the shop lists whole products, and it has no product {', '.join(unknown)}."
        raise Rejected(message, system=SYSTEM, field="components")
    return {} if tuple(ids) == row.references("grouped_products") else {"grouped_products": [int(id) for id in ids]}


def _images(pictures, product, row):
    """Return the product's pictures, None when they are there already, in this order and with these legends.

    Those that others put there stay behind ours.
    """
    present = {one.id: one.plain("alt") for one in row.rows("images")} if row else {}
    ours = _own_images(product, present)
    ids = [pictures.id_of(image) for image in ours]
    others = [id for id in present if id not in ids and id not in product.removed_image_ids]
    is_told = all(pictures.legend(image) in ("", present.get(id)) for image, id in zip(ours, ids, strict=True))
    if [*ids, *others] == list(present) and is_told:
        return None
    return [*(pictures.entry(image) for image in ours), *({"id": int(id)} for id in others)]


def _own_images(product, present):
    """Return the pictures of the product itself; one that the shop shows for a variation only is not put among them."""
    of_variants = {id for variant in product.variants for id in variant.image_ids} - set(present)
    return [image for image in product.images if not image.id or image.id not in of_variants]


def _note_pictures(pictures, products, batches):
    """Remember what new pictures became; forget those that the shop says are gone."""
    for index, product in enumerate(products):
        row = batches.rows.get(index)
        if row and product.images:
            rows = row.rows("images")
            pictures.learn(_own_images(product, [one.id for one in rows]), rows)
        elif batches.code(index) == BAD_PICTURE:
            pictures.forget(product.images)


def _outcome(product, result, index, outcomes):
    """Return what became of a product together with its variations."""
    if result.error:
        return result
    outcome = outcomes.get(index)
    if outcome is None:
        return replace(result, variant_id=variant_id(result.id))
    return replace(result, part_ids=outcome.part_ids, warning=outcome.warning, error=outcome.error)


def _with_pictures(product, result, pictures):
    """Add what the hub's pictures are called in the shop, or that one of these names is not known there."""
    if result.error and result.error.code == BAD_PICTURE:
        result.error.reason = UNKNOWN_PICTURE
    ids = {image.content_key: pictures.id_of(image) for image in product.images if image.content_key}
    known = {key: id for key, id in ids.items() if id}
    return result if result.error or not known else replace(result, part_ids=known | result.part_ids)


def _with_warnings(means, product, result):
    """Add what was not sent, because the shop has no place for it."""
    if result.error:
        return result
    sentences = [result.warning, unsaid(means, product, means.current.get(product.id))]
    return replace(result, warning=" ".join(filter(None, sentences)))
