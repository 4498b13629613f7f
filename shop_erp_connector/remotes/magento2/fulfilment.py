"""Shipments, invoices and refunds, written.

Each call makes a paper, and a second call makes a second one: what is left is shipped, cut down without a word where
more was asked for. So the papers of the orders are read first, each of ours carries our reference in a comment, and
quantities are compared with what is open. Recordings order-ship*, ship-*, shipment-track-add, order-invoice*, refund*.
"""

import re
from decimal import Decimal

from ..contract import Result
from ..documents.amounts import ZERO
from ..documents.order import SHIPPING
from ..errors import Rejected
from .lines import Tellers
from .papers import KEY, key_in
from .rows import SYSTEM, Row
from .sending import Sending
from .statuses import no_order, order_rows, write_comment

ORDER_FIELDS = (
    "entity_id,increment_id,state,status,"
    "items[item_id,parent_item_id,product_id,product_type,sku,name,price,is_virtual,qty_ordered,qty_invoiced,"
    "qty_shipped,qty_canceled,qty_refunded],status_histories[entity_id,comment]"
)

#: Carrier code of a tracking number whose carrier the shop does not know by itself.
CUSTOM = "custom"

CARRIERS = ("dhl", "fedex", "ups", "usps", CUSTOM)


def push_shipments(shop, shipments):
    """Ship orders, in parts where the document names lines; or add a tracking number to a parcel."""
    sending = Sending(len(shipments))
    orders, papers = _with_papers(shop, shipments, "/shipments")
    separate = _shipped_separately(shop, orders.values())
    for index, shipment in enumerate(shipments):
        sending.each(index, lambda shipment=shipment: _ship(shop, shipment, orders, papers, separate))
    return sending.results


def push_invoices(shop, invoices):
    """Tell the buyer of an invoice, as a comment on the order; or bill the order there too, where the setting says so.

    The interface takes no files: the comment holds number and address.
    """
    sending = Sending(len(invoices))
    orders, papers = _with_papers(shop, invoices, "/invoices")
    for index, invoice in enumerate(invoices):
        sending.each(index, lambda invoice=invoice: _bill(shop, invoice, orders, papers))
    return sending.results


def push_returns(shop, returns):
    """Give money back without the payment service; the goods return to stock where the document says so."""
    sending = Sending(len(returns))
    orders, papers = _with_papers(shop, returns, "/creditmemos")
    for index, document in enumerate(returns):
        sending.each(index, lambda document=document: _refund(shop, document, orders, papers))
    return sending.results


def _with_papers(shop, documents, path):
    """Return ``({order id: row}, {order id: rows of its papers})``: two calls for all of them."""
    ids = {document.order_id for document in documents}
    orders = order_rows(shop, ids, ORDER_FIELDS)
    papers = {}
    for row in shop.wire.rows_by(path, "order_id", orders) if orders else ():
        papers.setdefault(row.text("order_id"), []).append(row)
    return orders, papers


def _order(document, orders):
    row = orders.get(document.order_id)
    if row is None:
        raise no_order(document.order_id)
    return row


def _comment(key, text="", *, is_visible=False):
    lines = [text, KEY.format(key) if key else ""]
    return {"comment": "\n".join(line for line in lines if line), "is_visible_on_front": int(is_visible)}


def _ours(papers, order_id, key):
    """Return the paper that carries our reference, None for none."""
    return next((row for row in papers.get(order_id, ()) if key and key_in(row) == key), None)


# shipments


def _ship(shop, shipment, orders, papers, separate):
    order = _order(shipment, orders)
    parcel = _known_parcel(shipment, papers)
    if parcel is not None:
        return _track(shop, shipment, parcel)
    lines = _shipped_lines(shipment, order, separate)
    body = {"notify": shipment.notify, "items": lines, "appendComment": False, "comment": _comment(shipment.key)}
    if not lines:
        del body["items"]
    if not shipment.key:
        del body["comment"]
    if shipment.tracking_number:
        body["tracks"] = [_track_of(shipment)]
    source = shipment.location_id or (shop.settings["source_code"] if shop.settings["stock"] != "legacy" else "")
    if source:
        body["arguments"] = {"extension_attributes": {"source_code": source}}
    id = shop.wire.write("POST", f"/order/{shipment.order_id}/ship", body)
    return Result(id=str(id))


