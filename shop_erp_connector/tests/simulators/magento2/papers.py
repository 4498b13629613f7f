"""Invoices, shipments and credit memos of an order.

Recordings order-invoice*, invoice-*, order-ship*, ship-*, shipment*, refund*, creditmemo*.
"""

from copy import deepcopy
from decimal import Decimal
from functools import partial

from . import criteria
from .failures import ApiError, internal, no_entity
from .money import ZERO, part
from .orders import add_history, by_id, set_state
from .products import value_of
from .schema import bound
from .web import route

#: Lines whose parts are named by the parent: nobody ships half of a variant.
TOGETHER = ("configurable", "bundle")

#: Amounts that come again in the base currency.
IN_BASE = (
    "discount_amount", "discount_tax_compensation_amount", "grand_total", "price", "price_incl_tax", "row_total",
    "row_total_incl_tax", "shipping_amount", "shipping_incl_tax", "shipping_tax_amount", "subtotal",
    "subtotal_incl_tax", "tax_amount", "adjustment", "adjustment_negative", "adjustment_positive",
)  # fmt: skip


@route("POST", "/order/{}/invoice", "Magento_Sales::invoice")
def invoice(shop, call, number):
    """Invoice lines, or all that is left; without capture it counts as paid too."""
    order = by_id(shop, number)
    given, comment = bound(call.body or {}, optional=("items", "comment"))
    wanted = _wanted(order, given, "qty_invoiced")
    problems = []
    if not any(quantity for _item, quantity in wanted):
        problems.append("The invoice can't be created without products. Add products and try again.")
    if order["state"] in ("payment_review", "holded", "canceled", "complete", "closed") or not _open(
        order, "qty_invoiced"
    ):
        problems.append("The order does not allow an invoice to be created.")
    if problems:
        raise ApiError(400, "\n".join(["Invoice Document Validation Error(s):", *problems]))
    row = _bill(shop, order, wanted, "invoice")
    row["comments"] = _comments(shop, comment)
    if (call.body or {}).get("notify"):
        shop.store.mails.append(("invoice", row["entity_id"]))
    _settle(shop, order)
    return str(row["entity_id"])


@route("POST", "/order/{}/ship", "Magento_Sales::ship")
def ship(shop, call, number):
    """Ship lines, or all that is left; more than is left is cut down without a word."""
    order = by_id(shop, number)
    given, tracks, comment = bound(call.body or {}, optional=("items", "tracks", "comment"))
    wanted = _wanted(order, given, "qty_shipped", goes_with_parent=partial(_is_shipped_together, shop))
    wanted = [(item, min(quantity, _left(item, "qty_shipped"))) for item, quantity in wanted if not item["is_virtual"]]
    wanted = [(item, quantity) for item, quantity in wanted if quantity > 0]
    problems = []
    if order["state"] in ("payment_review", "holded", "canceled", "closed") or not _open(order, "qty_shipped"):
        problems.append("The order does not allow a shipment to be created.")
    if not wanted:
        problems.append("You can't create a shipment without products.")
    if problems:
        raise ApiError(400, "\n".join(["Shipment Document Validation Error(s):", *problems]))
    source = _source(shop, call)
    row = _parcel(shop, order, wanted, source)
    row["comments"] = _comments(shop, comment)
    row["tracks"] = [_track(shop, row, one) for one in tracks or ()]
    if (call.body or {}).get("notify"):
        shop.store.mails.append(("shipment", row["entity_id"]))
    _settle(shop, order)
    return str(row["entity_id"])


@route("POST", "/shipment/track", "Magento_Sales::shipment")
def add_track(shop, call):
    """Add a tracking number to a parcel; no date moves."""
    entity = bound(call.body, "entity")
    row = shop.store.rows["shipment"].get(int(entity["parent_id"]))
    if row is None:
        raise no_entity()
    track = _track(shop, row, entity)
    track |= {name: entity[name] for name in ("weight", "qty", "description") if name in entity}
    row["tracks"].append(track)
    return track


