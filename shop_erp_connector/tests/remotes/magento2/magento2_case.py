"""A simulated shop and a remote opened on it, for the tests of Magento 2."""

import hashlib
from unittest import TestCase

from ....remotes import open_remote
from ....remotes.memory import ProcessMemory
from ...simulators.magento2 import Magento2Simulator


class Pictures:
    """The hub's own pictures; ``read`` counts how often each was asked for."""

    def __init__(self):
        self.bytes = {}
        self.reads = []

    def add(self, content):
        """Keep a picture and return its key."""
        key = hashlib.sha256(content).hexdigest()
        self.bytes[key] = content
        return key

    def read(self, key):
        """See ``remotes.memory.Contents``."""
        self.reads.append(key)
        return self.bytes[key]


class Magento2Case(TestCase):
    """``shop`` is a fresh shop; ``remote`` is open on it and remembers in ``memory``."""

    options = {}
    settings = {}

    def setUp(self):
        self.shop = self.enterContext(Magento2Simulator(**self.options))
        self.memory, self.pictures = ProcessMemory(), Pictures()
        self.remote = self.opened()

    def opened(self, **settings):
        """Return another remote on the same shop, as another worker would open it."""
        settings = {**self.shop.settings, **self.settings, **settings}
        return self.enterContext(open_remote("magento2", settings, memory=self.memory, contents=self.pictures))

    def settle(self):
        """Let ten minutes pass: what was just written is behind the look-back. Forget the calls."""
        self.shop.clock.advance(600)
        self.shop.log.clear()

    def pages(self, kind, cursor=None, **options):
        """Return all pages of a pull."""
        return list(self.remote.pull(kind, cursor=cursor, **options))

    def documents(self, kind, cursor=None, **options):
        """Return the documents of all pages of a pull; nothing may be refused."""
        pages = self.pages(kind, cursor, **options)
        self.assertEqual([refusal for page in pages for refusal in page.refusals], [])
        return [document for page in pages for document in page.documents]

    def only(self, kind, **options):
        """Return the one document of a pull."""
        (document,) = self.documents(kind, **options)
        return document

    def pushed(self, kind, *documents):
        """Push documents, all of which must be taken; return the results."""
        results = self.remote.push(kind, documents)
        self.assertEqual([result.error for result in results], [None] * len(documents))
        return results

    def refusal(self, kind, document):
        """Return the error of a document that must be refused."""
        (result,) = self.remote.push(kind, [document])
        self.assertIsNotNone(result.error)
        return result.error
