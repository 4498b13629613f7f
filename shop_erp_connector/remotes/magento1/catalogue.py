"""Products, read: a list of ids, then every product's attributes and pictures by calls of their own, bundled.

Each product is one form: which simple products belong to a configurable one the interface does not tell (dossier B3),
so they come as products of their own, and the configurable one as a product of which no stock is kept. The parts of a
grouped product are told; those of a bundle are not. Recordings product-info*, image-list, v1-multicall.
"""

from ..documents import Image, Product, Variant
from ..errors import NotFound, Rejected
from . import attributes, links, pictures
from .changes import Source
from .rows import Row, read_each
from .texts import own_texts
from .wire import SYSTEM, rows_of

#: Types without anything on a shelf, and those that only stand for others.
SERVICES = ("virtual", "downloadable")
STANDING_FOR_OTHERS = ("configurable", "grouped", "bundle")

#: Our texts → the shop's.
TEXTS = {
    "name": "name",
    "short_description": "short_description",
    "description": "description",
    "slug": "url_key",
    "meta_title": "meta_title",
    "meta_description": "meta_description",
}

#: What Magento 1 does not keep of a product.
#: None of a product's categories is its default one.
UNTOLD = (
    "category_id",
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


def _without_attribute(shop):
    """Yield what this shop does not keep, because no setting names an attribute for it."""
    if not shop.barcode_code:
        yield "barcode"
    if not shop.brand_code:
        yield "brand"


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
    """Return (documents, refusals): attributes and pictures in each language, links: each by a call per product."""
    views = (None, *shop.views.values())
    calls = [call for view in views for call in info_calls(shop, ids, view)]
    calls += [(pictures.LIST, id, view, "id") for view in views for id in ids]
    calls += [call for type in links.TYPES.values() for call in links.calls(ids, type)]
    answers = shop.wire.each(calls)
    blocks = [answers[start : start + len(ids)] for start in range(0, len(answers), len(ids))]
    parts = _parts(shop, ids, blocks[0])
    keyed = [(id, first_error(told) or (id, told)) for id, *told in zip(ids, *blocks, parts, strict=True)]
    documents, refusals = read_each(keyed, lambda told: _product(shop, *told))
    # By the one list call of the page it is not known what changed first.
    documents.sort(key=lambda product: (product.updated_at is not None, product.updated_at))
    return documents, refusals


def first_error(answers):
    """Return the first of some answers that is an error, None where all are well."""
    return next((answer for answer in answers if isinstance(answer, Rejected)), None)


def _parts(shop, ids, infos):
    """Return the answered parts of these products, () for one that is no group."""
    types = {id: info.get("type") for id, info in zip(ids, infos, strict=True) if isinstance(info, dict)}
    groups = [id for id in ids if types.get(id) == links.PARTS]
    answers = dict(zip(groups, shop.wire.each(links.calls(groups, links.PARTS)), strict=True))
    return [answers.get(id, ()) for id in ids]


def _product(shop, id, told):
    """Return the document of a product; ``told`` are the answers of ``_read_products``."""
    languages = (shop.main_language, *shop.views)
    count = len(languages)
    texts = {language: Row(info, f"product {id}") for language, info in zip(languages, told[:count], strict=True)}
    galleries = dict(zip(languages, told[count : 2 * count], strict=True))
    *beside, parts = told[2 * count :]
    row = texts[shop.main_language]
    if not row.has("product_id"):
        raise NotFound(f"The shop has no product {id}.", system=SYSTEM)
    own, lacking = attributes.read(shop, texts), tuple(_without_attribute(shop))
    type, tax_class = row.text("type"), row.id("tax_class_id")
    weight = row.optional_amount("weight")
    categories = row.texts("categories") or row.texts("category_ids")
    active = row.text("status") == "1"
    return Product(
        id=id,
        updated_at=row.moment("updated_at"),
        code=row.text("sku"),
        variants=(_form(id, row, own["barcode"], active, lacking),),
        components=links.components_of(parts, row.name),
        is_service=type in SERVICES,
        is_stored=type not in (*SERVICES, *STANDING_FOR_OTHERS),
        attribute_set=row.text("set"),
        weight=weight * shop.factor if weight is not None else None,
        tags=_words(row.text("meta_keyword")),
        price=row.optional_amount("price"),
        price_includes_tax=shop.prices_include_tax,
        tax_ids=(tax_class,) if tax_class else (),
        # Which of several is the main one is nowhere said.
        category_id=categories[0] if len(categories) == 1 else "",
        category_ids=categories,
        images=images_of(shop, id, galleries),
        active=active,
        untold=(*UNTOLD, *lacking),
        **{name: own_texts(shop.main_language, _told(texts, code)) for name, code in TEXTS.items()},
        **own,
        **{name: links.codes_of(rows, row.name) for name, rows in zip(links.TYPES, beside, strict=True)},
    )


def _form(id, row, barcode, active, lacking):
    """Return the only form of a product."""
    return Variant(id=id, code=row.text("sku"), barcode=barcode, active=active, untold=("supplier_code", *lacking))


def _told(texts, code):
    return {language: row.text(code) for language, row in texts.items()}


def _words(text):
    return tuple(word for word in (word.strip() for word in text.split(",")) if word)


def images_of(shop, id, galleries):
    """Return the pictures of a product that buyers see, the main one first.

    :param galleries: ``{language: rows}``; a store view without words of its own repeats the default's
    """
    rows = {language: _gallery(id, gallery) for language, gallery in galleries.items()}
    labels = {language: {row.text("file"): row.text("label") for row in shown} for language, shown in rows.items()}
    shown = [row for row in rows[shop.main_language] if not row.flag("exclude")]
    shown.sort(key=lambda row: ("image" not in row.texts("types"), row.amount_or_zero("position")))
    return tuple(
        Image(
            id=row.must("file"),
            url=row.text("url"),
            name=row.must("file").rpartition("/")[2],
            legend={
                language: files[row.text("file")] for language, files in labels.items() if files.get(row.text("file"))
            },
        )
        for row in shown
    )


def _gallery(id, rows):
    return [Row(picture, f"picture of product {id}") for picture in rows_of(rows, pictures.LIST)]
