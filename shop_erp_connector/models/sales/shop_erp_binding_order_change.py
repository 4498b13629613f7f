from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_qweb_fields import nl2br

from ...convert.differences import order_differences
from ...convert.problem import Problem
from ...engine.problems import sentence
from ...remotes.documents import InvalidDocument, Order

#: Problems of an order that cannot wait until somebody looks at the list of held records.
_URGENT = frozenset(
    {"changed_after_confirmation", "cancelled_after_delivery", "cancelled_after_invoicing", "cancelled_here"}
)

_QUESTION = "shop_erp_connector.activity_order_change"


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
            "cancelled": self.env._("Cancelled"),
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
            row._check_can_be_rewritten()
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
            order.activity_feedback([_QUESTION])
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

    def action_mark_done(self):
        """What a person has settled asks nobody any more; words and payments that came with it are kept."""
        self.check_access("write")
        documents, _unreadable = self.filtered("pending_document")._pending_documents()
        for row in self.browse(documents).filtered(lambda row: row.odoo_id and documents[row.id].payments):
            row.odoo_id.sudo().write(row._payment_vals(documents[row.id]))
        self.browse(documents)._log_messages(documents)
        result = super().action_mark_done()
        self.odoo_id.activity_feedback([_QUESTION])
        return result

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        asked = self.filtered(lambda row: row.reason_code in _URGENT)
        asked.odoo_id.activity_unlink([_QUESTION])

    def _check_can_be_rewritten(self):
        """Look first whether Odoo can take all of the shop's version: the order is not taken apart for nothing.

        :raises UserError: something of it is not known here
        """
        order = Order.from_json(self.pending_document)
        references = self._references({self.id: order})
        references.parties[order.id] = (self.odoo_id.partner_id.id,) * 3
        try:
            self._draft_vals(order, references)
        except Problem as problem:
            raise UserError(sentence(self.env, problem)) from problem

    def _check_is_proposal(self):
        if not self.is_proposal:
            raise UserError(self.env._("%(order)s has no change to decide about.", order=self.display_name))

    def _ask_person(self, problem):
        """Put the question on the order itself, once until it is answered."""
        if problem.code not in _URGENT or not self.odoo_id:
            return
        question = self.env.ref(_QUESTION)
        asked = self.odoo_id.activity_ids.filtered(lambda activity: activity.activity_type_id == question)
        if asked:
            asked.note = nl2br(self.reason)
        else:
            self.odoo_id.activity_schedule(
                _QUESTION,
                summary=self.env._("%(shop)s changed this order", shop=self.backend_id.name),
                note=nl2br(self.reason),
                user_id=(self.odoo_id.user_id or self.backend_id._responsible_user()).id,
            )
