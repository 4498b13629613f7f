"""Stock: source items of several sources, what is still for sale, and the legacy item of one product.

Recordings source-items-*, salable*, stock-item*, sources, stocks.
"""

import re
from decimal import Decimal

from . import criteria
from .failures import ApiError, internal
from .products import COMPOSITE, by_sku, stock_item
from .schema import bound
from .web import route

SOURCES = "Magento_InventoryApi::source"


@route("GET", "/inventory/sources", SOURCES)
def list_sources(shop, call):
    """The places goods are sent from."""
    items = []
    for row in shop.store.all("source"):
        extension = {"is_pickup_location_active": False, "frontend_name": ""}
        items.append(dict(row, description=row["name"], extension_attributes=extension))
    return _listed(shop, call, items)


@route("GET", "/inventory/stocks", "Magento_InventoryApi::stock")
def list_stocks(shop, call):
    """Which websites sell from which sources."""
    items = []
    for row in shop.store.all("stock"):
        channels = [{"type": "website", "code": code} for code in row["websites"]]
        shown = {"stock_id": row["stock_id"], "name": row["name"]}
        items.append(shown | {"extension_attributes": {"sales_channels": channels}})
    return _listed(shop, call, items)


@route("GET", "/inventory/source-items", SOURCES)
def list_source_items(shop, call):
    """Quantities by SKU and source; a SKU without a product may be among them."""
    _with_sources(shop)
    rows = [
        {"sku": sku, "source_code": code, "quantity": quantity, "status": status}
        for (sku, code), (quantity, status) in shop.store.source_items.items()
    ]
    rows, asked, total = criteria.answer(
        shop, call, rows, value=_column, key=lambda row: (row["source_code"], row["sku"])
    )
    return {"items": rows, "search_criteria": asked, "total_count": total}


@route("POST", "/inventory/source-items", SOURCES)
def write_source_items(shop, call):
    """All rows or none; no SKU is looked up."""
    _with_sources(shop)
    rows = bound(call.body, "sourceItems")
    if not rows:
        raise ApiError(400, "Input data is empty")
    for row in rows:
        _check(row)
    known = {row["source_code"] for row in shop.store.all("source")}
    if any(row["source_code"] not in known for row in rows):
        raise ApiError(400, "Could not save Source Item")
    for row in rows:
        key = (shop.own_sku(row["sku"]), row["source_code"])
        shop.store.source_items[key] = [row["quantity"], int(row["status"])]
    return []


@route("GET", "/inventory/get-product-salable-quantity/{}/{}", "Magento_InventorySalesApi::stock")
def salable(shop, _call, sku, number):
    """What is there in the stock's sources less what is promised."""
    _with_sources(shop)
    row = by_sku(shop, sku)
    stock = shop.store.rows["stock"].get(int(number))
    if stock is None:
        raise ApiError(400, "Can't check requested quantity for products without Source Items support.")
    there = sum(shop.store.source_items.get((row["sku"], code), [Decimal(0)])[0] for code in stock["sources"])
    return there + shop.store.reservations.get(row["sku"], 0)


@route("GET", "/stockItems/{}", "Magento_CatalogInventory::cataloginventory")
def get_stock_item(shop, _call, sku):
    """The legacy item of one product."""
    return stock_item(by_sku(shop, sku))


@route("PUT", "/products/{}/stockItems/{}", "Magento_CatalogInventory::cataloginventory")
def put_stock_item(shop, call, sku, _number):
    """Write the default source's quantity; the number in the address is not looked at."""
    row = shop.store.product(sku)
    if row is None:
        raise ApiError(404, 'Product with SKU "%1" does not exist', [sku])
    given = bound(call.body, "stockItem")
    row["stock_item"].update(given)
    if "qty" in given and row["type_id"] not in COMPOSITE:
        shop.set_default_quantity(row, given["qty"], row["stock_item"]["is_in_stock"])
    return row["id"]


def _with_sources(shop):
    if not shop.msi:
        raise ApiError(404, "Request does not match any route.")


def _listed(shop, call, items):
    _with_sources(shop)
    query = call.query if any(name.startswith("searchCriteria") for name, _value in call.query) else [
        ("searchCriteria", "")]  # fmt: skip
    asked = criteria.Criteria(query).shown()
    return {"items": items, "search_criteria": asked, "total_count": len(items)}


def _column(row, field):
    if field not in row:
        raise internal(len(field))
    return row[field]


def _check(row):
    errors = [_empty(name) for name in ("sku", "source_code") if not _is_word(row.get(name))]
    if row.get("quantity") is None:
        errors.append({"message": '"%field" should be numeric.', "parameters": {"field": "quantity"}})
    if row.get("status") is None:
        errors.append({"message": '"%field" should be numeric.', "parameters": {"field": "status"}})
    elif row["status"] not in (0, 1):
        errors.append({"message": '"%field" should a known status.', "parameters": {"field": "status"}})
    if errors:
        first = errors[0]["message"].replace("%field", errors[0]["parameters"]["field"])
        raise ApiError(400, f"Validation Failed: {first}", errors=errors)


def _is_word(text):
    return bool(text) and not re.search(r"^\s|\s$", str(text))


def _empty(name):
    return {"message": '"%field" can not be empty.', "parameters": {"field": name}}
