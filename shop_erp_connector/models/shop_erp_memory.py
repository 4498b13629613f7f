from odoo import fields, models


class Memory(models.Model):
    """What the workers of one backend share: session ids, call counters, cached code lists. See ``engine/memory.py``."""

    _name = "shop_erp.memory"
    _description = "Shared memory of a remote"

    backend_id = fields.Many2one("shop_erp.backend", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    # May hold a session id: nobody reads it but the program.
    content = fields.Text(required=True, default="{}", groups=fields.NO_ACCESS)

    _unique_name = models.Constraint("UNIQUE (backend_id, name)", "A backend has one memory of each name.")
