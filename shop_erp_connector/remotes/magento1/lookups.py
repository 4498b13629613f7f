"""The shop's code lists as the hub knows them. Payment and delivery methods have no list here: orders name them."""

from ..documents import Lookup
from .rows import Row

#: The states of a new shop, by status code. Shops can add codes; orders then name them.
STATES = {
    "pending": "Pending",
    "pending_payment": "Pending Payment",
    "pending_paypal": "Pending PayPal",
    "processing": "Processing",
    "fraud": "Suspected Fraud",
    "payment_review": "Payment Review",
    "holded": "On Hold",
    "complete": "Complete",
    "closed": "Closed",
    "canceled": "Canceled",
}


def lookups(shop, type):
    """Return the entries of a list, one of ``TYPES``."""
    return _LISTS[type](shop)


def _entry(type, id, name, **values):
    return Lookup(id=str(id), type=type, name=str(name or ""), **values)


def _taxes(shop):
    """Tax classes of products. The interface has no rates: they are the settings'; a class without one is left out."""
    labels = shop.lists.tax_classes()
    return [
        _entry("tax", id, labels.get(id, f"Tax class {id}"), rate=rate, included=shop.prices_include_tax)
        for id, rate in shop.rates.items()
    ]


def _states(shop):
    return [_entry("state", code, name, code=code) for code, name in (STATES | shop.further_states).items()]


def _groups(shop):
    rows = [Row(row, "customer group") for row in shop.lists.groups()]
    return [_entry("group", row.must("customer_group_id"), row.text("customer_group_code")) for row in rows]


def _countries(shop):
    rows = [Row(row, "country") for row in shop.lists.countries()]
    return [
        _entry("country", row.must("country_id"), row.text("name") or row.must("iso2_code"), code=row.must("iso2_code"))
        for row in rows
    ]


def _shops(shop):
    rows = [Row(row, "store view") for row in shop.lists.stores()]
    return [
        _entry("shop", row.must("store_id"), row.text("name"), code=row.text("code"), active=row.flag("is_active"))
        for row in rows
    ]


def _currencies(shop):
    return [_entry("currency", shop.currency, shop.currency, code=shop.currency)]


def _languages(shop):
    languages = (shop.main_language, *shop.views) if shop.main_language else ()
    return [_entry("language", language, language, code=language) for language in languages]


def _sets(shop):
    rows = [Row(row, "attribute set") for row in shop.lists.sets()]
    return [_entry("attribute_set", row.must("set_id"), row.text("name")) for row in rows]


_LISTS = {
    "tax": _taxes,
    "state": _states,
    "group": _groups,
    "country": _countries,
    "shop": _shops,
    "currency": _currencies,
    "language": _languages,
    "attribute_set": _sets,
}

#: The lists that every shop has; "language" is there where the settings name languages.
TYPES = frozenset(_LISTS) - {"language"}
