"""The Webservice on the wire: addresses and filters, one XML document each way, error codes → our errors.

Sources: the dossier's sections 1 to 4; recordings root, filter-*, date-*, bad-*, not-found, stock-multi-*.
"""

import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from ..errors import OutcomeUnknown, ProtocolError
from ..transport import xml
from ..transport.http import Http
from .refusals import redirected, refused
from .rows import SYSTEM, Row

#: Longest path with query, in bytes: Apache refuses request lines above 8,190 with 414; shops may sit in
#: folders.
LONGEST_QUERY = 6144

#: Entities of one write; 100 stock rows take the shop 0.05 s, products are indexed for search and take
#: longer.
WRITE_BATCH = 100


class Wire:
    """Calls to one shop.

    :param url: the shop's address, with or without "/api"
    :param key: the Webservice key; it is the user of HTTP Basic, without a password
    :param memory: what the workers of one backend share
    :param shop_id: the shop of a multi-shop installation, "" for the default one
    """

    def __init__(self, url, key, shop_id="", *, memory=None):
        #: The shop itself, without a slash at its end.
        self.address = url.rstrip("/").removesuffix("/api")
        self._shop_id = shop_id
        self._seen_at = None
        self.memory = memory
        self.version = self._kept_version = ""
        self.http = Http(
            system=SYSTEM,
            base_url=f"{self.address}/api",
            auth=(key, ""),
            secrets=(key,),
            headers={"Accept": "text/xml"},
            memory=memory,
        )

    @property
    def can_patch(self):
        """Tell whether single fields can be written: before 8.0 PATCH is 405 (recording stock-patch)."""
        return self.is_since(8)

    def is_since(self, *version):
        """Tell whether the shop is of this version or a later one."""
        self._learn_version()
        parts = self.version.split(".")
        return all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= version

    def _learn_version(self):
        """Every answer tells the version; before the first one, what workers before this one have learnt is good."""
        if self.version and self.version == self._kept_version:
            return
        told = self.version
        with self.memory.locked("version") as kept:
            self.version = told or kept.get("version", "")
            if told and told != kept.get("version"):
                kept["version"] = told
        self._kept_version = self.version
        if not self.version:
            self.read_clock()
            if self.version:
                self._learn_version()

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
            raise ProtocolError("The answer does not list the Webservice's resources.", system=SYSTEM, call="GET /")
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

    def rows_by(self, resource, field, values, *, display="full", filters=None, fold=str):
        """Return the rows whose ``field`` is one of ``values``, in as few calls as an address can hold.

        :param fold: what makes two values the same, where the shop's database does not tell capitals apart
        """
        values = sorted(set(values) - {"", "0"}, key=lambda value: (len(value), value))
        filters, found = filters or {}, []
        parts = {"display": display, **{f"filter[{name}]": value for name, value in filters.items()}}
        taken = len(f"/{resource}?") + len(self._query({**parts, f"filter[{field}]": "[]"}))
        for condition in _conditions(values, LONGEST_QUERY - taken):
            found += self.rows(resource, display=display, filters={**filters, field: condition})
        # An interval brings more than was asked for.
        wanted = set(map(fold, values))
        return [row for row in found if fold(row.text(field)) in wanted]

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

    def delete(self, resource, ids):
        """Take records away, all by one call; repeating it does no harm.

        :raises RemoteError: one of them does not exist, then none is taken away (code 87)
        """
        response = self.http.send("DELETE", f"/{resource}", query=self._query({"id": f"[{','.join(ids)}]"}), safe=True)
        self._note(response.headers)
        if response.status >= 300:
            raise refused(self.http, response)

    def _query(self, parts):
        if self._shop_id:
            parts = {**parts, "id_shop": self._shop_id}
        return "&".join(f"{quote(name, safe='')}={quote(value, safe=',:')}" for name, value in parts.items() if value)

    def delete_file(self, path):
        """Delete a picture; one that is not there is code 57 (recording image-delete)."""
        response = self.http.send("DELETE", f"/{path}", query=self._query({}), safe=True)
        self._note(response.headers)
        if response.status >= 300:
            raise refused(self.http, response)

    def upload(self, path, name, content, content_type, *, replacing=False):
        """Send a picture as the field ``image`` of a form; return the id that it got (recording image-post-first).

        :param replacing: put it in the place of the one that is there; PHP takes no file by PUT, so the method is named
            in the address
        :return: "" where the answer is the picture itself: when it replaces one, and for what has one picture only
        """
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        response = self.http.send(
            "POST",
            f"/{path}",
            query=self._query({"ps_method": "PUT" if replacing else ""}),
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
            body=b"".join((head.encode(), content, f"\r\n--{boundary}--\r\n".encode())),
            safe=replacing,
        )
        self._note(response.headers)
        if response.status == 200 and response.headers.get("content-type", "").startswith("image/"):
            return ""
        return self._document(response).findtext("image/id") or ""

    def file(self, path):
        """Return the bytes of a picture.

        :raises NotFound: there is none
        """
        response = self.http.send("GET", f"/{path}", query=self._query({}))
        self._note(response.headers)
        if response.status != 200:
            self._document(response)
        return response.body

    def node(self, path):
        """Return the root of an answer that is no list of entities, such as the index of pictures."""
        return self._document(self.http.send("GET", f"/{path}", query=self._query({})))

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
            raise redirected(self.http, response, self._shop_id)
        if response.status >= 400:
            raise refused(self.http, response)
        try:
            root = xml.parse(response.body, redactor=self.http.redactor, system=SYSTEM, call=response.call)
        except ProtocolError as exc:
            if response.safe:
                raise
            # The shop died inside a write and still said 200: whether it was saved must be looked up.
            raise OutcomeUnknown(exc.message, system=SYSTEM, call=response.call) from None
        if root.find("errors") is not None:
            raise refused(self.http, response)
        return root

    def _note(self, headers):
        self.version = headers.get("psws-version", self.version)
        seconds = headers.get("access-time", "")
        if seconds.isdigit():
            self._seen_at = datetime.fromtimestamp(int(seconds), UTC), time.monotonic()


def any_of(values):
    """Return the filter text for "one of these values"."""
    return f"[{'|'.join(values)}]"


def interval(first, last):
    """Return the filter text for a range; both ends belong to it, whatever the manual says."""
    return f"[{first},{last}]"


def _conditions(values, longest):
    """Yield filter texts that together cover ``values``: lists, or one interval of ids that lie close."""
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
