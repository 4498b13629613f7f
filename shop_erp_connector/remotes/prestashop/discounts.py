"""Cart rules → discount lines that carry the right tax.

The shop knows a voucher's value with and without tax, but not to which tax it belongs; the order's lines
are net of catalogue prices, not of vouchers. Each voucher is therefore divided over the tax groups of the
product lines, so that the sums equal the order's total_discounts_tax_excl and _tax_incl exactly. Recording
order-with-cart-rules: 34.191 and 5.0 (28.732 and 4.201691 without tax) are 39.19 and 32.93 in the order.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ..documents import OrderLine
from ..documents.amounts import ZERO, cents, rounded, spread
from ..documents.order import DISCOUNT

#: Name of a discount that no voucher explains.
UNNAMED = "Discount"


@dataclass(frozen=True, slots=True)
class Voucher:
    """One cart rule's part in whole cents, positive."""

    id: str
    name: str
    net: Decimal
    gross: Decimal
    ships_free: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The product lines under the same taxes."""

    taxes: tuple
    net: Decimal
    gross: Decimal

    @property
    def factor(self):
        """Return what the rates turn 1.00 without tax into."""
        return 1 + sum((tax.rate for tax in self.taxes), ZERO) / 100


def discount_lines(order, rules, products, shipping, digits):
    """Return the discount lines of an order; amounts are negative.

    :param order: the order's row; ``rules``: the rows of its cart rules
    :param products: its product lines; ``shipping``: its shipping line or None
    """
    net, gross = order.amount("total_discounts_tax_excl"), order.amount("total_discounts_tax_incl")
    if not net and not gross:
        return ()
    vouchers = _vouchers(rules, rounded(net, digits), rounded(gross, digits), digits)
    vouchers, lines = _shipping_discounts(vouchers, shipping)
    groups = _groups(products)
    direct, shared = _by_ratio(vouchers, groups, digits)
    for voucher, group in direct:
        lines.append(_line(voucher, group.taxes, voucher.net, voucher.gross))
    lines += _spread(shared, groups, digits)
    return tuple(lines)


def _vouchers(rules, net, gross, digits):
    """Return the vouchers in whole cents, adding up to the order's discounts where only rounding differs."""
    if not rules:
        return [Voucher("", UNNAMED, net, gross)]
    nets = [rule.amount("value_tax_excl") for rule in rules]
    grosses = [rule.amount("value") for rule in rules]
    return [
        Voucher(rule.id, rule.text("name") or UNNAMED, rule_net, rule_gross, rule.flag("free_shipping"))
        for rule, rule_net, rule_gross in zip(
            rules, _in_cents(nets, net, digits), _in_cents(grosses, gross, digits), strict=True
        )
    ]


def _in_cents(values, total, digits):
    """Round values so that they add up to the total; a total that they do not explain is left to be seen."""
    if abs(sum(values, ZERO) - total) <= cents(digits):
        return spread(total, values, digits)
    return [rounded(value, digits) for value in values]


def _shipping_discounts(vouchers, shipping):
    """Take free shipping out of the first voucher that grants it; it goes against the shipping's own tax."""
    rest, lines = [], []
    for voucher in vouchers:
        is_granted = shipping and voucher.ships_free and not lines
        if is_granted and voucher.gross >= shipping.gross and voucher.net >= shipping.net:
            lines.append(_line(voucher, shipping.taxes, shipping.net, shipping.gross, part="shipping"))
            voucher = replace(voucher, net=voucher.net - shipping.net, gross=voucher.gross - shipping.gross)
        if voucher.net or voucher.gross:
            rest.append(voucher)
    return rest, lines


def _groups(products):
    by_key = {}
    for line in products:
        key = tuple(sorted((tax.id, tax.rate) for tax in line.taxes))
        found = by_key.get(key) or Group(line.taxes, ZERO, ZERO)
        by_key[key] = Group(found.taxes, found.net + line.net, found.gross + line.gross)
    return list(by_key.values()) or [Group((), ZERO, ZERO)]


def _by_ratio(vouchers, groups, digits):
    """Tell vouchers that belong to one tax group from those that are shared.

    A voucher for chosen products is worth what one rate makes of it; a voucher for the whole cart has the
    cart's mean.
    """
    net, gross = sum((group.net for group in groups), ZERO), sum((group.gross for group in groups), ZERO)
    direct, shared = [], []
    for voucher in vouchers:
        fitting = [group for group in groups if abs(voucher.net * group.factor - voucher.gross) <= cents(digits)]
        is_mean = net and abs(voucher.net * gross / net - voucher.gross) <= cents(digits)
        if len(groups) > 1 and len(fitting) == 1 and not is_mean:
            direct.append((voucher, fitting[0]))
        else:
            shared.append(voucher)
    return direct, shared


def _spread(vouchers, groups, digits):
    """Divide all shared vouchers together over the groups, then each group's part over the vouchers.

    Together, because rounding each voucher by itself would add up to several cents in one tax group. The
    part with tax follows from the part without it by the group's rates, so that both stay within one cent
    of each other.
    """
    if not vouchers:
        return []
    nets = spread(sum((voucher.net for voucher in vouchers), ZERO), [group.net for group in groups], digits)
    weights = [net * group.factor for net, group in zip(nets, groups, strict=True)]
    grosses = spread(sum((voucher.gross for voucher in vouchers), ZERO), weights, digits)
    lines = []
    for number, (group, net, gross) in enumerate(zip(groups, nets, grosses, strict=True), start=1):
        part = str(number) if len(groups) > 1 else ""
        shares = zip(
            vouchers,
            spread(net, [voucher.net for voucher in vouchers], digits),
            spread(gross, [voucher.gross for voucher in vouchers], digits),
            strict=True,
        )
        lines += [
            _line(voucher, group.taxes, share, share_gross, part=part)
            for voucher, share, share_gross in shares
            if share or share_gross
        ]
    return lines


def _line(voucher, taxes, net, gross, *, part=""):
    tax = gross - net
    return OrderLine(
        id="-".join(text for text in ("discount", voucher.id, part) if text),
        role=DISCOUNT,
        name=voucher.name,
        net=-net,
        tax=-tax,
        gross=-gross,
        taxes=_against(taxes, tax),
    )


def _against(taxes, tax):
    """Return the group's taxes with the discount's share of them, negative."""
    if len(taxes) < 2:
        return tuple(replace(applied, amount=-tax) for applied in taxes)
    shares = spread(tax, [applied.rate for applied in taxes], max(-tax.as_tuple().exponent, 0))
    return tuple(replace(applied, amount=-share) for applied, share in zip(taxes, shares, strict=True))
