from odoo import models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def unlink(self):
        """User fields go first: what the bindings depend on must be there as long as they do."""
        self.env["shop_erp.field"].sudo().search([("field_id", "in", self.ids)]).unlink()
        return super().unlink()
