"""XML: an element per row, one below it per column; the sets below a record are elements that hold rows.

    <rows><row><record>7</record><order_lines><row><no>1</no>…</row></order_lines></row></rows>

Read with expat, which tells at which byte an element begins. A document type is refused: every known attack on XML
begins with one.
"""

import hashlib
import re
from xml.parsers import expat
from xml.sax.saxutils import escape

from .raw import LONGEST_ROW, RawRow, Unreadable
from .summing import Sums

_BLOCK = 64 * 1024

#: Rows in rows in rows: no set is deeper.
_DEEPEST = 8

#: Characters that XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read(stream, dialect, start=None, number=1):
    """Yield the records of a file; see ``csv_rows.read``."""
    records = _Records(dialect.encoding)
    if start:
        stream.seek(start)
        records.resume(start, number)
    while block := stream.read(_BLOCK):
        records.feed(block)
        yield from records.taken()
    records.finish()
    yield from records.taken()


def write(records, _names, dialect, *, closes=False):
    """Yield the bytes of a file from ``{column: text, set: [rows]}`` records; see ``csv_rows.write``."""
    found, size, count = hashlib.sha256(), 0, 0
    head = f'<?xml version="1.0" encoding="{dialect.encoding}"?>{dialect.newline}<rows>{dialect.newline}'
    for text in (head, *records, f"</rows>{dialect.newline}"):
        if type(text) is dict:
            count += 1
            text = _element("row", text) + dialect.newline
        piece = text.encode(dialect.encoding, "xmlcharrefreplace")
        found.update(piece)
        size += len(piece)
        yield piece
    return Sums(count, found.hexdigest(), size), 0


def _element(name, value):
    if type(value) is dict:
        inner = "".join(_element(column, cell) for column, cell in value.items())
    elif type(value) is list:
        inner = "".join(_element("row", row) for row in value)
    else:
        inner = escape(_ILLEGAL.sub("", value), {"\r": "&#13;"})
    return f"<{name}>{inner}</{name}>"


class _Records:
    """Takes bytes, gives rows."""

    def __init__(self, encoding):
        self._encoding = encoding
        self._rows = []
        self._open = []
        self._texts = []
        self._number = 0
        self._offset = 0
        self._row_began = 0
        self._parser = self._new_parser()

    def resume(self, position, number):
        """Go on at a row that an earlier reading told."""
        begin = f'<?xml version="1.0" encoding="{self._encoding}"?><rows>'.encode()
        self._parse(begin)
        self._offset = position - len(begin)
        self._number = number - 1

    def feed(self, block):
        """Take some more bytes."""
        self._parse(block)
        if self._open and self._parser.CurrentByteIndex + self._offset - self._row_began > LONGEST_ROW:
            raise Unreadable(f"Record {self._number} is longer than {LONGEST_ROW // 1024**2} MiB.")

    def finish(self):
        """Say that nothing follows."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as exc:
            raise _unreadable(exc, is_cut=True) from None

    def taken(self):
        """Return the rows that are complete by now, once."""
        rows, self._rows = self._rows, []
        return rows

    def _parse(self, block):
        try:
            self._parser.Parse(block, False)
        except expat.ExpatError as exc:
            raise _unreadable(exc, is_cut=False) from None

    def _new_parser(self):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.XmlDeclHandler = self._check_encoding
        return parser

    def _check_encoding(self, _version, encoding, _standalone):
        if encoding and encoding.lower().replace("windows-", "cp") != self._encoding:
            raise Unreadable(f"The file says it is {encoding}; it should be {self._encoding}.")

    def _start(self, name, _attributes):
        depth = len(self._open)
        if depth > _DEEPEST:
            raise Unreadable("The elements are nested too deeply.")
        if depth == 0:
            if name != "rows":
                raise Unreadable(f"The first element should be <rows>, not <{name[:40]}>.")
            row = None
        elif depth == 1:
            if name != "row":
                raise Unreadable(f"Below the first element stand <row> elements, not <{name[:40]}>.")
            self._number += 1
            self._row_began = self._parser.CurrentByteIndex + self._offset
            row = RawRow(self._row_began, self._number, {})
        else:
            row = RawRow(self._row_began, self._number, {}) if name == "row" else None
        self._open.append((name, row))
        self._texts.clear()

    def _end(self, name):
        _name, row = self._open.pop()
        depth = len(self._open)
        if depth == 1:
            self._rows.append(row)
        elif row is not None:
            self._below().sets.setdefault(self._open[-1][0], []).append(row)
        elif depth > 1:
            self._put(name)
        self._texts.clear()

    def _put(self, name):
        """A column, unless rows stood in the element: then it was a set."""
        parent = self._open[-1][1]
        if parent is None:
            raise Unreadable(f"Record {self._number}: <{name[:40]}> stands where a <row> should be.")
        if name in parent.sets:
            return
        if name in parent.cells:
            raise Unreadable(f"Record {self._number} has <{name[:40]}> twice.")
        parent.cells[name] = "".join(self._texts)

    def _below(self):
        """Return the row that the rows of the innermost open set belong to."""
        parent = self._open[-2][1] if len(self._open) > 1 else None
        if parent is None:
            raise Unreadable(f"Record {self._number}: a <row> stands where a column should be.")
        return parent


def _refuse_doctype(*_facts):
    raise Unreadable("The file declares a document type, which is refused.")


def _unreadable(exc, *, is_cut):
    words = expat.errors.messages.get(exc.code, str(exc))
    is_cut = is_cut or exc.code == expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]
    return Unreadable(f"Line {exc.lineno} is no well-formed XML: {words}.", is_cut=is_cut)
