from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplateListing(models.Model):
    """Where a product is online."""

    _inherit = "product.template"

    shop_erp_online_ids = fields.Many2many(
        "shop_erp.backend",
        compute="_compute_shop_erp_online_ids",
        search="_search_shop_erp_online_ids",
        string="Online in",
        groups="shop_erp_connector.group_user",
    )

    @api.depends("shop_erp_binding_ids.is_online")
    def _compute_shop_erp_online_ids(self):
        for template in self:
            rows = template.shop_erp_binding_ids.filtered(
                lambda row: row.is_online and row.company_id in self.env.companies
            )
            template.shop_erp_online_ids = rows.backend_id

    @api.model
    def _search_shop_erp_online_ids(self, operator, value):
        online = Domain("is_online", "=", True) & Domain("company_id", "in", self.env.companies.ids)
        nowhere = Domain("shop_erp_binding_ids", "not any", online)
        if operator == "in" and not any(value):
            return nowhere
        if operator.startswith("not") or operator == "!=":
            return NotImplemented  # Odoo turns these round
        return Domain("shop_erp_binding_ids", "any", online & Domain("backend_id", operator, value))
