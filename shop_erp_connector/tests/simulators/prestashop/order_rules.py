"""What the shop does when the webservice saves orders and their parts."""

import dataclasses
from decimal import Decimal

from . import checkout, order_life
from .failures import Died

PAID_ELSEWHERE = 11  # PS_OS_WS_PAYMENT


def create_order(change):
    """Make an order of an existing cart, as the payment module would.

    :raises Died: the cart is missing, or has an order already
    """
    store, values = change.store, change.values
    cart = store.get("carts", values["id_cart"])
    if cart is None or store.find("orders", id_cart=cart["id"]):
        raise Died("Cart cannot be loaded or an order has already been placed using this cart")
    purchase = _purchase(store, cart, values)
    asked = checkout.work_out(store, purchase).paid.including
    if Decimal(values["total_paid"] or 0) != asked:
        wrong = dataclasses.replace(
            purchase,
            state=store.get("order_states", order_life.ERROR),
            amount=Decimal(values["total_paid_real"] or 0),
        )
        order = checkout.place(store, wrong)
        store.update("orders", order, {"total_paid_real": wrong.amount})
        return order
    return checkout.place(store, purchase)


def _purchase(store, cart, values):
    lines = []
    for row in cart.get("cart_rows", ()):
        product = store.get("products", row["id_product"])
        combination = store.get("combinations", row.get("id_product_attribute"))
        lines.append((product, combination, int(row["quantity"])))
    parties = {
        "customer": store.get("customers", values["id_customer"]),
        "delivery": store.get("addresses", values["id_address_delivery"]),
        "invoice": store.get("addresses", values["id_address_invoice"]),
        "carrier": store.get("carriers", values["id_carrier"]),
        "currency": store.get("currencies", values["id_currency"]),
    }
    if None in parties.values() or any(product is None for product, _combination, _quantity in lines):
        raise Died
    return checkout.Purchase(
        **parties,
        lines=lines,
        state=store.get("order_states", PAID_ELSEWHERE),
        module=values["module"],
        payment=values["payment"],
        language=int(values["id_lang"]),
        cart=cart,
    )


def create_history(change):
    """Change the state of an order; a mail goes out only when it is asked for.

    :raises Died: the order or the state does not exist; nothing is changed
    """
    store, values = change.store, change.values
    order = store.get("orders", values["id_order"])
    state = store.get("order_states", values["id_order_state"])
    if order is None or state is None:
        raise Died
    history = order_life.change_state(store, order, state, employee=values.get("id_employee") or 0)
    if change.mail:
        send_state_mail(store, order, state)
    return history


def send_state_mail(store, order, state):
    """Remember the mail a state sends, if it sends one."""
    if state["send_email"] == "1":
        store.mails.append((state["template"].get(int(order["id_lang"]), ""), order["id"]))


def after_order(change):
    """A state that is written changes the order and sends its mail; tracking goes to the carrier row."""
    store, order = change.store, change.row
    number = change.values.get("shipping_number")
    if number is not None:
        for row in store.find("order_carriers", id_order=order["id"])[:1]:
            store.update("order_carriers", row, {"tracking_number": number})
    state = store.get("order_states", change.values.get("current_state"))
    if state is not None and str(state["id"]) != order["current_state"]:
        order_life.change_state(store, order, state)
        send_state_mail(store, order, state)


def after_carrier(change):
    """Tracking moves no date of the order; a mail goes out when asked for, if the carrier has a url."""
    carrier = change.store.get("carriers", change.row["id_carrier"])
    if change.mail and change.row["tracking_number"] and carrier and carrier["url"]:
        change.store.mails.append(("in_transit", int(change.row["id_order"])))


def after_slip(change):
    """Number the lines of a credit slip and write their amounts as the database does."""
    rows = change.row.get("order_slip_details", [])
    for number, row in enumerate(rows, start=change.store.last_ids.get("order_slip_details", 0) + 1):
        row["id"] = str(number)
        for name in ("amount_tax_excl", "amount_tax_incl"):
            row[name] = f"{Decimal(row.get(name) or 0):.6f}"
        change.store.last_ids["order_slip_details"] = number
