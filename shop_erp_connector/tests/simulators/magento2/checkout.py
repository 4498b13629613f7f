"""From what somebody wants to the order that the shop writes."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from .money import ZERO, Row, amounts
from .products import value_of
from .store import cents


@dataclass(slots=True)
class Wanted:
    """One product in a cart.

    :param child: for a configurable product: the chosen variant
    :param weee: a fixed product tax for one piece
    """

    product: dict
    quantity: Decimal
    child: dict | None = None
    price: Decimal | None = None
    weee: Decimal = ZERO
    custom_options: list = field(default_factory=list)


@dataclass(slots=True)
class Terms:
    """How something is bought. See ``Shopping.place_order``."""

    customer: dict | None = None
    email: str = ""
    billing: dict = field(default_factory=dict)
    shipping: dict | None = None
    method: str = "flatrate_flatrate"
    description: str = "Flat Rate - Fixed"
    freight: Decimal | None = None
    payment: str = "checkmo"
    coupon: str = ""
    percent_off: Decimal = ZERO
    store_id: int = 1
    note: str = ""
    extension: dict = field(default_factory=dict)
    gift_cards: Decimal = ZERO
    store_credit: Decimal = ZERO
    wrapping: Decimal = ZERO
    quote_id: int | None = None


def place(shop, wanted, terms):
    """Write the order; return its row. The goods are promised, not taken."""
    lines = [line for one in wanted for line in _lines(shop, one, terms)]
    rows = [line["row"] for line in lines if line["row"]]
    amounts(rows, prices_include_tax=shop.store.configuration["prices_include_tax"])
    number = shop.store.number("order")
    items = _items(shop, number, lines, terms)
    order = _order(shop, number, lines, items, terms)
    for item in items:
        if item["product_type"] in ("simple", "virtual"):
            held = shop.store.reservations.get(item["sku"], ZERO)
            shop.store.reservations[item["sku"]] = held - item["qty_ordered"]
    return shop.store.insert("order", order, number=number)


def taxes_of(shop, class_id, country):
    """Return ``[(code, percent)]`` that meet goods of a class in a country."""
    found = []
    for rule in shop.store.all("tax_rule"):
        if int(class_id or 0) in rule["product_tax_class_ids"]:
            rates = [shop.store.rows["tax_rate"].get(number) for number in rule["tax_rate_ids"]]
            found += [(rate["code"], rate["rate"]) for rate in rates if rate and rate["tax_country_id"] == country]
    return found


def _lines(shop, wanted, terms):
    """Return the lines of one product: itself, and what it is made of."""
    kind = wanted.product["type_id"]
    if kind == "bundle":
        return _bundle_lines(shop, wanted, terms)
    parent = _line(shop, wanted.product, wanted, terms, has_money=True)
    if kind != "configurable":
        return [parent]
    child = _line(shop, wanted.child, wanted, terms, has_money=False)
    parent |= {"sku": wanted.child["sku"], "options": _chosen(shop, wanted)}
    if wanted.price is None:
        parent["row"].price = value_of(wanted.child, "price")
    child["parent"] = parent
    return [parent, child]


def _bundle_lines(shop, wanted, terms):
    is_fixed = str(value_of(wanted.product, "price_type")) == "1"
    parent = _line(shop, wanted.product, wanted, terms, has_money=is_fixed)
    lines, chosen = [parent], []
    for option in wanted.product["bundle_options"]:
        link = next((one for one in option["product_links"] if one["is_default"]), option["product_links"][0])
        product = shop.store.product(link["sku"])
        part = Wanted(product=product, quantity=wanted.quantity * link["qty"])
        line = _line(shop, product, part, terms, has_money=not is_fixed)
        line["parent"] = parent
        lines.append(line)
        chosen.append({"option_id": option["option_id"], "option_qty": 1, "option_selections": [int(link["id"])]})
    parent["options"] = {"bundle_options": chosen}
    return lines


def _line(shop, product, wanted, terms, *, has_money):
    country = (terms.shipping or terms.billing).get("country_id") or shop.store.configuration["default_country"]
    row = None
    if has_money:
        price = value_of(product, "price") if wanted.price is None else wanted.price
        row = Row(price or ZERO, wanted.quantity, taxes_of(shop, value_of(product, "tax_class_id"), country),
                  terms.percent_off)  # fmt: skip
    options = {"custom_options": wanted.custom_options} if wanted.custom_options else {}
    return {"product": product, "sku": product["sku"], "quantity": wanted.quantity, "row": row, "parent": None,
            "options": options, "weee": wanted.weee if has_money else ZERO}  # fmt: skip


def _chosen(shop, wanted):
    chosen = []
    for option in wanted.product["configurable_options"]:
        code = shop.store.rows["attribute"][int(option["attribute_id"])]["attribute_code"]
        chosen.append({"option_id": option["attribute_id"], "option_value": int(value_of(wanted.child, code))})
    return {"configurable_item_options": chosen}


def _items(shop, order_id, lines, terms):
    items = []
    for line in lines:
        line["item_id"] = shop.store.number("order_item")
    for line in lines:
        children = [other for other in lines if other["parent"] is line]
        items.append(_item(shop, order_id, line, children, terms))
    return items


def _item(shop, order_id, line, children, terms):
    product, now = line["product"], shop.store.now
    item = {
        "item_id": line["item_id"], "order_id": order_id, "product_id": product["id"],
        "product_type": product["type_id"], "sku": line["sku"], "name": value_of(product, "name", 1),
        "store_id": 1, "created_at": now, "updated_at": now, "qty_ordered": line["quantity"], "qty_invoiced": 0,
        "qty_shipped": 0, "qty_canceled": 0, "qty_refunded": 0, "is_qty_decimal": 0, "free_shipping": 0,
        "is_virtual": int(product["type_id"] == "virtual"), "no_discount": 0, "amount_refunded": 0,
        "row_invoiced": 0, "tax_invoiced": 0, "discount_invoiced": 0, "quote_item_id": line["item_id"],
        "weight": value_of(product, "weight") or 0, "row_weight": (value_of(product, "weight") or 0) * line["quantity"],
    }  # fmt: skip
    if terms.coupon and not line["parent"]:
        item["applied_rule_ids"] = "1"
    if line["parent"]:
        item |= {"parent_item_id": line["parent"]["item_id"], "row_weight": 0}
    if line["options"]:
        item["product_option"] = {"extension_attributes": line["options"]}
    if line["weee"]:
        item |= _weee(line)
    if line["row"]:
        item |= _money(line["row"])
    elif any(child["row"] for child in children):
        item |= _sums(line, children)
    else:
        item |= dict.fromkeys(
            ("price", "original_price", "row_total", "tax_amount", "tax_percent", "discount_amount",
             "discount_percent"), ZERO)  # fmt: skip
    return item


def _money(row):
    return {
        "price": row.net_price, "price_incl_tax": row.price_with_tax, "original_price": row.price,
        "row_total": row.total, "row_total_incl_tax": row.total_with_tax, "tax_percent": row.percent,
        "tax_amount": row.tax, "discount_amount": row.discount, "discount_percent": row.percent_off,
        "discount_tax_compensation_amount": row.compensation, "applied": row.applied,
    }  # fmt: skip


def _sums(line, children):
    """A bundle with dynamic price repeats the sums of its parts, without discount."""
    rows = [child["row"] for child in children]
    total, with_tax = sum((row.total for row in rows), ZERO), sum((row.total_with_tax for row in rows), ZERO)
    return {
        "price": total / line["quantity"], "price_incl_tax": with_tax / line["quantity"],
        "original_price": total / line["quantity"], "row_total": total, "row_total_incl_tax": with_tax,
        "tax_amount": sum((row.tax for row in rows), ZERO), "discount_amount": ZERO, "discount_percent": ZERO,
        "is_sum": True,
    }  # fmt: skip


def _weee(line):
    row_amount = line["weee"] * line["quantity"]
    told = {"title": "Eco contribution", "amount": float(line["weee"]), "row_amount": float(row_amount)}
    return {
        "weee_tax_applied": json.dumps([told]),
        "weee_tax_applied_amount": line["weee"], "weee_tax_applied_row_amount": row_amount,
    }  # fmt: skip


def _order(shop, number, lines, items, terms):
    rows = [line["row"] for line in lines if line["row"]]
    tops = [item for item in items if "parent_item_id" not in item]
    freight = terms.freight
    quantity = sum(item["qty_ordered"] for item in tops)
    is_virtual = all(item["is_virtual"] for item in tops)
    if freight is None:
        freight = shop.store.configuration["shipping_per_item"] * quantity
    freight = ZERO if is_virtual else freight
    freight_row = _freight(shop, freight, terms)
    order = _header(shop, number, items, terms)
    order |= {
        "is_virtual": int(is_virtual), "total_qty_ordered": quantity, "total_item_count": _count(items),
        "weight": sum(item["row_weight"] for item in tops), "shipping_amount": freight_row.total,
        "shipping_incl_tax": freight_row.total_with_tax, "shipping_tax_amount": freight_row.tax,
        "shipping_discount_amount": ZERO, "shipping_discount_tax_compensation_amount": ZERO,
        "subtotal": sum((row.total for row in rows), ZERO),
        "subtotal_incl_tax": sum((row.total_with_tax for row in rows), ZERO),
        "tax_amount": sum((row.tax for row in rows), ZERO) + freight_row.tax,
        "discount_amount": -sum((row.discount for row in rows), ZERO),
        "discount_tax_compensation_amount": sum((row.compensation for row in rows), ZERO),
    }  # fmt: skip
    weee = sum((item.get("weee_tax_applied_row_amount", ZERO) for item in items), ZERO)
    order["grand_total"] = cents(
        order["subtotal"] + order["tax_amount"] + order["shipping_amount"] + order["discount_amount"] + weee
        + order["discount_tax_compensation_amount"] + terms.wrapping - terms.gift_cards - terms.store_credit
    )  # fmt: skip
    order["total_due"] = order["grand_total"]
    order |= {"items": items, "extension": _extension(items, freight_row, terms)}
    return order


def _count(items):
    """The parts of bundles are not counted, the variants of configurable products are."""
    bundles = {item["item_id"] for item in items if item["product_type"] == "bundle"}
    return sum(item.get("parent_item_id") not in bundles for item in items)


def _freight(shop, freight, terms):
    country = (terms.shipping or terms.billing).get("country_id")
    row = Row(freight, Decimal(1), taxes_of(shop, shop.store.configuration["shipping_tax_class"], country))
    amounts([row], prices_include_tax=False)
    return row


def _header(shop, number, items, terms):
    customer = terms.customer
    now = shop.store.now
    order = {
        "entity_id": number, "increment_id": f"{number:09d}", "state": "new", "status": "pending",
        "store_id": terms.store_id, "store_name": "Main Website\nMain Website Store\nDefault Store View",
        "created_at": now, "updated_at": now, "order_currency_code": "EUR", "quote_id": terms.quote_id or number,
        "customer_is_guest": int(customer is None), "customer_email": terms.email or customer["email"],
        "customer_group_id": customer["group_id"] if customer else 0, "customer_note_notify": 1, "email_sent": 1,
        "coupon_code": terms.coupon or None, "discount_description": terms.coupon or None,
        "applied_rule_ids": "1" if terms.coupon else None, "customer_note": terms.note or None,
        "shipping_description": None if all(item["is_virtual"] for item in items) else terms.description,
        "remote_ip": "127.0.0.1", "protect_code": f"{number:032x}", "method": terms.method,
        "payment_method": terms.payment, "histories": [], "billing": terms.billing, "shipping": terms.shipping,
    }  # fmt: skip
    order["billing_number"] = shop.store.number("order_address") + 1
    order["shipping_number"] = shop.store.number("order_address") - 1
    if customer:
        order |= {"customer_id": customer["id"], "customer_firstname": customer["firstname"],
                  "customer_lastname": customer["lastname"], "customer_taxvat": customer.get("taxvat")}  # fmt: skip
    return order


def _extension(items, freight, terms):
    """Return the extension attributes that tell taxes by rate, and gifts."""
    extension = {name: value for name, value in terms.extension.items() if value}
    told = [{"type": "product", "item_id": item["item_id"], "applied_taxes": item["applied"]}
            for item in items if item.get("applied")]  # fmt: skip
    if freight.applied:
        told.append({"type": "shipping", "applied_taxes": freight.applied})
    totals = {}
    for tax in (tax for one in told for tax in one["applied_taxes"]):
        total = totals.setdefault(tax["code"], dict(tax, amount=ZERO, base_amount=ZERO))
        total["amount"] += tax["amount"]
        total["base_amount"] += tax["amount"]
    extension |= {"applied_taxes": list(totals.values()), "item_applied_taxes": told}
    if told:
        extension["converting_from_quote"] = True
    if terms.gift_cards:
        extension |= {"gift_cards_amount": terms.gift_cards, "base_gift_cards_amount": terms.gift_cards}
    if terms.store_credit:
        extension |= {"customer_balance_amount": terms.store_credit}
    if terms.wrapping:
        extension |= {"gw_price": f"{terms.wrapping:.4f}", "gw_tax_amount": "0.0000"}
    return extension
