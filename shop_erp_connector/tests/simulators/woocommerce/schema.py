"""What WordPress checks of a single write, and how a batch casts what it does not check.

Batches skip the schema: bad values are stored as what PHP makes of them. Recordings post-bad-type, post-bad-enum,
stock-fraction, stock-string, batch-mixed-errors, order-bad-status.
"""

import re

from .failures import invalid_param, missing_param

PRODUCT_TYPES = ("simple", "grouped", "external", "variable")
PRODUCT_STATUSES = ("draft", "pending", "private", "publish", "future", "auto-draft", "trash")
ORDER_STATUSES = (
    "auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft",
)  # fmt: skip

_SHARED = {
    "sku": "string", "global_unique_id": "string", "regular_price": "string", "sale_price": "string",
    "description": "string", "virtual": "boolean", "downloadable": "boolean",
    "tax_status": ("taxable", "shipping", "none"),
    "tax_class": "string", "stock_quantity": "integer", "backorders": ("no", "notify", "yes"), "weight": "string",
    "stock_status": ("instock", "outofstock", "onbackorder"), "dimensions": "object", "shipping_class": "string",
    "meta_data": "array", "menu_order": "integer", "low_stock_amount": "integer?",
    "date_on_sale_from": "date", "date_on_sale_from_gmt": "date", "date_on_sale_to": "date",
    "date_on_sale_to_gmt": "date",
}  # fmt: skip

#: resource: {field: type or allowed values}. Fields that are not named are taken as they are.
SCHEMAS = {
    "products": {
        **_SHARED, "name": "string", "slug": "string", "type": PRODUCT_TYPES, "status": PRODUCT_STATUSES,
        "featured": "boolean", "catalog_visibility": ("visible", "catalog", "search", "hidden"),
        "short_description": "string", "manage_stock": "boolean", "sold_individually": "boolean",
        "categories": "array", "tags": "array", "brands": "array", "images": "array", "attributes": "array",
        "default_attributes": "array", "upsell_ids": "array", "cross_sell_ids": "array", "grouped_products": "array",
        "parent_id": "integer", "purchase_note": "string", "external_url": "string", "button_text": "string",
    },
    "variations": {
        **_SHARED, "status": PRODUCT_STATUSES, "attributes": "array", "image": "object",
    },
    "orders": {
        "status": ORDER_STATUSES, "currency": "string", "customer_id": "integer", "customer_note": "string",
        "billing": "object", "shipping": "object", "payment_method": "string", "payment_method_title": "string",
        "transaction_id": "string", "set_paid": "boolean", "meta_data": "array", "line_items": "array",
        "shipping_lines": "array", "fee_lines": "array", "coupon_lines": "array", "created_via": "string",
    },
    "customers": {
        "email": "email", "first_name": "string", "last_name": "string", "username": "string", "password": "string",
        "billing": "object", "shipping": "object", "meta_data": "array",
    },
    "categories": {
        "name": "string", "slug": "string", "parent": "integer", "description": "string",
        "display": ("default", "products", "subcategories", "both"), "image": "object", "menu_order": "integer",
    },
    "tags": {"name": "string", "slug": "string", "description": "string"},
    "attributes": {"name": "string", "slug": "string", "type": "string", "has_archives": "boolean"},
    "terms": {"name": "string", "slug": "string", "menu_order": "integer", "description": "string"},
    "coupons": {"code": "string", "amount": "string", "discount_type": ("percent", "fixed_cart", "fixed_product")},
    "notes": {"note": "string", "customer_note": "boolean", "added_by_user": "boolean"},
    "refunds": {
        "amount": "string", "reason": "string", "api_refund": "boolean", "line_items": "array", "meta_data": "array",
    },
    "webhooks": {
        "name": "string", "status": ("active", "paused", "disabled"), "topic": "string", "secret": "string",
        "delivery_url": "string",
    },
}  # fmt: skip

#: What a creation cannot do without.
REQUIRED = {
    "customers": ("email",), "categories": ("name",), "tags": ("name",), "attributes": ("name",), "terms": ("name",),
    "coupons": ("code",), "notes": ("note",), "webhooks": ("topic", "delivery_url"),
}  # fmt: skip


def validate(resource, values, *, is_new):
    """Check the values of a single write.

    :raises ApiError: 400 for the first one that does not fit
    """
    missing = [name for name in REQUIRED.get(resource, ()) if name not in values] if is_new else []
    if missing:
        raise missing_param(*missing)
    for name, rule in SCHEMAS.get(resource, {}).items():
        if name in values:
            _check(name, values[name], rule)


def _check(name, value, rule):
    if isinstance(rule, tuple):
        if value not in rule:
            names = f"{', '.join(rule[:-1])}, and {rule[-1]}"
            raise invalid_param(name, "rest_not_in_enum", f"{name} is not one of {names}.")
        return
    if value is None and rule in ("date", "integer?"):
        return
    if rule == "email":
        if not is_email(value):
            raise invalid_param(name, "rest_invalid_email", "Invalid email address.")
        return
    if not FITS[rule.rstrip("?")](value):
        kind = {"date": "string"}.get(rule, rule.rstrip("?"))
        raise invalid_param(name, "rest_invalid_type", f"{name} is not of type {kind}.", {"param": name})


def is_email(value):
    """Tell whether WordPress takes a text for an e-mail address."""
    return isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value) is not None


def _is_integer(value):
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer()) or _is_integer_text(value)


def _is_integer_text(value):
    return isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.0+)?", value) is not None


FITS = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "boolean": lambda value: value in (True, False, 0, 1, "0", "1", "true", "false"),
    "array": lambda value: isinstance(value, list | str),
    "object": lambda value: isinstance(value, dict),
    "date": lambda value: isinstance(value, str),
}


def whole(value):
    """Return a number as PHP's intval makes it."""
    found = re.match(r"\s*[+-]?\d+", str(value)) if not isinstance(value, bool) else None
    return int(found.group()) if found else int(value is True)


def truth(value):
    """Return a boolean as WordPress reads it."""
    return str(value).lower() not in ("false", "0", "", "none", "no")


def price_text(value):
    """Return a price as it is stored: anything that is no number becomes empty, a decimal comma a dot."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    text = re.sub(r"[^0-9.\-]", "", text)
    return text if re.fullmatch(r"-?\d*\.?\d+|-?\d+\.", text) else ""
