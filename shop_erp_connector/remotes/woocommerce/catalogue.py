"""Products read: a page of them in one call, their variations in one more for each hundred.

Prices are as the shop has them, with or without tax by its setting. A product without variations is one variant
"<product>-0", one with variations is variants "<product>-<variation>". A grouped product is a list of others.
Recordings list-products, variable, variations, products-page2.
"""

from collections import defaultdict

from ..cursors import chunked
from ..documents import AttributeValue, Component, FieldValue, Product, Variant
from ..documents.amounts import ZERO
from ..errors import Unsupported
from . import taxes, units
from .images import image_of
from .own_fields import own_fields
from .rows import meta
from .shop import read_each, variant_id
from .texts import spoken
from .wire import IDS, PAGE

PATH = "products"

#: What WooCommerce itself does not keep of a product. It lists a product's categories by their own order and name; none
#: of them is the default one. That a product is on sale follows from its sale price: nobody marks it.
UNTOLD = (
    "category_id",
    "on_sale",
    "supplier_code",
    "origin_country",
    "customs_code",
    "unit_price",
    "unit_price_unit",
    "delivery_text",
    "payment_codes",
)

#: The memory's dict of what an older shop cannot do.
MEMORY = "abilities"


def pull_products(shop, cursor, ids, limit):
    """Yield pages of ``Product`` with their variations. A saved variation moves its product's date (dossier 4)."""
    return shop.pages(PATH, "product", cursor, ids, limit, lambda rows: _products(shop, rows), status="any")


def variation_rows(shop, products, fields=None):
    """Return ``{product id: [variation rows]}`` of product rows.

    From WooCommerce 10.3 on variations of all products can be asked for at once; before, only product by product.

    :param fields: comma-separated names of what is needed, None for all
    """
    variable = [row for row in products if row.list("variations")]
    if not variable:
        return {}
    try:
        return _at_once(shop, variable, fields)
    except Unsupported:
        with shop.memory.locked(MEMORY) as abilities:
            abilities["lists_variations"] = False
    return {row.id: _of_product(shop, row.id, fields) for row in variable}


def lists_variations(shop):
    """Tell whether the shop can list the variations of several products, as far as is known."""
    with shop.memory.locked(MEMORY) as abilities:
        return abilities.get("lists_variations", True)


def _at_once(shop, variable, fields):
    if not lists_variations(shop):
        raise Unsupported("The shop lists variations product by product.")
    places = {id: place for place, id in enumerate(id for row in variable for id in row.references("variations"))}
    found = defaultdict(list)
    for part in chunked(places, IDS):
        asked = {"include": ",".join(part), "per_page": str(PAGE), "status": "any", "_fields": fields}
        for row in shop.wire.list("variations", "variation", **asked).rows:
            found[row.reference("parent_id")].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: places[row.id])
    return found


def _of_product(shop, product_id, fields):
    path = f"{PATH}/{product_id}/variations"
    return shop.wire.all(path, "variation", status="any", orderby="id", order="asc", _fields=fields)


def _products(shop, rows):
    variations = variation_rows(shop, rows)
    codes = _codes(shop, rows)
    return read_each(rows, lambda row: _product(shop, row, variations.get(row.id, ()), codes))


def _codes(shop, rows):
    """Return ``{id: SKU}`` of the products that these rows name: parts of groups, and what is offered beside them."""
    ids = [
        id
        for row in rows
        for name in ("grouped_products", "upsell_ids", "cross_sell_ids")
        for id in row.references(name)
    ]
    ids += [part.reference("product_id") for row in rows for part in row.rows("bundled_items")]
    known = {row.id: row.text("sku") for row in rows}
    missing = [id for id in ids if id not in known]
    found = shop.wire.by_ids(PATH, "product", missing, status="any", _fields="id,sku") if missing else {}
    return known | {id: row.text("sku") for id, row in found.items()}


def _product(shop, row, variations, codes):
    lists = shop.lists
    size = row.row("dimensions")
    is_taxed = row.text("tax_status") == "taxable"
    images, by_variation = _images(row, variations)
    price = _lowest(variations) if variations else row.amount("regular_price")
    categories = [category.id for category in row.rows("categories")]
    brands = [brand.plain("name") for brand in row.rows("brands")]
    titles = shop.settings["meta_title_key"], shop.settings["meta_description_key"]
    values = meta(row)
    return Product(
        id=row.id,
        updated_at=row.moment("date_modified_gmt"),
        code=row.text("sku"),
        barcode=row.text("global_unique_id"),
        variants=_variants(shop, row, variations, price, by_variation),
        components=_components(row, codes),
        is_service=row.flag("virtual"),
        is_stored=row.flag("manage_stock") or any(one.flag("manage_stock") for one in variations),
        weight=units.kilograms(lists, row.amount("weight")),
        width=units.centimetres(lists, size.amount("width")) if size else None,
        height=units.centimetres(lists, size.amount("height")) if size else None,
        depth=units.centimetres(lists, size.amount("length")) if size else None,
        brand=brands[0] if brands else "",
        fields=_fields(row, values),
        name=spoken(row.plain("name")),
        short_description=spoken(row.text("short_description")),
        description=spoken(row.text("description")),
        slug=spoken(row.text("slug")),
        meta_title=spoken(str(values.get(titles[0]) or "")) if titles[0] else {},
        meta_description=spoken(str(values.get(titles[1]) or "")) if titles[1] else {},
        tags=tuple(tag.plain("name") for tag in row.rows("tags")),
        price=price,
        price_includes_tax=lists.prices_include_tax,
        tax_ids=taxes.of_class(lists, row.text("tax_class")) if is_taxed else (),
        low_stock=row.amount("low_stock_amount"),
        category_id=categories[0] if categories else "",
        category_ids=tuple(sorted(categories, key=int)),
        related_codes=tuple(codes[id] for id in row.references("upsell_ids") if codes.get(id)),
        accessory_codes=tuple(codes[id] for id in row.references("cross_sell_ids") if codes.get(id)),
        images=images,
        active=row.text("status") == "publish",
        untold=(*UNTOLD, *_untold(row, shop.settings)),
    )


