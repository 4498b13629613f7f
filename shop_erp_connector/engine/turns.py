"""Work that may happen once on a record: who does it takes the record's row first, and leaves a trace in it.

A lock alone is not enough. A transaction that began before the other one ended gets the lock afterwards, but still
sees the records as they were; only because the row was written does PostgreSQL refuse it, and the work is begun anew
with the other's result in sight.
"""

from odoo.tools import SQL


def take_turn(records, *, wait=True):
    """Take the rows of ``records`` for the rest of the transaction; return those that could be taken.

    :param wait: whether to wait for others that have them now; else their rows are left out
    """
    if not wait:
        records = records.try_lock_for_update()
    if records:
        records.flush_recordset()
        records.env.execute_query(
            SQL(
                "UPDATE %s SET write_date = now() AT TIME ZONE 'utc' WHERE id = ANY(%s) RETURNING id",
                SQL.identifier(records._table),
                sorted(records.ids),
            )
        )
        records.invalidate_recordset(["write_date"])
    return records
