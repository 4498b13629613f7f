"""Orders, whole: one call for a page of orders, one each for what belongs to them.

The order itself only has its totals; the amounts and taxes of its lines stand in order_details, discounts
in order_cart_rules, payments in order_payments (by the order's reference), notes in messages. Line totals
are read, never computed: unit prices are not rounded (84.609 × 2 is charged as 169.22). Amounts are handed
out as the shop states them, also where they contradict each other. Recordings full-orders, order-get,
order-details, order-with-cart-rules*.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ..documents import AppliedTax, Message, Order, OrderLine, Payment
from ..documents.amounts import ZERO, spread
from ..documents.order import PRODUCT, SHIPPING, WRAPPING
from . import taxes
from .customers import address_of, customer_of
from .discounts import discount_lines
from .shop import read_each

#: The fields of order_details that lines are made of: a third of the bytes of the full rows.
DETAIL = (
    "[id,id_order,product_id,product_attribute_id,product_name,product_reference,product_quantity,reduction_percent,"
    "total_price_tax_incl,total_price_tax_excl,taxes[id]]"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to a page of orders, by the id (payments: the reference) that orders name it by."""

    details: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    payments: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    customers: dict = field(default_factory=dict)
    addresses: dict = field(default_factory=dict)
    #: How many orders the shop made of one cart, where the payments alone do not tell.
    siblings: dict = field(default_factory=dict)


def pull_orders(shop, cursor, ids, limit):
    """Yield pages of ``Order``, of the chosen shop only where one is chosen."""
    filters = {"id_shop": f"[{shop.shop_id}]"} if shop.shop_id else None
    return shop.pages("orders", cursor, ids, limit, lambda rows: _orders(shop, rows), filters=filters)


def _orders(shop, rows):
    parts = _parts(shop.wire, rows)
    return read_each(rows, lambda row: _order(shop, row, parts))


def _parts(wire, rows):
    ids = [row.id for row in rows]
    discounted = [row.id for row in rows if row.amount("total_discounts_tax_incl")]
    address_ids = {row.text(name) for row in rows for name in ("id_address_invoice", "id_address_delivery")}
    payments = _grouped(
        wire.rows_by("order_payments", "order_reference", [row.text("reference") for row in rows]),
        "order_reference",
    )
    return Parts(
        details=_grouped(wire.rows_by("order_details", "id_order", ids, display=DETAIL), "id_order"),
        rules=_grouped(wire.rows_by("order_cart_rules", "id_order", discounted), "id_order"),
        payments=payments,
        messages=_grouped(wire.rows_by("messages", "id_order", ids), "id_order"),
        customers={row.id: row for row in wire.rows_by("customers", "id", [row.text("id_customer") for row in rows])},
        addresses={row.id: row for row in wire.rows_by("addresses", "id", address_ids)},
        siblings=_siblings(wire, rows, payments),
    )


def _siblings(wire, rows, payments):
    """Return ``{reference: number of orders}`` where more was paid than one order asks for.

    A cart that ships from several places becomes several orders with one reference, and their payments
    cannot be told apart; so can an order that was paid twice. Counting the orders is the only way to know.
    """
    overpaid = {
        row.text("reference")
        for row in rows
        if _sum(payments.get(row.text("reference"), ()), "amount") > row.amount("total_paid_tax_incl")
    }
    counts = defaultdict(int)
    for row in wire.rows_by("orders", "reference", overpaid, display="[id,reference]"):
        counts[row.text("reference")] += 1
    return counts


def _grouped(rows, name):
    groups = {}
    for row in sorted(rows, key=lambda row: int(row.id)):
        groups.setdefault(row.text(name), []).append(row)
    return groups


def _sum(rows, name):
    return sum((row.amount(name) for row in rows), ZERO)


