"""What the tests of the Magento 1 remote share: a simulated shop with a remote on it, and a server of recordings."""

import unittest
from dataclasses import replace

from werkzeug.wrappers import Request, Response

from ....remotes import open_remote
from ....remotes.memory import ProcessMemory
from ...simulators.magento1 import Magento1Simulator
from ..loopback import Loopback
from . import magento1_recordings as recorded

SETTINGS = {
    "user": "hub",
    "api_key": "simulated-api-key",
    "currency": "EUR",
    "prices": "with tax",
    "tax_rates": "2=19",
}


class Pictures:
    """The bytes of the hub's own pictures, and which of them were read."""

    def __init__(self, **contents):
        self.contents = contents
        self.read_keys = []

    def read(self, key):
        """See ``remotes.memory.Contents``."""
        self.read_keys.append(key)
        return self.contents[key]


class Magento1Case(unittest.TestCase):
    """A fresh shop per test; ``options`` of a class go to its simulator."""

    options = {}

    def setUp(self):
        self.shop = self.enterContext(Magento1Simulator(**self.options))
        self.memory = ProcessMemory()
        self.pictures = Pictures()
        self.remote = self.opened()

    def opened(self, **settings):
        """Return a remote on the shop with the test's memory."""
        remote = open_remote("magento1", self.shop.settings | settings, memory=self.memory, contents=self.pictures)
        self.addCleanup(remote.close)
        return remote

    def pulled(self, kind, remote=None, **options):
        """Return the documents of a whole pull, none of which may be refused."""
        pages = list((remote or self.remote).pull(kind, **options))
        self.assertEqual([refusal for page in pages for refusal in page.refusals], [])
        return [document for page in pages for document in page.documents]

    def forget_doors(self):
        """Let the remote look again whether v1 is open."""
        with self.memory.locked("doors") as doors:
            doors.clear()

    def only(self, kind, remote=None, **options):
        """Return the only document of a pull."""
        (document,) = self.pulled(kind, remote, **options)
        return document

    def pushed(self, kind, *documents):
        """Return the results of pushing documents, all of which must have worked."""
        results = self.remote.push(kind, documents)
        self.assertEqual([result.error for result in results], [None] * len(documents))
        return results

    def refused(self, kind, document, **changes):
        """Return the error of pushing one document."""
        (result,) = self.remote.push(kind, [replace(document, **changes)])
        self.assertIsNotNone(result.error)
        return result.error

    def calls(self):
        """Return ``{operation: number of calls}`` since the last time, without the WSDL and logins."""
        summary = {kind: count for (_method, kind), count in self.shop.log.summary().items()}
        self.shop.log.clear()
        return {kind: count for kind, count in summary.items() if kind not in ("wsdl", "login")}


class Replay(Loopback):
    """A server that answers each operation with one recording; a context manager.

    ``answers`` is ``{operation: envelope}``, ``v1_answers`` the same of v1; without any it answers 404 there, as a shop
    that has v1 closed.
    """

    def __init__(self):
        self.answers, self.v1_answers = {}, {}
        self.sent = []

    def record(self, **names):
        """Serve recordings: ``{operation: name}``."""
        recordings = recorded.read()
        for operation, name in names.items():
            self.answers[operation] = recordings[name].answer

    def _answer(self, environ, start_response):
        request = Request(environ)
        if request.method == "GET":
            body, status = recorded.wsdl(), 200
        else:
            operation = recorded.operation(request.get_data().decode())
            answers = self.v1_answers if request.path.endswith("/soap/") else self.answers
            answer = answers.get(operation)
            self.sent.append((operation, request.get_data().decode()))
            body, status = (answer, 200) if answer else ("<html></html>", 404)
        return Response(body, status=status, content_type="text/xml; charset=UTF-8")(environ, start_response)
