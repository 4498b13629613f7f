"""Shipments and invoices of orders. A row under a configurable one or a bundle goes with it."""

from decimal import Decimal

from . import orders
from .filters import selected
from .soap import Fault
from .store import ZERO, cents

CARRIERS = {
    "custom": "Custom Value",
    "dhl": "DHL (Deprecated)",
    "fedex": "Federal Express",
    "ups": "United Parcel Service",
    "usps": "United States Postal Service",
    "dhlint": "DHL",
}

#: Amounts of papers that their order adds up.
SUMMED = (
    "discount_amount", "shipping_amount", "shipping_tax_amount", "subtotal", "tax_amount", "hidden_tax_amount",
    "adjustment_positive", "adjustment_negative",
)  # fmt: skip

_RATES = ("store_to_base", "store_to_order", "base_to_global", "base_to_order")

FIELDS = {
    name: name for name in ("increment_id", "order_id", "created_at", "updated_at", "store_id", "grand_total", "state")
}


def _unknown_field(_field):
    raise Fault(101, "Invalid filters given. Details in error message.")


def found(shop, table, number):
    """Return a paper by its number.

    :raises Fault: there is none
    """
    for row in shop.store.tables[table].values():
        if row["increment_id"] == str(number or ""):
            return row
    raise Fault(100, f"Requested {table.removesuffix('s')} not exists.")


def listed(shop, table, arguments):
    """Return the heads of the papers that the filters let through."""
    rows = selected(list(shop.store.tables[table].values()), arguments.get("filters"), FIELDS, _unknown_field)
    return [_head(shop, table, row) for row in rows]


def info(shop, table, part, arguments):
    """Return one paper whole."""
    row = found(shop, table, arguments.get(part))
    lists = {name: row[name] for name in ("items", "tracks", "comments") if name in row}
    return _head(shop, table, row) | {
        name: [entry | {"parent_id": str(row["id"])} for entry in entries] for name, entries in lists.items()
    }


def _head(shop, table, row):
    order = shop.store.orders[row["order_id"]]
    head = {name: value for name, value in row.items() if name not in ("id", "items", "tracks", "comments")}
    head |= {f"{table.removesuffix('s')}_id": str(row["id"]), "order_id": str(row["order_id"])}
    head |= {"store_id": str(order["store_id"])}
    if table == "invoices":
        head |= {"order_increment_id": order["increment_id"], "order_created_at": order["created_at"]}
    return head


def open_rows(order, name):
    """Return ``{row id: how much is open}`` of the rows that stand for themselves."""
    return {
        row["item_id"]: row["qty_ordered"] - row["qty_canceled"] - row[name]
        for row in order["items"]
        if row["parent_item_id"] is None
    }


def _taken(order, asked, name, refuse):
    """Return ``{row id: quantity}`` of a paper; without any said, all that is open."""
    still = open_rows(order, name)
    if not asked:
        return {id: quantity for id, quantity in still.items() if quantity > 0}
    given = {entry["order_item_id"]: entry["qty"] for entry in asked if entry["order_item_id"] in still}
    if any(quantity > still[id] for id, quantity in given.items()):
        refuse()
    return {id: quantity for id, quantity in given.items() if quantity > 0}


def count(order, taken, name):
    """Note on the rows how much of them a paper took; rows under another one go in proportion."""
    for row in order["items"]:
        above = row["parent_item_id"] or row["item_id"]
        if above in taken:
            whole = next(each["qty_ordered"] for each in order["items"] if each["item_id"] == above)
            row[name] += row["qty_ordered"] * taken[above] / whole


def add_up(order, what, row):
    """Note on an order how much of its amounts papers have taken, "invoiced" or "refunded"."""
    sums = order.setdefault(what, dict.fromkeys(SUMMED, ZERO))
    for name in SUMMED:
        sums[name] += abs(row.get(name) or ZERO)


def comments(shop, arguments, *, notified):
    text = arguments.get("comment")
    if not text:
        return []
    number = str(shop.store.number("comments"))
    entry = {"created_at": shop.store.now(), "comment": text, "comment_id": number}
    return [entry | {"is_customer_notified": str(int(notified))}]


