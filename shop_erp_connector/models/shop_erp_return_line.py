from odoo import api, fields, models
from odoo.exceptions import UserError

from ..convert.order import decimal_of
from ..convert.refund import proportional
from .shop_erp_return import DECISIONS, DESTINATIONS


class ReturnLine(models.Model):
    """How much of an order line comes back, what it is worth and what is done with it."""

    _name = "shop_erp.return.line"
    _description = "Line of a return"

    return_id = fields.Many2one("shop_erp.return", required=True, ondelete="cascade", index=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order line", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="return_id.currency_id")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    net = fields.Monetary("Untaxed", compute="_compute_amounts", store=True, readonly=False, precompute=True)
    gross = fields.Monetary("Total", compute="_compute_amounts", store=True, readonly=False, precompute=True)
    reason = fields.Char()
    decision = fields.Selection(DECISIONS)
    destination = fields.Selection(DESTINATIONS, "Goods", default="restock", required=True)

    _check_quantity = models.Constraint("CHECK (quantity >= 0)", "Nothing less than nothing comes back.")

    @api.depends("sale_line_id", "quantity")
    def _compute_amounts(self):
        """By default in the proportions in which the line was sold."""
        for line in self:
            digits = line.sale_line_id.currency_id.decimal_places
            if line.sale_line_id:
                quantity = decimal_of(line.quantity, 4)
                line.net, line.gross = map(float, proportional(line.sale_line_id, quantity, digits))
            else:
                line.net = line.gross = 0.0

    def _exchange_vals(self):
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "price_unit": 0.0,
            "name": self.sale_line_id.name,
        }

    def _goods(self):
        """Return the lines whose goods come back."""
        return self.filtered(
            lambda line: line.decision != "refuse" and line.product_id.type == "consu" and line.quantity
        )

    def _delivered_with(self):
        """Return ``{delivery: {move: quantity}}``: with which deliveries the goods left, the latest first.

        :raises UserError: more comes back than was delivered
        """
        found = {}
        for line in self._goods():
            left = line.quantity
            moves = line.sale_line_id.move_ids.filtered(
                lambda move: move.state == "done" and move.picking_code == "outgoing"
            )
            for move in moves.sorted("id", reverse=True):
                back = sum(move.returned_move_ids.filtered(lambda one: one.state != "cancel").mapped("product_uom_qty"))
                taken = min(left, move.quantity - back)
                if taken > 0:
                    quantities = found.setdefault(move.picking_id, {})
                    quantities[move] = quantities.get(move, 0.0) + taken
                    left -= taken
            if line.sale_line_id.product_uom_id.compare(left, 0.0) > 0:
                raise UserError(
                    self.env._("%(product)s: more comes back than was delivered.", product=line.product_id.display_name)
                )
        return found

    def _set_aside(self, receipts):
        """Goods that cannot be sold again, or not yet, do not stay among those that can."""
        self._scrap(receipts)
        repairs = self.env.ref("shop_erp_connector.location_repairs")
        moves = self.env["stock.move"]
        for line in self._goods().filtered(lambda line: line.destination == "repair"):
            received = receipts.move_ids.filtered(lambda move, line=line: move.sale_line_id == line.sale_line_id)[:1]
            moves |= moves.create(
                {
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.quantity,
                    "product_uom": line.sale_line_id.product_uom_id.id,
                    "location_id": received.location_dest_id.id,
                    "location_dest_id": repairs.id,
                    "origin": line.return_id.name,
                    "company_id": line.return_id.company_id.id,
                }
            )
        moves._action_confirm()
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves._action_done()

    def _scrap(self, receipts):
        for line in self._goods().filtered(lambda line: line.destination == "scrap"):
            moves = receipts.move_ids.filtered(lambda move, line=line: move.sale_line_id == line.sale_line_id)
            scrap = self.env["stock.scrap"].create(
                {
                    "product_id": line.product_id.id,
                    "scrap_qty": line.quantity,
                    "product_uom_id": line.sale_line_id.product_uom_id.id,
                    "location_id": moves[:1].location_dest_id.id,
                    "picking_id": moves[:1].picking_id.id,
                    "origin": line.return_id.name,
                }
            )
            scrap.do_scrap()
