"""Pictures of products: a gallery of files with a legend and a place each, per store view if it has its own."""

import base64
import binascii

from .catalogue import found, store_of
from .soap import Fault

MIMES = {"image/jpeg": "jpg", "image/gif": "gif", "image/png": "png"}


def listed(shop, arguments):
    """catalogProductAttributeMediaList."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    view = store_of(shop, arguments.get("storeView"))
    return [
        {
            "file": image["file"],
            "label": _shown(image, view)["label"],
            "position": str(_shown(image, view)["position"]),
            "exclude": str(int(_shown(image, view)["exclude"])),
            "url": f"{shop.url}/media/catalog/product{image['file']}",
            "types": list(image["types"]),
        }
        for image in row["images"]
    ]


def create(shop, arguments):
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
    _describe(row, image, data, store_of(shop, arguments.get("storeView")))
    row["updated_at"] = shop.store.now()
    return path


def _free_path(shop, stem, extension):
    folder, number, name = "/".join(stem.lower()[:2].ljust(2, "_")), 0, stem
    while f"/{folder}/{name}.{extension}" in shop.store.images:
        number += 1
        name = f"{stem}_{number}"
    return f"/{folder}/{name}.{extension}"


def _shown(image, view):
    """Return what a store view shows of a picture: its own words and place where it has some, else the default's."""
    return image | image.get("views", {}).get(view, {})


def _describe(row, image, data, view):
    shown = _shown(image, view)
    values = {
        "label": data.get("label", shown["label"]) or "",
        "position": int(data.get("position") or shown["position"]),
        "exclude": str(data["exclude"]) == "1" if "exclude" in data else shown["exclude"],
    }
    # A store view that is given one of them has all three of its own from then on.
    (image.setdefault("views", {}).setdefault(view, {}) if view else image).update(values)
    if "types" in data:
        for other in row["images"]:
            other["types"] = [type for type in other["types"] if type not in (data["types"] or ())]
        image["types"] = list(data["types"] or ())


def _picture(row, path):
    for image in row["images"]:
        if image["file"] == path:
            return image
    raise Fault(103, "Requested image not exists in product images' gallery.")


def update(shop, arguments):
    """catalogProductAttributeMediaUpdate."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    view = store_of(shop, arguments.get("storeView"))
    _describe(row, _picture(row, arguments.get("file")), arguments.get("data") or {}, view)
    row["updated_at"] = shop.store.now()
    return True


def remove(shop, arguments):
    """catalogProductAttributeMediaRemove."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    row["images"].remove(_picture(row, arguments.get("file")))
    row["updated_at"] = shop.store.now()
    return True
