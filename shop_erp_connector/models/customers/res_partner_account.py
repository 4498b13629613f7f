from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.customers import customer_access


class ResPartner(models.Model):
    """A customer's accounts in shops and ERPs: on his form, and why there is none."""

    _inherit = "res.partner"

    shop_erp_discount = fields.Float(
        "Discount of the customer (%)",
        company_dependent=True,
        digits="Discount",
        groups="base.group_user",
        help="Agreed with the customer on top of his prices; read from and told to shops and ERPs. Lines of Odoo's own"
        " quotations get it, too.",
    )
    shop_erp_account_ids = fields.One2many(
        "shop_erp.binding.partner",
        "odoo_id",
        "Accounts in shops and ERPs",
        domain=[("is_address", "=", False)],
        groups="shop_erp_connector.group_user",
    )
    shop_erp_address_ids = fields.One2many(
        "shop_erp.binding.partner",
        "odoo_id",
        "Address of accounts",
        domain=[("is_address", "=", True)],
        groups="shop_erp_connector.group_user",
    )
    shop_erp_move_ids = fields.One2many(
        "account.move", "commercial_partner_id", groups="account.group_account_readonly"
    )
    shop_erp_absent = fields.Text(
        "No account in",
        compute="_compute_shop_erp_absent",
        compute_sudo=True,
        groups="shop_erp_connector.group_user",
    )

    @api.depends("shop_erp_binding_ids.odoo_id", "email", "vat", "category_id", "country_id", "state_id")
    def _compute_shop_erp_absent(self):
        """Looked at for one contact, on its form: it asks the rules of every shop."""
        backends = self.env["shop_erp.backend"].search([("company_id", "in", self.env.companies.ids)])
        backends = backends.filtered("takes_accounts") if len(self) == 1 and self.id else backends.browse()
        for partner in self:
            customer = partner.commercial_partner_id
            missing = backends - customer.shop_erp_account_ids.backend_id
            partner.shop_erp_absent = (
                "\n".join(f"{backend.name}: {customer._shop_erp_why_absent(backend)}" for backend in missing) or False
            )

    def _shop_erp_why_absent(self, backend):
        texts = {
            "": self.env._("gets an account with the next exchange of customers."),
            "cannot": self.env._("this system opens no accounts for others."),
            "not_ready": self.env._("its connection is stopped or was not tested."),
            "flow_off": self.env._("customers are not sent there: the flow is switched off."),
            "no_vat": self.env._("it takes only customers with a VAT number, and this contact has none."),
            "no_email": self.env._("its accounts go by e-mail, and this contact has none."),
            "by_hand": self.env._("only customers who are switched on get an account there."),
            "no_order": self.env._("only buyers of confirmed orders get an account there."),
            "not_in_rule": self.env._("the rule of who gets an account there does not name this contact."),
        }
        return texts[customer_access.why_not(backend, self)]

    def action_shop_erp_switch_accounts(self):
        """Open the wizard that gives these customers accounts, or takes access away."""
        if not self:
            raise UserError(self.env._("Choose at least one contact."))
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_account_wizard_action")
        return action | {"context": {"active_ids": self.ids, "active_model": self._name}}
