"""What customers may owe and owe: from the ERP that keeps it, else from Odoo's own ledger.

The ERP's balance is as old as its last reading. What Odoo knows to have come on top is added: orders that are confirmed
and not paid, and invoices that the ERP did not have yet when it was read. An order or invoice counts once.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from odoo import fields
from odoo.fields import Domain

from ...convert.order import decimal_of
from ...remotes.documents import Credit, Customer, OpenInvoice
from ...remotes.documents.amounts import ZERO


@dataclass(slots=True)
class Standing:
    """How a customer stands.

    :param credit: the ``Credit`` document part
    :param ledger: who says so, as people call it
    :param read_at: when the ledger was read (naive UTC, as Odoo keeps times), None for Odoo's own
    """

    credit: Credit
    ledger: str
    read_at: Any = None


def stored(credit):
    """Return a ``Credit`` as a binding keeps it."""
    return Customer(credit=credit).to_json()


def loaded(text):
    """Return the ``Credit`` that a binding keeps, None for none."""
    return Customer.from_json(text).credit if text else None


def ledger_of(company):
    """Return the backend that keeps the credit of a company's customers, an empty one when Odoo does."""
    return company.env["shop_erp.backend"].sudo().search([("company_id", "=", company.id), ("keeps_credit", "=", True)])


def standings(company, partners):
    """Return ``{partner id: Standing}`` of commercial contacts; absent are those of whom nobody says anything."""
    ledger = ledger_of(company)
    if ledger:
        return _of_ledger(ledger, partners)
    return _of_odoo(company, partners) if company.account_use_credit_limit else {}


def _of_ledger(ledger, partners):
    told = Domain("backend_id", "=", ledger.id) & Domain("credit_document", "!=", False)
    told &= Domain("odoo_id", "in", partners.ids)
    rows = partners.env["shop_erp.binding.partner"].sudo().search(told, order="id desc")
    found = {row.odoo_id.id: Standing(loaded(row.credit_document), ledger.name, row.credit_read_at) for row in rows}
    return found if tells_limits(ledger) else _with_limits_of_odoo(ledger.company_id, partners, found)


def tells_limits(ledger):
    """Tell whether a ledger knows who may owe how much, and not only what is owed."""
    return "credit" in ledger._capabilities.reads


def _with_limits_of_odoo(company, partners, standings):
    """Return the standings with the limits of Odoo; without them nobody knows how much a customer may owe."""
    if not company.account_use_credit_limit:
        return {}
    invoices = _open_invoices(company, partners)
    for partner in partners.sudo().with_company(company).filtered(lambda one: one.id in standings):
        limit = decimal_of(partner.credit_limit, company.currency_id.decimal_places)
        standing = standings[partner.id]
        standing.credit = replace(
            standing.credit,
            allowed=limit > 0,
            limit=amount_in(limit, company.currency_id, standing.credit, company),
            invoices=tuple(_open_invoice(move) for move in invoices.get(partner.id, ())),
        )
    return {id: one for id, one in standings.items() if one.credit.limit is not None}


def _of_odoo(company, partners):
    digits, currency = company.currency_id.decimal_places, company.currency_id.name
    invoices = _open_invoices(company, partners)
    found = {}
    partners.invalidate_recordset(["credit"])  # Odoo does not notice by itself that it moved meanwhile
    for partner in partners.sudo().with_company(company):  # who may not see accounting may still sell within a limit
        limit = decimal_of(partner.credit_limit, digits)
        found[partner.id] = Standing(
            Credit(
                allowed=limit > 0,
                currency=currency,
                limit=limit,
                balance=decimal_of(partner.credit, digits),
                invoices=tuple(_open_invoice(move) for move in invoices.get(partner.id, ())),
            ),
            "Odoo",
        )
    return found


def _open_invoices(company, partners):
    domain = Domain("commercial_partner_id", "in", partners.ids) & Domain("company_id", "=", company.id)
    domain &= Domain("move_type", "in", ("out_invoice", "out_refund")) & Domain("state", "=", "posted")
    moves = partners.env["account.move"].sudo().search(domain & Domain("amount_residual", "!=", 0), order="id")
    return {partner.id: part for partner, part in moves.grouped("commercial_partner_id").items()}


