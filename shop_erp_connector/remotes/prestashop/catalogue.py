"""Categories and products, read: products come with all their combinations, two calls per page.

Prices in the shop are without tax and in its default currency. A product without combinations is one
variant "<product>-0", one with combinations is variants "<product>-<combination>" (the shop itself uses 0
for "the product as such" in orders and stock). Recordings full-products, one-products, full-combinations.
"""

from decimal import Decimal

from ..documents import AttributeValue, Image, Product, Variant
from ..documents.amounts import rounded
from . import taxes
from .shop import read_each

#: Kilograms → the shop's weight unit.
WEIGHT_UNITS = {"kg": Decimal(1), "g": Decimal(1000), "lb": Decimal("2.2046226"), "oz": Decimal("35.2739619")}


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


def weight_factor(lists):
    """Return by how much kilograms are multiplied for the shop, None when its unit is not known."""
    return WEIGHT_UNITS.get(lists.configuration("PS_WEIGHT_UNIT").strip().lower() or "kg")


def _products(shop, rows):
    with_combinations = [row.id for row in rows if row.associated("combinations")]
    combinations = combination_rows(shop, with_combinations)
    return read_each(rows, lambda row: _product(shop, row, combinations.get(row.id, ())))


def _product(shop, row, combinations):
    if row.has("state") and not row.flag("state"):
        # Begun in the back office and never saved: nobody can see it.
        return None
    lists = shop.lists
    is_service = row.flag("is_virtual") or row.optional("type") == "virtual"
    group_id = row.reference("id_tax_rules_group")
    country_id = lists.configuration("PS_COUNTRY_DEFAULT")
    return Product(
        id=row.id,
        updated_at=row.moment("date_upd", shop.zone),
        code=row.text("reference"),
        barcode=_barcode(row),
        variants=_variants(shop, row, combinations),
        is_service=is_service,
        is_stored=not is_service and lists.configuration("PS_STOCK_MANAGEMENT") != "0",
        weight=_weight(lists, row.amount("weight")),
        brand=row.optional("manufacturer_name"),
        supplier_code=row.optional("supplier_reference"),
        name=lists.texts(row.texts("name")),
        short_description=lists.texts(row.texts("description_short")),
        description=lists.texts(row.texts("description")),
        price=row.amount("price"),
        # 0 is the shop's "not told"; nothing is bought for nothing.
        cost=row.amount("wholesale_price") or None,
        tax_ids=taxes.of_group(lists, group_id, country_id) if group_id else (),
        category_id=row.reference("id_category_default"),
        category_ids=row.associated_ids("categories"),
        images=tuple(Image(id=id) for id in row.associated_ids("images")),
        active=row.flag("active"),
    )


def _variants(shop, row, combinations):
    if not combinations:
        return (
            Variant(
                id=f"{row.id}-0",
                code=row.text("reference"),
                barcode=_barcode(row),
                weight=_weight(shop.lists, row.amount("weight")),
                active=row.flag("active"),
            ),
        )
    return tuple(
        Variant(
            id=f"{row.id}-{combination.id}",
            code=combination.text("reference"),
            barcode=_barcode(combination),
            attributes=_attributes(shop.lists, combination),
            price_extra=combination.amount("price"),
            weight=_weight(shop.lists, row.amount("weight") + combination.amount("weight")),
            active=row.flag("active"),
        )
        for combination in combinations
    )


def _attributes(lists, combination):
    pairs = []
    for value_id in combination.associated_ids("product_option_values"):
        value = lists.entry("option_value", value_id)
        option = lists.entry("option", value["option"]) if value else None
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


def _weight(lists, weight):
    factor = weight_factor(lists)
    return None if factor is None else rounded(weight / factor, 6)
