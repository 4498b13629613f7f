"""The ERP's side of the exchange, in SQL that its people could have written after reading ``docs/exchange.md``.

It writes what it has into ``e2h_…`` tables, and works on ``h2e_…`` tables in two steps, as such programs do: first it
takes a row, then it makes a document of its own and answers. Its own documents and the uids of the messages that it has
done are in tables of its own, written in one transaction with each other, but not with the answer.
"""

import contextlib

OWN_TABLES = (
    "CREATE TABLE erp_document (kind VARCHAR(20) NOT NULL, record VARCHAR(120) NOT NULL,"
    " doc_number VARCHAR(20) NOT NULL, line_count INTEGER NOT NULL, PRIMARY KEY (kind, record))",
    "CREATE TABLE erp_inbox (msg_uid VARCHAR(36) NOT NULL PRIMARY KEY, doc_number VARCHAR(20) NOT NULL)",
)
READY, TAKEN, DONE, RETRY, FAILED, SUPERSEDED = 0, 1, 2, 3, 4, 5


class Crash(Exception):
    """The ERP's program ended here."""


class Erp:
    """One company's ERP.

    :param connect: a function that returns a new connection (DB-API) to the database
    :param mark: how its statements mark a parameter
    :param now: a function that returns the time, in UTC without a zone
    """

    #: The lines of each kind, to be counted.
    LINES = {"orders": "order_lines", "shipments": "shipment_lines", "invoices": "invoice_lines"}

    def __init__(self, connect, mark, *, now):
        self._connect = connect
        self._mark = mark
        self._now = now
        self._kept = {}
        self._idle = []

    # --- what it writes ---------------------------------------------------------------------------------------------

    def put(self, table, lines=None, **columns):
        """Insert one row into a main table, ready to be read, with the rows of ``{table: rows}`` below it.

        Return its ``row_id``. Rows without ``updated_at`` are dated now.
        """
        columns = {"updated_at": self._now()} | columns
        with self.transaction() as cursor:
            self._insert(cursor, table, columns)
            cursor.execute(self._sql(f"SELECT MAX(row_id) FROM {table} WHERE record = ?"), (columns["record"],))
            (row_id,) = cursor.fetchone()
            for below, rows in (lines or {}).items():
                for number, row in enumerate(rows, 1):
                    self._insert(cursor, below, {"row_id": row_id, "line_no": number} | row)
        return row_id

    def again(self, table, record, **changes):
        """Write a record's newest row once more, changed; the rows below it are copied."""
        with self.transaction() as cursor:
            head = self._rows(cursor, f"SELECT * FROM {table} WHERE record = ? ORDER BY row_id", record)[-1]
            below = {name: self._rows(cursor, f"SELECT * FROM {name} WHERE row_id = ?", head["row_id"])
                     for name in self.tables_below(cursor, table)}  # fmt: skip
        content = {name: value for name, value in head.items() if name not in ENVELOPE}
        return self.put(table, below and {name: [_without_ids(row) for row in rows] for name, rows in below.items()},
                        **content | {"updated_at": self._now()} | changes)  # fmt: skip

    def copy_to_hub(self, kind):
        """Give the hub back what it wrote, as an ERP does that stores it as it is."""
        with self.transaction() as cursor:
            for row in self._rows(cursor, f"SELECT * FROM h2e_{kind} ORDER BY row_id"):
                content = {name: value for name, value in row.items() if name not in ENVELOPE or name == "record"}
                self._insert(cursor, f"e2h_{kind}", content)
                cursor.execute(self._sql(f"SELECT MAX(row_id) FROM e2h_{kind} WHERE record = ?"), (row["record"],))
                (row_id,) = cursor.fetchone()
                for below in BELOW.get(kind, ()):
                    for line in self._rows(cursor, f"SELECT * FROM h2e_{below} WHERE row_id = ?", row["row_id"]):
                        self._insert(cursor, f"e2h_{below}", line | {"row_id": row_id})

    def rows(self, table, **equal):
        """Return the rows of a table, oldest first, as dicts."""
        condition = " AND ".join(f"{name} = ?" for name in equal) or "1 = 1"
        with self.transaction() as cursor:
            return self._rows(cursor, f"SELECT * FROM {table} WHERE {condition} ORDER BY row_id", *equal.values())

    def remember(self):
        """Note what is in the tables now, for ``reset()``."""
        self._kept = {table: max((row["row_id"] for row in self.rows(table)), default=0) for table in TABLES}

    def reset(self):
        """Put the tables back to what was noted: later rows go, the others are ready."""
        with self.transaction() as cursor:
            for table, last in self._kept.items():
                cursor.execute(self._sql(f"DELETE FROM {table} WHERE row_id > ?"), (last,))
                cursor.execute(
                    f"UPDATE {table} SET row_state = 0, attempts = 0, taken_by = NULL, taken_with = NULL,"
                    " taken_at = NULL, done_at = NULL WHERE row_state <> 0"
                )

    def clear(self, *tables):
        """Empty tables; without names all of them, the ERP's own too."""
        with self.transaction() as cursor:
            below = [
                f"{direction}_{name}" for direction in ("e2h", "h2e") for names in BELOW.values() for name in names
            ]
            for table in tables or (*below, *TABLES, "erp_document", "erp_inbox"):
                cursor.execute(f"DELETE FROM {table}")

    def execute(self, statement, *values):
        """Carry out a statement of the ERP's people."""
        with self.transaction() as cursor:
            cursor.execute(self._sql(statement), values)

    # --- what it works on -------------------------------------------------------------------------------------------

    def install(self):
        """Make the ERP's own tables."""
        for statement in OWN_TABLES:
            self.execute(statement)

    def documents(self, kind):
        """Return ``{record: number}`` of the documents that the ERP made."""
        with self.transaction() as cursor:
            rows = self._rows(cursor, "SELECT record, doc_number FROM erp_document WHERE kind = ?", kind)
        return {row["record"]: row["doc_number"] for row in rows}

    def work(self, kind, *, limit=50, refuse=None, crash=""):
        """Take what is ready and make documents of it; return how many rows were taken.

        :param refuse: ``{record: (error_code, error_text)}``
        :param crash: "taken" or "made": end the program after that step of the first row
        :raises Crash: when it was told to
        """
        taken = self._take(f"h2e_{kind}", limit)
        for row in taken:
            if crash == "taken":
                raise Crash
            code, text = (refuse or {}).get(row["record"], ("", ""))
            if code:
                self._answer(kind, row, FAILED, error_code=code, error_text=text)
                continue
            number = self._make(kind, row)
            if crash == "made":
                raise Crash
            self._answer(kind, row, DONE, erp_key=f"K{number}", erp_number=number)
        return len(taken)

    def restart(self, kind):
        """What the ERP's program does when it starts: rows it took and did not answer are ready again."""
        table = f"h2e_{kind}"
        self.execute(f"UPDATE {table} SET row_state = ? WHERE row_state = ? AND taken_by = 'erp'", READY, TAKEN)

    def _take(self, table, limit):
        """Take rows one by one: an UPDATE that changes a row has it; an older version goes before a newer one."""
        with self.transaction() as cursor:
            ready = self._rows(
                cursor,
                f"SELECT row_id, record, version, msg_uid FROM {table} t WHERE row_state IN (0, 3) AND NOT EXISTS"
                f" (SELECT 1 FROM {table} o WHERE o.record = t.record AND o.version < t.version AND o.row_state = 1)"
                " ORDER BY row_id",
            )[:limit]
        return [row for row in ready if self._took(table, row["row_id"])]

    def _took(self, table, row_id):
        with self.transaction() as cursor:
            statement = f"UPDATE {table} SET row_state = 1, taken_by = 'erp', taken_at = ?, attempts = attempts + 1"
            cursor.execute(self._sql(f"{statement} WHERE row_id = ? AND row_state IN (0, 3)"), (self._now(), row_id))
            return self._affected(cursor) == 1

    def _make(self, kind, row):
        """Make the document, or find that it was made: the uid is noted in the same transaction."""
        with self.transaction() as cursor:
            known = self._rows(cursor, "SELECT doc_number FROM erp_inbox WHERE msg_uid = ?", row["msg_uid"])
            if known:
                return known[0]["doc_number"]
            lines = self._count_lines(cursor, kind, row["row_id"])
            before = self._rows(
                cursor, "SELECT doc_number FROM erp_document WHERE kind = ? AND record = ?", kind, row["record"]
            )
            if before:  # a newer version of a document that is there
                number = before[0]["doc_number"]
                statement = "UPDATE erp_document SET line_count = ? WHERE kind = ? AND record = ?"
                cursor.execute(self._sql(statement), (lines, kind, row["record"]))
            else:
                cursor.execute(self._sql("SELECT COUNT(*) FROM erp_document WHERE kind = ?"), (kind,))
                number = f"{kind[:3].upper()}{cursor.fetchone()[0] + 1:05}"
                self._insert(
                    cursor,
                    "erp_document",
                    {"kind": kind, "record": row["record"], "doc_number": number, "line_count": lines},
                )
            self._insert(cursor, "erp_inbox", {"msg_uid": row["msg_uid"], "doc_number": number})
            return number

    def _count_lines(self, cursor, kind, row_id):
        if kind not in self.LINES:
            return 0
        cursor.execute(self._sql(f"SELECT COUNT(*) FROM h2e_{self.LINES[kind]} WHERE row_id = ?"), (row_id,))
        return cursor.fetchone()[0]

    def _answer(self, kind, row, state, **answers):
        answers = {"row_state": state, "done_at": self._now()} | answers
        names = ", ".join(f"{name} = ?" for name in answers)
        self.execute(f"UPDATE h2e_{kind} SET {names} WHERE row_id = ?", *answers.values(), row["row_id"])

    # --- how --------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def transaction(self):
        """Yield a cursor; what was done is committed at the end, or undone."""
        connection = self._idle.pop() if self._idle else self._connect()
        with contextlib.ExitStack() as on_error:
            on_error.callback(connection.close)
            with contextlib.closing(connection.cursor()) as cursor:
                yield cursor
            connection.commit()
            on_error.pop_all()
        self._idle.append(connection)

    def disconnect(self):
        """Close the connections that wait for more work."""
        while self._idle:
            self._idle.pop().close()

    def tables_below(self, cursor, table):
        """Return the tables whose rows hang on a main table's, as the documentation lists them."""
        return BELOW.get(table.partition("_")[2], {}) and [
            f"{table.partition('_')[0]}_{name}" for name in BELOW[table.partition("_")[2]]
        ]

    def _insert(self, cursor, table, columns):
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        cursor.execute(self._sql(f"INSERT INTO {table} ({names}) VALUES ({marks})"), tuple(columns.values()))

    def _rows(self, cursor, statement, *values):
        cursor.execute(self._sql(statement), values)
        names = [column[0].lower() for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _sql(self, statement):
        return statement.replace("?", self._mark)

    def _affected(self, cursor):
        count = cursor.rowcount if isinstance(cursor.rowcount, int) else 0
        return getattr(cursor, "affected_rows", count)


#: The columns of a main table that say what becomes of a row.
ENVELOPE = frozenset(
    {
        "row_id", "row_state", "version", "msg_uid", "content_hash", "attempts", "next_try_at", "taken_by",
        "taken_with", "taken_at", "queued_at", "done_at", "error_code", "error_field", "error_text", "erp_key",
        "erp_number",
    }
)  # fmt: skip

#: The tables below each main table.
BELOW = {
    "products": (
        "product_variants", "product_attributes", "product_components", "product_fields", "product_images",
    ),
    "customers": ("customer_consents", "customer_fields", "customer_credit_invoices", "customer_addresses"),
    "orders": ("order_lines", "order_line_taxes", "order_payments", "order_messages", "order_files", "order_fields"),
    "statuses": ("status_messages",),
    "shipments": ("shipment_lines",),
    "invoices": ("invoice_lines", "invoice_line_taxes", "invoice_payments"),
    "returns": ("return_lines", "return_line_taxes", "return_messages"),
}  # fmt: skip


def _without_ids(row):
    return {name: value for name, value in row.items() if name != "row_id"}


MAIN = (
    "categories", "products", "stock", "prices", "customers", "orders", "statuses", "shipments", "invoices", "returns",
)  # fmt: skip
TABLES = ("e2h_lookups", *(f"{direction}_{name}" for direction in ("e2h", "h2e") for name in MAIN))