def _known_parcel(shipment, papers):
    """Return the parcel this document is about: by its id, by our reference, or by its tracking number."""
    rows = papers.get(shipment.order_id, ())
    if shipment.id:
        found = next((row for row in rows if row.text("entity_id") == shipment.id), None)
        if found is None:
            raise Rejected(f"The order has no shipment {shipment.id}.", system=SYSTEM, code="404")
        return found
    found = _ours(papers, shipment.order_id, shipment.key)
    if found is None and shipment.tracking_number:
        found = next((row for row in rows if shipment.tracking_number in _numbers(row)), None)
    return found


def _numbers(row):
    return [track.optional("track_number") for track in row.rows("tracks")]


def _track_of(shipment):
    code = shipment.carrier_id.partition("_")[0]
    code = code if code in CARRIERS else CUSTOM
    title = shipment.carrier_name or shipment.carrier_id or "Carrier"
    return {"track_number": shipment.tracking_number, "title": title, "carrier_code": code}


def _track(shop, shipment, row):
    """Add the tracking number to a parcel that lacks it."""
    id = row.text("entity_id")
    if not shipment.tracking_number or shipment.tracking_number in _numbers(row):
        return Result(id=id, number=row.text("increment_id"), unchanged=True)
    entity = {"order_id": int(shipment.order_id), "parent_id": int(id), "weight": 0, "qty": 1, "description": ""}
    shop.wire.write("POST", "/shipment/track", {"entity": entity | _track_of(shipment)})
    return Result(id=id, number=row.text("increment_id"))


def _shipped_separately(shop, orders):
    """Return the product ids of bundles whose parts are shipped one by one; the order itself does not tell."""
    bundles = {
        item.reference("product_id")
        for order in orders
        for item in order.rows("items")
        if item.optional("product_type") == "bundle"
    }
    if not bundles:
        return set()
    rows = shop.wire.rows_by("/products", "entity_id", bundles, fields="id,custom_attributes")
    return {row.text("id") for row in rows if row.custom("shipment_type") == "1"}


def _shipped_lines(shipment, order, separate):
    """Return the lines to ship, [] for all that is left.

    :raises Rejected: a line is not the order's, or more is to be shipped than is open
    """
    tellers = Tellers(order.rows("items"), None, 2)
    wanted, parts = {}, {}
    for line in shipment.lines:
        named = _named(order, tellers, line)
        item = _shipped_with(tellers, named, separate)
        id = item.text("item_id")
        if item is named or item.optional("product_type") != "bundle":
            wanted[id] = wanted.get(id, ZERO) + line.quantity
        else:
            told = parts.setdefault(id, {})
            told[named.text("item_id")] = told.get(named.text("item_id"), ZERO) + line.quantity
    for id, told in parts.items():
        wanted[id] = wanted.get(id, ZERO) + _packs(tellers, tellers.by_id[id], told)
    for id, quantity in wanted.items():
        item = tellers.by_id[id]
        left = _open(item, "qty_shipped")
        if quantity > left:
            message = f"{quantity:f} × {item.text('sku')} cannot be shipped: {left:f} are open."
            raise Rejected(message, system=SYSTEM, field="lines")
    return [{"order_item_id": int(id), "qty": quantity} for id, quantity in wanted.items() if quantity]


def _open(item, done, of="qty_ordered"):
    left = item.amount_or_zero(of) - item.amount_or_zero(done)
    return left - item.amount_or_zero("qty_canceled") if of == "qty_ordered" else left


