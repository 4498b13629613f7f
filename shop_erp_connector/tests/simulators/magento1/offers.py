"""Special and tier prices, attributes with their options."""

from .catalogue import found, tier_of, update
from .soap import Fault


def set_special_price(shop, arguments):
    """catalogProductSetSpecialPrice: an update of three attributes."""
    names = {"special_price": "specialPrice", "special_from_date": "fromDate", "special_to_date": "toDate"}
    data = {name: arguments.get(given) or "" for name, given in names.items()}
    return int(update(shop, arguments | {"productData": data}))


def get_special_price(shop, arguments):
    """catalogProductGetSpecialPrice."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    return {name: row[name] for name in ("special_price", "special_from_date", "special_to_date")}


def tiers(shop, arguments):
    """catalogProductAttributeTierPriceInfo: every tier of a product, whole."""
    return [dict(tier) for tier in found(shop, arguments.get("product"), arguments.get("identifierType"))["tiers"]]


def replace_tiers(shop, arguments):
    """catalogProductAttributeTierPriceUpdate: the tiers given are all that there are then."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    row["tiers"] = [tier_of(shop, tier) for tier in arguments.get("tier_price") or ()]
    row["updated_at"] = shop.store.now()
    return 1


def sets(shop, _arguments):
    """catalogProductAttributeSetList."""
    return [{"set_id": row["id"], "name": row["name"]} for row in shop.store.sets.values()]


def attributes(shop, arguments):
    """catalogProductAttributeList: what the products of a set have."""
    rows = [row for row in shop.store.attributes.values() if arguments.get("setId") in row["sets"]]
    return [
        {
            "attribute_id": row["id"],
            "code": row["code"],
            "type": row["input"],
            "required": str(int(row["required"])),
            "scope": "global",
        }
        for row in rows
    ]


def _attribute(shop, given):
    for row in shop.store.attributes.values():
        if str(given) in (str(row["id"]), row["code"]):
            return row
    raise Fault(101, "Requested attribute not found.")


def attribute(shop, arguments):
    """catalogProductAttributeInfo: one attribute with its options, the empty one first as in a form."""
    row = _attribute(shop, arguments.get("attribute"))
    answer = {
        "attribute_id": str(row["id"]),
        "attribute_code": row["code"],
        "frontend_input": row["input"],
        "scope": row.get("scope", "global"),
        "is_required": int(row["required"]),
        "frontend_label": [{"store_id": "0", "label": row["label"]}],
    }
    return answer | {"options": _options(row)} if row["input"] in ("select", "multiselect") else answer


def options(shop, arguments):
    """catalogProductAttributeOptions."""
    return _options(_attribute(shop, arguments.get("attributeId")))


def _options(row):
    return [{"label": "", "value": ""}] + [
        {"label": label, "value": str(number)} for number, label in row["options"].items()
    ]


def add_option(shop, arguments):
    """catalogProductAttributeAddOption; one that is there already is made again, as the shop does."""
    row = _attribute(shop, arguments.get("attribute"))
    if row["input"] not in ("select", "multiselect"):
        raise Fault(108, "Unable to add option.")
    label = arguments["data"]["label"][0]["value"]
    row["options"][shop.store.number("options", 50)] = label
    return True
