"""OAuth 1.0a: a server that works out each signature for itself finds it right, wherever it travels."""

import base64
import hashlib
import hmac
import threading
from unittest import TestCase
from urllib.parse import parse_qsl, quote, unquote

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from ...remotes.transport.http import Http
from ...remotes.transport.oauth import OAuth1

SECRET = "cs_s3cret/key+of&ours"
TOKEN_SECRET = "t0ken&s3cret"
DIGESTS = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}


class Handler(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Write no line per request."""


def escaped(text):
    return quote(text, safe="~")


def signature(method, url, pairs, signing_key, digest):
    """Work out a signature as RFC 5849 section 3.4 says."""
    encoded = sorted((escaped(name), escaped(value)) for name, value in pairs)
    base = "&".join((method, escaped(url), escaped("&".join(f"{name}={value}" for name, value in encoded))))
    return base64.b64encode(hmac.new(signing_key.encode(), base.encode(), digest).digest()).decode()


class TestOAuth1(TestCase):
    def setUp(self):
        self.seen = []
        self.server = make_server("127.0.0.1", 0, self.answer, threaded=True, request_handler=Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}/rest"

    def answer(self, environ, start_response):
        """Note (the OAuth fields, whether the signature fits), the latter for either place."""
        request = Request(environ)
        pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
        header = request.headers.get("Authorization", "").removeprefix("OAuth ")
        fields = dict(part.strip().split("=", 1) for part in header.split(",") if part)
        pairs += [(name, unquote(value.strip('"'))) for name, value in fields.items()]
        named = dict(pairs)
        given = named.get("oauth_signature", "")
        signed = [(name, value) for name, value in pairs if name != "oauth_signature"]
        key = f"{escaped(SECRET)}&{escaped(TOKEN_SECRET) if 'oauth_token' in named else ''}"
        digest = DIGESTS[named["oauth_signature_method"]]
        fits = given == signature(request.method, request.base_url, signed, key, digest)
        self.seen.append((named, "header" if fields else "query", fits))
        return Response(request.get_data())(environ, start_response)

    def opened(self, **options):
        http = Http(system="test", base_url=self.url, auth=OAuth1("ck_key", SECRET, **options))
        self.addCleanup(http.close)
        return http

    def test_signed_in_the_query(self):
        http = self.opened(place="query")
        http.send("GET", "/orders", params={"modified_after": "2025-03-02T17:00:00", "search": "ä & b+c", "empty": ""})
        ((named, place, fits),) = self.seen
        self.assertEqual((place, fits), ("query", True))
        self.assertEqual((named["oauth_consumer_key"], named["oauth_signature_method"]), ("ck_key", "HMAC-SHA256"))
        self.assertEqual((named["search"], named["modified_after"]), ("ä & b+c", "2025-03-02T17:00:00"))
        self.assertNotIn("oauth_token", named)

    def test_signed_in_the_header_with_a_token(self):
        http = self.opened(token="tok", token_secret=TOKEN_SECRET)
        query = "searchCriteria[filter_groups][0][filters][0][value]=%25lamp%25"
        self.assertEqual(http.send("GET", "/products", query=query).status, 200)
        ((named, place, fits),) = self.seen
        self.assertEqual((place, fits, named["oauth_token"]), ("header", True, "tok"))
        self.assertEqual(named["searchCriteria[filter_groups][0][filters][0][value]"], "%lamp%")

    def test_the_older_digest(self):
        self.opened(method="HMAC-SHA1").send("GET", "/orders")
        ((named, _place, fits),) = self.seen
        self.assertEqual((named["oauth_signature_method"], fits), ("HMAC-SHA1", True))

    def test_the_body_is_sent_as_it_is(self):
        response = self.opened().send(
            "POST", "/orders", body='{"name": "é"}', headers={"Content-Type": "application/json"}
        )
        self.assertEqual((response.text, self.seen[0][2]), ('{"name": "é"}', True))

    def test_no_nonce_is_used_twice(self):
        http = self.opened()
        for _turn in range(5):
            http.send("GET", "/orders")
        self.assertEqual(len({named["oauth_nonce"] for named, _place, _fits in self.seen}), 5)

    def test_secrets_are_shown_nowhere(self):
        http = self.opened(token="tok", token_secret=TOKEN_SECRET)
        signer = OAuth1("ck_key", SECRET, token="tok", token_secret=TOKEN_SECRET)
        self.assertEqual(http.redactor.redact(f"{SECRET} {TOKEN_SECRET}"), "••• •••")
        for text in (repr(signer), repr(vars(signer)["_client"]), repr(http)):
            self.assertNotIn(SECRET, text)
            self.assertNotIn(TOKEN_SECRET, text)
