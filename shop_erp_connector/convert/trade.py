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

#: Document field of a link to other products: the product's field.
LINKS = {"accessory_codes": "shop_erp_accessory_ids", "related_codes": "shop_erp_alternative_ids"}

#: A number of so many digits is one of those that trade gives out, whose last digit checks the others.
_CHECKED_LENGTHS = frozenset({8, 12, 13, 14})


def trade_vals(product, base, known):
    """Return product.template values of what a document says; what it leaves out is emptied only if it said it before.

    :param base: the document on which both sides agreed last, None for none
    :param known: needs ``brands`` ({name: id}) and ``country_id(code)``
    :raises Problem: "unknown_country"
    """
    vals = {
        "shop_erp_brand_id": ("brand", known.brands.get(product.brand, False)),
        "shop_erp_width": ("width", float(product.width or 0)),
        "shop_erp_height": ("height", float(product.height or 0)),
        "shop_erp_depth": ("depth", float(product.depth or 0)),
        "country_of_origin": ("origin_country", known.country_id(product.origin_country)),
        "hs_code": ("customs_code", product.customs_code or False),
        "shop_erp_low_stock": ("low_stock", float(product.low_stock or 0)),
    }
    return {name: value for name, (field, value) in vals.items() if _is_told(product, base, field)}


def _is_told(product, base, field):
    return getattr(product, field) not in (None, "") or bool(base and getattr(base, field) not in (None, ""))


def with_trade(document, template, base, *, per_kilogram=1.0):
    """Return the document with what Odoo's product says.

    :param base: the document on which both sides agreed last, None for none; a 0 is told only to those who know it
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
    return replace(
        document,
        **told,
        weight=_kilograms(document.weight, per_kilogram),
        variants=tuple(replace(one, weight=_kilograms(one.weight, per_kilogram)) for one in document.variants),
        brand=template.shop_erp_brand_id.name or "",
        origin_country=template.country_of_origin.code or "",
        customs_code=template.hs_code or "",
    )


def _number(value):
    return rounded(Decimal(repr(value)), 6)


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
