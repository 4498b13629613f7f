"""Pictures: every address that is written becomes a new attachment, fetched at once from the simulated internet."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from .failures import ApiError
from .store import both_texts

EXTENSIONS = ("jpg", "jpeg", "jpe", "gif", "png", "bmp", "webp", "avif", "ico")
MIME_TYPES = {"png": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif"}


def image_of(store, id):
    """Return a picture as products show it. Its local dates carry the site's offset twice (dossier section 4)."""
    row = store.get("media", id)
    zone = store.zone
    shown = {}
    for name in ("date_created", "date_modified"):
        offset = row[name].astimezone(zone).utcoffset() or timedelta(0)
        shown |= {**both_texts(name, row[name], zone), name: both_texts(name, row[name] + offset, zone)[name]}
    return {"id": row["id"], **shown, "src": row["src"], "name": row["name"], "alt": row["alt"]}


def written(shop, entries):
    """Return the ids of the pictures that a write names; new addresses are fetched.

    :raises ApiError: one cannot be fetched, or is no picture of the shop; nothing is kept then
    """
    for entry in entries:
        _check(shop, entry)
    return [_taken(shop, entry) for entry in entries]


def _check(shop, entry):
    if entry.get("id"):
        if shop.store.get("media", entry["id"]) is None:
            message = f"#{entry['id']} is an invalid image ID."
            raise ApiError(400, "woocommerce_product_invalid_image_id", message)
        return
    url = entry.get("src") or ""
    name = urlsplit(url).path.rpartition("/")[2]
    if name.rpartition(".")[2].lower() not in EXTENSIONS or url not in shop.internet:
        message = f"Error getting remote image {url}. Error: A valid URL was not provided."
        raise ApiError(400, "woocommerce_product_image_upload_error", message)


def _taken(shop, entry):
    if entry.get("id"):
        row = shop.store.get("media", entry["id"])
    else:
        name = urlsplit(entry["src"]).path.rpartition("/")[2]
        row = add(shop, name, shop.internet[entry["src"]])
    for field in ("name", "alt"):
        if entry.get(field):
            row[field] = entry[field]
    return row["id"]


def add(shop, name, content):
    """Store a picture in the media library and return its row."""
    store, now = shop.store, shop.store.now()
    stem, _dot, extension = name.rpartition(".")
    row = store.insert(
        "media", {"name": stem, "alt": "", "date_created": now, "date_modified": now, "content": content}
    )
    row["file"] = f"{row['id']}-{re.sub(r'[^A-Za-z0-9_-]', '-', stem)}.{extension.lower()}"
    row["src"] = f"{shop.home_url}/wp-content/uploads/{now:%Y/%m}/{row['file']}"
    return row


def mime_type(name):
    """Return the content type of a picture by its name."""
    return MIME_TYPES.get(name.rpartition(".")[2].lower(), "image/jpeg")
