"""Products, read: a list of ids, then every product's attributes and pictures by calls of their own, bundled.

Each product is one form: which simple products belong to a configurable one the interface does not tell (dossier B3),
so they come as products of their own, and the configurable one as a product of which no stock is kept. The parts of a
grouped product are told; those of a bundle are not. Recordings product-info*, image-list, v1-multicall.
"""

from ..documents import Component, FieldValue, Image, Product, Variant
from ..errors import NotFound, Rejected
from .changes import Source
from .rows import Row, read_each
from .wire import SYSTEM, rows_of

#: Types without anything on a shelf, and those that only stand for others.
SERVICES = ("virtual", "downloadable")
STANDING_FOR_OTHERS = ("configurable", "grouped", "bundle")


def product_source(shop):
    """Return how products are listed and read."""
    return Source(
        operation="catalogProductList", ids="product_id", key="product_id", read=_read_products, dated=_changed_at
    )


def info_calls(shop, ids, store_view=None):
    """Return the calls for the attributes of products; an id is said to be one, it might be another's SKU."""
    codes = shop.attribute_codes
    asked = {"additional_attributes": list(codes)} if codes else None
    return [("catalogProductInfo", id, store_view, asked, "id") for id in ids]


def _changed_at(shop, ids):
    """Return ``{id: when it changed}``."""
    answers = zip(ids, shop.wire.each(info_calls(shop, ids)), strict=True)
    return {id: str(answer.get("updated_at") or "") for id, answer in answers if isinstance(answer, dict)}


def _read_products(shop, ids, _listed):
    """Return (documents, refusals): attributes per language and pictures, each by a call per product."""
    views = list(shop.views.values())
    calls = info_calls(shop, ids)
    calls += [("catalogProductAttributeMediaList", id, None, "id") for id in ids]
    for view in views:
        calls += info_calls(shop, ids, view)
    answers = shop.wire.each(calls)
    infos, pictures, *translated = (answers[start : start + len(ids)] for start in range(0, len(answers), len(ids)))
    links = _links(shop, ids, infos)
    told = zip(ids, infos, pictures, *translated, strict=True)
    keyed = [(id, first_error(answers) or (id, *answers, links.get(id, ()))) for id, *answers in told]
    documents, refusals = read_each(keyed, lambda parts: _product(shop, *parts))
    # By the one list call of the page it is not known what changed first.
    documents.sort(key=lambda product: (product.updated_at is not None, product.updated_at))
    return documents, refusals


def first_error(answers):
    """Return the first of some answers that is an error, None where all are well."""
    return next((answer for answer in answers if isinstance(answer, Rejected)), None)


def _links(shop, ids, infos):
    """Return ``{id: rows of its parts}`` of the grouped products among these."""
    grouped = [
        id for id, info in zip(ids, infos, strict=True) if isinstance(info, dict) and info.get("type") == "grouped"
    ]
    answers = shop.wire.each([("catalogProductLinkList", "grouped", id, "id") for id in grouped])
    return dict(zip(grouped, answers, strict=True))


def _product(shop, id, info, pictures, *rest):
    *translated, parts = rest
    row = Row(info, f"product {id}")
    if not row.has("product_id"):
        raise NotFound(f"The shop has no product {id}.", system=SYSTEM)
    if isinstance(parts, Rejected):
        raise parts
    texts = {shop.main_language: row}
    texts |= {language: Row(answer, row.name) for language, answer in zip(shop.views, translated, strict=True)}
    values = _attribute_values(shop, row)
    barcode = values.get(shop.barcode_code, "")
    type, tax_class = row.text("type"), row.id("tax_class_id")
    weight = row.optional_amount("weight")
    categories = row.texts("categories") or row.texts("category_ids")
    active = row.text("status") == "1"
    return Product(
        id=id,
        updated_at=row.moment("updated_at"),
        code=row.text("sku"),
        barcode=barcode,
        variants=(Variant(id=id, code=row.text("sku"), barcode=barcode, active=active),),
        components=_components(row, parts),
        is_service=type in SERVICES,
        is_stored=type not in (*SERVICES, *STANDING_FOR_OTHERS),
        attribute_set=row.text("set"),
        weight=weight * shop.factor if weight is not None else None,
        fields=_fields(shop, values),
        name=_translated(texts, "name"),
        short_description=_translated(texts, "short_description"),
        description=_translated(texts, "description"),
        slug=_translated(texts, "url_key"),
        meta_title=_translated(texts, "meta_title"),
        meta_description=_translated(texts, "meta_description"),
        tags=_words(row.text("meta_keyword")),
        price=row.optional_amount("price"),
        price_includes_tax=shop.prices_include_tax,
        tax_ids=(tax_class,) if tax_class else (),
        # Which of several is the main one is nowhere said.
        category_id=categories[0] if len(categories) == 1 else "",
        category_ids=categories,
        images=images_of(shop, id, pictures),
        active=active,
    )


def _translated(texts, field):
    """Return ``{language: text}``; a store view without words of its own repeats the default's."""
    return {language: row.text(field) for language, row in texts.items() if row.has(field)}


def _words(text):
    return tuple(word for word in (word.strip() for word in text.split(",")) if word)


def _components(row, links):
    return tuple(
        Component(
            product_id=link.must("product_id"),
            variant_id=link.must("product_id"),
            code=link.text("sku"),
            quantity=link.amount("qty"),
        )
        for link in (Row(link, f"part of {row.name}") for link in rows_of(links, "catalogProductLinkList"))
    )


def images_of(shop, id, pictures):
    """Return the pictures of a product that buyers see, the main one first."""
    rows = [
        Row(picture, f"picture of product {id}") for picture in rows_of(pictures, "catalogProductAttributeMediaList")
    ]
    shown = [row for row in rows if not row.flag("exclude")]
    shown.sort(key=lambda row: ("image" not in row.texts("types"), row.amount_or_zero("position")))
    return tuple(
        Image(
            id=row.must("file"),
            url=row.text("url"),
            name=row.must("file").rpartition("/")[2],
            legend={shop.main_language: row.text("label")} if row.has("label") else {},
        )
        for row in shown
    )


def _attribute_values(shop, row):
    """Return ``{code: value as it is kept}`` of the attributes asked for: v2 lists them apart, v1 among the others."""
    apart = {pair.text("key"): pair.text("value") for pair in row.rows("additional_attributes", "attribute")}
    return {code: apart.get(code) or _kept(row, code) for code in shop.attribute_codes}


def _kept(row, code):
    value = row.values.get(code)
    return ",".join(map(str, value)) if isinstance(value, list) else row.text(code)


def _fields(shop, values):
    """Return the configured attributes, chosen options by their labels."""
    fields = []
    for code in shop.field_codes:
        attribute = shop.lists.attribute(code)
        if attribute and values.get(code):
            options = attribute["options"]
            chosen = values[code].split(",") if options else [values[code]]
            text = ", ".join(options.get(one, one) for one in chosen)
            fields.append(FieldValue(code=code, name=attribute["label"], value={"": text}))
    return tuple(fields)
