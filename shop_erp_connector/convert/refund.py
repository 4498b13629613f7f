"""What a return gives back: amounts in the proportions of what was sold, and the values of a credit note's lines."""

from decimal import Decimal

from odoo.fields import Command

from ..remotes.documents import AppliedTax, OrderLine
from ..remotes.documents.amounts import ZERO, cents, rounded, spread
from .money import line_amounts
from .order import decimal_of


def proportional(sold, quantity, digits, *, before=ZERO):
    """Return (net, gross) of giving back ``quantity`` of an order line, in the proportions in which it was sold.

    :param before: the quantity given back before; it counts, so that parts add up to the whole to the cent
    """
    ordered = decimal_of(sold.product_uom_qty or 1, 4)
    start, end = (min(amount / ordered, Decimal(1)) for amount in (before, before + quantity))
    net, gross = decimal_of(sold.price_subtotal, digits), decimal_of(sold.price_total, digits)
    return tuple(rounded(amount * end, digits) - rounded(amount * start, digits) for amount in (net, gross))


def net_of(gross, sold, digits):
    """Return the untaxed part of an amount given back for an order line, by the line's own taxes."""
    net, total = decimal_of(sold.price_subtotal, digits), decimal_of(sold.price_total, digits)
    return rounded(gross * net / total, digits) if total else gross


def whole_cents(amounts, gross, digits):
    """Return the lines' (net, gross) in whole cents; what rounding moved between them is given to the largest.

    :param amounts: ``[(net, gross)]`` as a remote states them, perhaps with six decimals
    :param gross: what the lines give back together, as the remote states it
    """
    lines = [(rounded(net, digits), rounded(total, digits)) for net, total in amounts]
    moved = rounded(gross, digits) - sum((total for _net, total in lines), ZERO)
    if moved and lines and abs(moved) <= cents(digits) * len(lines):
        index = max(range(len(lines)), key=lambda number: abs(lines[number][1]))
        lines[index] = (lines[index][0], lines[index][1] + moved)
    return lines


def adjustments(amount, weights, digits):
    """Divide an amount without lines over the taxes of what it belongs to.

    :param weights: ``{group of taxes: (net, gross)}``, see ``tax_groups``
    :return: ``[(group, net, gross)]``, grosses adding up to ``amount``
    """
    groups = list(weights)
    shares = spread(rounded(amount, digits), [max(weights[group][1], ZERO) for group in groups], digits)
    found = []
    for group, share in zip(groups, shares, strict=True):
        if share:
            net, gross = weights[group]
            found.append((group, rounded(share * net / gross, digits) if gross else share, share))
    return found


def tax_groups(moves, digits):
    """Return ``{tax ids: (net, gross)}`` of what invoices charged, less what credit notes gave back."""
    groups = {}
    for line in moves.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
        key = tuple(sorted(line.tax_ids.ids))
        sign = -1 if line.move_type == "out_refund" else 1
        net, gross = groups.get(key, (ZERO, ZERO))
        groups[key] = (
            net + sign * decimal_of(line.price_subtotal, digits),
            gross + sign * decimal_of(line.price_total, digits),
        )
    return groups


def credit_line(invoiced, *, name, quantity, net, gross, digits, currency_rate):
    """Return the values of a credit note's line for an invoice line, with exactly these amounts.

    :param invoiced: the invoice line whose product, account and taxes hold
    """
    taxes = [
        (tax.id, tax.price_include, AppliedTax(id=str(tax.id), rate=Decimal(str(tax.amount))))
        for tax in invoiced.tax_ids
    ]
    line = OrderLine(
        quantity=quantity,
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=tuple(applied for _id, _included, applied in taxes),
    )
    amounts = line_amounts(line, taxes, digits=digits, currency_id=invoiced.currency_id.id, currency_rate=currency_rate)
    return {
        "product_id": invoiced.product_id.id,
        "product_uom_id": invoiced.product_uom_id.id,
        "quantity": float(quantity),
        "name": name or invoiced.name,
        "account_id": invoiced.account_id.id,
        "tax_ids": [Command.set(invoiced.tax_ids.ids)],
        "sale_line_ids": [Command.set(invoiced.sale_line_ids.ids)],
        **amounts,
    }
