"""Reading the tables that the ERP writes: pages of documents, each taken, and done when the hub comes back.

A cursor is a position (``row_id``) and the name under which rows were taken since. The hub stores it together with the
documents; so whoever comes back with it says that they are stored, and only then the rows become *done*. A reading that
died leaves its rows *taken*; with the old cursor they are read again.
"""

from ..contract import Page, Refusal
from ..cursors import chunked
from ..errors import NotFound, OutcomeUnknown, Rejected, Unavailable
from ..transport.rowqueue import Span, new_taking
from .columns import LAYOUTS
from .rows import InvalidRow, from_rows, is_deletion
from .staging import IN, message_rows, table_name


class TableInbox:
    """The tables from the ERP to the hub.

    :param tables: ``transport.tables.Tables``
    :param queue: a function that returns the ``RowQueue`` of a kind
    """

    def __init__(self, tables, queue):
        self._tables = tables
        self._queue = queue

    def pages(self, kind, cursor, limit):
        """Yield pages of what is open, and of what was written since the cursor, oldest first.

        :raises Unavailable: also when the answer to a commit was lost: reading again does no harm
        """
        queue, cursor = self._queue(kind), cursor or {}
        try:
            span = self._begin(queue, cursor)
            taking, more = new_taking(), True
            while more:
                (documents, refusals), position, more = queue.page(span, taking, limit, self._reader(queue, kind))
                span = Span(start=span.start, last=position, until=span.until)
                after = {"more": more, "until": span.until, "taking": taking, "last": position}
                if more:
                    after["start"] = span.start
                if documents or refusals or not more:
                    yield Page(documents=documents, cursor=after, refusals=refusals)
        except OutcomeUnknown as exc:
            raise Unavailable(exc.message, system=exc.system, call=exc.call, text=exc.text) from None

    def by_id(self, kind, ids, limit):
        """Yield pages of the newest rows of these records, whatever their state; none is taken."""
        queue, ids = self._queue(kind), list(ids)
        groups = list(chunked(ids, limit)) or [[]]
        for number, group in enumerate(groups, 1):
            found = {}
            if group:
                with self._tables.transaction(f"read {queue.name}", writes=False) as transaction:
                    found = queue.newest(transaction, group)
            documents, refusals = [], []
            for id in group:
                if id in found:
                    self._sort(kind, found[id], documents, refusals)
                else:
                    refusals.append(Refusal(id=id, error=self._error(NotFound, "There is no row of it.", kind)))
            cursor = {"more": number < len(groups)}
            yield Page(documents=documents, cursor=cursor, refusals=tuple(refusals))

    def lookups(self, type):
        """Return the newest entries of one list; rows of lookups are read, and never taken.

        :raises Rejected: a row is no entry
        """
        queue, documents, refusals = self._queue("lookup"), [], []
        with self._tables.transaction(f"read {queue.name}", writes=False) as transaction:
            messages = queue.everything(transaction, {"type": type})
        for message in messages:
            self._sort("lookup", message, documents, refusals)
        for refusal in refusals:
            if not isinstance(refusal.error, NotFound):
                raise refusal.error
        return documents

    def _begin(self, queue, cursor):
        """Acknowledge what the cursor says is stored; return where to read on."""
        with self._tables.transaction(f"acknowledge {queue.name}") as transaction:
            if cursor.get("taking"):
                queue.acknowledge(transaction, cursor["taking"], cursor["last"])
            if cursor.get("more"):
                return Span(start=cursor["start"], last=cursor["last"], until=cursor["until"])
            start = cursor.get("until", 0)
            return Span(start=start, last=0, until=max(queue.last(transaction), start))

    def _reader(self, queue, kind):
        def read(transaction, messages):
            documents, refusals = [], []
            failed = [failure for message in messages if (failure := self._sort(kind, message, documents, refusals))]
            queue.refuse(transaction, failed)
            return documents, tuple(refusals)

        return read

    def _sort(self, kind, message, documents, refusals):
        """Add a message to the documents or the refusals; return what to write on a row that is no document."""
        record = message.head["record"]
        if is_deletion(message.head):
            refusals.append(Refusal(id=record, error=self._error(NotFound, "The ERP says that it is gone.", kind)))
            return None
        try:
            documents.append(from_rows(kind, message_rows(kind, IN, message)))
        except InvalidRow as exc:
            where = f"{exc.set_name or LAYOUTS[kind][0].name}{f' row {exc.no}' if exc.no else ''}"
            error = self._error(Rejected, f"{record}: {exc.message}", kind, field=exc.column, text=where)
            refusals.append(Refusal(id=record, error=error))
            return {
                "row_id": message.head["row_id"],
                "error_code": "INVALID",
                "error_field": exc.column,
                "error_text": f"{where}: {exc.message}"[:500],
            }
        return None

    def _error(self, cls, message, kind, **facts):
        call = f"read {table_name(IN, LAYOUTS[kind][0].name)}"
        return self._tables.error(cls, message, call, **facts)
