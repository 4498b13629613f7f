"""Carts, as the interface fills them; nobody who connects a shop needs them, but the recorded shop was filled so."""

from decimal import Decimal

from . import catalogue, orders
from .money import Bought, rows_of, totals
from .soap import Fault
from .store import ZERO

METHODS = {"flatrate_flatrate": ("Flat Rate - Fixed", Decimal(10))}
PAYMENTS = {"checkmo": "Check / Money order", "banktransfer": "Bank Transfer Payment"}


def create(shop, arguments):
    """shoppingCartCreate: return its id."""
    row = {"store_id": int(arguments.get("storeId") or 1), "lines": [], "addresses": {}, "customer": None}
    return shop.store.add("carts", row | {"method": "", "payment": ""})["id"]


def _found(shop, arguments):
    cart = shop.store.carts.get(arguments.get("quoteId"))
    if cart is None:
        raise Fault(1002, "Can not make operation because quote is not exists")
    return cart


def set_customer(shop, arguments):
    """shoppingCartCustomerSet."""
    cart = _found(shop, arguments)
    customer = shop.store.customers.get((arguments.get("customer") or {}).get("customer_id"))
    if customer is None:
        raise Fault(1041, "Customer is not set.")
    cart["customer"] = customer["id"]
    return True


def set_addresses(shop, arguments):
    """shoppingCartCustomerAddresses."""
    cart = _found(shop, arguments)
    for given in arguments.get("customer") or ():
        names = {region: name for _country, region, _code, name in shop.regions}
        address = {name: value for name, value in given.items() if name != "mode"}
        region_id = int(address.get("region_id") or 0)
        address |= {"region_id": region_id or None, "region": names.get(region_id, address.get("region"))}
        cart["addresses"][given.get("mode")] = address
    return True


def add_products(shop, arguments):
    """shoppingCartProductAdd."""
    cart = _found(shop, arguments)
    for given in arguments.get("products") or ():
        product = catalogue.found(shop, given.get("sku") or given.get("product_id"))
        price = product["special_price"] if product["special_price"] is not None else product["price"]
        cart["lines"].append((product["id"], Decimal(given.get("qty") or 1), price))
    return True


def shipping_methods(shop, arguments):
    """shoppingCartShippingList."""
    _found(shop, arguments)
    return [
        {
            "code": code,
            "carrier": code.partition("_")[0],
            "carrier_title": title.partition(" - ")[0],
            "method": code.partition("_")[2],
            "method_title": title.partition(" - ")[2],
            "price": price,
        }
        for code, (title, price) in METHODS.items()
    ]


def set_shipping(shop, arguments):
    """shoppingCartShippingMethod."""
    if arguments.get("method") not in METHODS:
        raise Fault(1062, "Shipping method is not available")
    _found(shop, arguments)["method"] = arguments["method"]
    return True


def payment_methods(shop, arguments):
    """shoppingCartPaymentList."""
    _found(shop, arguments)
    return [{"code": code, "title": title, "cc_types": None} for code, title in PAYMENTS.items()]


def set_payment(shop, arguments):
    """shoppingCartPaymentMethod."""
    _found(shop, arguments)["payment"] = (arguments.get("method") or {}).get("method") or ""
    return True


def _bought(shop, cart):
    return [Bought(shop.store.products[id], quantity, price) for id, quantity, price in cart["lines"]]


def _carriage(cart):
    return METHODS[cart["method"]][1] if cart["method"] else ZERO


def cart_totals(shop, arguments):
    """shoppingCartTotals."""
    cart = _found(shop, arguments)
    rows = [row for line in _bought(shop, cart) for row in rows_of(shop, line, ZERO)]
    found = totals(rows, (_carriage(cart), ZERO, ZERO))
    title = METHODS[cart["method"]][0] if cart["method"] else ""
    shown = (
        ("Subtotal", found["subtotal"]),
        (f"Shipping & Handling ({title})", found["shipping_amount"]),
        ("Tax", found["tax_amount"]),
        ("Grand Total", found["grand_total"]),
    )
    return [{"title": title, "amount": amount} for title, amount in shown]


def order(shop, arguments):
    """shoppingCartOrder: return the order's number."""
    cart = _found(shop, arguments)
    if not (cart["customer"] and cart["method"] and cart["payment"] and len(cart["addresses"]) == 2):
        raise Fault(1021, "The order cannot be created. Details in error message.")
    row = orders.place(
        shop,
        _bought(shop, cart),
        customer=customer_of(shop.store.customers[cart["customer"]]),
        billing=cart["addresses"]["billing"],
        shipping=cart["addresses"]["shipping"],
        method=(cart["method"], METHODS[cart["method"]][0]),
        carriage=(_carriage(cart), ZERO, ZERO),
        payment=cart["payment"],
        store_id=cart["store_id"],
        percent=ZERO,
        coupon="",
        note="",
    )
    return row["increment_id"]


def customer_of(customer):
    """Return what an order keeps of its customer."""
    return {
        "customer_id": customer.get("id"),
        "customer_email": customer["email"],
        "customer_firstname": customer["firstname"],
        "customer_lastname": customer["lastname"],
        "customer_group_id": customer["group_id"],
        "customer_taxvat": customer.get("taxvat"),
        "customer_is_guest": int(not customer.get("id")),
    }
