"""The Webservice on the wire: addresses and filters, one XML document each way, error codes → our errors.

Sources: the dossier's sections 1 to 4; recordings root, filter-*, date-*, bad-*, not-found, stock-multi-*.
"""

import html
import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from ..errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Rejected,
    Unavailable,
    Unsupported,
)
from ..transport import xml
from ..transport.http import Http
from .rows import Row

SYSTEM = "prestashop"

#: Longest path with query, in bytes: Apache refuses request lines above 8,190 with 414; shops may sit in
#: folders.
LONGEST_QUERY = 6144

#: Entities of one write; 100 stock rows take the shop 0.05 s, products are indexed for search and take
#: longer.
WRITE_BATCH = 100

#: The shop's own error code → what it means for us. Codes that are absent go by the HTTP status.
CODES = {
    **dict.fromkeys((16, 17, 18, 20, 21, 25, 26, 132), AuthenticationFailed),
    **dict.fromkeys((23, 27, 101), Unsupported),
    **dict.fromkeys((28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 127), ProtocolError),
    **dict.fromkeys((41, 46, 84, 85, 86, 88, 89, 90, 91, 93, 123, 133, 134, 135, 140, 141), Rejected),
    **dict.fromkeys((87, 92, 131), NotFound),
    22: Unavailable,
}

#: HTTP status → class, where an answer carries no known code.
STATUSES = {
    401: AuthenticationFailed,
    403: AuthenticationFailed,
    404: NotFound,
    405: Unsupported,
    414: ProtocolError,
}

#: The shop's field names where ours differ; for showing which field is at fault.
FIELDS = {
    "reference": "code",
    "ean13": "barcode",
    "id_category_default": "category_id",
    "id_parent": "parent_id",
    "id_tax_rules_group": "tax_ids",
    "wholesale_price": "cost",
    "description_short": "short_description",
    "supplier_reference": "supplier_code",
}

_FIELD_IN_TEXT = re.compile(r'->(?:\w+->)?(\w+)|parameter "(\w+)"')


