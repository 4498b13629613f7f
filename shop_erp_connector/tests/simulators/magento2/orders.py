"""Orders: shown, listed, commented, cancelled, held. Recordings order-*, orders-*."""

from decimal import Decimal

from . import criteria
from .failures import ApiError, internal, no_entity
from .schema import bound
from .web import route

VIEW = "Magento_Sales::actions_view"

#: Amounts of an order that come again in the shop's base currency.
IN_BASE = (
    "adjustment_negative", "adjustment_positive", "discount_amount", "discount_invoiced", "discount_refunded",
    "grand_total", "discount_tax_compensation_amount", "discount_tax_compensation_invoiced",
    "discount_tax_compensation_refunded", "shipping_amount", "shipping_discount_amount", "shipping_incl_tax",
    "shipping_invoiced", "shipping_refunded", "shipping_tax_amount", "shipping_tax_refunded", "subtotal",
    "subtotal_incl_tax", "subtotal_invoiced", "subtotal_refunded", "tax_amount", "tax_invoiced", "tax_refunded",
    "total_due", "total_invoiced", "total_offline_refunded", "total_paid", "total_refunded",
)  # fmt: skip

ITEM_IN_BASE = (
    "amount_refunded", "discount_amount", "discount_invoiced", "discount_refunded", "discount_tax_compensation_amount",
    "discount_tax_compensation_invoiced", "discount_tax_compensation_refunded", "original_price", "price",
    "price_incl_tax", "row_invoiced", "row_total", "row_total_incl_tax", "tax_amount", "tax_invoiced", "tax_refunded",
)  # fmt: skip

#: What the rows hold for the shop's own use.
HIDDEN = frozenset({
    "items", "extension", "histories", "billing", "shipping", "method", "payment_method", "billing_number",
    "shipping_number", "applied", "is_sum",
})  # fmt: skip

SHIPPING_TOTALS = (
    "shipping_amount", "shipping_discount_amount", "shipping_discount_tax_compensation_amount", "shipping_incl_tax",
    "shipping_invoiced", "shipping_refunded", "shipping_tax_amount", "shipping_tax_refunded",
)  # fmt: skip

PAYMENT_TOTALS = {
    "amount_paid": "total_paid", "amount_refunded": "total_refunded", "shipping_captured": "shipping_invoiced",
    "shipping_refunded": "shipping_refunded",
}  # fmt: skip

PAYMENT_TITLES = {"checkmo": "Check / Money order", "banktransfer": "Bank Transfer Payment"}


@route("GET", "/orders", VIEW)
def list_orders(shop, call):
    """Whole orders, page by page."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["order"].values(), value=_column, key=lambda row: row["entity_id"]
    )
    items = [shown(shop, row) for row in rows]
    return {"items": items, "search_criteria": asked, "total_count": total}


@route("GET", "/orders/{}", VIEW)
def get_order(shop, _call, number):
    """One order."""
    return shown(shop, by_id(shop, number))


@route("POST", "/orders", "Magento_Sales::create")
def save_raw(shop, call):
    """Save a field of an order past all rules; of use for our own reference alone."""
    entity = bound(call.body, "entity")
    row = by_id(shop, entity.get("entity_id"))
    row["ext_order_id"] = entity.get("ext_order_id", row.get("ext_order_id"))
    row["updated_at"] = shop.store.now
    return shown(shop, row)


@route("POST", "/orders/{}/comments", "Magento_Sales::comment")
def comment(shop, call, number):
    """Write a comment; whatever is given as status becomes the order's, nothing too."""
    row = by_id(shop, number)
    given = bound(call.body, "statusHistory")
    add_history(
        shop, row, given.get("comment"), is_visible=bool(given.get("is_visible_on_front")),
        is_notified=bool(given.get("is_customer_notified")), status=given.get("status"),
    )  # fmt: skip
    if given.get("is_customer_notified"):
        shop.store.mails.append(("order_comment", row["entity_id"]))
    if row["status"] != given.get("status"):
        row |= {"status": given.get("status"), "updated_at": shop.store.now}
    return True


@route("GET", "/orders/{}/comments", VIEW)
def list_comments(shop, _call, number):
    """The history, newest first."""
    histories = by_id(shop, number)["histories"]
    return {"items": histories, "search_criteria": None, "total_count": len(histories)}


@route("POST", "/orders/{}/cancel", "Magento_Sales::cancel")
def cancel(shop, _call, number):
    """Give the goods back; false where that is not possible any more."""
    row = by_id(shop, number)
    invoiced = any(item["qty_invoiced"] for item in row["items"])
    if row["state"] in ("canceled", "closed", "complete", "holded", "payment_review") or invoiced:
        return False
    for item in row["items"]:
        item["qty_canceled"] = item["qty_ordered"] - item["qty_shipped"]
        if item["product_type"] in ("simple", "virtual"):
            shop.store.reservations[item["sku"]] += item["qty_canceled"]
    set_state(shop, row, "canceled", "canceled")
    return True


@route("POST", "/orders/{}/hold", "Magento_Sales::hold")
def hold(shop, _call, number):
    """Stop an order for a while."""
    row = by_id(shop, number)
    if row["state"] not in ("new", "processing", "pending_payment"):
        raise ApiError(400, "A hold action is not available.")
    row["held_from"] = (row["state"], row["status"])
    set_state(shop, row, "holded", "holded")
    return True


