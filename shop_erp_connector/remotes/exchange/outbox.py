"""Writing files for the partner: numbered, complete when they appear, each record once.

1. What is about to be written is reserved: number, name, records.
2. The files below are published, then their markers, then the main file, its marker last: with it the partner has all.
3. The reservation is confirmed.

Whoever comes next after a death settles the reservation first: is the last file there, or did the partner take it
already, it counts; else what was left is removed and the number is used again.
"""

import hashlib
from contextlib import contextmanager
from datetime import UTC, datetime

from ..errors import RemoteError
from ..transport.files import TEMPORARY
from ..transport.rowfiles import FORMATS
from ..transport.rowfiles.summing import Sums
from . import cells, names
from .columns import LAYOUTS
from .register import Register


class Outbox:
    """The folder that we write into.

    :param folders: object with the folders' names: ``outgoing``, ``taken``, ``refused`` and ``answers``
    :param format: "csv", "jsonl" or "xml"
    :param closes: CSV files end with a closing line; ``marks``: a companion says that each file is complete
    """

    def __init__(self, files, memory, folders, *, dialect, format, closes, marks, company):
        self._files = files
        self._memory = memory
        self._folders = folders
        self._dialect = dialect
        self._format = format
        self._closes = closes
        self._marks = marks
        self._company = company

    @contextmanager
    def turn(self, kind):
        """Yield the register of a kind; whoever has it writes alone, and what a dead worker left is settled."""
        register = Register(self._memory, kind)
        with register.turn():
            if register.pending:
                self._settle(kind, register)
            yield register

    def write(self, kind, register, all_rows, remembered):
        """Write one file (or one per set) with all records; return (name of the main file, letters replaced).

        :param all_rows: ``to_rows()`` of each document
        :param remembered: ``{record: digest}`` of those that must never be written twice
        :raises RemoteError: nothing is there for the partner, and nothing is remembered
        """
        main_set = LAYOUTS[kind][0].name
        now = datetime.now(UTC)

        def name_of(number):
            return names.built(main_set, company=self._company, moment=now, number=number, format=self._format)

        main_name = register.reserve(remembered, name_of)
        try:
            replaced = self._publish(kind, main_name, all_rows)
        except RemoteError:
            self._settle_or_leave(kind, register)
            raise
        register.confirm()
        return main_name, replaced

    def _settle_or_leave(self, kind, register):
        """After an error; when not even looking works, the next one who comes will settle it."""
        try:
            self._settle(kind, register)
        except RemoteError:
            return

    def _settle(self, kind, register):
        main_name = register.pending["name"]
        if self._is_there(main_name):
            register.confirm()
            return
        main_set = LAYOUTS[kind][0].name
        ours = [row_set.name + main_name.removeprefix(main_set) for row_set in LAYOUTS[kind]]
        lying = {entry.name for entry in self._files.entries(self._folders.outgoing)}
        for name in ours:
            for leftover in (name, name + names.MARKER, name + TEMPORARY, name + names.MARKER + TEMPORARY):
                if leftover in lying:
                    self._files.remove(self._folders.outgoing, leftover)
        register.release()

    def _is_there(self, main_name):
        """Return whether the partner has, or can have, the files: the last of them appeared somewhere."""
        last = main_name + names.MARKER if self._marks else main_name
        places = [(self._folders.outgoing, last)]
        places += [(folder, main_name) for folder in (self._folders.taken, self._folders.refused) if folder]
        if self._folders.answers:
            places.append((self._folders.answers, main_name.rpartition(".")[0] + ".ack.csv"))
        return any(self._files.entry(folder, name) is not None for folder, name in places)

    def _publish(self, kind, main_name, all_rows):
        main, *below = LAYOUTS[kind]
        replaced = 0
        sets = [main] if self._format != "csv" else [*(s for s in below if any(s.name in r for r in all_rows)), main]
        for row_set in sets:
            name = row_set.name + main_name.removeprefix(main.name)
            pieces = _Pieces(self._pieces(row_set, all_rows))
            self._files.publish(self._folders.outgoing, name, pieces)
            sums, lost = pieces.result
            replaced += lost
            if self._marks:
                self._files.publish(self._folders.outgoing, name + names.MARKER, [sums.text().encode()])
        return replaced

    def _pieces(self, row_set, all_rows):
        write = FORMATS[self._format].write
        if self._format == "csv":
            columns = [column.name for column in row_set.all_columns]
            rows = (cells.texts(row, row_set, self._dialect) for rows in all_rows for row in rows.get(row_set.name, ()))
            return write(rows, columns, self._dialect, closes=self._closes)
        dialect = cells.NEUTRAL if self._format == "jsonl" else self._dialect
        records = (cells.record_of_sets(rows, dialect) for rows in all_rows)
        return write(records, None, self._dialect, closes=False)


class _Pieces:
    """A generator of bytes whose value is kept."""

    def __init__(self, generator):
        self._generator = generator
        self.result = (Sums(), 0)

    def __iter__(self):
        self.result = yield from self._generator


def digest(rows):
    """Return a short checksum of a document's rows."""
    return hashlib.sha256(repr(sorted(rows.items())).encode()).hexdigest()[:12]
