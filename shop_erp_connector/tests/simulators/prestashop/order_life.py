"""What happens to an order after it was placed: states, the invoice, payments, stock."""

from decimal import Decimal

CANCELLED, ERROR = 6, 8
#: States in which the goods are back on the shelf.
WITHOUT_STOCK = (CANCELLED, ERROR)


def change_state(store, order, state, *, employee=0, amount=None):
    """Put an order into a state, with all that follows, and return the row of its history.

    :param state: row of order_states
    :param amount: what was paid, for a state that means paid; by default what is missing
    """
    before = int(order["current_state"])
    _move_stock(store, order, before, state["id"])
    values = {"current_state": state["id"], "valid": state["logable"]}
    if state["invoice"] == "1" and order["invoice_number"] == "0":
        values |= _invoice(store, order)
    if state["delivery"] == "1" and order["delivery_number"] == "0":
        values |= _delivery(store, order)
    store.update("orders", order, values)
    if state["paid"] == "1":
        pay(store, order, amount)
    return store.insert(
        "order_histories",
        {"id_order": order["id"], "id_order_state": state["id"], "id_employee": employee},
    )


def pay(store, order, amount=None):
    """Book a payment: what is missing, or ``amount``; nothing when nothing is missing."""
    missing = Decimal(order["total_paid_tax_incl"]) - Decimal(order["total_paid_real"])
    amount = missing if amount is None else Decimal(amount)
    if amount <= 0:
        return
    store.insert(
        "order_payments",
        {
            "order_reference": order["reference"],
            "id_currency": order["id_currency"],
            "amount": amount,
            "payment_method": order["payment"],
            "conversion_rate": order["conversion_rate"],
        },
    )
    paid = Decimal(order["total_paid_real"]) + amount
    store.update("orders", order, {"total_paid_real": paid})


def move_stock(store, product, combination, change):
    """Add to the stock of a product or a combination (ids); does not move any date of the product."""
    row = store.first("stock_availables", id_product=product, id_product_attribute=combination)
    if row is None:
        return
    store.update("stock_availables", row, {"quantity": int(row["quantity"]) + change})
    add_up_stock(store, product)


def add_up_stock(store, product):
    """Make the product's own stock row the sum of its combinations, when it has any."""
    rows = store.find("stock_availables", id_product=product)
    parts = [row for row in rows if row["id_product_attribute"] != "0"]
    whole = next((row for row in rows if row["id_product_attribute"] == "0"), None)
    if parts and whole:
        store.update("stock_availables", whole, {"quantity": sum(int(row["quantity"]) for row in parts)})


def _move_stock(store, order, before, after):
    """Goods leave the shelf when an order begins or comes back to life, and return when it is cancelled."""
    was_out = before != 0 and before not in WITHOUT_STOCK
    is_out = after not in WITHOUT_STOCK
    if was_out == is_out:
        return
    sign = -1 if is_out else 1
    for detail in store.find("order_details", id_order=order["id"]):
        move_stock(
            store,
            detail["product_id"],
            detail["product_attribute_id"],
            sign * int(detail["product_quantity"]),
        )


def _invoice(store, order):
    """Write the invoice and return what the order must know of it."""
    number = store.last_ids["order_invoices"] + 1
    names = (
        "total_paid_tax_excl", "total_paid_tax_incl", "total_products", "total_products_wt",
        "total_shipping_tax_excl", "total_shipping_tax_incl", "total_wrapping_tax_excl",
        "total_wrapping_tax_incl",
    )  # fmt: skip
    invoice = store.insert(
        "order_invoices",
        {
            "id_order": order["id"],
            "number": number,
            "total_discount_tax_excl": order["total_discounts_tax_excl"],
            "total_discount_tax_incl": order["total_discounts_tax_incl"],
            **{name: order[name] for name in names},
        },
    )
    for resource in ("order_details", "order_carriers"):
        for row in store.find(resource, id_order=order["id"]):
            store.update(resource, row, {"id_order_invoice": invoice["id"]})
    return {"invoice_number": number, "invoice_date": store.now()}


def _delivery(store, order):
    """Number the delivery slip and return what the order must know of it."""
    number = max((int(one["delivery_number"]) for one in store.rows("orders")), default=0) + 1
    now = store.now()
    for invoice in store.find("order_invoices", id_order=order["id"]):
        store.update("order_invoices", invoice, {"delivery_number": number, "delivery_date": now})
    return {"delivery_number": number, "delivery_date": now}