def _finish(shop, order):
    """An order that is wholly invoiced and shipped is complete."""
    is_done = all(
        not any(quantity > 0 for quantity in open_rows(order, name).values())
        for name in ("qty_invoiced", "qty_shipped")
    )
    state = "complete" if is_done else "processing"
    if order["state"] != state:
        orders.moved(shop, order, state=state, status=state, notified=True)


def number(shop, table):
    return str(shop.store.number(f"{table} numbers", 100000001))


def ship(shop, arguments):
    """salesOrderShipmentCreate: return its number."""
    order = orders.found(shop, arguments.get("orderIncrementId"), 103)

    def refuse():
        raise Fault(102, "Cannot do shipment for order.")

    if order["state"] in ("canceled", "closed", "holded"):
        refuse()
    taken = _taken(order, arguments.get("itemsQty"), "qty_shipped", refuse)
    if not taken:
        refuse()
    now, notified = shop.store.now(), bool(arguments.get("email"))
    count(order, taken, "qty_shipped")
    row = {
        "increment_id": number(shop, "shipments"),
        "order_id": order["id"],
        "created_at": now,
        "updated_at": now,
        "shipping_address_id": str(order["addresses"]["shipping"]["id"]),
        "total_qty": sum(taken.values(), ZERO),
        "items": [_shipped(shop, item, taken) for item in order["items"] if item["item_id"] in taken],
        "tracks": [],
        "comments": comments(shop, arguments, notified=notified),
    }
    shop.store.add("shipments", row)
    if notified:
        shop.mails.append(("shipment", row["increment_id"]))
    _finish(shop, order)
    return row["increment_id"]


def _shipped(shop, item, taken):
    return {
        "sku": item["sku"],
        "name": item["name"],
        "order_item_id": str(item["item_id"]),
        "product_id": str(item["product_id"]),
        "weight": item["weight"],
        "price": item["price"],
        "qty": taken[item["item_id"]],
        "item_id": str(shop.store.number("paper items")),
    }


def add_track(shop, arguments):
    """salesOrderShipmentAddTrack: return its id. Neither the shipment's date nor the order's moves."""
    row = found(shop, "shipments", arguments.get("shipmentIncrementId"))
    if arguments.get("carrier") not in CARRIERS:
        raise Fault(102, "Invalid data given. Details in error message.")
    number = shop.store.number("tracks")
    now = shop.store.now()
    row["tracks"].append(
        {
            "created_at": now,
            "updated_at": now,
            "carrier_code": arguments["carrier"],
            "title": arguments.get("title") or "",
            "number": arguments.get("trackNumber") or "",
            "order_id": str(row["order_id"]),
            "track_id": str(number),
        }
    )
    return number


def remove_track(shop, arguments):
    """salesOrderShipmentRemoveTrack."""
    row = found(shop, "shipments", arguments.get("shipmentIncrementId"))
    left = [track for track in row["tracks"] if track["track_id"] != str(arguments.get("trackId"))]
    if len(left) == len(row["tracks"]):
        raise Fault(104, "Requested tracking not exists.")
    row["tracks"] = left
    return True


def send_info(shop, arguments):
    """salesOrderShipmentSendInfo: mail the parcel to the buyer."""
    row = found(shop, "shipments", arguments.get("shipmentIncrementId"))
    shop.mails.append(("shipment", row["increment_id"]))
    return True


def carriers(shop, arguments):
    """salesOrderShipmentGetCarriers: with whom a parcel of this order may travel."""
    orders.found(shop, arguments.get("orderIncrementId"), 103)
    return [{"key": code, "value": name} for code, name in CARRIERS.items()]


