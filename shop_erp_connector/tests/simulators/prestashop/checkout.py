"""From a cart to an order: the rows that PrestaShop writes when a customer buys."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from . import money, order_life

UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Everything that is decided when a customer buys; rows of the store.

    :param lines: tuples of (product row, combination row or None, quantity)
    :param wrapping: price of the gift wrapping without tax, in the shop's own currency
    :param amount: what is paid, None for the whole
    :param cart: row of an existing cart, None to write one
    """

    customer: dict
    delivery: dict
    invoice: dict
    carrier: dict
    currency: dict
    lines: list
    state: dict
    module: str
    payment: str
    language: int
    cart_rules: tuple = ()
    wrapping: Decimal = money.ZERO
    gift_message: str = ""
    amount: Decimal | None = None
    cart: dict | None = None


def rounding_of(store):
    """Return the ``Rounding`` of the shop's settings."""
    return money.Rounding(store.configuration("PS_PRICE_ROUND_MODE"), store.configuration("PS_ROUND_TYPE"))


def work_out(store, purchase):
    """Return the ``Totals`` of a purchase; taxes are those of the delivery country."""
    rounding = rounding_of(store)
    country = int(purchase.delivery["id_country"])
    rate = Decimal(purchase.currency["conversion_rate"])
    buyer = money.Buyer(
        country,
        int(purchase.customer["id_default_group"]),
        purchase.customer["id"],
        purchase.currency["id"],
        rate,
    )
    lines = [
        money.line_of(
            rounding, product, combination, quantity,
            money.price_of(store, product, combination, quantity, buyer),
        )
        for product, combination, quantity in purchase.lines
    ]  # fmt: skip
    carrier_tax = money.tax_of(store, purchase.carrier["id_tax_rules_group"], country)
    wrapping_tax = money.tax_of(store, store.configuration("PS_GIFT_WRAPPING_TAX_RULES_GROUP"), country)
    return money.totals(
        rounding,
        lines,
        shipping=money.taxed(rounding, Decimal(purchase.carrier.get("_price", 0)) * rate, carrier_tax),
        wrapping=money.taxed(rounding, purchase.wrapping * rate, wrapping_tax),
        carrier_tax=carrier_tax,
        cart_rules=purchase.cart_rules,
        rate=rate,
    )


def place(store, purchase):
    """Write the order of a purchase with everything that belongs to it and return its row."""
    totals = work_out(store, purchase)
    cart = purchase.cart or _cart(store, purchase)
    order = _order(store, purchase, totals, cart)
    for line in totals.lines:
        _detail(store, order, line)
    _carrier(store, purchase, totals, order)
    for rule, amount in totals.vouchers:
        _voucher(store, order, rule, amount)
    order_life.change_state(store, order, purchase.state, amount=purchase.amount)
    return order


def reference_of(number):
    """Return the nine letters that name an order; the same for the same number."""
    digest = hashlib.sha256(f"order {number}".encode()).digest()
    return "".join(UPPERCASE[byte % 26] for byte in digest[:9])


def _cart(store, purchase):
    rows = [
        {
            "id_product": str(product["id"]),
            "id_product_attribute": str(combination["id"] if combination else 0),
            "id_address_delivery": str(purchase.delivery["id"]),
            "id_customization": "0",
            "quantity": str(quantity),
        }
        for product, combination, quantity in purchase.lines
    ]
    return store.insert("carts", {**_parties(purchase), "id_shop": 1, "id_shop_group": 1, "cart_rows": rows})


def _parties(purchase):
    """What a cart and its order have in common."""
    return {
        "id_address_delivery": purchase.delivery["id"],
        "id_address_invoice": purchase.invoice["id"],
        "id_currency": purchase.currency["id"],
        "id_lang": purchase.language,
        "id_customer": purchase.customer["id"],
        "id_carrier": purchase.carrier["id"],
        "secure_key": purchase.customer["secure_key"],
        "gift": bool(purchase.wrapping or purchase.gift_message),
        "gift_message": purchase.gift_message,
    }


