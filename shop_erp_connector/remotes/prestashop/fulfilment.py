"""What goes back to an order: its state, its tracking number, its invoice's number and address.

Each of these first reads what the shop has and sends only what differs, for all records of the batch at once.
Therefore a lost answer is no open question: sending again looks first. Recordings order-history-post*,
order-carrier-list, order-carrier-tracking.
"""

import re
import secrets

from ..contract import Result
from ..errors import NotFound, OutcomeUnknown, Rejected, Unavailable
from .batches import Batches, Sending
from .rows import entity, put
from .wire import SYSTEM, WRITE_BATCH

#: The shop changes states one by one and may send a mail for each: 0.02 s without, more with it.
STATUS_BATCH = 50


def push_statuses(shop, statuses):
    """Set the states of orders; an order that is in its state already gets no second history row and no
    second mail.

    An unknown state is refused here: the shop would answer 500 with an empty body and change nothing.
    """
    batches = Batches(shop.wire, len(statuses))
    ids = [status.id for status in statuses]
    states = _states(shop, ids)
    quiet, noticed = [], []
    for index, status in enumerate(statuses):
        if status.id not in states:
            batches.settle(index, error=_no_order(status.id))
        elif states[status.id] == status.state_id:
            batches.settle(index, id=status.id, unchanged=True)
        elif shop.lists.entry("order_state", status.state_id) is None:
            message = f"The shop has no order state {status.state_id or '(none given)'}."
            batches.settle(index, error=Rejected(message, system=SYSTEM, field="state_id"))
        else:
            fields = {"id_order": status.id, "id_order_state": status.state_id}
            element = entity("order_history", fields)
            sending = Sending(index, element, id=status.id, key=status.state_id)
            (noticed if status.notify else quiet).append(sending)
    for sendings, query in ((quiet, None), (noticed, {"sendemail": "1"})):
        batches.create("order_histories", sendings, STATUS_BATCH, lambda part: _reached(shop, part), query=query)
    return _repeatable(batches.results)


def push_shipments(shop, shipments):
    """Write tracking numbers on the newest parcel of each order."""
    batches = Batches(shop.wire, len(shipments))
    parcels = {}
    for row in sorted(_parcels(shop, shipments), key=lambda row: int(row.id)):
        parcels[row.text("id_order")] = row
    quiet, noticed = [], []
    for index, shipment in enumerate(shipments):
        row = parcels.get(shipment.order_id)
        if row is None:
            batches.settle(index, error=_no_order(shipment.order_id))
        elif shipment.tracking_number in ("", row.text("tracking_number")):
            batches.settle(index, id=row.id, unchanged=True)
        else:
            element = _tracked(shop, row, shipment.tracking_number)
            (noticed if shipment.notify else quiet).append(Sending(index, element))
    method = "PATCH" if shop.wire.can_patch else "PUT"
    for sendings, query in ((quiet, None), (noticed, {"sendemail": "1"})):
        batches.update(method, "order_carriers", sendings, WRITE_BATCH, query=query)
    return batches.results


def push_invoices(shop, invoices):
    """Tell the buyer the number and address of each invoice, as a message in the order's thread.

    The Webservice takes no files. A message that names the invoice already is not written twice.
    """
    batches = Batches(shop.wire, len(invoices))
    threads = _threads(shop, invoices)
    told = _told(shop, [thread.id for thread in threads.values()])
    sendings = []
    for index, invoice in enumerate(invoices):
        thread = threads.get(invoice.order_id)
        key = (thread.id, invoice.number) if thread else ()
        if thread is None:
            batches.settle(index, error=_no_order(invoice.order_id))
        elif thread.error:
            batches.settle(index, error=thread.error)
        elif not invoice.number:
            batches.settle(index, error=Rejected("The invoice has no number.", system=SYSTEM, field="number"))
        elif _message_id(told, key):
            batches.settle(index, id=_message_id(told, key), number=invoice.number, unchanged=True)
        else:
            fields = {"id_customer_thread": thread.id, "message": _message(invoice), "private": "0"}
            sendings.append(Sending(index, entity("customer_message", fields), key=key))
    batches.create("customer_messages", sendings, WRITE_BATCH, lambda part: _arrived(shop, part))
    return _repeatable(batches.results)


def _states(shop, ids):
    rows = shop.wire.rows_by("orders", "id", ids, display="[id,current_state]")
    return {row.id: row.reference("current_state") for row in rows}


def _reached(shop, part):
    """Return which orders of a broken batch are in the wanted state all the same."""
    states = _states(shop, [sending.id for sending in part])
    return {sending.index: sending.id for sending in part if states.get(sending.id) == sending.key}


