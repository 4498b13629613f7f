from odoo import api, fields, models

#: rule: whether it is on in a new backend
DEFAULTS = {"vat": True, "code": False, "email": False, "name_email": True}


class MatchRule(models.Model):
    """One rule by which a backend's customers find the contacts that exist already; the order is the backend's."""

    _name = "shop_erp.match.rule"
    _description = "Matching rule of customers"
    _order = "backend_id, sequence, id"

    backend_id = fields.Many2one("shop_erp.backend", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id")
    sequence = fields.Integer()
    active = fields.Boolean(default=True)
    rule = fields.Selection(
        [
            ("vat", "VAT number"),
            ("code", "Customer code (reference)"),
            ("email", "E-mail"),
            ("name_email", "Name and e-mail"),
        ],
        required=True,
        readonly=True,
    )

    _unique_rule = models.Constraint("UNIQUE (backend_id, rule)", "A backend has each rule once.")

    @api.model
    def _sync(self, backends):
        """Add the rules that backends lack."""
        self.create(
            [
                {"backend_id": backend.id, "rule": rule, "active": is_on, "sequence": 10 * number}
                for backend in backends
                for number, (rule, is_on) in enumerate(DEFAULTS.items(), start=1)
                if rule not in backend.match_rule_ids.mapped("rule")
            ]
        )
