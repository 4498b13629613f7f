"""The REST interface on the wire: addresses, search criteria, JSON both ways, the shop's clock.

Sources: dossier A1 to A3; recordings products-*, oauth1*, bad-*. Base values are read and written in the scope ``all``:
in a store view's scope they would shadow the values of all others.
"""

import json
import time
from datetime import UTC, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from ..errors import NotFound, OutcomeUnknown, ProtocolError, Rejected
from ..transport.http import MEBIBYTE, Http
from ..transport.oauth import OAuth1
from .refusals import TooLarge, not_understood, redirected, refused
from .rows import SYSTEM, Row

#: Longest query, in bytes: web servers refuse request lines above 8,190.
LONGEST_QUERY = 6144

#: Rows of a page when nobody says otherwise; a shop with input limits takes 300.
PAGE = 300

#: Values of one condition, and rows of its answer.
LONGEST_LIST = 1000

#: Scope of base values.
ALL = "all"


class Wire:
    """Calls to one shop.

    :param settings: see ``Magento2.SETTINGS``
    :param memory: see ``remotes.memory``
    """

    def __init__(self, settings, *, memory=None):
        #: The shop itself, without a slash at its end.
        self.address = settings["url"].rstrip("/").removesuffix("/V1").removesuffix("/rest")
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        token, auth = settings["token"], None
        if token:
            headers["Authorization"] = f"Bearer {token}"
        else:
            auth = OAuth1(
                settings["consumer_key"],
                settings["consumer_secret"],
                token=settings["access_token"],
                token_secret=settings["token_secret"],
            )
        secrets = tuple(settings[name] for name in ("token", "consumer_key", "consumer_secret", "access_token"))
        self.page_limit = 0
        self.list_limit = 0
        self._seen_at = None
        self.http = Http(
            system=SYSTEM,
            base_url=self.address,
            auth=auth,
            secrets=(*secrets, settings["token_secret"]),
            headers=headers,
            memory=memory,
        )

    def clock(self):
        """Return the shop's clock (UTC): the last answer's ``Date`` and the time since.

        :raises ProtocolError: no answer told it
        """
        if self._seen_at is None:
            self.get("/directory/currency")
        if self._seen_at is None:
            raise ProtocolError("The shop's answers carry no Date.", system=SYSTEM, call="GET /directory/currency")
        moment, at = self._seen_at
        return (moment + timedelta(seconds=time.monotonic() - at)).replace(microsecond=0)

    def get(self, path, *, query="", scope=ALL):
        """Return the decoded answer of a reading call."""
        return self._decoded(self.http.send("GET", f"/rest/{scope}/V1{path}", query=query))

    def plain(self, path):
        """Return the text of a page of the shop outside the interface, "" where there is none."""
        response = self.http.send("GET", path)
        return response.text if response.status == 200 else ""

    def file(self, path, limit):
        """Return the bytes of a file of the shop.

        :raises Rejected: it is not there, or larger than ``limit``
        """
        response = self.http.send("GET", path)
        if response.status >= 300:
            raise self.http.failure(response, {404: NotFound}, message="The shop does not hand the file out.")
        if len(response.body) > limit:
            message = f"The file is larger than {limit // MEBIBYTE} MiB."
            raise Rejected(message, system=SYSTEM, call=response.call)
        return response.body

    def write(self, method, path, body=None, *, scope=ALL, safe=False):
        """Send a body and return the decoded answer.

        :param path: with its first part "/async/bulk/V1" for work that is done later
        :param safe: sending it twice does no harm; a lost answer is then only a delay, else it is ``OutcomeUnknown``
        """
        path = path if path.startswith("/async/") else f"/V1{path}"
        content = None if body is None else json.dumps(body, default=_number, separators=(",", ":"))
        response = self.http.send(method, f"/rest/{scope}{path}", body=content, safe=safe)
        return self._decoded(response)

    def list(self, path, *, filters=(), sort=(), size=PAGE, page=1, fields="", scope=ALL, entries="items"):
        """Return ``(rows, total)`` of one list call.

        :param filters: groups of ``(field, condition, value)``: all groups must hold, one filter of each
        :param sort: names of fields, ascending; "-name" descending
        :param fields: what of each row is wanted, "" for all of it
        """
        size = min(size, self.page_limit or size)
        query = criteria(filters, sort, size, page, f"{entries}[{fields}],total_count" if fields else "")
        try:
            answer = self.get(path, query=query, scope=scope)
        except TooLarge as exc:
            self.page_limit = exc.limit
            return self.list(
                path, filters=filters, sort=sort, size=size, page=page, fields=fields, scope=scope, entries=entries
            )
        call = f"GET {path}"
        row = Row(answer, call)
        if "total_count" not in answer:
            raise ProtocolError("The answer is not a list.", system=SYSTEM, call=call)
        return row.rows(entries), int(row.amount("total_count"))

    def all(self, path, *, filters=(), sort=(), fields="", scope=ALL, size=PAGE):
        """Return the rows of all pages of a short list.

        A page past the end repeats the last one in older shops, so the number of rows tells when to stop.
        """
        found, page, total = [], 1, 1
        while len(found) < total:
            rows, total = self.list(path, filters=filters, sort=sort, size=size, page=page, fields=fields, scope=scope)
            if not rows:
                break
            found += rows
            page += 1
        return found

    def rows_by(self, path, field, values, *, fields="", scope=ALL, filters=(), sort=("entity_id",)):
        """Return the rows whose ``field`` is one of ``values``, in as few calls as an address can hold.

        :param sort: a unique order, should they need several pages
        """
        found = []
        known = sorted(set(values) - {""}, key=lambda value: (len(value), value))
        for condition, count in _conditions(field, known, fields, self.page_limit or LONGEST_LIST):
            groups = (*filters, *condition)
            size = max(count, PAGE)
            rows, total = self.list(path, filters=groups, sort=sort, size=size, fields=fields, scope=scope)
            if len(rows) < total:
                rows = self.all(path, filters=groups, sort=sort, fields=fields, scope=scope)
            found += rows
        return found

    def _decoded(self, response):
        """Return the JSON of a good answer.

        :raises RemoteError: as the status says
        """
        self._note(response.headers)
        if 300 <= response.status < 400:
            raise redirected(self.http, response)
        if response.status >= 400:
            raise refused(self.http, response)
        try:
            return json.loads(response.body, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError, ArithmeticError):
            error = not_understood(self.http, response, "The answer is no JSON: something stands before the shop.")
        if response.safe:
            raise error
        # The shop, or what stands before it, died inside a write and still said 200.
        raise OutcomeUnknown(error.message, system=SYSTEM, call=response.call, code=response.status)

    def _note(self, headers):
        try:
            moment = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            return
        self._seen_at = moment.astimezone(UTC), time.monotonic()


