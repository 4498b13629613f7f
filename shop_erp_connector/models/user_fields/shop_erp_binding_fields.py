from dataclasses import replace

from odoo import api, models

from ...convert.problem import Problem
from ...engine.catalogue.variants import changed_vals
from ...engine.fields import FIELDS, FieldRules
from ...engine.languages import write_texts
from ..binding.shop_erp_binding_groups import group_flag


class UserFields(models.AbstractModel):
    """User fields of a binding (see ``shop_erp.field``): the group "fields" of its documents."""

    _name = "shop_erp.binding.fields"
    _description = "Binding with user fields"
    _field_kind = ""

    # --- which fields there are ---

    @api.model
    def _changed_by_paths(self):
        """The fields of the rules, as far as they are loaded: a module that comes later sets the models up again."""
        places = {"product.product": "odoo_id.product_variant_ids"}
        paths = tuple(
            f"{places.get(model, 'odoo_id')}.{name}"
            for model, name, is_sent in self.env["shop_erp.field"]._exchanged(self._field_kind)
            if is_sent and name in self.env[model]._fields
        )
        found = super()._changed_by_paths()
        return found | {FIELDS: (*found.get(FIELDS, ()), *paths)}

    @api.model
    def _values_without_rules(self):
        """Return the names of the Odoo fields that are written without any rule."""
        return set(super()._groups_of_values())  # pylint: disable=super-method-mismatch

    @api.model
    def _groups_of_values(self):
        names = (name for _model, name, _sent in self.env["shop_erp.field"]._exchanged(self._field_kind))
        return dict.fromkeys(names, FIELDS) | super()._groups_of_values()

    # --- in ---

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        if not self:
            return found
        rules = FieldRules(self.backend_id, self._field_kind)
        told = rules.values({row.id: documents[row.id] for row in self}, self._agreed_documents())
        for row_id, values in told.items():
            if isinstance(values, Problem):
                found[row_id] = values
            elif isinstance(found.get(row_id), dict):
                found[row_id] |= values.get(self._record_model()._name, {})
        return found

    def _after_apply(self, documents, references, new):
        """What belongs to the variants, and the other languages."""
        super()._after_apply(documents, references, new)
        taking = self.filtered(lambda row: row.odoo_id and (row in new or row._takes(FIELDS)))
        rules = FieldRules(self.backend_id, self._field_kind) if taking else None
        if not rules or not rules.incoming:
            return
        agreed = taking._agreed_documents()
        told = rules.values({row.id: documents[row.id] for row in taking}, agreed)
        for row in taking:
            vals = told[row.id].get("product.product")
            for product in row.odoo_id.product_variant_ids if vals else ():
                product.write(changed_vals(product, vals))
            texts = rules.translations(documents[row.id], agreed.get(row.id))
            write_texts(row.odoo_id, texts, rules.languages.installed)

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        if not documents:
            return documents
        rules = FieldRules(self.backend_id, self._field_kind)
        if not rules.outgoing:
            return documents
        rows = self.filtered(lambda row: row.id in documents and not isinstance(documents[row.id], Problem))
        bases = rows._agreed_documents()
        told = rules.documents(rows.odoo_id, {row.odoo_id.id: bases.get(row.id) for row in rows})
        for row in rows:
            values = told[row.odoo_id.id]
            is_problem = isinstance(values, Problem)
            documents[row.id] = values if is_problem else replace(documents[row.id], fields=values)
        return documents


class BindingProduct(models.Model):
    """User fields of products."""

    _name = "shop_erp.binding.product"
    _inherit = ["shop_erp.binding.fields", "shop_erp.binding.product"]
    _field_kind = "product"

    fields_changed_at = group_flag(FIELDS)

    @api.model
    def _values_without_rules(self):
        """A rule may take over the tags: they are that field of the remote then."""
        return super()._values_without_rules() - {"product_tag_ids"}


class BindingPartner(models.Model):
    """User fields of customers."""

    _name = "shop_erp.binding.partner"
    _inherit = ["shop_erp.binding.fields", "shop_erp.binding.partner"]
    _field_kind = "customer"

    fields_changed_at = group_flag(FIELDS)
