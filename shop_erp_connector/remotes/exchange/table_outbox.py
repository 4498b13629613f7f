"""Writing the tables that the ERP reads: one message per document, and what became of it.

A message has the same uid on every attempt to write it, and the database refuses a second one; a record's versions
count up, so that the ERP sees every change once and in order. What the record's newest row says already is not written
again.
"""

import hashlib
import json
import uuid
from datetime import date, datetime
from decimal import Decimal

from ..contract import Result
from ..cursors import chunked
from ..documents.base import canonical
from ..errors import OutcomeUnknown, Rejected, RemoteError, Unavailable
from ..transport.layouts import misfit
from ..transport.rowqueue import Message
from . import staging
from .columns import LAYOUTS
from .rows import InvalidRow, record_of, to_rows

#: Messages written in one transaction; their keys must fit into one statement.
BATCH = 200

_NAMESPACE = uuid.UUID("8c1f9b6e-52f1-4b0e-9d0e-6f2f8f0c7a11")
_WAITING = (staging.BUILDING, staging.READY, staging.TAKEN, staging.RETRY)
_REFUSED = (staging.FAILED, staging.CANCELLED)


class TableOutbox:
    """The tables from the hub to the ERP.

    :param tables: ``transport.tables.Tables``
    :param queue: a function that returns the ``RowQueue`` of a kind
    :param answered: kinds of which the ERP answers each message
    :param found: kinds whose records the hub can look up by its own key
    """

    def __init__(self, tables, queue, *, answered, found):
        self._tables = tables
        self._queue = queue
        self._answered = answered
        self._found = found

    def push(self, kind, documents):
        """Write the documents; return one ``Result`` each.

        :raises RemoteError: nothing was written, and nothing of it can be now
        """
        results, ready = [None] * len(documents), {}
        for place, document in enumerate(documents):
            try:
                ready[place] = self._content(kind, document)
            except InvalidRow as exc:
                results[place] = Result(error=self._error(Rejected, kind, exc.message, field=exc.column))
        for number, places in enumerate(_without_doubles(ready)):
            try:
                written = self._write(kind, places, ready, documents)
            except RemoteError as exc:
                if not number and not isinstance(exc, OutcomeUnknown):
                    raise
                written = [Result(error=self._repeatable(kind, exc))] * len(places)
            for place, result in zip(places, written, strict=True):
                results[place] = result
        return results

    def outcomes(self, kind, tickets):
        """Return what became of messages, by their uids."""
        queue, rows = self._queue(kind), {}
        with self._tables.transaction(f"ask {queue.name}", writes=False) as transaction:
            for uids in chunked(tickets, BATCH):
                rows |= {row["msg_uid"]: row for row in queue.answers(transaction, uids=uids)}
            old = {row["record"] for row in rows.values() if row["row_state"] == staging.SUPERSEDED}
            newest = {}
            for records in chunked(old, BATCH):
                newest |= {row["record"]: row for row in queue.answers(transaction, records=records)}
        return [self._outcome(kind, rows.get(ticket), newest) for ticket in tickets]

    def find(self, kind, key):
        """Return the ``Result`` of the record that was written under our key, None when there is no row of it."""
        queue = self._queue(kind)
        with self._tables.transaction(f"find in {queue.name}", writes=False) as transaction:
            rows = queue.answers(transaction, records=[key]) if key else []
        return self._result(kind, rows[0]) if rows else None

    def _write(self, kind, places, ready, documents):
        """Write some messages; what the database refuses among them is found by writing each alone."""
        try:
            return self._written(kind, [(documents[place], *ready[place]) for place in places])
        except Rejected as exc:
            if len(places) == 1:
                return [Result(error=exc)]
        results = []
        for place in places:
            try:
                results += self._write(kind, [place], ready, documents)
            except RemoteError as exc:
                results.append(Result(error=self._repeatable(kind, exc)))
        return results

    def _repeatable(self, kind, error):
        """A message is not written twice; where the hub cannot look it up by its key, it just writes it again."""
        if isinstance(error, OutcomeUnknown) and kind not in self._found:
            return Unavailable(error.message, system=error.system, call=error.call, text=error.text)
        return error

    def _written(self, kind, contents):
        queue = self._queue(kind)
        with self._tables.transaction(f"write {queue.name}") as transaction:
            known = {
                row["record"]: row
                for row in queue.answers(transaction, records=[record for _document, record, *_rest in contents])
            }
            messages, results = [], []
            for document, record, digest, head, rows in contents:
                row = known.get(record)
                if row and row["content_hash"] == digest and row["row_state"] not in _REFUSED:
                    results.append(self._result(kind, row, document, unchanged=True))
                    continue
                message = _message(queue.name, record, (row["version"] if row else 0) + 1, digest, head, rows)
                messages.append(message)
                results.append(self._result(kind, message.head | {"row_state": staging.READY}, document))
            if messages:
                queue.add(transaction, messages)
        return results

    def _content(self, kind, document):
        """Return (record, hash of the content, head row, rows below) of a document, with the columns' names in tables.

        :raises InvalidRow: a value does not fit its column
        """
        rows, record = to_rows(document), record_of(document)
        main, *below = LAYOUTS[kind]
        layouts = staging.layouts(kind, staging.OUT)
        (head,) = rows[main.name]
        named = [(layouts[0], [head]), *zip(layouts[1:], (rows.get(each.name, []) for each in below), strict=True)]
        found = {}
        for layout, set_rows in named:
            fields = {field.name: field for field in layout.fields}
            found[layout.name] = [
                {staging.column_name(name): value for name, value in row.items() if name != "record"}
                for row in set_rows
            ]
            for row in found[layout.name]:
                for name, value in row.items():
                    reason = misfit(fields[name], value)
                    if reason:
                        raise InvalidRow(f"{name} {reason}.", set_name=layout.name, column=name)
        if len(record) > staging.SHORT:
            raise InvalidRow(f"record has {len(record)} characters where {staging.SHORT} fit.", column="record")
        (head,) = found.pop(layouts[0].name)
        digest = hashlib.sha256(json.dumps([head, found], sort_keys=True, default=_plain).encode()).hexdigest()
        return record, digest, head, found

    def _outcome(self, kind, row, newest):
        if row is None:
            message = "The row is not there any more: nobody can tell what became of it."
            return Result(error=self._error(Rejected, kind, message))
        if row["row_state"] == staging.SUPERSEDED:
            row = newest.get(row["record"], row)
        return self._result(kind, row)

    def _result(self, kind, row, document=None, *, unchanged=False):
        """Return what a row says; where the ERP does not answer, a written row is a done one."""
        state = row["row_state"]
        if state in _REFUSED:
            words = {
                "text": row["error_text"] or "",
                "code": row["error_code"] or "",
                "field": row["error_field"] or "",
            }
            message = "The ERP refused it." if state == staging.FAILED else "A person took it out."
            return Result(error=self._error(Rejected, kind, f"{row['record']}: {message}", **words))
        if kind in self._answered and state in _WAITING:
            return Result(ticket=row["msg_uid"], unchanged=unchanged)
        id = row.get("erp_key") or (document.id if document else "") or row["record"]
        return Result(id=id, number=row.get("erp_number") or "", unchanged=unchanged)

    def _error(self, cls, kind, message, **facts):
        return self._tables.error(cls, message, f"write {self._queue(kind).name}", **facts)


def _without_doubles(ready):
    """Yield batches of places in which no record is twice: a later version must see the earlier one."""
    batch, records = [], set()
    for place, (record, *_rest) in ready.items():
        if record in records or len(batch) == BATCH:
            yield batch
            batch, records = [], set()
        batch.append(place)
        records.add(record)
    if batch:
        yield batch


def _message(name, record, version, digest, head, rows):
    uid = str(uuid.uuid5(_NAMESPACE, "\0".join((name, record, str(version), digest))))
    envelope = {"msg_uid": uid, "version": version, "content_hash": digest, "record": record}
    return Message(head=head | envelope, rows=rows)


def _plain(value):
    """Return a value of a row for the hash: the same number is always the same text."""
    if isinstance(value, Decimal):
        return canonical(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
