"""What a database's errors mean: by SQLSTATE, which four of the five kinds tell, and by number or name for the rest.

Until a transaction is committed nothing has happened, so whatever breaks before is ``Unavailable`` at worst; only
the answer to COMMIT can be lost for good.
"""

from ..errors import AuthenticationFailed, OutcomeUnknown, ProtocolError, Rejected, Unavailable

#: Longest code first: the first that the SQLSTATE begins with counts.
SQLSTATES = {
    "42501": (AuthenticationFailed, "The database user lacks a right."),
    "28": (AuthenticationFailed, "The database refused the user or the password."),
    "3D": (ProtocolError, "There is no such database on the server."),
    "42P01": (ProtocolError, "A table is missing."),
    "42S02": (ProtocolError, "A table is missing."),
    "42703": (ProtocolError, "A column is missing."),
    "42S22": (ProtocolError, "A column is missing."),
    "0A": (ProtocolError, "The database cannot do what was asked."),
    "42": (ProtocolError, "The database did not understand the statement."),
    "25": (ProtocolError, "The statement writes where only reading is meant."),
    "22001": (Rejected, "A text is longer than its column."),
    "22": (Rejected, "A value does not fit its column."),
    "23": (Rejected, "The row breaks a rule of its table."),
    "44": (Rejected, "The row breaks a rule of its view."),
    "40": (Unavailable, "The database gave up because others were writing the same rows."),
    "55P03": (Unavailable, "The rows are locked by somebody else."),
    "57014": (Unavailable, "The statement took too long."),
    "HYT0": (Unavailable, "The database did not answer in time."),
    "53": (Unavailable, "The database has no room for another connection or row."),
    "58": (Unavailable, "The database's machine has a problem."),
    "XX": (Unavailable, "The database has a problem of its own."),
    "57": (Unavailable, "The database is being shut down or started."),
    "08": (Unavailable, "The connection to the database broke."),
}

#: A driver could not turn a text's bytes into letters, or the other way round.
UNREADABLE_TEXT = "22021"

#: MySQL and MariaDB: https://mariadb.com/kb/en/mariadb-error-codes/ (their SQLSTATE is often the general HY000)
MYSQL_NUMBERS = {
    1044: "28000", 1045: "28000", 1698: "28000", 1142: "42501", 1143: "42501", 1227: "42501", 1370: "42501",
    1049: "3D000", 1146: "42S02", 1051: "42S02", 1054: "42S22", 1064: "42000", 1792: "25006",
    1406: "22001", 1264: "22003", 1265: "22000", 1292: "22007", 1366: "22000", 1048: "23000", 1364: "23000",
    1062: "23505", 1451: "23000", 1452: "23000", 4025: "23000",
    1205: "55P03", 1213: "40001", 3572: "55P03", 1317: "57014", 1969: "57014", 3024: "57014",
    1040: "53300", 1203: "53300", 1226: "53300", 1114: "53000", 1053: "57000",
    1927: "08000", 4031: "08000", 2002: "08000", 2003: "08000", 2006: "08000", 2013: "08000", 2014: "08000",
}  # fmt: skip

#: SQLite: the beginnings of sqlite3's ``sqlite_errorname``, and of the texts that share the name SQLITE_ERROR.
SQLITE_NAMES = {
    "SQLITE_BUSY": "55P03",
    "SQLITE_LOCKED": "55P03",
    "SQLITE_CONSTRAINT_UNIQUE": "23505",
    "SQLITE_CONSTRAINT": "23000",
    "SQLITE_TOOBIG": "22001",
    "SQLITE_MISMATCH": "22000",
    "SQLITE_FULL": "53000",
    "SQLITE_READONLY": "25006",
    "SQLITE_PERM": "42501",
    "SQLITE_AUTH": "42501",
    "SQLITE_CANTOPEN": "3D000",
    "SQLITE_NOTADB": "3D000",
    "SQLITE_IOERR": "08000",
}
SQLITE_TEXTS = {"no such table": "42S02", "no such column": "42S22", "has no column": "42S22"}

