"""What goes back to an order: its state and comments, its parcels.

Each of these takes calls per order; the interface has none for many. What the shop has is read first, fifty orders a
bundle, and only what differs is sent, so that a lost answer is no open question: sending again looks first. Recordings
order-comment*, order-cancel-complete, shipment-*.
"""

from ..contract import Result
from ..documents.amounts import ZERO, rounded
from ..errors import NotFound, OutcomeUnknown, Rejected, Unavailable
from .lines import items_of
from .lookups import STATES
from .papers import mentions, papers_of
from .rows import Row
from .sending import one_by_one
from .wire import SYSTEM, rows_of

#: The carrier under which a parcel of anybody may travel.
CUSTOM = "custom"


def push_statuses(shop, statuses):
    """Set the states of orders and append comments; what an order has already is not written twice."""
    orders = read_orders(shop, [status.id for status in statuses])
    return one_by_one(statuses, lambda status: repeatable(lambda: _set_status(shop, status, orders)))


def read_orders(shop, numbers):
    """Return ``{number: Row or error}`` of orders, each whole."""
    numbers = [number for number in dict.fromkeys(numbers) if number]
    answers = shop.wire.each([("salesOrderInfo", number) for number in numbers])
    return {
        number: answer if isinstance(answer, Rejected) else Row(answer, f"order {number}")
        for number, answer in zip(numbers, answers, strict=True)
    }


def the_order(orders, number):
    """Return an order that was read.

    :raises Rejected: there is none, or it could not be read
    """
    order = orders.get(number)
    if isinstance(order, Rejected):
        raise order
    if order is None or not order.has("increment_id"):
        message = f"The shop has no order {number or '(none given)'}."
        raise NotFound(message, system=SYSTEM, code="100", field="order_id")
    return order


def repeatable(send):
    """Return what ``send()`` answers; a lost answer is only a delay, because sending again looks first."""
    try:
        return send()
    except OutcomeUnknown as exc:
        raise Unavailable(exc.message, system=exc.system, call=exc.call, code=exc.code, text=exc.text) from None


def _set_status(shop, status, orders):
    order = the_order(orders, status.id)
    if status.payment or status.risk:
        message = "The shop's interface takes neither payments nor answers to its payment check."
        raise Rejected(message, system=SYSTEM, field="payment" if status.payment else "risk")
    wanted, present = status.state_id or order.text("status"), order.text("status")
    if wanted != present and wanted not in STATES | shop.further_states:
        # The shop would take any text for a state, and show it.
        message = f"The shop has no order state {wanted}; a state of its own has to be named in the settings."
        raise Rejected(message, system=SYSTEM, field="state_id")
    told = {row.text("comment") for row in order.rows("status_history", "comment")}
    texts = [message.text for message in status.messages if not message.id and message.text.strip() not in told]
    if wanted == present and not texts:
        return Result(id=status.id, unchanged=True)
    _carry_out(shop, order, wanted, texts, "1" if status.notify else "")
    return Result(id=status.id)


def _carry_out(shop, order, wanted, texts, notify):
    """Change the state as the shop does itself where it has a call for it; else the state travels with a comment."""
    number, present = order.must("increment_id"), order.text("status")
    if wanted != present and order.text("state") == "holded":
        shop.wire.write("salesOrderUnhold", number)
    if wanted != present and wanted in ("canceled", "holded"):
        shop.wire.write("salesOrderCancel" if wanted == "canceled" else "salesOrderHold", number)
    elif wanted != present and not texts:
        shop.wire.write("salesOrderAddComment", number, wanted, None, notify)
    for text in texts:
        # Without a state the comment would empty the order's.
        shop.wire.write("salesOrderAddComment", number, wanted, text, notify)


def push_shipments(shop, shipments):
    """Create parcels with their tracking numbers; one that the shop has already only gets what it lacks.

    A parcel is recognised by the hub's reference, which is kept in its comment.
    """
    orders = read_orders(shop, [shipment.order_id for shipment in shipments])
    present = papers_of(shop, "Shipment", [order for order in orders.values() if isinstance(order, Row)])
    return one_by_one(shipments, lambda shipment: repeatable(lambda: _send_shipment(shop, shipment, orders, present)))


