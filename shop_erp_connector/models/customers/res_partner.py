from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "shop_erp.bound"]
    _shop_erp_bindings = ("shop_erp_binding_ids",)

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.partner", "odoo_id", "In shops and ERPs", groups="shop_erp_connector.group_user"
    )

    def action_shop_erp_personal_data(self):
        """Open what is held of this person, to hand it out or to erase it."""
        self.ensure_one()
        return self.env["shop_erp.personal.data"]._action_open(self)
