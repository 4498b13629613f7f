"""Products, read: simple and virtual ones, configurable ones with their variants, bundles and groups with their parts.

A variant is named by the number of its simple product, which orders also name; SKUs may change. Variants are told with
their parent and never on their own. Rows of a list hold everything but stock (recordings products-list,
configurable-in-list, bundle-post); the variants, the parts' numbers and each translation take one more call per page.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from ..contract import Page
from ..documents import AttributeValue, Component, FieldValue, Image, Product, Variant
from ..documents.amounts import rounded
from . import taxes
from .codelists import CHOICES
from .families import Families
from .rows import ZERO
from .shop import read_each

PATH = "/products"

#: The shop's weight unit → kilograms.
WEIGHT_UNITS = {"kgs": Decimal(1), "lbs": Decimal("0.45359237")}

#: Our texts → the codes of their attributes.
TEXTS = {
    "short_description": "short_description",
    "description": "description",
    "slug": "url_key",
    "meta_title": "meta_title",
    "meta_description": "meta_description",
}

#: What Magento does not keep of a product; below which quantity it warns people is told by no list.
#: None of a product's categories is its default one.
UNTOLD = (
    "category_id",
    "low_stock",
    "supplier_code",
    "customs_code",
    "width",
    "height",
    "depth",
    "unit_price",
    "unit_price_unit",
    "delivery_text",
    "payment_codes",
)

#: How people fill in attributes that hold texts.
TEXT_INPUTS = ("text", "textarea", "texteditor", "pagebuilder")

#: Types without anything to ship.
SERVICES = ("virtual", "downloadable")

#: Types made of other products: they have no stock of their own.
COMPOSITE = ("configurable", "bundle", "grouped")


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to a page of products, by product id (``by_sku``: by SKU)."""

    variants: dict = field(default_factory=dict)
    by_sku: dict = field(default_factory=dict)
    translated: dict = field(default_factory=dict)


def pull_products(shop, cursor, ids, limit):
    """Yield pages of ``Product``.

    A change of a variant is a change of its parent. A product's date does not move when its stock, its prices by the
    price calls, or its pictures change.
    """
    if ids is not None:
        # An order names the parts of a bundle by their own number, also where they are somebody's variants.
        parents = Families(shop).parents()
        for rows, missing in shop.listed(PATH, [parents.get(id, id) for id in ids], limit, key="id"):
            documents, refusals = _products(shop, rows)
            yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))
        return
    # In the first reading each parent comes by itself; later a changed variant stands for its parent.
    is_first = not cursor or cursor.get("first", False)
    parents = Families(shop).parents(afresh=not cursor)
    for rows, position in shop.changed(PATH, cursor, limit, key="id"):
        rows = _own(rows, parents) if is_first else _with_parents(shop, rows, parents)
        if not rows and position["more"]:
            continue
        documents, refusals = _products(shop, rows)
        position = position | ({"first": True} if is_first and position["more"] else {})
        yield Page(documents=documents, cursor=position, refusals=tuple(refusals))


def _own(rows, parents):
    return [row for row in rows if row.text("id") not in parents]


def _with_parents(shop, rows, parents):
    """Return the rows with parents in the place of their variants, each once.

    A variant whose parent is gone is a product of its own.
    """
    known = {row.text("id"): row for row in rows}
    wanted = {parents[id] for id in known if id in parents} - known.keys()
    known |= {row.text("id"): row for row in shop.wire.rows_by(PATH, "entity_id", wanted)}
    ids = (parents.get(row.text("id"), row.text("id")) for row in rows)
    found = (id if id in known else row.text("id") for id, row in zip(ids, rows, strict=True))
    return [known[id] for id in dict.fromkeys(found)]


def _products(shop, rows):
    parts = _parts(shop, rows)
    return read_each(rows, lambda row: _product(shop, row, parts), key="id")


def _parts(shop, rows):
    wire, ids = shop.wire, [row.text("id") for row in rows]
    children = {id for row in rows for id in row.extension.texts("configurable_product_links")}
    variants = {row.text("id"): row for row in wire.rows_by(PATH, "entity_id", children)} if children else {}
    skus = {link.text("sku") for row in rows for link in _bundle_links(row)}
    skus |= {link.text("linked_product_sku") for row in rows for link in _grouped_links(row)}
    translated = {
        language: {row.text("id"): row for row in wire.rows_by(PATH, "entity_id", ids, scope=code, fields=_TRANSLATED)}
        for language, code in shop.languages.translations.items()
        if ids
    }
    return Parts(variants=variants, by_sku=ids_by_sku(shop, skus), translated=translated)