def _send_shipment(shop, shipment, orders, present):
    order = the_order(orders, shipment.order_id)
    if not shipment.key:
        message = "A parcel without a reference could not be told from another one later."
        raise Rejected(message, system=SYSTEM, field="key")
    found = next((paper for paper in present.get(order.text("order_id"), ()) if mentions(paper, shipment.key)), None)
    number = found.must("increment_id") if found else _create(shop, shipment, order)
    tracks = {track.text("number"): track for track in found.rows("tracks", "track")} if found else {}
    is_tracked = not shipment.tracking_number or shipment.tracking_number in tracks
    warning = ""
    if not is_tracked:
        _add_track(shop, shipment, order, number)
        if len(tracks) == 1:
            # The parcel is ours, and so was its only number, which was wrong: the buyer would see both.
            (wrong,) = tracks.values()
            shop.wire.read("salesOrderShipmentRemoveTrack", number, wrong.must("track_id"))
            # Somebody in the shop may have entered it.
            warning = f"The shop's tracking number {wrong.text('number')} gave way to {shipment.tracking_number}."
    if shipment.notify and not (found and is_tracked):
        # Only now: the mail of the creation itself would go out before there is a tracking number.
        shop.wire.write("salesOrderShipmentSendInfo", number, None)
    return Result(id=number, number=number, unchanged=bool(found and is_tracked), warning=warning)


def _create(shop, shipment, order):
    quantities = _quantities(shipment, order)
    rows = [{"order_item_id": id, "qty": f"{quantity.normalize():f}"} for id, quantity in quantities.items()]
    answer = shop.wire.write("salesOrderShipmentCreate", order.must("increment_id"), rows, shipment.key, 0, 0)
    return str(answer)


def _quantities(shipment, order):
    """Return ``{row id: quantity}`` of a parcel, {} for all that is open; parts go with the row that they are under.

    :raises Rejected: a line of the parcel is none of the order's
    """
    owners, products = {}, {}
    for item in items_of(order):
        whole, id = item.row.amount("qty_ordered"), item.row.text("item_id")
        for row in (item.row, *item.parts):
            owners[row.text("item_id")] = (id, whole, row.amount("qty_ordered") or whole)
            for name in filter(None, (row.id("product_id"), row.text("sku"))):
                products.setdefault(name, {})[id] = row.text("item_id")
    told, found = {}, {}
    for line in shipment.lines:
        row = _line_of(line, owners, products, order)
        told[row] = told.get(row, ZERO) + line.quantity
    for row, quantity in told.items():
        id, whole, ordered = owners[row]
        found[id] = max(found.get(id, ZERO), rounded(quantity * whole / ordered, 4))
    return {id: quantity for id, quantity in found.items() if quantity}


def _line_of(line, owners, products, order):
    """Return the id of the row that a line of a parcel means: by its id, else the only one of its product."""
    named = products.get(line.variant_id) or products.get(line.code) or {}
    if not line.order_line_id and len(named) == 1:
        return next(iter(named.values()))
    if line.order_line_id not in owners:
        what = line.order_line_id or line.code or line.variant_id or "(none given)"
        count = f"{len(named)} lines" if named and not line.order_line_id else "no line"
        message = f"Order {order.text('increment_id')} has {count} {what}."
        raise Rejected(message, system=SYSTEM, field="lines")
    return line.order_line_id


def _add_track(shop, shipment, order, number):
    code = shipment.carrier_id if shipment.carrier_id in _carriers(shop, order) else CUSTOM
    title = shipment.carrier_name or shipment.carrier_id or "Parcel"
    shop.wire.write("salesOrderShipmentAddTrack", number, code, title, shipment.tracking_number, None)


def _carriers(shop, order):
    """Return the codes of those with whom parcels may travel; the interface tells them for an order only."""
    number = order.must("increment_id")
    rows = shop.lists.kept("carriers", lambda: shop.wire.read("salesOrderShipmentGetCarriers", number))
    return {str(row.get("key")) for row in rows_of(rows, "salesOrderShipmentGetCarriers")}
