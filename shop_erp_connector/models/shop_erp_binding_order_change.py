from odoo import api, fields, models
from odoo.exceptions import UserError

from ..convert.differences import order_differences
from ..remotes.documents import InvalidDocument, Order

#: Problems of an order that cannot wait until somebody looks at the list of held records.
_URGENT = frozenset(
    {"changed_after_confirmation", "cancelled_after_delivery", "cancelled_after_invoicing", "cancelled_here"}
)


class BindingOrder(models.Model):
    """What a shop changes of an order that is confirmed already: a proposal that a person accepts or refuses."""

    _inherit = "shop_erp.binding.order"

    is_proposal = fields.Boolean(compute="_compute_is_proposal")
    differences = fields.Html("What changed there", compute="_compute_differences", sanitize=False)

    @api.depends("state", "reason_code")
    def _compute_is_proposal(self):
        for row in self:
            row.is_proposal = row.state == "held" and row.reason_code == "changed_after_confirmation"

    @api.depends("is_proposal", "document", "pending_document")
    @api.depends_context("lang")
    def _compute_differences(self):
        for row in self:
            row.differences = row._differences_table() if row.is_proposal else False

    def _differences_table(self):
        try:
            before, after = Order.from_json(self.document), Order.from_json(self.pending_document)
        except InvalidDocument:
            return False
        labels = {
            "quantity": self.env._("Quantity"),
            "name": self.env._("Description"),
            "net": self.env._("Untaxed amount"),
            "gross": self.env._("Total"),
            "billing": self.env._("Invoice address"),
            "delivery": self.env._("Delivery address"),
            "customer": self.env._("Customer"),
        }
        return self.env["ir.qweb"]._render(
            "shop_erp_connector.order_differences",
            {"differences": order_differences(before, after), "labels": labels},
        )

    def action_accept_change(self):
        """Take the order as the shop has it now: it is set back to quotation, rewritten and confirmed again."""
        self.check_access("write")
        for row in self:
            row._check_is_proposal()
            order = row.odoo_id
            if order.picking_ids.filtered(lambda picking: picking.state == "done"):
                raise UserError(
                    self.env._(
                        "%(order)s is partly delivered: change it by hand, then mark it as done.", order=order.name
                    )
                )
            if order.invoice_ids.filtered(lambda move: move.state == "posted"):
                raise UserError(
                    self.env._("%(order)s is invoiced: write a credit note, then mark it as done.", order=order.name)
                )
            order.invoice_ids.filtered(lambda move: move.state == "draft").button_cancel()
            order.with_context(disable_cancel_warning=True)._action_cancel()
            order.action_draft()
            order.message_post(body=self.env._("The change that %(shop)s made was accepted.", shop=row.backend_id.name))
        return self.action_retry()

    def action_refuse_change(self):
        """Keep the order as it is in Odoo; the shop's version counts as known."""
        self.check_access("write")
        for row in self:
            row._check_is_proposal()
            text = self.env._("The change that %(shop)s made was refused:", shop=row.backend_id.name)
            row.odoo_id.message_post(
                body=self.env["ir.qweb"]._render("shop_erp_connector.note", {"text": text, "more": row.differences})
            )
        self.action_mark_done()
        return True

    def _check_is_proposal(self):
        if not self.is_proposal:
            raise UserError(self.env._("%(order)s has no change to decide about.", order=self.display_name))

    def _ask_person(self, problem):
        """Put the question on the order itself, once for each."""
        if problem.code not in _URGENT or not self.odoo_id:
            return
        open_ones = self.odoo_id.activity_ids.mapped("note")
        if not any(self.reason in (note or "") for note in open_ones):
            self.odoo_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%(shop)s changed this order", shop=self.backend_id.name),
                note=self.reason,
                user_id=(self.odoo_id.user_id or self.backend_id._responsible_user()).id,
            )
