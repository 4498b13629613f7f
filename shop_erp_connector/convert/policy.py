"""What an order becomes in Odoo: what its state says, as far as its payment and the payment check allow."""

from ..remotes.documents.amounts import ZERO, rounded

CONFIRM, QUOTATION = "confirm", "quotation"


def decision(action, order, *, confirmation, approval):
    """Return "confirm", "quotation", "cancel" or "ignore"; None for a state that says nothing.

    :param action: what the order's state means (see ``ORDER_ACTIONS``), None when nobody has said so
    :param confirmation: the payment method's rule: "state" as the state says, "paid" only once it is paid, "always"
        also in states that keep an order as a quotation
    :param approval: the payment check: False when none is asked for, "waiting", "approved" or "refused"
    """
    if action not in (CONFIRM, QUOTATION):
        return action
    if order.is_quote or approval in ("waiting", "refused"):
        return QUOTATION
    if confirmation == "always":
        return CONFIRM
    if confirmation == "paid":
        return CONFIRM if payment_state(order) == "paid" else QUOTATION
    return action


def payment_state(order):
    """Return the state of the order's payments: "pending" without any, unless there is nothing to pay.

    "paid" is an order whose paid payments cover its total, "partial" one with less than that; where the remote does
    not tell amounts, or nothing was paid yet, or it was given back, the last payment says it.
    """
    last = order.payments[-1].state if order.payments else "pending"
    if last == "pending" and not rounded(order.gross, order.digits):
        return "paid"
    amounts = [payment.amount for payment in order.payments if payment.state == "paid"]
    if last == "refunded" or not amounts or not all(amounts):
        return last
    paid = rounded(sum(amounts, ZERO), order.digits)
    return "paid" if paid >= rounded(order.gross, order.digits) else "partial"


def paid_on(order):
    """Return the UTC date of the last payment that was paid, False when none was or it has no date."""
    dates = [payment.paid_at for payment in order.payments if payment.state == "paid" and payment.paid_at]
    return max(dates).date() if dates else False