class Wire:
    """Calls to one shop.

    :param url: the shop's address, with or without "/api"
    :param key: the Webservice key; it is the user of HTTP Basic, without a password
    :param shop_id: the shop of a multi-shop installation, "" for the default one
    """

    def __init__(self, url, key, shop_id="", *, memory=None):
        base = url.rstrip("/").removesuffix("/api")
        self._shop_id = shop_id
        self._seen_at = None
        self.version = ""
        self.http = Http(
            system=SYSTEM,
            base_url=f"{base}/api",
            auth=(key, ""),
            secrets=(key,),
            headers={"Accept": "text/xml"},
            memory=memory,
        )

    @property
    def can_patch(self):
        """Tell whether single fields can be written: PATCH came with 8.0 (405 code 23 before, recording stock-patch)."""
        if not self.version:
            self.read_clock()
        major = self.version.partition(".")[0]
        return major.isdigit() and int(major) >= 8

    def clock(self):
        """Return the shop's clock (UTC): the last answer's ``Access-Time`` and the time since."""
        if self._seen_at is None:
            return self.read_clock()
        moment, at = self._seen_at
        return moment + timedelta(seconds=time.monotonic() - at)

    def read_clock(self):
        """Ask the shop for its clock with the smallest call there is.

        :raises ProtocolError: the answer does not tell it
        """
        self._seen_at = None
        self.rows("languages", display="[id]", limit="1")
        if self._seen_at is None:
            raise ProtocolError(
                "The answer carries no Access-Time: this is not a PrestaShop Webservice.", system=SYSTEM
            )
        return self._seen_at[0]

    def root(self):
        """Return the element that lists the resources this key may use."""
        document = self._document(self.http.send("GET", "/", query=self._query({})))
        if document.find("api") is None:
            raise ProtocolError(
                "The answer does not list the Webservice's resources.", system=SYSTEM, call="GET /"
            )
        return document.find("api")

    def rows(self, resource, *, display="full", filters=None, sort="", limit="", dated=False):
        """Return the rows of one list call.

        :param filters: ``{field: text}``, the text with its brackets as the Webservice wants it
        :param limit: "count" or "offset,count"
        :param dated: a filter or the order uses a date (without ``date=1`` the shop answers code 32)
        """
        parts = {"display": display, "sort": sort, "limit": limit, "date": "1" if dated else ""}
        parts |= {f"filter[{field}]": value for field, value in (filters or {}).items()}
        response = self.http.send("GET", f"/{resource}", query=self._query(parts))
        return self._listed(self._document(response), response.call)

    def rows_by(self, resource, field, values, *, display="full", filters=None):
        """Return the rows whose ``field`` is one of ``values``, in as few calls as the address length allows."""
        values = sorted(set(values) - {"", "0"}, key=lambda value: (len(value), value))
        found = []
        for condition in _conditions(values, LONGEST_QUERY - len(resource) - len(display) - 200):
            found += self.rows(resource, display=display, filters={field: condition, **(filters or {})})
        if display == "full" or field in display:
            wanted = set(values)
            found = [row for row in found if row.text(field) in wanted]
        return found

    def write(self, method, resource, entities, *, query=None):
        """Send entities in one document; return the rows of the answer, in the same order.

        The entities stand directly under the root (a wrapper is code 90, recording
        stock-multi-put-wrapped). PUT and PATCH may be repeated; a POST whose answer is lost is
        ``OutcomeUnknown``.

        :raises RemoteError: the first entity that is refused ends the document: those before it are saved,
            the rest is not tried, and the answer does not say which one it was (recording
            stock-multi-put-invalid-second)
        """
        document = xml.element("prestashop")
        document.extend(entities)
        response = self.http.send(
            method,
            f"/{resource}",
            query=self._query(query or {}),
            headers={"Content-Type": "text/xml; charset=utf-8"},
            body=xml.to_bytes(document),
            safe=method != "POST",
        )
        rows = [Row(child, response.call) for child in self._document(response)]
        if len(rows) != len(entities):
            cls = ProtocolError if response.safe else OutcomeUnknown
            raise cls(
                f"{len(entities)} records were sent, the answer holds {len(rows)}.",
                system=SYSTEM,
                call=response.call,
            )
        return rows

    def _query(self, parts):
        if self._shop_id:
            parts = {**parts, "id_shop": self._shop_id}
        return "&".join(
            f"{quote(name, safe='')}={quote(value, safe=',:')}" for name, value in parts.items() if value
        )

    def _listed(self, document, call):
        if len(document) > 1:
            raise ProtocolError("The answer is not a list.", system=SYSTEM, call=call)
        return [Row(child, call) for collection in document for child in collection]

    def _document(self, response):
        """Return the root of a good answer.

        :raises RemoteError: as the answer's code and status say
        """
        self._note(response.headers)
        if 300 <= response.status < 400:
            raise self._redirected(response)
        if response.status >= 400:
            raise self._refused(response)
        try:
            root = xml.parse(response.body, redactor=self.http.redactor, system=SYSTEM, call=response.call)
        except ProtocolError as exc:
            if response.safe:
                raise
            # The shop died inside a write and still said 200: whether it was saved must be looked up.
            raise OutcomeUnknown(exc.message, system=SYSTEM, call=response.call) from None
        if root.find("errors") is not None:
            raise self._refused(response)
        return root

    def _note(self, headers):
        self.version = headers.get("psws-version", self.version)
        seconds = headers.get("access-time", "")
        if seconds.isdigit():
            self._seen_at = datetime.fromtimestamp(int(seconds), UTC), time.monotonic()

    def _redirected(self, response):
        """A shop id that does not exist is answered with 302 to the front page; so is an address that is not the API."""
        what = f"shop {self._shop_id} does not exist or " if self._shop_id else ""
        return InvalidSettings(
            f"The shop redirects instead of answering: {what}the address is wrong.",
            system=SYSTEM,
            call=response.call,
            code=response.status,
            text=self.http.redactor.redact(response.headers.get("location", "")),
            field="shop_id" if self._shop_id else "url",
        )

    def _refused(self, response):
        errors = self._errors(response)
        # With two errors (140 + 46, 20 + 21) the first is the cause, the second what followed from it.
        code = next((code for code, _text in errors if code in CODES), errors[0][0] if errors else 0)
        text = " ".join(text for _code, text in errors)
        cls = CODES.get(code)
        status = response.status if response.status >= 400 else 500
        error = self.http.failure(
            response,
            {**STATUSES, **({status: cls} if cls else {})},
            code=code or status,
            text=text,
            message=_sentence(status, code, text),
        )
        names = _FIELD_IN_TEXT.search(text)
        if names:
            name = names[1] or names[2]
            error.field = FIELDS.get(name, name)
        return error

    def _errors(self, response):
        """Return ``[(code, text)]`` of an error document, [] for an answer without one."""
        if not response.body.lstrip().startswith(b"<"):
            return [(0, response.text[:200])] if response.body.strip() else []
        try:
            root = xml.parse(response.body, redactor=self.http.redactor, system=SYSTEM, call=response.call)
        except ProtocolError as exc:
            return [(0, exc.message)]
        errors = [
            (error.findtext("code") or "", error.findtext("message") or "") for error in root.iter("error")
        ]
        return [(int(code) if code.isdigit() else 0, html.unescape(text)) for code, text in errors]


def any_of(values):
    """Return the filter text for "one of these values"."""
    return f"[{'|'.join(values)}]"


def interval(first, last):
    """Return the filter text for an inclusive range (seen inclusive at both ends, whatever the manual says)."""
    return f"[{first},{last}]"


def _conditions(values, longest):
    """Yield filter texts that together cover ``values``: lists, or one interval where the ids lie close together."""
    if not values:
        return
    lists = list(_lists(values, longest))
    if len(lists) > 1 and all(value.isdigit() for value in values):
        lowest, highest = int(values[0]), int(values[-1])
        if highest - lowest < 2 * len(values):
            yield interval(lowest, highest)
            return
    yield from map(any_of, lists)


def _lists(values, longest):
    """Yield lists of values that each fit into an address."""
    part, size = [], 0
    for value in values:
        length = len(quote(value, safe="")) + len("%7C")
        if part and size + length > longest:
            yield part
            part, size = [], 0
        part.append(value)
        size += length
    yield part


def _sentence(status, code, text):
    if code in (25, 26, 132):
        return "The Webservice key lacks a right."
    if status == 401 or CODES.get(code) is AuthenticationFailed:
        return "The shop does not accept the Webservice key."
    if code == 22 or status == 503:
        return "The shop's Webservice is switched off or the shop is under maintenance."
    if status == 404:
        return "The shop does not know this record."
    if status >= 500 and not text:
        return "The shop broke off without a word."
    return "The shop refuses it."
