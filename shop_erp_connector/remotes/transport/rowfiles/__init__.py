"""Files of rows, read and written piece by piece: CSV, JSON Lines and XML; memory does not grow with the file.

Reading can begin at any row whose position an earlier reading told, so that a large file is read page by page by
different workers.

    raw.py        a row as it stands in a file, and what makes a file unreadable
    csv_rows.py   one row per line, one set of rows per file
    json_rows.py  one record per line, its sets inside
    xml_rows.py   one element per record, its sets inside; hardened
    summing.py    checksum and size while reading or writing; the closing line of a CSV file
"""

from . import csv_rows, json_rows, xml_rows
from .raw import RawRow, Unreadable

#: {extension: module with read(stream, dialect, start) and write(records, dialect)}
FORMATS = {"csv": csv_rows, "jsonl": json_rows, "xml": xml_rows}

__all__ = ["FORMATS", "RawRow", "Unreadable"]
