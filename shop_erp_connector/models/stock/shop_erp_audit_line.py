from odoo import api, fields, models
from odoo.exceptions import UserError

from ...convert.order import decimal_of


class AuditLine(models.Model):
    """A stock level that is not the same on both sides, or goods that one side does not offer or know."""

    _name = "shop_erp.audit.line"
    _description = "Difference of stock levels"
    _order = "audit_id desc, kind, product_id, id"

    audit_id = fields.Many2one("shop_erp.audit", required=True, ondelete="cascade", index=True)
    backend_id = fields.Many2one(related="audit_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True)
    is_last = fields.Boolean(related="audit_id.is_last", store=True)
    direction = fields.Selection(related="audit_id.direction")
    audited_at = fields.Datetime(related="audit_id.started_at", string="Audit of")
    level_id = fields.Many2one("shop_erp.binding.stock", ondelete="cascade", index=True)
    product_id = fields.Many2one("product.product", ondelete="cascade", index=True)
    external_id = fields.Char("Remote id")
    number = fields.Char("Code there")
    kind = fields.Selection(
        [
            ("differs", "Differs"),
            ("zero_there", "None there, some here"),
            ("only_there", "Some there, none here"),
            ("missing", "Not there any more"),
            ("unknown", "Product not known here"),
        ],
        "What",
        required=True,
    )
    theirs = fields.Float("There", digits="Product Unit")
    ours = fields.Float("Should be", digits="Product Unit", help="What Odoo would send, or would expect to be told.")
    here = fields.Float("In Odoo", digits="Product Unit", help="What there is here, before anything is kept back.")
    difference = fields.Float(compute="_compute_difference", store=True, digits="Product Unit")
    looks = fields.Integer(default=1)
    state = fields.Selection(
        [
            ("suspect", "To look at again"),
            ("open", "Open"),
            ("explained", "As it should be"),
            ("repaired", "Repaired"),
            ("closed", "Left as it is"),
        ],
        required=True,
        default="suspect",
    )
    explanation = fields.Text(related="level_id.explanation")
    can_send = fields.Boolean(compute="_compute_can_repair")
    can_take = fields.Boolean(compute="_compute_can_repair")

    _unique_level = models.UniqueIndex(
        "(audit_id, level_id) WHERE level_id IS NOT NULL", "An audit names each level once."
    )

    @api.depends("theirs", "ours")
    def _compute_difference(self):
        for line in self:
            line.difference = line.theirs - line.ours

    @api.depends("state", "level_id", "direction", "difference", "kind")
    def _compute_can_repair(self):
        for line in self:
            is_open = line.state == "open" and line.level_id and (line.difference or line.kind == "missing")
            line.can_send = is_open and line.direction == "out"
            line.can_take = is_open and line.direction == "in"

    @api.depends("backend_id.name", "product_id", "number", "external_id")
    def _compute_display_name(self):
        for line in self:
            name = line.product_id.display_name or line.number or line.external_id
            line.display_name = f"{line.backend_id.name}: {name}"

    def _exact(self, name):
        return decimal_of(self[name], 4)

    def action_send(self):
        """Send ours again."""
        return self._repair("can_send", lambda audit, lines: audit._send(lines.level_id))

    def action_take(self):
        """Take theirs."""
        return self._repair("can_take", lambda audit, lines: audit._take(lines))

    def _repair(self, can, work):
        self.check_access("write")
        lines = self.filtered(can)
        if not lines:
            raise UserError(self.env._("There is nothing here that could be repaired in this way."))
        runs = self.env["shop_erp.run"]
        for audit, part in lines.grouped("audit_id").items():
            runs |= work(audit, part)
        lines.state = "repaired"
        return runs._action_open() if len(runs) == 1 else {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_close(self):
        """A person knows why; it stays as it is."""
        self.check_access("write")
        self.filtered(lambda line: line.state in ("open", "explained")).state = "closed"

    def action_open_level(self):
        """Open the level: what was sent or read, and why it is as it is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "shop_erp.binding.stock",
            "res_id": self.level_id.id,
            "view_mode": "form",
        }
