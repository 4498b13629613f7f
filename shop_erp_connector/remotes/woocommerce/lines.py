"""The lines of an order, with their taxes to the cent.

All amounts of lines are without tax, after coupons. Most shops round the tax of each line; some only round the sums.
Then the lines do not add up to what the order says, and the cents are given to the lines that lost most by rounding.
The dossier's section 6; recordings order-create-coupons-fee-shipping, order-get-dp6, order-create-variation.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ..documents import AppliedTax, OrderLine
from ..documents.amounts import ZERO, cents, rounded
from ..documents.order import COMPONENT, DISCOUNT, GIFT_CARD, PAYMENT_FEE, PRODUCT, SHIPPING
from .shop import variant_id


@dataclass(slots=True)
class Raw:
    """A line before its cents are settled.

    :param net: exactly, as far as the shop tells; ``taxes``: ``{rate id: exact amount}``
    """

    line: OrderLine
    net: Decimal
    taxes: dict


def lines_of(row, digits):
    """Return the lines of an order."""
    rates = {line.reference("rate_id"): line for line in row.rows("tax_lines")}
    raws = [_product(line, digits) for line in row.rows("line_items")]
    goods = len(raws)
    raws += [_shipping(line) for line in row.rows("shipping_lines")]
    raws += [_fee(line) for line in row.rows("fee_lines")]
    nets = _nets(row, raws, goods, digits)
    taxes = {id: _of_rate(raws, id, line, digits) for id, line in rates.items()}
    lines = [_settled(raw, net, taxes, rates, place) for place, (raw, net) in enumerate(zip(raws, nets, strict=True))]
    return tuple(line for line in lines if line.role != SHIPPING or line.net or line.tax)


def _nets(row, raws, goods, digits):
    """Return the net amounts, rounded. The goods' are held to the order's sum where the shop rounds only that."""
    rest = sum((raw.net for raw in raws[goods:]), ZERO)
    target = row.money("total") - row.money("total_tax") - rest
    exact = [raw.net for raw in raws[:goods]]
    return settled(exact, target, digits) + [rounded(raw.net, digits) for raw in raws[goods:]]


def _of_rate(raws, id, line, digits):
    """Return the tax of one rate in each line, rounded, adding up to what the order's tax line says."""
    target = line.money("tax_total") + (line.amount("shipping_tax_total") or ZERO)
    return settled([raw.taxes.get(id, ZERO) for raw in raws], target, digits)


def settled(exact, target, digits):
    """Round amounts so that they add up to ``target``, moving each by less than a cent.

    Where that is not possible they are rounded each by itself, and what they differ by stays to be seen.
    """
    step = cents(digits)
    parts = [rounded(amount, digits) for amount in exact]
    left = int((target - sum(parts, ZERO)) / step)
    sign = 1 if left > 0 else -1
    loss = [(sign * (amount - part), place) for place, (amount, part) in enumerate(zip(exact, parts, strict=True))]
    candidates = [place for lost, place in sorted(loss, reverse=True) if lost > 0]
    if abs(left) > len(candidates):
        return parts
    for place in candidates[: abs(left)]:
        parts[place] += sign * step
    return parts


def _settled(raw, net, taxes, rates, place):
    applied = tuple(_applied(rates.get(id), id, taxes[id][place] if id in taxes else raw.taxes[id]) for id in raw.taxes)
    tax = sum((one.amount for one in applied), ZERO)
    return replace(raw.line, net=net, tax=tax, gross=net + tax, taxes=applied)


def _applied(line, id, amount):
    if line is None:
        return AppliedTax(id=id, amount=amount)
    return AppliedTax(id=id, name=line.plain("label"), rate=line.amount("rate_percent") or ZERO, amount=amount)


def _taxes(row):
    """Return ``{rate id: amount}``; a rate that does not concern the line has an empty amount."""
    return {tax.reference("id"): tax.money("total") for tax in row.rows("taxes") if tax.amount("total") is not None}


def _product(row, digits):
    product_id, variation_id = row.reference("product_id"), row.reference("variation_id")
    container = row.reference("bundled_by")
    quantity = row.money("quantity")
    subtotal, total = row.amount("subtotal"), row.money("total")
    discount = (1 - total / subtotal) * 100 if subtotal and total < subtotal else ZERO
    line = OrderLine(
        id=row.id,
        role=COMPONENT if container else PRODUCT,
        # A product that was deleted since has left its name, and nothing else.
        product_id=product_id,
        variant_id=variant_id(product_id, variation_id) if product_id else "",
        code=row.text("sku"),
        name=row.plain("name"),
        quantity=quantity,
        discount_percent=rounded(discount, 2),
        note=_note(row, is_variation=bool(variation_id)),
        parent_id=container,
    )
    return Raw(line, _exact(row, quantity, total, digits), _taxes(row))


def _exact(row, quantity, total, digits):
    """Return the net amount with the decimals that only the unit price has; where it does not fit, the amount wins."""
    price = row.amount("price")
    exact = price * quantity if price is not None else total
    return exact if rounded(exact, digits) == rounded(total, digits) else total


def _note(row, *, is_variation):
    """Return what the buyer chose or wrote (an engraving); what tells a variation from others is not repeated."""
    parts = []
    for entry in row.rows("meta_data"):
        key, value = entry.text("key"), entry.raw("display_value")
        is_choice = is_variation and key.startswith(("pa_", "attribute_"))
        if key.startswith("_") or is_choice or not isinstance(value, str) or not value:
            continue
        parts.append(f"{entry.plain('display_key') or key}: {entry.plain('display_value')}")
    return "; ".join(parts)


def _shipping(row):
    line = OrderLine(id=row.id, role=SHIPPING, name=row.plain("method_title") or "Shipping")
    return Raw(line, row.money("total"), _taxes(row))


def _fee(row):
    """A fee to pay is one; a negative fee reduces the taxed price, or, without tax, is a means of payment: store
    credit and gift cards of plugins are such fees."""
    total, taxes = row.money("total"), _taxes(row)
    role = PAYMENT_FEE if total >= 0 else DISCOUNT if any(taxes.values()) else GIFT_CARD
    return Raw(OrderLine(id=row.id, role=role, name=row.plain("name") or "Fee"), total, taxes)
