from odoo import fields, models


class BindingVariant(models.Model):
    """A variant of a remote ⇄ a product; order lines and stock levels find their product here."""

    _name = "shop_erp.binding.variant"
    _description = "Variant of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "product"

    odoo_id = fields.Many2one("product.product", "Variant", ondelete="restrict", index=True)
    product_binding_id = fields.Many2one("shop_erp.binding.product", required=True, ondelete="cascade", index=True)

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
