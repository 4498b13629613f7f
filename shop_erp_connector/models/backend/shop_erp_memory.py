from odoo import api, fields, models


class Memory(models.Model):
    """What the workers of one backend share: session ids, counters, cached code lists. See ``engine/memory.py``."""

    _name = "shop_erp.memory"
    _description = "Shared memory of a remote"

    # No foreign key: a connection is tested, by a transaction of its own, before the new backend is committed.
    backend_id = fields.Integer(required=True)
    name = fields.Char(required=True)
    # May hold a session id: nobody reads it but the program.
    content = fields.Text(required=True, default="{}", groups=fields.NO_ACCESS)

    _unique_name = models.Constraint("UNIQUE (backend_id, name)", "A backend has one memory of each name.")

    @api.autovacuum
    def _gc_memories(self):
        """Forget what no worker has changed for 30 days: memories of old settings and of deleted backends."""
        self.search([("write_date", "<", fields.Datetime.subtract(fields.Datetime.now(), days=30))]).unlink()
