"""Shipments, invoices and credit memos, read: heads by one list call, the rest by a call per paper, bundled.

Slices go by the id of the order that a paper belongs to: that is a column which all three have. A tracking number that
is added later does not move the shipment's date (dossier A8, of the younger shop); it is told when it is asked for by
id. Recordings shipment-info, invoice-info.
"""

import re
from collections import defaultdict

from ..documents import AppliedTax, Invoice, OrderLine, Return, ReturnedLine, Shipment, ShippedLine
from ..documents.amounts import ZERO, rounded
from ..documents.order import PAYMENT_FEE, PRODUCT, SHIPPING
from ..errors import Rejected
from .changes import Source, filters, pages
from .lines import FIXED_TAX, FIXED_TAX_NAME, fixed_tax, fixed_tax_in_tax
from .rows import Row, read_each

_STATES = {"1": "open", "2": "paid", "3": "cancelled"}


def _source(type, make):
    def read(shop, numbers, _rows):
        infos = shop.wire.each([(f"salesOrder{type}Info", number) for number in numbers])
        orders = _order_numbers(shop, infos)
        keyed = zip(numbers, infos, strict=True)
        return read_each(keyed, lambda info: make(shop, Row(info, f"{type.lower()} {info['increment_id']}"), orders))

    return Source(operation=f"salesOrder{type}List", ids="order_id", key="increment_id", read=read)


def _order_numbers(shop, infos):
    """Return ``{order id: (number, order's row of the list)}`` of the orders that papers belong to: one call."""
    ids = {str(info.get("order_id")) for info in infos if isinstance(info, dict) and info.get("order_id")}
    rows = shop.wire.rows("salesOrderList", filters(("order_id", "in", ",".join(sorted(ids))))) if ids else []
    return {str(row.get("order_id")): str(row.get("increment_id") or "") for row in rows}


def pull_shipments(shop, cursor, ids, limit):
    """Yield pages of ``Shipment``."""
    return pages(shop, _source("Shipment", _shipment), cursor, ids, limit)


def pull_invoices(shop, cursor, ids, limit):
    """Yield pages of ``Invoice``: the shop's own, which are no fiscal documents unless its country says so."""
    return pages(shop, _source("Invoice", _invoice), cursor, ids, limit)


def pull_returns(shop, cursor, ids, limit):
    """Yield pages of ``Return``: credit memos, by which money went back."""
    return pages(shop, _source("Creditmemo", _return), cursor, ids, limit)


def papers_of(shop, type, orders):
    """Return ``{order id: [Row]}`` of the papers of some orders, each whole: one list call, then a call per paper."""
    ids = [order.text("order_id") for order in orders if order.has("order_id")]
    if not ids:
        return {}
    heads = shop.wire.rows(f"salesOrder{type}List", filters(("order_id", "in", ",".join(ids))))
    infos = shop.wire.each([(f"salesOrder{type}Info", str(head.get("increment_id"))) for head in heads])
    found = defaultdict(list)
    for info in infos:
        if isinstance(info, Rejected):
            raise info
        row = Row(info, f"{type.lower()} {info.get('increment_id')}")
        found[row.must("order_id")].append(row)
    return found


def mentions(paper, text):
    """Return whether a comment of a paper holds a text as a word of its own: 2026/1 is not in 2026/12."""
    return any(is_named(row.text("comment"), text) for row in paper.rows("comments", "comment"))


def is_named(comment, text):
    """Return whether a comment holds a text as a word of its own."""
    return bool(text) and re.search(rf"(?<![\w/-]){re.escape(text)}(?![\w/-])", comment) is not None


def _shipment(_shop, row, orders):
    tracks = row.rows("tracks", "track")
    number = orders.get(row.must("order_id"), "")
    return Shipment(
        id=row.must("increment_id"),
        updated_at=row.moment("updated_at"),
        number=row.must("increment_id"),
        order_id=number,
        order_number=number,
        carrier_id=tracks[0].text("carrier_code") if tracks else "",
        carrier_name=tracks[0].text("title") if tracks else "",
        tracking_number=", ".join(track.text("number") for track in tracks),
        shipped_at=row.moment("created_at"),
        lines=tuple(
            ShippedLine(
                order_line_id=item.text("order_item_id"),
                variant_id=item.id("product_id"),
                quantity=item.amount("qty"),
                code=item.text("sku"),
            )
            for item in row.rows("items", "line")
        ),
    )


def _charge(item, digits):
    """Return (net, tax) of a row of an invoice or credit memo, its discount taken off."""
    tax = item.amount_or_zero("tax_amount")
    gross = item.amount_or_zero("row_total") + tax + item.amount_or_zero("hidden_tax_amount")
    return rounded(gross - tax - item.amount_or_zero("discount_amount"), digits), rounded(tax, digits)