#: Firebird: errors whose SQLSTATE is too general, by their number.
FIREBIRD_NUMBERS = {
    335544344: "3D000",  # the file of the database is not there
    335544472: "28000",
    335544352: "42501",
    335544551: "42501",
    335544361: "25006",  # written in a transaction that only reads
    335544580: "42S02",
    335544578: "42S22",
    335544510: "55P03",
    335544665: "23505",
    335544349: "23505",
    335544528: "57000",  # shut down, e.g. for a backup
    335544721: "08000",
}

#: What PostgreSQL says while a connection is opened, when it gives no code.
POSTGRESQL_TEXTS = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
    "is not permitted to log in": "28000",
    "permission denied for database": "42501",
    'role "': "28000",
    'database "': "3D000",
    "certificate verify failed": "08000",
    "too many clients": "53300",
}


def state_of(error):
    """Return the SQLSTATE of a driver's error (or the one it stands for), "" when it tells none."""
    for read in (_of_postgresql, _of_firebird, _of_sqlite, _of_mysql, _of_odbc):
        state = read(error)
        if state:
            return state
    return ""


def words_of(error):
    """Return the server's own words: without the statement, the parameters and, where told apart, the row."""
    diagnostics = getattr(error, "diag", None)
    primary = getattr(diagnostics, "message_primary", None)
    if primary:
        return primary
    texts = [argument for argument in error.args if isinstance(argument, str)]
    return " ".join(" ".join(texts).split())


def column_of(error):
    """Return the column that PostgreSQL names as the one at fault, "" where none is named."""
    return getattr(getattr(error, "diag", None), "column_name", None) or ""


def meaning(state, *, connecting=False, committing=False):
    """Return (error class, sentence) of an error.

    :param connecting: it happened before anything was sent
    :param committing: it was the answer to COMMIT, or there was none
    """
    if connecting and not state:
        return Unavailable, "The database was not reached."
    if connecting and state.startswith("22"):
        # a user or password with a letter that the connection's character set does not have
        return SQLSTATES["28"]
    # What the server itself refuses it has undone; no code means that it said nothing.
    if committing and state[:2] in ("", "08", "57"):
        return OutcomeUnknown, "The answer to the commit was lost: the rows may be there or not."
    known = [code for code in SQLSTATES if state.startswith(code)]
    if known:
        return SQLSTATES[max(known, key=len)]
    return (Unavailable, "The database was not reached.") if connecting else _unknown(state)


def _unknown(state):
    if state:
        return ProtocolError, "The database answered with an error that is not known here."
    return Unavailable, "The connection to the database broke."


def _of_postgresql(error):
    if not hasattr(error, "pgcode"):
        return ""
    text = str(error)
    matching = (state for words, state in POSTGRESQL_TEXTS.items() if words in text)
    if error.pgcode is None:
        # Garbled bytes instead of an answer: libpq gives the connection up.
        return next(matching, "") if "FATAL" in text else ""
    return error.pgcode


def _of_firebird(error):
    numbers = getattr(error, "gds_codes", None)
    if numbers is None:
        return ""
    special = [FIREBIRD_NUMBERS[number] for number in numbers if number in FIREBIRD_NUMBERS]
    return special[0] if special else error.sqlstate or ""


def _of_sqlite(error):
    name = getattr(error, "sqlite_errorname", "")
    for beginning, state in SQLITE_NAMES.items():
        if name.startswith(beginning):
            return state
    if not name:
        return ""
    return next((state for words, state in SQLITE_TEXTS.items() if words in str(error)), "42000")


def _of_mysql(error):
    number = error.args[0] if error.args else None
    return MYSQL_NUMBERS.get(number, "") if isinstance(number, int) else ""


def _of_odbc(error):
    code = error.args[0] if error.args else ""
    is_state = isinstance(code, str) and len(code) == 5 and code.isalnum() and code.upper() == code
    return code if is_state else ""
