"""HTTP for all remotes: one pooled session, time-outs, a size limit, and errors by what the caller does
about them.

The transport never follows a redirect, never skips the check of a certificate, never sends a secret over
plain http and never repeats a call, with one exception: a *safe* call on a kept-alive connection that the
server had already closed is sent once more, because nothing was lost and every pooled client meets this now
and then.
"""

import ipaddress
import logging
import ssl
import time
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode, urlsplit

import requests
from requests import exceptions
from urllib3.exceptions import NewConnectionError

from ..errors import (
    AuthenticationFailed,
    InvalidSettings,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    Rejected,
    Unavailable,
)
from .rate import RateLimit
from .redaction import Redactor
from .response import Response

_logger = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MEBIBYTE = 1024 * 1024

#: Seconds to reach the server, and between two pieces of its answer.
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0

#: What a server that asks for patience without saying how long gets, in seconds.
RETRY_AFTER = 60.0


class Http:
    """Calls under one base address.

    :param system: name of the remote, for errors
    :param base_url: address that every path is appended to; ``setting``: the setting that holds it
    :param auth: ``(user, password)`` for HTTP Basic, an ``oauth.OAuth1`` that signs each call, or None
    :param secrets: texts that must not show up anywhere (see ``redaction``); the password is one without
        saying
    :param headers: sent with every call
    :param carries_secrets: False allows plain http:// also to other machines
    :param memory: needed for ``calls_per_second``
    :param calls_per_second: rate limit shared by all workers; 0 for none
    :raises InvalidSettings: the address is unusable, or plain http:// would carry a secret
    """

    def __init__(
        self,
        *,
        system,
        base_url,
        setting="url",
        auth=None,
        secrets=(),
        headers=None,
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_bytes=64 * MEBIBYTE,
        carries_secrets=True,
        memory=None,
        calls_per_second=0,
    ):
        self.system = system
        self.calls = 0
        self.redactor = Redactor(secrets)
        for secret in _secrets_of(auth):
            self.redactor.add(secret)
        self.base_url = base_url.rstrip("/")
        host = _checked_host(system, base_url, carries_secrets, setting)
        self._timeout = (connect_timeout, read_timeout)
        self._max_bytes = max_bytes
        self._rate = RateLimit(memory, calls_per_second, system=system) if calls_per_second else None
        self._has_exchanged = False
        self._session = _session(auth, headers, is_local=_is_loopback(host))

    def __repr__(self):
        return f"<Http {self.redactor.redact(self.base_url)}>"

    def close(self):
        """Give the pooled connections back."""
        self._session.close()

    def send(self, method, path, *, params=None, query="", headers=None, body=None, safe=None):
        """Send one call and return its ``Response``, whatever status it has (429 excepted).

        :param path: appended to the base address
        :param params: mapping or pairs, encoded here; ``query``: a query string that is encoded already
        :param body: bytes, or text that is sent as UTF-8
        :param safe: True when sending twice does no harm; by default GET, HEAD and OPTIONS are safe
        :raises Unavailable: not reached, or a safe call that broke
        :raises OutcomeUnknown: an unsafe call whose answer was lost
        :raises RateLimited: the server says 429, or the shared limit is used up
        :raises ProtocolError: the answer of a safe call is larger than allowed
        """
        safe = method in SAFE_METHODS if safe is None else safe
        query = "&".join(part for part in (urlencode(params or {}), query) if part)
        url = f"{self.base_url}{path}{'?' + query if query else ''}"
        # Half a character is none; it goes as what XML cannot hold goes, and harms no other record of the call.
        body = body.encode(errors="ignore") if isinstance(body, str) else body
        try:
            response = self._exchange(method, url, headers, body, call=f"{method} {path}", safe=safe)
        except _ClosedByServer:
            # The pooled connection had been closed; the second one is new.
            response = self._exchange(method, url, headers, body, call=f"{method} {path}", safe=safe)
        if response.status == 429:
            raise self.failure(response)
        return response

    def failure(self, response, classes=None, *, message="", code="", text=""):
        """Return the error that a response stands for; the caller raises it.

        :param classes: ``{status: error class}`` of the remote, before the general rule: 429 is
            RateLimited, 503 Unavailable, another 5xx Unavailable when the call was safe and OutcomeUnknown
            when it was not, 401 and 403 AuthenticationFailed, another 4xx Rejected, anything else
            ProtocolError
        :param message: one sentence for people; ``code`` and ``text``: the remote's own
        """
        status = response.status
        facts = {"system": self.system, "call": self.redactor.redact(response.call), "code": code or status}
        facts["text"] = self.redactor.redact(text)
        message = self.redactor.redact(message) or f"The server answered with status {status}."
        if status == 429:
            return RateLimited(message, retry_after=response.retry_after or RETRY_AFTER, **facts)
        cls = (classes or {}).get(status) or _class_by_status(status, safe=response.safe)
        if cls is Unavailable:
            return Unavailable(message, retry_after=response.retry_after or 0.0, **facts)
        if cls is ProtocolError:
            return ProtocolError(message, excerpt=self.redactor.excerpt(response.text), **facts)
        return cls(message, **facts)

    def _exchange(self, method, url, headers, body, *, call, safe):
        if self._rate:
            self._rate.take()
        started = time.monotonic()
        self.calls += 1
        with self._translated(call, safe=safe):
            answer = self._session.request(
                method,
                url,
                headers=headers,
                data=body,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            content = self._read(answer, call, safe=safe)
        self._has_exchanged = True
        milliseconds = (time.monotonic() - started) * 1000
        shown = self.redactor.redact(url.removeprefix(self.base_url))[:300]
        _logger.debug("%s %s: %s, %d bytes, %.0f ms", method, shown, answer.status_code, len(content), milliseconds)
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Response(status=answer.status_code, headers=names, body=content, call=call, safe=safe)

    def _read(self, answer, call, *, safe):
        """Return the body; stop as soon as it is larger than allowed."""
        pieces, size = [], 0
        with answer:
            for piece in answer.iter_content(64 * 1024):
                pieces.append(piece)
                size += len(piece)
                if size > self._max_bytes:
                    cls = ProtocolError if safe else OutcomeUnknown
                    limit = self._max_bytes // MEBIBYTE
                    raise cls(f"The answer is larger than {limit} MiB.", system=self.system, call=call)
        return b"".join(pieces)

    @contextmanager
    def _translated(self, call, *, safe):
        """Turn the library's errors into ours. The cause is cut off: its text holds the address and query."""
        try:
            yield
        except exceptions.ConnectTimeout:
            raise self._broken(Unavailable, "The server was not reached in time.", call) from None
        except exceptions.ReadTimeout:
            raise self._broken(_lost(safe), "The server did not answer in time.", call) from None
        except (exceptions.ConnectionError, exceptions.ChunkedEncodingError) as exc:
            raise self._connection_error(exc, call, safe=safe) from None
        except (exceptions.InvalidURL, exceptions.InvalidHeader, exceptions.InvalidSchema) as exc:
            message = "The address cannot be called."
            raise InvalidSettings(message, system=self.system, call=call, text=self.redactor.redact(str(exc))) from None
        except UnicodeEncodeError:
            message = "The key or password holds a character that cannot be sent."
            raise InvalidSettings(message, system=self.system, call=call) from None
        except exceptions.RequestException as exc:
            message = "The answer could not be read."
            raise self._broken(_lost(safe), message, call, text=type(exc).__name__) from None

    def _connection_error(self, exc, call, *, safe):
        """Tell apart: never reached (nothing was sent), closed while idle, broken underway."""
        reason = _innermost(exc)
        text = self.redactor.redact(str(reason))
        if isinstance(reason, ssl.SSLCertVerificationError):
            return self._broken(Unavailable, "The server's certificate is not trusted.", call, text=text)
        if isinstance(exc, exceptions.ProxyError) or _never_connected(exc):
            return self._broken(Unavailable, "The server was not reached.", call, text=text)
        if safe and self._has_exchanged and isinstance(reason, ConnectionError):
            self._has_exchanged = False
            return _ClosedByServer()
        return self._broken(_lost(safe), "The connection broke before the answer was complete.", call, text=text)

    def _broken(self, cls, message, call, *, text=""):
        return cls(message, system=self.system, call=self.redactor.redact(call), text=text)


class _ClosedByServer(Exception):
    """A safe call met a kept-alive connection that the server had closed."""


def _secrets_of(auth):
    """Return what an authentication must never show; HTTP Basic sends the pair as one text."""
    return (auth[1], ":".join(auth)) if isinstance(auth, tuple) else getattr(auth, "secrets", ())


def _session(auth, headers, *, is_local):
    session = requests.Session()
    # Without a callable here requests would look for credentials in the user's .netrc.
    session.auth = auth or (lambda request: request)
    session.headers["User-Agent"] = "shop_erp_connector"
    session.headers.update(headers or {})
    # Shops set a visitor's cookie on every answer; sending it back would only cost session rows there.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.trust_env = not is_local
    return session


def _checked_host(system, url, carries_secrets, setting):
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidSettings("The address must begin with https:// and name a server.", system=system, field=setting)
    if parts.username or parts.password:
        raise InvalidSettings("The address must not hold a user or password.", system=system, field=setting)
    if parts.scheme == "http" and carries_secrets and not _is_loopback(host):
        raise InvalidSettings(
            "The address must begin with https://: over http:// everybody on the way could read the key.",
            system=system,
            field=setting,
        )
    return host


def _is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _class_by_status(status, *, safe):
    if status == 503:
        return Unavailable
    if status >= 500:
        return _lost(safe)
    if status in (401, 403):
        return AuthenticationFailed
    return Rejected if 400 <= status < 500 else ProtocolError


def _lost(safe):
    """Return what a lost answer means: nothing for a safe call, an open question for a write."""
    return Unavailable if safe else OutcomeUnknown


def _chain(exc):
    """Yield an error and what it was made from, outermost first: arguments, ``reason`` or a cause."""
    seen = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        inner = [argument for argument in exc.args if isinstance(argument, BaseException)]
        exc = getattr(exc, "reason", None) or (inner[0] if inner else exc.__cause__)
        exc = exc if isinstance(exc, BaseException) else None


def _innermost(exc):
    return list(_chain(exc))[-1]


def _never_connected(exc):
    return any(isinstance(step, NewConnectionError) for step in _chain(exc))
