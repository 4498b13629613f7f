from odoo import api, fields, models
from odoo.exceptions import UserError


class Binding(models.AbstractModel):
    """What was deleted there is created there anew when a person says so; an order or a document never is."""

    _inherit = "shop_erp.binding"
    _is_created_again = False

    may_create_again = fields.Boolean(compute="_compute_may_create_again")

    @api.depends("state", "odoo_id")
    def _compute_may_create_again(self):
        for row in self:
            row.may_create_again = (
                row._is_created_again
                and row.state == "gone"
                and bool(row.odoo_id)
                and row._kind in row.backend_id._capabilities.creates
                and row._flow(row.backend_id, "out").active
            )

    def action_create_again(self):
        """Send the records as new ones, under the keys by which they were or would be created."""
        self.check_access("write")
        rows = self.filtered("may_create_again")
        if not rows:
            raise UserError(self.env._("Only records that are gone there, and that Odoo sends, can be created again."))
        rows._forget_there()
        runs = self.env["shop_erp.run"]
        for backend in rows.backend_id:
            runs |= self._run_rows(
                backend, rows.filtered(lambda row, backend=backend: row.backend_id == backend), "out"
            )
        return runs._action_open()

    def _forget_there(self):
        """Forget what the remote had: nothing of it is there any more."""
        self.env["shop_erp.announcement"]._forget(self)
        for row in self:
            row.key = row._key_again()
        none = dict.fromkeys(("external_id", "document", "digest", "reason", "reason_code", "next_try"), False)
        self.write(none | {"state": "dirty", "direction": "out", "tries": 0, "changed_at": fields.Datetime.now()})

    def _key_again(self):
        return self._own_key(self.odoo_id)


class BindingCategory(models.Model):
    _inherit = "shop_erp.binding.category"
    _is_created_again = True


class BindingProduct(models.Model):
    _inherit = "shop_erp.binding.product"
    _is_created_again = True

    def _forget_there(self):
        """Its variants, pictures, levels and prices there are gone with it; it is to be online."""
        self.variant_ids.unlink()
        self.picture_notes = False
        self.filtered(lambda row: not row.is_online).switch = "on"
        return super()._forget_there()

    def _key_again(self):
        return self._code_of(self.odoo_id)