def criteria(filters=(), sort=(), size=0, page=0, fields=""):
    """Return the query of a list call; a list without any criteria is refused (recording products-no-criteria)."""
    pairs = []
    for number, group in enumerate(filters):
        for place, (field, condition, value) in enumerate(group):
            prefix = f"searchCriteria[filter_groups][{number}][filters][{place}]"
            pairs += [
                (f"{prefix}[field]", field),
                (f"{prefix}[condition_type]", condition),
                (f"{prefix}[value]", value),
            ]
    for number, name in enumerate(sort):
        prefix = f"searchCriteria[sortOrders][{number}]"
        pairs += [(f"{prefix}[field]", name.lstrip("-"))]
        pairs += [(f"{prefix}[direction]", "DESC" if name.startswith("-") else "ASC")]
    pairs += [("searchCriteria[pageSize]", str(size))] if size else [("searchCriteria", "")]
    if page > 1:
        pairs.append(("searchCriteria[currentPage]", str(page)))
    if fields:
        pairs.append(("fields", fields))
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def one_of(field, values):
    """Return the filter group for "one of these values"."""
    return ((field, "in", ",".join(values)),)


def segment(text):
    """Return a text as one part of a path."""
    return quote(text, safe="")


def _conditions(field, values, fields, most):
    """Yield ``(filter groups, number of rows)`` that together cover ``values``.

    Ids that lie close together are asked for as a range: it brings some more, in fewer calls. A value with a comma
    cannot stand in a list.
    """
    singles = [value for value in values if "," in value]
    values = [value for value in values if "," not in value]
    room = LONGEST_QUERY - len(criteria((one_of(field, [""]),), (), 1000, 0, f"items[{fields}],total_count"))
    lists = list(_lists(values, room, most))
    if len(lists) > 1 and all(value.isdigit() for value in values):
        lowest, highest = int(values[0]), int(values[-1])
        if highest - lowest < 2 * len(values) and highest - lowest < most:
            yield (((field, "gteq", values[0]),), ((field, "lteq", values[-1]),)), highest - lowest + 1
            lists = []
    for part in lists:
        yield (one_of(field, part),), len(part)
    for value in singles:
        yield (((field, "eq", value),),), 1


def _lists(values, room, most):
    part, size = [], 0
    for value in values:
        length = len(quote(value, safe="")) + len("%2C")
        if part and (size + length > room or len(part) == most):
            yield part
            part, size = [], 0
        part.append(value)
        size += length
    if part:
        yield part


def _number(value):
    """Return an exact number as JSON has it; a price of fifteen digits survives this."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))


def _refuse_constant(name):
    raise ValueError(name)
