"""What a full file leaves out: records of the last full file, and of the files of changes since, that are not in it.

Those files lie in the archive, or still in the folder of incoming files. Where the last full file is there no more,
nothing can be compared and nothing is told. The names of a file's records are held in memory while it is compared:
about a hundred bytes each.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ..errors import InvalidSettings
from ..transport.rowfiles import Unreadable
from .columns import LAYOUTS
from .merging import Merger
from .names import FileName
from .rows import InvalidRow

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lost:
    """Where reading goes on with a record that is not in the full file any more: after ``count`` others like it."""

    count: int

    @property
    def places(self):
        """Return the places in the group's files: all were read to their end."""
        return {}


class Snapshots:
    """Compares full files.

    :param folders: object with the folders' names ``incoming`` and ``archive``
    :param most_lost: how many percent of the known records a full file may leave out; 0: nothing is compared
    """

    def __init__(self, files, folders, *, dialect, most_lost):
        self._files = files
        self._folders = folders
        self._dialect = dialect
        self._most_lost = most_lost

    def lost(self, group, progress):
        """Return the records that a full group leaves out, sorted; none for a group of changes.

        :raises Unreadable: they are more than the settings allow
        """
        before = progress.full.get(group.main.company) if self._most_lost and group.main.is_full else None
        if before is None:
            return []
        known = self._known(group, before)
        if known is None:
            _logger.info("%s: %s is not compared: %s is gone", self._files.system, group.main.name, before["name"])
            return []
        names, _deleted, unnamed = self._records(group.kind, group.main, self._folders.incoming, group.main.name)
        if unnamed:
            return []  # a row that nobody can name may be any of those that seem to be missing
        lost = sorted(known - names)
        if len(lost) * 100 > self._most_lost * len(known):
            raise Unreadable(
                f"{len(lost)} of the {len(known)} records that were known are not in this full file, such as {lost[0]}:"
                f" more than {self._most_lost} of 100. Is it complete? If they are really gone, raise the share in the"
                " settings and put the file back."
            )
        return lost

    def _known(self, group, before):
        """Return the records of the last full file and the changes since, None when that file is not there."""
        found = self._find(before)
        if found is None:
            return None
        folder, name = found
        known, _deleted, _unnamed = self._records(group.kind, group.main, folder, name)
        for folder, change in self._changes(group, before):
            try:
                names, deleted, _unnamed = self._records(group.kind, change, folder, change.name)
            except Unreadable:
                continue  # it was set aside when it was read; what is in it was never used
            known = (known | names) - deleted
        return known

    def _find(self, before):
        """Return (folder, name) of the last full file, which may have been given another name in the archive."""
        stem, _dot, ending = before["name"].partition(".")
        for folder, entries in self._places(before):
            candidates = [
                entry
                for entry in entries
                if entry.name == before["name"]
                or (entry.name.startswith(f"{stem}~") and entry.name.endswith(f".{ending}"))
            ]
            for entry in candidates:
                if [entry.size, entry.stamp] == before["look"]:
                    return folder, entry.name
            # Where moving is copying, the time is another one.
            if len(candidates) == 1 and candidates[0].size == before["look"][0]:
                return folder, candidates[0].name
        return None

    def _changes(self, group, before):
        """Return (folder, name) of the numbered files between both full ones, in their order."""
        first, last = before["number"], group.main.number
        if first is None or last is None:
            return []
        found = {}
        for folder, entries in self._places(before):
            for name in filter(None, (FileName.parsed(entry.name) for entry in entries)):
                is_ours = (name.set_name, name.company) == (group.main.set_name, group.main.company)
                if is_ours and not name.is_full and name.number is not None and first < name.number < last:
                    found.setdefault(name.number, (folder, name))
        return [found[number] for number in sorted(found)]

    def _places(self, before):
        """Yield (folder, entries) of the folders in which files read since then can be; the incoming one last."""
        year, month = map(int, before["month"].split("-"))
        day, today = date(year, month, 1), datetime.now(UTC).date()
        folders = []
        while day <= today:
            folders.append(f"{self._folders.archive}/{day:%Y-%m}")
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        for folder in [*folders, self._folders.incoming]:
            try:
                yield folder, self._files.entries(folder)
            except InvalidSettings:
                continue  # nothing was read in that month

    def _records(self, kind, main, folder, name):
        """Return (records of a main file, those that it says are deleted, how many rows name none)."""
        names, deleted, unnamed = set(), set(), 0
        with self._files.opened(folder, name) as stream:
            merger = Merger(kind, main.format, {LAYOUTS[kind][0].name: stream}, self._dialect)
            for gathered in merger:
                try:
                    record = gathered.record or merger.document(gathered).id
                except InvalidRow:
                    unnamed += 1
                    continue
                (deleted if merger.is_deletion(gathered) else names).add(record)
        return names, deleted, unnamed
