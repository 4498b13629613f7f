"""Pictures of products and of categories, below ``/api/images``; those of other things are not simulated."""

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
#: First bytes: what the last ones must hold
ENDS = {b"\x89PNG": b"IEND", b"\xff\xd8\xff": b"\xff\xd9", b"GIF8": b";", b"RIFF": b""}
#: Bytes, unless PS_PRODUCT_PICTURE_MAX_SIZE says something else
LARGEST = 8 * 1024 * 1024
NOT_AN_IMAGE = "Image format not recognized, allowed formats are: gif, jpg, jpeg, jpe, png, webp"


def content_type(content):
    """Return the type of a picture by its first bytes, "" for anything else."""
    return next((name for start, name in FORMATS.items() if content.startswith(start)), "")


def uploaded(request, store):
    """Return the picture that was sent in the field ``image`` of a form.

    :raises ApiError: 76, there is none, or it is no whole picture; 72, it is too large
    """
    sent = request.files.get("image")
    content = sent.read() if sent else b""
    if sent:
        sent.close()
    ending = next((end for start, end in ENDS.items() if content.startswith(start)), None)
    if ending is None or ending not in content[-64:]:
        raise ApiError(400, 76, f"Image upload error : {NOT_AN_IMAGE}")
    largest = int(store.configuration("PS_PRODUCT_PICTURE_MAX_SIZE") or LARGEST)
    if len(content) > largest:
        raise ApiError(400, 72, f"The image size is too large (maximum allowed is {largest // 1024} KB)")
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

    # the one picture of a category

    def category_index(self):
        """Return the document that lists the categories with a picture."""
        base = self.base.removesuffix("products") + "categories"
        rows = [row for row in self.store.rows("categories") if "_picture" in row]
        images = "".join(f'<image id="{row["id"]}" xlink:href="{base}/{row["id"]}"/>\n' for row in rows)
        return document(f"<image_types>\n</image_types>\n<images>\n{images}</images>\n")

    def set_category(self, row, content, *, is_new):
        """Keep the picture of a category; a second one must be sent as a change."""
        if is_new and "_picture" in row:
            raise ApiError(400, 65, "This image already exists. To modify it, please use the PUT method")
        if not is_new and "_picture" not in row:
            raise ApiError(400, 57, "This image does not exist on disk")
        row["_picture"] = content + b"\n"

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
