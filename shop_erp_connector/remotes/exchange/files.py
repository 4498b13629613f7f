"""The universal exchange by files: any ERP that can read and write files in a folder. Described in docs/exchange.md."""

import dataclasses

from ..capabilities import FEATURES, Capabilities
from ..contract import DOWNLOAD_LIMIT, Remote, RemoteInfo
from ..documents import LOOKUP_TYPES
from ..errors import ProtocolError, Rejected
from ..transport.files import MEBIBYTE, Files, is_safe_name
from . import settings as told
from .answers import Acknowledgements, Moves
from .columns import MAIN
from .inbox import Inbox
from .outbox import Outbox
from .sending import Sending

#: Kinds whose records the partner makes and numbers: each is written once, and answered one by one.
CREATED = frozenset({"category", "product", "customer", "order", "shipment", "invoice", "return"})

KINDS = frozenset(MAIN) - {"lookup"}


class FileExchange(Remote):
    """A partner that reads and writes files."""

    system = "file_exchange"
    label = "Files in a folder"
    SETTINGS = told.SETTINGS
    capabilities = Capabilities(
        pulls=KINDS,
        pushes=KINDS,
        creates=CREATED,
        lookups=frozenset(LOOKUP_TYPES),
        pulls_changes=KINDS,
        finds_own_key=CREATED - {"customer"},  # a customer's key of the hub is in no column
        repeats_safely=CREATED | {"price"},
        batch=dict.fromkeys(KINDS, 500),
        page=dict.fromkeys(KINDS, 500),
        clock="utc",
        reads=frozenset(FEATURES),
        writes=frozenset(FEATURES),
        defers=CREATED,
    )

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: whether the ERP answers, and which figure it tells."""
        answered = CREATED if settings["answers"] != "none" else frozenset()
        return dataclasses.replace(cls.capabilities, defers=answered, stock_basis=settings["stock_basis"])

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        given = self.settings
        dialect = told.dialect(given, self.system)
        self._folders = told.folders(given)
        self._files = Files(
            told.account(given), system=self.system, max_bytes=given.integer("max_megabytes") * MEBIBYTE
        )
        self._inbox = Inbox(
            self._files,
            self.memory,
            self._folders,
            dialect=dialect,
            mode=given["complete_when"],
            is_strict=given["numbers"] == "strict",
            company=given["company"],
            most_lost=given.integer("most_lost"),
        )
        self._sending = Sending(
            self._files,
            self._outbox(given, dialect),
            created=CREATED,
            outcome=self._outcome(given["answers"], dialect),
            contents=self.contents,
            folder=self._folders.contents,
        )

    def _outbox(self, given, dialect):
        return Outbox(
            self._files,
            self.memory,
            self._folders,
            dialect=dialect,
            format=given["format"],
            closes=given.is_on("closing_line"),
            marks=given.is_on("marker"),
            company=given["company"],
        )

    def _outcome(self, answers, dialect):
        if answers == "acknowledgements":
            return Acknowledgements(self._files, self._folders.answers, dialect)
        if answers == "moves":
            return Moves(self._files, self._folders, self.settings["format"])
        return None

    def check(self):
        """Look into every folder, make those that are missing, and count what was set aside."""
        for folder in self._folders.all:
            self._files.make_folder(folder)
            self._files.entries(folder)
        aside = self._inbox.rejected()
        lists = self._all_lookups()
        return RemoteInfo(
            name=self.label,
            version=self.settings["location"].partition("://")[0] if "://" in self.settings["location"] else "folder",
            shops=tuple(entry for entry in lists if entry.type == "shop"),
            languages=tuple(entry for entry in lists if entry.type == "language"),
            currencies=tuple(entry for entry in lists if entry.type == "currency"),
            clock="UTC",
            warnings=(f"{aside} files lie aside in {self._folders.error}, with a report beside each.",)
            if aside
            else (),
        )

    def _lookups(self, type):
        """Read from the newest file of lookups, which stays where it is."""
        return [entry for entry in self._all_lookups() if entry.type == type]

    def _pull(self, kind, cursor, ids, limit):
        return self._inbox.pages(kind, cursor, limit or self.capabilities.page[kind])

    def _push(self, kind, documents):
        return self._sending.push(kind, documents)

    def outcomes(self, kind, tickets):
        """See ``Remote``."""
        if kind not in self.capabilities.defers:
            raise self._cannot(f"tell what became of {kind}")
        return self._sending.outcomes(tickets)

    def _find(self, kind, key):
        return self._sending.find(kind, key)

    def download(self, url):
        """Return the bytes of a PDF or picture in the folder of files; ``url`` is its name.

        :raises NotFound: it is not there, or not yet
        :raises ProtocolError: it should be a PDF and is none
        """
        if not is_safe_name(url):
            raise Rejected(f"{url[:80]!r} is not the name of a file in {self._folders.contents}.", system=self.system)
        content = self._files.read(self._folders.contents, url, limit=DOWNLOAD_LIMIT)
        if url.lower().endswith(".pdf") and not content.startswith(b"%PDF-"):
            raise ProtocolError(f"The file {url} is no PDF.", system=self.system)
        return content

    @property
    def calls(self):
        """See ``Remote``: operations on the file system."""
        return self._files.calls

    def close(self):
        """See ``Remote``."""
        self._files.close()

    def _all_lookups(self):
        newest = self._inbox.newest("lookup")
        return self._inbox.documents(newest) if newest else []
