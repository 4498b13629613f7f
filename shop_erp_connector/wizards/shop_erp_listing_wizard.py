from odoo import api, fields, models


class ListingWizard(models.TransientModel):
    """Put many products online in shops, or take them offline."""

    _name = "shop_erp.listing.wizard"
    _description = "Put products online or take them offline"

    product_tmpl_ids = fields.Many2many(
        "product.template",
        string="Products",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    product_count = fields.Integer(compute="_compute_product_count")
    backend_ids = fields.Many2many(
        "shop_erp.backend",
        string="In",
        required=True,
        domain="[('flow_ids', 'any', [('kind', '=', 'product'), ('direction', '=', 'out')])]",
        default=lambda self: self._default_backends(),
    )
    switch = fields.Selection(lambda self: self._switches(), "Switch them", required=True, default="on")
    is_sent_now = fields.Boolean("Send now", default=True, help="Else they go with the next scheduled exchange.")

    @api.depends("product_tmpl_ids")
    def _compute_product_count(self):
        for wizard in self:
            wizard.product_count = len(wizard.product_tmpl_ids)

    @api.model
    def _switches(self):
        return self.env["shop_erp.binding.product"]._fields["switch"]._description_selection(self.env)

    def _default_backends(self):
        """The only one to choose from."""
        flows = (
            self.env["shop_erp.flow"]
            .with_context(active_test=False)
            .search([("kind", "=", "product"), ("direction", "=", "out"), ("backend_id.active", "=", True)])
        )
        return flows.backend_id if len(flows) == 1 else flows.backend_id.browse()

    def action_apply(self):
        """Switch the products and, if that is wanted, send them."""
        self.ensure_one()
        rows = self.env["shop_erp.binding.product"]
        rows._put_online(self.backend_ids, self.product_tmpl_ids, self.switch)
        runs = self.env["shop_erp.run"]
        if self.is_sent_now:
            runs = self.backend_ids.filtered(lambda backend: backend.state == "ready")._sync_now(
                ("category", "product"), ("out",)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if runs or not self.is_sent_now else "warning",
                "message": self._outcome(runs),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _outcome(self, runs):
        switches = dict(self._switches())
        text = self.env._(
            "%(count)s products switched to «%(switch)s» in %(shops)s.",
            count=self.product_count,
            switch=switches[self.switch],
            shops=", ".join(self.backend_ids.mapped("name")),
        )
        if not self.is_sent_now:
            return text
        if not runs:
            return self.env._(
                "%(text)s Nothing was sent: no flow of products is switched on there.",
                text=text,
            )
        return self.env._("%(text)s They are on their way.", text=text)
