from odoo import api, fields, models
from odoo.exceptions import UserError


class AuditedBackend(models.Model):
    _inherit = "shop_erp.backend"

    audit_ids = fields.One2many("shop_erp.audit", "backend_id")
    can_audit = fields.Boolean(compute="_compute_can_audit")
    last_audit_id = fields.Many2one("shop_erp.audit", "Last audit", compute="_compute_last_audit")
    audit_difference_count = fields.Integer("Differences", compute="_compute_last_audit")

    @api.depends("system", "is_supplier_feed")
    def _compute_can_audit(self):
        for backend in self:
            backend.can_audit = "stock" in backend._capabilities.pulls and not backend.is_supplier_feed

    def _compute_last_audit(self):
        latest = {audit.backend_id: audit for audit in self.audit_ids.filtered("is_last")}
        for backend in self:
            backend.last_audit_id = latest.get(backend)
            backend.audit_difference_count = backend.last_audit_id.open_count

    def _start_audit(self):
        """Start an audit unless one is running; return it."""
        self.ensure_one()
        audits = self.env["shop_erp.audit"].sudo()  # who may synchronise may compare
        running = audits.search([("backend_id", "=", self.id), ("state", "=", "running")], limit=1)
        if running:
            return running
        direction = self._stock_decides()
        flow = self.with_context(active_test=False).flow_ids.filtered(
            lambda flow: (flow.kind, flow.direction) == ("stock", direction)
        )
        audits.search([("backend_id", "=", self.id), ("is_last", "=", True)]).is_last = False
        audit = audits.create({"backend_id": self.id, "direction": direction})
        self.env["shop_erp.run"].sudo()._start_audit(audit, flow)
        return audit

    def _stock_decides(self):
        """Return the direction in which levels go: "out" where Odoo says how many there are."""
        active = {flow.direction for flow in self.flow_ids if flow.active and flow.kind == "stock"}
        if len(active) == 1:
            return active.pop()
        return "out" if "stock" in self._capabilities.pushes else "in"

    def action_audit(self):
        """Compare the levels of both sides now."""
        self.ensure_one()
        if not self.can_audit:
            raise UserError(self.env._("%(backend)s does not tell its stock levels.", backend=self.name))
        audit = self._start_audit()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_audit_action") | {
            "res_id": audit.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_audit(self):
        """Open the differences of the last audit."""
        self.ensure_one()
        return self.last_audit_id.action_open_lines()
