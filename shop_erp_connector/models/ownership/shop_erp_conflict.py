from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.ownership import ODOO, REMOTE
from ...engine.part_labels import is_part, label
from .shop_erp_ownership import FIELD_GROUPS


class Conflict(models.Model):
    """One field that both sides changed since they agreed: the three values, and which of them a person keeps."""

    _name = "shop_erp.conflict"
    _description = "Field that both sides changed"
    _order = "id"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    field_group = fields.Selection(FIELD_GROUPS, "Part", required=True, readonly=True)
    field_name = fields.Char(
        readonly=True, help="Of the Odoo record, or a part of the document; empty for a group that is kept as a whole."
    )
    subject = fields.Char(readonly=True, help="Whose part it is: a language, a variant, for whom a price is.")
    label = fields.Text("Field", compute="_compute_label")
    base_text = fields.Text("Before", readonly=True, help="What both sides had when they last agreed.")
    odoo_text = fields.Text("In Odoo", readonly=True)
    there_text = fields.Text("There", readonly=True)
    choice = fields.Selection([(ODOO, "Odoo's"), (REMOTE, "Theirs")], "Keep")

    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("res_model", "field_group", "field_name", "subject")
    @api.depends_context("lang")
    def _compute_label(self):
        for line in self:
            line.label = self._label_of(line.res_model, line.field_group, line.field_name, line.subject)

    def action_keep_odoo(self):
        """Keep Odoo's value of this field."""
        self.choice = ODOO

    def action_take_theirs(self):
        """Take the remote's value of this field."""
        self.choice = REMOTE

    @api.model
    def _label_of(self, binding_model, field_group, field_name, subject):
        """Return how people call a field or a part, or a field group where there is no single one."""
        if not field_name:
            return dict(self._fields["field_group"]._description_selection(self.env))[field_group]
        if is_part(field_name):
            return label(self.env, field_name, subject or "")
        model = self.env[binding_model]._record_model()._name
        return self.env["ir.model.fields"]._get(model, field_name).field_description


class Binding(models.AbstractModel):
    """The fields of a record that both sides changed, and the person's answer."""

    _inherit = "shop_erp.binding"

    conflict_ids = fields.One2many("shop_erp.conflict", "res_id", domain=lambda self: [("res_model", "=", self._name)])
    is_conflict = fields.Boolean(compute="_compute_is_conflict")

    @api.depends("state", "reason_code")
    def _compute_is_conflict(self):
        for row in self:
            row.is_conflict = row.state == "held" and row.reason_code == "conflict"

    def unlink(self):
        """Nobody has to decide about a row that is no more."""
        self._forget_conflicts()
        return super().unlink()

    def _conflict_lines(self):
        """Return ``{row id: {(field group, field name): line}}``."""
        lines = {}
        for line in self._find_conflicts():
            lines.setdefault(line.res_id, {})[line.field_group, line.field_name or ""] = line
        return lines

    def _find_conflicts(self):
        if not self:
            return self.env["shop_erp.conflict"]
        return self.env["shop_erp.conflict"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])

    def _forget_conflicts(self):
        self._find_conflicts().unlink()

    def _remember_conflict(self, problem):
        """Keep the three values of each field that both sides changed, for a person to choose."""
        if problem.code == "conflict":
            self._forget_conflicts()
            record = {"backend_id": self.backend_id.id, "res_model": self._name, "res_id": self.id}
            self.env["shop_erp.conflict"].sudo().create([record | line for line in problem.facts["lines"]])

    def action_mark_done(self):
        """What a person has settled by hand is no question any more."""
        result = super().action_mark_done()
        self._forget_conflicts()
        return result

    def action_keep_odoo(self):
        """Keep all of Odoo's values and send them."""
        return self._resolve_all(ODOO)

    def action_take_theirs(self):
        """Take all of the remote's values."""
        return self._resolve_all(REMOTE)

    def _resolve_all(self, choice):
        conflicts = self.filtered("is_conflict")
        conflicts._find_conflicts().choice = choice
        return conflicts.action_resolve()

    def action_resolve(self):
        """Apply what is kept of the remote's values; what is kept of Odoo's is sent."""
        self.check_access("read")
        rows = self.filtered("is_conflict")
        undecided = rows._find_conflicts().filtered(lambda line: not line.choice)
        if undecided:
            names = ", ".join(sorted(set(undecided.mapped("label"))))
            raise UserError(self.env._("Choose first which value to keep: %(fields)s.", fields=names))
        runs = self.env["shop_erp.run"]
        rows.sudo()._set_state("pending")  # whoever may see a question may answer it
        for backend in rows.backend_id:
            runs |= self._run_rows(backend, rows.filtered(lambda row, backend=backend: row.backend_id == backend), "in")
        return runs._action_open()
