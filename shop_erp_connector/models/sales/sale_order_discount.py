from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What was agreed with a customer holds for what Odoo itself sells him, too: his discount, on top of his prices.

    Lines that a shop sold cost what they cost there.
    """

    _inherit = "sale.order.line"

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_discount(self):
        super()._compute_discount()
        is_shown = self.env["product.pricelist.item"]._is_discount_feature_enabled()
        for line in self.filtered(lambda line: line._shop_erp_is_discounted()):
            agreed = line.order_id._shop_erp_agreed_discount()
            # Odoo leaves the field as it was where no price list speaks of discounts
            own = line.discount if is_shown and line.order_id.pricelist_id else 0.0
            if agreed:
                line.discount = 100 - (100 - own) * (100 - agreed) / 100

    def _shop_erp_is_discounted(self):
        """Return whether the line is of goods or services that Odoo sells; what is part of a combination is not."""
        if not self.product_id or self.display_type or self.combo_item_id or self.is_downpayment:
            return False
        if self.is_delivery or self._is_global_discount():
            return False
        return not self.order_id._shop_erp_is_of_shop()


class SaleOrder(models.Model):
    """An order says which agreed discount its lines have: who does not see their discounts would wonder."""

    _inherit = "sale.order"

    shop_erp_discount = fields.Float("Agreed discount", compute="_compute_shop_erp_discount", digits="Discount")

    @api.depends("partner_id", "company_id", "order_line.discount")
    def _compute_shop_erp_discount(self):
        for order in self:
            agreed = order._shop_erp_agreed_discount()
            lines = order.order_line.filtered(lambda line: line._shop_erp_is_discounted())
            order.shop_erp_discount = agreed if any(line.discount >= agreed for line in lines) else 0.0

    def _shop_erp_is_of_shop(self):
        """Return whether the order was placed elsewhere: its prices are those of the shop."""
        order_sudo = self.sudo()  # who sells need not see what is exchanged
        return "in" in order_sudo.shop_erp_binding_ids.mapped("direction") or any(
            order_sudo.order_line.mapped("shop_erp_line_id")
        )

    def _shop_erp_agreed_discount(self):
        customer = self.partner_id.commercial_partner_id
        return customer.with_company(self.company_id).shop_erp_discount

    @api.onchange("partner_id")
    def _onchange_shop_erp_discount(self):
        """Another customer has another discount; where both have the same, what was saved of a line stands."""
        if self._shop_erp_is_of_shop():
            return
        lines = self.order_line.filtered(lambda line: line._shop_erp_is_discounted())
        if self._origin._shop_erp_agreed_discount() == self._shop_erp_agreed_discount():
            lines = lines.filtered(lambda line: not line._origin or line.discount != line._origin.discount)
        lines.discount = 0.0  # Odoo leaves it as it was where no price list speaks of discounts
        lines._compute_discount()
