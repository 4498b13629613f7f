"""Rows with a state, as a queue between two programs: taken by one reader each, done when the reader says so.

Reading goes by position and by state. The position (``row_id``) makes a reading repeatable: whoever comes back with an
old position gets the same rows again. The state makes it complete: a row that was written before others and became
visible after them is still *open* behind the position, and is found there. Of several rows of one record in the window
only the newest is handed out; older open ones become *superseded*.

A row is taken before its content is read, in the same transaction: whoever changes a row that was not taken yet is read
with the change, and a row that is made ready again after it was taken stays ready.

Several readers, each with a name of its own, never get the same row: a row is taken by an UPDATE that asks once more
whether it is open, after passing over locked rows where the database knows how to. What a reader took and never
acknowledged is open again for itself at once, and for the others when ``lease`` is over.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ..errors import Unavailable
from .layouts import tables as as_tables

#: For how long what was taken is nobody else's.
LEASE = timedelta(minutes=15)

#: How often a taking is tried that met another reader's.
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """What the states are called in the tables."""

    building: int
    ready: int
    taken: int
    done: int
    retry: int
    failed: int
    superseded: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of the queue, by ``row_id``: what comes after ``last``, up to ``until``.

    :param start: what is at or before it was read by an earlier reading; only open rows are of interest there
    """

    start: int
    last: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One row of the main table and the rows below it.

    :param rows: ``{table name: rows}`` of the tables below
    """

    head: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]


class RowQueue:
    """The tables of one kind of message.

    :param tables: ``transport.tables.Tables``
    :param layouts: of the main table and those below it
    :param states: what the states are called
    :param identity: the columns that together name a record
    :param reader: the name under which rows are taken; readers with the same name are one reader
    """

    def __init__(self, tables, layouts, *, states, identity=("record",), reader=""):
        built = as_tables(layouts)
        self.head, *self.below = built.values()
        self._tables = tables
        self._states = states
        self._identity = identity
        self._reader = reader

    @property
    def name(self):
        """Return the name of the main table, for errors."""
        return self.head.name

    # --- reading ----------------------------------------------------------------------------------------------------

    def last(self, transaction):
        """Return the highest ``row_id``, 0 for an empty table."""
        (row,) = transaction.rows(sa.select(sa.func.max(self.head.c.row_id).label("last")))
        return row["last"] or 0

    def page(self, span, taking, limit, read):
        """Take the next rows; return ``(what read made of them, position, whether the span may hold more)``.

        :param taking: a name for this taking, to acknowledge it by
        :param read: a function of ``(transaction, messages)``; what it writes is written with the taking
        :raises Unavailable: also when the answer to the commit was lost, for a taking can be repeated
        """
        for attempt in range(TRIES):
            try:
                with self._tables.transaction(f"read {self.name}") as transaction:
                    found = self._window(transaction, span, limit)
                    messages = self._taken(transaction, found, span, taking)
                    result = read(transaction, messages)
                    break
            except Unavailable as exc:
                if not exc.code.startswith("40") or attempt == TRIES - 1:
                    raise
        position = found[-1]["row_id"] if len(found) == limit else max(span.last, self._end(span))
        return result, position, position < span.until

    def acknowledge(self, transaction, taking, last):
        """Mark as done what was taken under a name, up to a position."""
        head = self.head.c
        statement = (
            sa.update(self.head)
            .where(head.row_state == self._states.taken, head.row_id <= last, head.taken_with == taking)
            .values(row_state=self._states.done, done_at=_now())
        )
        return transaction.execute(statement)

    def refuse(self, transaction, refusals):
        """Mark rows as failed: ``[{"row_id", "error_code", "error_field", "error_text"}]``."""
        if not refusals:
            return
        values = {name: sa.bindparam(f"new_{name}") for name in ("error_code", "error_field", "error_text")}
        statement = (
            sa.update(self.head)
            .where(self.head.c.row_id == sa.bindparam("wanted"))
            .values(row_state=self._states.failed, done_at=_now(), **values)
        )
        rows = [
            {"wanted": refusal["row_id"]} | {f"new_{name}": refusal[name] for name in values} for refusal in refusals
        ]
        transaction.execute(statement, rows)

    def newest(self, transaction, records):
        """Return ``{record: message}``: the newest row of each, whatever its state, but not one still being built."""
        head = self.head.c
        usable = head.row_state.not_in((self._states.building, self._states.cancelled))
        wanted = sa.and_(head.record.in_(list(records)), usable, ~self._newer(None))
        messages = self._messages(transaction, wanted)
        return {message.head["record"]: message for message in messages}

    def everything(self, transaction, *conditions):
        """Return the newest message of every record that fits ``{column: value}``, without taking any."""
        head = self.head.c
        usable = head.row_state.not_in((self._states.building, self._states.cancelled, self._states.failed))
        equal = [head[name] == value for condition in conditions for name, value in condition.items()]
        return self._messages(transaction, sa.and_(usable, ~self._newer(None), *equal))

    # --- writing ----------------------------------------------------------------------------------------------------

    def answers(self, transaction, *, records=(), uids=()):
        """Return the head rows (without content) of the newest version of each record, or of messages by their uid."""
        head = self.head.c
        columns = [head[name] for name in _ANSWER]
        if uids:
            return transaction.rows(sa.select(*columns).where(head.msg_uid.in_(list(uids))))
        other = self.head.alias("other")
        latest = sa.select(sa.func.max(other.c.version)).where(other.c.record == head.record).scalar_subquery()
        return transaction.rows(sa.select(*columns).where(head.record.in_(list(records)), head.version == latest))

    def add(self, transaction, messages):
        """Write messages as ready rows; older ones of their records that nobody took are superseded."""
        head = self.head.c
        waiting = head.row_state.in_((self._states.ready, self._states.retry))
        records = [message.head["record"] for message in messages]
        transaction.execute(
            sa.update(self.head)
            .where(head.record.in_(records), waiting)
            .values(row_state=self._states.superseded, done_at=_now())
        )
        transaction.execute(sa.insert(self.head), [_filled(self.head, message.head) for message in messages])
        uids = [message.head["msg_uid"] for message in messages]
        found = transaction.rows(sa.select(head.row_id, head.msg_uid).where(head.msg_uid.in_(uids)))
        ids = {row["msg_uid"]: row["row_id"] for row in found}
        for table in self.below:
            rows = [
                _filled(table, row | {"row_id": ids[message.head["msg_uid"]]})
                for message in messages
                for row in message.rows.get(table.name, ())
            ]
            if rows:
                transaction.execute(sa.insert(table), rows)

    # --- how --------------------------------------------------------------------------------------------------------

    def _window(self, transaction, span, limit):
        """Return ``row_id``, ``is_open`` and ``is_old`` of the next rows of the span, in order."""
        head = self.head.c
        flags = [
            sa.case((condition, 1), else_=0).label(name)
            for name, condition in (("is_open", self._is_open()), ("is_old", self._newer(span.until)))
        ]
        statement = (
            sa.select(head.row_id, *flags)
            .where(head.row_id > span.last, head.row_id <= self._end(span), self._is_ours())
            .order_by(head.row_id)
            .limit(limit)
        )
        if span.last < span.start:
            statement = statement.where(self._is_open())
        return transaction.rows(statement)

    def _end(self, span):
        """Open rows behind the start come first, by their own index; then everything after it."""
        return span.start if span.last < span.start else span.until

    def _is_open(self):
        head, states, now = self.head.c, self._states, _now()
        expired = sa.or_(head.taken_by == self._reader, head.taken_at < now - LEASE)
        return sa.or_(
            head.row_state == states.ready,
            sa.and_(head.row_state == states.retry, sa.or_(head.next_try_at.is_(None), head.next_try_at <= now)),
            sa.and_(head.row_state == states.taken, expired),
        )

    def _is_ours(self):
        """Neither unfinished, nor out of the race, nor another reader's."""
        head, states = self.head.c, self._states
        hidden = (states.building, states.superseded, states.cancelled)
        free = sa.or_(head.taken_by.is_(None), head.taken_by == self._reader, self._is_open())
        return sa.and_(head.row_state.not_in(hidden), free)

    def _newer(self, until):
        """The condition that a newer row of the same record is there (in the window)."""
        head, other = self.head.c, self.head.alias("newer")
        later = sa.or_(
            other.c.version > head.version,
            sa.and_(other.c.version == head.version, other.c.row_id > head.row_id),
        )
        usable = other.c.row_state.not_in((self._states.building, self._states.cancelled))
        same = [other.c[name] == head[name] for name in self._identity]
        statement = sa.select(other.c.row_id).where(*same, later, usable)
        if until is not None:
            # "+ 0": the row is found by its record; Firebird would else walk all rows up to this one by their number
            statement = statement.where(other.c.row_id + 0 <= until)
        return statement.correlate(self.head).exists()

    def _taken(self, transaction, found, span, taking):
        """Take what is open, set aside what is old; return the messages that are ours now."""
        old = [row["row_id"] for row in found if row["is_old"] and row["is_open"]]
        if old:
            self._supersede(transaction, old)
        wanted = [row["row_id"] for row in found if row["is_open"] and not row["is_old"]]
        ids = [row["row_id"] for row in found if not row["is_open"] and not row["is_old"]]
        ids += self._claimed(transaction, wanted, taking) if wanted else []
        return self._messages(transaction, self.head.c.row_id.in_(ids)) if ids else []

    def _supersede(self, transaction, ids):
        head = self.head.c
        waiting = head.row_state.in_((self._states.ready, self._states.retry))
        transaction.execute(
            sa.update(self.head)
            .where(head.row_id.in_(ids), waiting)
            .values(row_state=self._states.superseded, done_at=_now())
        )

    def _claimed(self, transaction, ids, taking):
        """Return those of the open rows that we have taken; the others were quicker, and have them."""
        head = self.head.c
        if self._tables.kind.skips_locked:
            statement = sa.select(head.row_id).where(head.row_id.in_(ids), self._is_open())
            ids = [row["row_id"] for row in transaction.rows(statement.with_for_update(skip_locked=True))]
            if not ids:
                return []
        statement = (
            sa.update(self.head)
            .where(head.row_id.in_(ids), self._is_open())
            .values(
                row_state=self._states.taken,
                taken_by=self._reader,
                taken_with=taking,
                taken_at=_now(),
                attempts=head.attempts + 1,
            )
            .with_hint("WITH (READPAST, ROWLOCK)", dialect_name="mssql")
        )
        if transaction.execute(statement) == len(ids):
            return ids
        mine = sa.select(head.row_id).where(head.row_id.in_(ids), head.taken_with == taking)
        return [row["row_id"] for row in transaction.rows(mine)]

    def _messages(self, transaction, condition):
        heads = transaction.rows(sa.select(self.head).where(condition).order_by(self.head.c.row_id))
        messages = {row["row_id"]: Message(head=row, rows={}) for row in heads}
        if not messages:
            return []
        for table in self.below:
            keys = list(table.primary_key.columns)
            statement = sa.select(table).where(table.c.row_id.in_(list(messages))).order_by(*keys)
            for row in transaction.rows(statement):
                messages[row["row_id"]].rows.setdefault(table.name, []).append(row)
        return list(messages.values())


def new_taking():
    """Return a name for a taking."""
    return str(uuid.uuid4())


#: What tells what became of a message.
_ANSWER = (
    "row_id", "row_state", "version", "msg_uid", "content_hash", "record",
    "error_code", "error_field", "error_text", "erp_key", "erp_number",
)  # fmt: skip


def _now():
    return datetime.now(UTC)


def _filled(table, row):
    """Return a row with all columns that the database does not fill: one statement then serves all rows."""
    return {
        column.name: row.get(column.name)
        for column in table.columns
        if column.name in row or (column.server_default is None and column.identity is None)
    }
