"""JSON Lines: one object per line; the sets below a record are lists of objects in it. Always UTF-8."""

import hashlib
import json
from decimal import Decimal

from .raw import LONGEST_ROW, RawRow, Unreadable
from .summing import Sums


def read(stream, dialect, start=None, number=1):
    """Yield the records of a file; see ``csv_rows.read``."""
    position, line_number = 0, 1
    if start:
        stream.seek(start)
        position, line_number = start, number
    while line := stream.readline(LONGEST_ROW):
        if len(line) == LONGEST_ROW:
            raise Unreadable(f"Line {line_number} is longer than {LONGEST_ROW // 1024**2} MiB.")
        if line.strip():
            yield _row(_parsed(line, line_number), position, line_number)
        position += len(line)
        line_number += 1


def write(records, _names, dialect, *, closes=False):
    """Yield the bytes of a file from ``{column: value, set: [rows]}`` records; see ``csv_rows.write``."""
    found, size, count = hashlib.sha256(), 0, 0
    for record in records:
        piece = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        found.update(piece)
        size, count = size + len(piece), count + 1
        yield piece
    return Sums(count, found.hexdigest(), size), 0


def _parsed(line, number):
    try:
        record = json.loads(line.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except UnicodeDecodeError:
        raise Unreadable(f"Line {number} is not UTF-8.") from None
    except (ValueError, RecursionError) as exc:
        is_cut = not line.endswith(b"\n")
        raise Unreadable(f"Line {number} is no JSON: {str(exc)[:100]}.", is_cut=is_cut) from None
    if type(record) is not dict:
        raise Unreadable(f"Line {number} is not an object.")
    return record


def _refuse(word):
    raise ValueError(f"{word} is no number")


def _row(record, position, number):
    cells, sets = {}, {}
    for name, value in record.items():
        if type(value) is list:
            if not all(type(item) is dict for item in value):
                raise Unreadable(f"Line {number}: {name!r} must be a list of objects.")
            sets[name] = [_row(item, position, number) for item in value]
        elif type(value) is dict:
            cells[name] = json.dumps(value, ensure_ascii=False)
        elif value is not None:
            cells[name] = value
    return RawRow(position, number, cells, sets)
