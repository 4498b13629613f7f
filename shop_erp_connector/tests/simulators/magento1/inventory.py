"""Stock: one figure per product, from which the shop's own orders are taken off at once.

Products are named by SKU or id, and the SKU is tried first: an id that is another product's SKU means that one.
A change of stock does not move the product's date.
"""

from decimal import Decimal

from . import catalogue
from .soap import Fault

#: What else the shop keeps of a stock; it answers none of it (structure catalogInventoryStockItemEntity).
_FURTHER = (
    "manage_stock", "use_config_manage_stock", "min_sale_qty", "use_config_min_sale_qty", "notify_stock_qty",
    "use_config_notify_stock_qty",
)  # fmt: skip


def take_with_product(row, data):
    """Change a product's stock by what came with the product: a figure of its own is one that is not the settings'."""
    own = {f"use_config_{name}": 0 for name in ("min_sale_qty", "notify_stock_qty", "backorders") if name in data}
    take(row, own | data)


def take(row, data):
    """Change a product's stock by what is given."""
    row["stock"] |= {name: int(data[name]) for name in _FURTHER if data.get(name) is not None}
    if "qty" in data:
        row["qty"] = Decimal(str(data["qty"] or 0))
    if data.get("is_in_stock") is not None:
        row["is_in_stock"] = int(data["is_in_stock"])
    if data.get("backorders") is not None:
        row["backorders"] = int(data["backorders"])


def listed(shop, arguments):
    """catalogInventoryStockItemList: those that exist, in the order of their ids."""
    rows = [catalogue.find(shop, given) for given in arguments.get("products") or ()]
    found = {row["id"]: row for row in rows if row is not None}
    return [
        {"product_id": str(id), "sku": row["sku"], "qty": row["qty"], "is_in_stock": str(row["is_in_stock"])}
        for id, row in sorted(found.items())
    ]


def update(shop, arguments):
    """catalogInventoryStockItemUpdate."""
    take(catalogue.found(shop, arguments.get("product")), arguments.get("data") or {})
    return 1


def multi_update(shop, arguments):
    """catalogInventoryStockItemMultiUpdate: in order, until one is not there; what came before it is saved."""
    ids, rows = arguments.get("productIds") or [], arguments.get("productData") or []
    if len(ids) != len(rows):
        message = "Quantity of product IDs and product data should match. Inventory was not updated."
        raise Fault(103, message)
    for id, data in zip(ids, rows, strict=True):
        update(shop, {"product": id, "data": data})
    return True