@route("POST", "/order/{}/refund", "Magento_Sales::creditmemo")
def refund(shop, call, number):
    """Give money back without the payment service; what is not named goes not back to stock."""
    order = by_id(shop, number)
    given, comment, arguments = bound(call.body or {}, optional=("items", "comment", "arguments"))
    arguments = arguments or {}
    wanted = _wanted(order, given, "qty_refunded", of="qty_invoiced")
    for item, quantity in wanted:
        if quantity > item["qty_invoiced"] - item["qty_refunded"]:
            raise ApiError(400, 'We found an invalid quantity to refund item "%1".', [item["name"]])
    if order.get("total_paid", ZERO) <= order.get("total_refunded", ZERO):
        raise ApiError(400, "Creditmemo Document Validation Error(s):\nThe order does not allow a creditmemo to be "
                       "created.")  # fmt: skip
    if not wanted and order["shipping_amount"] == order.get("shipping_refunded", ZERO):
        raise _invalid_memo("You can't create a creditmemo without products.")
    before = deepcopy(order)
    row = _bill(shop, order, wanted, "creditmemo", arguments)
    if order["total_refunded"] > order["total_paid"] or row["grand_total"] <= 0:
        del shop.store.rows["creditmemo"][row["entity_id"]]
        order.clear()
        order.update(before)
        left = order["total_paid"] - order.get("total_refunded", ZERO)
        raise _invalid_memo(f"The most money available to refund is {left}." if row["grand_total"] > 0
                            else "The credit memo's total must be positive.")  # fmt: skip
    row["comments"] = _comments(shop, comment)
    returned = (arguments.get("extension_attributes") or {}).get("return_to_stock_items") or ()
    for item, quantity in wanted:
        # The parent of a variant is taken without error and moves nothing.
        if item["item_id"] in [int(number) for number in returned] and item["product_type"] not in TOGETHER:
            shop.move_stock(item["sku"], "default", quantity)
    if (call.body or {}).get("notify"):
        shop.store.mails.append(("creditmemo", row["entity_id"]))
    return str(row["entity_id"])


def _invalid_memo(text):
    return ApiError(400, f"Creditmemo Document Validation Error(s):\n{text}")


@route("GET", "/invoices", "Magento_Sales::sales_invoice")
def list_invoices(shop, call):
    """Invoices with their lines."""
    return _listed(shop, call, "invoice", _bill_shown)


@route("GET", "/shipments", "Magento_Sales::shipment")
def list_shipments(shop, call):
    """Parcels with their lines and tracking numbers."""
    return _listed(shop, call, "shipment", dict)


@route("GET", "/creditmemos", "Magento_Sales::sales_creditmemo")
def list_creditmemos(shop, call):
    """Credit memos with their lines."""
    return _listed(shop, call, "creditmemo", _bill_shown)


@route("GET", "/creditmemo/{}", "Magento_Sales::sales_creditmemo")
def get_creditmemo(shop, _call, number):
    """One credit memo."""
    row = shop.store.rows["creditmemo"].get(int(number))
    if row is None:
        raise no_entity()
    return _bill_shown(row)


def _wanted(order, given, done, *, of="qty_ordered", goes_with_parent=None):
    """Return [(item, quantity)] of what is named, parts of a named line included; all that is left for nothing."""
    if not given:
        # A line without money of its own is not counted: it comes whole each time.
        return [
            (item, item["qty_ordered"] if _is_counted_elsewhere(item, done) else _left(item, done, of))
            for item in order["items"]
        ]
    goes_with_parent = goes_with_parent or (lambda item, _parent: "applied" not in item)
    named = {int(one["order_item_id"]): one["qty"] for one in given}
    wanted = []
    for item in order["items"]:
        parent = next((one for one in order["items"] if one["item_id"] == item.get("parent_item_id")), None)
        if parent and goes_with_parent(item, parent):
            # A part alone means nothing: it goes with its parent.
            share = named.get(parent["item_id"], ZERO) / parent["qty_ordered"]
            wanted.append((item, item["qty_ordered"] * share))
        else:
            wanted.append((item, named.get(item["item_id"], ZERO)))
    return [(item, quantity) for item, quantity in wanted if quantity]


def _is_counted_elsewhere(item, done):
    return done != "qty_shipped" and "applied" not in item


def _is_shipped_together(shop, _item, parent):
    product = shop.store.rows["product"].get(parent["product_id"])
    return parent["product_type"] != "bundle" or not product or str(value_of(product, "shipment_type")) != "1"


def _left(item, done, of="qty_ordered"):
    return item[of] - item[done] - (item["qty_canceled"] if of == "qty_ordered" else 0)


def _open(order, done):
    if done == "qty_shipped":
        return any(_left(item, done) > 0 for item in order["items"] if not item["is_virtual"])
    return any(_left(item, done) > 0 for item in order["items"] if not _is_counted_elsewhere(item, done))


def _source(shop, call):
    arguments = (call.body or {}).get("arguments") or {}
    return (arguments.get("extension_attributes") or {}).get("source_code") or "default"


def _paper(shop, order, table):
    number = shop.store.number(table)
    now = shop.store.now
    return shop.store.insert(table, {
        "entity_id": number, "increment_id": f"{number:09d}", "order_id": order["entity_id"],
        "store_id": order["store_id"], "created_at": now, "updated_at": now,
        "billing_address_id": order["billing_number"], "shipping_address_id": order["shipping_number"],
    }, number=number)  # fmt: skip


