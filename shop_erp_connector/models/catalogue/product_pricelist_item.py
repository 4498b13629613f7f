from odoo import api, fields, models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    shop_erp_is_promotion = fields.Boolean(
        "Offer",
        help="Shops show it beside the crossed-out base price. A rule with a period is an offer anyway.",
    )
    shop_erp_price_ids = fields.One2many(
        "shop_erp.binding.price", "item_id", "Prices there", groups="shop_erp_connector.group_user"
    )
    shop_erp_state = fields.Selection(
        [("none", "Nowhere"), ("done", "In step"), ("waiting", "Under way"), ("attention", "Needs attention")],
        "Shops & ERPs",
        compute="_compute_shop_erp_state",
        compute_sudo=True,
        groups="shop_erp_connector.group_user",
    )

    @api.depends("shop_erp_price_ids.state")
    def _compute_shop_erp_state(self):
        for item in self:
            states = set(item.shop_erp_price_ids.mapped("state"))
            if states & {"held", "failed", "gone"}:
                item.shop_erp_state = "attention"
            elif states - {"done"}:
                item.shop_erp_state = "waiting"
            else:
                item.shop_erp_state = "done" if states else "none"

    def action_shop_erp_prices(self):
        """Open what the shops and ERPs are told of this rule."""
        return self.env["shop_erp.binding.price"]._action_of(self.env._("Prices there"), [("item_id", "in", self.ids)])


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    shop_erp_mapping_ids = fields.One2many(
        "shop_erp.mapping", "pricelist_id", "Stands for", groups="shop_erp_connector.group_user"
    )
    shop_erp_price_count = fields.Integer(
        "Prices in shops and ERPs", compute="_compute_shop_erp_prices", groups="shop_erp_connector.group_user"
    )
    shop_erp_price_attention = fields.Integer(
        compute="_compute_shop_erp_prices", groups="shop_erp_connector.group_user"
    )
    shop_erp_audience = fields.Char(
        "Told to", compute="_compute_shop_erp_audience", groups="shop_erp_connector.group_user"
    )

    @api.depends("item_ids.shop_erp_price_ids.state")
    def _compute_shop_erp_prices(self):
        domain = [("pricelist_id", "in", self.ids)]
        groups = self.env["shop_erp.binding.price"]._read_group(domain, ["pricelist_id", "state"], ["__count"])
        for pricelist in self:
            counts = {state: count for found, state, count in groups if found == pricelist}
            pricelist.shop_erp_price_count = sum(counts.values())
            pricelist.shop_erp_price_attention = sum(counts.get(state, 0) for state in ("held", "failed"))

    @api.depends("shop_erp_mapping_ids.state")
    def _compute_shop_erp_audience(self):
        """Say for whom the list stands in which shop or ERP."""
        backends = self.env["shop_erp.backend"].search([("price_list_id", "in", self.ids)])
        for pricelist in self:
            own = backends.filtered(lambda backend, pricelist=pricelist: backend.price_list_id == pricelist)
            names = [self.env._("everybody (%(backend)s)", backend=backend.name) for backend in own]
            mapped = pricelist.shop_erp_mapping_ids.filtered(lambda mapping: mapping.state != "open")
            names += [f"{mapping.lookup_id.name} ({mapping.backend_id.name})" for mapping in mapped]
            pricelist.shop_erp_audience = ", ".join(names) or False

    def action_shop_erp_prices(self):
        """Open what the shops and ERPs are told of this list."""
        return self.env["shop_erp.binding.price"]._action_of(self.name, [("pricelist_id", "in", self.ids)])