def _order(shop, row, parts):
    lists, zone = shop.lists, shop.zone
    currency = lists.entry("currency", row.reference("id_currency")) or {"code": "", "digits": 2}
    state_id = row.reference("current_state")
    state = lists.entry("order_state", state_id)
    carrier = lists.entry("carrier", row.reference("id_carrier"))
    customer = parts.customers.get(row.text("id_customer"))
    billing = parts.addresses.get(row.text("id_address_invoice"))
    delivery = parts.addresses.get(row.text("id_address_delivery"))
    net, gross = row.amount("total_paid_tax_excl"), row.amount("total_paid_tax_incl")
    lines, coupons = _lines(shop, row, parts, currency["digits"], delivery)
    notes, messages = _messages(row, parts.messages.get(row.id, ()), zone)
    return Order(
        id=row.id,
        updated_at=row.moment("date_upd", zone),
        number=row.text("reference"),
        placed_at=row.moment("date_add", zone),
        state_id=state_id,
        state_name=lists.name(state["names"]) if state else "",
        shop_id=row.reference("id_shop"),
        language=lists.language(row.reference("id_lang")),
        currency=currency["code"],
        digits=currency["digits"],
        prices_include_tax=_shows_tax(lists, customer),
        customer=customer_of(shop, customer, ()) if customer else None,
        billing=address_of(lists, billing) if billing else None,
        delivery=address_of(lists, delivery) if delivery else None,
        carrier_id=carrier["reference"] if carrier else "",
        carrier_name=carrier["name"] if carrier else "",
        lines=lines,
        coupons=coupons,
        payments=_payments(row, parts, zone, is_paid=bool(state and state["paid"])),
        payment_method_code=row.text("module"),
        payment_method_name=row.text("payment"),
        customer_note=notes,
        messages=messages,
        net=net,
        tax=gross - net,
        gross=gross,
        note=row.optional("note"),
    )


def _shows_tax(lists, customer):
    """The buyer's main group says in which basis prices are shown to him."""
    group = lists.entry("group", customer.reference("id_default_group")) if customer else None
    return bool(group and group["shows_tax"])


def _lines(shop, row, parts, digits, delivery):
    """Return (lines, coupons) of an order."""
    products = [_product_line(shop.lists, detail) for detail in parts.details.get(row.id, ())]
    used = [tax.id for line in products for tax in line.taxes]
    country_id = delivery.reference("id_country") if delivery else ""
    shipping = _shipping_line(shop.lists, row, used, country_id, digits)
    wrapping = _wrapping_line(shop.lists, row, used, country_id, digits)
    rules = [rule for rule in parts.rules.get(row.id, ()) if not rule.flag("deleted")]
    discounts = discount_lines(row, rules, products, shipping, digits)
    coupons = tuple(dict.fromkeys(rule.text("name") for rule in rules))
    return tuple(line for line in (*products, *discounts, shipping, wrapping) if line), coupons


def _product_line(lists, detail):
    net, gross = detail.amount("total_price_tax_excl"), detail.amount("total_price_tax_incl")
    return OrderLine(
        id=detail.id,
        role=PRODUCT,
        product_id=detail.text("product_id"),
        variant_id=f"{detail.text('product_id')}-{detail.text('product_attribute_id')}",
        code=detail.text("product_reference"),
        name=detail.text("product_name"),
        quantity=detail.amount("product_quantity"),
        net=net,
        tax=gross - net,
        gross=gross,
        discount_percent=detail.amount("reduction_percent"),
        taxes=_applied(lists, detail.associated_ids("taxes"), gross - net),
    )


def _applied(lists, tax_ids, amount, percent=ZERO):
    """Return the taxes of a line, its tax divided by their rates.

    A tax that was charged although the shop names none is shown as one without id, with the rate the shop
    states for it (0 if none): the contradiction is the shop's and must be seen.
    """
    if not tax_ids:
        return (AppliedTax(rate=percent, amount=amount),) if amount else ()
    entries = [(id, lists.entry("tax", id)) for id in tax_ids]
    rates = [taxes.rate(lists, id) or ZERO for id in tax_ids]
    shares = [amount] if len(entries) == 1 else spread(amount, rates, max(-amount.as_tuple().exponent, 0))
    return tuple(
        AppliedTax(id=id, name=lists.name(entry["names"]) if entry else "", rate=rate, amount=share)
        for (id, entry), rate, share in zip(entries, rates, shares, strict=True)
    )


