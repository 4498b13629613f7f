from odoo import models


class BindingProductWithoutPrices(models.Model):
    """Where prices travel by themselves they are no reason to send a product; looked at once its document is whole."""

    _inherit = "shop_erp.binding.product"

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        if self.env.context.get("shop_erp_with_prices"):
            return documents
        return self.env["shop_erp.binding.price"]._without_prices(self, documents)
