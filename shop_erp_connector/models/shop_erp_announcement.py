from odoo import api, fields, models
from odoo.tools import SQL


class Announcement(models.Model):
    """A create that was announced before it was sent.

    Written and committed on its own before the call, removed after the answer was stored. A job that finds one for
    its row does not know whether an earlier try arrived: it looks the record up by its key before it creates again.
    """

    _name = "shop_erp.announcement"
    _description = "Announced create at a remote"

    backend_id = fields.Many2one("shop_erp.backend", required=True, ondelete="cascade", index=True)
    binding_model = fields.Char(required=True)
    binding_id = fields.Many2oneReference(model_field="binding_model", required=True)
    announced_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _unique_binding = models.Constraint("UNIQUE (binding_model, binding_id)", "A create is announced once.")

    @api.model
    def _announced(self, rows):
        """Return the ids of the rows whose create an earlier job announced."""
        found = self.sudo().search([("binding_model", "=", rows._name), ("binding_id", "in", rows.ids)])
        return set(found.mapped("binding_id"))

    @api.model
    def _announce(self, rows):
        """Announce the creates of the rows, committed at once; forget them when this transaction is committed."""
        if not rows:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO shop_erp_announcement (backend_id, binding_model, binding_id, announced_at)
                       SELECT %s, %s, id, now() AT TIME ZONE 'utc' FROM unnest(%s::integer[]) AS row (id)
                       ON CONFLICT (binding_model, binding_id) DO NOTHING""",
                    rows.backend_id.id,
                    rows._name,
                    list(rows.ids),
                )
            )
        self._forget_after_commit(rows)

    @api.model
    def _forget_after_commit(self, rows):
        """Remove the announcements of rows whose outcome is stored, once it really is."""
        registry, model, ids = self.env.registry, rows._name, list(rows.ids)

        def forget():
            with registry.cursor() as cr:
                cr.execute(
                    SQL(
                        "DELETE FROM shop_erp_announcement WHERE binding_model = %s AND binding_id = ANY(%s)",
                        model,
                        ids,
                    )
                )

        self.env.cr.postcommit.add(forget)
