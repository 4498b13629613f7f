"""Stock: one figure per product, from which the shop's own orders are taken off at once.

Products are named by SKU or id, and the SKU is tried first: an id that is another product's SKU means that one.
A change of stock does not move the product's date.
"""

from decimal import Decimal

from . import catalogue
from .soap import Fault


def take(row, data):
    """Change a product's stock by what is given."""
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
