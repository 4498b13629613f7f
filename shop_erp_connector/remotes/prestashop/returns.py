"""Credit slips: the money that a shop gave back, and that Odoo gave back.

A slip only tells: writing one moves no stock, sends no mail and changes nothing on the order (recordings
order-slip-post, order-slip-with-lines). Requests of buyers have no lines in the Webservice (version 9) or no place
in it at all (before), so they are not read.
"""

from decimal import Decimal

from ..contract import Result
from ..documents import Return, ReturnedLine
from ..documents.amounts import ZERO
from ..errors import NotFound, Rejected
from .batches import Batches, Sending
from .rows import entity
from .shop import read_each
from .wire import SYSTEM

RESOURCE = "order_slip"

#: Slips of one write; each is a few rows.
BATCH = 50

#: How many announced slips memory keeps, newest last.
_ANNOUNCED = 200


def pull_returns(shop, cursor, ids, limit):
    """Yield pages of ``Return``, one for each credit slip; the orders' currencies and references are one call more."""
    yield from shop.pages(RESOURCE, cursor, ids, limit, lambda rows: _returns(shop, rows))


def push_returns(shop, returns):
    """Write credit slips; one that has an id is there already and final.

    The slips that an order has before the write are remembered with our key: a slip has no place for it, and by them
    ``find_return`` tells ours from the others'.
    """
    batches = Batches(shop.wire, len(returns))
    orders = _orders(shop, [document.order_id for document in returns])
    before = _slips(shop, orders)
    sendings = []
    for index, document in enumerate(returns):
        error = _problem(document, orders)
        if error:
            batches.settle(index, error=error)
        elif document.id:
            batches.settle(index, id=document.id, unchanged=True)
        else:
            key = (document.order_id, document.gross)
            sendings.append(Sending(index, _slip(document, orders[document.order_id]), key=key))
            _announce(shop, document, [row.id for row in before.get(document.order_id, ())])
    known = {row.id for rows in before.values() for row in rows}
    batches.create(RESOURCE, sendings, BATCH, lambda part: _arrived(shop, part, known))
    return batches.results


def find_return(shop, key):
    """Return the ``Result`` of the slip that was announced with our key, None when there is none.

    A slip of the same order and amount that was not there before ours was sent is ours.
    """
    with shop.wire.memory.locked("returns") as announced:
        facts = announced.get(key)
    if not facts:
        return None
    rows = _slips(shop, [facts["order"]]).get(facts["order"], ())
    for row in rows:
        if row.id not in facts["before"] and _gross(row) == Decimal(facts["gross"]):
            return Result(id=row.id)
    return None


def _returns(shop, rows):
    orders = _orders(shop, [row.text("id_order") for row in rows])
    return read_each(rows, lambda row: _return(shop, row, orders.get(row.text("id_order"))))


def _orders(shop, ids):
    display = "[id,reference,id_currency,id_customer]"
    return {row.id: row for row in shop.wire.rows_by("orders", "id", ids, display=display)}


def _return(shop, row, order):
    currency = shop.lists.entry("currency", order.reference("id_currency")) if order else None
    lines = [*_product_lines(row), *_shipping_line(row)]
    net, gross = row.amount("total_products_tax_excl") + row.amount("total_shipping_tax_excl"), _gross(row)
    return Return(
        id=row.id,
        updated_at=row.moment("date_upd", shop.zone),
        number=row.id,
        type="refund",
        order_id=row.reference("id_order"),
        order_number=order.text("reference") if order else "",
        customer_id=row.reference("id_customer"),
        currency=currency["code"] if currency else "",
        created_at=row.moment("date_add", shop.zone),
        lines=tuple(lines),
        adjustment=gross - sum((line.gross for line in lines), ZERO),
        net=net,
        tax=gross - net,
        gross=gross,
    )


def _product_lines(row):
    for detail in row.associated("order_slip_details"):
        net, gross = detail.amount("amount_tax_excl"), detail.amount("amount_tax_incl")
        yield ReturnedLine(
            id=detail.id,
            order_line_id=detail.reference("id_order_detail"),
            quantity=detail.amount("product_quantity"),
            net=net,
            tax=gross - net,
            gross=gross,
        )


def _shipping_line(row):
    net, gross = row.amount("total_shipping_tax_excl"), row.amount("total_shipping_tax_incl")
    if gross:
        yield ReturnedLine(role="shipping", name="Shipping", quantity=Decimal(1), net=net, tax=gross - net, gross=gross)


def _gross(row):
    return row.amount("total_products_tax_incl") + row.amount("total_shipping_tax_incl")


def _slips(shop, order_ids):
    """Return ``{order id: [its slips]}``."""
    found = {}
    for row in shop.wire.rows_by(RESOURCE, "id_order", order_ids):
        found.setdefault(row.text("id_order"), []).append(row)
    return found


def _problem(document, orders):
    """Return why a refund cannot be a slip, None when it can."""
    if document.order_id not in orders:
        message = f"The shop has no order {document.order_id or '(none given)'}."
        return NotFound(message, system=SYSTEM, code="404", field="order_id")
    if document.type != "refund" or document.gross <= 0:
        return Rejected("Only money that was given back becomes a credit slip.", system=SYSTEM, field="gross")
    return None


def _slip(document, order):
    """Return the entity; what has no line there (an adjustment) is counted with the products."""
    refunded = [line for line in document.lines if line.decision in ("", "refund") and line.gross]
    shipping = [line for line in refunded if line.role == "shipping"]
    products = [line for line in refunded if line.role != "shipping"]
    shipping_net, shipping_gross = _sums(shipping)
    fields = {
        "id_customer": order.text("id_customer"),
        "id_order": document.order_id,
        "conversion_rate": "1",
        "total_products_tax_excl": f"{document.net - shipping_net:f}",
        "total_products_tax_incl": f"{document.gross - shipping_gross:f}",
        "total_shipping_tax_excl": f"{shipping_net:f}",
        "total_shipping_tax_incl": f"{shipping_gross:f}",
        "amount": f"{document.gross - shipping_gross:f}",
        "shipping_cost": "1" if shipping else "0",
        "shipping_cost_amount": f"{shipping_gross:f}",
        "partial": "1",
    }
    rows = [
        {
            "id_order_detail": line.order_line_id,
            "product_quantity": f"{line.quantity:f}",
            "amount_tax_excl": f"{line.net:f}",
            "amount_tax_incl": f"{line.gross:f}",
        }
        for line in products
        if line.order_line_id
    ]
    return entity("order_slip", fields, {"order_slip_details": ("order_slip_detail", rows)} if rows else None)


def _sums(lines):
    return sum((line.net for line in lines), ZERO), sum((line.gross for line in lines), ZERO)


def _announce(shop, document, before):
    with shop.wire.memory.locked("returns") as announced:
        announced.pop(document.key, None)
        announced[document.key] = {
            "order": document.order_id,
            "gross": f"{document.gross:f}",
            "before": before,
        }
        for oldest in list(announced)[:-_ANNOUNCED]:
            del announced[oldest]


def _arrived(shop, part, known):
    """Return which slips of a broken batch the shop has saved all the same."""
    fresh = {}
    for order_id, rows in _slips(shop, {sending.key[0] for sending in part}).items():
        for row in sorted(rows, key=lambda row: int(row.id)):
            if row.id not in known:
                fresh.setdefault((order_id, _gross(row)), []).append(row.id)
    return {sending.index: fresh[sending.key].pop(0) for sending in part if fresh.get(sending.key)}
