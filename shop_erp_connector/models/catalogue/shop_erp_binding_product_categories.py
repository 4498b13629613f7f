from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Command

from ...convert.problem import Problem
from ...remotes.documents import CATEGORIES


class BindingProductCategories(models.Model):
    """A product has one category in Odoo, and any number of further ones in a shop."""

    _inherit = "shop_erp.binding.product"

    category_ids = fields.Many2many(
        "product.category",
        "shop_erp_binding_product_category",
        string="Further categories",
        help="In which it is shown there, besides the product's own category.",
    )

    #: Ids there of the categories that Odoo has put the product into, or has read.
    known_category_ids = fields.Json(readonly=True, copy=False)

    _changed_by = {CATEGORIES: ("category_ids",)}

    # --- in ---

    def _references(self, documents):
        references = super()._references(documents)
        further = {id for document in documents.values() for id in document.category_ids}
        further -= {*references.categories, ""}
        references.categories |= self._categories_by_id(further)
        return references

    def _categories_by_id(self, external_ids):
        if not external_ids:
            return {}
        return self.env["shop_erp.binding.category"]._by_external_id_of(self.backend_id, external_ids)

    def _missing_there(self, documents, references):
        kind, ids = super()._missing_there(documents, references)
        further = {id for row in self for id in documents[row.id].category_ids}
        return kind, set(ids) | (further - set(references.categories) - {""})

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        for row_id, vals in found.items():
            unknown = [id for id in documents[row_id].category_ids if id and id not in references.categories]
            if unknown and not isinstance(vals, Problem):
                found[row_id] = Problem("category_unknown", category=", ".join(unknown))
        return found

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        for row in self.filtered(lambda row: row._takes(CATEGORIES)):
            document = documents[row.id]
            ids = {references.categories[id] for id in document.category_ids if id and id != document.category_id}
            ids -= {references.categories.get(document.category_id)}
            if ids != set(row.category_ids.ids):
                row.category_ids = [Command.set(ids)]  # an empty list would change nothing
            is_merged = row.id in references.documents_here  # what Odoo has taken it out of is still to be told
            row._note_categories(document, row.known_category_ids if is_merged else ())

    # --- out ---

    def _categories_sent(self):
        return super()._categories_sent() | self.category_ids

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        there = self._categories_there()
        for row in self:
            document = documents.get(row.id)
            if document is None or isinstance(document, Problem):
                continue
            missing = row.category_ids.filtered(lambda category: category.id not in there)
            if missing:
                name = missing[0].display_name
                documents[row.id] = Problem("not_yet", record=name, backend=row.backend_id.name)
                continue
            further = sorted(there[category.id] for category in row.category_ids)
            ids = dict.fromkeys([*document.category_ids, *further])
            wanted = {*ids, document.category_id}
            removed = tuple(id for id in row.known_category_ids or () if id not in wanted)
            documents[row.id] = replace(document, category_ids=tuple(ids), removed_category_ids=removed)
        return documents

    @api.model
    def _agreed_document(self, document, result):
        return replace(super()._agreed_document(document, result), removed_category_ids=())

    def _after_push(self, results, documents):
        super()._after_push(results, documents)
        for row in self:
            row._note_categories(documents[row.id])

    def _note_categories(self, document, known=()):
        """Note in which categories the product is there because of Odoo: what Odoo takes it out of is told once."""
        ids = sorted(filter(None, {document.category_id, *document.category_ids, *(known or ())}))
        if ids != (self.known_category_ids or []):
            self.known_category_ids = ids
