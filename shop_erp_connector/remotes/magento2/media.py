"""Pictures of products, written: only those that the shop lacks, recognised by their content.

The shop keeps no checksum, but the file name it is given, so ours carries the picture's own: a picture that is there
under that name is not sent again. Pictures that others put there stay. Recordings media-add, media-list.
"""

import base64
import re

from ..errors import Rejected
from .rows import SYSTEM
from .wire import segment

#: File ending → type; the shop takes no others.
TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}

#: What the first picture is used for.
ROLES = ["image", "small_image", "thumbnail"]

#: How much of a picture's checksum its name carries.
KEY_LENGTH = 16

_OURS = re.compile(rf"-([0-9a-f]{{{KEY_LENGTH}}})(?:_\d+)?\.\w+$")


def sent(shop, row, images):
    """Send the pictures that the shop lacks, take away ours that are gone; return ({content key: id}, warning)."""
    ours = [image for image in images if image.content_key]
    if not ours:
        return {}, ""
    sku = row.text("sku")
    if "/" in sku:
        return {}, f"Pictures of {sku} cannot be sent: web servers refuse addresses with its slash."
    present = _present(row)
    found, path = {}, f"/products/{segment(sku)}/media"
    for position, image in enumerate(ours, 1):
        key, types = image.content_key[:KEY_LENGTH], ROLES if position == 1 else []
        entry = present.get(key)
        if entry is None:
            body = _entry(shop, image, position, types)
            found[image.content_key] = str(shop.wire.write("POST", path, {"entry": body}))
        else:
            found[image.content_key] = entry.text("id")
            _placed(shop, path, entry, position, types)
    wanted = {image.content_key[:KEY_LENGTH] for image in ours}
    for key in present.keys() - wanted:
        shop.wire.write("DELETE", f"{path}/{present[key].text('id')}", safe=True)
    return found, ""


def _present(row):
    """Return ``{beginning of the checksum: entry}`` of the pictures that we sent."""
    found = {}
    for entry in row.rows("media_gallery_entries"):
        match = _OURS.search(entry.optional("file"))
        if match:
            found.setdefault(match[1], entry)
    return found


def _entry(shop, image, position, types):
    stem, _dot, ending = image.name.rpartition(".")
    if ending.lower() not in TYPES:
        message = f"The shop takes pictures as {', '.join(sorted(TYPES))}, not {image.name}."
        raise Rejected(message, system=SYSTEM, field="images")
    try:
        content = shop.contents.read(image.content_key)
    except KeyError:
        raise Rejected(f"The picture {image.name} is gone.", system=SYSTEM, field="images") from None
    stem = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "picture"
    return {
        "media_type": "image",
        "label": shop.languages.main_text(image.legend),
        "position": position,
        "disabled": False,
        "types": types,
        "content": {
            "base64_encoded_data": base64.b64encode(content).decode(),
            "type": TYPES[ending.lower()],
            "name": f"{stem}-{image.content_key[:KEY_LENGTH]}.{ending.lower()}",
        },
    }


def _placed(shop, path, entry, position, types):
    """Move a picture that is there to its place, when it stands elsewhere."""
    is_main = "image" in entry.texts("types")
    if entry.amount_or_zero("position") == position and is_main == bool(types):
        return
    id = entry.text("id")
    body = {"id": int(id), "media_type": "image", "position": position, "disabled": False, "types": types}
    body["label"] = entry.optional("label")
    shop.wire.write("PUT", f"{path}/{id}", {"entry": body}, safe=True)
