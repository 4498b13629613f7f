"""How the ERP takes files: it reads what is complete, keeps the records, answers, and moves the files away."""

import csv
import io


class Importer:
    """Reads our folder and keeps what was in it.

    :ivar records: ``{kind's main set: {record: [rows of the main set, newest last]}}``
    :ivar refuses: ``{record: (code, text)}`` that it answers with ERR
    :ivar asks_again: records that it answers with RETRY
    """

    def __init__(self, root, clock):
        self._root = root
        self._clock = clock
        self.records = {}
        self.refuses = {}
        self.asks_again = set()
        self.numbers = {}
        self.answers = True

    def lying(self, main):
        """Return ``{file: rows}`` of the main files of a set that lie there."""
        found = sorted((self._root / "h2e" / "pending").glob(f"{main}_D_*.csv"))
        return {path.name: rows_of(path.read_bytes()) for path in found}

    def taken(self, main):
        """Return how often each record was taken so far: ``{record: times}``."""
        return {record: len(rows) for record, rows in self.records.get(main, {}).items()}

    def run(self):
        """Take everything that lies there, oldest first; return the answers by file."""
        told = {}
        pending = self._root / "h2e" / "pending"
        for path in sorted(pending.glob("*_D_*.csv")):
            main, _d, tail = path.name.partition("_D_")
            if main.count("_") or not path.exists():
                continue
            told[path.name] = [self._take(main, row) for row in rows_of(path.read_bytes())]
            if self.answers:
                self._answer(path, told[path.name])
            for other in pending.glob(f"*_D_{tail}*"):
                other.rename(self._root / "h2e" / "done" / other.name)
        return told

    def _take(self, main, row):
        record = row["record"]
        if record in self.refuses:
            code, text = self.refuses[record]
            return {"record": record, "result": "ERR", "code": code, "text": text}
        if record in self.asks_again:
            return {"record": record, "result": "RETRY", "text": "Base occupée"}
        known = self.records.setdefault(main, {})
        result = "DUP" if record in known and known[record][-1] == row else "OK"
        known.setdefault(record, []).append(row)
        number = self.numbers.setdefault(record, f"{main[:2].upper()}{len(self.numbers) + 1:05d}")
        return {"record": record, "result": result, "id": f"ID-{number}", "number": number}

    def _answer(self, path, answers):
        columns = ("record", "no", "result", "code", "text", "id", "number", "processed_at")
        lines = [";".join(columns)]
        for answer in answers:
            answer |= {"processed_at": f"{self._clock.now():%Y-%m-%dT%H:%M:%SZ}"}
            lines.append(";".join(answer.get(name, "") for name in columns))
        target = self._root / "ack" / "h2e" / f"{path.stem}.ack.csv"
        part = target.with_suffix(".tmp")
        part.write_bytes("\r\n".join([*lines, ""]).encode())
        part.rename(target)


def rows_of(content, *, encoding="utf-8-sig", separator=";"):
    """Return the rows of a CSV file as dicts of texts, without its closing line."""
    text = content.decode(encoding)
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if line]
    header = lines[0]
    return [dict(zip(header, line, strict=True)) for line in lines[1:] if not line[0].startswith("#END")]
