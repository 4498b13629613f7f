"""Documents, pictures and shops for the tests of PrestaShop's catalogue; the deviating value stands in the test."""

import struct
import zlib
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.documents import AttributeValue, Image, Product, Variant
from .prestashop_case import PrestaShopCase


def png(shade):
    """Return a picture of one grey point as a real PNG."""

    def chunk(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def image(key, **values):
    """Return a picture of the hub."""
    return Image(content_key=key, name=f"{key}.png", **values)


def variant(code, *values, **fields):
    """Return a variant; values are texts like "Colour=red"."""
    pairs = [text.split("=") for text in values]
    attributes = tuple(AttributeValue(attribute=name, value=value) for name, value in pairs)
    return Variant(code=code, attributes=attributes, **fields)


def shirt(code="SHIRT", variants=(), **values):
    """Return a product with a red and a blue variant, unless others are given."""
    variants = variants or (variant(f"{code}-R", "Colour=red"), variant(f"{code}-B", "Colour=blue"))
    return Product(code=code, variants=tuple(variants), **{"name": {"en": "T-shirt"}, "price": Decimal(20), **values})


class Pictures:
    """The hub's pictures by key; ``read_keys`` are those that were read."""

    def __init__(self):
        self.contents = {f"key{number}": png(number) for number in range(10)}
        self.read_keys = []

    def read(self, key):
        """See ``remotes.memory.Contents``."""
        self.read_keys.append(key)
        return self.contents[key]


class GoodsCase(PrestaShopCase):
    """As ``PrestaShopCase``, with pictures."""

    def setUp(self):
        self.pictures = Pictures()
        super().setUp()

    def opened(self, **settings):
        settings = {**self.shop.settings, **settings}
        remote = open_remote("prestashop", settings, memory=self.memory, contents=self.pictures)
        return self.enterContext(remote)

    def pushed(self, *products):
        """Push products, all of which must arrive; return their results."""
        results = self.remote.push("product", products)
        self.assertEqual([result.error for result in results], [None] * len(products))
        return results

    def found(self, result):
        """Return the document that the shop has under a result's id."""
        (document,) = self.documents("product", ids=[result.id])
        return document

    def writes(self):
        """Return (method, path below /api) of the calls that wrote since the log was emptied."""
        return [(call.method, call.path.removeprefix("/api/")) for call in self.shop.log if call.method != "GET"]
