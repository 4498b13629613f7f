"""Do the whole batch, or halve it until the bad row stands alone."""

import psycopg2
from psycopg2 import errors as pg_errors

from odoo.exceptions import AccessError, MissingError, RedirectWarning, UserError

from ..convert.problem import Problem
from ..remotes.documents import InvalidDocument
from .problems import sentence

#: What one record's content can cause. Anything else is the program's or the database's failure and goes up:
#: serialisation errors make the job run again, programming errors fail it.
RECORD_ERRORS = (
    UserError,
    AccessError,
    MissingError,
    RedirectWarning,
    InvalidDocument,
    psycopg2.IntegrityError,
    psycopg2.DataError,
)


def attempt(rows, work):
    """Call ``work(rows)`` in a savepoint; when it fails, try both halves, down to single rows.

    :param work: takes a recordset; what it does to other rows' records is undone when it fails
    :return: ``{row: error}`` of the rows that fail on their own
    """
    if not rows:
        return {}
    try:
        with rows.env.cr.savepoint():
            work(rows)
            rows.env.flush_all()
    except pg_errors.SerializationFailure:
        raise
    except (*RECORD_ERRORS, Problem) as error:
        if len(rows) == 1:
            return {rows: error}
        middle = len(rows) // 2
        return attempt(rows[:middle], work) | attempt(rows[middle:], work)
    return {}


def failure(rows_env, error):
    """Return (reason code, sentence) of an error that a record caused."""
    if isinstance(error, Problem):
        return error.code, sentence(rows_env, error)
    if isinstance(error, psycopg2.Error):
        diagnostics = error.diag
        return "database", rows_env._(
            "The database refuses the record: %(message)s %(detail)s",
            message=diagnostics.message_primary or "",
            detail=diagnostics.message_detail or "",
        )
    text = error.args[0] if error.args else str(error)
    return "refused", str(text)
