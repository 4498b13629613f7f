"""Products, read: a page of them in one call, with one more for each sort of thing that they point to.

These are: their combinations, the texts of their features, their tags, their suppliers' references, the references of
what they name (two where packs hold variants). What no product of a page has is not asked for.
Prices in the shop are without tax and in its default currency. A product without combinations is one
variant "<product>-0", one with combinations is variants "<product>-<combination>" (the shop itself uses 0
for "the product as such" in orders and stock). Recordings full-products, one-products, full-combinations.
"""

from dataclasses import dataclass

from ..documents import AttributeValue, Product, Variant
from ..documents.amounts import rounded
from . import taxes, units
from .features import fields_of, value_rows
from .mentions import codes_of_rows
from .packs import components_of
from .pictures import image_of
from .shop import read_each
from .suppliers import references_of


@dataclass(frozen=True, slots=True)
class Page:
    """What the products of a page point to, by their ids.

    :param combinations: ``{product id: rows}``; :param values: ``{feature value id: row}``
    :param tags: ``{tag id: text}``; :param codes: see ``mentions.Codes``
    :param references: see ``suppliers.references_of``
    """

    combinations: dict
    values: dict
    tags: dict
    codes: object
    references: dict


def pull_products(shop, cursor, ids, limit):
    """Yield pages of ``Product`` with their variants.

    A product's date does not move when only a combination, a picture or its stock changes; the back office
    saves the product together with its combinations, so what people edit is seen.
    """
    return shop.pages("products", cursor, ids, limit, lambda rows: _products(shop, rows))


def combination_rows(shop, product_ids):
    """Return ``{product id: [combination rows in the order of their ids]}``."""
    by_product = {}
    if product_ids:
        for row in shop.wire.rows_by("combinations", "id_product", product_ids):
            by_product.setdefault(row.text("id_product"), []).append(row)
    for rows in by_product.values():
        rows.sort(key=lambda row: int(row.id))
    return by_product


def _products(shop, rows):
    page = Page(
        combinations=combination_rows(shop, [row.id for row in rows if row.associated("combinations")]),
        values=value_rows(shop, rows),
        tags=_tags(shop, rows),
        codes=codes_of_rows(shop, rows),
        references=references_of(shop, rows),
    )
    return read_each(rows, lambda row: _product(shop, row, page))


def _product(shop, row, page):
    if row.has("state") and not row.flag("state"):
        # Begun in the back office and never saved: nobody can see it.
        return None
    lists = shop.lists
    is_service = row.flag("is_virtual") or row.optional("type") == "virtual"
    return Product(
        id=row.id,
        updated_at=row.moment("date_upd", shop.zone),
        code=row.text("reference"),
        barcode=_barcode(row),
        variants=_variants(shop, row, page),
        components=components_of(row, page.codes),
        is_service=is_service,
        is_stored=not is_service and lists.configuration("PS_STOCK_MANAGEMENT") != "0",
        brand=row.optional("manufacturer_name"),
        supplier_code=page.references.get((row.id, "0")) or row.optional("supplier_reference"),
        fields=fields_of(shop, row, page.values),
        tags=tuple(page.tags[id] for id in row.associated_ids("tags") if id in page.tags),
        tax_ids=taxes.of_product(lists, row),
        category_id=row.reference("id_category_default"),
        category_ids=row.associated_ids("categories"),
        accessory_codes=tuple(filter(None, (page.codes.of(id) for id in row.associated_ids("accessories")))),
        images=_images(shop, row),
        active=row.flag("active"),
        untold=("origin_country", "customs_code", "related_codes", "payment_codes", *units.not_read(lists)),
        **_measures(lists, row),
        **_texts(lists, row),
        **_selling(row),
    )


def _measures(lists, row):
    sizes = {name: row.amount(name) for name in ("width", "height", "depth")}
    # 0 is the shop's "not told"; so a thing without weight is what only weight can be.
    found = {name: units.centimetres(lists, size) for name, size in sizes.items() if size}
    return found | {"weight": units.kilograms(lists, row.amount("weight"))}


