"""The REST API on the wire: signing, one JSON document each way, pages, batches.

Sources: the dossier's sections 1 to 3; recordings list-*, oauth-*, batch*.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ..contract import DOWNLOAD_LIMIT
from ..errors import InvalidSettings, ProtocolError, Rejected
from ..transport.http import Http
from ..transport.oauth import OAuth1
from .refusals import not_understood, refused
from .rows import SYSTEM, Row

#: Most records of a page, and of a batch.
PAGE = 100

#: Seconds that the shop may think: a batch of 100 products takes 1 s on an empty shop, a minute on a small host.
PATIENCE = 120.0

#: Longest list of ids in an address: hosts refuse request lines above 8,190 bytes.
IDS = 100

_API = "/wc/v3"


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list.

    :param total: how many rows there are in all, None where the shop does not tell
    :param at: the shop's clock when it answered
    """

    rows: list
    total: int | None
    at: datetime


class Wire:
    """Calls to one shop.

    :param settings: see ``contract.Settings``: url, consumer_key, consumer_secret, authentication, media_user,
        media_password
    """

    def __init__(self, settings, *, memory=None):
        base = re.sub(r"/wp-json(/wc(/v\d)?)?$", "", settings["url"].rstrip("/"))
        #: The shop itself, without a slash at its end.
        self.address = base
        key, secret = settings["consumer_key"], settings["consumer_secret"]
        is_signed = settings["authentication"] == "oauth"
        self.http = Http(
            system=SYSTEM,
            base_url=f"{base}/wp-json",
            auth=OAuth1(key, secret, place="query") if is_signed else (key, secret),
            secrets=(secret,),
            headers={"Accept": "application/json"},
            read_timeout=PATIENCE,
            # A signature is worth nothing to those who see it: the secret itself does not travel.
            carries_secrets=not is_signed,
            memory=memory,
        )
        #: The shop's clock when it last answered.
        self.clock = None
        self._media = self._opened_media(settings, base, memory)
        parts = urlsplit(base)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._files = Http(
            system=SYSTEM, base_url=self._origin, carries_secrets=False, max_bytes=DOWNLOAD_LIMIT, memory=memory
        )

    def _opened_media(self, settings, base, memory):
        if not settings["media_password"]:
            return None
        auth = (settings["media_user"], settings["media_password"])
        return Http(system=SYSTEM, base_url=f"{base}/wp-json", auth=auth, read_timeout=PATIENCE, memory=memory)

    @property
    def calls(self):
        """Return how many calls were sent."""
        return sum(http.calls for http in (self.http, self._media, self._files) if http)

    def close(self):
        """Give back the connections."""
        for http in filter(None, (self.http, self._media, self._files)):
            http.close()

    # reading

    def index(self):
        """Return what the site tells everybody: name, zone and what is installed. Its whole document has 1 MB.

        :raises ProtocolError, InvalidSettings: the address is something else
        """
        response = self.http.send("GET", "/", params={"_fields": "name,namespaces,timezone_string,gmt_offset"})
        content = self._content(response)
        row = Row(content, "index", response.call)
        if "wc/v3" not in [str(name) for name in row.list("namespaces")]:
            message = "There is a WordPress at this address, but no WooCommerce with its REST API version 3."
            raise InvalidSettings(message, system=SYSTEM, field="url", call=response.call)
        return row, self._clock(response)

    def get(self, path, what, **params):
        """Return one object."""
        response = self.http.send("GET", f"{_API}/{path}", params=_given(params))
        return Row(self._content(response), what, response.call)

    def list(self, path, what, **params):
        """Return one ``Listed`` page.

        :param what: what a row is called in errors; :param params: filters, None is left out
        """
        response = self.http.send("GET", f"{_API}/{path}", params=_given(params))
        content = self._content(response)
        if not isinstance(content, list):
            raise not_understood(self.http, response)
        total = response.headers.get("x-wp-total", "")
        rows = [Row(one, what, response.call) for one in content]
        return Listed(rows, int(total) if total.isdigit() else None, self._clock(response))

    def all(self, path, what, **params):
        """Return all rows of a short list, page by page."""
        rows, page = [], 1
        while True:
            listed = self.list(path, what, **params, per_page=str(PAGE), page=str(page))
            rows += listed.rows
            if len(listed.rows) < PAGE or (listed.total is not None and len(rows) >= listed.total):
                return rows
            page += 1

    def by_ids(self, path, what, ids, **params):
        """Return ``{id: row}`` of the records with these ids; those that are gone (or in the trash) are missing.

        An empty ``include`` would return everything: nothing is asked then.
        """
        found = {}
        ids = [id for id in dict.fromkeys(ids) if id.isdigit()]
        for start in range(0, len(ids), IDS):
            part = ids[start : start + IDS]
            listed = self.list(path, what, include=",".join(part), per_page=str(PAGE), **params)
            found |= {row.id: row for row in listed.rows}
        return found

    # writing

    def send(self, method, path, values, what):
        """Send one object and return the shop's answer to it as a row."""
        response = self._sent(method, path, values)
        return Row(self._content(response), what, response.call)

    def remove(self, path, what):
        """Delete a record for good and return it as it was."""
        response = self.http.send("DELETE", f"{_API}/{path}", params={"force": "true"})
        return Row(self._content(response), what, response.call)

    def batch(self, path, name, entries, what):
        """Send up to 100 records in one call; return one ``Row`` or error content (a dict) for each, in order.

        :param name: "create" or "update"
        :raises OutcomeUnknown: the answer was lost, or is not the shop's
        """
        response = self._sent("POST", f"{path}/batch", {name: entries})
        content = self._content(response)
        told = content.get(name) if isinstance(content, dict) else None
        if not isinstance(told, list) or len(told) != len(entries) or not all(isinstance(one, dict) for one in told):
            raise not_understood(self.http, response)
        return [one["error"] if isinstance(one.get("error"), dict) else Row(one, what, response.call) for one in told]

    @property
    def can_upload(self):
        """Tell whether pictures can be sent as bytes: keys of WooCommerce do not open the library (dossier 1)."""
        return self._media is not None

    def probe(self, path):
        """Send nothing as a write: only whether that is allowed is told."""
        self._content(self._sent("POST", path, {}))

    def upload(self, name, content, content_type):
        """Put a picture into the media library; return its id. One call for each: the library takes one at a time."""
        headers = {"Content-Type": content_type, "Content-Disposition": f'attachment; filename="{name}"'}
        # An upload that is repeated leaves a spare picture in the library and nothing else.
        response = self._media.send("POST", "/wp/v2/media", body=content, headers=headers, safe=True)
        return Row(self._content(response, self._media), "picture", response.call).id

    def download(self, url):
        """Return the bytes of a file of the shop.

        :raises Rejected: it lies elsewhere
        """
        if not url.startswith(f"{self._origin}/"):
            raise Rejected("This file does not lie in the shop.", system=SYSTEM, field="url")
        response = self._files.send("GET", url.removeprefix(self._origin))
        if response.status != 200:
            raise self._files.failure(response, message="The shop does not hand out this file.")
        return response.body

    def _sent(self, method, path, values):
        body = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return self.http.send(method, f"{_API}/{path}", body=body, headers=headers)

    # answers

    def _content(self, response, http=None):
        """Return what an answer says.

        :raises RemoteError: it says no, or makes no sense
        """
        http = http or self.http
        content = _loaded(response.text)
        if 200 <= response.status < 300:
            if content is None:
                raise not_understood(http, response)
            return content
        raise refused(http, response, content)

    def _clock(self, response):
        """Return the shop's clock from the header Date, in whole seconds.

        :raises ProtocolError: there is none
        """
        try:
            self.clock = parsedate_to_datetime(response.headers.get("date", "")).astimezone(UTC)
            return self.clock
        except ValueError:
            message = "The answer does not tell the shop's time (header Date)."
            raise ProtocolError(message, system=SYSTEM, call=response.call) from None


def _given(params):
    return {name: value for name, value in params.items() if value is not None}


def _loaded(text):
    """Read JSON; notices that PHP prints before it on careless hosts are passed over. None for anything else."""
    begin = re.search(r"[\[{]", text)
    for start in (0, begin.start() if begin else 0):
        try:
            content = json.loads(text[start:], parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict | list):
            return content
    return None


def _no_number(text):
    raise ValueError(f"{text} is no number")
