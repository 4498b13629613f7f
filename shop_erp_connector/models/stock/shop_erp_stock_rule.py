from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .shop_erp_backend_levels import BACKORDERS, STOCK_BASES


class StockRule(models.Model):
    """How much of one product, or of one of its variants, a shop or ERP offers; in place of the backend's own way."""

    _name = "shop_erp.stock.rule"
    _description = "Stock of a product in a shop or ERP"
    _order = "backend_id, product_tmpl_id, product_id, id"
    _check_company_auto = True

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, ondelete="cascade", index=True, check_company=True
    )
    product_id = fields.Many2one(
        "product.product",
        "Variant",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
        help="Empty: all variants that have no rule of their own.",
    )
    basis = fields.Selection(STOCK_BASES, "Count", help="Empty: as set on the shop or ERP.")
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "shop_erp_stock_rule_warehouse",
        string="Warehouses",
        check_company=True,
        help="Empty, and no locations either: as set on the shop or ERP.",
    )
    location_ids = fields.Many2many(
        "stock.location",
        "shop_erp_stock_rule_location",
        string="Locations",
        check_company=True,
        domain=[("usage", "in", ("internal", "view"))],
    )
    buffer = fields.Float(
        "Keep back", digits="Product Unit", compute="_compute_amounts", store=True, readonly=False, precompute=True
    )
    buffer_percent = fields.Float(
        "Keep back (%)", digits=(5, 2), compute="_compute_amounts", store=True, readonly=False, precompute=True
    )
    maximum = fields.Float(
        "Show at most",
        digits="Product Unit",
        compute="_compute_amounts",
        store=True,
        readonly=False,
        precompute=True,
        help="0: no limit.",
    )
    backorders = fields.Selection(BACKORDERS, "Sell", help="Empty: as set on the shop or ERP.")

    _unique_product = models.UniqueIndex(
        "(backend_id, product_tmpl_id, COALESCE(product_id, 0))",
        "A shop or ERP has one stock rule for a product, and one for each of its variants.",
    )
    _check_buffer = models.Constraint(
        "CHECK (buffer >= 0 AND buffer_percent BETWEEN 0 AND 100)",
        "What is kept back is a number of 0 or more, and a share between 0 and 100 %.",
    )
    _check_maximum = models.Constraint("CHECK (maximum >= 0)", "What is shown at most is 0 or more.")

    @api.depends("backend_id")
    def _compute_amounts(self):
        """A new rule starts with what its shop or ERP does anyway."""
        for rule in self:
            rule.buffer = rule.backend_id.stock_buffer
            rule.buffer_percent = rule.backend_id.stock_buffer_percent
            rule.maximum = rule.backend_id.stock_maximum

    @api.depends("backend_id.name", "product_tmpl_id.display_name", "product_id.display_name")
    def _compute_display_name(self):
        for rule in self:
            product = rule.product_id or rule.product_tmpl_id
            rule.display_name = f"{rule.backend_id.name}: {product.display_name}"

    @api.constrains("product_tmpl_id", "product_id")
    def _check_variant(self):
        for rule in self.filtered("product_id"):
            if rule.product_id.product_tmpl_id != rule.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(variant)s is no variant of %(product)s.",
                        variant=rule.product_id.display_name,
                        product=rule.product_tmpl_id.display_name,
                    )
                )
