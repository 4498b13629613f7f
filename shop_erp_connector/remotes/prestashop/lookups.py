"""The shop's code lists as ``Lookup`` documents."""

from decimal import Decimal

from ..documents import Lookup
from ..errors import AuthenticationFailed
from . import taxes
from .codelists import neutral_language
from .features import code_of

#: Lists that only products need, and the codes of a key that may not read a resource.
CATALOGUE = ("brand", "attribute", "field")
LACKING_RIGHTS = ("25", "26")

#: How many orders are asked for their payment method.
PAYMENT_ORDERS = 20000


def lookups(shop, type):
    """Return the entries of one of ``TYPES``; names in the shop's default language.

    What belongs to the catalogue alone is empty for a key that may not read it: orders go without.
    """
    if type not in CATALOGUE:
        return _entries(shop, type)
    try:
        return _entries(shop, type)
    except AuthenticationFailed as exc:
        if exc.code not in LACKING_RIGHTS:
            raise
        return []


def _entries(shop, type):
    if type in GATHERED:
        return GATHERED[type](shop)
    name, build = LISTED[type]
    return [build(shop.lists, id, entry) for id, entry in shop.lists.all(name).items()]


def _tax(lists, id, entry):
    return Lookup(
        id=id,
        type="tax",
        name=lists.name(entry["names"]),
        rate=Decimal(entry["rate"]),
        country=taxes.country_of(lists, id),
        active=entry["active"],
    )


def _state(lists, id, entry):
    return Lookup(
        id=id,
        type="state",
        name=lists.name(entry["names"]),
        detail="paid" if entry["paid"] else "",
        active=not entry["deleted"],
    )


def _group(lists, id, entry):
    detail = "prices with tax" if entry["shows_tax"] else "prices without tax"
    return Lookup(id=id, type="group", name=lists.name(entry["names"]), detail=detail)


def _language(_lists, id, entry):
    return Lookup(id=id, type="language", code=neutral_language(entry), name=entry["name"], active=entry["active"])


def _currency(lists, id, entry):
    return Lookup(id=id, type="currency", code=entry["code"], name=lists.name(entry["names"]) or entry["code"])


def _country(lists, id, entry):
    return Lookup(id=id, type="country", code=entry["code"], name=lists.name(entry["names"]))


def _shop(_lists, id, entry):
    return Lookup(id=id, type="shop", name=entry["name"], active=entry["active"])


def _carriers(shop):
    """Every edit of a carrier makes a new id; the reference stays, and the newest id tells how it is now."""
    newest = {}
    for id, entry in sorted(shop.lists.all("carrier").items(), key=lambda item: int(item[0])):
        newest[entry["reference"]] = (id, entry)
    return [
        Lookup(
            id=reference,
            type="carrier",
            name=entry["name"],
            detail=entry["url"],
            active=entry["active"] and not entry["deleted"],
        )
        for reference, (_id, entry) in newest.items()
    ]


def _payments(shop):
    """The shop lists no payment methods; its newest orders name theirs. The newest name of a module is shown."""
    rows = shop.wire.rows("orders", display="[id,module,payment]", sort="[id_DESC]", limit=f"{PAYMENT_ORDERS}")
    names = {row.text("module"): row.text("payment") for row in reversed(rows)}
    return [Lookup(id=module, type="payment", code=module, name=name) for module, name in sorted(names.items())]


def _brand(lists, id, entry):
    return Lookup(id=id, type="brand", name=lists.name(entry["names"]))


def _attribute(lists, id, entry):
    return Lookup(id=id, type="attribute", name=lists.name(entry["names"]))


def _fields(shop):
    """Features, by the codes that products' fields carry."""
    told = [code_of(shop, id, entry) for id, entry in shop.lists.all("feature").items()]
    return [Lookup(id=code, type="field", code=code, name=name) for code, name in told]


#: type: (code list, how an entry becomes a Lookup)
LISTED = {
    "tax": ("tax", _tax),
    "state": ("order_state", _state),
    "group": ("group", _group),
    "language": ("language", _language),
    "currency": ("currency", _currency),
    "country": ("country", _country),
    "shop": ("shop", _shop),
    "brand": ("manufacturer", _brand),
    "attribute": ("option", _attribute),
}

#: Types that are not an entry for an entry.
GATHERED = {"carrier": _carriers, "payment": _payments, "field": _fields}

TYPES = frozenset({*LISTED, *GATHERED})
