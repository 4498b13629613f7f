from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Backend(models.Model):
    """How a backend's customers find their contacts, and what is done with what cannot be right."""

    _inherit = "shop_erp.backend"

    match_rule_ids = fields.One2many(
        "shop_erp.match.rule",
        "backend_id",
        "Customers are matched by",
        context={"active_test": False},
        copy=True,
        help="From top to bottom: the first rule that finds a contact decides. One that finds several asks a person.",
    )
    is_family_name_first = fields.Boolean(
        "Family name first", help="The names of this system's customers are written family name first, as in Hungary."
    )
    wrong_vat = fields.Selection(
        [("keep", "Kept as text, with a warning"), ("hold", "Held for a person")],
        "Wrong tax numbers",
        default="keep",
        required=True,
        help="A tax number that cannot be one by its country's rule is never lost: it is kept on the contact as text,"
        " on no invoice, or the record waits for a person.",
    )
    guest_policy = fields.Selection(
        [
            ("email", "One contact per e-mail"),
            ("order", "One contact per order"),
            ("common", "One contact for all guests"),
        ],
        "Guests",
        default="email",
        required=True,
        help="Buyers without an account. A guest who gives a tax number is a customer of his own in any case.",
    )
    guest_partner_id = fields.Many2one(
        "res.partner",
        "Contact for guests",
        check_company=True,
        domain=[("parent_id", "=", False)],
        help="The names and addresses of the guests are kept as addresses of this contact.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new backend its rules."""
        backends = super().create(vals_list)
        self.env["shop_erp.match.rule"]._sync(backends)
        return backends

    @api.constrains("guest_policy", "guest_partner_id")
    def _check_guest_partner(self):
        for backend in self:
            if backend.guest_policy == "common" and not backend.guest_partner_id:
                raise ValidationError(
                    self.env._("%(backend)s: choose the contact that stands for all guests.", backend=backend.name)
                )
