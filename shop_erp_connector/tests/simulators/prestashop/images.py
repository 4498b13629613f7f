"""Pictures of products: ``/api/images/products``; those of other things are not simulated."""

import base64

from .failures import ApiError
from .render import document

IMAGE_TYPES = ("cart_default", "small_default", "medium_default", "home_default", "large_default")
#: First bytes: content type
FORMATS = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
NOT_AN_IMAGE = "Image format not recognized, allowed formats are: gif, jpg, jpeg, jpe, png, webp"


def content_type(content):
    """Return the type of a picture by its first bytes, "" for anything else."""
    return next((name for start, name in FORMATS.items() if content.startswith(start)), "")


def uploaded(request):
    """Return the picture that was sent in the field ``image`` of a form.

    :raises ApiError: 76, there is none, or it is no picture
    """
    sent = request.files.get("image")
    content = sent.read() if sent else b""
    if not content_type(content):
        raise ApiError(400, 76, f"Image upload error : {NOT_AN_IMAGE}")
    return content


class Images:
    """The pictures of the products of a store.

    :param base: where the webservice is, ending with ``/api``
    """

    def __init__(self, store, base):
        self.store = store
        self.base = f"{base}/images/products"
        self._types = f"{base}/image_types"

    def index(self):
        """Return the document that lists the products with pictures."""
        products = dict.fromkeys(row["id_product"] for row in self.store.rows("images"))
        types = "".join(
            f'<image_type id="{number}" name="{name}" xlink:href="{self._types}/{number}"/>\n'
            for number, name in sorted(enumerate(IMAGE_TYPES, start=1), key=lambda pair: pair[1])
        )
        images = "".join(f'<image id="{one}" xlink:href="{self.base}/{one}"/>\n' for one in products)
        return document(f"<image_types>\n{types}</image_types>\n<images>\n{images}</images>\n")

    def declinations(self, product):
        """Return the document of a product's pictures, None when it has none."""
        rows = self.store.find("images", id_product=product)
        if not rows:
            return None
        path = f"{self.base}/{product}"
        lines = "".join(f'<declination id="{row["id"]}" xlink:href="{path}/{row["id"]}"/>\n' for row in rows)
        return document(f'<image id="{product}">\n{lines}</image>\n')

    def find(self, product, key):
        """Return the row of a picture of a product, None when there is none."""
        return self.store.first("images", id_product=product, id=key)

    def add(self, product, content):
        """Keep a picture and return the document that answers it.

        What is kept is not what was sent: the shop writes the picture anew. Here one byte comes behind it.
        """
        if self.store.get("products", product) is None:
            raise ApiError(400, 76, "Image upload error : this product does not exist")
        others = self.store.find("images", id_product=product)
        row = self.store.insert(
            "images",
            {
                "id_product": str(product),
                "position": len(others) + 1,
                "cover": not any(one["cover"] for one in others),
                "content": content + b"\n",
            },
        )
        return document(self._added(row))

    def replace(self, row, content):
        """Put another picture in the place of one; its id stays."""
        self.store.update("images", row, {"content": content + b"\n"})

    def delete(self, row):
        """Remove a picture; when it was the cover the next one becomes it."""
        self.store.delete("images", row)
        others = self.store.find("images", id_product=row["id_product"])
        if row["cover"] and others:
            others[0]["cover"] = True

    def _added(self, row):
        languages = self.base.removesuffix("/images/products") + "/languages"
        legend = "".join(
            f'<language id="{one}" xlink:href="{languages}/{one}"><![CDATA[]]></language>'
            for one in self.store.languages()
        )
        values = {
            "id": row["id"],
            "id_product": row["id_product"],
            "position": row["position"],
            "cover": "1" if row["cover"] else "",
        }
        lines = "".join(f"<{name}><![CDATA[{value}]]></{name}>\n" for name, value in values.items())
        content = base64.b64encode(row["content"]).decode()
        return (
            f"<image>\n{lines}<legend>{legend}</legend>\n</image>\n"
            f'<content encode="base64"><![CDATA[{content}]]></content>\n'
        )