def _line_of(order, tellers, line):
    """Return the row of an order that a line means; a part of a pack stands for the pack, a variant for its parent."""
    return _shipped_with(tellers, _named(order, tellers, line), ())


def _named(order, tellers, line):
    """Return the row of an order that a line names, or the only one with its product."""
    item = tellers.by_id.get(line.order_line_id)
    if item is not None:
        return item
    candidates = [one for one in tellers.by_id.values() if _is_of(tellers, one, line)]
    if len(candidates) != 1:
        message = f"The order {order.text('increment_id')} has {len(candidates)} lines of {line.variant_id}."
        raise Rejected(message, system=SYSTEM, field="lines")
    return candidates[0]


def _shipped_with(tellers, item, separate):
    """Return the row with which an item is shipped: its pack's or parent's, but for packs shipped part by part."""
    parent = tellers.parent(item)
    return item if parent is None or parent.reference("product_id") in separate else parent


def _is_of(tellers, item, line):
    """Tell whether a row is the goods of a line; the variant's own row is told by its parent."""
    parent = tellers.parent(item)
    is_variant = parent is not None and parent.optional("product_type") == "configurable"
    return not is_variant and tellers.goods(item).reference("product_id") == line.variant_id


def _packs(tellers, pack, told):
    """Return how many whole packs their parts make: two of four lamps and one of two bulbs are one of two packs.

    The shop takes all parts of so many packs off its stock, so all that can be shipped must make as many.

    :param told: ``{id of a part's row: pieces to be shipped}``
    """
    parts = [one for one in tellers.children[pack.text("item_id")] if one.optional("is_virtual") in ("", "0")]
    pieces = {part.text("sku"): told.get(part.text("item_id"), ZERO) for part in parts}
    counts = {
        told.get(part.text("item_id"), ZERO) * pack.amount("qty_ordered") / part.amount("qty_ordered") for part in parts
    }
    packs = next(iter(counts), ZERO)
    if len(counts) != 1 or packs != packs.to_integral_value():
        parcel = ", ".join(f"{quantity:f} × {sku}" for sku, quantity in pieces.items())
        message = (
            f"{pack.text('sku')} is shipped as a whole: {parcel} are no full packs. Deliver all its parts together."
        )
        raise Rejected(message, system=SYSTEM, field="lines")
    return packs


# invoices


def _bill(shop, invoice, orders, papers):
    order = _order(invoice, orders)
    if not invoice.number:
        raise Rejected("The invoice has no number.", system=SYSTEM, field="number")
    text = _told(invoice)
    known = _comment_that_names(order, invoice.number)
    if known is not None:
        id = known.text("entity_id")
        return Result(id=id, number=invoice.number, unchanged=True)
    if shop.settings["invoices"] == "create" and invoice.type != "credit_note":
        return _create_invoice(shop, invoice, order, papers, text)
    write_comment(shop, order, text, is_private=False)
    return Result(id=_written(shop, order, invoice.number), number=invoice.number)


def _create_invoice(shop, invoice, order, papers, text):
    """Bill what is open; the money counts as received. An order that is billed already only gets the comment."""
    ours = next((row for row in papers.get(invoice.order_id, ()) if _names(row, invoice.number)), None)
    if ours is not None:
        return Result(id=ours.text("entity_id"), number=invoice.number, unchanged=True)
    is_open = any(_open(item, "qty_invoiced") > 0 for item in order.rows("items") if not item.has("parent_item_id"))
    if not is_open:
        write_comment(shop, order, text, is_private=False)
        return Result(id=_written(shop, order, invoice.number), number=invoice.number)
    body = {"capture": False, "notify": False, "appendComment": False, "comment": _comment("", text, is_visible=True)}
    id = shop.wire.write("POST", f"/order/{invoice.order_id}/invoice", body)
    return Result(id=str(id), number=invoice.number)


def _names(row, number):
    return any(_is_named(comment.optional("comment"), number) for comment in row.rows("comments"))


