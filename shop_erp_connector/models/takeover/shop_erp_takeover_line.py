from odoo import api, fields, models
from odoo.exceptions import UserError

from ..backend.shop_erp_flow import BINDING_MODELS

FINDINGS = [
    ("new", "New"),
    ("matched", "Matched"),
    ("ambiguous", "Ambiguous"),
    ("conflicting", "Conflicting"),
]

_RULES = [
    ("code", "Code"),
    ("barcode", "Barcode"),
    ("vat", "VAT number"),
    ("email", "E-mail"),
    ("path", "Name and parents"),
    ("name", "Similar name"),
    ("person", "Chosen"),
]

#: kind: the field of a line that shows the chosen record
RECORD_FIELDS = {"category": "category_id", "product": "product_id", "customer": "partner_id"}


class TakeoverLine(models.Model):
    """One record of a shop or ERP, what it may be in Odoo, and what a person decided."""

    _name = "shop_erp.takeover.line"
    _description = "Record to take over"
    _order = "depth, id"

    takeover_id = fields.Many2one("shop_erp.takeover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="takeover_id.company_id", store=True)
    kind = fields.Selection(related="takeover_id.kind")
    res_id = fields.Integer("Binding", required=True, index=True)
    external_id = fields.Char("Remote id", readonly=True)
    name = fields.Char("Name there", readonly=True)
    code = fields.Char("Code there", readonly=True)
    details = fields.Char("Barcode, e-mail or path", readonly=True)
    depth = fields.Integer(readonly=True, help="How many parents it has there; parents are imported first.")
    finding = fields.Selection(FINDINGS, required=True, readonly=True)
    rule = fields.Selection(_RULES, "Found by", readonly=True)
    score = fields.Integer("Certainty (%)", readonly=True, aggregator=None)
    candidates = fields.Json(readonly=True)
    candidate_text = fields.Char("May be", compute="_compute_candidate_text")
    record_id = fields.Integer(index=True)
    product_id = fields.Many2one("product.template", compute="_compute_record", inverse="_inverse_record")
    category_id = fields.Many2one("product.category", compute="_compute_record", inverse="_inverse_record")
    partner_id = fields.Many2one("res.partner", "Contact", compute="_compute_record", inverse="_inverse_record")
    decision = fields.Selection([("link", "Is this one"), ("create", "Create"), ("leave_out", "Leave out")])
    is_imported = fields.Boolean("Imported", readonly=True)
    outcome = fields.Selection(
        [
            ("created", "Is created"),
            ("changed", "Is changed"),
            ("unchanged", "Stays as it is"),
            ("held", "Is held"),
            ("failed", "Fails"),
        ],
        "What happens",
        readonly=True,
    )
    outcome_reason = fields.Text("Why", readonly=True)
    change_ids = fields.One2many("shop_erp.takeover.change", "line_id")

    _unique_row = models.Constraint("UNIQUE (takeover_id, res_id)", "Each record is there once.")

    @api.depends("name", "code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"[{line.code}] {line.name}" if line.code else line.name

    def _record_model(self):
        return self.env[BINDING_MODELS[self.kind]]._record_model()

    @api.depends("candidates", "takeover_id")
    def _compute_candidate_text(self):
        rules = dict(self._fields["rule"]._description_selection(self.env))
        for takeover, lines in self.grouped("takeover_id").items():
            if not takeover:
                lines.candidate_text = False
                continue
            found = {record_id for line in lines for record_id, _rule, _score in line.candidates or ()}
            records = lines[0]._record_model().browse(found).exists()
            names = {record.id: record.display_name for record in records}
            for line in lines:
                line.candidate_text = "; ".join(
                    f"{names[record_id]} ({rules[rule]}{f' {score} %' if score < 100 else ''})"
                    for record_id, rule, score in line.candidates or ()
                    if record_id in names
                )

    @api.depends("record_id", "takeover_id")
    def _compute_record(self):
        for line in self:
            for kind, name in RECORD_FIELDS.items():
                line[name] = (line.record_id or False) if line.kind == kind else False

    def _inverse_record(self):
        """Who chooses a record says that it is the one."""
        for line in self:
            record = line[RECORD_FIELDS[line.kind]]
            if record.id != line.record_id:
                line.write(
                    {
                        "record_id": record.id or 0,
                        "rule": "person" if record else False,
                        "score": 100 if record else 0,
                        "decision": "link" if record else False,
                    }
                )

    @api.onchange("product_id", "category_id", "partner_id")
    def _onchange_record(self):
        if self.kind and self[RECORD_FIELDS[self.kind]]:
            self.decision = "link"

    @api.constrains("decision", "record_id")
    def _check_decision(self):
        for line in self.filtered(lambda line: line.decision == "link" and not line.record_id):
            raise UserError(self.env._("%(line)s: choose which record it is first.", line=line.display_name))

    def _decide(self, decision):
        self.check_access("write")
        self.filtered(lambda line: not line.is_imported).write(
            {"decision": decision, "outcome": False, "outcome_reason": False}
        )

    def action_accept(self):
        """Take what is proposed, for all that have a proposal that no other record claims."""
        self.filtered(lambda line: line.record_id and line.finding != "conflicting")._decide("link")

    def action_create_new(self):
        """Create a record of its own for each."""
        self._decide("create")

    def action_leave_out(self):
        """Do not take these over, now or later."""
        self._decide("leave_out")

    def action_open_changes(self):
        """Open what the import would change of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_takeover_change_action")
        return action | {"domain": [("line_id", "=", self.id)], "display_name": self.display_name}


class TakeoverChange(models.Model):
    """One field of one record that the import would set."""

    _name = "shop_erp.takeover.change"
    _description = "What a take-over would change"
    _order = "line_id, id"

    line_id = fields.Many2one("shop_erp.takeover.line", "Record", required=True, ondelete="cascade", index=True)
    takeover_id = fields.Many2one(related="line_id.takeover_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    outcome = fields.Selection(related="line_id.outcome", store=True)
    field_name = fields.Char(required=True)
    label = fields.Char("Field", compute="_compute_label")
    old_text = fields.Text("Now")
    new_text = fields.Text("Then")

    @api.depends("field_name", "line_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for change in self:
            model = change.line_id._record_model()._name
            change.label = self.env["ir.model.fields"]._get(model, change.field_name).field_description
