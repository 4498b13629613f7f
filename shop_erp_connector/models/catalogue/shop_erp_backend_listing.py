from odoo import fields, models
from odoo.fields import Domain


class BackendListing(models.Model):
    """Which products a backend is given, by rule; the switch of a single listing goes before it."""

    _inherit = "shop_erp.backend"

    listed_category_ids = fields.Many2many(
        "product.category",
        "shop_erp_backend_listed_category",
        string="Of these categories",
        help="Products of these categories and those below them go online. Empty: of any category.",
    )
    listed_tag_ids = fields.Many2many(
        "product.tag",
        "shop_erp_backend_listed_tag",
        string="With these tags",
        help="Products with one of these tags go online. Empty: with or without tags.",
    )

    def _listed_domain(self):
        """Return which products the rule puts online: all that are sold, less what the backend and its flow exclude."""
        domain = Domain("sale_ok", "=", True) & Domain("type", "!=", "service")
        domain &= Domain("company_id", "in", [self.company_id.id, False])
        if self.listed_category_ids:
            domain &= Domain("categ_id", "child_of", self.listed_category_ids.ids)
        if self.listed_tag_ids:
            domain &= Domain("product_tag_ids", "in", self.listed_tag_ids.ids)
        flow = self.with_context(active_test=False).flow_ids.filtered(
            lambda flow: (flow.kind, flow.direction) == ("product", "out")
        )
        return domain & Domain(flow._domain()) if flow else domain

    def _lists_products(self):
        """Return whether products are sent there: then an inactive one is switched off there, not archived here."""
        return any((flow.kind, flow.direction) == ("product", "out") and flow.active for flow in self.flow_ids)
