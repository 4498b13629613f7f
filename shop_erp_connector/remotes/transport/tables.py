"""Databases for all remotes: pooled connections, time-outs, bound parameters, and errors by what the caller does next.

    with Tables(system="some_erp", place=place) as tables:
        for rows in tables.pages("SELECT i.Id AS id, i.Caption AS name FROM Item i WHERE i.Active = :on",
                                 columns=("id", "name"), key=("id",), on=1):
            …
        with tables.transaction("write an order") as transaction:
            transaction.execute("UPDATE counter SET last = last + 1 WHERE name = :name", name="orders")

A statement is a constant of ours or a query that an administrator wrote into the settings; values travel as bound
parameters (``:name``), never inside the text. Rows are dicts with lower-case names, whatever the database makes of
them; numbers are exact, texts have no blanks at their end (columns of fixed length are padded), times are as
stored.
"""

import logging
from contextlib import contextmanager
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import exc as sa_errors

from ..errors import ProtocolError, RemoteError
from . import database_errors
from .databases import KINDS
from .redaction import Redactor

_logger = logging.getLogger(__name__)

#: Most rows of a page when the caller does not say.
PAGE = 500


class Tables:
    """A pool of connections to one database.

    :param system: name of the remote, for errors
    :param place: a ``databases.Place``
    :param writes: False opens every transaction so that it cannot write
    :raises InvalidSettings: the kind of database is unknown, or its driver is not installed
    """

    def __init__(self, *, system, place, writes=True):
        self.system = system
        self.calls = 0
        self.redactor = Redactor([place.password])
        self.kind = KINDS[place.kind]
        self._place = place
        self._writes = writes
        self._engine = self.kind.engine(place)
        self._driver_error = self._engine.dialect.dbapi.Error

    def __repr__(self):
        return f"<Tables {self._place.kind} {self._place.name} on {self._place.host or 'this machine'}>"

    def __enter__(self):
        return self

    def __exit__(self, *_exc_info):
        self.close()

    def close(self):
        """Give the pooled connections back; the object can be used again."""
        self._engine.dispose()

    @property
    def dialect(self):
        """Return SQLAlchemy's dialect of this database, for those who build statements."""
        return self._engine.dialect

    @contextmanager
    def transaction(self, call, *, writes=None):
        """Yield a ``Transaction``; it is committed at the end when it writes, and undone after any error.

        :param call: what is done, for errors ("read products")
        :param writes: False: cannot write, and is never committed
        :raises OutcomeUnknown: the answer to the commit was lost
        """
        writes = self._writes if writes is None else writes
        connection = self._connected(call)
        try:
            with self._translated(call):
                self.kind.begin(connection, writes=writes)
            transaction = Transaction(self, connection, call)
            yield transaction
            if writes and transaction.has_written:
                self.calls += 1
                with self._translated(call, committing=True):
                    connection.commit()
        finally:
            self._give_back(connection)

    def rows(self, statement, *, call, columns=(), **parameters):
        """Return all rows of a query, read in a transaction of its own that cannot write."""
        with self.transaction(call, writes=False) as transaction:
            return transaction.rows(statement, columns=columns, **parameters)

    def pages(self, query, *, call, columns, key, after=None, limit=PAGE, **parameters):
        """Yield lists of at most ``limit`` rows in the order of ``key``; each is read by one statement, when asked for.

        Nothing stays open between two pages, and memory does not grow. The query becomes a part of a larger
        SELECT, so it can only be a SELECT itself.

        :param query: one SELECT without ORDER BY, whose columns have the names ``columns`` (further ones are left
            out)
        :param key: names of columns that together tell every row apart and are never empty
        :param after: values of the key after which to begin: those of the last row that is known
        :raises ProtocolError: the query lacks a column, or is no query
        """
        inner = sa.text(checked_query(query, self.system, call)).columns(*(sa.column(name) for name in columns))
        inner = inner.subquery("found")
        names = [inner.c[name] for name in key]
        while True:
            statement = sa.select(*(inner.c[name] for name in columns)).order_by(*names).limit(limit)
            if after is not None:
                statement = statement.where(_follows(names, after))
            with self.transaction(call, writes=False) as transaction:
                rows = transaction.rows(statement, columns=columns, **parameters)
            if rows:
                yield rows
            if len(rows) < limit:
                return
            after = tuple(rows[-1][name] for name in key)

    def error(self, cls, message, call, **facts):
        """Return an error of this database, redacted."""
        text = self.redactor.redact(facts.pop("text", ""))
        return cls(self.redactor.redact(message), system=self.system, call=call, text=text, **facts)

    def _connected(self, call):
        with self._translated(call, connecting=True):
            return self._engine.connect()

    def _give_back(self, connection):
        """Undo what was not committed; a connection that is dead goes out of the pool."""
        try:
            connection.close()
        except (sa_errors.SQLAlchemyError, self._driver_error, OSError) as exc:
            _logger.info("%s: a connection was dropped (%s)", self.system, type(exc).__name__)
            if not connection.closed:
                connection.invalidate()

    @contextmanager
    def _translated(self, call, *, connecting=False, committing=False):
        """Turn drivers' errors into ours. The cause is cut off: its text holds parameters and the address."""
        try:
            yield
        except RemoteError:
            raise
        except sa_errors.DBAPIError as exc:
            raise self._failure(exc.orig, call, connecting=connecting, committing=committing) from None
        except sa_errors.TimeoutError:
            raise self.error(*_UNREACHED, call, text="all connections of the pool are busy") from None
        except sa_errors.SQLAlchemyError as exc:
            raise self.error(ProtocolError, "The statement cannot be sent.", call, text=type(exc).__name__) from None
        except UnicodeError:
            sentence = "A text does not fit the character set of the connection."
            raise self.error(ProtocolError, sentence, call, code=database_errors.UNREADABLE_TEXT) from None
        except (self._driver_error, OSError) as exc:  # where the driver is asked without SQLAlchemy
            raise self._failure(exc, call, connecting=connecting, committing=committing) from None

    def _failure(self, error, call, *, connecting, committing):
        state = database_errors.state_of(error)
        cls, message = database_errors.meaning(state, connecting=connecting, committing=committing)
        facts = {"code": state, "text": database_errors.words_of(error)[:500]}
        if cls is ProtocolError:
            facts["excerpt"] = self.redactor.excerpt(facts["text"])
        return self.error(cls, message, call, field=database_errors.column_of(error), **facts)


