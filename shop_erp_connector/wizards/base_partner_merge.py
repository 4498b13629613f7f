from odoo import models


class MergePartner(models.TransientModel):
    """Odoo's merging of contacts: their accounts in shops and ERPs go to the contact that stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """The accounts of both stay bound; one of each system speaks for the contact."""
        bindings = self.env["shop_erp.binding.partner"].sudo()  # whoever may merge contacts merges their accounts
        bindings._before_merge(src_partners, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        bindings._after_merge(dst_partner)

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Questions who somebody is may have become answers: what was held for them goes on."""
        super()._merge(partner_ids, dst_partner, extra_checks)
        for model in ("shop_erp.binding.partner", "shop_erp.binding.order"):
            self.env[model].sudo().search([("state", "=", "held"), ("reason_code", "=", "ambiguous")])._retry()
