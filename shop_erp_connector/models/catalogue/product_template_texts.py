from odoo import models

from .shop_erp_html import TranslatedHtml


class ProductTemplateTexts(models.Model):
    """What shops say of a product at length; Odoo's own description is an internal note."""

    _inherit = "product.template"

    shop_erp_description = TranslatedHtml(
        "Description in shops", help="The long description, in every shop whose listing has none of its own."
    )
