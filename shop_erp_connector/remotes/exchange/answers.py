"""What the partner says about the files it was given: acknowledgement files, or where it moved them.

    ack/orders_D_20250304T131500Z_000012.ack.csv
    record;no;result;code;text;id;number;processed_at
    PS1-187;;OK;;;CDE00412;CC0412;2025-03-04T13:20:11Z
    PS1-188;2;ERR;UNKNOWN_SKU;Article CAF-999 inconnu;;;2025-03-04T13:20:11Z

A ticket is the name of the file and the record, so that nothing has to be remembered to find its answer.
"""

from ..contract import Result
from ..errors import NotFound, ProtocolError, Rejected, Unavailable
from ..transport.rowfiles import FORMATS, Unreadable

ENDING = ".ack.csv"

#: Columns of an acknowledgement; what each means is in docs/exchange.md.
COLUMNS = ("record", "no", "result", "code", "text", "id", "number", "processed_at")

#: What the partner may say: done; had it already; done, with a remark; refused for good; try again.
RESULTS = ("OK", "DUP", "WARN", "ERR", "RETRY")

#: Largest report of a refused file that is shown to people, in bytes.
_REPORT_LIMIT = 4096


def ticket(main_name, record):
    """Return the ticket of a record in a file."""
    return f"{main_name.rpartition('.')[0]}|{record}"


class Acknowledgements:
    """Answers in files of their own, one beside each file we wrote."""

    def __init__(self, files, folder, dialect):
        self._files = files
        self._folder = folder
        self._dialect = dialect
        self._read = {}

    def result(self, base, record):
        """Return the ``Result`` of a record, None while there is no answer.

        :raises ProtocolError: the acknowledgement cannot be read
        """
        rows = self._rows(base)
        return None if rows is None else _result(rows.get(record), record, self._facts(base))

    def _rows(self, base):
        """Return ``{record: row}``, with the worst row of each; None where there is no file, or only a part of it."""
        if base not in self._read:
            self._read[base] = self._parsed(base)
        return self._read[base]

    def _parsed(self, base):
        rows = {}
        try:
            with self._files.opened(self._folder, base + ENDING) as stream:
                for raw in FORMATS["csv"].read(stream, self._dialect):
                    row = {name: self._dialect.value("text", cell) or "" for name, cell in raw.cells.items()}
                    record, result = row.get("record", ""), row.get("result", "")
                    if result not in RESULTS:
                        raise Unreadable(
                            f"Line {raw.number}: the result {result[:20]!r} is none of {', '.join(RESULTS)}."
                        )
                    if record not in rows or result == "ERR":
                        rows[record] = row
        except NotFound:
            return None
        except Unreadable as exc:
            if exc.is_cut:
                return None
            raise ProtocolError(f"{base + ENDING}: {exc.message}", **self._facts(base)) from None
        return rows

    def _facts(self, base):
        return {"system": self._files.system, "call": f"read {self._folder}/{base}{ENDING}"}


class Moves:
    """Partners that write no answers: what they took is gone from our folder; what they refused is in theirs.

    :param folders: object with the folders' names: ``outgoing`` and ``refused``
    :param format: of the files we write
    """

    def __init__(self, files, folders, format):
        self._files = files
        self._folders = folders
        self._format = format

    def result(self, base, record):
        """Return the ``Result`` of a record, None while the file lies where it was written."""
        name = f"{base}.{self._format}"
        if self._files.entry(self._folders.outgoing, name) is not None:
            return None
        if not self._folders.refused or self._files.entry(self._folders.refused, name) is None:
            return Result(id=record)
        message = f"The partner set the file {name} aside."
        return Result(error=Rejected(message, text=self._words(name), system=self._files.system))

    def _words(self, name):
        for ending in (".report.txt", ".txt", ".log"):
            if self._files.entry(self._folders.refused, name + ending) is not None:
                content = self._files.read(self._folders.refused, name + ending, limit=_REPORT_LIMIT)
                return content.decode("utf-8", "replace").strip()
        return ""


def _result(row, record, facts):
    if row is None:
        return None
    told = row["result"]
    words = row.get("text", "")
    where = f"Row {row['no']}: " if row.get("no") else ""
    if told == "ERR":
        return Result(
            error=Rejected(f"{where}The partner refuses {record}.", code=row.get("code", ""), text=words, **facts)
        )
    if told == "RETRY":
        return Result(error=Unavailable(f"{where}The partner asks to send {record} again later.", text=words, **facts))
    warning = (words or "The partner has a remark without words.") if told == "WARN" else ""
    return Result(id=row.get("id") or record, number=row.get("number", ""), warning=warning)