def _both(name, amount):
    """The three columns that PrestaShop keeps of one amount."""
    return {
        name: amount.including,
        f"{name}_tax_incl": amount.including,
        f"{name}_tax_excl": amount.excluding,
    }


def _order(store, purchase, totals, cart):
    rounding = rounding_of(store)
    return store.insert(
        "orders",
        {
            **_parties(purchase),
            "id_cart": cart["id"],
            "module": purchase.module,
            "payment": purchase.payment,
            "id_shop": 1,
            "id_shop_group": 1,
            "total_products": totals.products.excluding,
            "total_products_wt": totals.products.including,
            "carrier_tax_rate": totals.carrier_tax.rate * money.HUNDRED,
            "round_mode": rounding.mode,
            "round_type": rounding.type,
            "conversion_rate": purchase.currency["conversion_rate"],
            "reference": reference_of(store.last_ids["orders"] + 1),
            **_both("total_discounts", totals.discounts),
            **_both("total_paid", totals.paid),
            **_both("total_shipping", totals.shipping),
            **_both("total_wrapping", totals.wrapping),
        },
    )


def _detail(store, order, line):
    product, combination, price = line.product, line.combination, line.price
    coded = {
        **product,
        **{name: value for name, value in (combination or {}).items() if value not in ("", "0")},
    }
    store.insert(
        "order_details",
        {
            "id_order": order["id"],
            "product_id": product["id"],
            "product_attribute_id": combination["id"] if combination else 0,
            "id_shop": 1,
            "product_name": name_of(store, product, combination, int(order["id_lang"])),
            "product_quantity": line.quantity,
            "product_quantity_in_stock": line.quantity,
            "product_price": price.excluding,
            "reduction_percent": price.percent,
            "reduction_amount": price.amount_including,
            "reduction_amount_tax_incl": price.amount_including,
            "reduction_amount_tax_excl": price.amount_excluding,
            **{f"product_{name}": coded.get(name, "") for name in ("ean13", "isbn", "upc", "mpn", "reference")},
            "product_weight": product["weight"],
            "id_tax_rules_group": product["id_tax_rules_group"],
            "unit_price_tax_incl": price.including,
            "unit_price_tax_excl": price.excluding,
            "total_price_tax_incl": line.including,
            "total_price_tax_excl": line.excluding,
            "purchase_supplier_price": product["wholesale_price"],
            "original_product_price": price.original,
            "original_wholesale_price": product["wholesale_price"],
            "taxes": [{"id": str(one)} for one in price.tax.ids],
        },
    )


def name_of(store, product, combination, language):
    """Return what an order calls a product: its name, and the values of a combination in brackets."""
    name = product["name"].get(language, "")
    if not combination:
        return name
    parts = []
    for one in combination.get("product_option_values", ()):
        value = store.get("product_option_values", one["id"])
        group = store.get("product_options", value["id_attribute_group"])
        parts.append(f"{group['name'].get(language, '')}:{value['name'].get(language, '')}")
    return f"{name} ({' - '.join(parts)})" if parts else name


def _carrier(store, purchase, totals, order):
    weight = sum((Decimal(line.product["weight"]) * line.quantity for line in totals.lines), money.ZERO)
    store.insert(
        "order_carriers",
        {
            "id_order": order["id"],
            "id_carrier": purchase.carrier["id"],
            "weight": weight,
            "shipping_cost_tax_excl": totals.shipping.excluding,
            "shipping_cost_tax_incl": totals.shipping.including,
        },
    )


def _voucher(store, order, rule, amount):
    store.insert(
        "order_cart_rules",
        {
            "id_order": order["id"],
            "id_cart_rule": rule["id"],
            "name": rule["name"].get(int(order["id_lang"]), ""),
            "value": amount.including,
            "value_tax_excl": amount.excluding,
            "free_shipping": rule["free_shipping"],
        },
    )
