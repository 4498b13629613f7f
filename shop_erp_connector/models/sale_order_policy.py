from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.attempt import attempt, failure
from .shop_erp_mapping import INVOICING

APPROVALS = [("waiting", "To check"), ("approved", "Approved"), ("refused", "Refused")]


class SaleOrder(models.Model):
    """What follows by itself once a shop's order is in Odoo: the payment check, the invoice, the payment."""

    _inherit = "sale.order"

    shop_erp_approval = fields.Selection(
        APPROVALS,
        "Payment check",
        copy=False,
        readonly=True,
        tracking=True,
        groups="base.group_user",
        help="An order that waits for the check stays a quotation; it keeps its goods meanwhile.",
    )
    shop_erp_paid_on = fields.Date("Paid on", copy=False, groups="base.group_user")
    shop_erp_invoicing = fields.Selection(INVOICING, "Invoicing", copy=False, groups="base.group_user")
    shop_erp_problem = fields.Text("Why it is not invoiced", copy=False, readonly=True, groups="base.group_user")

    _shop_erp_to_invoice_idx = models.Index("(id) WHERE shop_erp_invoicing IN ('invoice', 'pay')")

    def action_shop_erp_approve(self):
        """The payment is good: the orders become what their state says, and the shop is told."""
        self._check_shop_erp_approval()
        self.shop_erp_approval = "approved"
        self._shop_erp_close_check()
        rows = self.sudo().shop_erp_binding_ids.filtered(lambda row: row.direction == "in")
        rows._follow_policy()
        return True

    def action_shop_erp_refuse(self):
        """The payment is not trusted: the orders are cancelled, their goods are free again, and the shop is told."""
        self._check_shop_erp_approval()
        self.shop_erp_approval = "refused"
        self._shop_erp_close_check()
        self.with_context(disable_cancel_warning=True)._action_cancel()
        return True

    def action_shop_erp_invoice_and_send(self):
        """Invoice the order, post it, and set everything going that brings it to ERP, shop and buyer."""
        self.ensure_one()
        moves = self._create_invoices() if self.invoice_status == "to invoice" else self.env["account.move"]
        moves.action_post()
        moves |= self.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
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

    def _check_shop_erp_approval(self):
        for order in self.filtered(lambda order: order.shop_erp_approval != "waiting"):
            raise UserError(self.env._("%(order)s does not wait for a payment check.", order=order.name))

    def _shop_erp_close_check(self):
        activity_type = "shop_erp_connector.activity_payment_check"
        self.activity_feedback([activity_type])

    def _shop_erp_ask_for_check(self):
        """Call for the person who approves or refuses these orders."""
        for order in self:
            order.activity_schedule(
                "shop_erp_connector.activity_payment_check",
                user_id=(order.user_id or self.env.user).id,
                note=self.env._("Approve or refuse the payment; the shop is told."),
            )

    @api.model
    def _cron_shop_erp_invoice(self):
        """Invoice what is due by its payment method's rule, and register the payments that have come in since."""
        domain = Domain("shop_erp_invoicing", "in", ("invoice", "pay")) & Domain("state", "=", "sale")
        due = self.search(domain & Domain("invoice_status", "=", "to invoice"), limit=1000)
        unpaid = Domain("shop_erp_invoicing", "=", "pay") & Domain("shop_erp_payment_state", "=", "paid")
        unpaid &= Domain("invoice_ids", "any", [("state", "=", "posted"), ("payment_state", "=", "not_paid")])
        (due | self.search(domain & unpaid, limit=1000))._shop_erp_invoice()

    def _shop_erp_invoice(self):
        """Invoice these orders, each on its own, and register what was paid; what Odoo refuses stands on the order."""
        orders = self.exists().filtered(lambda order: order.state == "sale")
        errors = attempt(orders, lambda part: part._shop_erp_invoice_part())
        (orders - orders.browse([order.id for order in errors])).shop_erp_problem = False
        for order, error in errors.items():
            order.shop_erp_problem = failure(self.env, error)[1]

    def _shop_erp_invoice_part(self):
        to_invoice = self.filtered(lambda order: order.invoice_status == "to invoice")
        if to_invoice:
            to_invoice._create_invoices(grouped=True).action_post()
        for order in self.filtered(lambda order: order.shop_erp_invoicing == "pay"):
            if order.shop_erp_payment_state == "paid":
                order._shop_erp_register_payment()

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
