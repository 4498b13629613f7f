"""Files that belong together: a main file and the files of the sets below it, and whether all of them are complete."""

import time
from dataclasses import dataclass, field

from ..transport.rowfiles.summing import CLOSING, Sums
from .columns import LAYOUTS, SETS
from .names import MARKER, FileName

#: A file that nothing proves complete must look the same for so long, in seconds.
STABLE_FOR = 60.0

#: Bytes at the end of a file in which its closing line is looked for, and largest marker.
_TAIL = 512


@dataclass(slots=True)
class Group:
    """The files of one record set that were written together.

    :param main: name of the main file
    :param files: ``{set name: Entry}``, the main set's among them; ``markers``: ``{set name: Entry}`` of companions
    """

    main: FileName
    files: dict = field(default_factory=dict)
    markers: dict = field(default_factory=dict)

    @property
    def order(self):
        """Return by what groups are read in order: numbered ones by number, the others after them by name."""
        return (0, self.main.number, self.main.name) if self.main.number is not None else (1, 0, self.main.name)

    @property
    def kind(self):
        """Return the kind of the documents."""
        return SETS[self.main.set_name].kind

    @property
    def looks(self):
        """Return what tells whether the files changed since somebody looked: sizes and times."""
        return {entry.name: [entry.size, entry.stamp] for entry in self.files.values()}

    @property
    def names(self):
        """Return the names of all files, markers included; the main file's last, because it stands for all."""
        entries = [*self.files.values(), *self.markers.values()]
        main = self.files[self.main.set_name].name
        return [entry.name for entry in entries if entry.name != main] + [main]


def groups(kind, entries, *, company=""):
    """Return the groups of a kind that lie in a folder, in the order in which they are read."""
    layout = {row_set.name for row_set in LAYOUTS[kind]}
    main_set = LAYOUTS[kind][0].name
    by_name = {entry.name: entry for entry in entries}
    parsed = [(FileName.parsed(entry.name), entry) for entry in entries]
    mine = [
        (name, entry)
        for name, entry in parsed
        if name is not None and name.set_name in layout and (not company or name.company == company)
    ]
    found = {(name.tail): Group(name) for name, _entry in mine if name.set_name == main_set}
    for name, entry in mine:
        if name.tail in found:
            group = found[name.tail]
            group.files[name.set_name] = entry
            if entry.name + MARKER in by_name:
                group.markers[name.set_name] = by_name[entry.name + MARKER]
    return sorted(found.values(), key=lambda group: group.order)


def orphans(kind, entries):
    """Return ``(name of the main file, name)`` of files and markers whose main file is not there."""
    main_set = LAYOUTS[kind][0].name
    names = {entry.name for entry in entries}
    found = []
    for name in sorted(names):
        parsed = FileName.parsed(name.removesuffix(MARKER))
        if parsed and SETS[parsed.set_name].kind == kind and main_set + parsed.tail not in names:
            found.append((main_set + parsed.tail, name))
    return found


class Readiness:
    """Tells whether a group is complete.

    :param mode: "marker": only with its companion; "renamed": it appears under its name when it is complete; "stable":
        with companion or closing line, else when it has not changed for a while
    """

    def __init__(self, files, folder, memory, mode):
        self._files = files
        self._folder = folder
        self._memory = memory
        self._mode = mode

    def is_ready(self, group):
        """Return whether the group may be read."""
        if self._mode == "renamed":
            return True
        waiting = [name for name, entry in group.files.items() if not self._is_proven(group, name, entry)]
        if not waiting:
            return True
        return self._mode == "stable" and self._are_unchanged([group.files[name] for name in waiting])

    def _is_proven(self, group, set_name, entry):
        if set_name in group.markers:
            return True
        if self._mode == "marker":
            return SETS[set_name].parent is not None
        return group.main.format == "csv" and self._has_closing(entry)

    def _has_closing(self, entry):
        with self._files.opened(self._folder, entry.name) as stream:
            stream.seek(max(0, entry.size - _TAIL))
            last = stream.read(_TAIL).rstrip().rpartition(b"\n")[2]
        return last.startswith(CLOSING)

    def _are_unchanged(self, entries):
        """Compare with the last look, and remember this one for the next."""
        now, verdict = time.time(), True
        with self._memory.locked("looks") as looks:
            for entry in entries:
                seen = looks.get(entry.name)
                if seen is None or seen[:2] != [entry.size, entry.stamp]:
                    looks[entry.name] = [entry.size, entry.stamp, now]
                    verdict = False
                elif now - seen[2] < STABLE_FOR:
                    verdict = False
        return verdict

    def forget(self, names):
        """Forget files that are gone."""
        with self._memory.locked("looks") as looks:
            for name in names:
                looks.pop(name, None)


def sums_told(files, folder, group):
    """Return ``{set name: Sums}`` of the companions."""
    return {
        name: Sums.told(files.read(folder, marker.name, limit=_TAIL).decode("ascii", "replace"))
        for name, marker in group.markers.items()
    }
