"""Special and tier prices, attributes with their options, links and pictures of products."""

import base64
import binascii

from .catalogue import found, tier_of, update
from .soap import Fault

MIMES = {"image/jpeg": "jpg", "image/gif": "gif", "image/png": "png"}


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


def links(shop, arguments):
    """catalogProductLinkList: the products of a grouped one, or its relations of another type."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    answer = []
    for type, id, quantity in row["links"]:
        other = shop.store.products[id]
        if type == arguments.get("type"):
            answer.append(
                {
                    "product_id": str(id),
                    "type": other["type"],
                    "set": str(other["set"]),
                    "sku": other["sku"],
                    "position": str(len(answer)),
                    "qty": quantity,
                }
            )
    return answer


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
        "scope": "global",
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


def pictures(shop, arguments):
    """catalogProductAttributeMediaList."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    return [
        {
            "file": image["file"],
            "label": image["label"],
            "position": str(image["position"]),
            "exclude": str(int(image["exclude"])),
            "url": f"{shop.url}/media/catalog/product{image['file']}",
            "types": list(image["types"]),
        }
        for image in row["images"]
    ]


def add_picture(shop, arguments):
    """catalogProductAttributeMediaCreate: return the file's path; a name that is taken gets a number."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    data = arguments.get("data") or {}
    given = data.get("file") or {}
    if given.get("mime") not in MIMES or not given.get("content"):
        raise Fault(102, "Invalid data given. Details in error message.")
    try:
        content = base64.b64decode(given["content"], validate=True)
    except binascii.Error:
        raise Fault(102, "The image contents is not valid base64 data.") from None
    stem = (given.get("name") or "image").replace(" ", "_")
    path = _free_path(shop, stem, MIMES[given["mime"]])
    image = {"file": path, "label": "", "position": len(row["images"]) + 1, "exclude": False, "types": []}
    row["images"].append(image)
    shop.store.images[path] = content
    _describe(row, image, data)
    row["updated_at"] = shop.store.now()
    return path


def _free_path(shop, stem, extension):
    folder, number, name = "/".join(stem.lower()[:2].ljust(2, "_")), 0, stem
    while f"/{folder}/{name}.{extension}" in shop.store.images:
        number += 1
        name = f"{stem}_{number}"
    return f"/{folder}/{name}.{extension}"


def _describe(row, image, data):
    image["label"] = data.get("label") or image["label"]
    image["position"] = int(data.get("position") or image["position"])
    image["exclude"] = str(data.get("exclude") or "0") == "1"
    if "types" in data:
        for other in row["images"]:
            other["types"] = [type for type in other["types"] if type not in (data["types"] or ())]
        image["types"] = list(data["types"] or ())


def _picture(row, path):
    for image in row["images"]:
        if image["file"] == path:
            return image
    raise Fault(103, "Requested image not exists in product images' gallery.")


def change_picture(shop, arguments):
    """catalogProductAttributeMediaUpdate."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    _describe(row, _picture(row, arguments.get("file")), arguments.get("data") or {})
    row["updated_at"] = shop.store.now()
    return True


def remove_picture(shop, arguments):
    """catalogProductAttributeMediaRemove."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    row["images"].remove(_picture(row, arguments.get("file")))
    row["updated_at"] = shop.store.now()
    return True
