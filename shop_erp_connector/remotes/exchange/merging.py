"""The rows of one record, gathered from the files of a group while all of them are read once, side by side.

CSV has a file per set. The rows of a set below stand in the order of the main file, so that no file must be held in
memory or searched. JSON Lines and XML hold the sets inside the record.
"""

from dataclasses import dataclass

from ..transport.dialects import NEUTRAL
from ..transport.rowfiles import FORMATS, Unreadable
from . import cells
from .columns import LAYOUTS, SETS
from .rows import InvalidRow, from_rows, is_deletion, with_untold


@dataclass(slots=True)
class Gathered:
    """One record as it stands in the files.

    :param places: ``{set name: (byte, line)}`` at which reading can begin again with this record
    """

    places: dict
    main: object
    below: dict

    @property
    def record(self):
        """Return what the record is called, as text."""
        return str(self.main.cells.get("record") or "").rstrip(" ")


class Merger:
    """Reads the files of one group.

    :param streams: ``{set name: binary stream}``, the main set among them
    :param places: ``{set name: (byte, line)}`` to begin at; a set that is missing there was read to its end
    """

    def __init__(self, kind, format, streams, dialect, places=None):
        self.main = LAYOUTS[kind][0]
        self.closings = {}
        self._dialect = dialect = NEUTRAL if format == "jsonl" else dialect
        self._has_sets_inside = format != "csv"
        self._rows, self._sets = {}, frozenset(streams)
        for name, stream in streams.items():
            start = (None, 1) if places is None else places.get(name)
            if start is not None:
                self._rows[name] = _Ahead(FORMATS[format].read(stream, dialect, *start), SETS[name], format)
        self.counts = dict.fromkeys(self._rows, 0)

    def __iter__(self):
        """Yield a ``Gathered`` for each record.

        :raises Unreadable: a file is broken, or a row below stands where its record is not
        """
        main = self._rows.get(self.main.name)
        while main is not None and main.row is not None:
            gathered = Gathered(self.places(), main.row, {})
            record = gathered.record
            main.advance()
            self.counts[self.main.name] += 1
            for name, below in self._rows.items():
                while below is not main and below.row is not None and _record(below.row) == record:
                    gathered.below.setdefault(name, []).append(below.row)
                    below.advance()
                    self.counts[name] += 1
            yield gathered
        self._refuse_leftovers()
        self.closings = {name: rows.closing for name, rows in self._rows.items()}

    def places(self):
        """Return where each set goes on; sets that are at their end are left out."""
        return {name: (rows.row.position, rows.row.number) for name, rows in self._rows.items() if rows.row is not None}

    def document(self, gathered):
        """Return the document of a record.

        :raises InvalidRow: its rows make none
        """
        if self._has_sets_inside:
            document = from_rows(self.main.kind, cells.nested(gathered.main, self.main, self._dialect))
            return with_untold(document, gathered.main.cells, gathered.main.sets)
        rows = {self.main.name: [self._typed(gathered.main, self.main)]}
        for name, raws in gathered.below.items():
            rows[name] = [self._typed(raw, SETS[name]) for raw in raws]
        return with_untold(from_rows(self.main.kind, rows), gathered.main.cells, self._sets)

    def is_deletion(self, gathered):
        """Return whether the record is said to be gone."""
        return is_deletion(gathered.main.cells)

    def _typed(self, raw, row_set):
        try:
            return cells.typed(raw, row_set, self._dialect)
        except InvalidRow as exc:
            exc.message = f"Line {raw.number} of {row_set.name}: {exc.message}"
            raise

    def _refuse_leftovers(self):
        for name, rows in self._rows.items():
            if name != self.main.name and rows.row is not None:
                raise Unreadable(
                    f"Line {rows.row.number} of {name} belongs to {_record(rows.row)[:60]!r}, which {self.main.name}"
                    f" does not have there: its rows must stand in the order of {self.main.name}."
                )


class _Ahead:
    """Rows of one file, the next one always in sight."""

    def __init__(self, rows, row_set, format):
        self._rows = rows
        self.closing = None
        self.row = None
        self.advance()
        if self.row is not None and format == "csv":
            cells.check_header(row_set, self.row.cells.keys())

    def advance(self):
        try:
            self.row = next(self._rows)
        except StopIteration as stop:
            self.row, self.closing = None, stop.value


def _record(raw):
    return str(raw.cells.get("record") or "").rstrip(" ")
