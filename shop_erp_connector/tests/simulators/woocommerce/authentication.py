"""Who asks: HTTP Basic or keys in the query over https, OAuth 1.0a otherwise.

An unknown key is nobody (the call then lacks rights), a wrong secret or signature is an error of its own. Recordings
no-auth, bad-key, bad-secret, readonly-post, http-basic-plain*, query-string-auth*, oauth-*.
"""

import base64
import binascii
import hashlib
import hmac
from urllib.parse import parse_qsl, quote, unquote

from .failures import ApiError

CODE = "woocommerce_rest_authentication_error"
OAUTH = ("oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method")
DIGESTS = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}

#: Seconds that a signature is good for.
WINDOW = 15 * 60


class Key:
    """A key of the REST API.

    :param permissions: "read", "write" or "read_write"
    :param role: of the user it acts as; "customer" may do nothing, "shop_manager" does not see customers' meta data
    """

    def __init__(self, consumer_key, secret, permissions="read_write", role="administrator"):
        self.consumer_key = consumer_key
        self.secret = secret
        self.permissions = permissions
        self.role = role
        self.nonces = {}


def authenticated(shop, request):
    """Return the ``Key`` of a request, None for nobody.

    :raises ApiError: the key is known and something else is wrong
    """
    key = None
    if shop.https or request.headers.get("X-Forwarded-Proto") == "https":
        key = _basic(shop, request)
    key = key or _oauth(shop, request)
    if key is not None:
        _check_permission(key, request.args.get("_method", request.method).upper())
    return key


def _basic(shop, request):
    name, secret = request.args.get("consumer_key"), request.args.get("consumer_secret")
    if not (name and secret):
        name, secret = _pair(shop, request)
    key = shop.keys.get(name)
    if key is None:
        return None
    if not hmac.compare_digest(key.secret.encode(), secret.encode()):
        raise ApiError(401, CODE, "Consumer secret is invalid.")
    return key


def _pair(shop, request):
    header = "" if shop.strips_authorization else request.headers.get("Authorization", "")
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _colon, secret = base64.b64decode(encoded, validate=True).decode("utf-8", "replace").partition(":")
    except binascii.Error:
        return "", ""
    return name, secret


def _oauth(shop, request):
    pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
    header = "" if shop.strips_authorization else request.headers.get("Authorization", "")
    if header.startswith("OAuth "):
        fields = [part.strip().split("=", 1) for part in header.removeprefix("OAuth ").split(",") if "=" in part]
        pairs += [(name, unquote(value.strip('"'))) for name, value in fields if name != "realm"]
    given = dict(pairs)
    missing = [name for name in OAUTH if name not in given]
    if len(missing) == len(OAUTH):
        return None
    if missing:
        raise ApiError(401, CODE, f"Missing OAuth parameter {', '.join(missing)}")
    key = shop.keys.get(given["oauth_consumer_key"])
    if key is None:
        raise ApiError(401, CODE, "Consumer key is invalid.")
    _check_signature(shop, request, pairs, given, key)
    _check_fresh(shop, given, key)
    return key


def _check_signature(shop, request, pairs, given, key):
    digest = DIGESTS.get(given["oauth_signature_method"])
    if digest is None:
        raise ApiError(401, CODE, "Invalid signature - signature method is invalid.")
    signed = [(name, value) for name, value in pairs if name != "oauth_signature"]
    url = f"{shop.home_url}{request.path}"
    expected = signature(request.method, url, signed, key.secret, digest)
    if not hmac.compare_digest(expected.encode(), given["oauth_signature"].encode()):
        raise ApiError(401, CODE, "Invalid signature - provided signature does not match.")


def signature(method, url, pairs, secret, digest=hashlib.sha256):
    """Work a signature out as WooCommerce does: encoded names and values, joined by encoded signs."""
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    text = "%26".join(f"{quote(name, safe='')}%3D{quote(value, safe='')}" for name, value in encoded)
    base = f"{method}&{_encoded(url)}&{text}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), base.encode(), digest).digest()).decode()


def _encoded(text):
    return quote(text, safe="~")


def _check_fresh(shop, given, key):
    now = shop.signing_time()
    stamp = int(given["oauth_timestamp"]) if given["oauth_timestamp"].isdigit() else 0
    if abs(now - stamp) > WINDOW:
        raise ApiError(401, CODE, "Invalid timestamp.")
    if given["oauth_nonce"] in key.nonces:
        raise ApiError(401, CODE, "Invalid nonce - nonce has already been used.")
    key.nonces = {nonce: at for nonce, at in key.nonces.items() if now - at < WINDOW}
    key.nonces[given["oauth_nonce"]] = stamp


def _check_permission(key, method):
    is_read = method in ("GET", "HEAD")
    if is_read and key.permissions == "write":
        raise ApiError(401, CODE, "The API key provided does not have read permissions.")
    if not is_read and key.permissions == "read":
        raise ApiError(401, CODE, "The API key provided does not have write permissions.")
