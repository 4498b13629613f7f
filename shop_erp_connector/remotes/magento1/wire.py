"""Calls: SOAP v2 by the shop's WSDL, v1's bundles where they are open, one session for all workers.

v2 has no ``multiCall`` (its WSDL names none); v1 has, at another address and without a schema (dossier B5, recordings
v1-multicall*). What the interface forces to be asked one by one – an order's lines, a product's texts – is therefore
asked fifty at a time through v1, and one by one where a shop has v1 closed.
"""

import hashlib
import time
from urllib.parse import urlsplit

from ..cursors import chunked
from ..errors import (
    AuthenticationFailed,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Rejected,
    RemoteError,
    Unavailable,
    Unsupported,
)
from ..transport.http import Http
from ..transport.soap import forget_wsdls
from ..transport.soap_plain import PlainSoap

SYSTEM = "magento1"

#: Works also where the shop's server rewrites no addresses.
V2_PATH, V1_PATH = "/index.php/api/v2_soap/", "/index.php/api/soap/"

#: Calls of one bundle: fifty infos took 0.18 s, a single one 0.05 s (dossier B7).
BUNDLE = 50

#: How long a door of v1 that was found closed is not tried again, in seconds; ``check()`` tries at once.
CLOSED_FOR = 86400

#: v1's path of the operations that are bundled; their arguments have the same order.
PATHS = {
    "catalogProductInfo": "catalog_product.info",
    "catalogProductAttributeMediaList": "catalog_product_attribute_media.list",
    "catalogProductAttributeTierPriceInfo": "catalog_product_attribute_tier_price.info",
    "catalogProductLinkList": "catalog_product_link.list",
    "catalogCategoryInfo": "catalog_category.info",
    "customerAddressList": "customer_address.list",
    "salesOrderInfo": "sales_order.info",
    "salesOrderShipmentInfo": "sales_order_shipment.info",
    "salesOrderInvoiceInfo": "sales_order_invoice.info",
    "salesOrderCreditmemoInfo": "sales_order_creditmemo.info",
}

#: (begin of the operation's name, its faults that mean "there is no such record"); the first that fits counts.
#: The meaning of a number depends on the operation (dossier B4).
_MISSING = (
    ("catalogProductAttributeTierPrice", ("100",)),
    ("catalogProductAttributeMedia", ("101", "103")),
    ("catalogProduct", ("101",)),
    ("catalogInventory", ("101",)),
    ("catalogCategory", ("102",)),
    ("customerCustomer", ("102",)),
    ("customerAddress", ("101", "102")),
    ("salesOrderShipment", ("100", "103")),
    ("salesOrderInvoice", ("100", "103")),
    ("salesOrderCreditmemo", ("100", "103")),
    ("salesOrder", ("100",)),
)


class SessionExpired(AuthenticationFailed):
    """The shop has forgotten the session; it looked at nothing else of the call (fault 5)."""

    reason = "session_expired"


