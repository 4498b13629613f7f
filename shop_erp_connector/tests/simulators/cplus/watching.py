"""Sees every statement that others send to the database, and lets some of them go wrong.

The simulator's own statements are neither seen nor broken. What goes wrong is raised as the driver raises it, with
the server's own numbers. A connection to Firebird that is to be lost is ended by the server, and what the
driver makes of it is its own.
"""

import re
import sqlite3
import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa
from firebird.driver import DatabaseError

from ..base import Call

#: What can go wrong: (Firebird's number, SQLSTATE, words), and (SQLite's name, words).
FAILURES = {
    "lost": ((335544721, "08006", "Unable to complete network request to host"), ("SQLITE_IOERR", "disk I/O error")),
    "shutdown": ((335544528, "HY000", "database shutdown"), ("SQLITE_IOERR", "disk I/O error")),
    "deadlock": ((335544336, "40001", "deadlock -update conflicts with concurrent update"),
                 ("SQLITE_BUSY", "database is locked")),
    "locked": ((335544510, "HY000", "lock time-out on wait transaction"), ("SQLITE_BUSY", "database is locked")),
    "permission": ((335544352, "28000", "no permission for SELECT access to TABLE"),
                   ("SQLITE_AUTH", "not authorized")),
    "value": ((335544321, "22001", "arithmetic exception, numeric overflow, or string truncation"),
              ("SQLITE_TOOBIG", "string or blob too big")),
    "constraint": ((335544665, "23000", "violation of PRIMARY or UNIQUE KEY constraint"),
                   ("SQLITE_CONSTRAINT_PRIMARYKEY", "UNIQUE constraint failed")),
}  # fmt: skip

#: How the faults of a server of web pages are called, and what stands for them here.
_STATUS = {401: "permission", 403: "permission", 500: "shutdown", 502: "shutdown", 503: "shutdown"}

_NOT_CALLS = ("PRAGMA", "BEGIN")


@dataclass(slots=True)
class _Fault:
    around: object
    times: int
    skip: int
    method: str | None
    path: str

    def matches(self, call):
        return self.method in (None, call.method) and re.search(self.path, call.target) is not None


class Faults:
    """Things that go wrong for the next matching statements, in the order they were asked for.

    :param end: function of a driver's connection to Firebird that makes the server end it

    Every method takes ``times`` (how many statements), ``skip`` (how many go well before) and which ones: ``method``
    (the first word, or "COMMIT") and ``path`` (a regular expression searched in the statement).
    """

    def __init__(self, end):
        self._end = end
        self._waiting = []

    def fail(self, name, **which):
        """Answer with one of ``FAILURES``; nothing is carried out."""
        self._add(lambda connection: _raise(connection, name), **which)

    def refuse(self, **which):
        """Lose the connection before the statement arrives: a Firebird ends it, and the driver finds out."""
        self._add(self._lose, **which)

    def cut_after_accepting(self, **which):
        """Carry a commit out, then lose the connection; any other statement is lost before it arrives."""

        def around(connection, call):
            if call.method == "COMMIT":
                connection.connection.dbapi_connection.commit()
            _raise(connection, "lost")

        self._add(around, passes_call=True, **which)

    #: There is no half of an answer to a commit: it came or it did not.
    cut_body = cut_after_accepting

    def status(self, code, *, method=None, **which):
        """Fail as a server of web pages would; an answer that is none at all is a lost connection."""
        which = {name: value for name, value in which.items() if name not in ("body", "headers", "content_type")}
        name = _STATUS.get(code, "lost")
        if name == "lost" or (method == "COMMIT" and name == "shutdown"):
            self.refuse(method=method, **which)
        else:
            self.fail(name, method=method, **which)

    def slow(self, seconds, **which):
        """Wait before the statement is carried out."""
        self._add(lambda _connection: time.sleep(seconds), **which)

    def call(self, function, **which):
        """Call a function without arguments before the statement is carried out."""
        self._add(lambda _connection: function(), **which)

    def clear(self):
        """Forget the faults that did not happen yet."""
        self._waiting.clear()

    def pending(self):
        """Return how many faults are still to come."""
        return sum(fault.times for fault in self._waiting)

    def strike(self, connection, call):
        """Let go wrong what is asked for at this call."""
        for fault in self._waiting:
            if not fault.matches(call):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            self._waiting = [other for other in self._waiting if other.times > 0]
            fault.around(connection, call)
            return

    def _lose(self, connection):
        if connection.dialect.name == "sqlite":
            _raise(connection, "lost")
        self._end(connection.connection.dbapi_connection)

    def _add(self, around, *, times=1, skip=0, method=None, path="", kind=None, passes_call=False):
        if not passes_call:
            plain = around

            def around(connection, _call):
                plain(connection)

        self._waiting.append(_Fault(around, times, skip, method, path))


class Watch:
    """Listens to all connections of this process that lead to one database.

    :param is_here: function of SQLAlchemy's connection: does it lead to our database, and is it not our own?
    :param log: a ``CallLog``; ``faults``: a ``Faults``
    """

    def __init__(self, is_here, log, faults):
        self.is_away = False
        self._is_here = is_here
        self._log = log
        self._faults = faults
        self._lock = threading.Lock()

    def begin(self):
        """Listen from now on."""
        for name, function in self._listeners():
            sa.event.listen(sa.Engine, name, function)

    def end(self):
        """Listen no more."""
        for name, function in self._listeners():
            sa.event.remove(sa.Engine, name, function)

    def _listeners(self):
        return (
            ("engine_connect", self._on_connect),
            ("before_cursor_execute", self._on_statement),
            ("commit", self._on_commit),
        )

    def _on_connect(self, connection):
        if self._is_here(connection) and self.is_away:
            _raise(connection, "lost")

    def _on_statement(self, connection, _cursor, statement, _parameters, _context, _many):
        if not statement.startswith(_NOT_CALLS) and self._is_here(connection):
            words = statement.split()
            self._seen(connection, Call(words[0].upper(), _table(statement), statement, 200, 0))

    def _on_commit(self, connection):
        if self._is_here(connection):
            self._seen(connection, Call("COMMIT", "", "", 200, 0))

    def _seen(self, connection, call):
        self._log.add(call)
        if self.is_away:
            _raise(connection, "lost")
        self._faults.strike(connection, call)


def _table(statement):
    found = re.search(r"\b(?:FROM|INTO|UPDATE)\s+\"?([A-Z$]+)", statement, re.IGNORECASE)
    return found.group(1).upper() if found else ""


def _raise(connection, name):
    (number, state, words), (sqlite_name, sqlite_words) = FAILURES[name]
    if connection.dialect.name == "sqlite":
        error = sqlite3.OperationalError(sqlite_words)
        error.sqlite_errorname = sqlite_name
        if name == "lost":
            connection.connection.dbapi_connection.rollback()
    else:
        error = DatabaseError(words, sqlstate=state, gds_codes=(number,))
    raise sa.exc.OperationalError(None, None, error)