def _untold(row, settings):
    """Yield what this shop does not keep: its version is too old, it does not count, or it has no plugin for it."""
    for name, key in (("barcode", "global_unique_id"), ("brand", "brands")):
        if not row.has(key):
            yield name
    if not row.flag("manage_stock"):
        yield "low_stock"
    for name in ("meta_title", "meta_description"):
        if not settings[f"{name}_key"]:
            yield name


def _lowest(variations):
    """A product with variations has no price of its own: the lowest of theirs stands for it."""
    return min((price for row in variations if (price := row.amount("regular_price")) is not None), default=None)


def _images(row, variations):
    """Return (images, ``{variation id: image id}``). A variation's picture need not be among the product's own."""
    images = {image.id: image_of(image) for image in row.rows("images")}
    by_variation = {}
    for variation in variations:
        image = variation.row("image")
        if image and image.reference("id"):
            images.setdefault(image.id, image_of(image))
            by_variation[variation.id] = image.id
    return tuple(images.values()), by_variation


def _variants(shop, row, variations, price, images):
    if not variations:
        weight = units.kilograms(shop.lists, row.amount("weight"))
        facts = {"code": row.text("sku"), "barcode": row.text("global_unique_id"), "weight": weight}
        return (Variant(id=variant_id(row.id), **facts),)
    return tuple(_variant(shop, row, one, price, images.get(one.id, "")) for one in variations)


def _variant(shop, row, variation, price, image_id):
    own = variation.amount("regular_price")
    code = variation.text("sku")
    return Variant(
        id=variant_id(row.id, variation.id),
        # A variation without an SKU shows its product's.
        code="" if code == row.text("sku") else code,
        barcode=variation.text("global_unique_id"),
        attributes=tuple(_attribute(one) for one in variation.rows("attributes")),
        price_extra=own - price if own is not None and price is not None else ZERO,
        weight=units.kilograms(shop.lists, variation.amount("weight")),
        image_ids=(image_id,) if image_id else (),
        active=variation.text("status") == "publish",
        untold=("supplier_code",) if variation.has("global_unique_id") else ("supplier_code", "barcode"),
    )


def _attribute(row):
    """Return a chosen value. An attribute that a variation leaves open ("any size") is not among them."""
    return AttributeValue(
        attribute=row.plain("name"),
        value=row.plain("option"),
        attribute_id=row.reference("id"),
        attribute_code=row.text("slug"),
    )


def _components(row, codes):
    """Return what a group lists, or what is in a bundle of the Product Bundles extension (dossier section 4)."""
    if row.text("type") == "grouped":
        ids = row.references("grouped_products")
        return tuple(Component(product_id=id, variant_id=variant_id(id), code=codes.get(id, "")) for id in ids)
    return tuple(_bundled(part, codes) for part in row.rows("bundled_items"))


def _bundled(part, codes):
    id = part.reference("product_id")
    return Component(
        product_id=id,
        variant_id=variant_id(id),
        code=codes.get(id, ""),
        quantity=part.amount("quantity_default") or part.amount("quantity_min") or 1 + ZERO,
        option=part.plain("title") if part.flag("optional") else "",
        is_default=not part.flag("optional"),
    )


def _fields(row, values):
    """Return features that are no choice ("Fabric: cotton"), the shop's own fields, and open meta data."""
    features = [
        FieldValue(
            code=one.text("slug"),
            name=one.plain("name"),
            value=spoken(", ".join(str(option) for option in one.list("options"))),
        )
        for one in row.rows("attributes")
        if not one.flag("variation")
    ]
    return (*features, *own_fields(row), *open_fields(values))


def open_fields(values, keys=()):
    """Return meta data as fields: what does not begin with "_" and is a text, and what is asked for by key."""
    return tuple(
        FieldValue(code=key, name=key.strip("_").replace("_", " "), value=spoken(str(value)))
        for key, value in values.items()
        if (not key.startswith("_") or key in keys) and isinstance(value, str | int) and not isinstance(value, bool)
    )
