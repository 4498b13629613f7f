"""Reading the partner's files: in order, each once, page by page; what cannot be read goes aside with a report.

The cursor holds all that must survive (``progress.py``). A file leaves the folder only when a later reading begins with
a cursor that says that it was read: by then its documents are stored. Whoever dies before that reads it again.
"""

from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain

from ..contract import Refusal
from ..errors import DELETED, NotFound, ProtocolError, Rejected, Unavailable
from ..transport.rowfiles import Unreadable
from .groups import Readiness, groups, orphans, sums_told
from .inspecting import inspect
from .merging import Merger
from .names import MARKER, FileName
from .progress import Progress
from .rows import InvalidRow
from .snapshots import Lost, Snapshots

#: What a report of a file that was set aside is called.
REPORT = ".report.txt"


class Inbox:
    """The folder that the partner writes into.

    :param folders: object with the folders' names: ``incoming``, ``archive``, ``error``
    :param is_strict: a missing number stops the reading; otherwise numbers only tell the order
    :param most_lost: see ``Snapshots``
    """

    def __init__(self, files, memory, folders, *, dialect, mode, is_strict, company, most_lost):
        self._files = files
        self._folders = folders
        self._dialect = dialect
        self._is_strict = is_strict
        self._company = company
        self._readiness = Readiness(files, folders.incoming, memory, mode)
        self._snapshots = Snapshots(files, folders, dialect=dialect, most_lost=most_lost)

    def pages(self, kind, cursor, limit):
        """Yield pages of what lies ready; see ``Remote.pull``."""
        progress = Progress(cursor)
        entries = self._files.entries(self._folders.incoming)
        entries = self._archive(progress, entries)
        self._tidy(kind, entries)
        window = self._window(kind, entries, progress)
        goes_on = True
        for page in self._pages_of(window, progress, limit):
            goes_on = page.cursor["more"]
            yield page
        if goes_on:
            yield progress.page([], (), more=False)

    def rejected(self):
        """Return how many files lie aside."""
        return sum(FileName.parsed(entry.name) is not None for entry in self._files.entries(self._folders.error))

    def newest(self, kind):
        """Return the last ready group of a kind, None when there is none."""
        found = groups(kind, self._files.entries(self._folders.incoming), company=self._company)
        return next((group for group in reversed(found) if self._readiness.is_ready(group)), None)

    def documents(self, group):
        """Return all documents of a small group; records that make none are left out.

        :raises ProtocolError: the group cannot be read
        """
        found = []
        try:
            inspect(self._files, self._folders.incoming, group, self._dialect, self._told(group))
            for document, _refusal, _gathered in self._read(group, None):
                found += [document] if document is not None else []
        except Unreadable as exc:
            raise self._broken(group, exc) from None
        return found

    def _window(self, kind, entries, progress):
        """Return the groups of this reading: those that lie there when it begins, and no later ones."""
        found = groups(kind, entries, company=self._company)
        if progress.reading and not any(group.main.name == progress.reading["name"] for group in found):
            message = f"The file {progress.reading['name']} was taken away while it was read. Put it back."
            raise Unavailable(message, system=self._files.system)
        waiting = [group for group in found if not progress.has_read(group)]
        if progress.until is None and waiting:
            progress.until = list(waiting[-1].order)
        return [group for group in waiting if list(group.order) <= progress.until]

    def _pages_of(self, window, progress, limit):
        for place, group in enumerate(window):
            is_resumed = progress.reading is not None and progress.reading["name"] == group.main.name
            if is_resumed:
                self._check_unchanged(group, progress)
                sha256 = progress.reading["sha256"]
            else:
                verdict, sha256 = self._taken(group, progress)
                if verdict == "stop":
                    return
                if verdict == "skip":
                    continue
            yield from self._group_pages(group, sha256, progress, limit, is_last=place == len(window) - 1)

    def _check_unchanged(self, group, progress):
        if group.looks != progress.reading["looks"]:
            message = f"The file {group.main.name} was changed while it was read. Put it back as it was."
            raise Unavailable(message, system=self._files.system)

    def _taken(self, group, progress):
        """Look at a group before it is read; return ("read", checksum), ("skip", "") or ("stop", "")."""
        if self._is_strict and self._is_missing_one(group, progress):
            return "stop", ""
        if not self._readiness.is_ready(group):
            return ("stop" if group.main.number is not None else "skip"), ""
        try:
            _rows, sha256 = inspect(self._files, self._folders.incoming, group, self._dialect, self._told(group))
            self._snapshots.lost(group, progress)
        except (Unreadable, ProtocolError) as exc:
            self._set_aside(group, exc.message, progress)
            return "skip", ""
        before = progress.repeats(group) if self._is_strict else ""
        if before == "":
            return "read", sha256
        if before == sha256[:16]:
            progress.read[group.main.name] = group.looks
        else:
            message = f"Number {group.main.number} was read already, with other content."
            self._set_aside(group, message, progress)
        return "skip", ""

    def _is_missing_one(self, group, progress):
        """Return whether numbers before this group are missing; the first reading that meets the gap says so."""
        missing = progress.missing_before(group)
        if missing:
            aside = [FileName.parsed(entry.name) for entry in self._files.entries(self._folders.error)]
            known = {name.number for name in aside if name and name.set_name == group.main.set_name}
            missing = [number for number in missing if number not in known]
        if missing and progress.is_fresh:
            few = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
            raise Unavailable(
                f"{group.main.name} lies ready, but number {few} of {group.main.set_name} never came. Send it, or a"
                " full file, or let numbers be missing in the settings.",
                system=self._files.system,
            )
        return bool(missing)

    def _group_pages(self, group, sha256, progress, limit, *, is_last):
        reading = progress.reading or {}
        records = chain(
            self._read(group, reading.get("places")), self._lost(group, progress, after=reading.get("lost", 0))
        )
        documents, refusals = [], []
        try:
            for document, refusal, gathered in records:
                if len(documents) + len(refusals) == limit:
                    progress.begin(group, sha256, gathered.places, getattr(gathered, "count", 0))
                    yield progress.page(documents, refusals, more=True)
                    documents, refusals = [], []
                documents += [document] if document is not None else []
                refusals += [refusal] if refusal is not None else []
        except Unreadable as exc:
            raise self._broken(group, exc) from None
        progress.finish(group, sha256)
        if documents or refusals:
            yield progress.page(documents, refusals, more=not is_last)

    def _read(self, group, places):
        """Yield (document or None, refusal or None, gathered rows) of each record."""
        with ExitStack() as stack:
            streams = {
                name: stack.enter_context(self._files.opened(self._folders.incoming, entry.name))
                for name, entry in group.files.items()
            }
            merger = Merger(group.kind, group.main.format, streams, self._dialect, places)
            for gathered in merger:
                yield (*self._document(merger, gathered, group), gathered)

    def _lost(self, group, progress, *, after):
        """Yield the same of each record that a full group leaves out, but for the first ``after`` ones."""
        lost = self._snapshots.lost(group, progress)
        for count, record in enumerate(lost[after:], after):
            message = f"{record} is not in the full file any more."
            error = NotFound(message, system=self._files.system, call=f"read {group.main.name}", reason=DELETED)
            yield None, Refusal(id=record, error=error), Lost(count)

    def _document(self, merger, gathered, group):
        facts = {"system": self._files.system, "call": f"read {group.main.name}"}
        id = gathered.record or f"{group.main.name}:{gathered.main.number}"
        if merger.is_deletion(gathered):
            return None, Refusal(id=id, error=NotFound(f"{id} was deleted there.", reason=DELETED, **facts))
        try:
            return merger.document(gathered), None
        except InvalidRow as exc:
            line = f"Line {gathered.main.number}: " if not exc.message.startswith("Line ") else ""
            error = Rejected(f"{line}{exc.message}", field=exc.column, **facts)
            return None, Refusal(id=id, error=error)

    def _told(self, group):
        return sums_told(self._files, self._folders.incoming, group)

    def _broken(self, group, exc):
        return ProtocolError(f"{group.main.name}: {exc.message}", system=self._files.system)

    def _archive(self, progress, entries):
        """Move the files away that were read to their end; return the entries that are left.

        The main file goes first: files below it without it mean nothing to anybody.
        """
        by_name = {entry.name: entry for entry in entries}
        folder = f"{self._folders.archive}/{datetime.now(UTC):%Y-%m}"
        for main, looks in list(progress.read.items()):
            names = [name for name, look in looks.items() if _is_same(by_name.get(name), look)]
            markers = {name + MARKER for name in looks if name in names or name not in by_name}
            names += sorted(markers & by_name.keys())
            if names:
                self._files.make_folder(folder)
            for name in sorted(names, key=lambda name: name != main):
                self._put(name, folder)
                del by_name[name]
            self._readiness.forget(looks)
            del progress.read[main]
        return list(by_name.values())

    def _set_aside(self, group, message, progress):
        """Move a group away, after a report that says why; numbers it used up stay used."""
        name = group.main.name
        self._report(name, message)
        for moved in sorted(group.names, key=lambda other: other != name):
            self._put(moved, self._folders.error)
        self._readiness.forget(group.looks)
        progress.set_aside(group)

    def _report(self, name, message):
        lines = (
            f"{name} was not read.",
            "",
            message,
            "",
            f"Nothing of it was used. Correct it and put it back into the folder {self._folders.incoming!r}"
            " under the same name, or send the same in a new file.",
            f"Looked at: {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
            "",
        )
        report = _free_name(name + REPORT, {entry.name for entry in self._files.entries(self._folders.error)})
        self._files.publish(self._folders.error, report, ["\r\n".join(lines).encode()])

    def _put(self, name, folder):
        """Move a file; one that another run moved meanwhile is where it should be."""
        taken = {entry.name for entry in self._files.entries(folder)}
        try:
            self._files.move(name, self._folders.incoming, folder, _free_name(name, taken))
        except NotFound:
            return

    def _tidy(self, kind, entries):
        """Files below a main file that somebody who then died had moved already follow it."""
        left = orphans(kind, entries)
        if not left:
            return
        aside = {entry.name for entry in self._files.entries(self._folders.error)}
        for main, name in left:
            if main in aside:
                self._put(name, self._folders.error)


def _is_same(entry, look):
    return entry is not None and [entry.size, entry.stamp] == look


def _free_name(name, taken):
    """Return the name, or one with a number before its ending where it is taken."""
    stem, dot, ending = name.partition(".")
    number, free = 2, name
    while free in taken:
        free = f"{stem}~{number}{dot}{ending}"
        number += 1
    return free