def invoice(shop, arguments):
    """salesOrderInvoiceCreate: its first part holds the number of the *order*. Return the invoice's number."""
    order = orders.found(shop, arguments.get("invoiceIncrementId"), 103)

    def refuse():
        raise Fault(102, "Cannot do invoice for order.")

    if order["state"] in ("canceled", "closed", "holded", "complete"):
        refuse()
    is_first = not any(row["qty_invoiced"] for row in order["items"])
    taken = _taken(order, arguments.get("itemsQty"), "qty_invoiced", refuse)
    if not taken:
        refuse()
    row = paper(shop, order, taken, carriage=is_first)
    notified = arguments.get("email") not in (None, "", "0")
    row |= {"increment_id": number(shop, "invoices"), "state": "2"}
    row["comments"] = comments(shop, arguments, notified=notified)
    count(order, taken, "qty_invoiced")
    add_up(order, "invoiced", row)
    for entry in row["items"]:
        item = next(item for item in order["items"] if str(item["item_id"]) == entry["order_item_id"])
        for name, given in (("tax_invoiced", "tax_amount"), ("row_invoiced", "row_total")):
            item[name] += entry[given]
    order["total_invoiced"] = order["total_paid"] = (order["total_paid"] or ZERO) + row["grand_total"]
    shop.store.add("invoices", row)
    if notified:
        shop.mails.append(("invoice", row["increment_id"]))
    _finish(shop, order)
    return row["increment_id"]


def paper(shop, order, taken, *, carriage, shipping=None):
    """Return the amounts and rows that invoices and credit memos have alike."""
    now = shop.store.now()
    items = [_paper_item(shop, order, item, taken) for item in order["items"] if item["item_id"] in taken]
    part = order["shipping_amount"] if shipping is None and carriage else shipping or ZERO
    whole = order["shipping_amount"]
    tax = cents(order["shipping_tax_amount"] * part / whole) if whole else ZERO
    sums = {
        name: sum((item[name] for item in items), ZERO)
        for name in ("row_total", "tax_amount", "discount_amount", "hidden_tax_amount")
    }
    fixed = sum((item["weee_tax_applied_row_amount"] for item in items), ZERO)
    amounts = {
        "subtotal": sums["row_total"] + (fixed if shop.weee_in_subtotal else ZERO),
        "discount_amount": -sums["discount_amount"],
        "shipping_amount": part,
        "tax_amount": sums["tax_amount"] + tax + (ZERO if shop.weee_in_subtotal else fixed),
        "hidden_tax_amount": sums["hidden_tax_amount"],
    }
    amounts["grand_total"] = sum(amounts.values(), ZERO)
    amounts |= {f"base_{name}": value for name, value in amounts.items()}
    return amounts | {
        "order_id": order["id"],
        "created_at": now,
        "updated_at": now,
        "items": items,
        "shipping_tax_amount": tax,
        "billing_address_id": str(order["addresses"]["billing"]["id"]),
        "billing_firstname": order["addresses"]["billing"]["firstname"],
        "billing_lastname": order["addresses"]["billing"]["lastname"],
        **{f"{name}_currency_code": shop.currency for name in ("global", "base", "store", "order")},
        **{f"{name}_rate": Decimal(1) for name in _RATES},
    }


def _paper_item(shop, order, item, taken):
    """Return a row of a paper: its share of the order's row; a bundle that repeats its parts counts all of them."""
    share = taken[item["item_id"]] / item["qty_ordered"]
    rows = [row for row in order["items"] if row["parent_item_id"] == item["item_id"]] if item["is_summed"] else [item]
    names = ("row_total", "tax_amount", "discount_amount", "hidden_tax_amount")
    amounts = {name: cents(sum((row[name] for row in rows), ZERO) * share) for name in names}
    return amounts | {
        "sku": item["sku"],
        "name": item["name"],
        "order_item_id": str(item["item_id"]),
        "product_id": str(item["product_id"]),
        "item_id": str(shop.store.number("paper items")),
        "qty": taken[item["item_id"]],
        "price": item["price"],
        "weee_tax_applied": "a:0:{}",
        **{f"{base}{name}": cents(item.get(name, ZERO) * share) for name in orders.WEEE for base in ("", "base_")},
        **{f"base_{name}": amounts[name] for name in ("row_total", "tax_amount")},
        "base_price": item["price"],
    }


def add_invoice_comment(shop, arguments):
    """salesOrderInvoiceAddComment."""
    row = found(shop, "invoices", arguments.get("invoiceIncrementId"))
    row["comments"] += comments(shop, arguments, notified=arguments.get("email") not in (None, "", "0"))
    return True
