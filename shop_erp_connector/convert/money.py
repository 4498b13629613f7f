"""The shop's amounts, to the cent, in Odoo's own tax fields.

Odoo recomputes taxes from unit prices; a shop rounds in its own way. Instead of correction lines, each order line
carries the shop's untaxed amount and tax as Odoo's *manual tax amounts* (``extra_tax_data``, the field that Odoo
itself uses for discounts and down payments), which orders and invoices both respect.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from ..remotes.documents.amounts import ZERO, cents, rounded, spread
from .problem import Problem


def balanced(order):
    """Return the order with its lines adding up to its stated totals, and what was moved.

    Lines and totals may carry more decimals than the currency (some shops show six) and shops round per item, per
    line or per total. Each line is rounded, then cents that differ only by rounding are spread inside the tax group
    they can come from (largest remainder). At most one cent per tax group, plus one for each line whose amounts were
    not whole cents, is rounding; more is a difference that a person must see.

    :return: (order, moved) with ``moved`` the (net, tax) in the order's currency that was spread
    :raises Problem: "totals_differ" with both figures
    """
    digits = order.digits
    order = replace(order, net=rounded(order.net, digits), gross=rounded(order.gross, digits))
    order = replace(order, tax=order.gross - order.net)
    lines = [_whole_cents(line, digits) for line in order.lines]
    net = order.net - sum((line.net for line in lines), ZERO)
    gross = order.gross - sum((line.gross for line in lines), ZERO)
    if not net and not gross:
        return replace(order, lines=tuple(lines)), (ZERO, ZERO)
    broken = sum(1 for old, new in zip(order.lines, lines, strict=True) if (old.net, old.gross) != (new.net, new.gross))
    allowance = cents(digits) * (len(_groups(lines)) + broken)
    if not lines or abs(net) > allowance or abs(gross) > allowance:
        raise Problem(
            "totals_differ",
            stated=_figures(order.net, order.gross, digits),
            found=_figures(order.net - net, order.gross - gross, digits),
            currency=order.currency,
        )
    _spread_net(lines, [old.net - new.net for old, new in zip(order.lines, lines, strict=True)], net, digits)
    _spread_tax(lines, gross - net, digits)
    return replace(order, lines=tuple(lines)), (net, gross - net)


def _whole_cents(line, digits):
    net, gross = rounded(line.net, digits), rounded(line.gross, digits)
    return line if (net, gross) == (line.net, line.gross) else replace(line, net=net, gross=gross, tax=gross - net)


def _figures(net, gross, digits):
    return " ".join(
        f"{sign}{rounded(amount, digits):f}" for sign, amount in (("", net), ("+ ", gross - net), ("= ", gross))
    )


def _groups(lines):
    groups = defaultdict(list)
    for index, line in enumerate(lines):
        groups[_tax_group(line)].append(index)
    return groups


def _tax_group(line):
    return tuple(sorted((tax.id, tax.rate) for tax in line.taxes))


def _spread_net(lines, lost, net, digits):
    """Give each cent to the tax group that rounding took most from, and in it to the line that lost most.

    :param lost: by how much each line was rounded down; where nothing was, the largest group and line come first
    """
    step = cents(digits).copy_sign(net)
    groups = list(_groups(lines).values())

    def claim(indexes):
        return sum(lost[i] for i in indexes) * step, sum(abs(lines[i].net) for i in indexes)

    for _cent in range(int(net / step)):
        index = max(max(groups, key=claim), key=lambda i: claim([i]))
        lost[index] -= step
        lines[index] = replace(lines[index], net=lines[index].net + step, gross=lines[index].gross + step)


def _spread_tax(lines, tax, digits):
    """Give each cent to the line whose tax is furthest from its rate in that direction."""
    step = cents(digits).copy_sign(tax)
    taxed = [index for index, line in enumerate(lines) if line.taxes] or range(len(lines))

    def claim(index):
        return (expected_tax(lines[index]) - lines[index].tax) * step, abs(lines[index].tax)

    for _cent in range(int(tax / step)):
        index = max(taxed, key=claim)
        lines[index] = replace(lines[index], tax=lines[index].tax + step, gross=lines[index].gross + step)


def settled(lines, net, gross, digits):
    """Return the lines of one of Odoo's documents so that they add up to its totals.

    Odoo adds a document up before it rounds, a line's own amounts are rounded by themselves: the cents between are
    given to the lines that rounding took most from.
    """
    lines = list(lines)
    net_left = net - sum((line.net for line in lines), ZERO)
    tax_left = gross - sum((line.gross for line in lines), ZERO) - net_left
    _spread_net(lines, [ZERO] * len(lines), net_left, digits)
    _spread_tax(lines, tax_left, digits)
    return tuple(replace(line, taxes=_shared_out(line, digits)) for line in lines)


def _shared_out(line, digits):
    """Return the line's taxes with the line's tax divided over them by their rates."""
    if not line.taxes:
        return ()
    shares = spread(line.tax, [tax.rate for tax in line.taxes], digits)
    return tuple(replace(tax, amount=share) for tax, share in zip(line.taxes, shares, strict=True))


def expected_tax(line):
    """Return what the line's rates say its tax should be (not rounded)."""
    return sum((line.net * tax.rate / 100 for tax in line.taxes), ZERO)


