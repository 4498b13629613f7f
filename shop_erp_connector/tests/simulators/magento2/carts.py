"""Carts of signed-in buyers, as far as the recordings go: one product after the other, flat rate, cheque."""

from decimal import Decimal

from . import checkout
from .failures import ApiError, no_such
from .orders import PAYMENT_TITLES
from .products import value_of
from .schema import bound
from .web import route

MANAGE = "Magento_Cart::manage"

#: Names of the totals' rows.
SEGMENTS = (("subtotal", "Subtotal"), ("shipping", "Shipping & Handling (Flat Rate - Fixed)"))


@route("POST", "/customers/{}/carts", MANAGE)
def create(shop, _call, number):
    """Open a cart for a buyer."""
    if int(number) not in shop.store.rows["customer"]:
        raise no_such("customerId", number)
    cart = shop.store.number("cart")
    shop.store.insert("cart", {"id": cart, "customer_id": int(number), "items": [], "addresses": {}}, number=cart)
    return cart


@route("POST", "/carts/{}/items", MANAGE)
def add_item(shop, call, number):
    """Put a product into a cart."""
    cart = _cart(shop, number)
    given = bound(call.body, "cartItem")
    product = shop.store.product(given["sku"])
    if product is None:
        raise ApiError(404, "Product that you are trying to add is not available.")
    item = {"item_id": shop.store.number("cart_item"), "sku": product["sku"], "qty": Decimal(given["qty"])}
    cart["items"].append(item)
    return item | {
        "name": value_of(product, "name", 1), "price": value_of(product, "price"),
        "product_type": product["type_id"], "quote_id": str(number),
    }  # fmt: skip


@route("POST", "/carts/{}/estimate-shipping-methods", MANAGE)
def estimate(shop, _call, number):
    """The one method there is."""
    amount = _freight(shop, _cart(shop, number))
    return [{
        "carrier_code": "flatrate", "method_code": "flatrate", "carrier_title": "Flat Rate", "method_title": "Fixed",
        "amount": amount, "base_amount": amount, "available": True, "error_message": "", "price_excl_tax": amount,
        "price_incl_tax": amount,
    }]  # fmt: skip


@route("POST", "/carts/{}/shipping-information", MANAGE)
def shipping(shop, call, number):
    """Keep the addresses; tell what it will cost."""
    cart = _cart(shop, number)
    given = bound(call.body, "addressInformation")
    cart["addresses"] = {
        "billing": _bare(given.get("billing_address") or given["shipping_address"]),
        "shipping": _bare(given["shipping_address"]),
    }
    methods = [{"code": code, "title": title} for code, title in PAYMENT_TITLES.items()]
    return {"payment_methods": methods, "totals": _totals(shop, cart)}


@route("PUT", "/carts/{}/order", MANAGE)
def order(shop, call, number):
    """Place the order."""
    cart = _cart(shop, number)
    payment = bound(call.body, "paymentMethod")
    terms = checkout.Terms(
        customer=shop.store.rows["customer"][cart["customer_id"]], payment=payment["method"], quote_id=cart["id"],
        **cart["addresses"],
    )  # fmt: skip
    wanted = [checkout.Wanted(shop.store.product(item["sku"]), item["qty"]) for item in cart["items"]]
    return str(checkout.place(shop, wanted, terms)["entity_id"])


def _cart(shop, number):
    cart = shop.store.rows["cart"].get(int(number)) if number.isdigit() else None
    if cart is None:
        raise no_such("cartId", number)
    return cart


def _bare(address):
    return {name: value for name, value in address.items() if name != "email"}


def _freight(shop, cart):
    return shop.store.configuration["shipping_per_item"] * sum(item["qty"] for item in cart["items"])


def _totals(shop, cart):
    """Amounts without tax: what the recorded shop showed before it had taxes."""
    items = []
    for item in cart["items"]:
        product = shop.store.product(item["sku"])
        price = value_of(product, "price")
        row = {"item_id": item["item_id"], "qty": item["qty"], "name": value_of(product, "name", 1), "options": "[]"}
        for name, value in _amounts(price, item["qty"]).items():
            row |= {name: value, f"base_{name}": value}
        row |= {"row_total_with_discount": 0, "tax_percent": 0, "discount_percent": 0}
        items.append(row | {"weee_tax_applied_amount": None, "weee_tax_applied": None})
    subtotal = sum(item["row_total"] for item in items)
    freight = _freight(shop, cart)
    total = {
        "grand_total": subtotal + freight, "subtotal": subtotal, "discount_amount": 0,
        "subtotal_with_discount": subtotal, "shipping_amount": freight, "shipping_discount_amount": 0,
        "tax_amount": 0, "shipping_tax_amount": 0,
    }  # fmt: skip
    total |= {f"base_{name}": value for name, value in total.items()} | {"base_shipping_incl_tax": freight}
    values = {"subtotal": subtotal, "shipping": freight}
    segments = [{"code": code, "title": title, "value": values[code]} for code, title in SEGMENTS]
    details = {"extension_attributes": {"tax_grandtotal_details": []}}
    segments += [
        {"code": "tax", "title": "Tax", "value": 0, **details},
        {"code": "grand_total", "title": "Grand Total", "value": subtotal + freight, "area": "footer"},
    ]
    return total | {
        "weee_tax_applied_amount": None, "subtotal_incl_tax": subtotal, "shipping_incl_tax": freight,
        "base_currency_code": "EUR", "quote_currency_code": "EUR",
        "items_qty": sum(item["qty"] for item in cart["items"]), "items": items, "total_segments": segments,
    }  # fmt: skip


def _amounts(price, quantity):
    return {
        "price": price, "row_total": price * quantity, "tax_amount": 0, "discount_amount": 0,
        "price_incl_tax": price, "row_total_incl_tax": price * quantity,
    }  # fmt: skip
