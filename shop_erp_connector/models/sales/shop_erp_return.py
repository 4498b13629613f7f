from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...convert.problem import Problem
from ...engine import refunds
from ...engine.problems import sentence
from ...engine.turns import take_turn

STATES = [
    ("requested", "Requested"),
    ("accepted", "Accepted"),
    ("received", "Goods received"),
    ("done", "Done"),
    ("refused", "Refused"),
]

DECISIONS = [("refund", "Refund"), ("exchange", "Exchange"), ("repair", "Repair"), ("refuse", "Refuse")]

DESTINATIONS = [("restock", "Back to stock"), ("scrap", "Scrap"), ("repair", "Repair")]


class Return(models.Model):
    """What a buyer sends back, or wants to: the goods, the money and the words about it, each at its own pace."""

    _name = "shop_erp.return"
    _description = "Return of a shop's order"
    _inherit = ["mail.thread", "mail.activity.mixin", "shop_erp.bound"]
    _order = "id desc"
    _check_company_auto = True
    _shop_erp_bindings = ("shop_erp_binding_ids",)

    name = fields.Char("Number", required=True, default=lambda self: self.env._("New"), copy=False)
    order_id = fields.Many2one("sale.order", required=True, ondelete="restrict", index=True, check_company=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    state = fields.Selection(STATES, required=True, default="requested", tracking=True, copy=False)
    reason = fields.Text()
    note = fields.Text()
    line_ids = fields.One2many("shop_erp.return.line", "return_id")
    adjustment = fields.Monetary(help="Money to the buyer beside the lines; negative: kept back.")
    amount = fields.Monetary("To give back", compute="_compute_amount")
    is_paid_there = fields.Boolean(
        "Refunded by the shop", readonly=True, help="The shop has given the money back already."
    )
    picking_ids = fields.Many2many("stock.picking", string="Receipts", copy=False, readonly=True)
    credit_note_ids = fields.Many2many("account.move", string="Credit notes", copy=False, readonly=True)
    exchange_order_id = fields.Many2one("sale.order", "Exchange", copy=False, readonly=True)
    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.return", "odoo_id", "In shops and ERPs", copy=False, groups="shop_erp_connector.group_user"
    )

    @api.depends("adjustment", "line_ids.gross", "line_ids.decision")
    def _compute_amount(self):
        for record in self:
            refunded = record.line_ids.filtered(lambda line: line.decision == "refund")
            record.amount = record.adjustment + sum(refunded.mapped("gross"))

    @api.model_create_multi
    def create(self, vals_list):
        """Number each return."""
        for vals in vals_list:
            if vals.get("name", self.env._("New")) in ("", False, self.env._("New")):
                vals["name"] = self.env["ir.sequence"].next_by_code("shop_erp.return") or self.env._("New")
        return super().create(vals_list)

    def action_accept(self):
        """The goods may come back; what is not decided yet is refunded."""
        self._check_state("requested")
        for record in self:
            record.line_ids.filtered(lambda line: not line.decision).decision = "refund"
        self.state = "accepted"

    def action_refuse(self):
        """Neither goods nor money come back."""
        self._check_state("requested", "accepted")
        for record in self.filtered(lambda record: record.credit_note_ids or record.picking_ids):
            raise UserError(self.env._("%(name)s has been received or refunded already.", name=record.name))
        self.line_ids.decision = "refuse"
        self.state = "refused"

    def action_receive(self):
        """The goods are here: book their receipt, line by line to where they go."""
        self._check_state("accepted")
        for record in self:
            record.picking_ids |= record._receive()
        self.state = "received"
        self._finish()

    def action_refund(self):
        """Write and post the credit note of the lines that are refunded."""
        self._check_state("accepted", "received")
        for record in self:
            record._refund()
        self._finish()

    def action_exchange(self):
        """Make the quotation of what the buyer gets instead; it costs nothing."""
        self.ensure_one()
        self._check_state("accepted", "received")
        if self.exchange_order_id:
            raise UserError(self.env._("%(name)s has its exchange order already.", name=self.name))
        lines = self.line_ids.filtered(lambda line: line.decision == "exchange")
        if not lines:
            raise UserError(self.env._("No line of %(name)s is to be exchanged.", name=self.name))
        self.exchange_order_id = self.order_id.copy(
            {
                "origin": self.name,
                "client_order_ref": self.order_id.client_order_ref,
                "order_line": [fields.Command.create(line._exchange_vals()) for line in lines],
            }
        )
        self._finish()
        return self.action_open_exchange()

    def action_open_exchange(self):
        """Open the exchange order."""
        return self._open(self.exchange_order_id, self.env._("Exchange"))

    def action_open_receipts(self):
        """Open the receipts of the goods."""
        return self._open(self.picking_ids, self.env._("Receipts"))

    def action_open_credit_notes(self):
        """Open the credit notes."""
        return self._open(self.credit_note_ids, self.env._("Credit notes"))

    @api.model
    def _open(self, records, title):
        action = {"type": "ir.actions.act_window", "name": title, "res_model": records._name}
        if len(records) == 1:
            return action | {"res_id": records.id, "view_mode": "form"}
        return action | {"domain": [("id", "in", records.ids)], "view_mode": "list,form"}

    def _check_state(self, *states):
        """Take the returns for this transaction: of two people who press at once, the second finds it done.

        :raises UserError: a return is in none of these states
        """
        self.check_access("write")
        take_turn(self)
        for record in self.filtered(lambda record: record.state not in states):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(self.env._("%(name)s is «%(state)s».", name=record.name, state=labels[record.state]))

    def _finish(self):
        """Done is what has its goods, its money and its exchange, as far as each is due."""
        for record in self.filtered(lambda record: record.state in ("accepted", "received")):
            if record.state == "accepted" and record._expects_goods():
                continue
            decisions = set(record.line_ids.mapped("decision"))
            if "refund" in decisions and not record.credit_note_ids:
                continue
            if "exchange" in decisions and not record.exchange_order_id:
                continue
            record.state = "done"

    def _expects_goods(self):
        """Return whether a parcel is to come: not for money alone, nor for goods that never left."""
        return any(line.sale_line_id.qty_delivered for line in self.line_ids._goods())

    def _message_post_after_hook(self, message, msg_vals):
        """What people write to the buyer is told to the shop."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "comment" and not message.subtype_id.internal:
            self.sudo().shop_erp_binding_ids._look_for_changes()
        return result

    def _refund(self):
        """Write the credit note; a problem is a sentence for the person who pressed the button.

        :raises UserError: more would be given back than is left, or nothing has been invoiced
        """
        if self.credit_note_ids:
            raise UserError(self.env._("%(name)s has its credit note already.", name=self.name))
        try:
            self.credit_note_ids = refunds.credit_note(self)
        except Problem as problem:
            raise UserError(sentence(self.env, problem)) from problem

    def _messages_for_buyer(self):
        """Return the texts of the messages that people wrote to the buyer about this return, oldest first."""
        written = self.message_ids.filtered(
            lambda message: message.message_type == "comment" and not message.subtype_id.internal
        )
        return [html2plaintext(message.body) for message in written.sorted("id")]

    def _receive(self):
        """Return the done receipts of the lines' goods, one for each delivery they came with."""
        receipts = self.env["stock.picking"]
        for delivery, quantities in self.line_ids._delivered_with().items():
            wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
            for move_line in wizard.product_return_moves:
                move_line.quantity = quantities.get(move_line.move_id, 0.0)
            receipt = wizard._create_return()
            for move in receipt.move_ids:
                if move.product_uom.compare(move.quantity, move.product_uom_qty):  # else its lots are known, too
                    move.quantity = move.product_uom_qty
                move.picked = True
            receipt.with_context(skip_backorder=True, skip_sms=True).button_validate()
            if receipt.state != "done":
                raise UserError(
                    self.env._("%(receipt)s cannot be booked by itself: receive it by hand.", receipt=receipt.name)
                )
            receipts |= receipt
        self.line_ids._set_aside(receipts)
        return receipts
