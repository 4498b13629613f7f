from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..backend.shop_erp_flow import BINDING_MODELS, KINDS

#: States in which a record does not go on by itself.
STATES = [("held", "Held"), ("failed", "Failed"), ("gone", "Gone"), ("in_doubt", "In doubt")]


class Attention(models.Model):
    """What does not go on by itself, of all kinds in one list: a view on the bindings, never stored."""

    _name = "shop_erp.attention"
    _description = "Record that needs attention"
    _auto = False
    _depends = {
        model: ["backend_id", "number", "external_id", "key", "direction", "state", "reason_code", "reason"]
        for model in BINDING_MODELS.values()
    }
    _order = "changed_at desc, id desc"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    res_id = fields.Many2oneReference("Binding", model_field="res_model", readonly=True)
    res_model = fields.Char(compute="_compute_res_model")
    name = fields.Char("Record there", readonly=True)
    record_name = fields.Char("Record in Odoo", compute="_compute_record_name")
    direction = fields.Selection([("in", "To Odoo"), ("out", "From Odoo")], readonly=True)
    state = fields.Selection(STATES, readonly=True)
    reason_code = fields.Char(readonly=True)
    reason = fields.Text("Why", readonly=True)
    changed_at = fields.Datetime("Since", readonly=True)

    @property
    def _table_query(self):
        """All binding tables under each other; an id is the row's own and tells its kind by the remainder."""
        states = tuple(state for state, _label in STATES)
        kinds = list(BINDING_MODELS)
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT id::bigint * %(count)s + %(index)s AS id, %(kind)s AS kind, id AS res_id,
                          backend_id, company_id, COALESCE(number, external_id, key) AS name, direction,
                          state, reason_code, reason, write_date AS changed_at
                     FROM %(table)s WHERE state IN %(states)s""",
                count=len(kinds),
                index=index,
                kind=kind,
                table=SQL.identifier(self.env[BINDING_MODELS[kind]]._table),
                states=states,
            )
            for index, kind in enumerate(kinds)
        )

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{kinds.get(line.kind)}: {line.name or line.res_id}"

    @api.depends("kind")
    def _compute_res_model(self):
        for line in self:
            line.res_model = BINDING_MODELS.get(line.kind)

    @api.depends("kind", "res_id")
    def _compute_record_name(self):
        for rows in self._bindings():
            names = {row.id: row.odoo_id.display_name for row in rows}
            for line in self.filtered(lambda line, rows=rows: line.res_model == rows._name):
                line.record_name = names.get(line.res_id)

    def _bindings(self):
        """Return the binding rows behind these lines, one set for each model."""
        return [self.env[model].browse(lines.mapped("res_id")) for model, lines in self.grouped("res_model").items()]

    def action_open(self):
        """Open the record with its reason and what can be done about it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_retry(self):
        """Try these records again from what is stored."""
        runs = self.env["shop_erp.run"]
        for rows in self._bindings():
            runs |= rows._retry()
        if not runs:
            raise UserError(self.env._("None of these can be tried again: their flows do not exist any more."))
        return runs._action_open()

    def action_mark_done(self):
        """A person has settled these by hand."""
        for rows in self._bindings():
            rows.action_mark_done()
