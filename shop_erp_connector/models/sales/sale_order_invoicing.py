from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.attempt import attempt, failure
from ...engine.turns import take_turn
from ..backend.shop_erp_mapping import INVOICING


class SaleOrder(models.Model):
    """What follows by itself once a shop's order is confirmed: the invoice and the payment."""

    _inherit = "sale.order"

    shop_erp_paid_on = fields.Date("Paid on", copy=False, groups="base.group_user")
    shop_erp_invoicing = fields.Selection(INVOICING, "Invoicing", copy=False, groups="base.group_user")
    shop_erp_problem = fields.Text("Why it is not invoiced", copy=False, readonly=True, groups="base.group_user")

    _shop_erp_to_invoice_idx = models.Index("(id) WHERE shop_erp_invoicing IN ('invoice', 'pay')")

    def action_shop_erp_invoice_and_send(self):
        """Invoice the order, post it, and set everything going that brings it to ERP, shop and buyer."""
        self.ensure_one()
        take_turn(self)
        if self._shop_erp_is_due():
            self._shop_erp_make_invoices().action_post()
        moves = self.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        if not moves:
            raise UserError(self.env._("There is nothing to invoice on %(order)s.", order=self.name))
        issuer = self.env["shop_erp.binding.invoice"]._issuer(self.company_id)
        flows = issuer or self.env["shop_erp.flow"].sudo().search(
            [("company_id", "=", self.company_id.id), ("kind", "=", "invoice"), ("direction", "=", "out")]
        )
        flows.filtered(lambda flow: flow.backend_id.state == "ready")._start(trigger="user")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": moves[-1].id,
            "view_mode": "form",
        }

    @api.model
    def _cron_shop_erp_invoice(self):
        """Invoice what is due by its payment method's rule, and register the payments that have come in since."""
        domain = Domain("shop_erp_invoicing", "in", ("invoice", "pay")) & Domain("state", "=", "sale")
        due = self.search(domain & Domain("invoice_status", "=", "to invoice"), limit=1000)
        unpaid = Domain("shop_erp_invoicing", "=", "pay") & Domain("shop_erp_payment_state", "=", "paid")
        unpaid &= Domain("invoice_ids", "any", [("state", "=", "posted"), ("payment_state", "=", "not_paid")])
        (due | self.search(domain & unpaid, limit=1000))._shop_erp_invoice()

    def _shop_erp_invoice(self):
        """Invoice these orders, each on its own, and register what was paid; what Odoo refuses stands on the order.

        Orders that another job is invoicing just now are left to it.
        """
        orders = take_turn(self.exists().filtered(lambda order: order.state == "sale"), wait=False)
        errors = attempt(orders, lambda part: part._shop_erp_invoice_part())
        (orders - orders.browse([order.id for order in errors])).shop_erp_problem = False
        for order, error in errors.items():
            order.shop_erp_problem = failure(self.env, error)[1]

    def _shop_erp_invoice_part(self):
        due = self.filtered(lambda order: order._shop_erp_is_due())
        if due:
            due._shop_erp_make_invoices().action_post()
        for order in self.filtered(lambda order: order.shop_erp_invoicing == "pay"):
            if order.shop_erp_payment_state == "paid":
                order._shop_erp_register_payment()

    def _shop_erp_is_due(self):
        """Return whether something of the order has never been invoiced.

        :raises UserError: something was credited by hand: only a person knows whether it is invoiced once more
        """
        if not any(line.qty_to_invoice > 0 for line in self.order_line.filtered(lambda line: not line.display_type)):
            return False
        notes = self.invoice_ids.filtered(lambda move: move.move_type == "out_refund" and move.state != "cancel")
        notes -= self.sudo().shop_erp_return_ids.credit_note_ids
        if notes:
            raise UserError(
                self.env._(
                    "%(order)s was credited by hand (%(notes)s): invoice by hand what is still due.",
                    order=self.name,
                    notes=", ".join(note.name or note.display_name for note in notes),
                )
            )
        return True

    def _shop_erp_make_invoices(self):
        """Return an invoice for each of the orders, less the down payments that were invoiced."""
        with_advance = self.filtered(lambda order: any(order.order_line.mapped("is_downpayment")))
        invoices = self.env["account.move"]
        for orders, final in ((with_advance, True), (self - with_advance, False)):
            if orders:
                invoices |= orders._create_invoices(grouped=True, final=final)
        return invoices

    def _shop_erp_register_payment(self):
        """Register the shop's payment on the order's open invoices.

        One at a time: each payment has its own day, reference and perhaps journal.
        """
        for invoice in self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.payment_state == "not_paid"
        ):
            if not self.shop_erp_payment_journal_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s: payment method «%(method)s» is mapped to no journal. Map it under Lookups.",
                        invoice=invoice.name,
                        method=self.shop_erp_payment_method or "",
                    )
                )
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids, dont_redirect_to_payments=True
            ).create(
                {
                    "journal_id": self.shop_erp_payment_journal_id.id,
                    "payment_date": self.shop_erp_paid_on or fields.Date.context_today(self),
                    "communication": self.shop_erp_payment_reference or self.client_order_ref or self.name,
                }
            ).action_create_payments()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("order_id.shop_erp_return_ids.credit_note_ids")
    def _compute_qty_to_invoice(self):
        """What a return has credited is not to be invoiced again, whether its goods are back or not."""
        super()._compute_qty_to_invoice()
        for line in self.filtered(lambda line: line.qty_to_invoice > 0):
            credited = line._shop_erp_credited()
            if credited and line.product_id.invoice_policy != "order":  # what came back counts as not delivered
                credited = max(credited - line._shop_erp_returned(), 0.0)
            if credited:
                line.qty_to_invoice = max(line.qty_to_invoice - credited, 0.0)

    @api.depends("order_id.shop_erp_return_ids.credit_note_ids")
    def _compute_invoice_status(self):
        """A line that was invoiced stays so, whatever of it was given back since."""
        super()._compute_invoice_status()
        for line in self.filtered(lambda line: line.state == "sale" and line.invoice_status == "no"):
            credited = line._shop_erp_credited()
            whole = line.qty_invoiced + credited
            if credited and line.product_uom_id.compare(whole, line.product_uom_qty) >= 0:
                line.invoice_status = "invoiced"

    def _shop_erp_credited(self):
        """Return how much of the line its order's returns have credited; no query for a line without credit notes."""
        notes = self.invoice_lines.filtered(lambda one: one.move_type == "out_refund" and one.parent_state != "cancel")
        if notes:
            notes = notes.filtered(lambda one: one.move_id in self.order_id.sudo().shop_erp_return_ids.credit_note_ids)
        return sum(one.product_uom_id._compute_quantity(one.quantity, self.product_uom_id) for one in notes)

    def _shop_erp_returned(self):
        """Return how much of the line its order's returns have received."""
        moves = self.order_id.sudo().shop_erp_return_ids.picking_ids.move_ids
        received = moves.filtered(lambda move: move.sale_line_id == self and move.state == "done")
        return sum(move.product_uom._compute_quantity(move.quantity, self.product_uom_id) for move in received)
