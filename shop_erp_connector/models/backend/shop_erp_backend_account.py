import string

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .shop_erp_lookup import CUSTOMER_TYPES

#: What a template of logins may name: {name in braces: field of the contact}.
LOGIN_FIELDS = {"code": "ref", "email": "email", "vat": "vat", "name": "name", "id": "id"}


class BackendAccount(models.Model):
    """Which customers get an account, how they sign in, who invites them, and who keeps their credit."""

    _inherit = "shop_erp.backend"

    account_rule = fields.Selection(
        [
            ("buyers", "Buyers of confirmed orders"),
            ("rule", "Customers of the rule"),
            ("hand", "Only customers switched on"),
        ],
        "Accounts for",
        default="buyers",
        required=True,
        help="The switch of a single customer goes before it.",
    )
    account_country_ids = fields.Many2many(
        "res.country", "shop_erp_backend_account_country", string="In these countries", help="Empty: in any country."
    )
    account_state_ids = fields.Many2many(
        "res.country.state", "shop_erp_backend_account_state", string="In these regions", help="Empty: in any region."
    )
    account_tag_ids = fields.Many2many(
        "res.partner.category",
        "shop_erp_backend_account_tag",
        string="With one of these tags",
        help="Empty: with or without tags.",
    )
    account_blocks = fields.Boolean(
        "Take access away from others",
        help="Accounts of customers whom the rule does not name (any more) are blocked there, never deleted.",
    )
    account_login = fields.Char(
        "Login",
        help="How customers sign in, made of {code}, {email}, {vat}, {name} and {id} of the contact."
        " Empty: with their e-mail.",
    )
    account_invites = fields.Selection(
        [("none", "Nobody"), ("shop", "The shop"), ("odoo", "Odoo")],
        "Who invites new customers",
        default="none",
        required=True,
        help="A password is never sent: the shop mails how to choose one, or Odoo's mail says where to ask for it.",
    )
    account_template_id = fields.Many2one(
        "mail.template", "Invitation", domain=[("model", "=", "shop_erp.binding.partner")], ondelete="restrict",
        default=lambda self: self.env.ref("shop_erp_connector.mail_template_invitation", raise_if_not_found=False),
    )  # fmt: skip
    account_url = fields.Char("Page to sign in", help="Named in Odoo's invitation.")
    takes_accounts = fields.Boolean(compute="_compute_account_abilities")
    takes_logins = fields.Boolean(compute="_compute_account_abilities")
    invites_always = fields.Boolean(compute="_compute_account_abilities")
    takes_credit = fields.Boolean(compute="_compute_account_abilities")
    tells_credit = fields.Boolean(compute="_compute_account_abilities")
    keeps_credit = fields.Boolean(
        "Keeps the customers' credit",
        compute="_compute_keeps_credit",
        store=True,
        readonly=False,
        help="Limit, balance and open invoices of customers are read from here; without such an ERP, Odoo's own count.",
    )
    open_term_count = fields.Integer(compute="_compute_open_term_count")

    @api.depends("system")
    def _compute_account_abilities(self):
        for backend in self:
            facts = backend.system and backend._capabilities
            backend.takes_accounts = bool(facts and "customer" in facts.creates)
            backend.takes_logins = bool(facts and "logins" in facts.writes)
            backend.invites_always = bool(facts and facts.invites_always)
            backend.takes_credit = bool(facts and "credit" in facts.writes)
            backend.tells_credit = bool(facts and facts.reads & {"credit", "balances"})

    @api.depends("system")
    def _compute_keeps_credit(self):
        """A system that tells credit and takes none is the ledger, unless another one of the company is already.

        One that tells what is owed only, and that for a price, is chosen by a person.
        """
        for backend in self:
            tells = backend.system and "credit" in backend._capabilities.reads and not backend.takes_credit
            others = self.search([("company_id", "=", backend.company_id.id), ("keeps_credit", "=", True)], limit=1)
            backend.keeps_credit = tells and not (others - backend._origin)

    @api.depends("mapping_ids.state")
    def _compute_open_term_count(self):
        counts = dict(
            self.env["shop_erp.mapping"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "open"), ("type", "in", CUSTOMER_TYPES)],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.open_term_count = counts.get(backend, 0)

    @api.constrains("keeps_credit", "company_id", "active")
    def _check_keeps_credit(self):
        for backend in self.filtered("keeps_credit"):
            others = self.search(
                [("company_id", "=", backend.company_id.id), ("keeps_credit", "=", True), ("id", "!=", backend.id)]
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(other)s keeps the credit of this company's customers already: only one can.",
                        other=others[0].name,
                    )
                )

    @api.constrains("account_invites", "account_login", "system")
    def _check_account_abilities(self):
        for backend in self.filtered("system"):
            if backend.account_invites == "shop" and "invitations" not in backend._capabilities.writes:
                raise ValidationError(
                    self.env._(
                        "%(backend)s mails nobody an invitation: let Odoo do it, or nobody.", backend=backend.name
                    )
                )
            if backend.account_login and not backend.takes_logins:
                raise ValidationError(
                    self.env._(
                        "Customers of %(backend)s sign in with their e-mail: leave the login empty.",
                        backend=backend.name,
                    )
                )

    @api.constrains("account_login")
    def _check_account_login(self):
        for backend in self.filtered("account_login"):
            try:
                names = {name for _text, name, _spec, _conversion in string.Formatter().parse(backend.account_login)}
            except ValueError:
                names = {""}
            unknown = names - {None} - set(LOGIN_FIELDS)
            if unknown or names <= {None}:
                raise ValidationError(
                    self.env._(
                        "«%(template)s» is no template of logins: use {code}, {email}, {vat}, {name} or {id}.",
                        template=backend.account_login,
                    )
                )

    def action_open_terms(self):
        """Open what groups, price tables and terms of this backend stand for, what is still open first."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_customer_term_action") | {
            "domain": [("backend_id", "=", self.id), ("type", "in", CUSTOMER_TYPES)],
            "context": {"search_default_open": bool(self.open_term_count)},
        }
