from odoo import api, fields, models


class AccountWizard(models.TransientModel):
    """Give many customers an account in shops, or take access away."""

    _name = "shop_erp.account.wizard"
    _description = "Switch customers' accounts"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        default=lambda self: self.env["res.partner"].browse(self.env.context.get("active_ids")).commercial_partner_id,
    )
    partner_count = fields.Integer(compute="_compute_partner_count")
    backend_ids = fields.Many2many(
        "shop_erp.backend",
        string="In",
        required=True,
        domain="[('flow_ids', 'any', [('kind', '=', 'customer'), ('direction', '=', 'out')])]",
        default=lambda self: self._default_backends(),
    )
    switch = fields.Selection(lambda self: self._switches(), "Accounts", required=True, default="on")
    restricts_shops = fields.Boolean("Only some of its shops")
    shop_lookup_ids = fields.Many2many(
        "shop_erp.lookup",
        string="Shops",
        domain="[('backend_id', 'in', backend_ids), ('type', '=', 'shop')]",
    )
    is_sent_now = fields.Boolean("Send now", default=True, help="Else they go with the next scheduled exchange.")

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.model
    def _switches(self):
        return self.env["shop_erp.binding.partner"]._fields["switch"]._description_selection(self.env)

    def _default_backends(self):
        """The only one to choose from."""
        flows = self.env["shop_erp.flow"].with_context(active_test=False)
        backends = flows.search([("kind", "=", "customer"), ("direction", "=", "out")]).backend_id.filtered("active")
        return backends if len(backends) == 1 else backends.browse()

    def action_apply(self):
        """Switch the accounts and, if that is wanted, send them."""
        self.ensure_one()
        bindings = self.env["shop_erp.binding.partner"]
        shops = self.shop_lookup_ids if self.restricts_shops else None
        rows = bindings._switch_accounts(self.backend_ids, self.partner_ids, self.switch, shops)
        runs = self.env["shop_erp.run"]
        if self.is_sent_now:
            ready = self.backend_ids.filtered(lambda backend: backend.state == "ready")
            runs = ready._sync_now(("customer",), ("out",))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if runs or not self.is_sent_now else "warning",
                "message": self._outcome(rows, runs),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _outcome(self, rows, runs):
        switches = dict(self._switches())
        text = self.env._(
            "%(count)s accounts in %(shops)s switched to «%(switch)s».",
            count=len(rows),
            switch=switches[self.switch],
            shops=", ".join(self.backend_ids.mapped("name")),
        )
        if self.is_sent_now and not runs:
            return self.env._("%(text)s Nothing was sent: no flow of customers is switched on there.", text=text)
        return text
