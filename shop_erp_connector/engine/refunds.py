"""The credit note of a return: to the cent, in the taxes of what was invoiced, and never more than is left."""

from odoo.fields import Command

from ..convert.order import decimal_of
from ..convert.problem import Problem
from ..convert.refund import adjustments, credit_line, net_of, tax_groups, whole_cents
from ..remotes.documents.amounts import ZERO, cents
from .turns import take_turn


def credit_note(record):
    """Write and post the credit note of a return; return it.

    Two refunds of one order take turns: the second one sees what the first one left.

    :param record: a ``shop_erp.return``
    :raises Problem: "refund_before_invoice", "refund_too_high", "refund_totals_differ"
    """
    take_turn(record.order_id)
    digits = record.currency_id.decimal_places
    invoices = _posted(record.order_id, "out_invoice")
    if not invoices:
        raise Problem("refund_before_invoice", order=record.order_id.name)
    wanted, notes = decimal_of(record.amount, digits), credit_notes(record.order_id)
    left = sum((_total(move, digits) for move in invoices), ZERO) - sum((_total(move, digits) for move in notes), ZERO)
    if wanted > left or wanted <= 0:
        raise Problem("refund_too_high", record=record.name, wanted=f"{wanted:f}", left=f"{left:f}")
    lines = list(_lines(record, invoices, digits))
    lines += _adjustment_lines(record, invoices, notes, lines, digits)
    _check_taxes(record, tax_groups(invoices | notes, digits), lines, digits)
    move = record.env["account.move"].create(_move_vals(record, invoices, lines))
    move.action_post()
    made = _total(move, digits)
    if made != wanted:
        raise Problem("refund_totals_differ", record=record.name, wanted=f"{wanted:f}", made=f"{made:f}")
    return move


def credit_notes(order):
    """Return the posted credit notes of an order: of its lines, of its invoices, and of its returns."""
    notes = _posted(order, "out_refund") | order.invoice_ids.reversal_move_ids
    notes |= order.sudo().shop_erp_return_ids.credit_note_ids
    return notes.filtered(lambda move: move.state == "posted" and move.move_type == "out_refund")


def _posted(order, move_type):
    return order.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == move_type)


def _total(move, digits):
    return decimal_of(move.amount_total, digits)


def _lines(record, invoices, digits):
    """Yield ``(invoice line, net, gross, values)`` of what is refunded of each line of the return."""
    for line in record.line_ids.filtered(lambda line: line.decision == "refund" and line.gross):
        invoiced = invoices.invoice_line_ids.filtered(lambda one, line=line: line.sale_line_id in one.sale_line_ids)
        if not invoiced:
            raise Problem("refund_before_invoice", order=f"{record.order_id.name}, {line.product_id.display_name}")
        net, gross = decimal_of(line.net, digits), decimal_of(line.gross, digits)
        vals = credit_line(
            invoiced[-1],
            name=line.sale_line_id.name,
            quantity=decimal_of(line.quantity or 1, 4),
            net=net,
            gross=gross,
            digits=digits,
            currency_rate=_rate(record),
        )
        vals["product_uom_id"] = line.sale_line_id.product_uom_id.id
        if not line.quantity:
            vals["sale_line_ids"] = [Command.clear()]  # money for a line of which nothing comes back
        yield invoiced[-1], net, gross, vals


