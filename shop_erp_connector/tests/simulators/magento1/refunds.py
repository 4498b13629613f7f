"""Credit memos: money that goes back, with or without goods."""

from . import orders
from .papers import add_up, comments, count, number, open_rows, paper
from .soap import Fault
from .store import ZERO


def refund(shop, arguments):
    """salesOrderCreditmemoCreate: money back outside the shop; return its number."""
    order = orders.found(shop, arguments.get("orderIncrementId"), 103)
    data = arguments.get("creditmemoData") or {}
    if not order["total_paid"] or order["state"] in ("canceled", "closed", "holded"):
        _refuse()
    taken = _taken(order, data.get("qtys"))
    # Shipping that nobody speaks of is given back too, once.
    carriage = not order.get("refunded", {}).get("shipping_amount")
    row = paper(shop, order, taken, carriage=carriage, shipping=data.get("shipping_amount"))
    plus, minus = data.get("adjustment_positive") or ZERO, data.get("adjustment_negative") or ZERO
    row["grand_total"] += plus - minus
    row["base_grand_total"] = row["grand_total"]
    if row["grand_total"] <= 0 or (order["total_refunded"] or ZERO) + row["grand_total"] > order["total_paid"]:
        _refuse()
    row |= {"adjustment_positive": plus, "adjustment_negative": minus, "adjustment": plus - minus, "state": "2"}
    row["comments"] = comments(shop, arguments, notified=bool(arguments.get("notifyCustomer")))
    row["increment_id"] = number(shop, "creditmemos")
    count(order, taken, "qty_refunded")
    add_up(order, "refunded", row)
    order["total_refunded"] = order["total_online_refunded"] = (order["total_refunded"] or ZERO) + row["grand_total"]
    shop.store.add("creditmemos", row)
    if order["total_refunded"] >= order["total_paid"]:
        orders.moved(shop, order, state="closed", status="closed")
    order["updated_at"] = shop.store.now()
    return row["increment_id"]


def _refuse():
    raise Fault(106, "Cannot create creditmemo.")


def _taken(order, given):
    """Return ``{row id: quantity}`` that is given back; without a list all that was invoiced and is not yet."""
    open = {row["item_id"]: row["qty_invoiced"] - row["qty_refunded"] for row in order["items"]}
    if given is None:
        own = open_rows(order, "qty_refunded")
        return {id: quantity for id, quantity in open.items() if id in own and quantity > 0}
    taken = {entry["order_item_id"]: entry["qty"] for entry in given if entry["qty"] > 0}
    if any(quantity > open.get(id, ZERO) for id, quantity in taken.items()):
        _refuse()
    return taken