class Wire:
    """The two doors of one shop.

    :param url: the shop's address, with its folder where it has one
    :param memory: see ``remotes.memory``; dicts "session" and "doors" of it are used
    """

    def __init__(self, *, url, user, key, memory):
        parts = urlsplit(url)
        folder = parts.path.rstrip("/").removesuffix("/index.php")
        base = url if not parts.netloc else f"{parts.scheme}://{parts.netloc}"
        #: The shop itself, without a slash at its end.
        self.address = f"{base}{folder}"
        self.http = Http(system=SYSTEM, base_url=base, secrets=(key,))
        self._soap = PlainSoap(self.http, f"{folder}{V2_PATH}?wsdl")
        self._v1_path = f"{folder}{V1_PATH}"
        self._login = (user, key)
        self._memory = memory
        self._owner = hashlib.sha256(f"{url}\n{user}\n{key}".encode()).hexdigest()[:16]

    @property
    def server_time(self):
        """The shop's clock as its last answer had it, aware; None when it told none."""
        return self._soap.server_time

    def has(self, operation):
        """Return whether this version of the shop has an operation."""
        return self._soap.has(operation)

    def read(self, operation, *arguments):
        """Call an operation that changes nothing, or nothing that a repetition would double."""
        return self._in_session("v2", operation, lambda sid: self._soap.ask(operation, sid, *arguments, safe=True))

    def write(self, operation, *arguments):
        """Call an operation that must not be carried out twice.

        :raises OutcomeUnknown: it was sent and its answer is lost or not understood
        """
        ask = self._soap.ask
        return self._in_session("v2", operation, lambda sid: ask(operation, sid, *arguments, safe=False), safe=False)

    def rows(self, operation, *arguments):
        """Return the rows of a list.

        :raises ProtocolError: the answer is no list of rows
        """
        return rows_of(self.read(operation, *arguments), operation)

    def each(self, calls, *, one_door=False):
        """Return what each reading call answers, in order; one that goes wrong is its error.

        The interface has no operation for many of these records; see the module's docstring.

        :param calls: list of (operation, *arguments)
        :param one_door: ask for a single record as for many: v1 tells fields of it that v2 does not, and what is worked
            out of those must not depend on how many were asked for
        """
        calls, answers = list(calls), []
        fewest = 1 if one_door else 2
        for part in chunked(calls, BUNDLE):
            bundled = self._bundle(part) if len(part) >= fewest and self._is_v1_open() else None
            answers += bundled or [self._alone(call) for call in part]
        return answers

    def forget_doors(self):
        """Try v1 again when it is next of use."""
        with self._memory.locked("doors") as doors:
            doors.clear()

    def close(self):
        """Give the connections back."""
        self.http.close()

    def _alone(self, call):
        try:
            return self.read(*call)
        except Rejected as exc:
            return exc

    def _is_v1_open(self):
        with self._memory.locked("doors") as doors:
            return doors.get("closed_until", 0) < time.time()

    def _bundle(self, calls):
        """Return the answers of a bundle, None where the shop has v1 closed."""
        with self._memory.locked("doors") as doors:
            was_open = doors.get("open") == self._owner
        named = [[PATHS[operation], [_plain(argument) for argument in given]] for operation, *given in calls]
        try:
            answers = self._in_session("v1", "multiCall", lambda sid: self._v1(sid, named))
        except (ProtocolError, AuthenticationFailed, Unsupported, Rejected):
            if was_open:
                raise
            with self._memory.locked("doors") as doors:
                doors["closed_until"] = time.time() + CLOSED_FOR
            return None
        if not was_open:
            with self._memory.locked("doors") as doors:
                doors["open"] = self._owner
        return [self._unbundled(call, answer) for call, answer in zip(calls, answers, strict=True)]

    def _unbundled(self, call, answer):
        """Return one answer of a bundle; a path that v1 does not know is asked through v2."""
        if not (isinstance(answer, dict) and answer.get("isFault")):
            return answer
        code = str(answer.get("faultCode") or "")
        if code in ("3", "4"):
            return self._alone(call)
        words = self.http.redactor.redact(str(answer.get("faultMessage") or ""))
        error = classified(call[0], code, words)
        if not isinstance(error, Rejected):
            raise error
        return error

    def _v1(self, sid, named):
        arguments = {"sessionId": sid, "calls": named, "options": None}
        answers = self._soap.ask_untyped(self._v1_path, "multiCall", arguments, safe=True)
        if not isinstance(answers, list) or len(answers) != len(named):
            message = "The bundle's answer does not hold one answer per call."
            raise ProtocolError(message, system=SYSTEM, call="multiCall")
        return answers

    def _in_session(self, door, operation, work, *, safe=True):
        """Carry out a call with the shared session of a door; log in once more when the shop has forgotten it.

        Also a write may be repeated then: the shop looks at the session before it looks at the call (dossier B4).
        """
        sid = self._session(door)
        try:
            return self._classified(operation, work, sid, safe=safe)
        except SessionExpired:
            return self._classified(operation, work, self._session(door, refused=sid), safe=safe)

    def _classified(self, operation, work, sid, *, safe):
        self.http.redactor.add(sid)
        try:
            return work(sid)
        except Rejected as exc:
            raise classified(operation, exc.code, exc.text, safe=safe) from None

    def _session(self, door, *, refused=None):
        """Return the session id of a door; log in when there is none, or only the refused one.

        v2's is tried at v1 first: that one session serves both is nowhere promised, and where it does not v1 gets one
        of its own.
        """
        with self._memory.locked("session") as stored:
            if stored.get("owner") != self._owner:
                stored.clear()
                stored["owner"] = self._owner
            # Another worker may have renewed it in the meantime.
            if not stored.get(door) and stored.get("v2") and not refused:
                return stored["v2"]
            if not stored.get(door) or stored[door] == refused:
                stored.pop(door, None)
                stored[door] = self._log_in(door)
            return stored[door]

    def _log_in(self, door):
        user, key = self._login
        try:
            if door == "v1":
                arguments = {"username": user, "apiKey": key}
                sid = self._soap.ask_untyped(self._v1_path, "login", arguments, safe=True)
            else:
                sid = self._soap.ask("login", user, key, safe=True)
        except Rejected as exc:
            # A shop that has switched WS-I on or off has another WSDL: the next login goes by what it is now.
            forget_wsdls()
            # Whatever the words are: a login that is refused is no record's fault.
            message = "The shop does not accept the API user and key."
            raise AuthenticationFailed(message, system=SYSTEM, call="login", code=exc.code, text=exc.text) from None
        if not isinstance(sid, str) or not sid:
            raise ProtocolError("The login answered no session.", system=SYSTEM, call="login")
        self.http.redactor.add(sid)
        return sid


def _is_reading(operation):
    return operation.endswith(("List", "Info", "Tree", "Options", "GetCarriers", "multiCall"))


def _plain(argument):
    """v1 takes no structures where v2 asks for some: it answers every attribute without being asked."""
    return None if isinstance(argument, dict) else argument


def rows_of(answer, operation):
    """Return the rows that an answer is; an empty list may come as an empty element.

    :raises ProtocolError: it is something else
    """
    rows = answer or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ProtocolError("The answer is no list of rows.", system=SYSTEM, call=operation)
    return rows


def classified(operation, code, words, *, safe=True):
    """Return the error that a fault of an operation stands for.

    :param safe: whether calling twice does no harm

    Faults 0 and 1 are the shop's own trouble: while reading it may pass; while writing the record was refused, with
    the words (a SKU that is taken comes so, recording product-create-dup).
    """
    facts = {"system": SYSTEM, "call": operation, "code": code, "text": words}
    if code == "5":
        return SessionExpired("The shop has forgotten the session.", **facts)
    if code == "2":
        return AuthenticationFailed("The API user's role does not allow this.", **facts)
    if code in ("3", "4"):
        return Unsupported("The shop's interface does not offer this.", **facts)
    if code in ("0", "1") and _is_reading(operation):
        return Unavailable("The shop met an error of its own.", **facts)
    missing = next((codes for begin, codes in _MISSING if operation.startswith(begin)), ())
    if code in missing:
        return NotFound("The shop does not know this record (any more).", **facts)
    if code.isdigit():
        return Rejected("The shop refused the record.", **facts)
    # The protocol itself was hurt: PHP stopped somewhere on the way.
    cls: type[RemoteError] = Unavailable if safe else OutcomeUnknown
    return cls("The shop's server stopped in the middle of the call.", **facts)
