from odoo import api, models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.ondelete(at_uninstall=True)
    def _unlink_user_fields(self):
        """User fields go with their Odoo field: the bindings must not depend on what is no more."""
        self.env["shop_erp.field"].sudo().search([("field_id", "in", self.ids)]).unlink()