def _adjustment_lines(record, invoices, notes, lines, digits):
    """Return ``(invoice line, net, gross, values)`` of the money beside the lines.

    What is kept back is taken off what this return gives back, more money off what is left of the invoices.
    """
    amount = decimal_of(record.adjustment, digits)
    if not amount:
        return []
    refunded = _by_taxes(lines)
    weights = refunded
    if amount > 0 or not refunded:
        gone = {group: refunded.get(group, (ZERO, ZERO)) for group in tax_groups(invoices, digits)}
        left = tax_groups(invoices | notes, digits)
        weights = {group: (left[group][0] - gone[group][0], left[group][1] - gone[group][1]) for group in gone}
    charged = invoices.invoice_line_ids.filtered(lambda line: line.display_type == "product")
    service, found = _service(record), []
    for group, net, gross in adjustments(amount, weights, digits):
        invoiced = charged.filtered(lambda line, group=group: _taxes_of(line) == group)[:1]
        vals = credit_line(
            invoiced,
            name=record.env._("Adjustment: %(reason)s", reason=record.reason or record.name),
            quantity=decimal_of(1 if gross > 0 else -1, 4),
            net=net,
            gross=gross,
            digits=digits,
            currency_rate=_rate(record),
        )
        # money without goods: it changes no quantity that was invoiced
        vals |= {"product_id": service.id, "product_uom_id": service.uom_id.id, "sale_line_ids": [Command.clear()]}
        found.append((invoiced, net, gross, vals))
    return found


def _check_taxes(record, left, lines, digits):
    """Refuse to give back more of a tax than was charged of it; a cent of rounding is none.

    :raises Problem: "refund_too_high"
    """
    for group, (_net, gross) in _by_taxes(lines).items():
        there = left.get(group, (ZERO, ZERO))[1]
        if gross > there + cents(digits):
            names = ", ".join(record.env["account.tax"].browse(group).mapped("name"))
            name = f"{record.name} ({names})" if names else record.name
            raise Problem("refund_too_high", record=name, wanted=f"{gross:f}", left=f"{there:f}")


def _taxes_of(line):
    return tuple(sorted(line.tax_ids.ids))


def _by_taxes(lines):
    """Return ``{tax ids: (net, gross)}`` of lines that are given back."""
    groups = {}
    for invoiced, net, gross, _vals in lines:
        before = groups.get(_taxes_of(invoiced), (ZERO, ZERO))
        groups[_taxes_of(invoiced)] = (before[0] + net, before[1] + gross)
    return groups


def _rate(record):
    """Return today's rate of the order's currency: a credit note is booked on its own day."""
    company = record.company_id
    return record.env["res.currency"]._get_conversion_rate(company.currency_id, record.currency_id, company)


def _service(record):
    """Return the product that stands for money given back without goods, by which an ERP knows the line."""
    rows = record.order_id.sudo().shop_erp_binding_ids.filtered(lambda row: row.direction == "in")
    return rows.backend_id[:1].payment_fee_product_id


def _move_vals(record, invoices, lines):
    order = record.order_id
    taken_back = invoices.browse({invoiced.move_id.id for invoiced, *_amounts in lines})
    return {
        "move_type": "out_refund",
        "partner_id": invoices[0].partner_id.id,
        "partner_shipping_id": order.partner_shipping_id.id,
        "currency_id": order.currency_id.id,
        "company_id": order.company_id.id,
        "journal_id": invoices[0].journal_id.id,
        "fiscal_position_id": False,
        "invoice_origin": order.name,
        "ref": record.name,
        "reversed_entry_id": taken_back.id if len(taken_back) == 1 else False,
        "invoice_line_ids": [Command.create(vals) for *_amounts, vals in lines],
    }


def shares_of(document, sale_lines):
    """Return ``[(net, gross)]`` of a document's lines in whole cents; None for one whose amount it does not state.

    A gross without net is divided by the order line's taxes.
    """
    stated = [line for line in document.lines if line.gross]
    nets = {
        index: line.net if line.net or line.tax else net_of(line.gross, sold, document.digits)
        for index, (line, sold) in enumerate(zip(document.lines, sale_lines, strict=True))
        if line.gross
    }
    amounts = [(nets[index], line.gross) for index, line in enumerate(document.lines) if line.gross]
    total = document.gross - document.adjustment if document.gross else sum((line.gross for line in stated), ZERO)
    whole = iter(whole_cents(amounts, total, document.digits))
    return [next(whole) if line.gross else None for line in document.lines]