@route("POST", "/orders/{}/unhold", "Magento_Sales::unhold")
def unhold(shop, _call, number):
    """Let an order go on."""
    row = by_id(shop, number)
    if row["state"] != "holded":
        raise ApiError(400, "You cannot remove the hold.")
    set_state(shop, row, *row.pop("held_from"))
    return True


def by_id(shop, number):
    """Return an order's row.

    :raises ApiError: 404
    """
    row = shop.store.rows["order"].get(int(number)) if str(number).isdigit() else None
    if row is None:
        raise no_entity()
    return row


def set_state(shop, row, state, status):
    """Give an order a state; its date moves when that is another one."""
    if (row["state"], row["status"]) != (state, status):
        row |= {"state": state, "status": status, "updated_at": shop.store.now}


def add_history(shop, row, text, *, is_visible=False, is_notified=False, status=None, entity=None):
    """Put a comment before the others."""
    history = {
        "comment": text, "created_at": shop.store.now, "entity_id": shop.store.number("history"),
        "is_customer_notified": int(is_notified), "is_visible_on_front": int(is_visible),
        "parent_id": row["entity_id"], "status": status, "entity_name": entity,
    }  # fmt: skip
    row["histories"].insert(0, {name: value for name, value in history.items() if value is not None})


def shown(shop, row):
    """Return an order as answers have it: what is empty is left out, row totals have their discount taken off."""
    answer = _without_empty(row, IN_BASE)
    answer["base_shipping_discount_tax_compensation_amnt"] = answer["shipping_discount_tax_compensation_amount"]
    for name in ("base_currency_code", "global_currency_code", "store_currency_code"):
        answer[name] = row["order_currency_code"]
    answer |= {"base_to_global_rate": 1, "base_to_order_rate": 1, "store_to_base_rate": 0, "store_to_order_rate": 0}
    if "total_invoiced" in row:
        answer["base_total_invoiced_cost"] = 0
    answer["billing_address_id"] = row["billing_number"]
    items = _items_shown(shop, row)
    answer["items"] = items
    answer["billing_address"] = _address(row, "billing")
    answer["payment"] = _payment(row)
    answer["status_histories"] = row["histories"]
    answer["extension_attributes"] = {
        "shipping_assignments": [_assignment(row, items)],
        "payment_additional_info": [{"key": "method_title", "value": _title(row)}],
        **row["extension"],
    }
    return answer


def _column(row, field):
    if field in HIDDEN or (field not in row and field not in ("ext_order_id", "customer_id")):
        raise internal(len(field))
    return row.get(field)


def _without_empty(row, in_base):
    shown = {
        name: value
        for name, value in row.items()
        if value is not None and name not in HIDDEN and not name.endswith("_sum")
    }
    shown.pop("held_from", None)
    return shown | {f"base_{name}": shown[name] for name in in_base if name in shown}


def _items_shown(shop, row):
    shown = []
    for item in row["items"]:
        answer = _without_empty(item, ())
        reduced = max(item["row_total"] - item["discount_amount"], Decimal(0))
        if shop.version_number >= (2, 4, 8):
            reduced = max(item["price"] - item["discount_amount"], Decimal(0))
        answer["row_total"] = reduced
        answer["row_total_incl_tax"] = reduced + item["tax_amount"] + item.get("discount_tax_compensation_amount", 0)
        names = [name for name in ITEM_IN_BASE if name != "original_price" or "price_incl_tax" in item]
        answer |= {f"base_{name}": answer[name] for name in names if name in answer}
        if "parent_item_id" in item:
            answer["parent_item"] = next(one for one in shown if one["item_id"] == item["parent_item_id"])
        shown.append(answer)
    return shown


def _address(row, kind):
    address = row[kind] or row["billing"]
    number = row["billing_number"] if kind == "billing" else row["shipping_number"]
    shown = {"address_type": kind, "entity_id": number, "parent_id": row["entity_id"], "email": row["customer_email"]}
    return shown | {name: value for name, value in address.items() if value}


def _title(row):
    return PAYMENT_TITLES.get(row["payment_method"], row["payment_method"])


def _payment(row):
    payment = {
        "account_status": None, "additional_information": [_title(row)], "amount_ordered": row["grand_total"],
        "base_amount_ordered": row["grand_total"], "base_shipping_amount": row["shipping_amount"], "cc_last4": None,
        "entity_id": row["entity_id"], "method": row["payment_method"], "parent_id": row["entity_id"],
        "shipping_amount": row["shipping_amount"],
    }  # fmt: skip
    for name, total in PAYMENT_TOTALS.items():
        if total in row:
            payment |= {name: row[total], f"base_{name}": row[total]}
    if row.get("last_trans_id"):
        payment["last_trans_id"] = row["last_trans_id"]
    return payment


def _assignment(row, items):
    total = {name: row[name] for name in SHIPPING_TOTALS if name in row}
    total |= {f"base_{name}": value for name, value in total.items()}
    total["base_shipping_discount_tax_compensation_amnt"] = total.pop("base_shipping_discount_tax_compensation_amount")
    shipping = {"total": total}
    if not row["is_virtual"]:
        shipping |= {"address": _address(row, "shipping"), "method": row["method"]}
    return {"shipping": shipping, "items": items}
