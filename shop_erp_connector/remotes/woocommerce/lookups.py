"""The shop's code lists as ``Lookup`` documents."""

from ..documents import Lookup
from .codelists import rate


def lookups(shop, type):
    """Return the entries of one of ``TYPES``."""
    return [BUILDERS[type](shop.lists, id, entry) for id, entry in shop.lists.all(type).items()]


def _tax(lists, id, entry):
    """A tax rate; its class, which products name, is told in the detail."""
    return Lookup(
        id=id,
        type="tax",
        name=entry["name"] or f"{entry['rate']} %",
        rate=rate(entry),
        included=lists.prices_include_tax,
        country=entry["country"],
        detail=f"class {entry['class']}" + (f", {entry['state']}" if entry["state"] else ""),
    )


def _named(type, *, has_code):
    def build(_lists, id, entry):
        code = entry.get("code", id) if has_code else ""
        return Lookup(id=id, type=type, code=code, name=entry["name"] or id, active=entry.get("active", True))

    return build


#: type: how an entry of the code list of that name becomes a Lookup. Ids of states, methods and countries are codes.
BUILDERS = {
    "tax": _tax,
    "payment": _named("payment", has_code=True),
    "carrier": _named("carrier", has_code=True),
    "state": _named("state", has_code=True),
    "zone": _named("zone", has_code=False),
    "country": _named("country", has_code=True),
    "currency": _named("currency", has_code=True),
    "attribute": _named("attribute", has_code=True),
    "brand": _named("brand", has_code=False),
}

TYPES = frozenset(BUILDERS)
