"""Orders: placed, listed, told, commented, held, cancelled."""

from decimal import Decimal

from . import money
from .filters import selected
from .soap import Fault
from .store import ZERO

#: The state that a status code stands for in a new shop.
FIRST_STATUS = {"new": "pending", "canceled": "canceled", "holded": "holded"}

FIELDS = {
    name: name
    for name in (
        "increment_id", "created_at", "updated_at", "status", "state", "store_id", "customer_id", "customer_email",
        "grand_total",
    )
} | {"order_id": "id", "entity_id": "id"}  # fmt: skip

#: Amounts that the database keeps a second time, in the base currency.
_DOUBLED = (
    "tax_amount", "shipping_amount", "discount_amount", "subtotal", "grand_total", "total_paid", "total_refunded",
    "total_invoiced", "total_online_refunded", "total_canceled", "shipping_tax_amount", "subtotal_incl_tax",
    "hidden_tax_amount", "shipping_hidden_tax_amount", "shipping_discount_amount", "shipping_incl_tax",
)  # fmt: skip
_ITEM_DOUBLED = (
    "price", "original_price", "tax_amount", "tax_invoiced", "discount_amount", "discount_invoiced", "amount_refunded",
    "row_total", "row_invoiced",
)  # fmt: skip
#: Fixed taxes on products, which this shop does not have.
WEEE = (
    "weee_tax_applied_amount", "weee_tax_applied_row_amount", "weee_tax_disposition", "weee_tax_row_disposition",
)  # fmt: skip


def place(shop, bought, *, customer, billing, shipping, method, carriage, payment, store_id, percent, coupon, note):
    """Make an order of a cart; its goods leave the stock at once. Return its row."""
    now = shop.store.now()
    rows = [row for line in bought for row in money.rows_of(shop, line, percent)]
    quantity = sum((line.quantity for line in bought), ZERO)
    order = {
        "increment_id": str(shop.store.number("order numbers", 100000001)),
        "store_id": store_id,
        "created_at": now,
        "updated_at": now,
        "status": "pending",
        "state": "new",
        "total_qty_ordered": quantity,
        "total_item_count": str(len(bought)),
        "shipping_method": method[0],
        "shipping_description": method[1],
        "coupon_code": coupon or None,
        "customer_note": note or None,
        "method": payment,
        "total_paid": None,
        "total_refunded": None,
        "total_invoiced": None,
        "total_canceled": None,
        **money.totals(rows, carriage, weee_in_subtotal=shop.weee_in_subtotal),
        **customer,
    }
    shop.store.add("orders", order)
    order["items"] = _numbered(shop, rows, now)
    order["addresses"] = {
        kind: address | {"id": shop.store.number("order addresses"), "address_type": kind}
        for kind, address in (("billing", billing), ("shipping", shipping))
    }
    order["history"] = [entry(now, "pending", None, notified=True)]
    for row in rows:
        product = shop.store.products.get(row["product_id"])
        if product and row["product_type"] in ("simple", "virtual", "downloadable"):
            product["qty"] -= row["qty_ordered"]
    return order


def _numbered(shop, rows, now):
    parent = None
    for row in rows:
        row |= {"item_id": shop.store.number("items"), "created_at": now, "updated_at": now}
        row |= dict.fromkeys(("qty_canceled", "qty_invoiced", "qty_refunded", "qty_shipped"), ZERO)
        row |= dict.fromkeys(("tax_invoiced", "discount_invoiced", "amount_refunded", "row_invoiced"), ZERO)
        is_under = row["is_part"]
        row["parent_item_id"] = parent if is_under else None
        parent = parent if is_under else row["item_id"]
    return rows


def entry(moment, status, comment, *, notified=False):
    """Return a row of an order's history."""
    return {"created_at": moment, "status": status, "comment": comment, "is_customer_notified": str(int(notified))}


def found(shop, number, code=100):
    """Return an order by its number.

    :raises Fault: there is none
    """
    for order in shop.store.orders.values():
        if order["increment_id"] == str(number or ""):
            return order
    raise Fault(code, "Requested order not exists.")


def listed(shop, arguments):
    """salesOrderList: the heads."""
    return [_listed(shop, order) for order in _selected(shop, arguments)]


def listed1(shop, arguments):
    """sales_order.list: every column, also those that are empty."""
    rows = _selected(shop, arguments)
    return [
        _listed(shop, order) | {name: order.get(name) for name in ("coupon_code", "customer_taxvat", "total_paid")}
        for order in rows
    ]


def _selected(shop, arguments):
    def unknown(field):
        message = f"SQLSTATE[42S22]: Column not found: 1054 Unknown column '{field}' in 'WHERE'"
        raise Fault(1, message)

    return selected(list(shop.store.orders.values()), arguments.get("filters"), FIELDS, unknown)


