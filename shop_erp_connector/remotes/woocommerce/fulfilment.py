"""What goes back to an order: its state and messages, its parcels, its invoices.

All of it first reads what the orders of the batch have, in one call, and sends only what differs: every write moves an
order's date and so comes back to us. Core WooCommerce has no parcels and no invoices: they are meta data whose keys are
settings. Recordings order-tracking-meta, order-note, orders-batch; the dossier's sections 6 and 10.
"""

import html
import json
import re
from dataclasses import replace
from datetime import UTC

from ..errors import Rejected, RemoteError
from .batches import Batches, Sending, only_a_delay
from .orders import PATH
from .rows import SYSTEM, meta
from .shop import not_there

#: Meta keys of our own, where all parcels and invoices of an order are kept with their facts.
PARCELS, INVOICES = "_odoo_parcels", "_odoo_invoices"

#: When an order was paid.
PAID_AT = "date_paid_gmt"

UNDATED = (
    "The shop's WooCommerce is too old to be told when an order was paid: it notes that itself with a state that stands"
    " for paid."
)


def push_statuses(shop, statuses):
    """Set the states of orders, record payments and append messages. The shop mails by its own settings."""
    batches = Batches(shop.wire, len(statuses), "order")
    current = _current(shop, [status.id for status in statuses], "id,status,transaction_id,date_paid_gmt")
    states = shop.lists.all("state") if any(status.state_id for status in statuses) else {}
    sendings = []
    for index, status in enumerate(statuses):
        try:
            values = _status_values(status, current.get(status.id), states)
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        if values:
            sendings.append(Sending(index, {"id": int(status.id), **values}))
        else:
            batches.settle(index, id=status.id, unchanged=not _unsaid(status))
    batches.update(PATH, sendings)
    for index, status in enumerate(statuses):
        if batches.is_fine(index) and _unsaid(status):
            _append(
                shop, batches, index, status.id, [(message.text, not message.is_private) for message in _unsaid(status)]
            )
    undated = {one.index for one in sendings if PAID_AT in one.values and _is_undated(batches, one.index)}
    return [
        replace(result, warning=UNDATED) if index in undated else result for index, result in enumerate(batches.results)
    ]


def _is_undated(batches, index):
    """Tell whether a shop has dropped a date of payment without a word, as older releases do."""
    return batches.is_fine(index) and index in batches.rows and not batches.rows[index].has(PAID_AT)


def push_shipments(shop, shipments):
    """Write tracking numbers, and tell the buyer where ``notify`` says so: a customer's note is mailed."""

    def entry(shipment):
        return {
            "number": shipment.tracking_number,
            "url": shipment.tracking_url,
            "carrier": shipment.carrier_name,
            "shipped_at": shipment.shipped_at.astimezone(UTC).date().isoformat() if shipment.shipped_at else "",
        }

    keys = {"number": "tracking_number_key", "url": "tracking_url_key", "carrier": "tracking_carrier_key"}
    return _push_papers(
        shop,
        shipments,
        PARCELS,
        keys,
        _parcel_name,
        entry,
        lambda shipment: _parcel_note(shipment) if shipment.notify else "",
    )


def push_invoices(shop, invoices):
    """Write numbers and addresses of invoices. The address is the hub's own, with the token that opens it."""

    def entry(invoice):
        issued_on = invoice.issued_on.isoformat() if invoice.issued_on else ""
        return {"number": invoice.number, "url": invoice.pdf_url, "date": issued_on, "type": invoice.type}

    keys = {"number": "invoice_number_key", "url": "invoice_url_key", "date": "invoice_date_key"}
    tells = shop.settings.is_on("invoice_note")
    return _push_papers(
        shop, invoices, INVOICES, keys, _invoice_name, entry, lambda invoice: _invoice_note(invoice) if tells else ""
    )


def _current(shop, ids, fields):
    """Return ``{order id: row}``; one call for each hundred orders."""
    return shop.wire.by_ids(PATH, "order", ids, status="any", _fields=fields)


# states


def _status_values(status, row, states):
    """Return what to send, {} for nothing. A batch would put an order of an unknown state back to pending."""
    if row is None:
        raise not_there("order", status.id)
    if status.risk:
        raise Rejected("WooCommerce has no payment check.", system=SYSTEM, field="risk")
    if status.state_id and status.state_id not in states:
        message = f"The shop has no order state {status.state_id}."
        raise Rejected(message, system=SYSTEM, field="state_id")
    if not (status.state_id or status.messages or status.payment):
        raise Rejected("There is no state to set.", system=SYSTEM, field="state_id")
    values = {}
    if status.state_id and status.state_id != row.text("status"):
        values["status"] = status.state_id
    payment = status.payment
    if payment and payment.reference and payment.reference != row.text("transaction_id"):
        values["transaction_id"] = payment.reference
    if payment and payment.state == "paid" and payment.paid_at and not row.has(PAID_AT):
        values[PAID_AT] = payment.paid_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return values


