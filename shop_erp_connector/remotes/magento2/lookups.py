"""The shop's code lists as ``Lookup`` documents.

The interface has no list of payment and delivery methods and none of order states: those that Magento always has are
told, and what the newest orders show.
"""

from decimal import Decimal

from ..documents import Lookup
from .languages import language_of

#: The states every Magento has; shops add their own.
STATES = {
    "pending": "Pending",
    "pending_payment": "Pending Payment",
    "payment_review": "Payment Review",
    "fraud": "Suspected Fraud",
    "processing": "Processing",
    "holded": "On Hold",
    "complete": "Complete",
    "closed": "Closed",
    "canceled": "Canceled",
}

#: States that mean that the money is there.
PAID = ("processing", "complete", "closed")

#: Everybody, in tier prices.
ALL_GROUPS = "32000"


def lookups(shop, type):
    """Return the entries of one of ``TYPES``."""
    return TYPES[type](shop)


def state_names(shop):
    """Return ``{code: name}`` of the states that are known."""
    learned = shop.lists.all("learned")["state"]["entries"]
    return STATES | {code: code.replace("_", " ").capitalize() for code in learned if code not in STATES}


def _taxes(shop):
    return [
        Lookup(
            id=entry["code"],
            type="tax",
            code=entry["code"],
            name=entry["code"],
            rate=Decimal(entry["rate"]),
            included=shop.settings.is_on("prices_include_tax"),
            country=entry["country"],
            detail=entry["zip"],
        )
        for entry in shop.lists.all("tax_rate").values()
    ]


def _states(shop):
    return [
        Lookup(id=code, type="state", code=code, name=name, detail="paid" if code in PAID else "")
        for code, name in state_names(shop).items()
    ]


def _learned(type):
    def build(shop):
        shop.lists.forget("learned")
        entries = shop.lists.all("learned")[type]["entries"]
        return [Lookup(id=code, type=type, code=code, name=name) for code, name in sorted(entries.items())]

    return build


def _groups(shop):
    return [Lookup(id=id, type="group", code=entry["code"], name=entry["code"])
            for id, entry in shop.lists.all("group").items()]  # fmt: skip


def _locations(shop):
    if shop.settings["stock"] == "legacy":
        return [Lookup(id="default", type="location", code="default", name="Default")]
    return [Lookup(id=code, type="location", code=code, name=entry["name"], active=entry["active"])
            for code, entry in shop.lists.all("source").items()]  # fmt: skip


def _shops(shop):
    return [
        Lookup(id=id, type="shop", code=entry["code"], name=entry["name"] or entry["code"],
               parent_id=entry["website"], active=entry["active"])
        for id, entry in shop.lists.all("store").items() if id != "0"
    ]  # fmt: skip


def _languages(shop):
    names = {}
    for entry in shop.lists.all("config").values():
        names.setdefault(language_of(entry["locale"]), []).append(entry["code"])
    return [Lookup(id=code, type="language", code=code, name=", ".join(views)) for code, views in names.items()]


def _currencies(shop):
    codes = []
    for entry in shop.lists.all("config").values():
        codes += [entry["currency"], entry["shown_currency"]]
    return [Lookup(id=code, type="currency", code=code, name=code) for code in dict.fromkeys(codes) if code]


def _countries(shop):
    return [Lookup(id=code, type="country", code=code, name=entry["name"] or code)
            for code, entry in shop.lists.all("country").items()]  # fmt: skip


def _attributes(shop):
    """Attributes that people choose from, and their values."""
    found = []
    for id, entry in shop.lists.all("attribute").items():
        if entry["custom"] and entry["input"] in ("select", "multiselect"):
            found.append(Lookup(id=id, type="attribute", code=entry["code"], name=entry["label"] or entry["code"]))
            found += [
                Lookup(id=f"{id}/{value}", type="attribute", name=label or value, parent_id=id)
                for value, label in entry["options"].items()
            ]
    return found


def _attribute_sets(shop):
    return [Lookup(id=id, type="attribute_set", name=entry["name"])
            for id, entry in shop.lists.all("attribute_set").items()]  # fmt: skip


def _fields(shop):
    """Attributes of the merchant's own, by which a product's further values are named."""
    return [
        Lookup(id=entry["code"], type="field", code=entry["code"], name=entry["label"] or entry["code"],
               detail=entry["input"])
        for entry in shop.lists.all("attribute").values() if entry["custom"]
    ]  # fmt: skip


TYPES = {
    "tax": _taxes,
    "state": _states,
    "payment": _learned("payment"),
    "carrier": _learned("carrier"),
    "group": _groups,
    "location": _locations,
    "shop": _shops,
    "language": _languages,
    "currency": _currencies,
    "country": _countries,
    "attribute": _attributes,
    "attribute_set": _attribute_sets,
    "field": _fields,
}
