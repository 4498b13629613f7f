from odoo import models

from ...convert.category import CATEGORY_READINGS
from ...convert.listing import PRODUCT_TEXTS, READINGS
from ...convert.problem import Problem
from ...engine.languages import Languages, stored_texts
from ...engine.problems import sentence


class Binding(models.AbstractModel):
    """Texts in a language that the other side does not have are named on the row, when they are left out."""

    _inherit = "shop_erp.binding"

    def _note_languages_here(self, documents, fields):
        """Name the languages of a remote's texts that nobody reads here.

        :param fields: the documents' fields of texts
        """
        languages = Languages(self.backend_id)
        for row in self.filtered(lambda row: row.state == "done"):
            document = documents[row.id]
            missing = {code for field in fields for code in languages.missing_here(getattr(document, field))}
            row._note_missing_languages("language_not_here", ", ".join(sorted(missing)))

    def _note_languages_there(self, translations):
        """Name the languages of texts that were not sent.

        :param translations: ``{row id: [{Odoo language: text}, …]}``
        """
        languages = Languages(self.backend_id)
        for row in self:
            missing = {code for texts in translations[row.id] for code in languages.missing_there(texts)}
            row._note_missing_languages("language_not_there", languages.names(missing) if missing else "")

    def _note_missing_languages(self, code, names):
        if names:
            problem = Problem(code, backend=self.backend_id.name, languages=names)
            text = "\n".join(filter(None, [self.reason, sentence(self.env, problem)]))
            self.write({"reason_code": "warning", "reason": text})


class BindingProduct(models.Model):
    """Texts of products and listings."""

    _inherit = "shop_erp.binding.product"

    def _note_warnings(self, documents):
        super()._note_warnings(documents)
        self._note_languages_here(documents, READINGS)

    def _after_push(self, results, documents):
        super()._after_push(results, documents)
        listing = stored_texts(self, list(READINGS))
        product = stored_texts(self.odoo_id, [name for name, _reading in PRODUCT_TEXTS.values()])
        self._note_languages_there(
            {row.id: [*listing[row.id].values(), *product[row.odoo_id.id].values()] for row in self}
        )


class BindingCategory(models.Model):
    """Texts of categories."""

    _inherit = "shop_erp.binding.category"

    def _note_warnings(self, documents):
        super()._note_warnings(documents)
        self._note_languages_here(documents, CATEGORY_READINGS)

    def _after_push(self, results, documents):
        super()._after_push(results, documents)
        texts = stored_texts(self, list(CATEGORY_READINGS))
        self._note_languages_there({row.id: list(texts[row.id].values()) for row in self})