def check_rates(order):
    """Refuse an order in which a line's tax does not fit its rates by more than rounding can explain.

    Shops that round per item round the net and the gross price of one piece, then multiply: half a cent of each per
    piece is rounding, that of the net with its tax on top.

    :raises Problem: "tax_does_not_fit" naming the line, its tax and its rates
    """
    for line in order.lines:
        rate = sum((tax.rate for tax in line.taxes), ZERO)
        tolerance = cents(order.digits) * (1 + abs(line.quantity) * (1 + rate / 200) + max(len(line.taxes) - 1, 0))
        if abs(expected_tax(line) - line.tax) > tolerance:
            raise Problem(
                "tax_does_not_fit",
                line=line.name or line.code,
                tax=f"{rounded(line.tax, order.digits):f}",
                rates=" + ".join(f"{tax.rate.normalize():f} %" for tax in line.taxes) or "0 %",
                net=f"{rounded(line.net, order.digits):f}",
            )


def line_amounts(line, taxes, *, digits, currency_id, currency_rate=1.0):
    """Return the price fields of one Odoo order line.

    :param taxes: ``[(odoo tax id, price_include, AppliedTax)]`` in the order of ``line.taxes``
    :param digits: decimals of the order's currency
    :param currency_rate: Odoo's rate of the order's currency to the company's (units of currency per company unit)
    :return: ``price_unit`` and, for taxed lines, ``extra_tax_data``
    """
    quantity = line.quantity or Decimal(1)
    included = any(price_include for _id, price_include, _tax in taxes)
    price_unit = float((line.gross if included else line.net) / quantity)
    if not taxes:
        return {"price_unit": price_unit, "extra_tax_data": False}
    shares = _tax_shares(line, taxes, digits)
    return {
        "price_unit": price_unit,
        "extra_tax_data": {
            "currency_id": currency_id,
            "price_unit": price_unit,
            "discount": 0.0,
            "quantity": float(quantity),
            "rate": currency_rate,
            "manual_total_excluded_currency": float(line.net),
            "manual_total_excluded": _in_company_currency(line.net, currency_rate),
            "manual_tax_amounts": {
                str(tax_id): {
                    "base_amount_currency": float(line.net),
                    "base_amount": _in_company_currency(line.net, currency_rate),
                    "tax_amount_currency": float(share),
                    "tax_amount": _in_company_currency(share, currency_rate),
                }
                for (tax_id, _include, _tax), share in zip(taxes, shares, strict=True)
            },
        },
    }


def _tax_shares(line, taxes, digits):
    """Divide the line's tax over its taxes: by the amounts the shop states, else by the rates."""
    stated = [tax.amount for _id, _include, tax in taxes]
    if sum(stated, ZERO) == line.tax:
        return stated
    if len(taxes) == 1:
        return [line.tax]
    return spread(line.tax, [tax.rate for _id, _include, tax in taxes], digits)


def _in_company_currency(amount, currency_rate):
    return float(amount) / (currency_rate or 1.0)
