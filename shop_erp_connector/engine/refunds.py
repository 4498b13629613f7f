"""The credit note of a return: to the cent, in the taxes of what was invoiced, and never more than is left."""

from odoo.fields import Command

from ..convert.order import decimal_of
from ..convert.problem import Problem
from ..convert.refund import adjustments, credit_line, net_of
from ..remotes.documents.amounts import ZERO


def credit_note(record):
    """Write and post the credit note of a return; return it.

    :param record: a ``shop_erp.return``
    :raises Problem: "refund_before_invoice", "refund_too_high", "refund_totals_differ"
    """
    digits = record.currency_id.decimal_places
    invoices = _posted(record.order_id, "out_invoice")
    if not invoices:
        raise Problem("refund_before_invoice", order=record.order_id.name)
    wanted = decimal_of(record.amount, digits)
    left = _left(record.order_id, digits)
    if wanted > left or wanted <= 0:
        raise Problem("refund_too_high", record=record.name, wanted=f"{wanted:f}", left=f"{left:f}")
    commands = [*_line_commands(record, invoices, digits), *_adjustment_commands(record, invoices, digits)]
    move = record.env["account.move"].create(_move_vals(record, invoices, commands))
    move.action_post()
    made = decimal_of(move.amount_total, digits)
    if made != wanted:
        raise Problem("refund_totals_differ", record=record.name, wanted=f"{wanted:f}", made=f"{made:f}")
    return move


def _posted(order, move_type):
    return order.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == move_type)


def _left(order, digits):
    """Return what has been invoiced of the order and not been given back."""
    amounts = {
        move_type: sum((decimal_of(move.amount_total, digits) for move in _posted(order, move_type)), ZERO)
        for move_type in ("out_invoice", "out_refund")
    }
    return amounts["out_invoice"] - amounts["out_refund"]


def _line_commands(record, invoices, digits):
    for line in record.line_ids.filtered(lambda line: line.decision == "refund" and line.gross):
        invoiced = invoices.invoice_line_ids.filtered(lambda one, line=line: line.sale_line_id in one.sale_line_ids)[:1]
        if not invoiced:
            raise Problem("refund_before_invoice", order=f"{record.order_id.name}, {line.product_id.display_name}")
        yield credit_line(
            invoiced,
            name=line.sale_line_id.name,
            quantity=decimal_of(line.quantity or 1, 4),
            net=decimal_of(line.net, digits),
            gross=decimal_of(line.gross, digits),
            digits=digits,
            currency_rate=invoices[:1].invoice_currency_rate or 1.0,
        )


def _adjustment_commands(record, invoices, digits):
    amount = decimal_of(record.adjustment, digits)
    lines = invoices.invoice_line_ids.filtered(lambda line: line.display_type == "product")
    for invoiced, net, gross in adjustments(lines, amount, digits) if amount else ():
        quantity = 1 if gross > 0 else -1
        command = credit_line(
            invoiced,
            name=record.env._("Adjustment: %(reason)s", reason=record.reason or record.name),
            quantity=decimal_of(quantity, 4),
            net=net,
            gross=gross,
            digits=digits,
            currency_rate=invoices[:1].invoice_currency_rate or 1.0,
        )
        # money without goods: it changes no quantity that was invoiced
        service = _service(record)
        command[2].update(
            {"product_id": service.id, "product_uom_id": service.uom_id.id, "sale_line_ids": [Command.clear()]}
        )
        yield command


def _service(record):
    """Return the product that stands for money given back without goods, by which an ERP knows the line."""
    rows = record.order_id.sudo().shop_erp_binding_ids.filtered(lambda row: row.direction == "in")
    return rows.backend_id[:1].payment_fee_product_id


def _move_vals(record, invoices, commands):
    order = record.order_id
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
        "reversed_entry_id": invoices.id if len(invoices) == 1 else False,
        "invoice_line_ids": commands,
    }


def shares_of(lines, sale_lines, digits):
    """Fill what a remote leaves out of returned lines: a gross without net is divided by the order line's taxes.

    :return: ``[(net, gross)]`` in the order of ``lines``; None where the remote states no amount at all
    """
    found = []
    for line, sold in zip(lines, sale_lines, strict=True):
        if not line.gross:
            found.append(None)
        elif line.net or line.tax or not line.gross:
            found.append((line.net, line.gross))
        else:
            found.append((net_of(line.gross, sold, digits), line.gross))
    return found
