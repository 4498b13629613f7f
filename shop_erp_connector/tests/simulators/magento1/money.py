"""From what is bought to the amounts of an order, by row, as the shop works with prices with or without tax.

A discount is taken off the price that people see. Where that price holds the tax, the tax is worked out again after the
discount, and what it is smaller by stands in "hidden tax", so that the row's net price stays what it was.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .store import ZERO, cents


@dataclass(slots=True)
class Bought:
    """One line of a cart.

    :param children: what a bundle or configurable product is made of, as (product, quantity in one, unit price)
    """

    product: dict
    quantity: Decimal
    price: Decimal
    children: list = field(default_factory=list)


def phped(value):
    """Return a value as PHP's serialize() writes it."""
    if isinstance(value, dict):
        inner = "".join(f"{phped(key)}{phped(each)}" for key, each in value.items())
        return f"a:{len(value)}:{{{inner}}}"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, Decimal):
        return f"d:{value.normalize():f};"
    return f's:{len(value.encode())}:"{value}";'


def rows_of(shop, bought, percent):
    """Return the order's rows of one line; the first is the line's own, the others stand under it."""
    type = bought.product["type"]
    request = {"info_buyRequest": {"sku": bought.product["sku"], "qty": bought.quantity}}
    if type == "configurable":
        child = bought.children[0][0]
        parent = _row(shop, bought.product, bought.quantity, bought.price, percent, taxed=child)
        parent |= {"sku": child["sku"], "product_options": phped(request | {"simple_sku": child["sku"]})}
        return [parent, _part(shop, child, bought.quantity, ZERO, ZERO, phped(request))]
    if type == "bundle":
        return _bundle(shop, bought, percent, request)
    return [_row(shop, bought.product, bought.quantity, bought.price, percent, options=phped(request))]


def _bundle(shop, bought, percent, request):
    """Prices come from the parts, unless the bundle has one of its own; the bundle repeats their sums then."""
    fixed = bought.product.get("price_type") == "fixed"
    parts = [
        _part(
            shop,
            child,
            quantity * bought.quantity,
            ZERO if fixed else price,
            percent,
            phped(request | {"bundle_selection_attributes": phped({"qty": quantity, "option_label": "Part"})}),
        )
        for child, quantity, price in bought.children
    ]
    options = phped(request | {"product_calculations": int(fixed), "shipment_type": 0})
    parent = _row(shop, bought.product, bought.quantity, bought.price, percent if fixed else ZERO, options=options)
    if not fixed:
        parent |= {name: sum((part[name] for part in parts), ZERO) for name in ("row_total", "tax_amount")}
        parent["row_total_incl_tax"] = sum((part["row_total_incl_tax"] for part in parts), ZERO)
        parent |= {"price": cents(parent["row_total"] / bought.quantity), "tax_percent": ZERO, "is_summed": True}
    return [parent, *parts]


def _part(shop, product, quantity, price, percent, options):
    return _row(shop, product, quantity, price, percent, options=options) | {"is_part": True}


def _row(shop, product, quantity, price, percent, *, taxed=None, options=""):
    rate = shop.rates.get(str((taxed or product)["tax_class_id"]), ZERO)
    amounts = (_with_tax if shop.prices_include_tax else _without_tax)(price, quantity, rate / 100, percent / 100)
    return {
        "product_id": product["id"],
        "product_type": product["type"],
        "product_options": options,
        "weight": product["weight"],
        "is_virtual": int(product["type"] in ("virtual", "downloadable")),
        "sku": product["sku"],
        "name": product["name"],
        "qty_ordered": quantity,
        "original_price": price,
        "tax_percent": rate if price else ZERO,
        "discount_percent": percent,
        "row_weight": (product["weight"] or ZERO) * quantity,
        "is_part": False,
        "is_summed": False,
        **_fixed_tax(product, quantity),
    } | _with_tax_of(shop, product, quantity, rate, amounts)


def _fixed_tax(product, quantity):
    """Return the fixed tax on the product ("weee"), which no total of the row holds."""
    unit = product.get("weee") or ZERO
    return {"weee_tax_applied_amount": unit, "weee_tax_applied_row_amount": cents(unit * quantity)}


def _with_tax_of(shop, product, quantity, rate, amounts):
    """Add the tax on the fixed tax, where the shop taxes it."""
    taxed = cents((product.get("weee") or ZERO) * quantity * rate / 100) if shop.taxes_weee else ZERO
    return amounts | {"tax_amount": amounts["tax_amount"] + taxed}


def _with_tax(price, quantity, rate, percent):
    gross = cents(price * quantity)
    tax = cents(gross - gross / (1 + rate))
    discount = cents(gross * percent)
    charged = cents((gross - discount) - (gross - discount) / (1 + rate))
    return {
        "price": cents(price / (1 + rate)),
        "row_total": gross - tax,
        "row_total_incl_tax": gross,
        "discount_amount": discount,
        "tax_amount": charged,
        "hidden_tax_amount": tax - charged,
    }


def _without_tax(price, quantity, rate, percent):
    net = cents(price * quantity)
    discount = cents(net * percent)
    return {
        "price": price,
        "row_total": net,
        "row_total_incl_tax": net + cents(net * rate),
        "discount_amount": discount,
        "tax_amount": cents((net - discount) * rate),
        "hidden_tax_amount": ZERO,
    }


def totals(rows, shipping, *, weee_in_subtotal=False):
    """Return the amounts of an order; rows under another one that repeats their sums count, their sum does not.

    :param shipping: (net, tax, discount)
    :param weee_in_subtotal: whether fixed taxes count as goods; else they count as tax
    """
    counted = [row for row in rows if not row["is_summed"]]
    net, tax, discount = shipping

    def total(name):
        return sum((row[name] for row in counted), ZERO)

    fixed = total("weee_tax_applied_row_amount")
    found = {
        "subtotal": total("row_total") + (fixed if weee_in_subtotal else ZERO),
        "subtotal_incl_tax": total("row_total_incl_tax"),
        "discount_amount": -(total("discount_amount") + discount),
        "tax_amount": total("tax_amount") + tax + (ZERO if weee_in_subtotal else fixed),
        "hidden_tax_amount": total("hidden_tax_amount"),
        "shipping_amount": net,
        "shipping_tax_amount": tax,
        "shipping_incl_tax": net + tax,
        "shipping_discount_amount": discount,
        "shipping_hidden_tax_amount": ZERO,
    }
    parts = ("subtotal", "discount_amount", "tax_amount", "hidden_tax_amount", "shipping_amount")
    return found | {"grand_total": sum((found[name] for name in parts), ZERO)}
