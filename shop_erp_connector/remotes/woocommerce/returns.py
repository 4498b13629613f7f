"""Refunds: what the shop has paid back, read; and ours, made there – never twice.

WooCommerce itself has no wish to return goods, only refunds; they never change. A refund that we make carries our key
in its meta data, and the order's refunds are read before any is made. ``api_refund`` is on by default there: without a
word the money would go back through the gateway. The dossier's section 6; recordings refund*, refunds-all.
"""

from decimal import Decimal

from ..contract import Page, Result
from ..documents import AppliedTax, Return, ReturnedLine
from ..documents.amounts import ZERO, rounded
from ..documents.order import DISCOUNT, PAYMENT_FEE, PRODUCT, SHIPPING
from ..errors import Rejected, RemoteError, Unsupported
from . import reading
from .batches import only_a_delay
from .orders import PATH as ORDERS
from .orders import digits_of
from .rows import SYSTEM, meta
from .shop import not_there, read_each, variant_id

#: Where the refunds of all orders are listed.
PATH = "refunds"

#: Meta key of a refund under which our own reference is kept.
KEY = "_odoo_ref"

#: Meta key with which a refund's line names the order's line.
LINE = "_refunded_item_id"

TOO_OLD = "Refunds of all orders can be listed from WooCommerce 9.0 on."


def pull_returns(shop, cursor, ids, limit):
    """Yield pages of ``Return`` of type "refund": those made since the cursor. Their currency is their order's."""

    def read(rows):
        orders = _orders(shop, [row.reference("parent_id") for row in rows])
        return read_each(rows, lambda row: _return(shop, row, orders))

    try:
        if ids is not None:
            yield from shop.pages_by_id(PATH, "refund", ids, limit, read)
            return
        for rows, position in reading.changed(shop.wire, PATH, "refund", cursor, limit, date="created"):
            documents, refusals = read(rows)
            yield Page(documents=documents, cursor=position, refusals=tuple(refusals))
    except Unsupported as exc:
        raise Unsupported(TOO_OLD, system=SYSTEM, call=exc.call, code=exc.code, text=exc.text) from None


def push_returns(shop, returns):
    """Make refunds. The API takes one at a time, and lists them order by order."""
    orders = _orders(shop, [document.order_id for document in returns], lines=True)
    results = []
    for document in returns:
        try:
            results.append(_pushed(shop, document, orders))
        except RemoteError as exc:
            # The order's refunds are read before the next try, so a lost answer is only a delay.
            results.append(Result(error=only_a_delay(exc)))
    errors = [result.error for result in results]
    if errors and all(errors) and len({id(error) for error in errors}) == 1 and not isinstance(errors[0], Rejected):
        raise errors[0]
    return results


def _orders(shop, ids, *, lines=False):
    fields = "id,number,currency,customer_id,total"
    if lines:
        fields += ",line_items,shipping_lines,fee_lines"
    return shop.wire.by_ids(ORDERS, "order", ids, status="any", _fields=fields)


# reading


def _return(shop, row, orders):
    order = orders.get(row.reference("parent_id"))
    digits = digits_of(shop, row, "amount")
    lines = [
        _line(line, role, digits)
        for name, role in (("line_items", PRODUCT), ("shipping_lines", SHIPPING), ("fee_lines", PAYMENT_FEE))
        for line in row.rows(name)
    ]
    lines = [line for line in lines if line.gross or line.quantity]
    gross, tax = row.money("amount"), sum((line.tax for line in lines), ZERO)
    values = meta(row)
    return Return(
        id=row.id,
        updated_at=row.moment("date_created_gmt"),
        key=str(values.get(KEY) or ""),
        number=row.id,
        type="refund",
        order_id=row.reference("parent_id"),
        order_number=order.text("number") if order else "",
        customer_id=order.reference("customer_id") if order else "",
        currency=order.text("currency").upper() if order else "",
        digits=digits,
        created_at=row.moment("date_created_gmt"),
        lines=tuple(lines),
        adjustment=gross - sum((line.gross for line in lines), ZERO),
        net=gross - tax,
        tax=tax,
        gross=gross,
        reason=row.plain("reason"),
    )


