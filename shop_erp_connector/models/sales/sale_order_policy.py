from odoo import fields, models
from odoo.exceptions import AccessError, UserError

APPROVALS = [("waiting", "To check"), ("approved", "Approved"), ("refused", "Refused")]

_CHECK = "shop_erp_connector.activity_payment_check"


class SaleOrder(models.Model):
    """The payment check: an order that waits for it stays a quotation, whoever presses "Confirm"."""

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

    def write(self, vals):
        """Only who may answer the payment check writes its answer."""
        if "shop_erp_approval" in vals:
            self._check_shop_erp_checker()
        return super().write(vals)

    def action_shop_erp_approve(self):
        """The payment is good: the orders become what their state says, and the shop is told."""
        self._answer_shop_erp_check("approved")
        rows = self.sudo().shop_erp_binding_ids.filtered(lambda row: row.direction == "in")
        rows._follow_policy()
        return True

    def action_shop_erp_refuse(self):
        """The payment is not trusted: the orders are cancelled, their goods are free again, and the shop is told."""
        self._answer_shop_erp_check("refused")
        self.with_context(disable_cancel_warning=True)._action_cancel()
        return True

    def action_draft(self):
        """An order that was refused and lives again is checked again."""
        refused = self.sudo().filtered(lambda order: order.shop_erp_approval == "refused")
        refused.shop_erp_approval = "waiting"
        result = super().action_draft()
        refused._shop_erp_call_checker()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        # an answer is not needed any more; who answered has closed it already
        waiting = self.sudo().filtered(lambda order: order.shop_erp_approval == "waiting")
        waiting.activity_unlink([_CHECK])
        return result

    def _confirmation_error_message(self):
        if self.sudo().shop_erp_approval in ("waiting", "refused"):
            return self.env._(
                "The payment of %(order)s has not been approved: approve or refuse it first.", order=self.name
            )
        return super()._confirmation_error_message()

    def _answer_shop_erp_check(self, answer):
        """Write the answer; of two people who answer at once the second finds that the order does not wait any more.

        :raises UserError: an order does not wait for a check
        """
        self._check_shop_erp_checker()
        for order in self.filtered(
            lambda order: order.shop_erp_approval != "waiting" or order.state not in ("draft", "sent")
        ):
            raise UserError(self.env._("%(order)s does not wait for a payment check.", order=order.name))
        self.shop_erp_approval = answer
        self.activity_feedback([_CHECK])

    def _check_shop_erp_checker(self):
        if not self.env.su and not self.env.user.has_group("shop_erp_connector.group_manager"):
            raise AccessError(self.env._("Managers of Shops & ERPs answer the payment check."))

    def _shop_erp_call_checker(self):
        """Call, once, for the person who approves or refuses these orders; no more where that has been done."""
        waiting = self.filtered(lambda order: order.shop_erp_approval == "waiting" and order.state != "cancel")
        check = self.env.ref(_CHECK)
        (self - waiting).activity_unlink([_CHECK])
        for order in waiting.filtered(lambda order: check not in order.activity_ids.activity_type_id):
            rows = order.sudo().shop_erp_binding_ids.filtered(lambda row: row.direction == "in")
            order.activity_schedule(
                _CHECK,
                user_id=(order.user_id or rows.backend_id[:1]._responsible_user() or self.env.user).id,
                note=self.env._("Approve or refuse the payment; the shop is told."),
            )
