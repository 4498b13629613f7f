"""Orders, whole: a page of orders is one call.

The delivery address stands in the first shipping assignment only; the history is told newest first. Totals are the
shop's own. Recordings order-get, order-full, order-configurable-bundle-coupon.
"""

from ..documents import Customer, Message, Order, Payment
from ..documents.amounts import ZERO
from .codelists import carrier_of, payment_of
from .customers import address_of
from .lines import lines_of
from .lookups import state_names
from .shop import read_each

PATH = "/orders"

#: Decimals of currencies that have not two.
DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "BHD": 3, "KWD": 3, "TND": 3}

#: States in which the money was asked for in vain.
FAILED = ("canceled",)


def pull_orders(shop, cursor, ids, limit):
    """Yield pages of ``Order``."""
    return shop.pages(PATH, cursor, ids, limit, lambda rows: read_each(rows, lambda row: order_of(shop, row)))


def order_of(shop, row):
    """Return the ``Order`` of its row."""
    currency = row.text("order_currency_code")
    digits = DIGITS.get(currency, 2)
    billing = address_of(shop, row.row("billing_address")) if row.has("billing_address") else None
    payment_code, payment_name = payment_of(row)
    carrier_id, carrier_name = carrier_of(row)
    gross, tax = row.amount("grand_total"), row.amount_or_zero("tax_amount")
    state = row.optional("status")
    return Order(
        id=row.text("entity_id"),
        updated_at=row.moment("updated_at"),
        key=row.optional("ext_order_id"),
        number=row.text("increment_id"),
        placed_at=row.moment("created_at"),
        state_id=state,
        state_name=state_names(shop).get(state, state),
        shop_id=row.optional("store_id"),
        language=shop.languages.of_store(row.optional("store_id")),
        currency=currency,
        digits=digits,
        prices_include_tax=shop.settings.is_on("prices_include_tax"),
        customer=_customer(shop, row, billing),
        billing=billing,
        delivery=_delivery(shop, row),
        carrier_id=carrier_id,
        carrier_name=carrier_name,
        lines=lines_of(shop, row, digits),
        coupons=(row.text("coupon_code"),) if row.optional("coupon_code") else (),
        payments=_payments(row, payment_code, payment_name),
        payment_method_code=payment_code,
        payment_method_name=payment_name,
        customer_note=row.optional("customer_note"),
        messages=(*_messages(row), *_gift_messages(row)),
        risk="review" if row.optional("state") == "payment_review" else "",
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _customer(shop, row, billing):
    """Return the buyer as the order knows him; a guest has no id."""
    is_guest = row.flag("customer_is_guest") or not row.reference("customer_id")
    return Customer(
        id="" if is_guest else row.text("customer_id"),
        company=billing.company if billing else "",
        first_name=row.optional("customer_firstname") or (billing.first_name if billing else ""),
        last_name=row.optional("customer_lastname") or (billing.last_name if billing else ""),
        email=row.optional("customer_email"),
        vat=row.optional("customer_taxvat") or (billing.vat if billing else ""),
        phone=billing.phone if billing else "",
        language=shop.languages.of_store(row.optional("store_id")),
        birthday=row.day("customer_dob"),
        is_guest=is_guest,
        group_id=row.optional("customer_group_id"),
    )


def _delivery(shop, row):
    """Return the delivery address, None for an order without anything to deliver."""
    assignments = row.extension.rows("shipping_assignments")
    shipping = assignments[0].row("shipping") if assignments else None
    return address_of(shop, shipping.row("address")) if shipping is not None and shipping.has("address") else None


def _payments(row, code, name):
    """Return what was paid, or is to be, and what was given back."""
    gross, paid = row.amount("grand_total"), row.amount_or_zero("total_paid")
    refunded = row.amount_or_zero("total_refunded")
    reference = row.row("payment").optional("last_trans_id")
    authorised = row.row("payment").amount_or_zero("amount_authorized")
    payments = []
    if paid:
        payments.append(("paid", paid))
    if gross - paid > ZERO:
        is_failed = row.optional("state") in FAILED
        payments.append(("failed" if is_failed else "authorised" if authorised else "pending", gross - paid))
    if refunded:
        payments.append(("refunded", -refunded))
    return tuple(
        Payment(method_code=code, method_name=name, state=state, amount=amount, reference=reference)
        for state, amount in payments
    )


def _messages(row):
    """Return the comments of the history, oldest first; a change of state without words is none."""
    histories = [history for history in row.rows("status_histories") if history.optional("comment")]
    return tuple(message_of(history) for history in reversed(histories))


def message_of(history):
    """Return the ``Message`` of a comment."""
    return Message(
        id=history.optional("entity_id"),
        text=history.text("comment"),
        is_private=not history.flag("is_visible_on_front"),
        written_at=history.moment("created_at"),
    )


def _gift_messages(row):
    """Return the gift messages of the order and its lines."""
    found = []
    for owner in (row, *row.rows("items")):
        gift = owner.extension.row("gift_message")
        if gift.optional("message"):
            names = [gift.optional("sender"), gift.optional("recipient")]
            found.append(Message(text=gift.text("message"), author=" → ".join(name for name in names if name)))
    return tuple(found)