def _invoice(shop, row, orders):
    currency = row.must("order_currency_code")
    digits = shop.digits(currency)
    gross, tax = _totals(row, digits)
    items = [item for item in row.rows("items", "line") if item.has("row_total")]
    number = row.text("order_increment_id") or orders.get(row.must("order_id"), "")
    created = row.moment("created_at")
    return Invoice(
        id=row.must("increment_id"),
        updated_at=row.moment("updated_at"),
        number=row.must("increment_id"),
        order_id=number,
        order_number=number,
        issued_on=created.date() if created else None,
        currency=currency,
        digits=digits,
        lines=(
            *(_invoice_line(item, digits) for item in items),
            *(
                OrderLine(quantity=1 + ZERO, id=values["id"], **values["charge"])
                for values in _fixed_taxes(items, digits)
            ),
        ),
        net=gross - tax,
        tax=tax,
        gross=gross,
        state=_STATES.get(row.text("state"), "open"),
        note="\n".join(comment.text("comment") for comment in row.rows("comments", "comment")),
    )


def _invoice_line(item, digits):
    net, tax = _charge(item, digits)
    return OrderLine(
        id=item.must("order_item_id"),
        role=PRODUCT,
        product_id=item.id("product_id"),
        variant_id=item.id("product_id"),
        code=item.text("sku"),
        name=item.text("name"),
        quantity=item.amount("qty"),
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=_taxes(net, tax),
    )


def _totals(row, digits):
    """Return (gross, tax) of a paper; fixed taxes on products are none of its tax."""
    tax = row.amount_or_zero("tax_amount") - fixed_tax_in_tax(row, row.rows("items", "line"), digits)
    return rounded(row.amount("grand_total"), digits), rounded(tax, digits)


def _fixed_taxes(items, digits):
    """Return the fixed taxes of rows: which line of the order each is, and its charge, named as both documents do."""
    found = []
    for item in items:
        net = rounded(fixed_tax(item), digits)
        charge = {"role": PAYMENT_FEE, "name": FIXED_TAX_NAME, "net": net, "gross": net}
        found += [{"id": f"{item.must('order_item_id')}{FIXED_TAX}", "charge": charge}] if net else []
    return found


def _taxes(net, tax):
    """Return the tax of a row; its rate is not told here, and near enough to be recognised."""
    if not tax:
        return ()
    return (AppliedTax(rate=rounded(tax * 100 / net, 1) if net else ZERO, amount=tax),)


def _return(shop, row, orders):
    currency = row.must("order_currency_code")
    digits = shop.digits(currency)
    gross, tax = _totals(row, digits)
    items = [item for item in row.rows("items", "line") if item.amount_or_zero("qty")]
    lines = [_returned_line(item, digits) for item in items]
    lines += [
        ReturnedLine(quantity=1 + ZERO, order_line_id=values["id"], **values["charge"])
        for values in _fixed_taxes(items, digits)
    ]
    shipping = _returned_shipping(row, digits)
    number = orders.get(row.must("order_id"), "")
    return Return(
        id=row.must("increment_id"),
        updated_at=row.moment("updated_at"),
        number=row.must("increment_id"),
        type="refund",
        order_id=number,
        order_number=number,
        currency=currency,
        digits=digits,
        created_at=row.moment("created_at"),
        state_name=_STATES.get(row.text("state"), ""),
        lines=(*lines, *([shipping] if shipping else [])),
        adjustment=rounded(
            row.amount_or_zero("adjustment_positive") - abs(row.amount_or_zero("adjustment_negative")), digits
        ),
        net=gross - tax,
        tax=tax,
        gross=gross,
        note="\n".join(comment.text("comment") for comment in row.rows("comments", "comment")),
    )


def _returned_line(item, digits):
    net, tax = _charge(item, digits)
    return ReturnedLine(
        id=item.text("item_id"),
        order_line_id=item.must("order_item_id"),
        product_id=item.id("product_id"),
        variant_id=item.id("product_id"),
        code=item.text("sku"),
        name=item.text("name"),
        quantity=item.amount("qty"),
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=_taxes(net, tax),
    )


def _returned_shipping(row, digits):
    net, tax = row.amount_or_zero("shipping_amount"), rounded(row.amount_or_zero("shipping_tax_amount"), digits)
    net = rounded(net + row.amount_or_zero("shipping_hidden_tax_amount"), digits)
    if not net and not tax:
        return None
    return ReturnedLine(
        role=SHIPPING, name="Shipping", quantity=1 + ZERO, net=net, tax=tax, gross=net + tax, taxes=_taxes(net, tax)
    )