def _shipping_line(lists, row, used, country_id, digits):
    """Return the shipping line, None for free shipping. The shop states the rate, not which tax it was."""
    net, gross = row.amount("total_shipping_tax_excl"), row.amount("total_shipping_tax_incl")
    if not net and not gross:
        return None
    percent = row.amount("carrier_tax_rate")
    tax_ids = ()
    if gross != net and percent:
        tax_ids = taxes.explaining(lists, used, net, gross, digits, percent=percent)
        if not tax_ids:
            tax_ids = taxes.explaining(lists, taxes.in_country(lists, country_id), net, gross, digits, percent=percent)
    return _extra_line(lists, "shipping", SHIPPING, net, gross, tax_ids, percent)


def _wrapping_line(lists, row, used, country_id, digits):
    """Return the gift wrapping's line, None without. The shop states neither tax nor rate; the amounts do."""
    net, gross = row.amount("total_wrapping_tax_excl"), row.amount("total_wrapping_tax_incl")
    if not net and not gross:
        return None
    tax_ids = ()
    if gross != net:
        group_id = lists.configuration("PS_GIFT_WRAPPING_TAX_RULES_GROUP")
        tax_ids = taxes.explaining(lists, used, net, gross, digits)
        if len(tax_ids) != 1:
            tax_ids = taxes.explaining(lists, taxes.of_group(lists, group_id, country_id), net, gross, digits)
    return _extra_line(lists, "wrapping", WRAPPING, net, gross, tax_ids, ZERO)


def _extra_line(lists, id, role, net, gross, tax_ids, percent):
    """Return a line without product; a tax that is not the only candidate is left without id."""
    tax_ids = tax_ids if len(tax_ids) == 1 else ()
    return OrderLine(
        id=id,
        role=role,
        name=role.capitalize(),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=_applied(lists, tax_ids, gross - net, percent),
    )


def _payments(row, parts, zone, *, is_paid):
    """Return the payments; without any recorded, the one to come (or made, if the order's state says so)."""
    recorded = parts.payments.get(row.text("reference"), ())
    gross = row.amount("total_paid_tax_incl")
    if not recorded:
        return (_payment(row, amount=gross, is_paid=is_paid),)
    if parts.siblings.get(row.text("reference"), 1) > 1:
        # Several orders were paid together: the shop only tells how much of it was counted for this one.
        paid = row.amount("total_paid_real")
        made = recorded[0].moment("date_add", zone)
        return (_payment(row, amount=paid, is_paid=is_paid or paid >= gross, paid_at=made),) if paid else ()
    is_paid = is_paid or _sum(recorded, "amount") >= gross
    return tuple(_recorded_payment(row, payment, zone, is_paid=is_paid) for payment in recorded)


def _payment(row, *, amount, is_paid, paid_at=None):
    return Payment(
        method_code=row.text("module"),
        method_name=row.text("payment"),
        state="paid" if is_paid else "pending",
        amount=amount,
        paid_at=paid_at,
    )


def _recorded_payment(row, payment, zone, *, is_paid):
    amount, method = payment.amount("amount"), payment.text("payment_method")
    return Payment(
        # A payment only carries the method's name; the module is known for the method the order was placed
        # with.
        method_code=row.text("module") if method == row.text("payment") else "",
        method_name=method,
        state="refunded" if amount < 0 else "paid" if is_paid else "pending",
        amount=amount,
        reference=payment.text("transaction_id"),
        paid_at=payment.moment("date_add", zone),
    )


def _messages(row, rows, zone):
    """Return (what the buyer wrote, everything else). Payment modules leave notes as private messages."""
    buyers, others = [], []
    for message in rows:
        is_private = message.flag("private")
        if is_private or message.reference("id_employee"):
            text, written = message.text("message"), message.moment("date_add", zone)
            others.append(Message(text=text, is_private=is_private, written_at=written))
        else:
            buyers.append(message.text("message"))
    if row.flag("gift") and row.optional("gift_message"):
        others.append(Message(text=row.text("gift_message")))
    return "\n\n".join(buyers), tuple(others)
