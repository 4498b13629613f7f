from odoo import api, fields, models

from ..convert.order import decimal_of
from ..remotes.documents import PRICE, Price
from .shop_erp_binding_groups import group_flag


class BindingPrice(models.Model):
    """The price of one variant at a remote ⇄ a product: a price change sends a price, not the product."""

    _name = "shop_erp.binding.price"
    _description = "Price at a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "price"

    odoo_id = fields.Many2one("product.template", "Product", ondelete="cascade", index=True)
    variant_binding_id = fields.Many2one("shop_erp.binding.variant", ondelete="cascade", index=True)

    _changed_by = {PRICE: ("odoo_id.list_price", "odoo_id.taxes_id")}
    price_changed_at = group_flag(PRICE)

    @api.model
    def _new_rows(self, flow):
        """One price for each plain product that the backend knows; a variant's own price comes with its product."""
        watched = self._search([("backend_id", "=", flow.backend_id.id), ("variant_binding_id", "!=", False)])
        variants = self.env["shop_erp.binding.variant"].search(
            [
                ("backend_id", "=", flow.backend_id.id),
                ("external_id", "!=", False),
                ("id", "not in", watched.subselect("variant_binding_id")),
            ]
        )
        return [
            {
                "odoo_id": variant.odoo_id.product_tmpl_id.id,
                "variant_binding_id": variant.id,
                "external_id": variant.external_id,
                "number": variant.odoo_id.default_code,
            }
            for variant in variants
            if len(variant.product_binding_id.variant_ids) == 1
        ]

    def _make_documents(self, remote):
        """Odoo's sale prices as they are now, in the tax basis of the product's own taxes."""
        documents = {}
        for row in self:
            taxes = row.odoo_id.taxes_id.filtered(lambda tax, row=row: tax.company_id == row.company_id)
            documents[row.id] = Price(
                id=row.external_id,
                product_id=row.variant_binding_id.product_binding_id.external_id or "",
                variant_id=row.external_id,
                amount=decimal_of(row.odoo_id.list_price, 6),
                includes_tax=any(tax.price_include for tax in taxes),
            )
        return documents
