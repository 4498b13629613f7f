"""What people do to an order through the interface: comment, hold, cancel."""

from . import orders
from .soap import Fault


def add_comment(shop, arguments):
    """salesOrderAddComment: the status is the caller's, whatever it is; the state stays."""
    order = orders.found(shop, arguments.get("orderIncrementId"))
    notified = arguments.get("notify") not in (None, "", "0")
    orders.moved(shop, order, status=arguments.get("status") or "", comment=arguments.get("comment"), notified=notified)
    return True


def _not_changed():
    raise Fault(103, "Order status not changed. Details in error message.")


def hold(shop, arguments):
    """salesOrderHold."""
    order = orders.found(shop, arguments.get("orderIncrementId"))
    if order["state"] not in ("new", "processing"):
        _not_changed()
    order["before"] = (order["state"], order["status"])
    orders.moved(shop, order, state="holded", status="holded")
    return True


def unhold(shop, arguments):
    """salesOrderUnhold: what it was before."""
    order = orders.found(shop, arguments.get("orderIncrementId"))
    if order["state"] != "holded":
        _not_changed()
    state, status = order.pop("before")
    orders.moved(shop, order, state=state, status=status)
    return True


def cancel(shop, arguments):
    """salesOrderCancel: only what nothing was invoiced of; the goods come back."""
    order = orders.found(shop, arguments.get("orderIncrementId"))
    if order["state"] not in ("new", "pending_payment") or any(row["qty_invoiced"] for row in order["items"]):
        _not_changed()
    for row in order["items"]:
        row["qty_canceled"] = row["qty_ordered"]
        product = shop.store.products.get(row["product_id"])
        if product and row["product_type"] in ("simple", "virtual", "downloadable"):
            product["qty"] += row["qty_ordered"]
    order["total_canceled"] = order["grand_total"]
    orders.moved(shop, order, state="canceled", status="canceled")
    return True
