"""Pictures of products and categories: read by id, sent one by one (the shop takes no more), each once.

The shop writes a picture anew, so its bytes and checksum are never those that were sent; it keeps neither our name nor,
through the Webservice, legend and place. Which of its pictures is which of ours is therefore told by the ids that
documents carry. What a sending that broke had sent already is remembered: pictures are sent one after the other, so
ids that are new since it began are, in their order, those of the pictures it was to send.
Recordings image-upload, image-post-first, image-bad-type, image-delete, image-declinations.
"""

import mimetypes
import re
from dataclasses import dataclass, field

from ..contract import DOWNLOAD_LIMIT
from ..documents import Image
from ..errors import AuthenticationFailed, NotFound, Rejected, RemoteError
from .batches import only_a_delay
from .rows import SYSTEM

#: The memory's dict of unfinished and recent sendings, and how many products and categories it remembers.
MEMORY = "pictures"
REMEMBERED = 1000


@dataclass(slots=True)
class Gallery:
    """The pictures of one product on their way.

    :param present: ids that the shop has; :param images: of the document; :param removed: ids to take away
    :param ids: ``{content key: id}`` of those that are there; :param error: of the first that was not taken
    """

    product_id: str
    present: tuple
    images: tuple
    removed: tuple = ()
    ids: dict = field(default_factory=dict)
    is_changed: bool = False
    error: RemoteError | None = None

    @property
    def missing(self):
        """The pictures that the shop does not have yet, each content once."""
        found = (image for image in self.images if image.content_key and self.id_of(image) == "")
        return list({image.content_key: image for image in found}.values())

    @property
    def main_id(self):
        """The shop's id of the first picture, "" where there is none."""
        return next(filter(None, map(self.id_of, self.images)), "")

    def id_of(self, image):
        """Return the shop's id of a picture, "" for one that it does not have; one content may have several ids."""
        if image.id in self.present or not image.content_key:
            return image.id if image.id in self.present else ""
        same = (one.id for one in self.images if one.content_key == image.content_key and one.id in self.present)
        return self.ids.get(image.content_key) or next(same, "")

    def named(self, wanted):
        """Return the ids of pictures that are named by id or content key; those that are not there are left out."""
        by_key = {image.content_key: self.id_of(image) for image in self.images if image.content_key}
        known = {*self.present, *self.ids.values()}
        ids = (by_key.get(one) or one for one in wanted)
        return tuple(dict.fromkeys(id for id in ids if id in known))


def image_of(shop, product_id, id):
    """Return a picture of a product as documents speak of it."""
    return Image(id=id, url=f"{shop.wire.http.base_url}/images/products/{product_id}/{id}", name=f"{id}.jpg")


def download(shop, url):
    """Return the bytes of a picture.

    :raises Rejected: it lies elsewhere, or is larger than ``DOWNLOAD_LIMIT``
    """
    base = f"{shop.wire.http.base_url}/"
    if not re.fullmatch(r"images/\w+/\d+(/\d+)?", url.removeprefix(base)) or not url.startswith(base):
        raise Rejected("This is no picture of the shop.", system=SYSTEM, field="url")
    content = shop.wire.file(url.removeprefix(base))
    if len(content) > DOWNLOAD_LIMIT:
        raise Rejected("The picture is larger than 32 MiB.", system=SYSTEM, field="url")
    return content


def send_galleries(shop, galleries):
    """Send what is missing and take away what is to go; what goes wrong stands in the galleries."""
    _remember(shop, galleries)
    broken = None
    for gallery in galleries:
        if broken is not None and gallery.missing:
            gallery.error = broken
            continue
        try:
            _send(shop, gallery)
        except Rejected as exc:
            gallery.error = exc
        except RemoteError as exc:
            broken = gallery.error = only_a_delay(exc)
    _learn(shop, galleries)


def _send(shop, gallery):
    for image in gallery.missing:
        gallery.ids[image.content_key] = _uploaded(shop, f"images/products/{gallery.product_id}", image)
        gallery.is_changed = True
    for id in gallery.removed:
        if id in gallery.present:
            _removed(shop, f"images/products/{gallery.product_id}/{id}")
            gallery.is_changed = True


def _removed(shop, path):
    try:
        shop.wire.delete_file(path)
    except NotFound:
        # Somebody was quicker: it is as wanted.
        return


def _uploaded(shop, path, image, *, replacing=False):
    """Send a picture and return the id that it got, see ``wire.upload``."""
    try:
        content = shop.contents.read(image.content_key)
    except KeyError:
        message = f"The picture {image.name or image.content_key} is no longer there."
        raise Rejected(message, system=SYSTEM, field="images") from None
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", image.name) or "picture"
    try:
        return shop.wire.upload(
            path, name, content, mimetypes.guess_type(name)[0] or "application/octet-stream", replacing=replacing
        )
    except Rejected as exc:
        message = f"The picture {image.name or image.content_key} is not taken."
        raise type(exc)(message, system=SYSTEM, call=exc.call, code=exc.code, text=exc.text, field="images") from None


def _remember(shop, galleries):
    """Take up what a broken sending had sent; note what this one is about to send."""
    sending = [gallery for gallery in galleries if gallery.missing]
    if not sending:
        return
    with shop.memory.locked(MEMORY) as known:
        for gallery in sending:
            entry = known.pop(gallery.product_id, {})
            gallery.ids |= {key: id for key, id in entry.get("ids", {}).items() if id in gallery.present}
            taken = {*entry.get("before", ()), *gallery.ids.values(), *(image.id for image in gallery.images)}
            fresh = sorted((id for id in gallery.present if id not in taken), key=int)
            if "before" in entry:
                gallery.ids |= dict(zip(entry["sent"], fresh, strict=False))
            known[gallery.product_id] = {
                "ids": gallery.ids,
                "before": list(gallery.present),
                "sent": [image.content_key for image in gallery.missing],
            }


def _learn(shop, galleries):
    """Note what was sent, also of a sending that broke: its next try goes on from there."""
    sent = {gallery.product_id: gallery.ids for gallery in galleries if gallery.ids}
    if not sent:
        return
    with shop.memory.locked(MEMORY) as known:
        for product_id, ids in sent.items():
            entry = known.pop(product_id, {})
            open_keys = [key for key in entry.get("sent", ()) if key not in ids]
            known[product_id] = {"ids": ids}
            if open_keys:
                known[product_id] |= {"before": [*entry["before"], *ids.values()], "sent": open_keys}
        for product_id in list(known)[:-REMEMBERED]:
            del known[product_id]


def category_pictures(shop):
    """Return the ids of categories that have a picture, () for a key that may not look at pictures."""
    try:
        root = shop.wire.node("images/categories")
    except (AuthenticationFailed, NotFound):
        return frozenset()
    return frozenset(node.get("id") for node in root.iter("image"))


def category_image(shop, id):
    """Return the picture of a category; it has the category's own id."""
    return Image(id=id, url=f"{shop.wire.http.base_url}/images/categories/{id}", name=f"{id}.jpg")


def send_category_image(shop, category_id, image, *, replacing):
    """Send the one picture of a category, in the place of the one that it has."""
    _uploaded(shop, f"images/categories/{category_id}", image, replacing=replacing)