def _unsaid(status):
    return [message for message in status.messages if not message.id and message.text]


def _append(shop, batches, index, order_id, texts):
    """Append notes that the order does not have yet. Notes are written one by one, and read order by order."""
    try:
        rows = shop.wire.list(f"{PATH}/{order_id}/notes", "note").rows
        present = {(_bare(row.text("note")), row.flag("customer_note")) for row in rows}
        for text, is_for_customer in texts:
            note = html.escape(text, quote=False)
            if (_bare(note), is_for_customer) not in present:
                values = {"note": note, "customer_note": is_for_customer}
                shop.wire.send("POST", f"{PATH}/{order_id}/notes", values, "note")
                present.add((_bare(note), is_for_customer))
    except RemoteError as exc:
        batches.settle(index, error=only_a_delay(exc))


def _bare(text):
    """Return a note as it is compared: without what the shop makes of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


# parcels and invoices


def _push_papers(shop, documents, store, keys, name_of, entry_of, note_of):
    """Write papers (parcels or invoices) of orders into meta data; one that is there already is not written again.

    :param keys: ``{fact: setting that holds its meta key}``: where other programs of the shop look for it
    :param name_of: what tells a paper from others of its order; :param note_of: what to tell the buyer, "" for nothing
    """
    batches = Batches(shop.wire, len(documents), "order")
    current = _current(shop, [document.order_id for document in documents], "id,meta_data")
    papers = {id: _papers(row, store) for id, row in current.items()}
    changed = {}
    for index, document in enumerate(documents):
        id = f"{document.order_id}/{name_of(document)}"
        try:
            if document.order_id not in current:
                raise not_there("order", document.order_id)
            facts = {name: text for name, text in entry_of(document).items() if text}
            if "number" not in facts:
                raise Rejected("There is no number to write.", system=SYSTEM, field="number")
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        if papers[document.order_id].get(name_of(document)) == facts:
            batches.settle(index, id=id, unchanged=True)
        else:
            papers[document.order_id][name_of(document)] = facts
            changed.setdefault(document.order_id, []).append((index, id))
    _send_papers(shop, batches, papers, changed, store, keys)
    for index, document in enumerate(documents):
        note = note_of(document)
        if note and batches.is_fine(index):
            _append(shop, batches, index, document.order_id, [(note, True)])
    return batches.results


def _send_papers(shop, batches, papers, changed, store, keys):
    """Write the papers of each changed order once, whatever number of them is new."""
    sendings = []
    for order_id, places in changed.items():
        entries = [{"key": store, "value": papers[order_id]}]
        for fact, setting in keys.items():
            texts = [paper[fact] for paper in papers[order_id].values() if paper.get(fact)]
            if shop.settings[setting] and texts:
                entries.append({"key": shop.settings[setting], "value": ", ".join(dict.fromkeys(texts))})
        index, id = places[0]
        sendings.append(Sending(index, {"id": int(order_id), "meta_data": entries}, id=id))
    batches.update(PATH, sendings)
    for places in changed.values():
        (first, _id), *others = places
        for index, id in others:
            batches.settle_like(index, first, id)


def _papers(row, store):
    """Return ``{name: facts}`` of the papers that an order has; a plugin may have made a text of them."""
    value = meta(row).get(store)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, dict):
        return {}
    return {str(name): dict(facts) for name, facts in value.items() if isinstance(facts, dict)}


def _parcel_name(shipment):
    return shipment.key or shipment.tracking_number


def _invoice_name(invoice):
    return invoice.number


def _parcel_note(shipment):
    carrier = f" with {shipment.carrier_name}" if shipment.carrier_name else ""
    link = f": {shipment.tracking_url}" if shipment.tracking_url else ""
    return f"Shipped{carrier}, tracking number {shipment.tracking_number}{link}"


def _invoice_note(invoice):
    name = "Credit note" if invoice.type == "credit_note" else "Invoice"
    return f"{name} {invoice.number}: {invoice.pdf_url}" if invoice.pdf_url else f"{name} {invoice.number}"
