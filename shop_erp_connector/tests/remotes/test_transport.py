"""The wires: what each kind of trouble becomes, what is never shown, never followed and never read."""

import base64
import logging
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from unittest import TestCase

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from ...remotes import cursors
from ...remotes.errors import (
    InvalidSettings,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    Rejected,
    Unavailable,
)
from ...remotes.memory import ProcessMemory
from ...remotes.transport import xml
from ...remotes.transport.http import Http
from ...remotes.transport.redaction import Redactor

SECRET = "s3cret/key+of&ours"


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type, message, *args):
        """Write no line per request."""


class HttpCase(TestCase):
    """A server that does what the path asks for; ``seen`` are (method, path with query) that arrived."""

    def setUp(self):
        self.seen = []
        self.server = make_server("127.0.0.1", 0, self.answer, threaded=True, request_handler=Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.http = self.opened()

    def opened(self, **options):
        url = f"http://127.0.0.1:{self.server.server_port}/api"
        http = Http(**{"system": "test", "base_url": url, "auth": ("user", SECRET), "read_timeout": 2.0, **options})
        self.addCleanup(http.close)
        return http

    def answer(self, environ, start_response):
        request = Request(environ)
        self.seen.append((request.method, request.full_path.rstrip("?")))
        name = request.path.rpartition("/")[2]
        response = getattr(self, f"do_{name}")(request)
        return response(environ, start_response)

    def do_echo(self, request):
        text = f"{request.method} {request.query_string.decode()} {request.get_data(as_text=True)}"
        return Response(text, headers={"Authorization-Seen": request.headers.get("Authorization", "")})

    def do_redirect(self, _request):
        return Response("", status=302, headers={"Location": "/api/echo"})

    def do_busy(self, request):
        return Response("slow down", status=429, headers={"Retry-After": request.args.get("after", "")})

    def do_down(self, _request):
        return Response("later", status=503, headers={"Retry-After": "90"})

    def do_slow(self, _request):
        time.sleep(0.5)
        return Response("late")

    def do_cut(self, request):
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionError

    def do_half(self, _request):
        response = Response("half of it")
        response.automatically_set_content_length = False
        response.headers["Content-Length"] = "1000"
        response.headers["Connection"] = "close"
        return response

    def do_large(self, _request):
        return Response(b"x" * 300_000)

    def do_cookie(self, request):
        response = Response(request.headers.get("Cookie", ""))
        response.set_cookie("visitor", "1")
        return response


class TestHttp(HttpCase):
    def test_a_call_and_its_answer(self):
        response = self.http.send("POST", "/echo", params={"a": "b c"}, query="limit=0,5", body="grüße")
        self.assertEqual((response.status, response.text), (200, "POST a=b+c&limit=0,5 grüße"))
        expected = "Basic " + base64.b64encode(f"user:{SECRET}".encode()).decode()
        self.assertEqual(response.headers["authorization-seen"], expected)
        self.assertEqual(self.http.calls, 1)

    def test_a_redirect_is_not_followed(self):
        response = self.http.send("GET", "/redirect")
        self.assertEqual((response.status, response.headers["location"]), (302, "/api/echo"))
        self.assertEqual(self.seen, [("GET", "/api/redirect")])
        self.assertIsInstance(self.http.failure(response), ProtocolError)

    def test_too_many_calls(self):
        later = http_date(datetime.now(UTC) + timedelta(seconds=100))
        for after, low, high in (("7", 7, 7), (later, 98, 101), ("", 60, 60)):
            with self.assertRaises(RateLimited) as caught:
                self.http.send("POST", "/busy", params={"after": after})
            self.assertTrue(low <= caught.exception.retry_after <= high, caught.exception.retry_after)
        self.assertEqual(len(self.seen), 3)

    def test_statuses_by_general_rule_and_by_table(self):
        down = self.http.failure(self.http.send("POST", "/down"))
        self.assertEqual((type(down), down.retry_after, down.code), (Unavailable, 90.0, "503"))
        response = self.http.send("GET", "/echo")
        by_status = {
            status: type(self.http.failure(type(response)(status=status, call="GET /x", safe=safe)))
            for status, safe in ((400, True), (404, True), (500, True))
        }
        self.assertEqual(by_status, {400: Rejected, 404: Rejected, 500: Unavailable})
        lost = type(response)(status=500, call="POST /x", safe=False)
        self.assertIsInstance(self.http.failure(lost), OutcomeUnknown)
        self.assertIsInstance(self.http.failure(lost, {500: Rejected}), Rejected)

    def test_no_answer_in_time(self):
        http = self.opened(read_timeout=0.1)
        with self.assertRaises(Unavailable):
            http.send("GET", "/slow")
        with self.assertRaises(OutcomeUnknown):
            http.send("POST", "/slow")
        with self.assertRaises(Unavailable):
            http.send("PUT", "/slow", safe=True)

    def test_a_connection_that_breaks(self):
        for method, error in (("GET", Unavailable), ("POST", OutcomeUnknown)):
            with self.assertRaises(error):
                self.opened().send(method, "/cut")
            with self.assertRaises(error):
                self.opened().send(method, "/half")
        self.assertEqual(len(self.seen), 4)

    def test_a_server_that_is_not_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        for url in (f"http://127.0.0.1:{port}", "https://no-such-server.invalid"):
            with self.assertRaises(Unavailable) as caught:
                self.opened(base_url=url).send("POST", "/echo")
            self.assertIsNone(caught.exception.__cause__)

    def test_a_kept_connection_that_was_closed_costs_a_safe_call_nothing(self):
        self.http.send("GET", "/echo")
        with self.assertRaises(Unavailable):
            self.http.send("GET", "/cut")
        self.assertEqual([path for _method, path in self.seen], ["/api/echo", "/api/cut", "/api/cut"])
        self.http.send("GET", "/echo")
        with self.assertRaises(OutcomeUnknown):
            self.http.send("POST", "/cut")
        self.assertEqual([path for _method, path in self.seen[3:]], ["/api/echo", "/api/cut"])

    def test_an_answer_that_is_too_large(self):
        http = self.opened(max_bytes=100_000)
        with self.assertRaises(ProtocolError):
            http.send("GET", "/large")
        with self.assertRaises(OutcomeUnknown):
            http.send("POST", "/large")

    def test_cookies_are_not_kept(self):
        self.http.send("GET", "/cookie")
        self.assertEqual(self.http.send("GET", "/cookie").text, "")

    def test_plain_http_carries_no_secret(self):
        for url in ("http://shop.example", "ftp://shop.example", "https://", "https://user:pw@shop.example"):
            with self.assertRaises(InvalidSettings) as caught:
                Http(system="test", base_url=url)
            self.assertEqual(caught.exception.field, "url")
        Http(system="test", base_url="http://shop.example", carries_secrets=False).close()
        for url in ("http://localhost:1", "http://[::1]:1", "https://shop.example"):
            Http(system="test", base_url=url).close()

    def test_a_rate_limit_is_shared_by_all_workers(self):
        memory = ProcessMemory()
        workers = [self.opened(memory=memory, calls_per_second=4) for _number in range(2)]
        done = 0
        with self.assertRaises(RateLimited) as caught:
            for turn in range(40):
                workers[turn % 2].send("GET", "/echo")
                done += 1
        self.assertTrue(4 <= done <= 6, done)
        self.assertTrue(0 < caught.exception.retry_after <= 1.1, caught.exception.retry_after)
        self.assertEqual(len(self.seen), done)
        time.sleep(caught.exception.retry_after)
        workers[0].send("GET", "/echo")


class TestSecrets(HttpCase):
    def test_no_form_of_a_secret_is_shown(self):
        redactor = Redactor((SECRET,))
        redactor.add(f"user:{SECRET}")
        forms = (
            SECRET,
            "s3cret%2Fkey%2Bof%26ours",
            "s3cret/key+of&amp;ours",
            base64.b64encode(SECRET.encode()).decode(),
            base64.b64encode(f"user:{SECRET}".encode()).decode(),
        )
        for form in forms:
            self.assertEqual(redactor.redact(f"<{form}>"), "<•••>")
        self.assertEqual(redactor.excerpt(f"{'x' * 495}{SECRET} and more".encode()), "x" * 495 + "••• a")
        self.assertNotIn(SECRET, repr(redactor) + repr(self.http))

    def test_errors_and_logs_are_redacted(self):
        with self.assertLogs(Http.__module__, logging.DEBUG) as logs:
            response = self.http.send("GET", "/echo", params={"key": SECRET})
        ours = logs.output
        self.assertEqual(len(ours), 1)
        self.assertIn("GET /echo?key=•••: 200, ", ours[0])
        error = self.http.failure(response, {200: ProtocolError}, message=f"no {SECRET}", text=f"bad {SECRET}")
        self.assertNotIn("s3cret", f"{error} {error.excerpt} {error.text} {error.call}")
        with self.assertRaises(Unavailable) as caught:
            self.opened(base_url="http://127.0.0.1:1").send("GET", f"/{SECRET}")
        self.assertNotIn("s3cret", f"{caught.exception} {caught.exception!r}")
        self.assertTrue(caught.exception.__suppress_context__)


class TestXml(TestCase):
    def parsed(self, body):
        with self.assertRaises(ProtocolError) as caught:
            xml.parse(body, redactor=Redactor((SECRET,)), system="test", call="GET /x")
        return caught.exception

    def test_what_is_not_xml_is_named(self):
        for body, sentence in (
            (b"", "The answer is empty"),
            (b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "The answer is a web page"),
            (b"<html><body>", "The answer is a web page"),
            (b"Cart cannot be loaded", "The answer is plain text"),
            (b'<?xml version="1.0"?><a><b>', "The answer is cut off"),
            (b"<a><b><![CDATA[text", "The answer is cut off"),
            (b"<a></b>", "The answer is not well-formed"),
            (b"<a>\x01</b>", "The answer is not well-formed"),
            (b"<a>" * 5000, "The answer is not well-formed"),
        ):
            self.assertTrue(str(self.parsed(body)).startswith(sentence), (body[:40], str(self.parsed(body))))

    def test_entities_and_document_types_are_refused(self):
        for body in (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
            b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
            b'<?xml version="1.0"?>'
            + b" " * 2000
            + b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        ):
            self.assertIn("document type", str(self.parsed(body)))

    def test_the_excerpt_is_short_and_redacted(self):
        error = self.parsed(f"<html>{SECRET}{'x' * 2000}".encode())
        self.assertEqual(len(error.excerpt), 500)
        self.assertTrue(error.excerpt.startswith("<html>•••xxx"))

    def test_one_character_that_xml_cannot_hold_does_not_make_an_answer_unreadable(self):
        body = "<a><b><![CDATA[Desk\x0blamp]]></b><b>x\x00y</b><b>&#8;&#x0;&#65;</b><b>ü</b></a>".encode()
        root = xml.parse(body.replace(b"</b></a>", b"\xff</b></a>"))
        self.assertEqual([one.text for one in root], ["Desk lamp", f"x{xml.NUL}y", f" {xml.NUL}A", "ü\ufffd"])
        self.assertIn("not well-formed", str(self.parsed(b"<a>\x0b<b></a>")))

    def test_texts_that_xml_cannot_hold_are_cleaned(self):
        root = xml.element("a", "1\x00\x0b\ufffe2 <&> ]]> ü", id="7\x01")
        again = xml.parse(xml.to_bytes(root))
        self.assertEqual((again.text, again.get("id")), ("12 <&> ]]> ü", "7"))
        self.assertIn(b"<![CDATA[<b>]]>", xml.to_bytes(xml.element("a", "<b>")))


class TestCursors(TestCase):
    def test_pages_of_a_frozen_list_meet_without_gap_or_repetition(self):
        keys = [
            (f"2026-01-01 00:00:{second:02}", str(number)) for number, second in enumerate([1, 1, 2, 2, 2, 2, 3] * 9)
        ]
        keys.sort()
        for limit in (1, 2, 3, 10, 63, 100):
            window = cursors.Window(first="", last="2026-01-02 00:00:00", until=datetime(2026, 1, 2, tzinfo=UTC))
            found, more = [], True
            while more:
                rows = [key for key in keys if key[0] >= window.first][window.offset :][: window.count(limit)]
                taken, window, more = window.page(rows, limit)
                self.assertLessEqual(len(taken), limit)
                found += [rows[index] for index in taken]
                window = cursors.Window.opened(window.cursor(more=True), now=None, zone=UTC)
            self.assertEqual(found, keys, f"pages of {limit}")

    def test_the_next_window_looks_back_from_the_end_of_the_last(self):
        first = cursors.Window.opened(None, now=datetime(2026, 3, 1, 12, 0, 2, tzinfo=UTC), zone=UTC)
        self.assertEqual((first.first, first.last), ("", "2026-03-01 12:00:02"))
        later = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
        second = cursors.Window.opened(first.cursor(more=False), now=later, zone=UTC)
        self.assertEqual((second.first, second.last), ("2026-03-01 11:55:02", "2026-03-01 12:30:00"))
