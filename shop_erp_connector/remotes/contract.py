"""What every remote promises: settings, check, lookups, pull, push, find and events."""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from .capabilities import Capabilities
from .documents import Document, Lookup
from .errors import InvalidSettings, RemoteError, Unsupported
from .memory import NoContents, ProcessMemory

#: Folders below an address; none of them begins with a dot, so that the path leads nowhere else.
PATH = re.compile(r"/?[A-Za-z0-9_~-][\w.~-]*(/[A-Za-z0-9_~-][\w.~-]*)*/?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing a person must tell about a remote.

    :param type: "text", "secret" (never shown again), "url", "path" (folders below the url, without a host), "integer",
        "boolean" or "choice" (see ``choices``)
    :param may_be_empty: somebody who empties it means that; else the default counts again
    """

    name: str
    label: str
    type: Literal["text", "secret", "url", "path", "integer", "boolean", "choice"] = "text"
    required: bool = False
    default: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteInfo:
    """What ``check()`` found out.

    :param shops, languages, currencies: lookups of these types
    :param clock: the zone of the remote's dates (IANA name), "" when unknown
    :param warnings: sentences a person should read (a missing right, a clock that is far off)
    """

    name: str = ""
    version: str = ""
    shops: tuple[Lookup, ...] = ()
    languages: tuple[Lookup, ...] = ()
    currencies: tuple[Lookup, ...] = ()
    clock: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A record of a page that could not be read into a document; the rest of the page is fine."""

    id: str
    error: RemoteError


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some documents and where to go on.

    :param documents: a list of documents of the kind asked for
    :param cursor: JSON-able dict to store together with these documents; pass it to ``pull`` to go on, also in another
        process. Its key "more" is True while pages of the same pull follow, False on the last one; the rest of it only
        the remote understands. A pull that finds nothing yields one page without documents.
    :param total: how many documents there are in all, None where the remote does not tell
    :param refusals: records of this page that are broken on the remote's side
    """

    documents: list[Document]
    cursor: dict[str, Any]
    total: int | None = None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one pushed document: ``error`` is None when the remote has it now.

    :param id: the remote's id of the record
    :param number: the number people quote (a fiscal number), "" where there is none
    :param series: the series the number was drawn from
    :param code: a code that a tax authority gave the document, where that is not its number
    :param variant_id: for a product with a single form: the remote's id of that form
    :param unchanged: the remote had it already just so; nothing was sent
    :param warning: the record exists, but a person should know this sentence (its totals differ from ours)
    :param ticket: the remote took the document but has not done it yet; ``Remote.outcomes`` tells later under this
        text what became of it. While it is set, nothing else of the result counts
    :param part_ids: ``{our reference: remote id}`` of the parts that have ids of their own: variants by code, images by
        content key, addresses by alias
    """

    id: str = ""
    number: str = ""
    series: str = ""
    code: str = ""
    variant_id: str = ""
    unchanged: bool = False
    warning: str = ""
    ticket: str = ""
    part_ids: dict[str, str] = field(default_factory=dict)
    error: RemoteError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One webhook: the remote says that ``id`` of ``kind`` changed (or hands over the document itself).

    :param event_id: the remote's id of the delivery, to recognise a repeated one; "" where it has none
    """

    kind: str
    id: str = ""
    document: Document | None = None
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one remote, complete and checked; attribute access by mapping: ``settings["url"]``."""

    values: dict[str, str] = field(repr=False)

    def __getitem__(self, name):
        return self.values[name]

    @classmethod
    def filled(cls, declared, given):
        """Return the settings as far as they are known, with defaults filled in and unchecked: none may be used yet."""
        return cls({one.name: one.default if given.get(one.name) is None else given[one.name] for one in declared})

    @classmethod
    def checked(cls, system, declared, given):
        """Return the settings with defaults filled in.

        :raises InvalidSettings: a key is unknown, a required one is missing, a choice or number is wrong
        """
        known = {setting.name: setting for setting in declared}
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise InvalidSettings(f"Unknown setting: {', '.join(unknown)}.", system=system, field=unknown[0])
        values = {}
        for name, setting in known.items():
            value = given.get(name)
            value = setting.default if value is None or value is False else str(value).strip()
            if setting.required and not value:
                raise InvalidSettings(f"{setting.label} is missing.", system=system, field=name)
            if value and setting.type == "choice" and value not in setting.choices:
                raise InvalidSettings(f"{setting.label} cannot be {value!r}.", system=system, field=name)
            if value and setting.type == "integer" and not value.isdigit():
                raise InvalidSettings(f"{setting.label} must be a whole number.", system=system, field=name)
            if value and setting.type == "url" and not value.startswith(("http://", "https://")):
                raise InvalidSettings(f"{setting.label} must begin with https://.", system=system, field=name)
            if value and setting.type == "path" and not PATH.fullmatch(value):
                message = f"{setting.label} must be a folder, like admin or admin/shop, without https:// and host."
                raise InvalidSettings(message, system=system, field=name)
            values[name] = value
        return cls(values)

    def integer(self, name):
        """Return a setting of type "integer", 0 when it is empty."""
        return int(self.values[name] or 0)

    def is_on(self, name):
        """Return a setting of type "boolean"."""
        return self.values[name] in ("1", "true", "True", "yes")


def below(address, folder):
    """Return the address of a folder (a setting of type "path") below an address, "" when there is no folder."""
    return f"{address.rstrip('/')}/{quote(folder.strip('/'))}" if folder else ""


#: Largest picture or file that is read from a remote.
DOWNLOAD_LIMIT = 32 * 1024 * 1024


class Remote:
    """One connection to one remote system. Subclasses say what they can do and do it.

    A remote keeps nothing but its settings, its transport and caches of the remote's code lists for its own short
    life; what must outlive it goes into ``memory``.

    :param settings: plain dict, see ``SETTINGS``; unknown keys are an error
    :param memory: where session ids and call counters live; shared by all workers of one backend
    :param contents: where the bytes of the hub's own pictures and files are, see ``memory.Contents``; they are read
        one by one, and only when the remote really needs them
    """

    #: Name in the registry, and the name people know.
    system: ClassVar[str] = ""
    label: ClassVar[str] = ""
    SETTINGS: ClassVar[tuple[Setting, ...]] = ()
    capabilities: Capabilities = Capabilities()

    def __init__(self, settings, *, memory=None, contents=None):
        self.settings = Settings.checked(self.system, self.SETTINGS, settings)
        self.capabilities = self.settled(self.settings)
        self.memory = memory or ProcessMemory()
        self.contents = contents or NoContents()

    @classmethod
    def settled(cls, settings):
        """Return the ``Capabilities`` of a connection with these settings; nothing is asked of the remote.

        Subclasses take away what a setting switches off, so that the hub does not ask for it, and says so itself.

        :param settings: ``Settings``, perhaps incomplete and without the secrets
        """
        return cls.capabilities

    @classmethod
    def capabilities_with(cls, settings):
        """Return the ``Capabilities`` of a connection with these settings (plain dict, perhaps incomplete)."""
        return cls.settled(Settings.filled(cls.SETTINGS, settings))

    def check(self):
        """Try the connection and return a ``RemoteInfo``.

        :raises AuthenticationFailed, Unavailable, ProtocolError: as the remote answers
        """
        raise self._cannot("be checked")

    def lookups(self, type):
        """Return the code list ``type`` (see ``documents.LOOKUP_TYPES``) as a list of ``Lookup``.

        :raises Unsupported: the remote has no such list
        """
        if type not in self.capabilities.lookups:
            raise self._cannot(f"list {type} entries")
        return self._lookups(type)

    def pull(self, kind, cursor=None, ids=None, limit=None):
        """Yield pages of documents of ``kind``.

        Without ids: everything that changed since ``cursor`` (all of it when None), oldest change first; the last
        page's cursor is where the next pull begins. A cursor from the middle of a pull resumes there. The reading is
        inclusive with a look-back, so a document may come again; none is left out.

        :param ids: only these records; a missing id is a ``Refusal`` with ``NotFound``
        :param limit: most documents a page may hold
        :raises Unsupported: the remote does not tell this kind, or not in this way
        """
        known, others = self.capabilities.pulls, self.capabilities.pulls_by_id
        if ids is not None:
            known, others = others, known
        if kind not in known:
            way = " without ids" if ids is None else " by id"
            raise self._cannot(f"pull {kind}" + (way if kind in others else ""))
        return self._pull(kind, cursor, ids, limit)

    def push(self, kind, documents):
        """Create (id "") or update the documents; return one ``Result`` per document, in the same order.

        Never all-or-nothing: what goes wrong for one document is its result's ``error``. A raised error means that
        nothing at all was sent.

        :raises Unsupported: the remote takes no documents of this kind
        """
        if kind not in self.capabilities.pushes:
            raise self._cannot(f"take {kind}")
        documents = list(documents)
        return self._push(kind, documents) if documents else []

    def outcomes(self, kind, tickets):
        """Return one ``Result`` per ticket that ``push`` gave, in the same order; one not done yet has its ticket.

        Asked for many tickets at once, and as often as the hub likes: asking changes nothing.
        """
        raise self._cannot(f"tell what became of {kind}")

    def download(self, url):
        """Return the bytes of a picture or file that a document of this remote names, read with the remote's rights.

        :raises Rejected: it is larger than ``DOWNLOAD_LIMIT`` or lies on another host than the remote
        """
        raise self._cannot("hand out files")

    def subscribe(self, address):
        """Make the remote send its webhooks to ``address``, and mend what is wrong with those it has.

        They are signed with the setting ``webhook_secret``, which the hub makes up when it is empty. Wrong is one that
        is switched off, has another secret or is there twice.

        Safe to repeat: where all is well, nothing is written.

        :param address: of this backend's webhook; hooks with other addresses of other programs are left alone
        :return: what was done, as sentences for a person; () where all was well
        """
        raise self._cannot("send webhooks")

    def find(self, kind, key):
        """Return the ``Result`` of a record that was created with our own ``key``, or None if it never arrived.

        :raises Unsupported: the remote does not keep our keys of this kind
        """
        if kind not in self.capabilities.finds_own_key:
            raise self._cannot(f"find {kind} by key")
        return self._find(kind, key)

    def events(self, headers, body):
        """Verify and parse a webhook; return a list of ``Event``.

        :param headers: mapping with lower-case names
        :param body: the raw bytes
        :raises AuthenticationFailed: the signature does not fit
        """
        raise self._cannot("send webhooks")

    def open_url(self, kind, id):
        """Return the address where a person sees the record in the remote's own back office, "" if there is none.

        Made of the settings alone, without a call: it lies on the host of the remote, see ``Capabilities.back_office``.
        """
        page, place = self.capabilities.back_office.get(kind), self.back_office
        is_number = id.isascii() and id.isdigit()
        return f"{place}/{page.format(id=id)}" if page and place and is_number else ""

    @property
    def back_office(self):
        """Return the address of the remote's back office without a slash at its end, "" if it has or tells none."""
        return ""

    @property
    def calls(self):
        """Return how many calls this object has sent so far."""
        return 0

    def close(self):
        """Give back what the transport holds."""

    def __enter__(self):
        return self

    def __exit__(self, *_exc_info):
        self.close()

    # --- what a subclass does of what its capabilities say; asked for nothing else ---

    def _lookups(self, type):
        raise NotImplementedError

    def _pull(self, kind, cursor, ids, limit):
        raise NotImplementedError

    def _push(self, kind, documents):
        raise NotImplementedError

    def _find(self, kind, key):
        raise NotImplementedError

    def _cannot(self, what):
        return Unsupported(f"{self.label or self.system} cannot {what}.", system=self.system)
