from odoo import api, fields, models
from odoo.fields import Command


class BuyerChoice(models.TransientModel):
    """Several contacts could be one buyer: a person takes one of them, or has a new one made."""

    _name = "shop_erp.buyer.choice"
    _description = "Choice of a buyer's contact"

    binding_model = fields.Char(required=True)
    binding_id = fields.Integer(required=True)
    told = fields.Text("What is told of the buyer", compute="_compute_told")
    line_ids = fields.One2many("shop_erp.buyer.choice.line", "choice_id", compute="_compute_line_ids", store=True)
    partner_id = fields.Many2one("res.partner", "Somebody else", domain=[("parent_id", "=", False)])

    def _row(self):
        return self.env[self.binding_model].browse(self.binding_id)

    @api.depends("binding_model", "binding_id")
    def _compute_told(self):
        for choice in self:
            buyer = choice._row()._told_buyer()
            address = buyer and (buyer.billing or next(iter(buyer.addresses), None))
            facts = buyer and (
                buyer.name,
                buyer.email,
                buyer.vat,
                buyer.code,
                buyer.phone or buyer.mobile,
                " ".join(part for part in (address.street, address.zip, address.city, address.country) if part)
                if address
                else "",
            )
            choice.told = "\n".join(fact for fact in facts or () if fact)

    @api.depends("binding_model", "binding_id")
    def _compute_line_ids(self):
        for choice in self:
            candidates = choice._row()._buyer_candidates()
            choice.line_ids = [Command.create({"partner_id": partner.id}) for partner in candidates]

    def action_take_other(self):
        """Take a contact that no rule has found."""
        return self._settle(self.partner_id)

    def action_create(self):
        """Have a new contact made."""
        return self._settle(self.env["res.partner"])

    def _settle(self, partner):
        self.ensure_one()
        return self._row()._choose_buyer(partner)._action_open()


class BuyerChoiceLine(models.TransientModel):
    """One contact that could be the buyer."""

    _name = "shop_erp.buyer.choice.line"
    _description = "Contact that could be a buyer"

    choice_id = fields.Many2one("shop_erp.buyer.choice", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Contact", required=True, ondelete="cascade")
    email = fields.Char(related="partner_id.email")
    vat = fields.Char(related="partner_id.vat")
    phone = fields.Char(related="partner_id.phone")
    address = fields.Char(compute="_compute_address")
    order_count = fields.Integer("Orders", compute="_compute_order_count")
    accounts = fields.Char(compute="_compute_accounts")

    @api.depends("partner_id")
    def _compute_address(self):
        for line in self:
            partner = line.partner_id
            parts = (partner.street, partner.zip, partner.city, partner.country_id.code)
            line.address = ", ".join(part for part in parts if part)

    @api.depends("partner_id")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group([("partner_id", "in", self.partner_id.ids)], ["partner_id"], ["__count"])
        )
        for line in self:
            line.order_count = counts.get(line.partner_id, 0)

    @api.depends("partner_id")
    def _compute_accounts(self):
        for line in self:
            rows = line.partner_id.shop_erp_binding_ids.filtered(lambda row: not row.is_address)
            line.accounts = ", ".join(rows.mapped("display_name"))

    def action_take(self):
        """Take this contact."""
        return self.choice_id._settle(self.partner_id)
