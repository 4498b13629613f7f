from odoo import fields


class TranslatedHtml(fields.Html):
    """HTML whose translations are texts of their own, each sanitised; Odoo's own way translates sentence by sentence.

    What a shop says in French need not have the paragraphs of what it says in English.
    """

    def _get_attrs(self, model_class, name):
        return super()._get_attrs(model_class, name) | {"translate": True}
