"""Pictures: named by their ids in the media library; only new ones are sent, each once.

Every address that is written makes a new picture there, also an equal one; so known pictures are named by id, and what
the hub's pictures became is remembered. The dossier's section 4; recording product-image-bad-id.
"""

import mimetypes
import re
from urllib.parse import unquote, urlsplit

from ..documents import Image
from ..errors import Rejected
from .rows import SYSTEM
from .texts import spoken, told

#: The memory's dict of what pictures became, and how many are remembered.
MEMORY = "pictures"
REMEMBERED = 5000

NO_UPLOAD = (
    "The shop takes pictures only with an application password of WordPress (Users → Profile): enter user and password,"
    " or give pictures a public address."
)


def image_of(row):
    """Return a picture of a product, variation or category."""
    url = row.text("src")
    return Image(id=row.id, url=url, name=file_name(url), legend=spoken(row.plain("alt")))


def file_name(url):
    """Return the file's name in an address."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


class Pictures:
    """The pictures of one push: what each is called in the shop.

    :param images: those of all documents; bytes are read one by one, and only of those that the shop does not have
    """

    def __init__(self, shop, images):
        self._shop = shop
        keys = {_key(image) for image in images if not image.id}
        self._ids = {}
        if keys:
            with shop.memory.locked(MEMORY) as known:
                self._ids = {key: known[key] for key in keys if key in known}

    def id_of(self, image):
        """Return the shop's id of a picture, "" for one that it does not have."""
        return image.id or self._ids.get(_key(image), "")

    def legend(self, image):
        """Return a picture's legend in the shop's language, "" for none."""
        return told(self._shop.lists, image.legend, "images")

    def entry(self, image):
        """Return how a write names a picture; one that the shop does not have is uploaded, or named by address.

        :raises Rejected: the shop cannot be given it
        """
        legend = self.legend(image)
        entry = {"alt": legend} if legend else {}
        id = self.id_of(image)
        if not id and image.content_key and self._shop.wire.can_upload:
            id = self._uploaded(image)
        if id:
            return {"id": int(id), **entry}
        if not image.url:
            raise Rejected(NO_UPLOAD, system=SYSTEM, field="images")
        return {"src": image.url, "name": image.name, **entry}

    def _uploaded(self, image):
        try:
            content = self._shop.contents.read(image.content_key)
        except KeyError:
            message = f"The picture {image.name} is no longer there."
            raise Rejected(message, system=SYSTEM, field="images") from None
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", image.name)
        id = self._shop.wire.upload(name, content, mimetypes.guess_type(name)[0] or "image/jpeg")
        self._remember({_key(image): id})
        return id

    def learn(self, images, rows):
        """Remember what the pictures of a written record became: the shop answers them in the order they were sent."""
        self._remember({_key(image): row.id for image, row in zip(images, rows, strict=False) if not image.id})

    def forget(self, images):
        """Forget what pictures became: somebody has deleted one from the library."""
        with self._shop.memory.locked(MEMORY) as known:
            for image in images:
                known.pop(_key(image), None)

    def _remember(self, ids):
        self._ids |= ids
        if ids:
            with self._shop.memory.locked(MEMORY) as known:
                known |= ids
                for key in list(known)[:-REMEMBERED]:
                    del known[key]


def _key(image):
    return image.content_key or image.url
