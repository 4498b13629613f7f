"""What goes back to an order of money: its invoice, its refund. Recordings invoice-*, creditmemo."""

from ..contract import Result
from ..documents.amounts import ZERO, rounded
from ..documents.order import SHIPPING
from ..errors import Rejected
from .fulfilment import read_orders, repeatable, the_order
from .lines import FIXED_TAX
from .papers import is_named, mentions, papers_of
from .rows import Row
from .sending import one_by_one
from .wire import SYSTEM


def push_invoices(shop, invoices):
    """Tell the shop the number and address of each invoice.

    A paid one for all that is still to be invoiced becomes the shop's own invoice, which there means "paid"; any other
    one is a comment of the order, by whose number the result names it. The interface takes no files. What names the
    number already is not written twice.
    """
    orders = read_orders(shop, [invoice.order_id for invoice in invoices])
    present = papers_of(shop, "Invoice", [order for order in orders.values() if isinstance(order, Row)])
    return one_by_one(invoices, lambda invoice: repeatable(lambda: _send_invoice(shop, invoice, orders, present)))


def _send_invoice(shop, invoice, orders, present):
    order = the_order(orders, invoice.order_id)
    if not invoice.number:
        raise Rejected("The invoice has no number.", system=SYSTEM, field="number")
    number = order.must("increment_id")
    papers = present.get(order.text("order_id"), ())
    told = [paper.must("increment_id") for paper in papers if mentions(paper, invoice.number)]
    told += [number] if _is_told(order, invoice.number) else []
    if told:
        return Result(id=told[0], number=invoice.number, unchanged=True)
    if _covers_the_order(shop, invoice, order):
        # The part is called after the invoice and means the order (dossier B3); no rows: all that is open.
        number = str(shop.wire.write("salesOrderInvoiceCreate", number, [], _text(invoice), "0", "0"))
    else:
        # Without a state the comment would empty the order's.
        shop.wire.write("salesOrderAddComment", number, order.text("status"), _text(invoice), "")
    return Result(id=number, number=invoice.number)


def _is_told(order, number):
    return any(is_named(row.text("comment"), number) for row in order.rows("status_history", "comment"))


def _covers_the_order(shop, invoice, order):
    """Return whether an invoice is paid and for exactly what the shop has not invoiced yet."""
    is_paid = invoice.state == "paid" or invoice.type == "invoice_receipt"
    left = order.amount("grand_total") - order.amount_or_zero("total_invoiced")
    digits = shop.digits(order.text("order_currency_code"))
    is_open = order.text("state") not in ("canceled", "closed", "holded", "complete", "payment_review")
    return is_paid and is_open and invoice.type != "credit_note" and left > 0 and rounded(left, digits) == invoice.gross


def _text(invoice):
    name = "Credit note" if invoice.type == "credit_note" else "Invoice"
    return f"{name} {invoice.number}: {invoice.pdf_url}" if invoice.pdf_url else f"{name} {invoice.number}"


def push_returns(shop, returns):
    """Give money back: one credit memo per return, recognised later by the hub's reference in its comment.

    No payment service is told: a refund through one is made in the shop's back office.
    """
    orders = read_orders(shop, [each.order_id for each in returns])
    present = papers_of(shop, "Creditmemo", [order for order in orders.values() if isinstance(order, Row)])
    return one_by_one(returns, lambda each: repeatable(lambda: _send_return(shop, each, orders, present)))


def _send_return(shop, document, orders, present):
    order = the_order(orders, document.order_id)
    if document.type != "refund":
        raise Rejected("The shop's interface takes refunds, no wishes to return.", system=SYSTEM, field="type")
    if not document.key:
        message = "A refund without a reference could not be told from another one later."
        raise Rejected(message, system=SYSTEM, field="key")
    found = next((paper for paper in present.get(order.text("order_id"), ()) if mentions(paper, document.key)), None)
    if found:
        number = found.must("increment_id")
        return Result(id=number, number=number, unchanged=True)
    data = _refund(document, order)
    answer = shop.wire.write("salesOrderCreditmemoCreate", order.must("increment_id"), data, document.key, 0, 0, "0")
    number = str(answer)
    return Result(id=number, number=number, warning=_difference(shop, document, number))


def _refund(document, order):
    """Return what a credit memo is made of; carriage that is not given back has to be said to be nothing."""
    known = {row.text("item_id") for row in order.rows("items", "line")}
    # A fixed tax goes back with its product.
    goods = [line for line in document.lines if line.role != SHIPPING and not line.order_line_id.endswith(FIXED_TAX)]
    for line in goods:
        if line.order_line_id not in known:
            message = f"Order {order.text('increment_id')} has no line {line.order_line_id or '(none given)'}."
            raise Rejected(message, system=SYSTEM, field="lines")
    carriage = sum((line.net for line in document.lines if line.role == SHIPPING), ZERO)
    return {
        "qtys": [{"order_item_id": line.order_line_id, "qty": f"{line.quantity:f}"} for line in goods],
        "shipping_amount": f"{carriage:f}",
        "adjustment_positive": f"{max(document.adjustment, ZERO):f}",
        "adjustment_negative": f"{max(-document.adjustment, ZERO):f}",
    }


def _difference(shop, document, number):
    """Return a sentence when the shop gave back another amount than the hub says: it works it out by itself."""
    made = Row(shop.wire.read("salesOrderCreditmemoInfo", number), f"credit memo {number}").amount("grand_total")
    digits = shop.digits(document.currency)
    if not document.gross or rounded(made, digits) == document.gross:
        return ""
    return f"The shop's credit memo {number} is of {rounded(made, digits):f}, the refund of {document.gross:f}."