def _parcel(shop, order, wanted, source):
    row = _paper(shop, order, "shipment")
    row |= {"packages": [], "items": [], "total_qty": ZERO, "extension_attributes": {"source_code": source}}
    if order.get("customer_id"):
        row["customer_id"] = order["customer_id"]
    for item, quantity in wanted:
        item["qty_shipped"] += quantity
        if item["product_type"] in ("simple", "virtual"):
            shop.move_stock(item["sku"], source, -quantity)
            shop.store.reservations[item["sku"]] = shop.store.reservations.get(item["sku"], ZERO) + quantity
        if "parent_item_id" not in item:
            row["total_qty"] += quantity
            row["items"].append({
                "entity_id": shop.store.number("shipment_item"), "name": item["name"], "parent_id": row["entity_id"],
                "price": item["price"], "product_id": item["product_id"], "sku": item["sku"],
                "weight": item["weight"], "order_item_id": item["item_id"], "qty": quantity,
            })  # fmt: skip
    return row


def _track(shop, row, given):
    now = shop.store.now
    return {
        "order_id": row["order_id"], "created_at": now, "entity_id": shop.store.number("track"),
        "parent_id": row["entity_id"], "updated_at": now, "weight": None, "qty": None, "description": None,
        "track_number": given["track_number"], "title": given["title"], "carrier_code": given["carrier_code"],
    }  # fmt: skip


def _comments(shop, comment):
    if not comment or not comment.get("comment"):
        return []
    is_visible = int(bool(comment.get("is_visible_on_front")))
    return [{"comment": comment["comment"], "created_at": shop.store.now, "entity_id": shop.store.number("comment"),
             "is_customer_notified": 0, "is_visible_on_front": is_visible}]  # fmt: skip


def _bill(shop, order, wanted, table, arguments=None):
    """Write an invoice or credit memo with its amounts, and count them at the order."""
    row = _paper(shop, order, table)
    done = "invoiced" if table == "invoice" else "refunded"
    row |= {"state": 2, "items": []}
    if table == "invoice":
        row |= {"total_qty": sum((quantity for _item, quantity in wanted), ZERO), "can_void_flag": 0}
    sums = dict.fromkeys(("subtotal", "subtotal_incl_tax", "tax_amount", "discount_amount", "compensation"), ZERO)
    for item, quantity in wanted:
        line = _bill_line(shop, row, item, quantity, done)
        row["items"].append(line)
        if not item.get("is_sum"):
            sums["subtotal"] += line.get("row_total", ZERO)
            sums["subtotal_incl_tax"] += line.get("row_total_incl_tax", ZERO)
            sums["tax_amount"] += line.get("tax_amount", ZERO)
            sums["discount_amount"] -= line.get("discount_amount", ZERO)
            sums["compensation"] += line.get("discount_tax_compensation_amount", ZERO)
    row["discount_tax_compensation_amount"] = sums.pop("compensation")
    row |= sums
    _add_shipping(order, row, done, arguments)
    row["grand_total"] = (
        row["subtotal"] + row["tax_amount"] + row["discount_amount"] + row["discount_tax_compensation_amount"]
        + row.get("shipping_amount", ZERO) + row.get("adjustment", ZERO)
    )  # fmt: skip
    if order.get("coupon_code"):
        row["discount_description"] = order["coupon_code"]
    _count(shop, order, row, done)
    return row


def _bill_line(shop, row, item, quantity, done):
    before, ordered = item[f"qty_{done}"], item["qty_ordered"]
    line = {
        "entity_id": shop.store.number(f"{done}_item"), "name": item["name"], "order_item_id": item["item_id"],
        "parent_id": row["entity_id"], "price": item["price"], "product_id": item["product_id"], "qty": quantity,
        "sku": item["sku"],
    }  # fmt: skip
    if item.get("price_incl_tax") is not None:
        line["price_incl_tax"] = item["price_incl_tax"]
    if "applied" in item:
        told = {"row_total": "row", "tax_amount": "tax", "row_total_incl_tax": "row_incl",
                "discount_amount": "discount", "discount_tax_compensation_amount": "compensation"}  # fmt: skip
        for name, counter in told.items():
            counted = item.get(f"{counter}_{done}_sum", ZERO)
            line[name] = part(item.get(name, ZERO), quantity, ordered, before, counted)
            item[f"{counter}_{done}_sum"] = counted + line[name]
    if done == "refunded":
        line |= {"base_cost": None}
    if done == "refunded" and "applied" in item:
        line |= {"weee_tax_applied": "[]", "weee_tax_applied_row_amount": 0, "weee_tax_row_disposition": 0,
                 "base_weee_tax_row_disposition": 0}  # fmt: skip
    if not line.get("discount_amount"):
        line.pop("discount_amount", None)
    item[f"qty_{done}"] += quantity
    return line