class Transaction:
    """One transaction: all of it happens, or nothing."""

    def __init__(self, tables, connection, call):
        self._tables = tables
        self._connection = connection
        self._call = call
        self.has_written = False

    def rows(self, statement, *, columns=(), **parameters):
        """Return the rows of a query as a list of dicts.

        :param statement: text with ``:name`` for each parameter, or a statement of SQLAlchemy; a list as parameter
            stands for ``IN :name``
        :param columns: names that must be there; further ones are handed out too
        :raises ProtocolError: a column is missing
        """
        with self._tables._translated(self._call):
            result = self._send(statement, parameters)
            names = [column[0].lower() for column in result.cursor.description]
            missing = sorted({name.lower() for name in columns} - set(names))
            if missing:
                raise self._tables.error(ProtocolError, f"The columns {', '.join(missing)} are missing.", self._call)
            return [dict(zip(names, map(_exact, row), strict=True)) for row in result]

    def row(self, statement, **parameters):
        """Return the only row of a query, None when there is none.

        :raises ProtocolError: there are several
        """
        rows = self.rows(statement, **parameters)
        if len(rows) > 1:
            raise self._tables.error(ProtocolError, f"{len(rows)} rows where one was expected.", self._call)
        return rows[0] if rows else None

    def execute(self, statement, rows=None, **parameters):
        """Carry out a statement that writes; return how many rows it changed.

        :param rows: a list of dicts: the statement is carried out for each of them, in as few calls as the driver
            knows how to
        """
        self.has_written = True
        with self._tables._translated(self._call):
            return self._send(statement, rows if rows is not None else parameters).rowcount

    def columns(self, names):
        """Return ``{table: names of its columns}``, all in lower case, of those of the named tables that exist."""
        with self._tables._translated(self._call):
            inspector = sa.inspect(self._connection)
            there = {name.lower() for name in inspector.get_table_names()} & {name.lower() for name in names}
            found = inspector.get_multi_columns(filter_names=sorted(there)) if there else {}
        return {name.lower(): {column["name"].lower() for column in rows} for (_schema, name), rows in found.items()}

    @contextmanager
    def attempt(self):
        """Let a part of the transaction fail alone: what was done inside the block is undone, the rest stays."""
        with self._tables._translated(self._call), self._connection.begin_nested():
            yield

    def _send(self, statement, parameters):
        self._tables.calls += 1
        if isinstance(statement, str):
            statement = sa.text(statement)
        values = parameters if isinstance(parameters, dict) else {}
        lists = [name for name, value in values.items() if isinstance(value, list | tuple)]
        if lists:
            statement = statement.bindparams(*(sa.bindparam(name, expanding=True) for name in lists))
        return self._connection.execute(statement, parameters)


_UNREACHED = database_errors.meaning("", connecting=True)


def checked_query(text, system, call):
    """Return one SELECT without a semicolon at its end.

    That it can do nothing but read is sure by other means: it is sent inside another SELECT. This is the clear
    sentence for a person who wrote it.

    :raises ProtocolError: it is something else
    """
    text = text.strip().rstrip(";").strip()
    if text[:6].lower() != "select" or ";" in text:
        raise ProtocolError("A query must be one SELECT statement.", system=system, call=call, excerpt=text[:100])
    return text


def _follows(names, values):
    """Return the condition "the key comes after these values", for keys of any length."""
    *firsts, (last, value) = zip(names, values, strict=True)
    condition = last > value
    for name, value in reversed(firsts):
        condition = sa.or_(name > value, sa.and_(name == value, condition))
    return condition


def _exact(value):
    """Return a value as remotes want it; a binary float becomes the decimal that people see."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        return value.rstrip(" ")
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    return value
