"""Products beside others: related ones, up-sells, cross-sells, and the parts of a grouped one.

The other product is named by SKU or id, and the SKU is tried first. Codes of faults: the shop's api.xml.
"""

from .catalogue import find, found
from .soap import Fault

TYPES = ("related", "up_sell", "cross_sell", "grouped")


def _of(shop, arguments):
    """Return (the product, the type of its links).

    :raises Fault: there is no such type or product
    """
    if arguments.get("type") not in TYPES:
        raise Fault(100, "Given invalid link type.")
    return found(shop, arguments.get("product"), arguments.get("identifierType")), arguments["type"]


def listed(shop, arguments):
    """catalogProductLinkList: in no order; a number of pieces belongs to grouped ones alone."""
    row, type = _of(shop, arguments)
    answer = []
    for link in row["links"]:
        other = shop.store.products.get(link["id"])
        if link["type"] == type and other:
            told = {
                "product_id": str(other["id"]),
                "type": other["type"],
                "set": str(other["set"]),
                "sku": other["sku"],
            }
            told["position"] = str(link["position"])
            answer.append(told | ({"qty": link["qty"]} if type == "grouped" else {}))
    return sorted(answer, key=lambda told: told["sku"])


def assign(shop, arguments):
    """catalogProductLinkAssign: one that is there already is replaced."""
    row, type = _of(shop, arguments)
    other = _other(shop, arguments)
    _drop(row, type, other)
    add(row, type, other["id"], arguments.get("data") or {})
    return True


def add(row, type, other, data):
    """Put another product beside one."""
    quantity, position = data.get("qty") or "0.0000", int(data.get("position") or 0)
    row["links"].append({"type": type, "id": other, "qty": quantity, "position": position})


def update(shop, arguments):
    """catalogProductLinkUpdate."""
    row, type = _of(shop, arguments)
    other, data = _other(shop, arguments), arguments.get("data") or {}
    for link in row["links"]:
        if (link["type"], link["id"]) == (type, other["id"]):
            link |= {"qty": data["qty"]} if "qty" in data else {}
            link |= {"position": int(data["position"])} if "position" in data else {}
    return True


def remove(shop, arguments):
    """catalogProductLinkRemove: what is not there is no fault."""
    row, type = _of(shop, arguments)
    other = find(shop, arguments.get("linkedProduct"))
    if other:
        _drop(row, type, other)
    return True


def _other(shop, arguments):
    other = find(shop, arguments.get("linkedProduct"))
    if other is None:
        raise Fault(102, "Link product does not exist.")
    return other


def _drop(row, type, other):
    row["links"] = [link for link in row["links"] if (link["type"], link["id"]) != (type, other["id"])]
