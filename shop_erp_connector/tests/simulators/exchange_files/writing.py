"""How the ERP writes files: under a temporary name, then renamed; its main file last."""

import hashlib

#: Name of the main set of each kind, as the files are called.
MAIN = {
    "category": "categories",
    "product": "products",
    "stock": "stock",
    "price": "prices",
    "customer": "customers",
    "order": "orders",
    "status": "statuses",
    "shipment": "shipments",
    "invoice": "invoices",
    "return": "returns",
    "lookup": "lookups",
}


class Writer:
    """Numbers files and remembers what was in them."""

    def __init__(self, root, clock):
        self._folder = root / "e2h" / "pending"
        self._clock = clock
        self.numbers = {}
        self.records = {}

    def now(self):
        """Return the clock's time as the files have it."""
        return f"{self._clock.now():%Y-%m-%dT%H:%M:%SZ}"

    def send(
        self, kind, *records, full=False, number=None, marker=True, closing=False, encoding="utf-8", separator=";"
    ):
        """Write records; return the name of the main file.

        :param records: ``{set: [rows]}``, rows are dicts of texts; the columns of a file are those that its rows have
        :param marker: put a companion beside each file; ``closing``: end each file with a closing line
        """
        main = MAIN[kind]
        if number is None:
            number = self.numbers[kind] = self.numbers.get(kind, 0) + 1
        tail = f"_{'F' if full else 'D'}_{self._clock.now():%Y%m%dT%H%M%SZ}_{number:06d}.csv"
        sets = {}
        for record in records:
            name = record[main][0].get("record") or "/".join(filter(None, _names(record[main][0])))
            self.records.setdefault(kind, {})[name] = record
            for set_name, rows in record.items():
                sets.setdefault(set_name, []).extend(rows)
        for set_name in sorted(sets, key=lambda name: name == main):
            content = csv(sets[set_name], encoding=encoding, separator=separator, closing=closing)
            self._publish(set_name + tail, content)
            if marker:
                facts = f"rows={len(sets[set_name])};sha256={hashlib.sha256(content).hexdigest()};size={len(content)}"
                self._publish(set_name + tail + ".ok", facts.encode())
        return main + tail

    def _publish(self, name, content):
        part = self._folder / f"{name}.tmp"
        part.write_bytes(content)
        part.rename(self._folder / name)


def csv(rows, *, encoding="utf-8", separator=";", closing=False):
    """Return the bytes of a CSV file with all columns that any row has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    content = "".join(separator.join(map(_cell, line)) + "\r\n" for line in lines).encode(encoding)
    if closing:
        content += f"#END;rows={len(rows)};sha256={hashlib.sha256(content).hexdigest()}\r\n".encode()
    return content


def _cell(text):
    text = str(text)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';"\r\n\t') else text


def _names(row):
    return row.get("variant_id") or row.get("product_id"), row.get("location_id"), row.get("table_id")
