from odoo import fields, models


class BindingVariant(models.Model):
    """A variant of a remote ⇄ a product; order lines and stock levels find their product here."""

    _name = "shop_erp.binding.variant"
    _description = "Variant of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "product"

    odoo_id = fields.Many2one("product.product", "Variant", ondelete="restrict", index=True)
    supplier_code = fields.Char(
        readonly=True, help="The supplier's code of the variant, where Odoo knows no vendor of it."
    )
    product_binding_id = fields.Many2one("shop_erp.binding.product", required=True, ondelete="cascade", index=True)

    def _page_id(self):
        """A variant is seen on its product's page."""
        return self.product_binding_id.external_id

    def _vendor(self):
        """Return what Odoo knows of the vendor of this very variant."""
        return self.odoo_id.seller_ids.filtered(
            lambda vendor: vendor.product_id == self.odoo_id and vendor.company_id.id in (False, self.company_id.id)
        )[:1]

    def _keep_supplier_code(self, code):
        """At the variant's vendor, else at the supplier of the backend, else here."""
        vendor, supplier = self._vendor(), self.backend_id.supplier_id
        if vendor and vendor.product_code != code:
            vendor.product_code = code
        elif not vendor and supplier:
            product = self.odoo_id
            vals = {"product_tmpl_id": product.product_tmpl_id.id, "product_id": product.id, "product_code": code}
            vendor.create(vals | {"partner_id": supplier.id, "company_id": self.company_id.id})
        elif not vendor and self.supplier_code != code:
            self.supplier_code = code

    def _let_go(self):
        """The remote has these no more: orders still find them by their id, levels are not sent there any more."""
        going = self.filtered(lambda binding: binding.state != "gone")
        going.write({"state": "gone"})
        going._levels().filtered(lambda level: level.state != "gone").write({"state": "gone"})

    def _take_back(self):
        """The remote has these again."""
        coming = self.filtered(lambda binding: binding.state == "gone")
        coming.write({"state": "done"})
        coming._levels().filtered(lambda level: level.state == "gone").write({"state": "dirty", "digest": False})

    def _levels(self):
        if not self:
            return self.env["shop_erp.binding.stock"]
        return self.env["shop_erp.binding.stock"].search(
            [("variant_binding_id", "in", self.ids), ("direction", "=", "out")]
        )
