from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "shop_erp.bound"]
    _shop_erp_bindings = ("shop_erp_binding_ids",)

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.product", "odoo_id", "In shops and ERPs", groups="shop_erp_connector.group_user"
    )
    shop_erp_stock_ids = fields.One2many(
        "shop_erp.binding.stock",
        compute="_compute_shop_erp_stock_ids",
        string="Stock levels there",
        groups="shop_erp_connector.group_user",
    )

    shop_erp_price_ids = fields.One2many(
        "shop_erp.binding.price", "odoo_id", "Prices there", groups="shop_erp_connector.group_user"
    )

    shop_erp_bought_on_order = fields.Boolean(
        "Bought on order",
        compute="_compute_shop_erp_bought_on_order",
        store=True,
        readonly=False,
        precompute=True,
        help="Shops are offered what its suppliers have, besides your own stock. Set by its routes (dropshipping,"
        " replenish on order), unless you say otherwise.",
    )

    @api.depends("route_ids", "categ_id.route_ids")
    def _compute_shop_erp_bought_on_order(self):
        for template in self:
            rules = (template.route_ids | template.categ_id.total_route_ids).sudo().rule_ids
            template.shop_erp_bought_on_order = any(
                rule.location_dest_id.usage == "customer"
                and (rule.action == "buy" or rule.procure_method == "make_to_order")
                for rule in rules
            )

    shop_erp_stock_rule_ids = fields.One2many(
        "shop_erp.stock.rule", "product_tmpl_id", "How much is offered there", groups="shop_erp_connector.group_user"
    )

    def _compute_shop_erp_stock_ids(self):
        for template in self:
            template.shop_erp_stock_ids = template.product_variant_ids.shop_erp_stock_ids

    def _shop_erp_rows(self):
        return [*super()._shop_erp_rows(), self.shop_erp_price_ids, self.product_variant_ids.shop_erp_stock_ids]
