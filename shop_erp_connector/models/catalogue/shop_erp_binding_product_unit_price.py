from dataclasses import replace

from odoo import models

from ...convert.order import decimal_of
from ...convert.price import content_of, unit_price_of
from ...convert.problem import Problem
from ...remotes.documents import PRICE


class BindingProductUnitPrice(models.Model):
    """The price of a litre, a kilogram …: worked out of what is in one piece, both ways."""

    _inherit = "shop_erp.binding.product"

    _changed_by = {PRICE: ("odoo_id.shop_erp_content", "odoo_id.shop_erp_content_unit")}
    _value_groups = {"shop_erp_content": PRICE, "shop_erp_content_unit": PRICE}

    def _prepare_vals(self, documents, references):
        """A remote that tells no price of a unit says nothing of what is in one piece."""
        vals, bases = super()._prepare_vals(documents, references), self._agreed_documents()
        for row_id, found in vals.items():
            product = documents[row_id]
            if not isinstance(found, Problem) and product.unit_price and product.price:
                content = content_of(product.price, product.unit_price)
                found |= {"shop_erp_content": float(content), "shop_erp_content_unit": product.unit_price_unit}
            elif not isinstance(found, Problem) and product.price and row_id in bases and bases[row_id].unit_price:
                found |= {"shop_erp_content": 0.0, "shop_erp_content_unit": False}
        return vals

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        for row in self.filtered("odoo_id.shop_erp_content"):
            document = documents.get(row.id)
            if document and not isinstance(document, Problem) and document.price is not None:
                content = decimal_of(row.odoo_id.shop_erp_content, 6)
                documents[row.id] = replace(
                    document,
                    unit_price=unit_price_of(document.price, content),
                    unit_price_unit=row.odoo_id.shop_erp_content_unit or "",
                )
        return documents
