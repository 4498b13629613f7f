from odoo import models

from ...engine.stock import expectations


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        """What was sold is for sale again: the ERP that was given the order has to give it back, shops hear of it."""
        sold = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        rows = self.env["shop_erp.binding.order"].sudo().search([("odoo_id", "in", self.ids)])
        given = rows.filtered(lambda row: row.direction == "out" and row.external_id and row.odoo_id in sold)
        for backend, part in given.grouped("backend_id").items():
            if backend._stock_moves_with == "order":
                # its figure rises once it is cancelled there, too: no goods that came in
                expectations.expect_more(backend, part.odoo_id.order_line)
        if rows and not self.env.context.get("shop_erp_keep_dates"):  # an import tells the others when it is through
            self.env["shop_erp.backend"].sudo()._levels_moved(self.company_id)
        return result