def _add_shipping(order, row, done, arguments):
    """The first invoice bills the freight; a refund gives back what is asked for, by default what is left."""
    left = order["shipping_amount"] - order.get(f"shipping_{done}", ZERO)
    amount = left
    if arguments is not None:
        if arguments.get("shipping_amount") is not None:
            amount = Decimal(str(arguments["shipping_amount"]))
        if amount > left:
            raise ApiError(400, "Maximum shipping amount allowed to refund is: %1", [str(left)])
        positive = Decimal(str(arguments.get("adjustment_positive") or 0))
        negative = Decimal(str(arguments.get("adjustment_negative") or 0))
        row |= {"adjustment": positive - negative}
        if "adjustment_positive" in arguments or "adjustment_negative" in arguments:
            row |= {"adjustment_positive": positive, "adjustment_negative": negative}
    tax = ZERO
    if order["shipping_amount"] and amount:
        tax = part(order["shipping_tax_amount"], amount, order["shipping_amount"],
                   order.get(f"shipping_{done}", ZERO), order.get(f"shipping_tax_{done}", ZERO))  # fmt: skip
    row["tax_amount"] += tax
    if done == "invoiced" and not amount:
        return
    row |= {"shipping_amount": amount, "shipping_tax_amount": tax, "shipping_incl_tax": amount + tax}
    if done == "invoiced":
        row |= dict.fromkeys(
            ("shipping_discount_tax_compensation_amount", "base_shipping_discount_tax_compensation_amnt"), 0
        )


def _count(shop, order, row, done):
    counted = {
        "discount": row["discount_amount"], "discount_tax_compensation": row["discount_tax_compensation_amount"],
        "shipping": row.get("shipping_amount", ZERO), "subtotal": row["subtotal"], "tax": row["tax_amount"],
    }  # fmt: skip
    if done == "refunded":
        counted["shipping_tax"] = row.get("shipping_tax_amount", ZERO)
    for name, amount in counted.items():
        order[f"{name}_{done}"] = order.get(f"{name}_{done}", ZERO) + amount
    total = row["grand_total"]
    if done == "invoiced":
        for name in ("total_invoiced", "total_paid"):
            order[name] = order.get(name, ZERO) + total
        order["total_due"] = order["grand_total"] - order["total_paid"]
    else:
        for name in ("total_refunded", "total_offline_refunded"):
            order[name] = order.get(name, ZERO) + total
        order |= {"adjustment_positive": order.get("adjustment_positive", ZERO),
                  "adjustment_negative": order.get("adjustment_negative", ZERO)}  # fmt: skip
        is_all = order["total_refunded"] >= order["total_paid"]
        if is_all:
            set_state(shop, order, "closed", "closed")
        add_history(shop, order, f"We refunded €{total:.2f} offline.", status=order["status"], entity="creditmemo")
    _count_items(order, done)
    order["updated_at"] = shop.store.now


def _count_items(order, done):
    for item in order["items"]:
        if done == "invoiced":
            item["tax_invoiced"] = item.get("tax_invoiced_sum", ZERO)
            item["row_invoiced"] = item.get("row_invoiced_sum", ZERO)
        else:
            item["amount_refunded"] = item.get("row_refunded_sum", ZERO)
        if "applied" in item:
            names = ("discount", "tax") if done == "refunded" else ("discount",)
            item |= {f"{name}_{done}": item.get(f"{name}_{done}_sum", ZERO) for name in names}
            item[f"discount_tax_compensation_{done}"] = item.get(f"compensation_{done}_sum", ZERO)
            item.setdefault("weee_tax_applied", "[]")


def _settle(shop, order):
    """An order is complete when all of it is invoiced and shipped, else in process."""
    is_done = not _open(order, "qty_invoiced") and not _open(order, "qty_shipped")
    state = "complete" if is_done else "processing"
    if order["state"] != state:
        set_state(shop, order, state, state)


def _listed(shop, call, table, show):
    def column(row, field):
        if field not in row:
            raise internal(len(field))
        return row[field]

    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows[table].values(), value=column, key=lambda row: row["entity_id"]
    )
    return {"items": [show(row) for row in rows], "search_criteria": asked, "total_count": total}


def _bill_shown(row):
    shown = dict(row, **{f"base_{name}": row[name] for name in IN_BASE if name in row})
    shown["items"] = [dict(item, **{f"base_{name}": item[name] for name in IN_BASE if name in item})
                      for item in row["items"]]  # fmt: skip
    for name in ("base_currency_code", "global_currency_code", "order_currency_code", "store_currency_code"):
        shown[name] = "EUR"
    return shown | {"base_to_global_rate": 1, "base_to_order_rate": 1, "store_to_base_rate": 0,
                    "store_to_order_rate": 0}  # fmt: skip
