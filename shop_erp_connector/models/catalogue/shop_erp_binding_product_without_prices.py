from odoo import models

from ...engine.catalogue import price_documents
from ...remotes.documents import Product


class BindingProductWithoutPrices(models.Model):
    """Where prices travel by themselves they are no reason to send a product; looked at once its document is whole."""

    _inherit = "shop_erp.binding.product"

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        if self.env.context.get("shop_erp_with_prices"):
            return documents
        return self.env["shop_erp.binding.price"]._without_prices(self, documents)

    def _agreed_document(self, document, result):
        """What was sent without prices leaves them as they were agreed on: they are no news when it is read again."""
        told = super()._agreed_document(document, result)
        row = self.filtered(lambda row: document.id and row.external_id == document.id)
        if told.price is not None or not row.document or not row.backend_id._sends_prices():
            return told
        return price_documents.with_prices_of(told, Product.from_json(row.document))
