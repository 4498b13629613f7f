from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...convert.order import decimal_of
from ...convert.refund import proportional
from ...remotes.documents.amounts import ZERO
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
        """By default in the proportions in which the line was sold, after what came back of it before."""
        before = self._refunded_before()
        for line in self:
            sold = line.sale_line_id
            digits = sold.currency_id.decimal_places
            if sold:
                quantity = decimal_of(line.quantity, 4)
                amounts = proportional(sold, quantity, digits, before=before.get(sold.id, ZERO))
                line.net, line.gross = map(float, amounts)
            else:
                line.net = line.gross = 0.0

    def _refunded_before(self):
        """Return ``{order line id: quantity}`` of what other lines of returns give back."""
        groups = self._read_group(
            [
                ("sale_line_id", "in", self.sale_line_id.ids),
                ("id", "not in", self._origin.ids),
                ("return_id.state", "!=", "refused"),
                ("decision", "in", (False, "refund")),
            ],
            ["sale_line_id"],
            ["quantity:sum"],
        )
        return {sold.id: decimal_of(quantity, 4) for sold, quantity in groups}

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

    def _pieces(self):
        """Return ``{product: quantity in its own unit}`` of the goods of a line: of a kit its components."""
        self.ensure_one()
        product, sold = self.product_id, self.sale_line_id
        moves = sold.move_ids.filtered(lambda move: _left_the_house(move) and move.state != "cancel")
        if not moves or product in moves.product_id:
            return {product: sold.product_uom_id._compute_quantity(self.quantity, product.uom_id, round=False)}
        share = self.quantity / (sold.product_uom_qty or 1.0)
        grouped = moves.grouped("product_id").items()
        return {component: share * sum(parts.mapped("product_qty")) for component, parts in grouped}

    def _delivered_with(self):
        """Return ``{delivery: {move: quantity}}``: with which deliveries the goods left, the latest first.

        :raises UserError: more comes back than was delivered
        """
        found, taken = {}, defaultdict(float)
        for line in self._goods():
            for product, quantity in line._pieces().items():
                left = quantity
                for move in line._delivered(product):
                    part = min(left, _not_back(move) - taken[move])
                    if product.uom_id.compare(part, 0.0) > 0:
                        taken[move] += part
                        left -= part
                if product.uom_id.compare(left, 0.0) > 0:
                    raise UserError(
                        self.env._("%(product)s: more comes back than was delivered.", product=product.display_name)
                    )
        for move, quantity in taken.items():
            found.setdefault(move.picking_id, {})[move] = move.product_id.uom_id._compute_quantity(
                quantity, move.product_uom, round=False
            )
        return found

    def _delivered(self, product):
        """Return the finished moves with which a product of the line left, the latest first."""
        moves = self.sale_line_id.move_ids.filtered(lambda move: _left_the_house(move) and move.state == "done")
        return moves.filtered(lambda move: move.product_id == product).sorted("id", reverse=True)

    def _set_aside(self, receipts):
        """Goods that cannot be sold again, or not yet, do not stay among those that can."""
        used = defaultdict(float)
        for line in self._goods():
            for product, quantity in line._pieces().items():
                left = quantity
                for received in receipts.move_line_ids.filtered(
                    lambda one, line=line, product=product: (
                        one.product_id == product and one.move_id.sale_line_id == line.sale_line_id
                    )
                ):
                    part = min(left, received.quantity_product_uom - used[received])
                    if product.uom_id.compare(part, 0.0) > 0:
                        used[received] += part
                        left -= part
                        line._set_part_aside(received, part)

    def _set_part_aside(self, received, quantity):
        """Scrap what was received, or take it to the repairs, lot by lot."""
        product, lot = received.product_id, received.lot_id
        if self.destination == "scrap":
            self.env["stock.scrap"].create(
                {
                    "product_id": product.id,
                    "scrap_qty": quantity,
                    "product_uom_id": product.uom_id.id,
                    "lot_id": lot.id,
                    "location_id": received.location_dest_id.id,
                    "picking_id": received.picking_id.id,
                    "origin": self.return_id.name,
                }
            ).do_scrap()
        elif self.destination == "repair":
            shared = {
                "product_id": product.id,
                "location_id": received.location_dest_id.id,
                "location_dest_id": self.env.ref("shop_erp_connector.location_repairs").id,
                "company_id": self.return_id.company_id.id,
            }
            part = {**shared, "product_uom_id": product.uom_id.id, "quantity": quantity, "lot_id": lot.id}
            self.env["stock.move"].create(
                {
                    **shared,
                    "product_uom_qty": quantity,
                    "product_uom": product.uom_id.id,
                    "origin": self.return_id.name,
                    "picked": True,
                    "move_line_ids": [Command.create(part)],
                }
            )._action_done()


def _left_the_house(move):
    return move.picking_code == "outgoing"


def _not_back(move):
    """Return how much of a delivered move has not come back, in the product's own unit."""
    back = move.returned_move_ids.filtered(lambda one: one.state != "cancel")
    return move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False) - sum(
        back.mapped("product_qty")
    )
