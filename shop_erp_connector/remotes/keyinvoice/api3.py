"""API3: the older SOAP interface, for what API5 lacks: stock per warehouse, prices of all levels (dossier §5).

Arguments are positional texts with the session id first. Answers are a pair (code, value) or an object with
``RC`` and ``DAT``; a positive code means success.
"""

from urllib.parse import urlsplit

from ..errors import AuthenticationFailed, NotFound, ProtocolError, RateLimited, Rejected, Unsupported
from ..transport.http import Http
from ..transport.soap import Soap
from .account import SharedSession, fingerprint, seconds_to_midnight
from .wire import SYSTEM, DailyLimit, SessionExpired, number

#: Codes that are about the account or the session; every other negative code refuses the record.
_CODES = {
    "-1": (AuthenticationFailed, "KeyInvoice does not accept the API key."),
    "-2": (AuthenticationFailed, "The account's set-up is not complete."),
    "-3": (AuthenticationFailed, "KeyInvoice opened no session."),
    "-4": (SessionExpired, "The session has expired."),
    "-5": (Rejected, "A mandatory value is empty."),
    "-6": (Unsupported, "The account's licence does not include this function."),
    "-12": (Rejected, "The file could not be made."),
    "-102": (NotFound, "There is no client with this tax number."),
    "-203": (Rejected, "The product's reference exists already."),
    "-204": (NotFound, "There is no product with this reference."),
    "-301": (Rejected, "The Portuguese tax number is not valid."),
    "-305": (NotFound, "There is no such document."),
    "-600": (DailyLimit, "KeyInvoice says that the calls of the day are used up."),
}


class Api3:
    """Calls of API3; only reads.

    :param url: address of the WSDL, e.g. "https://login.keyinvoice.com/API3_ws.php?wsdl"
    :param memory: dicts "api3_session" and "calls" of it are used; the budget is one for both interfaces
    :param budget: the ``CallBudget`` of the account
    """

    def __init__(self, *, url, key, memory, budget):
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        self.http = Http(system=SYSTEM, base_url=server, setting="api3_url", secrets=(key,))
        self._soap = Soap(self.http, f"{parts.path}?{parts.query or 'wsdl'}")
        self._key = key
        self._budget = budget
        owner = fingerprint(url, key)
        self._session = SharedSession(memory, "api3_session", owner=owner, log_in=self._log_in)

    def warehouses(self):
        """Return ``[(id, name)]`` of all warehouses; field names as in other API3 lists [U]."""
        return [(_value(row, "Key"), _value(row, "Value")) for row in self.read("listWarehouse")]

    def warehouse_stock(self, warehouse):
        """Return ``[(product reference, quantity as text)]``; field names as in API3's products [U]."""
        return [(_value(row, "Ref"), _value(row, "Stock")) for row in self.read("listWarehouseStock", warehouse)]

    def product_prices(self, reference, level, amount):
        """Return ``[(price level, Decimal)]`` of a product.

        :param level, amount: names of the fields
        """
        rows = self.read("getProductPrices", reference)
        return [(_value(row, level), number(row, amount)) for row in rows]

    def read(self, operation, *arguments):
        """Return the value or rows of an operation that changes nothing."""
        sid = self._session.sid()
        try:
            return self._exchange(operation, sid, *arguments)
        except SessionExpired:
            return self._exchange(operation, self._session.renewed(sid), *arguments)

    def close(self):
        """Give the connections back."""
        self.http.close()

    def _log_in(self):
        sid = self._exchange("authenticate", self._key)
        if not isinstance(sid, str) or not sid:
            raise ProtocolError("The login answered no session.", system=SYSTEM, call="authenticate")
        self.http.redactor.add(sid)
        return sid

    def _exchange(self, operation, *arguments):
        self._budget.take(operation)
        code, value = _code_and_value(self._soap.call(operation, *arguments, safe=True), operation)
        if not code.startswith("-") and code != "0":
            return _decoded(value)
        error = _refusal(code, value, operation)
        if isinstance(error, DailyLimit):
            self._budget.exhaust()
        raise error


def _code_and_value(answer, operation):
    """Return (code, value) of the answer's forms: object with RC and DAT, pair, code alone."""
    if isinstance(answer, dict) and "RC" in answer:
        return str(answer["RC"]).strip(), _items(answer.get("DAT"))
    pair = _items(answer)
    if not 1 <= len(pair) <= 2 or not str(pair[0]).strip().lstrip("-").isdigit():
        raise ProtocolError("The answer is neither a pair nor an object with RC.", system=SYSTEM, call=operation)
    return str(pair[0]).strip(), pair[1] if len(pair) == 2 else ""


def _items(value):
    """Return an array as a list; an array type's only element is called as the WSDL likes."""
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value.values()
    return value if isinstance(value, list) else [] if value is None else [value]


def _refusal(code, value, operation):
    cls, message = _CODES.get(code, (Rejected, "KeyInvoice refused the call."))
    facts = {"system": SYSTEM, "call": operation, "code": code}
    facts["text"] = _decoded(value) if isinstance(value, str) else ""
    if issubclass(cls, RateLimited):
        return cls(message, retry_after=seconds_to_midnight(), **facts)
    return cls(message, **facts)


def _value(row, name):
    value = row.get(name) if isinstance(row, dict) else None
    if value is None:
        raise ProtocolError(f"A row of the answer has no {name}.", system=SYSTEM)
    return str(value).strip()


def _decoded(value):
    """Undo a double encoding in all texts of a value (dossier §8.5)."""
    if isinstance(value, dict):
        return {name: _decoded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_decoded(inner) for inner in value]
    return undoubled(value) if isinstance(value, str) else value


def undoubled(words):
    """Return text whose UTF-8 bytes were taken for Latin-1 as it was meant; any other text as it is.

    Only text that is Latin-1 throughout and whose bytes are whole UTF-8 is changed: "Ã£" becomes "ã", and a
    real "ã" stays, because alone it is no UTF-8.
    """
    try:
        return words.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return words
