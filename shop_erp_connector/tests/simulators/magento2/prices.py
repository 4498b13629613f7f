"""The bulk price routes: good rows are saved, bad ones told about in the answer, with status 200.

None of them moves a product's date. Recordings base-prices-errors, special-price-errors, tier-prices-errors.
"""

import re
from decimal import Decimal, InvalidOperation

from .products import COMPOSITE, value_of
from .schema import bound
from .web import route

CATALOG = "Magento_Catalog::products"

_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$")

_ROW = "Row ID: SKU = %SKU, Website ID: %websiteId, Customer Group: %customerGroup, Quantity: %qty."


@route("POST", "/products/base-prices", CATALOG)
def base_prices(shop, call):
    """Write base prices; a wrong price is told about without its SKU."""
    failures = []
    for row in bound(call.body, "prices"):
        product = shop.store.product(row.get("sku") or "")
        price = _number(row.get("price"))
        if product is None or (product["type_id"] in COMPOSITE and not _is_fixed_bundle(product)):
            failures.append(_invalid("SKU", row.get("sku")))
        elif price is None or price < 0:
            failures.append(_invalid("Price", row.get("price")))
        elif not _has_store(shop, row):
            failures.append(_no_store(row))
        else:
            product["values"].setdefault("price", {})[0] = price
    return failures


@route("POST", "/products/special-price", CATALOG)
def special_prices(shop, call):
    """Write special prices with their dates, as they come."""
    failures = []
    for row in bound(call.body, "prices"):
        product = shop.store.product(row.get("sku") or "")
        failure = _special_failure(shop, product, row)
        if failure:
            failures.append(failure)
            continue
        values = product["values"]
        values["special_price"] = {0: _number(row["price"])}
        for name, code in (("price_from", "special_from_date"), ("price_to", "special_to_date")):
            values[code] = {0: row.get(name)}
            if not row.get(name):
                del values[code]
    return failures


@route("POST", "/products/special-price-delete", CATALOG)
def delete_special_prices(shop, call):
    """Take special prices away that are named exactly."""
    failures = []
    for row in bound(call.body, "prices"):
        product = shop.store.product(row.get("sku") or "")
        if product is None:
            failures.append(_special_failure(shop, product, row))
        elif _special(product, row["sku"]) == [_normal(row)]:
            for code in ("special_price", "special_from_date", "special_to_date"):
                product["values"].pop(code, None)
    return failures


@route("POST", "/products/base-prices-information", CATALOG)
def base_information(shop, call):
    """Base prices; unknown SKUs are left out."""
    found = _named(shop, call)
    return [{"price": value_of(row, "price") or 0, "store_id": 0, "sku": row["sku"]} for row in found]


@route("POST", "/products/special-price-information", CATALOG)
def special_information(shop, call):
    """Special prices of the products that have one."""
    return [row for product in _named(shop, call) for row in _special(product, product["sku"])]


@route("POST", "/products/tier-prices", CATALOG)
def add_tiers(shop, call):
    """Add tiers, or change those of the same group and quantity."""
    return _write_tiers(shop, bound(call.body, "prices"))


@route("PUT", "/products/tier-prices", CATALOG)
def replace_tiers(shop, call):
    """Make these the tiers of the products that are named."""
    rows = bound(call.body, "prices")
    for row in rows:
        product = shop.store.product(row.get("sku") or "")
        if product is not None and _tier_failure(shop, product, row) is None:
            product["tier_prices"] = []
    return _write_tiers(shop, rows)


@route("POST", "/products/tier-prices-delete", CATALOG)
def delete_tiers(shop, call):
    """Take tiers away that are named exactly."""
    failures = []
    for row in bound(call.body, "prices"):
        product = shop.store.product(row.get("sku") or "")
        failure = _tier_failure(shop, product, row)
        if failure:
            failures.append(failure)
            continue
        product["tier_prices"] = [tier for tier in product["tier_prices"] if not _is_tier(shop, tier, row)]
    return failures


@route("POST", "/products/tier-prices-information", CATALOG)
def tier_information(shop, call):
    """Tiers of the products that are named; the group of everybody comes in small letters."""
    shown = []
    for product in _named(shop, call):
        for tier in product["tier_prices"]:
            percent = tier["extension_attributes"].get("percentage_value")
            shown.append({
                "price": percent if percent is not None else tier["value"],
                "price_type": "fixed" if percent is None else "discount",
                "website_id": tier["extension_attributes"]["website_id"], "sku": product["sku"],
                "customer_group": _group_code(shop, tier["customer_group_id"]), "quantity": tier["qty"],
            })  # fmt: skip
    return shown


