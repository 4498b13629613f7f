"""Orders, whole: a page of them is one call, with lines, taxes, addresses and coupons in it.

Coupons have reduced the lines already and are only named. Notes need a call for each order, so they are read only where
the settings ask for it. The dossier's section 6; recordings order-get, orders-modified-after, order-create-*.
"""

from decimal import Decimal

from ..documents import Customer, Message, Order, Payment
from .catalogue import open_fields
from .customers import address_of, keys_of, vat_of
from .lines import lines_of
from .rows import meta
from .shop import read_each

PATH = "orders"

#: States of what is no order yet.
DRAFTS = ("auto-draft", "checkout-draft")

#: State of an order → state of its payment, as long as nothing was paid.
UNPAID = {"failed": "failed", "cancelled": "failed", "refunded": "refunded"}


def pull_orders(shop, cursor, ids, limit):
    """Yield pages of ``Order``."""
    return shop.pages(PATH, "order", cursor, ids, limit, lambda rows: _orders(shop, rows), status="any")


def carrier_of(line):
    """Return how carriers are called: by their instance in a zone, or by their kind where an order names none."""
    method, instance = line.text("method_id"), line.reference("instance_id")
    return f"{method}:{instance}" if method and instance else method


def digits_of(shop, row, name):
    """Return the decimals of an order's amounts: as the text of one has them; a plugin's number has lost them."""
    if isinstance(row.raw(name), str):
        return max(-row.money(name).as_tuple().exponent, 0)
    return int(shop.lists.option("decimals") or 2)


def _orders(shop, rows):
    wants_notes = shop.settings.is_on("read_notes")
    return read_each(rows, lambda row: _order(shop, row, _messages(shop, row) if wants_notes else ()))


def _order(shop, row, messages):
    status = row.required("status")
    if status in DRAFTS:
        return None
    state = shop.lists.entry("state", status)
    values = meta(row)
    vat = vat_of(shop, values)
    billing = address_of(row.row("billing"), vat=vat)
    total, tax = row.money("total"), row.money("total_tax")
    digits = digits_of(shop, row, "total")
    shipping = next(iter(row.rows("shipping_lines")), None)
    return Order(
        id=row.id,
        updated_at=row.moment("date_modified_gmt"),
        number=row.text("number") or row.id,
        placed_at=row.moment("date_created_gmt"),
        state_id=status,
        state_name=state["name"] if state else "",
        currency=row.required("currency").upper(),
        digits=digits,
        prices_include_tax=row.flag("prices_include_tax"),
        customer=_buyer(row, vat),
        billing=billing,
        delivery=address_of(row.row("shipping")) or billing,
        carrier_id=carrier_of(shipping) if shipping else "",
        carrier_name=shipping.plain("method_title") if shipping else "",
        lines=lines_of(row, digits),
        coupons=tuple(line.plain("code") for line in row.rows("coupon_lines")),
        payments=(_payment(row, status, total),) if total else (),
        payment_method_code=row.text("payment_method"),
        payment_method_name=row.plain("payment_method_title"),
        customer_note=row.plain("customer_note"),
        messages=messages,
        net=total - tax,
        tax=tax,
        gross=total,
        fields=open_fields(values, keys_of(shop, "order_keys")),
    )


def _buyer(row, vat):
    """Return the buyer as the order tells him; a guest has no id. What an account says besides is read with it."""
    billing = row.row("billing")
    if billing is None:
        return Customer(id=row.reference("customer_id"), is_guest=not row.reference("customer_id"))
    return Customer(
        id=row.reference("customer_id"),
        is_guest=not row.reference("customer_id"),
        company=billing.plain("company"),
        first_name=billing.plain("first_name"),
        last_name=billing.plain("last_name"),
        email=billing.text("email").strip(),
        phone=billing.text("phone").strip(),
        vat=vat,
    )


def _payment(row, status, total):
    paid_at = row.moment("date_paid_gmt")
    return Payment(
        method_code=row.text("payment_method"),
        method_name=row.plain("payment_method_title"),
        state=UNPAID.get(status, "pending") if paid_at is None else "refunded" if status == "refunded" else "paid",
        amount=Decimal(total),
        reference=row.text("transaction_id"),
        paid_at=paid_at,
    )


def _messages(shop, row):
    """Return the notes of an order: those for the buyer, and those of the shop's people and of the shop itself."""
    notes = shop.wire.list(f"{PATH}/{row.id}/notes", "note").rows
    return tuple(
        Message(
            id=note.id,
            text=note.plain("note"),
            is_private=not note.flag("customer_note"),
            written_at=note.moment("date_created_gmt"),
            author=note.plain("author"),
        )
        for note in notes
    )