def _texts(lists, row):
    """Return the texts; the delivery text is the product's own, before 1.7.3 what is shown in place of "in stock"."""
    names = {
        "name": "name",
        "short_description": "description_short",
        "description": "description",
        "slug": "link_rewrite",
        "meta_title": "meta_title",
        "meta_description": "meta_description",
        "delivery_text": "delivery_in_stock" if row.has("delivery_in_stock") else "available_now",
    }
    return {own: lists.texts(row.texts(name)) for own, name in names.items()}


def _selling(row):
    threshold = row.optional("low_stock_threshold").strip()
    return {
        "price": row.amount("price"),
        # 0 is the shop's "not told"; nothing is bought for nothing.
        "cost": row.amount("wholesale_price") or None,
        "unit_price": _unit_price(row),
        "unit_price_unit": row.text("unity"),
        "on_sale": row.flag("on_sale"),
        "minimum_quantity": row.amount("minimal_quantity"),
        "low_stock": row.amount("low_stock_threshold") if threshold else None,
        "available_on": row.day("available_date"),
    }


def _unit_price(row):
    """Return the price of one unit (of a litre …), None for none; before 8.0 the shop tells the ratio to the price."""
    if row.has("unit_price"):
        return row.amount("unit_price") or None
    ratio = row.amount("unit_price_ratio")
    return rounded(row.amount("price") / ratio, 6) if ratio else None


def _images(shop, row):
    """Return the pictures, the main one first, the others in their order."""
    ids = row.associated_ids("images")
    main = row.optional("id_default_image")
    ids = sorted(ids, key=lambda id: id != main)
    return tuple(image_of(shop, row.id, id) for id in ids)


def _tags(shop, rows):
    """Return ``{tag id: text}`` of the products' tags in the shop's default language."""
    ids = {id for row in rows for id in row.associated_ids("tags")}
    if not ids:
        return {}
    language_id = shop.lists.configuration("PS_LANG_DEFAULT")
    found = shop.wire.rows_by("tags", "id", ids, filters={"id_lang": f"[{language_id}]"}, display="[id,name]")
    return {row.id: row.text("name") for row in found}


def _variants(shop, row, page):
    combinations = page.combinations.get(row.id, ())
    if not combinations:
        return (
            Variant(
                id=f"{row.id}-0",
                code=row.text("reference"),
                barcode=_barcode(row),
                weight=units.kilograms(shop.lists, row.amount("weight")),
                active=row.flag("active"),
                untold=units.weight_not_read(shop.lists),
            ),
        )
    return tuple(
        Variant(
            id=f"{row.id}-{combination.id}",
            code=combination.text("reference"),
            barcode=_barcode(combination),
            attributes=_attributes(shop.lists, combination),
            price_extra=combination.amount("price"),
            cost=combination.amount("wholesale_price") or None,
            weight=units.kilograms(shop.lists, row.amount("weight") + combination.amount("weight")),
            image_ids=combination.associated_ids("images"),
            supplier_code=page.references.get((row.id, combination.id)) or combination.optional("supplier_reference"),
            untold=units.weight_not_read(shop.lists),
        )
        for combination in combinations
    )


def _attributes(lists, combination):
    pairs = []
    for value_id in combination.associated_ids("product_option_values"):
        # What a combination has is there, however new: it must not come in without one of its values.
        value = lists.entry("option_value", value_id, patience=0)
        option = lists.entry("option", value["option"], patience=0) if value else None
        if option:
            pairs.append(
                AttributeValue(
                    attribute=lists.name(option["names"]),
                    value=lists.name(value["names"]),
                    attribute_id=value["option"],
                    value_id=value_id,
                )
            )
    return tuple(pairs)


def _barcode(row):
    return row.text("ean13").strip() or row.optional("upc").strip()