def _comment_that_names(order, number):
    """Return the newest comment that names an invoice, None for none; 2026/1 is not named by 2026/12."""
    histories = order.rows("status_histories")
    return next((one for one in histories if _is_named(one.optional("comment"), number)), None)


def _is_named(text, number):
    return bool(re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", text))


def _written(shop, order, number):
    """Return the number of the comment that was just written: the call itself only says that it was."""
    row = order_rows(shop, [order.text("entity_id")], ORDER_FIELDS).get(order.text("entity_id"))
    found = _comment_that_names(row, number) if row is not None else None
    return found.text("entity_id") if found is not None else ""


def _told(invoice):
    name = "Credit note" if invoice.type == "credit_note" else "Invoice"
    return f"{name} {invoice.number}: {invoice.pdf_url}" if invoice.pdf_url else f"{name} {invoice.number}"


# refunds


def _refund(shop, document, orders, papers):
    order = _order(document, orders)
    if not document.key:
        raise Rejected("The return has no reference of ours to find it by.", system=SYSTEM, field="key")
    known = _ours(papers, document.order_id, document.key)
    if known is not None:
        return Result(id=known.text("entity_id"), number=known.text("increment_id"), unchanged=True)
    items, restocked = _refunded_lines(document, order)
    shipping = sum((line.net for line in document.lines if line.role == SHIPPING), ZERO)
    body = {
        "items": items,
        "notify": False,
        "appendComment": False,
        "comment": _comment(document.key, document.reason),
        "arguments": {
            "shipping_amount": shipping,
            "adjustment_positive": max(document.adjustment, ZERO),
            "adjustment_negative": max(-document.adjustment, ZERO),
            "extension_attributes": {"return_to_stock_items": restocked},
        },
    }
    id = str(shop.wire.write("POST", f"/order/{document.order_id}/refund", body))
    memo = Row(shop.wire.get(f"/creditmemo/{id}"), "GET /creditmemo")
    return Result(id=id, number=memo.text("increment_id"), warning=_difference(document, memo))


def _refunded_lines(document, order):
    """Return (lines of the refund, numbers of the rows whose goods return to stock).

    :raises Rejected: a line is not the order's, or more comes back than was paid
    """
    tellers = Tellers(order.rows("items"), None, 2)
    items, restocked = [], []
    for line in document.lines:
        if line.role == SHIPPING or not line.quantity:
            continue
        item = _refunded_row(order, tellers, line)
        left = _open(item, "qty_refunded", of="qty_invoiced")
        if line.quantity > left:
            message = f"{line.quantity:f} × {item.text('sku')} cannot be refunded: {left:f} are paid and not refunded."
            raise Rejected(message, system=SYSTEM, field="lines")
        items.append({"order_item_id": int(item.text("item_id")), "qty": line.quantity})
        if line.restock:
            # Of a configurable product the variant's row counts; its own is passed over without a word.
            restocked.append(int(tellers.goods(item).text("item_id")))
    return items or _no_goods(tellers), restocked


def _no_goods(tellers):
    """Return a line of the order with quantity 0: without any line the shop would refund all that is left.

    It refuses a refund without goods where no freight is left to give back (Creditmemo/Validation/QuantityValidator).
    """
    item = next(item for item in tellers.by_id.values() if tellers.has_money(item))
    return [{"order_item_id": int(item.text("item_id")), "qty": 0}]


def _refunded_row(order, tellers, line):
    item = tellers.by_id.get(line.order_line_id) or _line_of(order, tellers, line)
    parent = tellers.parent(item)
    is_variant = parent is not None and parent.optional("product_type") == "configurable"
    return parent if is_variant else item


def _difference(document, memo):
    """Return a sentence where the shop gave back another amount than the document says."""
    given = memo.amount("grand_total")
    if not document.gross or given == document.gross:
        return ""
    return f"The shop refunded {Decimal(given):f}, the return says {document.gross:f}."
