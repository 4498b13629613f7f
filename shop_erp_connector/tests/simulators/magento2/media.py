"""Pictures of products: entries of the gallery, and the files behind them. Recordings media-add, media-list."""

import base64
import binascii

from .failures import ApiError, no_product
from .schema import bound
from .store import numbered
from .web import route

CATALOG = "Magento_Catalog::products"

#: MIME type → how such a file begins. Nothing else is taken.
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG", "image/gif": b"GIF8"}

ROLES = ("image", "small_image", "thumbnail", "swatch_image")


@route("GET", "/products/{}/media", CATALOG)
def list_media(shop, _call, sku):
    """All entries, without their content."""
    return entries_shown(_product(shop, sku))


@route("POST", "/products/{}/media", CATALOG)
def add_media(shop, call, sku):
    """Add an entry; a name that is taken gets a number. The product's date stays."""
    row = _product(shop, sku)
    entry = bound(call.body, "entry")
    return str(_add(shop, row, entry)["id"])


@route("PUT", "/products/{}/media/{}", CATALOG)
def change_media(shop, call, sku, number):
    """Change an entry; the content may be left out."""
    row = _product(shop, sku)
    entry = _entry(row, number)
    given = bound(call.body, "entry")
    _take_over(row, entry, given)
    if given.get("content"):
        shop.store.files[entry["file"]] = _content(given["content"])
    return True


@route("DELETE", "/products/{}/media/{}", CATALOG)
def remove_media(shop, _call, sku, number):
    """Take an entry away."""
    row = _product(shop, sku)
    row["media"].remove(_entry(row, number))
    return True


def entries_shown(row):
    """Return the gallery as answers have it."""
    return [{name: value for name, value in entry.items() if name != "content"} for entry in row["media"]]


def replace_entries(shop, row, entries):
    """Make these the gallery: what is not among them is gone, what has no id is added."""
    kept = []
    for given in entries:
        known = [entry for entry in row["media"] if str(entry["id"]) == str(given.get("id"))]
        if known:
            _take_over(row, known[0], given)
            kept.append(known[0])
        else:
            kept.append(_add(shop, row, given))
    row["media"] = kept


def _product(shop, sku):
    row = shop.store.product(sku)
    if row is None:
        raise no_product()
    return row


def _entry(row, number):
    for entry in row["media"]:
        if str(entry["id"]) == str(number):
            return entry
    raise ApiError(404, "No image with the provided ID was found. Verify the ID and try again.")


def _take_over(row, entry, given):
    for name in ("label", "position", "disabled"):
        if name in given:
            entry[name] = given[name]
    if "types" in given:
        _set_roles(row, entry, given["types"])


def _set_roles(row, entry, roles):
    """Each role belongs to one picture of a product."""
    for other in row["media"]:
        other["types"] = [role for role in other["types"] if role not in roles]
    entry["types"] = [role for role in roles if role in ROLES]


def _add(shop, row, given):
    content = given.get("content")
    if not content:
        raise ApiError(400, "The image content is invalid. Verify the content and try again.")
    data = _content(content)
    name = content["name"].lower()
    folder = "/" + "/".join(letter if letter.isalnum() else "_" for letter in name[:2])
    taken = {path.rpartition("/")[2] for path in shop.store.files}
    file = f"{folder}/{numbered(name, taken)}"
    shop.store.files[file] = data
    entry = {
        "id": shop.store.number("media"), "media_type": given.get("media_type", "image"),
        "label": given.get("label"), "position": given.get("position", 0),
        "disabled": bool(given.get("disabled")), "types": [], "file": file,
    }  # fmt: skip
    row["media"].append(entry)
    _set_roles(row, entry, given.get("types") or [])
    return entry


def _content(content):
    try:
        data = base64.b64decode(content["base64_encoded_data"], validate=True)
    except (binascii.Error, ValueError, KeyError):
        raise ApiError(400, "The image content must be valid base64 encoded data.") from None
    beginning = BEGINNINGS.get(content.get("type"))
    if beginning is None or not data.startswith(beginning):
        raise ApiError(400, "The image MIME type is not valid or not supported.")
    if not content.get("name") or set(content["name"]) & set('/\\:*?"<>|'):
        raise ApiError(400, "Provided image name contains forbidden characters.")
    return data
