"""Who may call: bearer tokens, and OAuth 1.0a signed with HMAC-SHA256."""

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote

from .failures import ApiError, unauthorised

#: An integration's token, as the shop shows it; also accepted as bearer where that is switched on.
CONSUMER_KEY = "ck1aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
CONSUMER_SECRET = "cs1ccccccccccccccccccccccccccccc"
ACCESS_TOKEN = "at1bbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
TOKEN_SECRET = "ts1ddddddddddddddddddddddddddddd"
ADMIN_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjEsInV0eXBpZCI6Mn0.c2ltdWxhdGVkLXRva2Vu"

#: A request from the future is refused when it is more than this ahead, in seconds.
AHEAD = 600

_PAIR = re.compile(r'(\w+)="([^"]*)"')


def authorise(shop, request, resource):
    """Let a request pass, or refuse it as the shop does: in the same words whatever is wrong.

    :raises ApiError: 401
    """
    if resource == "anonymous":
        return
    header = request.headers.get("Authorization", "")
    kind, _space, rest = header.partition(" ")
    known = (kind == "OAuth" and _is_signed(shop, request, rest)) or (kind == "Bearer" and _is_bearer(shop, rest))
    if not known or resource in shop.denied:
        raise unauthorised(resource)


def _is_bearer(shop, token):
    accepted = {shop.admin_token}
    if shop.integration_as_bearer:
        accepted.add(ACCESS_TOKEN)
    return token in accepted


def _is_signed(shop, request, text):
    given = {name: unquote(value) for name, value in _PAIR.findall(text)}
    if set(given) < {"oauth_consumer_key", "oauth_signature", "oauth_nonce", "oauth_timestamp", "oauth_token"}:
        raise ApiError(400, "oauth_consumer_key is required. Enter and try again.")
    if given["oauth_consumer_key"] != CONSUMER_KEY or given["oauth_token"] != ACCESS_TOKEN:
        raise ApiError(401, "A consumer having the specified key does not exist")
    nonce, moment = given["oauth_nonce"], int(given["oauth_timestamp"])
    if nonce in shop.nonces or moment > shop.clock.now().timestamp() + AHEAD:
        raise ApiError(401, "The nonce is already being used by the consumer with ID %1.", ["1"])
    signature = given.pop("oauth_signature")
    if given.get("oauth_signature_method") != "HMAC-SHA256" or signature != signed(request, given):
        raise ApiError(401, "The signature is invalid. Verify and try again.")
    shop.nonces.add(nonce)
    return True


def signed(request, oauth):
    """Return the signature that a request must carry."""
    raw = request.environ.get("RAW_URI") or request.path
    path, _mark, query = raw.partition("?")
    pairs = [(name, value) for name, value in oauth.items() if name != "realm"]
    # A pair with two equal signs is left out of the signature by the shop.
    pieces = [piece for piece in query.split("&") if piece.count("=") <= 1]
    pairs += parse_qsl("&".join(pieces).replace("+", "%2B"), keep_blank_values=True)
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    address = f"http://{request.host}{path}"
    text = "&".join([
        request.method, _encoded(address), _encoded("&".join(f"{name}={value}" for name, value in encoded))
    ])  # fmt: skip
    key = f"{_encoded(CONSUMER_SECRET)}&{_encoded(TOKEN_SECRET)}".encode()
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()


def _encoded(text):
    return quote(text, safe="-._~")
