from odoo import fields, models


class ProductLink(models.Model):
    """An accessory or alternative that a remote names and Odoo does not know yet; it is linked when it comes in."""

    _name = "shop_erp.product.link"
    _description = "Product that is named before it comes in"
    _order = "id"

    binding_id = fields.Many2one("shop_erp.binding.product", required=True, ondelete="cascade", index=True)
    backend_id = fields.Many2one(related="binding_id.backend_id", store=True)
    company_id = fields.Many2one(related="binding_id.company_id", store=True)
    field_name = fields.Char(required=True)
    code = fields.Char(required=True)

    _code_idx = models.Index("(backend_id, code)")
