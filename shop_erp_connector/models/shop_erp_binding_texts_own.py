from dataclasses import replace

from odoo import models

from ..convert.category import CATEGORY_READINGS
from ..convert.cleared import texts_here
from ..convert.listing import PRODUCT_TEXTS, READINGS
from ..engine.languages import stored_texts


class Binding(models.AbstractModel):
    """Texts that a binding keeps itself are compared field by field, like the values of the Odoo record."""

    _inherit = "shop_erp.binding"

    #: ``{document field and field of the binding: how it is read}``
    _own_readings = {}
    #: those that the Odoo record holds, unless the binding has a text of its own
    _shared_texts = frozenset()

    def _own_texts_here(self, references):
        """Return ``{row id: {field: text}}`` in the main language of what the rows say themselves."""
        if not self._own_readings:
            return {}
        main = references.spoken.main
        stored = stored_texts(self, list(self._own_readings))
        return {
            row_id: {
                name: texts.get(main) or ""
                for name, texts in of_row.items()
                if name not in self._shared_texts or texts.get(main)
            }
            for row_id, of_row in stored.items()
        }

    def _own_texts_there(self, documents, references):
        """Return ``{row id: {field: text}}`` of what the documents would make the rows say."""
        languages = references.spoken.installed
        main = next(iter(languages))
        bases = self._agreed_documents()
        return {
            row_id: {
                name: texts_here(document, bases.get(row_id), name, languages, reading).get(main, "")
                for name, reading in self._own_readings.items()
            }
            for row_id, document in documents.items()
        }

    def _with_own_texts(self, document, names, references):
        """Return the document with the fields ``names`` as the row itself says them in all languages."""
        stored = stored_texts(self, list(names))[self.id]
        languages = references.spoken.installed
        texts = {
            name: {languages[code]: text for code, text in stored[name].items() if text and code in languages}
            for name in names
        }
        return replace(document, **texts)


class BindingProduct(models.Model):
    """The texts of a listing."""

    _inherit = "shop_erp.binding.product"
    _own_readings = READINGS
    _shared_texts = frozenset(PRODUCT_TEXTS)


class BindingCategory(models.Model):
    """The texts of a category in one shop."""

    _inherit = "shop_erp.binding.category"
    _own_readings = CATEGORY_READINGS
    _shared_texts = frozenset({"name"})
