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


def sent(shop, row, images, removed=()):
    """Send the pictures that the shop lacks, take away ours that are gone; return ({content key: id}, warning).

    :param images: of this product, in order; several of one content are one picture under several ids
    :param removed: ids of pictures to take away, whoever put them there
    """
    ours = {}
    for image in images:
        if image.content_key:
            ours.setdefault(image.content_key, []).append(image)
    if not ours and not removed:
        return {}, ""
    sku = row.text("sku")
    if "/" in sku:
        return {}, f"Pictures of {sku} cannot be sent: web servers refuse addresses with its slash."
    present = {entry.text("id"): entry for entry in row.rows("media_gallery_entries")}
    named, kept = _present(row), set()
    found, path, place = {}, f"/products/{segment(sku)}/media", -1
    for key, same in ours.items():
        types = [] if found else ROLES
        entry = next((present[image.id] for image in same if image.id in present), named.get(key[:KEY_LENGTH]))
        if entry is None:
            place = max(place + 1, 1)
            body = _entry(shop, same[0], place, types)
            found[key] = str(shop.wire.write("POST", path, {"entry": body}))
        else:
            found[key] = entry.text("id")
            kept.add(found[key])
            place = _placed(shop, path, entry, place, types, shop.languages.main_text(same[0].legend))
    gone = {entry.text("id") for entry in named.values()} | (set(removed) & present.keys())
    for id in sorted(gone - kept):
        shop.wire.write("DELETE", f"{path}/{id}", safe=True)
    return found, ""


def of_product(product):
    """Return the pictures of a product itself: all but those that only its variants show."""
    shown = {id for variant in product.variants for id in variant.image_ids}
    several = len(product.variants) > 1
    return tuple(
        image
        for position, image in enumerate(product.images)
        if not position or not several or not shown & {image.id or image.content_key, image.content_key}
    )


def of_variant(product, variant):
    """Return the pictures that a variant shows, in its own order."""
    return tuple(image for id in variant.image_ids for image in product.images if id in (image.id, image.content_key))


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


def _placed(shop, path, entry, place, types, legend):
    """Move a picture that is there behind ``place`` and give it its legend, where it is not so; return its place."""
    is_main = "image" in entry.texts("types")
    here = entry.amount_or_zero("position")
    label = legend or entry.optional("label")
    wanted = here if here > place else place + 1
    if (here, is_main, entry.optional("label")) == (wanted, bool(types), label):
        return wanted
    id = entry.text("id")
    types = [*types, *(role for role in entry.texts("types") if role not in ROLES)]
    body = {"id": int(id), "media_type": "image", "position": int(wanted), "disabled": False, "types": types}
    shop.wire.write("PUT", f"{path}/{id}", {"entry": body | {"label": label}}, safe=True)
    return wanted