def _repeatable(results):
    """Sending again looks first, so a lost answer is only a delay."""
    return [
        Result(error=Unavailable(error.message, system=error.system, call=error.call, code=error.code, text=error.text))
        if isinstance(error := result.error, OutcomeUnknown)
        else result
        for result in results
    ]


def _parcels(shop, shipments):
    return shop.wire.rows_by("order_carriers", "id_order", [shipment.order_id for shipment in shipments])


def _tracked(shop, row, number):
    if shop.wire.can_patch:
        return entity("order_carrier", {"id": row.id, "tracking_number": number})
    element = row.copy()
    put(element, "tracking_number", number)
    return element


def _no_order(id):
    return NotFound(f"The shop has no order {id or '(none given)'}.", system=SYSTEM, code="404", field="order_id")


def _threads(shop, invoices):
    """Return ``{order id: Result}`` of the orders' message threads; an order without one gets one."""
    ids = [invoice.order_id for invoice in invoices]
    orders = {row.id: row for row in shop.wire.rows_by("orders", "id", ids, display="[id,id_customer,id_lang,id_shop]")}
    found = {id: Result(id=thread_id) for id, thread_id in _thread_ids(shop, orders).items()}
    missing = [row for id, row in orders.items() if id not in found]
    if not missing:
        return found
    emails = {
        row.id: row.text("email")
        for row in shop.wire.rows_by(
            "customers", "id", [row.text("id_customer") for row in missing], display="[id,email]"
        )
    }
    sendings = [
        Sending(index, _thread(row, emails.get(row.text("id_customer"), "")), key=row.id)
        for index, row in enumerate(missing)
    ]
    batches = Batches(shop.wire, len(missing))
    batches.create("customer_threads", sendings, WRITE_BATCH, lambda part: _opened(shop, part))
    results = _repeatable(batches.results)
    return found | {row.id: result for row, result in zip(missing, results, strict=True)}


def _thread_ids(shop, order_ids):
    """Return ``{order id: thread id}``, the oldest thread of each order that has one."""
    rows = shop.wire.rows_by("customer_threads", "id_order", order_ids, display="[id,id_order]")
    return {row.text("id_order"): row.id for row in sorted(rows, key=lambda row: int(row.id), reverse=True)}


def _opened(shop, part):
    threads = _thread_ids(shop, [sending.key for sending in part])
    return {sending.index: threads[sending.key] for sending in part if sending.key in threads}


def _thread(order, email):
    fields = {
        "id_lang": order.text("id_lang"),
        "id_shop": order.text("id_shop"),
        "id_contact": "0",
        "id_customer": order.text("id_customer"),
        "id_order": order.id,
        "email": email,
        "status": "open",
        # The shop puts it into the address of its reply form; who knows it can write into the thread.
        "token": secrets.token_hex(6),
    }
    return entity("customer_thread", fields)


def _told(shop, thread_ids):
    """Return ``{thread id: [rows of its messages]}``."""
    told = {}
    display = "[id,id_customer_thread,message]"
    for row in shop.wire.rows_by("customer_messages", "id_customer_thread", thread_ids, display=display):
        told.setdefault(row.text("id_customer_thread"), []).append(row)
    return told


def _message_id(told, key):
    """Return the id of the message that names an invoice, "" for none; 2026/1 is not named by 2026/12."""
    thread_id, number = key
    pattern = re.compile(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])")
    return next((row.id for row in told.get(thread_id, ()) if pattern.search(row.text("message"))), "")


def _arrived(shop, part):
    told = _told(shop, [sending.key[0] for sending in part])
    ids = {sending.index: _message_id(told, sending.key) for sending in part}
    return {index: id for index, id in ids.items() if id}


def _message(invoice):
    name = "Credit note" if invoice.type == "credit_note" else "Invoice"
    head = f"{name} {invoice.number}: {invoice.pdf_url}" if invoice.pdf_url else f"{name} {invoice.number}"
    return "\n".join([head, *(_how_to_pay(payment, invoice) for payment in invoice.payments)])


def _how_to_pay(payment, invoice):
    """Return the line that tells the buyer a bank reference (Multibanco: entity and reference)."""
    parts = (
        ("entity", payment.entity),
        ("reference", payment.reference),
        ("amount", f"{payment.amount:.{invoice.digits}f} {invoice.currency}" if payment.amount else ""),
    )
    return "Payment: " + ", ".join(f"{label} {value}" for label, value in parts if value)