_TRANSLATED = "id,name,custom_attributes"


def ids_by_sku(shop, skus):
    """Return ``{SKU in lower case: product id}``: the shop does not tell upper from lower case."""
    if not skus:
        return {}
    rows = shop.wire.rows_by(PATH, "sku", skus, fields="id,sku")
    return {row.text("sku").casefold(): row.text("id") for row in rows}


def _bundle_links(row):
    return [link for option in row.extension.rows("bundle_product_options") for link in option.rows("product_links")]


def _grouped_links(row):
    return [link for link in row.rows("product_links") if link.optional("link_type") == "associated"]


def _product(shop, row, parts):
    id, kind = row.text("id"), row.text("type_id")
    children = [parts.variants[one] for one in row.extension.texts("configurable_product_links") if one in
                parts.variants]  # fmt: skip
    price = _price(row, children)
    views = {language: rows[id] for language, rows in parts.translated.items() if id in rows}
    tax_class = row.custom("tax_class_id")
    categories = tuple(link.text("category_id") for link in row.extension.rows("category_links"))
    moments = [one.moment("updated_at") for one in (row, *children)]
    return Product(
        id=id,
        updated_at=max(filter(None, moments), default=None),
        code=row.text("sku"),
        barcode=barcode(shop, row),
        variants=_variants(shop, row, children, price),
        components=(*_bundle_components(row, parts), *_grouped_components(row, parts)),
        is_service=kind in SERVICES,
        is_stored=kind not in (*SERVICES, "bundle", "grouped"),
        weight=weight(shop, row),
        brand=label(shop, row, shop.settings["brand_attribute"]),
        origin_country=row.custom("country_of_manufacture"),
        attribute_set=row.optional("attribute_set_id"),
        fields=_fields(shop, row, children, views),
        name=_texts(shop, row.text("name"), {language: view.optional("name") for language, view in views.items()}),
        tags=tuple(word.strip() for word in row.custom("meta_keyword").split(",") if word.strip()),
        price=price,
        price_includes_tax=shop.settings.is_on("prices_include_tax"),
        cost=row.custom_number("cost"),
        tax_ids=taxes.of_class(shop, tax_class) if tax_class not in ("", "0") else (),
        category_id=categories[0] if len(categories) == 1 else "",
        category_ids=categories,
        related_codes=_linked(row, "related"),
        accessory_codes=_linked(row, "crosssell"),
        images=_all_images(shop, row, children, views),
        active=row.flag("status") and row.text("status") == "1",
        untold=(*UNTOLD, *_without_attribute(shop)),
        **{
            name: _texts(shop, row.custom(code), {language: view.custom(code) for language, view in views.items()})
            for name, code in TEXTS.items()
        },
    )


def _without_attribute(shop):
    """Yield what this shop does not keep, because no setting names an attribute for it."""
    for name in ("barcode", "brand"):
        if not shop.settings[f"{name}_attribute"]:
            yield name


def _texts(shop, main, translated):
    return shop.languages.texts(main, translated)


def _price(row, children):
    """Return the price of the cheapest variant, for a product with variants: it has none of its own."""
    if children:
        return min(child.amount_or_zero("price") for child in children)
    return row.optional_amount("price")


def _variants(shop, row, children, price):
    if not children:
        if row.text("type_id") == "configurable":
            return ()
        return (_variant(shop, row, (), ZERO, ()),)
    options = row.extension.rows("configurable_product_options")
    options.sort(key=lambda option: (option.amount_or_zero("position"), option.text("attribute_id")))
    ids = [option.text("attribute_id") for option in options]
    return tuple(
        _variant(
            shop,
            child,
            tuple(_value(shop, child, id) for id in ids),
            child.amount_or_zero("price") - price,
            tuple(image.id for image in images(shop, child, {})),
        )
        for child in children
    )


def _variant(shop, row, attributes, extra, image_ids):
    return Variant(
        id=row.text("id"),
        code=row.text("sku"),
        barcode=barcode(shop, row),
        attributes=attributes,
        price_extra=extra,
        cost=row.custom_number("cost"),
        weight=weight(shop, row),
        image_ids=image_ids,
        active=row.text("status") == "1",
        untold=("supplier_code",) if shop.settings["barcode_attribute"] else ("supplier_code", "barcode"),
    )


