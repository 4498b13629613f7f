from odoo import models


class BindingPartner(models.Model):
    """An account that several contacts could stand for."""

    _name = "shop_erp.binding.partner"
    _inherit = ["shop_erp.binding.partner", "shop_erp.buyer"]

    def _buyer_of(self, document):
        return None if self.is_address else document

    def _keep_choice(self, partner):
        if partner:
            self.odoo_id = partner
        else:
            self.write({"odoo_id": False, "buyer_choice": "new"})

    def action_make_primary(self):
        """Let this account speak for the contact."""
        self.ensure_one()
        self.check_access("write")
        others = self.search(
            [("backend_id", "=", self.backend_id.id), ("odoo_id", "=", self.odoo_id.id), ("is_address", "=", False)]
        )
        (others - self).is_secondary = True
        self.is_secondary = False
