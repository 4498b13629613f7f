"""A simulated WooCommerce shop with a remote on it, for tests that say what a shop has and look at what arrives."""

import hashlib
from decimal import Decimal
from unittest import TestCase

from ....remotes import open_remote
from ....remotes.memory import ProcessMemory
from ...simulators.woocommerce import WEBHOOK_SECRET, WooCommerceSimulator

#: The smallest picture there is.
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Pictures:
    """The hub's pictures: ``keys`` by name; counts how often one was read."""

    def __init__(self, *contents):
        self.keys = [hashlib.sha256(content).hexdigest() for content in contents]
        self._contents = dict(zip(self.keys, contents, strict=True))
        self.read_count = 0

    def add(self, content):
        """Keep one more picture and return its key."""
        key = hashlib.sha256(content).hexdigest()
        self._contents[key] = content
        return key

    def read(self, key):
        """See ``remotes.memory.Contents``."""
        self.read_count += 1
        return self._contents[key]


class WooCommerceCase(TestCase):
    """``self.shop`` runs; ``self.remote`` is open on it and knows its code lists."""

    options = {}

    def setUp(self):
        self.shop = self.enterContext(WooCommerceSimulator(**self.options))
        self.memory = ProcessMemory()
        self.remote = self.opened()
        self.fill()
        self.remote.check()
        self.shop.log.clear()

    def fill(self):
        """Give the shop what all tests of a class need."""

    def opened(self, *, contents=None, **settings):
        """Return another remote on the same memory."""
        given = self.shop.settings | {"webhook_secret": WEBHOOK_SECRET} | settings
        return self.enterContext(open_remote("woocommerce", given, memory=self.memory, contents=contents))

    def with_media(self, pictures):
        """Return a remote that may upload pictures."""
        user, password = self.shop.media_user
        return self.opened(contents=pictures, media_user=user, media_password=password)

    def read(self, kind, *, remote=None, **options):
        """Return all documents of a kind; refusals are a failure."""
        pages = list((remote or self.remote).pull(kind, **options))
        self.assertEqual([refusal for page in pages for refusal in page.refusals], [])
        return [document for page in pages for document in page.documents]

    def only(self, kind, id):
        """Return one document by id."""
        (document,) = self.read(kind, ids=[str(id)])
        return document

    def push(self, kind, *documents, remote=None):
        """Push documents that all must arrive; return the results."""
        results = (remote or self.remote).push(kind, documents)
        self.assertEqual([result.error for result in results], [None] * len(documents))
        return results

    def refusal(self, kind, document, remote=None):
        """Return the error of a document that is refused."""
        (result,) = (remote or self.remote).push(kind, [document])
        self.assertIsNotNone(result.error)
        return result.error

    def calls(self):
        """Return the calls since the last question, as ``{(method, kind): count}``, and begin to count afresh."""
        summary = self.shop.log.summary()
        self.shop.log.clear()
        return summary


def dec(text):
    """Return a Decimal."""
    return Decimal(str(text))
