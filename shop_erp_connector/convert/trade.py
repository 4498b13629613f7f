"""What a product is as goods: brand, size, weight, origin, customs code, barcode."""

from dataclasses import replace
from decimal import Decimal

from odoo.tools.barcode import get_barcode_check_digit

from ..remotes.documents import IDENTITY, STOCK
from ..remotes.documents.amounts import rounded

#: The field group of each value of ``trade_vals``.
TRADE_FIELD_GROUPS = {
    "shop_erp_brand_id": IDENTITY,
    "shop_erp_width": IDENTITY,
    "shop_erp_height": IDENTITY,
    "shop_erp_depth": IDENTITY,
    "country_of_origin": IDENTITY,
    "hs_code": IDENTITY,
    "shop_erp_low_stock": STOCK,
}

#: Which field of a document each of them is.
TRADE_VALUE_FIELDS = {
    "shop_erp_brand_id": "brand",
    "shop_erp_width": "width",
    "shop_erp_height": "height",
    "shop_erp_depth": "depth",
    "country_of_origin": "origin_country",
    "hs_code": "customs_code",
    "shop_erp_low_stock": "low_stock",
}

#: Document field of a link to other products: the product's field.
LINKS = {"accessory_codes": "shop_erp_accessory_ids", "related_codes": "shop_erp_alternative_ids"}

#: A number of so many digits is one of those that trade gives out, whose last digit checks the others.
_CHECKED_LENGTHS = frozenset({8, 12, 13, 14})


def trade_vals(product, known):
    """Return product.template values of what a document says.

    :param known: needs ``brands`` ({name: id}) and ``country_id(code)``
    :raises Problem: "unknown_country"
    """
    return {
        "shop_erp_brand_id": known.brands.get(product.brand, False),
        "shop_erp_width": float(product.width or 0),
        "shop_erp_height": float(product.height or 0),
        "shop_erp_depth": float(product.depth or 0),
        "country_of_origin": known.country_id(product.origin_country),
        "hs_code": product.customs_code or False,
        "shop_erp_low_stock": float(product.low_stock or 0),
    }


def with_trade(document, template, base, *, per_kilogram=1.0):
    """Return the document with what Odoo's product says.

    :param base: the document on which both sides agreed last, None for none; a 0 is told only to those who knew more,
        for Odoo keeps a 0 also where nobody has ever said anything
    :param per_kilogram: how many of Odoo's units of weight make a kilogram
    """
    numbers = {
        "width": template.shop_erp_width,
        "height": template.shop_erp_height,
        "depth": template.shop_erp_depth,
        "low_stock": template.shop_erp_low_stock,
    }
    told = {
        field: _number(value)
        for field, value in numbers.items()
        if value or (base and getattr(base, field) is not None)
    }
    weights = {one.id: one.weight for one in base.variants if one.id} if base else {}
    return replace(
        document,
        **told,
        weight=_weight(document.weight, base and base.weight, per_kilogram),
        variants=tuple(
            replace(one, weight=_weight(one.weight, weights.get(one.id), per_kilogram)) for one in document.variants
        ),
        brand=template.shop_erp_brand_id.name or "",
        origin_country=template.country_of_origin.code or "",
        customs_code=template.hs_code or "",
    )


def _number(value):
    return rounded(Decimal(repr(value)), 6)


def _weight(weight, agreed, per_kilogram):
    return _kilograms(weight, per_kilogram) if weight or agreed is not None else None


def _kilograms(weight, per_kilogram):
    return weight if weight is None or per_kilogram == 1 else rounded(weight / Decimal(repr(per_kilogram)), 6)


def wrong_barcodes(barcodes):
    """Return those barcodes that look like a number of trade (EAN, UPC, GTIN) and fail their check digit."""
    return [
        code
        for code in barcodes
        if code
        and code.isascii()
        and code.isdigit()
        and len(code) in _CHECKED_LENGTHS
        and get_barcode_check_digit(code) != int(code[-1])
    ]
