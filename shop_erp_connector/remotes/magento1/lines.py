"""The lines of an order: each thing bought told once, with its amounts to the cent.

The shop writes a configurable product twice, as itself with all amounts and as the chosen simple one with none; the
line is the first with the product of the second. A bundle stands above its parts: where the prices are the parts', its
own row repeats their sums, so that only one of the two may count. v2 does not say which row stands under which (v1
does): a part is known by the place and by what was noted when it was bought (dossier B3).
"""

from dataclasses import dataclass

from ..documents import AppliedTax, OrderLine
from ..documents.amounts import ZERO, cents, rounded, spread
from ..documents.order import COMPONENT, GIFT_CARD, PAYMENT_FEE, PRODUCT, SHIPPING
from .rows import Row

#: What the shop notes in a part of a bundle (PHP's serialize(), of which nothing more is read).
_OF_A_BUNDLE = '"bundle_selection_attributes"'

#: What the id of a fixed tax's line has behind that of its row.
FIXED_TAX, FIXED_TAX_NAME = "-weee", "Fixed product tax"

#: Credits of Magento's paid edition that are taken off the total: (field, name).
_CREDITS = (
    ("gift_cards_amount", "Gift card"),
    ("customer_balance_amount", "Store credit"),
    ("reward_currency_amount", "Reward points"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A row of an order with the rows under it."""

    row: Row
    parts: tuple[Row, ...] = ()

    @property
    def type(self):
        """Return the type of the product: "simple", "configurable", "bundle" …"""
        return self.row.text("product_type")


def items_of(order):
    """Return the order's rows as ``Item``, each with those under it."""
    found = []
    for row in order.rows("items", "line"):
        if found and _is_under(row, found[-1]):
            found[-1] = Item(found[-1].row, (*found[-1].parts, row))
        else:
            found.append(Item(row))
    return found


def _is_under(row, item):
    if "parent_item_id" in row.values:
        return row.id("parent_item_id") == item.row.text("item_id")
    if item.type == "bundle":
        return _OF_A_BUNDLE in row.text("product_options")
    return (
        item.type == "configurable"
        and not item.parts
        and row.text("sku") == item.row.text("sku")
        and row.amount("qty_ordered") == item.row.amount("qty_ordered")
        and not row.amount_or_zero("row_total")
    )


def lines_of(order, head, rates, digits):
    """Return the lines of an order.

    :param order: what the info tells; ``head``: what the list tells, which has more of the totals
    :param rates: the percentages of tax that the shop has
    """
    items, charged = items_of(order), charged_rows(order)
    hidden = _hidden_taxes(charged, head, digits)
    lines = [line for item in items for line in _lines(item, hidden, digits)]
    shipping = _shipping_line(head, ({tax.rate for line in lines for tax in line.taxes}, set(rates)), digits)
    credits = [_credit_line(head, field, name) for field, name in _CREDITS if head.amount_or_zero(field)]
    fixed = [_fixed_tax_line(row, digits) for row in charged if fixed_tax(row)]
    return (*lines, *([shipping] if shipping else []), *fixed, *credits)


def fixed_tax(row):
    """Return the fixed tax on the product (an eco contribution) of a row, which its total does not hold."""
    return row.amount_or_zero("weee_tax_applied_row_amount")


def tax_of_fixed_tax(row):
    """Return how much of a row's tax is tax on its fixed tax: a shop may be set to tax that, and does not say so."""
    rate, total = row.amount_or_zero("tax_percent"), row.amount_or_zero("row_total")
    share, off = fixed_tax(row) * rate / 100, row.amount_or_zero("discount_amount")
    # A discount is of prices without tax or with it.
    plain = ((total - off) * rate / 100, total * rate / 100 - off * rate / (100 + rate))
    tax = row.amount_or_zero("tax_amount")
    is_taxed = min(abs(tax - one - share) for one in plain) < min(abs(tax - one) for one in plain)
    return share if is_taxed else ZERO


def charged_rows(order):
    """Return the rows of an order whose amounts count."""
    return [row for item in items_of(order) for row in _charged(item)]


def fixed_tax_in_tax(paper, rows, digits):
    """Return how much of a paper's tax is no tax but fixed taxes: all of it where the subtotal does not hold them."""
    fixed = sum((fixed_tax(row) for row in rows), ZERO)
    goods = sum((row.amount_or_zero("row_total") for row in rows), ZERO)
    beside = paper.amount_or_zero("subtotal") - goods
    return ZERO if abs(beside - fixed) <= cents(digits) else rounded(fixed, digits)


def _fixed_tax_line(row, digits):
    net, tax = rounded(fixed_tax(row), digits), rounded(tax_of_fixed_tax(row), digits)
    return OrderLine(
        id=f"{row.must('item_id')}{FIXED_TAX}",
        role=PAYMENT_FEE,
        name=FIXED_TAX_NAME,
        quantity=1 + ZERO,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=(AppliedTax(rate=row.amount("tax_percent"), amount=tax),) if tax else (),
    )


def _charged(item):
    """Return the rows of an item whose amounts count."""
    if item.type == "bundle" and any(part.amount_or_zero("row_total") for part in item.parts):
        return list(item.parts)
    return [item.row]


def _lines(item, hidden, digits):
    if item.type == "bundle":
        charged = _charged(item)
        own = _line(item.row, item.row, hidden if item.row in charged else None, digits)
        return [own, *(_part(item, part, hidden if part in charged else None, digits) for part in item.parts)]
    return [_line(item.row, item.parts[0] if item.parts else item.row, hidden, digits)]


def _part(item, row, hidden, digits):
    return _line(row, row, hidden, digits, role=COMPONENT, parent_id=item.row.text("item_id"))


def _line(row, product, hidden, digits, **values):
    """Return the line of a row.

    :param product: the row that names the product
    :param hidden: ``{item id: hidden tax}``, None where another row has the amounts
    """
    net, tax = _amounts(row, hidden, digits) if hidden is not None else (ZERO, ZERO)
    rate = row.amount_or_zero("tax_percent")
    product_id = product.id("product_id")
    return OrderLine(
        **{"role": PRODUCT} | values,
        id=row.must("item_id"),
        product_id=product_id,
        variant_id=product_id,
        code=row.text("sku"),
        name=row.text("name"),
        quantity=row.amount("qty_ordered"),
        net=net,
        tax=tax,
        gross=net + tax,
        discount_percent=row.amount_or_zero("discount_percent"),
        # A rate without amount is a tax too: of goods that cost nothing, or so little that it is rounded away.
        taxes=(AppliedTax(rate=rate, amount=tax),) if tax or (rate and hidden is not None) else (),
        delivered=row.optional_amount("qty_shipped"),
        refunded=row.optional_amount("qty_refunded"),
        cancelled=row.optional_amount("qty_canceled"),
    )


def _amounts(row, hidden, digits):
    """Return (net, tax) of a row, its discount taken off: what is charged is the row with its tax, less discount.

    The tax was worked out after the discount already; where prices hold the tax, what it has shrunk by stands apart
    as "hidden" tax and belongs to the charge.
    """
    tax = row.amount_or_zero("tax_amount") - rounded(tax_of_fixed_tax(row), digits)
    off = row.amount_or_zero("discount_amount")
    gross = row.amount("row_total") + tax + hidden.get(row.text("item_id"), ZERO) - off
    return rounded(gross - tax, digits), rounded(tax, digits)


def _hidden_taxes(rows, head, digits):
    """Return ``{item id: hidden tax}``: v1 tells it for each row, v2 for the whole order, to be spread."""
    told = {row.text("item_id"): row.amount("hidden_tax_amount") for row in rows if row.has("hidden_tax_amount")}
    total = rounded(head.amount_or_zero("hidden_tax_amount"), digits)
    if len(told) == len(rows) or not total:
        return told
    weights = [_hidden_weight(row) for row in rows]
    parts = spread(total, weights, digits)
    return {row.text("item_id"): part for row, part in zip(rows, parts, strict=True)}


def _hidden_weight(row):
    rate = row.amount_or_zero("tax_percent")
    return row.amount_or_zero("discount_amount") * rate / (100 + rate)


def _shipping_line(head, rates, digits):
    """Return the line of the carriage, None where it was free."""
    net, tax = head.amount_or_zero("shipping_amount"), head.amount_or_zero("shipping_tax_amount")
    hidden, off = head.amount_or_zero("shipping_hidden_tax_amount"), head.amount_or_zero("shipping_discount_amount")
    if not net and not tax:
        return None
    net, tax = rounded(net + hidden - off, digits), rounded(tax, digits)
    return OrderLine(
        id="shipping",
        role=SHIPPING,
        name=head.text("shipping_description") or "Shipping",
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=(AppliedTax(rate=_rate_of(net, tax, rates, digits), amount=tax),) if tax else (),
    )


def _rate_of(net, tax, rates, digits):
    """Return the rate of an amount whose rate is not told: one that explains it to the cent.

    The goods' rates come first, the shop's others next: what carries the goods may be taxed unlike them. Without any
    the quotient stands, as near as cents tell: a person sees what does not fit.

    :param rates: sets of percentages, the likelier ones first
    """
    for tolerance in (ZERO, cents(digits)):
        for known in rates:
            fitting = {rate for rate in known if abs(rounded(net * rate / 100, digits) - tax) <= tolerance}
            if len(fitting) == 1:
                return fitting.pop()
    return rounded(tax * 100 / net, 2) if net else ZERO


def _credit_line(head, field, name):
    amount = -abs(head.amount(field))
    return OrderLine(id=field, role=GIFT_CARD, name=name, net=amount, gross=amount)
