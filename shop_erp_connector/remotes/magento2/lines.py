"""Lines of an order, each told once.

A configurable product is two rows: the parent with the money and the variant's SKU, the variant without money. A
bundle of dynamic price repeats on its own row what its parts cost, so the parts are the lines; one of fixed price has
the money and its parts have none.

Row totals: the interface takes the discount off (and newer versions the quantity too), so they are found again and held
against the order's subtotal. Dossier A7; recording order-configurable-bundle-coupon.
"""

import json
from decimal import Decimal

from ..documents import AppliedTax, OrderLine
from ..documents.amounts import ZERO, rounded, spread
from ..documents.order import COMPONENT, GIFT_CARD, PAYMENT_FEE, PRODUCT, SHIPPING, WRAPPING
from .rows import Row

#: Fees that the order states beside its lines: (amount, tax), where Adobe Commerce tells them.
WRAPPINGS = (("gw_price", "gw_tax_amount"), ("gw_items_price", "gw_items_tax_amount"),
             ("gw_card_price", "gw_card_tax_amount"))  # fmt: skip

#: What was paid with something else than money, so the order asks for less.
CREDITS = {
    "gift_cards_amount": "Gift cards",
    "customer_balance_amount": "Store credit",
    "reward_currency_amount": "Reward points",
}


def lines_of(shop, row, digits):
    """Return the lines of an order's row."""
    items = row.rows("items")
    tellers = Tellers(items, row.amount_or_zero("subtotal"), digits)
    taxes = AppliedTaxes(shop, row)
    lines = [line for item in items for line in _product_lines(item, tellers, taxes)]
    lines += _weee_lines(items, taxes)
    lines += _shipping_line(row, taxes)
    return (*lines, *_wrapping_lines(row, taxes), *_credit_lines(row))


class Tellers:
    """What the rows of an order are to each other, and what each row came to before its discount.

    :param items: rows of the order
    :param subtotal: what the rows come to together, as the order states it; None leaves it to price times quantity
    """

    def __init__(self, items, subtotal, digits):
        self.by_id = {item.text("item_id"): item for item in items}
        self.children = {}
        for item in items:
            self.children.setdefault(item.reference("parent_item_id"), []).append(item)
        self._digits = digits
        self._total = self._way(subtotal)

    def parent(self, item):
        """Return the row that an item is part of, None for a row of its own."""
        return self.by_id.get(item.reference("parent_item_id"))

    def has_money(self, item):
        """Tell whether an item's amounts count: each amount is told by one row only."""
        if self.is_sum(item):
            return False
        parent = self.parent(item)
        return parent is None or self.is_sum(parent)

    def is_sum(self, item):
        """Tell whether a bundle's row only repeats what its parts cost: then a part has a price."""
        if item.optional("product_type") != "bundle":
            return False
        return any(child.amount_or_zero("price") for child in self.children.get(item.text("item_id"), ()))

    def goods(self, item):
        """Return the row of what is really delivered: the variant of a configurable product, else the row itself."""
        children = self.children.get(item.text("item_id"), ())
        if item.optional("product_type") == "configurable" and len(children) == 1:
            return children[0]
        return item

    def total(self, item):
        """Return what an item comes to without tax, before its discount."""
        return self._total(item)

    def _way(self, subtotal):
        """Return the way of finding row totals that makes the subtotal."""
        priced = [item for item in self.by_id.values() if self.has_money(item)]
        ways = (_with_discount_put_back, self._multiplied, _as_told)
        for way in ways:
            if sum((way(item) for item in priced), ZERO) == subtotal:
                return way
        return self._multiplied

    def _multiplied(self, item):
        return rounded(item.amount("price") * item.amount("qty_ordered"), self._digits)


def _with_discount_put_back(item):
    return item.amount_or_zero("row_total") + item.amount_or_zero("discount_amount")


def _as_told(item):
    return item.amount_or_zero("row_total")


class AppliedTaxes:
    """The taxes of an order by rate, as they were applied to each row, to the shipping and to fees.

    :param shop: see ``shop.Shop``; rates that the shop has no more are told without id
    """

    def __init__(self, shop, row):
        self._known = {entry["code"] for entry in shop.lists.all("tax_rate").values()}
        self._told = {}
        for one in row.extension.rows("item_applied_taxes"):
            place = one.optional("type"), one.reference("item_id") or one.reference("associated_item_id")
            self._told.setdefault(place, []).extend(one.rows("applied_taxes"))

    def of(self, kind, item_id, amount, percent=ZERO):
        """Return the taxes of a place, whose amounts add up to ``amount``; () where no tax was charged.

        Without a word by rate (older orders, orders that other programs made) the percent of the row is told. A rate
        without amount is a tax too: of goods that cost so little that it is rounded away.
        """
        told = [one for one in self._told.get((kind, item_id), ()) if one.amount_or_zero("percent")]
        if not told:
            return (AppliedTax(rate=percent, amount=amount),) if amount or percent else ()
        amounts = [one.amount_or_zero("amount") for one in told]
        if sum(amounts, ZERO) != amount:
            exponent = max(-amount.as_tuple().exponent, 2)
            amounts = spread(rounded(amount, exponent), [one.amount("percent") for one in told], exponent)
        return tuple(self._tax(one, share) for one, share in zip(told, amounts, strict=True))

    def told(self, kind, item_id):
        """Return how much tax is told for a place."""
        return sum((one.amount_or_zero("amount") for one in self._told.get((kind, item_id), ())), ZERO)

    def _tax(self, one, amount):
        code = one.optional("code")
        return AppliedTax(
            id=code if code in self._known else "",
            name=one.optional("title") or code,
            rate=one.amount("percent"),
            amount=amount,
        )


