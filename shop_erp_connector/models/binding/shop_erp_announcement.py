from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ...remotes.errors import AuthenticationFailed, RateLimited, Unavailable

#: Reasons that say for sure that nothing was created there.
NOT_SENT = (Unavailable.reason, RateLimited.reason, AuthenticationFailed.reason)


class Announcement(models.Model):
    """A create that was announced before it was sent.

    Written and committed on its own before the call, by the key under which the remote can find the record; removed
    once the outcome is known and stored. A job that finds one for its row does not know whether an earlier try
    arrived: it looks the record up before it creates again. The key is the same on every try, also when the row itself
    was undone with its job.
    """

    _name = "shop_erp.announcement"
    _description = "Announced create at a remote"

    # No foreign key: the announcement is written by a transaction that may not see the backend yet.
    backend_id = fields.Integer(required=True)
    binding_model = fields.Char(required=True)
    key = fields.Char(required=True)
    announced_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _unique_key = models.Constraint("UNIQUE (backend_id, binding_model, key)", "A create is announced once.")

    def _of(self, rows):
        if not rows:
            return self.browse()
        keys = [row.key for row in rows if row.key]
        return self.sudo().search(
            [("backend_id", "=", rows.backend_id.id), ("binding_model", "=", rows._name), ("key", "in", keys)]
        )

    @api.model
    def _announced(self, rows):
        """Return the ids of the rows whose create an earlier job announced."""
        keys = set(self._of(rows).mapped("key"))
        return {row.id for row in rows if row.key in keys}

    @api.model
    def _announce(self, rows):
        """Announce the creates of the rows, committed at once."""
        keys = sorted({row.key for row in rows if row.key})
        if not keys:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO shop_erp_announcement (backend_id, binding_model, key, announced_at)
                       SELECT %s, %s, announced.key, clock_timestamp() AT TIME ZONE 'utc'
                         FROM unnest(%s::text[]) AS announced (key)
                       ON CONFLICT (backend_id, binding_model, key)
                       DO UPDATE SET announced_at = EXCLUDED.announced_at""",
                    rows.backend_id.id,
                    rows._name,
                    keys,
                )
            )

    @api.model
    def _forget(self, rows):
        """Forget at once: a person has looked and says that the records may be created."""
        self._of(rows).unlink()

    @api.model
    def _forget_after_commit(self, rows):
        """Remove the announcements of rows whose outcome is known, once that is really stored.

        What this transaction said may still be undone in part: only rows that are settled as everybody sees them are
        forgotten.
        """
        keys = [row.key for row in rows if row.key]
        if not keys:
            return
        until = datetime.now(UTC).replace(tzinfo=None)  # the next try's announcement may be made before we forget ours
        registry, backend_id, model, table = self.env.registry, rows.backend_id.id, rows._name, rows._table

        def forget():
            with registry.cursor() as cr:
                cr.execute(
                    SQL(
                        """DELETE FROM shop_erp_announcement AS announced USING %s AS bound
                            WHERE announced.backend_id = %s AND announced.binding_model = %s
                              AND announced.key = ANY(%s) AND announced.announced_at <= %s
                              AND bound.backend_id = announced.backend_id AND bound.key = announced.key
                              AND (bound.external_id IS NOT NULL OR bound.state = 'failed'
                                   OR bound.state = 'dirty' AND bound.reason_code = ANY(%s))""",
                        SQL.identifier(table),
                        backend_id,
                        model,
                        keys,
                        until,
                        list(NOT_SENT),
                    )
                )

        self.env.cr.postcommit.add(forget)

    @api.autovacuum
    def _gc_announcements(self):
        """Forget what was announced to backends that are no more."""
        backends = self.env["shop_erp.backend"].with_context(active_test=False).search([("id", ">", 0)])
        self.search([("backend_id", "not in", backends.ids)]).unlink()
