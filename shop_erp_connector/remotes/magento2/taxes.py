"""Tax classes of products ⇄ tax rates of the home country.

A product has a class; rules say which rates meet which classes of goods and of customers; a rate belongs to a country.
Documents speak of rates by their codes, because that is how an order names what was charged (recording
order-configurable-bundle-coupon, ``applied_taxes``).
"""

from decimal import Decimal

from ..documents.amounts import rounded
from ..errors import Rejected
from .rows import SYSTEM

#: The customer group of ordinary buyers; its tax class decides what a product's class comes to.
ORDINARY_GROUP = "1"


def home_country(shop):
    """Return the country whose rates a product's class stands for: the setting, else the territory of the main
    language."""
    return shop.settings["country"].upper() or shop.config["locale"][-2:].upper()


def of_class(shop, class_id):
    """Return the codes of the rates that ordinary buyers at home pay for goods of a class."""
    group = shop.lists.entry("group", ORDINARY_GROUP) or {}
    country, codes = home_country(shop), []
    for rule in shop.lists.all("tax_rule").values():
        meets = not group.get("tax_class") or group["tax_class"] in rule["customers"]
        if class_id in rule["products"] and meets:
            codes += [code for code, rate in _rates(shop, rule) if rate["country"] == country and not rate["zip"]]
    return tuple(dict.fromkeys(codes))


def class_for(shop, tax_ids, *, current=""):
    """Return the id of the class of goods with exactly these rates at home; the current one if it has them.

    :raises Rejected: there is none, or there are several, which may differ abroad
    """
    if current and set(of_class(shop, current)) == set(tax_ids):
        return current
    classes = [id for id, entry in shop.lists.all("tax_class").items() if entry["type"] == "PRODUCT"]
    found = [id for id in classes if set(of_class(shop, id)) == set(tax_ids)]
    if len(found) == 1:
        return found[0]
    codes = ", ".join(tax_ids)
    if found:
        names = ", ".join(shop.lists.entry("tax_class", id)["name"] for id in found)
        message = f"Several tax classes of the shop charge {codes}: {names}. Set one on the product in the shop."
    else:
        message = f"The shop has no product tax class with the rates {codes} in {home_country(shop)}."
    raise Rejected(message, system=SYSTEM, field="tax_ids")


def rate(shop, code):
    """Return a rate's percent by its code, None when the shop has it no more."""
    entry = next((one for one in shop.lists.all("tax_rate").values() if one["code"] == code), None)
    return Decimal(entry["rate"]) if entry else None


def in_shop_basis(shop, price, includes_tax, tax_ids):
    """Return a price as the shop's catalogue keeps it, with or without tax, four decimals.

    :param tax_ids: rates of the product
    """
    keeps_tax = shop.settings.is_on("prices_include_tax")
    if includes_tax == keeps_tax:
        return rounded(price, 4)
    factor = 1 + sum((_known_rate(shop, code) for code in tax_ids), Decimal(0)) / 100
    return rounded(price / factor if includes_tax else price * factor, 4)


def _known_rate(shop, code):
    found = rate(shop, code)
    if found is None:
        raise Rejected(f"The shop has no tax rate {code}.", system=SYSTEM, field="tax_ids")
    return found


def _rates(shop, rule):
    entries = ((id, shop.lists.entry("tax_rate", id)) for id in rule["rates"])
    return [(entry["code"], entry) for _id, entry in entries if entry]
