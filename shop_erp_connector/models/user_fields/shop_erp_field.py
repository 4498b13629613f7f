from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from ...convert.field import TYPES

#: The Odoo models whose fields a kind's rules may name.
MODELS = {"product": ("product.template", "product.product"), "customer": ("res.partner",)}

BINDINGS = {"product": "shop_erp.binding.product", "customer": "shop_erp.binding.partner"}


class Field(models.Model):
    """A user field: which Odoo field a remote's feature, custom field or meta value is.

    A change of such a field must be noticed like that of any other. The bindings' flags are stored computed fields,
    so a rule adds its field to what they depend on (``_changed_by_paths``), and saving a rule sets the models up anew,
    as Odoo does for fields that people add. Comparing dates of last changes would notice it at collecting only, too
    late to tell who changed what, and would look at every product that was written for any other reason.
    """

    _name = "shop_erp.field"
    _description = "User field"
    _order = "backend_id, kind desc, sequence, id"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("product", "Products"), ("customer", "Customers")], "Of", required=True, default="product"
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        "Odoo field",
        required=True,
        ondelete="cascade",
        domain="[('model', 'in', ['res.partner'] if kind == 'customer' else ['product.template', 'product.product']),"
        " ('store', '=', True), ('ttype', 'in', ['char', 'text', 'html', 'boolean', 'integer', 'float', 'monetary',"
        " 'date', 'datetime', 'selection', 'many2one', 'many2many'])]",
    )
    name = fields.Char(related="field_id.name")
    model = fields.Char(related="field_id.model")
    ttype = fields.Selection(related="field_id.ttype")
    relation = fields.Char(related="field_id.relation")
    label = fields.Char(related="field_id.field_description", string="Label")
    remote_code = fields.Char(
        "Code there", required=True, help="How the shop or ERP names the feature, custom field or meta value."
    )
    direction = fields.Selection(
        [("both", "Both ways"), ("in", "To Odoo"), ("out", "From Odoo")], required=True, default="both"
    )
    is_translated = fields.Boolean("Translated", help="It has a text in each language there.")

    _unique_field = models.Constraint(
        "UNIQUE (backend_id, kind, field_id)", "An Odoo field has one counterpart at a shop or ERP."
    )
    _unique_code = models.Constraint(
        "UNIQUE (backend_id, kind, remote_code)", "A field of a shop or ERP has one counterpart in Odoo."
    )

    @api.depends("field_id", "remote_code")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.label} ⇄ {rule.remote_code}"

    @api.constrains("backend_id", "kind", "field_id", "direction", "is_translated", "remote_code")
    def _check_rule(self):
        for rule in self:
            reason = rule._refusal()
            if reason:
                raise ValidationError(
                    self.env._(
                        "%(field)s (%(code)s): %(reason)s", field=rule.label, code=rule.remote_code, reason=reason
                    )
                )

    def _refusal(self):
        """Return why a rule cannot work, False when it can."""
        field = self.env[self.model]._fields.get(self.name)
        if self.model not in MODELS[self.kind] or field is None:
            return self.env._("this is no field of that kind of record.")
        if field.type not in TYPES or not field.store:
            return self.env._("fields of this type cannot be exchanged as a text, or are not stored.")
        return self._refusal_of_system() or self._refusal_of_field(field)

    def _refusal_of_system(self):
        capabilities = self.backend_id._capabilities
        if self.direction != "out" and "fields" not in capabilities.reads:
            return self.env._("%(backend)s hands over no custom fields.", backend=self.backend_id.name)
        if self.direction != "in" and "fields" not in capabilities.writes:
            return self.env._("%(backend)s takes no custom fields.", backend=self.backend_id.name)
        return False

    def _refusal_of_field(self, field):
        if self.is_translated and not field.translate:
            return self.env._("Odoo keeps no translations of it.")
        if field.groups and field.groups != "base.group_user":
            return self.env._("only some people may see it.")
        if field.type in ("many2one", "many2many") and not self.env[field.comodel_name]._rec_name:
            return self.env._("its records have no name.")
        if self.direction == "out":
            return False
        if field.readonly or field.name in models.MAGIC_COLUMNS or (field.compute and not field.inverse):
            return self.env._("it cannot be written. Let it go from Odoo only.")
        if field.name in self.env[BINDINGS[self.kind]]._values_without_rules():
            return self.env._("it is written from the record itself already. Let it go from Odoo only.")
        return False

    def _choices(self):
        """Return ``(value, label)`` of a selection, in every installed language."""
        if self.ttype != "selection":
            return []
        found = []
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            found += env[self.model]._fields[self.name]._description_selection(env)
        return list(dict.fromkeys(found))

    # --- noticing changes ---

    @api.model
    @tools.ormcache("kind")
    def _exchanged(self, kind):
        """Return ``((model, field name, is sent), …)`` of a kind's rules; also while models are set up."""
        if not table_exists(self.env.cr, self._table):
            return ()
        self.env.cr.execute(
            """SELECT DISTINCT field.model, field.name, rule.direction <> 'in'
                 FROM shop_erp_field AS rule JOIN ir_model_fields AS field ON field.id = rule.field_id
                WHERE rule.kind = %s ORDER BY 1, 2, 3""",
            [kind],
        )
        return tuple(self.env.cr.fetchall())

    @api.model_create_multi
    def create(self, vals_list):
        """The bindings depend on the new rules' fields from now on."""
        rules = super().create(vals_list)
        rules._set_up()
        return rules

    def write(self, vals):
        """See ``create``."""
        done = super().write(vals)
        if vals.keys() & {"kind", "field_id", "direction"}:
            self._set_up()
        return done

    def unlink(self):
        """See ``create``."""
        kinds = set(self.mapped("kind"))
        done = super().unlink()
        self._set_up_kinds(kinds)
        return done

    def _set_up(self):
        self._set_up_kinds(set(self.mapped("kind")))

    @api.model
    def _set_up_kinds(self, kinds):
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.registry._setup_models__(self.env.cr, [BINDINGS[kind] for kind in sorted(kinds)])


class Backend(models.Model):
    """Its user fields, shown on the form."""

    _inherit = "shop_erp.backend"

    field_ids = fields.One2many("shop_erp.field", "backend_id")
    has_fields = fields.Boolean(compute="_compute_has_fields")

    @api.depends("system")
    def _compute_has_fields(self):
        for backend in self:
            capabilities = backend._capabilities
            backend.has_fields = bool(backend.system) and "fields" in capabilities.reads | capabilities.writes
