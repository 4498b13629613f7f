"""What a remote's workers share: small named dicts, each change kept at once in a transaction of its own.

A session id or a call counter must survive the rollback of the job that obtained it, and no other worker may renew
the same session meanwhile: hence the own cursor and the row lock.
"""

import hashlib
import json
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.tools import SQL


class DatabaseMemory:
    """``remotes.memory.Memory`` on the table of ``shop_erp.memory``, for one account of one backend.

    Another address or key has memories of its own: nothing of the old account can leak into the new one, and no
    row that the caller's transaction has touched is ever waited for.

    :param account: what makes the account: addresses and secrets, as a dict
    """

    def __init__(self, backend, account):
        self._registry = backend.env.registry
        self._backend_id = backend.id
        account = json.dumps([backend.system, account], sort_keys=True)
        self._account = hashlib.sha256(account.encode()).hexdigest()[:12]

    @contextmanager
    def locked(self, name):
        """Yield the dict ``name`` under a row lock; what was changed in it is committed on exit, also on an error."""
        name = f"{name}@{self._account}"
        with self._registry.cursor() as cr:
            before = self._wait_for(cr, name)
            content = json.loads(before)
            try:
                yield content
            finally:
                after = json.dumps(content)
                if after != before:
                    cr.execute(
                        SQL(
                            "UPDATE shop_erp_memory SET content = %s, write_date = now() AT TIME ZONE 'utc'"
                            " WHERE backend_id = %s AND name = %s",
                            after,
                            self._backend_id,
                            name,
                        )
                    )
                cr.commit()  # pylint: disable=invalid-commit  # kept whatever becomes of the caller

    def _wait_for(self, cr, name):
        """Return the content of the row, made when it is not there, and lock it.

        Whoever held the row has usually changed it since our transaction began, which PostgreSQL reports as a
        serialisation failure: then a new transaction looks again.
        """
        while True:
            try:
                cr.execute(
                    SQL(
                        "INSERT INTO shop_erp_memory (backend_id, name, content, create_date)"
                        " VALUES (%s, %s, '{}', now() AT TIME ZONE 'utc') ON CONFLICT (backend_id, name) DO NOTHING",
                        self._backend_id,
                        name,
                    ),
                    log_exceptions=False,
                )
                cr.commit()  # pylint: disable=invalid-commit  # the row's insertion must not hold others up
                cr.execute(
                    SQL(
                        "SELECT content FROM shop_erp_memory WHERE backend_id = %s AND name = %s FOR UPDATE",
                        self._backend_id,
                        name,
                    ),
                    log_exceptions=False,
                )
            except SerializationFailure:
                cr.rollback()
            else:
                return cr.fetchone()[0] or "{}"
