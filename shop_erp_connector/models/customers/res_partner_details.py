from odoo import api, fields, models


class ResPartner(models.Model):
    """What shops and ERPs know of a buyer and Odoo has no field for."""

    _inherit = "res.partner"

    shop_erp_first_name = fields.Char("First name", help="As a shop has it; of a company: of the person who buys.")
    shop_erp_last_name = fields.Char("Family name", help="As a shop has it; of a company: of the person who buys.")
    shop_erp_mobile = fields.Char("Mobile")
    shop_erp_birthday = fields.Date("Birthday")
    shop_erp_newsletter = fields.Selection([("yes", "Wants it"), ("no", "Does not want it")], "Newsletter")
    shop_erp_consents = fields.Json("Consents as stored")
    shop_erp_consents_shown = fields.Text("Consents", compute="_compute_shop_erp_consents_shown")
    shop_erp_identity_number = fields.Char("Identity number")
    shop_erp_vat_text = fields.Char(
        "Tax number as written",
        help="What the buyer wrote as a tax number where it cannot be one, or what belongs to this address only. It is"
        " on no invoice.",
    )
    shop_erp_company = fields.Char("Company at this address")
    shop_erp_alias = fields.Char("Name of the address", help="As the buyer calls it in the shop, such as «Work».")

    @api.depends("shop_erp_consents")
    def _compute_shop_erp_consents_shown(self):
        for partner in self:
            given, withdrawn = self.env._("given"), self.env._("not given")
            partner.shop_erp_consents_shown = "\n".join(
                f"{one['name']}: {given if one.get('given') else withdrawn} {(one.get('given_at') or '')[:10]}".strip()
                for one in partner.shop_erp_consents or []
            )