def _product_lines(item, tellers, taxes):
    """Return the line of an item, [] for an item that another one tells."""
    parent = tellers.parent(item)
    if tellers.is_sum(item) or (parent is not None and parent.optional("product_type") == "configurable"):
        return []
    has_money = tellers.has_money(item)
    tax = item.amount_or_zero("tax_amount") if has_money else ZERO
    net = _net(item, tellers) if has_money else ZERO
    percent = item.amount_or_zero("tax_percent")
    goods = tellers.goods(item)
    return [
        OrderLine(
            id=item.text("item_id"),
            role=PRODUCT if has_money else COMPONENT,
            product_id=item.reference("product_id"),
            variant_id=goods.reference("product_id"),
            code=goods.text("sku"),
            name=item.text("name"),
            quantity=item.amount("qty_ordered"),
            net=net,
            tax=tax,
            gross=net + tax,
            discount_percent=_discount_percent(item, tellers),
            taxes=taxes.of("product", item.text("item_id"), tax, percent) if has_money else (),
            note=_note(item, parent),
            parent_id=parent.text("item_id") if parent else "",
            delivered=item.amount_or_zero("qty_shipped"),
            refunded=item.amount_or_zero("qty_refunded"),
            cancelled=item.amount_or_zero("qty_canceled"),
        )
    ]


def _net(item, tellers):
    """Return what an item costs without tax: where prices hold the tax, the discount was taken off with its tax."""
    discount = item.amount_or_zero("discount_amount") - item.amount_or_zero("discount_tax_compensation_amount")
    return tellers.total(item) - discount


def _discount_percent(item, tellers):
    """Return how much the amounts are reduced by; a fixed discount as share of its row."""
    percent = item.amount_or_zero("discount_percent")
    discount, total = item.amount_or_zero("discount_amount"), item.amount_or_zero("row_total_incl_tax")
    if percent or not discount or not tellers.has_money(item):
        return percent
    before = total + discount
    return rounded(discount * 100 / before, 2) if before else ZERO


def _note(item, parent):
    """Return what the buyer wrote or chose for this line, and of which pack it is a part."""
    notes = [f"{parent.text('name')}"] if parent is not None else []
    options = item.row("product_option").extension.rows("custom_options")
    notes += [option.optional("option_value") for option in options]
    return "\n".join(note for note in notes if note)


def _weee_lines(items, taxes):
    """Return a line for each fixed product tax (an eco contribution): it is charged beside price and tax."""
    lines = []
    for item in items:
        for number, one in enumerate(_weee(item), 1):
            amount = one.amount_or_zero("row_amount")
            if amount:
                lines.append(
                    OrderLine(
                        id=f"{item.text('item_id')}-weee-{number}",
                        role=PAYMENT_FEE,
                        name=one.optional("title") or "Fixed product tax",
                        quantity=Decimal(1),
                        **_taxed(amount, taxes, "weee", item.text("item_id")),
                        parent_id=item.text("item_id"),
                    )
                )
    return lines


def _weee(item):
    """Return the fixed product taxes of an item, which stand there as a text of JSON."""
    text = item.optional("weee_tax_applied")
    if not text or not item.amount_or_zero("weee_tax_applied_row_amount"):
        return []
    try:
        entries = json.loads(text, parse_float=Decimal)
    except ValueError:
        entries = []
    if isinstance(entries, list) and entries:
        return [Row(entry, item.call) for entry in entries]
    return [Row({"row_amount": item.value("weee_tax_applied_row_amount")}, item.call)]


def _taxed(net, taxes, kind, item_id=""):
    applied = taxes.of(kind, item_id, taxes.told(kind, item_id))
    tax = sum((one.amount for one in applied), ZERO)
    return {"net": net, "tax": tax, "gross": net + tax, "taxes": applied}


def _shipping_line(row, taxes):
    """Return the shipping, [] for free one; its discount is taken off like a line's."""
    net = row.amount_or_zero("shipping_amount") - row.amount_or_zero("shipping_discount_amount")
    net += row.amount_or_zero("shipping_discount_tax_compensation_amount")
    tax = row.amount_or_zero("shipping_tax_amount")
    if not net and not tax:
        return []
    percent = rounded(tax * 100 / net, 2) if net else ZERO
    return [
        OrderLine(
            id="shipping",
            role=SHIPPING,
            name=row.optional("shipping_description") or "Shipping",
            net=net,
            tax=tax,
            gross=net + tax,
            taxes=taxes.of("shipping", "", tax, percent),
        )
    ]


def _wrapping_lines(row, taxes):
    """Return gift wrapping and printed cards, which Adobe Commerce tells in the extension attributes."""
    lines = []
    for amount_name, tax_name in WRAPPINGS:
        net, tax = row.extension.amount_or_zero(amount_name), row.extension.amount_or_zero(tax_name)
        if net:
            percent = rounded(tax * 100 / net, 2)
            lines.append(
                OrderLine(
                    id=amount_name,
                    role=WRAPPING,
                    name="Gift card" if "card" in amount_name else "Gift wrapping",
                    net=net,
                    tax=tax,
                    gross=net + tax,
                    taxes=taxes.of(amount_name, "", tax, percent),
                )
            )
    return lines


def _credit_lines(row):
    """Return what the buyer paid with gift cards, store credit or points: the order asks for that much less."""
    return tuple(
        OrderLine(id=name, role=GIFT_CARD, name=label, net=-amount, gross=-amount)
        for name, label in CREDITS.items()
        if (amount := row.extension.amount_or_zero(name))
    )