def _line(row, role, digits):
    """Return a line; amounts and quantities are negative there and positive here."""
    net, tax = -row.money("total"), -row.money("total_tax")
    product_id = row.reference("product_id")
    return ReturnedLine(
        id=row.id,
        role=DISCOUNT if role == PAYMENT_FEE and net < 0 else role,
        order_line_id=str(meta(row).get(LINE) or ""),
        product_id=product_id,
        variant_id=variant_id(product_id, row.reference("variation_id")) if product_id else "",
        code=row.text("sku"),
        name=row.plain("name") or row.plain("method_title"),
        quantity=abs(row.amount("quantity") or ZERO),
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=tuple(_applied(one, digits) for one in row.rows("taxes") if one.amount("total")),
    )


def _applied(row, digits):
    return AppliedTax(id=row.reference("id"), amount=rounded(-row.money("total"), digits))


# writing


def _pushed(shop, document, orders):
    """Return what became of one refund."""
    _check(document, orders)
    path = f"{ORDERS}/{document.order_id}/refunds"
    for row in shop.wire.all(path, "refund"):
        if meta(row).get(KEY) == document.key:
            return Result(id=row.id, unchanged=True)
    row = shop.wire.send("POST", path, _values(shop, document, orders[document.order_id]), "refund")
    return Result(id=row.id)


def _check(document, orders):
    if document.type != "refund":
        raise Rejected("WooCommerce takes no wishes to return goods, only refunds.", system=SYSTEM, field="type")
    if not document.key:
        message = "A refund needs a reference of ours: without it nobody could tell whether it was made."
        raise Rejected(message, system=SYSTEM, field="key")
    if document.order_id not in orders:
        raise not_there("order", document.order_id)
    if document.gross <= 0:
        raise Rejected("There is no amount to give back.", system=SYSTEM, field="gross")
    currency = orders[document.order_id].text("currency").upper()
    if document.currency and document.currency != currency:
        message = f"The order is in {currency}, the refund in {document.currency}."
        raise Rejected(message, system=SYSTEM, field="currency")


def _values(shop, document, order):
    lines = {line.id: line for name in ("line_items", "shipping_lines", "fee_lines") for line in order.rows(name)}
    goods = [line for line in document.lines if line.role == PRODUCT]
    return {
        "amount": _text(document.gross),
        "reason": document.reason or document.note,
        "api_refund": shop.settings.is_on("pay_back"),
        # One word for all lines: goods go back on sale only when that was said of each.
        "api_restock": bool(goods) and all(line.restock for line in goods),
        "line_items": [_written(line, lines) for line in document.lines if line.order_line_id],
        "meta_data": [{"key": KEY, "value": document.key}],
    }


def _written(line, lines):
    row = lines.get(line.order_line_id)
    if row is None:
        message = f"The order has no line {line.order_line_id}."
        raise Rejected(message, system=SYSTEM, field="lines")
    return {
        "id": int(line.order_line_id),
        "quantity": int(line.quantity) if line.role == PRODUCT else 0,
        "refund_total": _text(line.net),
        "refund_tax": [{"id": int(id), "refund_total": _text(amount)} for id, amount in _taxes(line, row) if id],
    }


def _taxes(line, row):
    """Return (rate id, amount) pairs: those that the line tells, else the one that the order's line has.

    :raises Rejected: the order's line has several, and nobody says how the tax is divided
    """
    told = [(tax.id, tax.amount) for tax in line.taxes]
    if told or not line.tax:
        return told
    ids = [tax.reference("id") for tax in row.rows("taxes") if tax.amount("total")]
    if len(ids) != 1:
        message = f"It is not said which taxes the refund of line {line.order_line_id} gives back."
        raise Rejected(message, system=SYSTEM, field="lines")
    return [(ids[0], line.tax)]


def _text(amount):
    return f"{Decimal(amount):f}"