def _named(shop, call):
    found = [shop.store.product(sku) for sku in bound(call.body, "skus")]
    return [row for row in found if row is not None]


def _number(value):
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _is_fixed_bundle(product):
    return product["type_id"] == "bundle" and str(value_of(product, "price_type")) == "1"


def _has_store(shop, row):
    return row.get("store_id", 0) in shop.store.rows["store"]


def _invalid(field, value):
    return {"message": "Invalid attribute %fieldName = %fieldValue.", "parameters": [field, str(value)]}


def _no_store(row):
    sku, store = row.get("sku"), str(row.get("store_id"))
    message = f"Requested store is not found. Row ID: SKU = {sku}, Store ID: {store}."
    return {"message": message, "parameters": [sku, store]}


def _special_failure(shop, product, row):
    names = ("sku", "store_id", "price_from", "price_to")
    sku, store, since, until = (str(row.get(name)) for name in names)
    where = f"Row ID: SKU = {sku}, Store ID: {store}, Price From: {since}, Price To: {until}."
    if product is None:
        message = "The product that was requested doesn't exist. Verify the product and try again."
        return {"message": f"{message} {where}", "parameters": [sku, store, since, until]}
    for label, value in (("Price From", row.get("price_from")), ("Price To", row.get("price_to"))):
        if value and not _DATE.match(value):
            # The fields of the message are shifted by one.
            message = f"Invalid attribute {label} = {until}. {where}"
            return {"message": message, "parameters": [label, sku, store, since, until]}
    price = _number(row.get("price"))
    if price is None or price < 0:
        return {"message": f"Invalid attribute Price = {until}. {where}",
                "parameters": ["Price", sku, store, since, until]}  # fmt: skip
    return None if _has_store(shop, row) else _no_store(row)


def _special(product, sku):
    price = value_of(product, "special_price")
    if price is None:
        return []
    row = {"price": price, "store_id": 0, "sku": sku}
    since, until = value_of(product, "special_from_date"), value_of(product, "special_to_date")
    return [row | {name: value for name, value in (("price_from", since), ("price_to", until)) if value}]


def _normal(row):
    return {name: value if name != "price" else _number(value) for name, value in row.items() if value is not None}


def _write_tiers(shop, rows):
    failures = []
    for row in rows:
        product = shop.store.product(row.get("sku") or "")
        failure = _tier_failure(shop, product, row)
        if failure:
            failures.append(failure)
            continue
        kept = [tier for tier in product["tier_prices"] if not _is_tier(shop, tier, row)]
        product["tier_prices"] = [*kept, _tier(shop, product, row)]
    return failures


def _tier(shop, product, row):
    price, website = _number(row["price"]), int(row.get("website_id") or 0)
    extension = {"website_id": website}
    if row.get("price_type") == "discount":
        extension["percentage_value"] = price
        price = (value_of(product, "price") or 0) * (100 - price) / 100
    return {
        "customer_group_id": _group_id(shop, row["customer_group"]), "qty": _number(row["quantity"]), "value": price,
        "extension_attributes": extension,
    }  # fmt: skip


def _is_tier(shop, tier, row):
    return (
        tier["customer_group_id"] == _group_id(shop, row["customer_group"])
        and tier["qty"] == _number(row["quantity"])
        and tier["extension_attributes"]["website_id"] == int(row.get("website_id") or 0)
    )


def _tier_failure(shop, product, row):
    names = ("sku", "website_id", "customer_group", "quantity")
    sku, website, group, quantity = (str(row.get(name)) for name in names)
    parameters = [sku, website, group, quantity]
    if product is None:
        return {"message": f"Invalid attribute SKU = %SKU. {_ROW}", "parameters": parameters}
    if _group_id(shop, group) is None:
        message = "No such entity with Customer Group = %customerGroup. "
        return {"message": message + _ROW, "parameters": parameters}
    price = _number(row.get("price"))
    if price is None or price < 0 or (row.get("price_type") == "discount" and price > 100):
        return {"message": f"Invalid attribute Price = %price. {_ROW}",
                "parameters": [str(row.get("price")), sku, website, group, quantity]}  # fmt: skip
    return None


def _group_id(shop, code):
    if str(code).casefold() == "all groups":
        return 32000
    return next((row["id"] for row in shop.store.all("group") if row["code"] == code), None)


def _group_code(shop, number):
    return "all groups" if number == 32000 else shop.store.rows["group"][number]["code"]
