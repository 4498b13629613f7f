"""What a return gives back: amounts in the proportions of what was sold, and the values of a credit note's lines."""

from decimal import Decimal

from odoo.fields import Command

from ..remotes.documents import AppliedTax, OrderLine
from ..remotes.documents.amounts import ZERO, rounded, spread
from .money import line_amounts
from .order import decimal_of


def proportional(sold, quantity, digits):
    """Return (net, gross) of giving back ``quantity`` of an order line, in the proportions in which it was sold."""
    part = quantity / decimal_of(sold.product_uom_qty or 1, 4)
    net, gross = decimal_of(sold.price_subtotal, digits), decimal_of(sold.price_total, digits)
    return rounded(net * part, digits), rounded(gross * part, digits)


def net_of(gross, sold, digits):
    """Return the untaxed part of an amount given back for an order line, by the line's own taxes."""
    net, total = decimal_of(sold.price_subtotal, digits), decimal_of(sold.price_total, digits)
    return rounded(gross * net / total, digits) if total else gross


def adjustments(invoice_lines, amount, digits):
    """Divide an amount without lines over the taxes of what was invoiced.

    :return: ``[(invoice line that stands for its taxes, net, gross)]``, grosses adding up to ``amount``
    """
    groups = {}
    for line in invoice_lines:
        groups.setdefault(tuple(line.tax_ids.ids), []).append(line)
    weights = [abs(sum((decimal_of(line.price_total, digits) for line in lines), ZERO)) for lines in groups.values()]
    shares = spread(rounded(amount, digits), weights, digits)
    found = []
    for lines, share in zip(groups.values(), shares, strict=True):
        if share:
            total = sum((decimal_of(line.price_total, digits) for line in lines), ZERO)
            net = sum((decimal_of(line.price_subtotal, digits) for line in lines), ZERO)
            found.append((lines[0], rounded(share * net / total, digits) if total else share, share))
    return found


def credit_line(invoiced, *, name, quantity, net, gross, digits, currency_rate):
    """Return the command that adds a credit note's line for an invoice line, with exactly these amounts.

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
    return Command.create(
        {
            "product_id": invoiced.product_id.id,
            "product_uom_id": invoiced.product_uom_id.id,
            "quantity": float(quantity),
            "name": name or invoiced.name,
            "account_id": invoiced.account_id.id,
            "tax_ids": [Command.set(invoiced.tax_ids.ids)],
            "sale_line_ids": [Command.set(invoiced.sale_line_ids.ids)],
            **amounts,
        }
    )
