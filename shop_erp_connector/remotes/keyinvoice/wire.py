"""API5: one address, JSON, a method name in the body, status 200 for everything (dossier §2, §7).

The interface has no list of error codes. Its texts are classified in one table; a text that is not in it is
a refusal of the record, with the text.
"""

import json
import re
from decimal import Decimal, InvalidOperation

from ..errors import (
    AuthenticationFailed,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    Rejected,
    RemoteError,
)
from ..transport.http import Http
from .account import RENEWAL_WINDOW, CallBudget, SharedSession, fingerprint, seconds_to_midnight

SYSTEM = "keyinvoice"

#: Rows of a list answer at most.
PAGE_ROWS = 100

#: An account's longest list that is read whole (countries, families) has fewer pages than this.
_MOST_PAGES = 200


#: As a parameter: the field is to be emptied. Empty values are not sent otherwise, because a mandatory parameter must
#: not be empty; that an optional one is emptied by an empty text is not told [U].
CLEARED = object()


class SessionExpired(AuthenticationFailed):
    """The server does not know the session id (any more); it looked at nothing else of the call."""

    reason = "session_expired"


class DailyLimit(RateLimited):
    """The server itself says that the calls of the day are used up."""


class SessionStillOpen(RateLimited):
    """A login came while the session before it has more than 300 s left."""


class Duplicate(Rejected):
    """The record exists already."""


#: (what the text holds, class, field of the document, our code). The first that fits counts.
#: The exact texts are not public: words from the dossier, §7 and §10.
_TEXTS = (
    (r"sess[aã]o.*\b(ativ|activ)|session.*\bactive", SessionStillOpen, "", "session_open"),
    (
        r"sess(ão|ao|ion)\b.*(expir|inv[aá]lid|terminad)|\bsid\b|autentica[cç][aã]o",
        SessionExpired,
        "",
        "session",
    ),
    (r"limite\b.*(di[aá]ri|chamadas|pedidos)|(daily|call) limit", DailyLimit, "", "calls"),
    (
        r"chave.*(api|inv[aá]lida|incompleta)|\bapi ?key\b|sem licen[cç]a|permiss",
        AuthenticationFailed,
        "",
        "key",
    ),
    (r"\bj[aá] existe|duplicad|already exists", Duplicate, "", "duplicate"),
    (r"isen[cç][aã]o|exemption", Rejected, "lines", "exemption"),
    (r"s[eé]rie", Rejected, "series", "series"),
    (r"(inexistente|n[aã]o existe|n[aã]o encontrad|not found|does not exist)", NotFound, "", "unknown"),
    (r"\b(nif|vatin|contribuinte)\b", Rejected, "vat", "vat"),
)
_TABLE = tuple((re.compile(pattern, re.IGNORECASE), *rest) for pattern, *rest in _TEXTS)