def _open_invoice(move):
    digits = move.company_currency_id.decimal_places
    sign = -1 if move.move_type == "out_refund" else 1
    return OpenInvoice(
        number=move.shop_erp_number or move.name,
        amount=sign * decimal_of(abs(move.amount_total_signed), digits),
        open_amount=sign * decimal_of(abs(move.amount_residual_signed), digits),
        due_on=move.invoice_date_due or None,
    )


def under_way(company, partners, standing_of, *, without=()):
    """Return ``{partner id: amount}`` in the company's currency that comes on top of the balances.

    :param standing_of: ``{partner id: Standing}``
    :param without: orders that are not counted
    """
    ledger = ledger_of(company)
    sums = dict.fromkeys(standing_of, ZERO)
    for order in _open_orders(company, partners, ledger, standing_of, without):
        sums[order.partner_id.commercial_partner_id.id] += _in_company(order, order.amount_to_invoice, company)
    if ledger:
        for partner_id, moves in _open_invoices(company, partners).items():
            for move in moves:
                if _is_later(move, ledger, standing_of[partner_id]):
                    sums[partner_id] += decimal_of(move.amount_residual_signed, company.currency_id.decimal_places)
    return sums


def _open_orders(company, partners, ledger, standing_of, without):
    """Return the confirmed orders that are neither paid nor invoiced, and that the ledger had not when it was read."""
    domain = Domain("state", "=", "sale") & Domain("company_id", "=", company.id)
    domain &= Domain("partner_id.commercial_partner_id", "in", list(standing_of))
    domain &= Domain("shop_erp_payment_state", "not in", ("paid", "authorised")) & Domain("id", "not in", list(without))
    orders = partners.env["sale.order"].sudo().search(domain & Domain("invoice_status", "!=", "invoiced"))
    orders = orders.filtered(lambda order: order.amount_to_invoice > 0)
    if not ledger:
        return orders
    return orders.filtered(
        lambda order: not _was_there(order, ledger, standing_of[order.partner_id.commercial_partner_id.id].read_at)
    )


def _was_there(record, ledger, read_at):
    rows = record.shop_erp_binding_ids.filtered(lambda row: row.backend_id == ledger and row.external_id)
    return any(row.synced_at and read_at and row.synced_at < read_at for row in rows)


def _is_later(move, ledger, standing):
    """Tell whether an invoice is not in the ledger's balance yet: made or sent there after it was read."""
    if _was_there(move, ledger, standing.read_at):
        return False
    is_bound = move.shop_erp_binding_ids.filtered(lambda row: row.backend_id == ledger and row.external_id)
    return bool(is_bound) or not standing.read_at or move.create_date >= standing.read_at


def _in_company(record, amount, company):
    day = fields.Date.context_today(record)
    converted = record.currency_id._convert(amount, company.currency_id, company, day)
    return decimal_of(converted, company.currency_id.decimal_places)


def amount_in(amount, currency, credit, company):
    """Return an amount (Decimal) of a currency record in the currency of a ``Credit``; None where Odoo lacks it."""
    if currency.name == credit.currency:
        return amount
    target = company.env["res.currency"].search([("name", "=", credit.currency)])
    if not target:
        return None
    converted = currency._convert(float(amount), target, company, fields.Date.context_today(company))
    return decimal_of(converted, target.decimal_places)


def is_exceeded(credit, more):
    """Return by how much the limit is exceeded with ``more``, zero or less when it is not; None without limit.

    :param more: Decimal, in the credit's currency
    """
    return None if credit.limit is None else (credit.balance or Decimal(0)) + more - credit.limit


def figures(standing, under_way):
    """Return a standing with what comes on top of it as text, by which one can tell that something moved."""
    if not standing:
        return ""
    credit = standing.credit
    amounts = (credit.limit, credit.balance, under_way)
    return " ".join([str(credit.allowed), *("-" if one is None else f"{one.normalize():f}" for one in amounts)])


def is_covered(standing, more, company):
    """Tell whether a customer's credit covers an amount (Decimal, in the company's currency) on top of his balance."""
    credit = standing and standing.credit
    if not credit or not credit.allowed or (credit.limit is not None and credit.balance is None):
        return False
    amount = amount_in(more, company.currency_id, credit, company)
    return amount is not None and (is_exceeded(credit, amount) or ZERO) <= 0
