from odoo import fields, models

from ...convert.category import CATEGORY_READINGS, category_of, kept_category_texts
from ...convert.problem import Problem
from ...engine.languages import Languages, stored_texts, write_texts
from ...remotes.documents import CATEGORIES, TEXT
from .shop_erp_html import TranslatedHtml


class BindingCategoryTexts(models.Model):
    """What a shop says of a category, in its languages, and at which place it shows it."""

    _inherit = "shop_erp.binding.category"

    name = fields.Char("Name there", translate=True, help="Empty: the name in Odoo.")
    description = TranslatedHtml()
    slug = fields.Char("Address in the shop", translate=True, help="The part of the page's address that names it.")
    meta_title = fields.Char("Title for search engines", translate=True)
    meta_description = fields.Char("Description for search engines", translate=True)
    position = fields.Integer("Position among its siblings")

    _changed_by = {TEXT: tuple(CATEGORY_READINGS), CATEGORIES: ("position",)}

    # --- in ---

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        own = stored_texts(self, ["name"])
        for row in self:
            vals, document = found.get(row.id), documents[row.id]
            if vals is None or isinstance(vals, Problem):
                continue
            strange = references.spoken.strange(document.name)
            if strange:
                found[row.id] = Problem("language_unknown", record=document.id, languages=", ".join(strange))
            elif row.odoo_id and own[row.id]["name"].get(references.spoken.main):
                vals.pop("name")
        return found

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        languages = references.spoken.installed
        own, bases = stored_texts(self, list(CATEGORY_READINGS)), self._agreed_documents()
        for row in self:
            document = documents[row.id]
            if row._takes(TEXT):
                kept = kept_category_texts(document, bases.get(row.id), own[row.id], languages)
                write_texts(row, kept, languages)
            if row._takes(CATEGORIES) and row.position != document.position:
                row.position = document.position

    # --- out ---

    def _category_documents(self, parents):
        """Return ``{row id: document}``.

        :param parents: ``{row: remote id of the parent, "" for a top category}``
        """
        languages = Languages(self.backend_id).sent
        # what is made there later, by somebody who reads it, needs a name of ours until it has an id
        names_it = "category" in self.backend_id._capabilities_of_system.defers
        own, bases = stored_texts(self, list(CATEGORY_READINGS)), self._agreed_documents()
        return {
            row.id: category_of(
                row.odoo_id.name,
                own[row.id],
                bases.get(row.id),
                languages,
                id=row.external_id or "",
                parent_id=parent_id,
                position=row.position,
                code=(names_it and row.key) or "",
            )
            for row, parent_id in parents.items()
        }
