"""Answers that make no sense, or none at all: the error says what to do next, and it comes quickly."""

import time

from ...remotes.errors import AuthenticationFailed, InvalidSettings, ProtocolError, RateLimited, Unavailable
from ..simulators.faults import ENTITY_BOMB
from .case import needs

PAGE = "<!DOCTYPE html><html><body>We are back soon</body></html>"

#: What the server answers: (what it is, the fault, what the hub must be told).
ANSWERS = (
    ("internal error", {"code": 500}, Unavailable),
    ("internal error with a web page", {"code": 500, "body": PAGE}, Unavailable),
    ("bad gateway", {"code": 502, "body": PAGE}, Unavailable),
    ("maintenance", {"code": 503}, Unavailable),
    ("too many calls", {"code": 429}, RateLimited),
    ("not allowed", {"code": 401}, AuthenticationFailed),
    ("forbidden", {"code": 403}, AuthenticationFailed),
    ("web page", {"code": 200, "body": PAGE}, ProtocolError),
    ("nothing", {"code": 200}, ProtocolError),
    ("plain text", {"code": 200, "body": "OK", "content_type": "text/plain"}, ProtocolError),
    ("JSON of another kind", {"code": 200, "body": "[1, 2]", "content_type": "application/json"}, ProtocolError),
    ("XML of another kind", {"code": 200, "body": "<rss><a/><b/></rss>", "content_type": "text/xml"}, ProtocolError),
    ("bytes", {"code": 200, "body": b"\xff\xfe\x00\x80<", "content_type": "text/xml"}, ProtocolError),
    ("entity bomb", {"code": 200, "body": ENTITY_BOMB, "content_type": "text/xml"}, ProtocolError),
    ("deep XML", {"code": 200, "body": "<a>" * 50_000, "content_type": "text/xml"}, ProtocolError),
    ("deep JSON", {"code": 200, "body": "[" * 50_000, "content_type": "application/json"}, ProtocolError),
)

#: An answer that is refused takes no longer than this, in seconds.
QUICK = 2.0


class BrokenAnswerPromises:
    @needs("pulls")
    def test_a_senseless_answer_is_classified(self, kind):
        # Lists are read, a session is open: what breaks is the reading itself.
        list(self.remote.pull(kind))
        for name, fault, expected in ANSWERS:
            with self.subTest(name):
                self._assert_error(expected, fault, lambda: list(self.remote.pull(kind)))

    def test_a_senseless_answer_to_the_first_call_is_classified(self):
        for name, fault, expected in ANSWERS:
            with self.subTest(name):
                self._assert_error(expected, fault, lambda: self.opened().check())

    def test_an_answer_cut_short_is_unavailable(self):
        for fault in (self.simulator.faults.cut_body, self.simulator.faults.refuse):
            fault(times=3)
            self.assertIsInstance(self.raised(self.remote.check), Unavailable)
            self.simulator.faults.clear()

    def test_the_server_says_when_to_come_back(self):
        for code, expected in ((429, RateLimited), (503, Unavailable)):
            self.simulator.faults.status(code, headers={"Retry-After": "17"})
            error = self.raised(self.remote.check)
            self.assertIsInstance(error, expected)
            self.assertEqual(error.retry_after, 17)

    def test_without_a_word_it_is_not_at_once(self):
        self.simulator.faults.status(429)
        self.assertGreaterEqual(self.raised(self.remote.check).retry_after, 1)

    def test_a_redirect_is_not_followed(self):
        self.remote.check()
        for code in (301, 302, 303, 307, 308):
            with self.subTest(code):
                self.simulator.faults.status(code, headers={"Location": f"{self.simulator.url}/thief"})
                self.assertIsInstance(self.raised(self.remote.check), (ProtocolError, InvalidSettings))
        self.assertEqual(self.simulator.log.count(path="/thief"), 0)

    def test_after_all_that_it_still_works(self):
        for _name, fault, _expected in ANSWERS:
            self.simulator.faults.status(**fault)
            self.raised(self.remote.check)
        self.simulator.faults.clear()
        self.assertTrue(self.remote.check().name)

    @needs("pulls")
    def test_errors_say_where_they_happened(self, kind):
        self.simulator.faults.status(500, times=3)
        error = self.raised(lambda: list(self.remote.pull(kind)))
        self.simulator.faults.clear()
        self.assertEqual(error.system, self.system)
        self.assertTrue(error.call)
        self.assertIn(error.call, str(error))

    def _assert_error(self, expected, fault, work):
        self.simulator.faults.status(**fault)
        started = time.monotonic()
        error = self.raised(work)
        elapsed = time.monotonic() - started
        self.simulator.faults.clear()
        self.assertIsInstance(error, expected, repr(error))
        self.assertLess(elapsed, QUICK)
