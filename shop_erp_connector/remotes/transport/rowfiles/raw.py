"""A row as it stands in a file, before anybody knows what its columns mean."""

from dataclasses import dataclass, field

#: No line and no element is longer, in bytes.
LONGEST_ROW = 4 * 1024 * 1024


class Unreadable(ValueError):
    """The file as a whole is not what it should be; the message is a sentence for people.

    :param is_cut: it ends in the middle: perhaps it is still being written
    """

    def __init__(self, message, *, is_cut=False):
        super().__init__(message)
        self.message = message
        self.is_cut = is_cut


@dataclass(slots=True)
class RawRow:
    """One row: texts (or, from JSON, numbers and booleans) by column.

    :param position: byte at which reading can begin again with this row
    :param number: for people: the line, or the place among the records
    :param sets: ``{set name: rows}`` that stand inside this one, for formats that can hold them
    """

    position: int
    number: int
    cells: dict
    sets: dict = field(default_factory=dict)
