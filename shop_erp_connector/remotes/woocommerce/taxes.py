"""Tax classes of products ⇄ the tax rates that apply in the shop's own country.

A product names a class ("" for the standard one); which rates that means follows from the buyer's address. The
documents speak of rates, because orders do: a product has those of its class in the shop's country (dossier section 4).
"""

from decimal import Decimal

from ..errors import Rejected
from .codelists import rate
from .rows import SYSTEM

STANDARD = "standard"


def of_class(lists, tax_class):
    """Return the ids of the rates of a class at home, one per priority; () where the shop charges none."""
    entries = lists.all("tax")
    found = {}
    for id, entry in entries.items():
        is_home = entry["country"] in ("", lists.country) and not entry["state"] and not entry["local"]
        if entry["class"] == (tax_class or STANDARD) and is_home:
            known = found.get(entry["priority"])
            # A rate for this country goes before one for all countries.
            if known is None or (entry["country"] and not entries[known]["country"]):
                found[entry["priority"]] = id
    return tuple(found[priority] for priority in sorted(found))


def class_for(lists, tax_ids):
    """Return the class whose rates at home are these; "" for the standard one.

    :raises Rejected: there is no such class, or more than one
    """
    entries = lists.all("tax")
    unknown = [id for id in tax_ids if id not in entries]
    if unknown:
        raise Rejected(f"The shop has no tax rate {', '.join(unknown)}.", system=SYSTEM, field="tax_ids")
    classes = sorted({entry["class"] for entry in entries.values()})
    fitting = [name for name in classes if set(of_class(lists, name)) == set(tax_ids)]
    if not fitting:
        fitting = [name for name in classes if {entries[id]["class"] for id in tax_ids} == {name}]
    if len(fitting) != 1:
        names = ", ".join(entries[id]["name"] for id in tax_ids)
        message = f"The shop has no tax class with just these taxes: {names}."
        raise Rejected(message, system=SYSTEM, field="tax_ids")
    return "" if fitting[0] == STANDARD else fitting[0]


def factor(lists, tax_class):
    """Return what a price without tax is multiplied by to hold the tax of a class at home."""
    entries = lists.all("tax")
    return 1 + sum((rate(entries[id]) for id in of_class(lists, tax_class)), Decimal(0)) / 100
