"""Orders: heads by one list call, each order's lines by a call of its own.

The interface has no call for the lines of many orders (dossier B5): a thousand orders are one list and a thousand
infos, or twenty bundles of fifty where v1 is open. v2's info lacks the coupon, the tax number and the amounts with tax,
which the list has: the two are put together. Orders are named by their increment id, which every other call asks for.
Recordings order-list*, order-info*.
"""

from ..documents import Customer, Message, Order, Payment
from ..documents.amounts import ZERO, rounded
from ..errors import NotFound, Rejected
from .changes import Source
from .customers import address_of
from .lines import charged_rows, fixed_tax_in_tax, lines_of
from .lookups import STATES
from .rows import Row, read_each
from .wire import SYSTEM

#: A field that v1's info has and v2's has not, by which the two are told apart.
_ONLY_IN_HEADS = "shipping_incl_tax"


def order_source(shop):
    """Return how orders are listed and read: of the chosen store view only, where one is chosen."""
    source = Source(
        operation="salesOrderList",
        ids="order_id",
        key="increment_id",
        read=lambda shop, ids, rows: _read_orders(shop, source, ids, rows),
        filters=(("store_id", "eq", shop.store_id),) if shop.store_id else (),
    )
    return source


def _read_orders(shop, source, ids, rows):
    infos = dict(zip(ids, shop.wire.each([("salesOrderInfo", id) for id in ids], one_door=True), strict=True))
    told = [id for id, info in infos.items() if isinstance(info, dict)]
    needs_heads = any(_ONLY_IN_HEADS not in infos[id] for id in told)
    rows = source.known(shop, told, rows) if needs_heads else infos
    keyed = [(id, _parts(id, infos[id], rows.get(id))) for id in ids]
    return read_each(keyed, lambda parts: order_of(shop, *parts))


def _parts(id, info, head):
    """Return (info, head) of an order, or why it cannot be told."""
    if isinstance(info, Rejected):
        return info
    if head is None or not isinstance(info, dict):
        return NotFound(f"The shop has no order {id}.", system=SYSTEM, code="100")
    # The info is the later of the two: of what both tell, it is right.
    return info, head | {name: value for name, value in info.items() if value not in (None, "")}


def order_of(shop, info, head_values):
    """Return the ``Order`` of its info and the row of the list."""
    number = str(info.get("increment_id") or "")
    order, head = Row(info, f"order {number}"), Row(head_values, f"order {number}")
    currency = order.must("order_currency_code")
    digits = shop.digits(currency)
    gross, tax = order.amount("grand_total"), order.amount_or_zero("tax_amount")
    gross, tax = rounded(gross, digits), rounded(tax - fixed_tax_in_tax(order, charged_rows(order), digits), digits)
    billing, delivery = order.row("billing_address", "billing address"), order.row("shipping_address", "address")
    vat = head.text("customer_taxvat")
    payment = order.row("payment", "payment")
    method = payment.text("method") if payment else ""
    return Order(
        id=order.must("increment_id"),
        updated_at=order.moment("updated_at"),
        number=order.must("increment_id"),
        placed_at=order.moment("created_at"),
        state_id=order.text("status"),
        state_name=STATES.get(order.text("status"), order.text("status")),
        shop_id=order.id("store_id"),
        language=shop.language_of(order.id("store_id")),
        currency=currency,
        digits=digits,
        prices_include_tax=shop.prices_include_tax,
        customer=_customer(head, vat, shop.language_of(order.id("store_id"))),
        billing=address_of(billing, vat=vat) if billing else None,
        delivery=address_of(delivery) if delivery else None,
        carrier_id=order.text("shipping_method"),
        carrier_name=order.text("shipping_description"),
        lines=lines_of(order, head, shop.rates.values(), digits),
        coupons=(head.text("coupon_code"),) if head.has("coupon_code") else (),
        payments=_payments(head, method, gross, digits),
        payment_method_code=method,
        customer_note=head.text("customer_note"),
        messages=(*_messages(order), *_gift_messages(order)),
        net=gross - tax,
        tax=tax,
        gross=gross,
        risk="review" if order.text("state") == "payment_review" else "",
    )


def _customer(head, vat, language):
    """Return the buyer as the order kept it; a guest has no account and no id."""
    is_guest = head.flag("customer_is_guest") or not head.id("customer_id")
    return Customer(
        language=language,
        id="" if is_guest else head.id("customer_id"),
        first_name=head.text("customer_firstname"),
        last_name=head.text("customer_lastname"),
        email=head.text("customer_email"),
        vat=vat,
        is_guest=is_guest,
        group_id=head.text("customer_group_id"),
    )


def _payments(head, method, gross, digits):
    """Return what was paid, was given back and is still to come; the shop keeps sums, not the single payments."""
    paid = rounded(head.amount_or_zero("total_paid"), digits)
    refunded = rounded(head.amount_or_zero("total_refunded"), digits)
    amounts = (("paid", paid), ("refunded", -refunded), ("pending", max(gross - paid, ZERO)))
    if head.text("state") in ("canceled", "closed"):
        amounts = amounts[:2]
    return tuple(Payment(method_code=method, state=state, amount=amount) for state, amount in amounts if amount)


def _messages(order):
    """Return the comments of an order's history, oldest first; the newest comes first there."""
    rows = [row for row in order.rows("status_history", "comment") if row.has("comment")]
    return tuple(
        Message(
            text=row.text("comment"),
            is_private=not row.flag("is_customer_notified"),
            written_at=row.moment("created_at"),
        )
        for row in reversed(rows)
    )


def _gift_messages(order):
    """Return what the buyer wants to be written on cards, for the order and for single lines."""
    rows = [order, *order.rows("items", "line")]
    return tuple(Message(text=row.text("gift_message")) for row in rows if row.has("gift_message"))