class Api5:
    """Calls of API5 on the account's shared session.

    :param url: the address of API5
    :param key: the company's API key
    :param memory: see ``remotes.memory``; dicts "session" and "calls" of it are used
    """

    def __init__(self, *, url, key, memory):
        self.http = Http(system=SYSTEM, base_url=url, secrets=(key,), headers={"Content-Type": "application/json"})
        self._key = key
        owner = fingerprint(url, key)
        self.budget = CallBudget(memory, owner)
        self._session = SharedSession(memory, "session", owner=owner, log_in=self._log_in)

    def read(self, method, **parameters):
        """Return the data of a method that changes nothing, or nothing that a repetition would double."""
        return self._call(method, parameters, safe=True)

    def write(self, method, **parameters):
        """Return the data of a method that must not be carried out twice.

        :raises OutcomeUnknown: it was sent and its answer is lost or not understood
        """
        return self._call(method, parameters, safe=False)

    def rows(self, method, name, **parameters):
        """Return one page (up to 100 rows) of a list method.

        :param name: what the list is called in the answer
        """
        rows = self.read(method, **parameters).get(name)
        if rows is None:
            raise ProtocolError(f"The answer holds no list {name}.", system=SYSTEM, call=method)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ProtocolError(f"{name} of the answer is not a list of rows.", system=SYSTEM, call=method)
        return rows

    def all_rows(self, method, name, **parameters):
        """Return all rows of a short list."""
        rows, page = [], []
        for number in range(_MOST_PAGES):
            before = page
            page = self.rows(method, name, Offset=str(number * PAGE_ROWS), **parameters)
            # A method that ignores the offset (the dossier names it for some only) answers the same page
            # again.
            if page == before:
                break
            rows += page
            if len(page) < PAGE_ROWS:
                break
        return rows

    def close(self):
        """Give the connections back."""
        self.http.close()

    def _call(self, method, parameters, *, safe):
        sid = self._session.sid()
        try:
            return self._exchange(method, parameters, {"Sid": sid}, safe=safe).get("Data") or {}
        except SessionExpired:
            # Also a write may be repeated: the server looks at the session before it looks at the call (§7).
            sid = self._session.renewed(sid)
            return self._exchange(method, parameters, {"Sid": sid}, safe=safe).get("Data") or {}

    def _log_in(self):
        try:
            answer = self._exchange("authenticate", {}, {"Apikey": self._key}, safe=True)
        except (Rejected, SessionExpired) as exc:
            # Whatever the words are: a login that is refused is no record's fault.
            raise AuthenticationFailed(
                _SENTENCES[AuthenticationFailed],
                system=SYSTEM,
                call="authenticate",
                code=exc.code,
                text=exc.text,
            ) from None
        sid = text(answer, "Sid")
        if not sid:
            raise ProtocolError("The login answered no session.", system=SYSTEM, call="authenticate")
        self.http.redactor.add(sid)
        return sid

    def _exchange(self, method, parameters, headers, *, safe):
        """Send one call and return its envelope, which says success."""
        self.http.redactor.add(headers.get("Sid", ""))
        told = {
            name: "" if value is CLEARED else value for name, value in parameters.items() if value not in (None, "")
        }
        body = json.dumps({"method": method, **told})
        self.budget.take(method)
        try:
            response = self.http.send("POST", "", headers=headers, body=body, safe=safe)
        except RemoteError as exc:
            exc.call = method
            raise
        envelope = self._envelope(method, response)
        if text(envelope, "Status") != "1":
            raise self._refusal(method, envelope)
        return envelope

    def _envelope(self, method, response):
        if response.status != 200:
            raise self._http_failure(method, response)
        try:
            envelope = json.loads(response.body, parse_float=Decimal)
        except (ValueError, RecursionError):  # not JSON, or nested deeper than anybody means
            envelope = None
        if not isinstance(envelope, dict) or text(envelope, "Status") not in ("0", "1"):
            raise self._not_understood(method, response)
        return envelope

    def _http_failure(self, method, response):
        """A proxy or a broken server: KeyInvoice itself always answers 200."""
        classes = {404: ProtocolError}
        if not response.safe:
            classes[503] = OutcomeUnknown
        error = self.http.failure(response, classes)
        error.call = method
        return error

    def _not_understood(self, method, response):
        message = "The answer is not KeyInvoice's (no JSON with a Status)."
        if not response.safe:
            return OutcomeUnknown(message, system=SYSTEM, call=method)
        return ProtocolError(message, excerpt=self.http.redactor.excerpt(response.body), system=SYSTEM, call=method)

    def _refusal(self, method, envelope):
        words = self.http.redactor.redact(text(envelope, "ErrorMessage"))
        error = classified(words, code=text(envelope, "ErrorCode"), call=method)
        if isinstance(error, DailyLimit):
            self.budget.exhaust()
        return error


def classified(words, *, code="", call=""):
    """Return the error that an ErrorMessage stands for."""
    facts = {"system": SYSTEM, "call": call, "text": words}
    for pattern, cls, field, our_code in _TABLE:
        if pattern.search(words):
            facts.update(code=code or our_code, field=field)
            return _made(cls, facts)
    return Rejected("KeyInvoice refused the call.", code=code, **facts)


def _made(cls, facts):
    if cls is DailyLimit:
        message = "KeyInvoice says that the calls of the day are used up."
        return DailyLimit(message, retry_after=seconds_to_midnight(), **facts)
    if cls is SessionStillOpen:
        message = "Another program holds a session with this key; the next one opens when it has run out."
        return SessionStillOpen(message, retry_after=RENEWAL_WINDOW, **facts)
    return cls(_SENTENCES[cls], **facts)


_SENTENCES = {
    SessionExpired: "KeyInvoice does not accept the session.",
    AuthenticationFailed: "KeyInvoice does not accept the API key, or the key is not set up completely.",
    NotFound: "KeyInvoice does not know this record.",
    Duplicate: "KeyInvoice has this record already.",
    Rejected: "KeyInvoice refused the record.",
}


def text(row, *names):
    """Return the first of these values that is there, as text: ids come as numbers too (dossier §8.4)."""
    for name in names:
        value = row.get(name)
        if value is not None:
            return str(value).strip()
    return ""


def number(row, name):
    """Return a number with decimal point, given as text or as a number.

    :raises ProtocolError: it is missing or no number
    """
    value = text(row, name)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite():
        raise ProtocolError(f"{name} cannot be {value!r}.", system=SYSTEM)
    return amount


def flag(row, *names):
    """Return a yes or no, given as 1, "1", true, 0, "0" or false; absent and empty mean no.

    :raises ProtocolError: it is something else
    """
    value = text(row, *names).lower()
    if value in ("1", "true"):
        return True
    if value in ("0", "false", ""):
        return False
    raise ProtocolError(f"{names[0]} cannot be {value!r}.", system=SYSTEM)