def _head(shop, order):
    """Return what list and info tell alike."""
    names = (
        "increment_id", "created_at", "updated_at", "status", "state", "shipping_method", "shipping_description",
        "customer_email", "customer_firstname", "customer_lastname", "total_qty_ordered",
    )  # fmt: skip
    head = {name: order[name] for name in names}
    head |= {name: str(order[name]) for name in ("store_id", "customer_group_id", "customer_is_guest")}
    head |= {"customer_id": str(order["customer_id"]) if order["customer_id"] else None}
    amounts = {name: order[name] for name in _DOUBLED if name in order}
    head |= amounts | {f"base_{name}": value for name, value in amounts.items()}
    store = shop.store.stores[order["store_id"]]
    currencies = ("global", "base", "store", "order")
    head |= {f"{name}_currency_code": shop.currency for name in currencies}
    rates = ("store_to_base", "store_to_order", "base_to_global", "base_to_order")
    return head | {
        **{f"{name}_rate": Decimal(1) for name in rates},
        "order_id": str(order["id"]),
        "billing_address_id": str(order["addresses"]["billing"]["id"]),
        "shipping_address_id": str(order["addresses"]["shipping"]["id"]),
        "weight": sum((row["row_weight"] for row in order["items"]), ZERO),
        "store_name": f"Main Website\nMain Website Store\n{store['name']}",
        "quote_id": str(order["id"]),
        "is_virtual": "0",
        "customer_note_notify": "1",
        "email_sent": "1",
    }


def _listed(shop, order):
    billing, shipping = order["addresses"]["billing"], order["addresses"]["shipping"]
    names = {
        f"{kind}_{name}": address[name]
        for kind, address in order["addresses"].items()
        for name in ("firstname", "lastname")
    }
    extra = ("coupon_code", "customer_note", "total_item_count", "customer_taxvat", "gift_cards_amount")
    return (
        _head(shop, order)
        | _papers(order)
        | names
        | {
            **{name: order.get(name) for name in extra},
            "billing_name": f"{billing['firstname']} {billing['lastname']}",
            "shipping_name": f"{shipping['firstname']} {shipping['lastname']}",
            "protect_code": f"{order['id']:06x}",
            "paypal_ipn_customer_notified": "0",
            **{name: billing.get(name) for name in ("firstname", "lastname", "telephone", "postcode")},
        }
    )


def _papers(order):
    """Return what papers have taken of an order's amounts; columns that stay empty until there are any."""
    columns = {}
    for what in ("invoiced", "refunded"):
        for name, value in order.get(what, {}).items():
            columns[f"{name.removesuffix('_amount')}_{what}"] = value
    if "invoiced" in order:
        columns |= {"total_invoiced_cost": ZERO, "total_due": order["grand_total"] - order["total_paid"]}
    for name in ("adjustment_positive", "adjustment_negative"):
        columns[name] = order.get("refunded", {}).get(name)
    return columns | {f"base_{name}": value for name, value in columns.items()}


def info(shop, arguments):
    """salesOrderInfo: one order with its rows; its type has no coupon, no tax number and no prices with tax."""
    order = found(shop, arguments.get("orderIncrementId"))
    payment = {
        "parent_id": str(order["id"]),
        "payment_id": str(order["id"]),
        "method": order["method"],
        "cc_exp_month": "0",
        "cc_exp_year": "0",
        "cc_ss_start_month": "0",
        "cc_ss_start_year": "0",
        **{f"{base}amount_ordered": order["grand_total"] for base in ("", "base_")},
        **{f"{base}shipping_amount": order["shipping_amount"] for base in ("", "base_")},
    }
    return _head(shop, order) | {
        "shipping_address": _address(order, "shipping"),
        "billing_address": _address(order, "billing"),
        "items": [_item(order, row) for row in order["items"]],
        "payment": payment,
        # The newest first.
        "status_history": [row | {"parent_id": str(order["id"])} for row in reversed(order["history"])],
        **{name: value for name, value in order.items() if name.startswith("plugin_") or name == "gift_message"},
    }


def info1(shop, arguments):
    """sales_order.info: the same with every column, of the rows too."""
    order = found(shop, arguments.get("orderIncrementId"))
    answer = _listed(shop, order) | info(shop, arguments)
    for shown, row in zip(answer["items"], order["items"], strict=True):
        shown |= {"parent_item_id": row["parent_item_id"] and str(row["parent_item_id"])}
        shown |= {name: row[name] for name in ("hidden_tax_amount", "row_total_incl_tax")}
    return answer


def _address(order, kind):
    row = order["addresses"][kind]
    return {name: value for name, value in row.items() if name != "id"} | {
        "parent_id": str(order["id"]),
        "address_id": str(row["id"]),
        "region_id": str(row["region_id"]) if row.get("region_id") else None,
    }


def _item(order, row):
    hidden = ("is_part", "is_summed", "parent_item_id", "hidden_tax_amount", "row_total_incl_tax")
    shown = {name: value for name, value in row.items() if name not in hidden}
    shown |= {f"base_{name}": row[name] for name in _ITEM_DOUBLED}
    shown |= {f"{base}{name}": row.get(name, ZERO) for name in WEEE for base in ("", "base_")}
    return shown | {
        "item_id": str(row["item_id"]),
        "order_id": str(order["id"]),
        "quote_item_id": str(row["item_id"]),
        "product_id": str(row["product_id"]),
        "is_virtual": str(row["is_virtual"]),
        **dict.fromkeys(("free_shipping", "is_qty_decimal", "no_discount"), "0"),
        "weee_tax_applied": "a:0:{}",
    }


def moved(shop, order, *, status=None, state=None, comment=None, notified=False):
    """Write a row of history; any text is taken as status, an empty one empties the order's."""
    if status is not None:
        order["status"] = status
    if state is not None:
        order["state"] = state
    order["updated_at"] = shop.store.now()
    order["history"].append(entry(shop.store.now(), order["status"], comment, notified=notified))
