"""What a remote's workers share: small named dicts, each change kept at once in a transaction of its own.

A session id or a call counter must survive the rollback of the job that obtained it, and no other worker may renew
the same session meanwhile: hence the own cursor and the row lock.
"""

import json
from contextlib import contextmanager

from odoo.tools import SQL


class DatabaseMemory:
    """``remotes.memory.Memory`` on the table of ``shop_erp.memory``, for one backend."""

    def __init__(self, backend):
        self._registry = backend.env.registry
        self._backend_id = backend.id

    @contextmanager
    def locked(self, name):
        """Yield the dict ``name`` under a row lock; what was changed in it is committed on exit, also on an error."""
        with self._registry.cursor() as cr:
            cr.execute(
                SQL(
                    "INSERT INTO shop_erp_memory (backend_id, name, content) VALUES (%s, %s, '{}')"
                    " ON CONFLICT (backend_id, name) DO NOTHING",
                    self._backend_id,
                    name,
                )
            )
            cr.commit()
            cr.execute(
                SQL(
                    "SELECT content FROM shop_erp_memory WHERE backend_id = %s AND name = %s FOR UPDATE",
                    self._backend_id,
                    name,
                )
            )
            before = cr.fetchone()[0] or "{}"
            content = json.loads(before)
            try:
                yield content
            finally:
                after = json.dumps(content)
                if after != before:
                    cr.execute(
                        SQL(
                            "UPDATE shop_erp_memory SET content = %s WHERE backend_id = %s AND name = %s",
                            after,
                            self._backend_id,
                            name,
                        )
                    )
                cr.commit()