def _value(shop, child, attribute_id):
    entry = shop.lists.entry("attribute", attribute_id) or {"code": "", "label": "", "options": {}}
    value_id = child.custom(entry["code"])
    return AttributeValue(
        attribute=entry["label"] or entry["code"],
        value=shop.lists.option(entry["code"], value_id) if value_id else "",
        attribute_id=attribute_id,
        attribute_code=entry["code"],
        value_id=value_id,
    )


def _bundle_components(row, parts):
    """Each option is one part, or a choice between several."""
    components = []
    for option in row.extension.rows("bundle_product_options"):
        links = option.rows("product_links")
        is_choice = len(links) > 1 or not option.flag("required")
        for link in links:
            id = parts.by_sku.get(link.text("sku").casefold(), "")
            components.append(
                Component(
                    product_id=id,
                    variant_id=id,
                    code=link.text("sku"),
                    quantity=link.amount("qty"),
                    option=option.optional("title") if is_choice else "",
                    is_default=link.flag("is_default") if is_choice else True,
                )
            )
    return components


def _grouped_components(row, parts):
    components = []
    for link in _grouped_links(row):
        id = parts.by_sku.get(link.text("linked_product_sku").casefold(), "")
        quantity = link.extension.optional_amount("qty")
        components.append(
            Component(
                product_id=id,
                variant_id=id,
                code=link.text("linked_product_sku"),
                quantity=quantity if quantity else Decimal(1),
                is_default=bool(quantity),
            )
        )
    return components


def _linked(row, kind):
    return tuple(
        link.text("linked_product_sku") for link in row.rows("product_links") if link.optional("link_type") == kind
    )


def images(shop, row, views):
    """Return the pictures of a product's gallery, the main one first; those that are hidden are left out."""
    entries = [entry for entry in row.rows("media_gallery_entries") if entry.optional("media_type") in ("", "image")]
    entries = [entry for entry in entries if not entry.flag("disabled")]
    entries.sort(key=lambda entry: ("image" not in entry.texts("types"), entry.amount_or_zero("position")))
    base = shop.config["media"].rstrip("/")
    return tuple(
        Image(
            id=entry.text("id"),
            url=f"{base}/catalog/product{entry.text('file')}",
            name=entry.text("file").rpartition("/")[2],
            legend=_texts(shop, entry.optional("label"), {}),
        )
        for entry in entries
    )


def _all_images(shop, row, children, views):
    found = images(shop, row, views)
    seen = {image.id for image in found}
    return (*found, *(image for child in children for image in images(shop, child, {}) if image.id not in seen))


def _fields(shop, row, children, views):
    """Return the values of the merchant's own attributes, but those that have a field or tell variants apart."""
    telling = {option.text("attribute_id") for option in row.extension.rows("configurable_product_options")}
    used = {shop.settings["barcode_attribute"], shop.settings["brand_attribute"], *TEXTS.values()}
    own = {
        entry["code"]: entry
        for id, entry in shop.lists.all("attribute").items()
        if entry["custom"] and id not in telling and entry["code"] not in used
    }
    # A store view may have a text where the main one is empty.
    codes = {code for one in (row, *views.values()) for code in one.custom_codes()}
    return tuple(
        FieldValue(code=code, name=own[code]["label"], value=_field_texts(shop, own[code], row, code, views))
        for code in sorted(codes & own.keys())
    )


def is_translated(entry):
    """Tell whether an attribute holds texts of its own for each store view."""
    return entry["scope"] == "store" and entry["input"] in TEXT_INPUTS


def _field_texts(shop, entry, row, code, views):
    if views and is_translated(entry):
        return _texts(shop, row.custom(code), {language: view.custom(code) for language, view in views.items()})
    if not entry["options"] and entry["input"] not in CHOICES:
        return {"": row.custom(code)}
    return {"": ", ".join(shop.lists.option(code, value) for value in row.custom(code).split(","))}


def barcode(shop, row):
    """Return the barcode; Magento has no attribute for it, so the setting names one."""
    code = shop.settings["barcode_attribute"]
    return row.custom(code).strip() if code else ""


def label(shop, row, code):
    """Return the text of an attribute that people choose from, "" for none."""
    value = row.custom(code) if code else ""
    return shop.lists.option(code, value) if value else ""


def weight(shop, row):
    """Return the weight in kilograms, None where there is none or the shop's unit is not known."""
    factor = WEIGHT_UNITS.get(shop.config["weight_unit"])
    number = row.optional_amount("weight")
    return rounded(number * factor, 6) if factor and number is not None else None
