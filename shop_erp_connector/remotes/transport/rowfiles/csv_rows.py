"""CSV: a header with the columns' names, one row per line; quoted cells may hold line ends.

Lines are counted in bytes while the csv module asks for them, so that the place where a row begins is known.
"""

import codecs
import csv
import hashlib
import io

from .raw import LONGEST_ROW, RawRow, Unreadable
from .summing import CLOSING, Sums

#: The cell that takes a value away where an empty one would only say nothing.
NULL = "\\N"

#: So many zero bytes in a row are a part of the file that was never written.
_TORN = bytes(8)

_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def read(stream, dialect, start=None, number=1):
    """Yield the rows of a file, from a position on that an earlier row told.

    After the last row ``closing`` facts, where the file has them, are the value of the generator.

    :param stream: binary; only read forward but for one jump to ``start``
    :param number: line of the row at ``start``
    :raises Unreadable: encoding, quotes, columns, or anything after the closing line
    """
    lines = _Lines(stream, dialect.encoding)
    header = _header(lines, dialect)
    if start is not None and start > lines.position:
        lines.jump(start, number)
    reader = _reader(lines, dialect)
    while True:
        position, line = lines.begin_row(), lines.number
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            raise Unreadable(f"Line {line} is not understood: {exc}.", is_cut="end of data" in str(exc)) from None
        if cells is None:
            return lines.closing
        if not cells or (len(cells) == 1 and not cells[0].strip()):
            continue
        if len(cells) != len(header):
            message = f"Line {line} has {len(cells)} cells, the header has {len(header)}."
            raise Unreadable(message, is_cut=lines.is_at_end and len(cells) < len(header))
        yield RawRow(position, line, {name: cell for name, cell in zip(header, cells, strict=True) if cell != NULL})


def write(rows, names, dialect, *, closes):
    """Yield the bytes of a file, and as the generator's value ``(Sums, how many letters were replaced)``.

    :param rows: dicts of texts; ``names``: the columns
    :param closes: end with a closing line
    """
    found, size, count, replaced = hashlib.sha256(), 0, -1, 0
    mark = codecs.BOM_UTF8 if dialect.has_bom and dialect.encoding == "utf-8" else b""
    for row in ({name: name for name in names}, *rows):
        piece, lost = dialect.encoded(_line([row.get(name) or "" for name in names], dialect))
        piece = mark + piece if count < 0 else piece
        found.update(piece)
        size, count, replaced = size + len(piece), count + 1, replaced + lost
        yield piece
    sums = Sums(count, found.hexdigest())
    if closes:
        piece = CLOSING + sums.text().encode() + dialect.newline.encode()
        found.update(piece)
        size += len(piece)
        yield piece
    return Sums(count, found.hexdigest(), size), replaced


def _line(cells, dialect):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=dialect.separator, quotechar=dialect.quote, lineterminator=dialect.newline).writerow(
        cells
    )
    return text.getvalue()


def _header(lines, dialect):
    try:
        header = [cell.strip() for cell in next(_reader(lines, dialect), [])]
    except csv.Error as exc:
        raise Unreadable(f"The header is not understood: {exc}.") from None
    if not any(header):
        raise Unreadable("The file is empty: not even the header is there.", is_cut=True)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Unreadable(f"The column {twice[0] or 'without a name'!r} is there twice.")
    return header


def _reader(lines, dialect):
    return csv.reader(lines, delimiter=dialect.separator, quotechar=dialect.quote, strict=True)


class _Lines:
    """Decoded lines of a binary stream; knows at which byte the next one begins."""

    def __init__(self, stream, encoding):
        self._stream = stream
        self._encoding = encoding
        self._row_began = 0
        self.position = 0
        self.number = 1
        self.closing = None
        self.is_at_end = False

    def jump(self, position, number):
        """Go on at a line that an earlier reading told."""
        self._stream.seek(position)
        self.position, self.number = position, number

    def begin_row(self):
        """Return where the next row begins; from here on it may be only so long."""
        self._row_began = self.position
        return self.position

    def __iter__(self):
        return self

    def __next__(self):
        line = self._stream.readline(LONGEST_ROW)
        if not line:
            self.is_at_end = True
            raise StopIteration
        if self.position + len(line) - self._row_began >= LONGEST_ROW:
            raise Unreadable(f"The row at line {self.number} is longer than {LONGEST_ROW // 1024**2} MiB.")
        if self.position == 0:
            self._check_mark(line)
        if line.startswith(CLOSING):
            self._close(line)
            raise StopIteration
        self.is_at_end = not line.endswith(b"\n")
        self.position += len(line)
        self.number += 1
        return self._decoded(line)

    def _decoded(self, line):
        # one of them in a cell is that record's matter
        if (self.number == 2 and b"\x00" in line) or _TORN in line:
            raise Unreadable(f"Line {self.number - 1} holds zero bytes: this is no text, or UTF-16.")
        try:
            text = line.decode("utf-8-sig" if self._encoding == "utf-8" else self._encoding)
        except UnicodeDecodeError as exc:
            message = (
                f"Line {self.number - 1} is not {self._encoding}: byte {line[exc.start]:#04x} does not exist there."
            )
            raise Unreadable(message) from None
        return text

    def _check_mark(self, line):
        if line.startswith(_OTHER_MARKS):
            raise Unreadable(f"The file is UTF-16 or UTF-32; it should be {self._encoding}.")
        if line.startswith(codecs.BOM_UTF8) and self._encoding != "utf-8":
            raise Unreadable(f"The file begins with the mark of UTF-8; it should be {self._encoding}.")

    def _close(self, line):
        self.is_at_end = True
        self.closing = Sums.told(line.decode("ascii", "replace"))
        if self._stream.readline(LONGEST_ROW).strip():
            raise Unreadable("There is something after the closing line.")
