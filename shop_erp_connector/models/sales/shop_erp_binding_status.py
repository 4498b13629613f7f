from odoo import api, fields, models

from ...convert.problem import Problem
from ...engine.mappings import entries_by, targets, the_one
from ...remotes.documents import InvalidDocument, Order, OrderStatus

#: An order's life as it is told.
_LIFE = ("approved", "confirmed", "shipped", "delivered", "invoiced")

#: What an order's life ends with before it is delivered.
_ENDS = frozenset({"cancelled", "refused"})

#: When no state stands for a status, another that says nearly the same may.
_FALLBACK = {"invoiced": "delivered", "confirmed": "approved", "refused": "cancelled"}

#: What the remote itself says of an order by a state that means this for Odoo.
_SAID = {"confirm": "confirmed", "cancel": "cancelled"}


class BindingStatus(models.Model):
    """What a remote was told about an order's state. One row per order that came from the remote."""

    _name = "shop_erp.binding.status"
    _description = "Order state told to a shop"
    _inherit = "shop_erp.binding"
    _kind = "status"

    odoo_id = fields.Many2one("sale.order", "Order", ondelete="cascade", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )
    sent_state_id = fields.Char("State sent", readonly=True)
    sent_answer = fields.Char("Payment check told", readonly=True)

    @api.depends("odoo_id.state", "odoo_id.delivery_status", "odoo_id.invoice_status", "odoo_id.shop_erp_approval")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    @api.model
    def _new_rows(self, flow):
        """Every order that the backend knows and whose state has not been watched yet: its own, and those sent to it.

        Of what was sent to it only the end is told: that it was cancelled here.
        """
        watched = self._search([("backend_id", "=", flow.backend_id.id)])
        orders = self.env["shop_erp.binding.order"].search(
            [
                ("backend_id", "=", flow.backend_id.id),
                ("external_id", "!=", False),
                ("odoo_id", "!=", False),
                ("odoo_id", "not in", watched.subselect("odoo_id")),
                "|",
                ("direction", "=", "in"),
                ("odoo_id.state", "=", "cancel"),
            ]
        )
        return [
            {"odoo_id": row.odoo_id.id, "external_id": row.external_id, "number": row.number, "key": row.external_id}
            for row in orders
        ]

    def _make_documents(self, remote):
        """Only states that are mapped are told, and only news; a row without any has nothing to say."""
        states = targets(self.backend_id, "state")
        by_status = entries_by(self.backend_id, "state", "order_status")
        shown = self._states_there()
        documents = {}
        for row in self:
            try:
                state_id = row._state_to_tell(states, by_status, shown.get(row.odoo_id.id, ""))
            except Problem as problem:
                documents[row.id] = problem
                continue
            answer = row._answer_to_tell(remote)
            if state_id or answer:
                documents[row.id] = OrderStatus(
                    id=row.external_id, state_id=state_id or "", risk=answer, notify=row._shop_mails(remote)
                )
        return documents

    def _shop_mails(self, remote):
        """Return whether the shop is to mail the buyer about the state."""
        return self.backend_id.mails_by == "shop" and "notify" in remote.capabilities.writes

    def _answer_to_tell(self, remote):
        """Return the payment check's answer for a remote that has a place for it, "" when that is no news there."""
        answer = self.odoo_id.shop_erp_approval
        if answer not in ("approved", "refused") or "approval" not in remote.capabilities.writes:
            return ""
        return answer if answer != self.sent_answer else ""

    def _states_there(self):
        """Return ``{order id: state}`` as the remote's last agreed documents have it."""
        rows = self.env["shop_erp.binding.order"].search_fetch(
            [("backend_id", "=", self.backend_id.id), ("odoo_id", "in", self.odoo_id.ids), ("direction", "=", "in")],
            ["odoo_id", "document"],
        )
        states = {}
        for row in rows.filtered("document"):
            try:
                states[row.odoo_id.id] = Order.from_json(row.document).state_id
            except InvalidDocument:  # of an older make that nothing reads any more: nothing is known of its state
                states[row.odoo_id.id] = ""
        return states

    def _state_to_tell(self, states, by_status, shown_id):
        """Return the remote's state that stands for the order's status, None when that is no news there.

        :param shown_id: the state that the order has there
        :raises Problem: "ambiguous_there"
        """
        status = self._order_status()
        if not status or (shown_id != self.sent_state_id and not _is_news(status, states.get(shown_id))):
            return None
        entries = by_status.get(status) or by_status.get(_FALLBACK.get(status))
        if not entries:
            return None
        labels = dict(entries[0]._fields["order_status"]._description_selection(self.env))
        state_id = the_one(entries, record=labels[status])
        return state_id if state_id not in (shown_id, self.sent_state_id) else None

    def _order_status(self):
        order = self.odoo_id
        if order.state == "cancel":
            return "refused" if order.shop_erp_approval == "refused" else "cancelled"
        if order.state != "sale":
            return "approved" if order.shop_erp_approval == "approved" else None
        if order.delivery_status == "full":
            return "invoiced" if order.invoice_status == "invoiced" else "delivered"
        return "shipped" if order.delivery_status == "partial" else "confirmed"

    def _after_push(self, results, documents):
        for row in self:
            sent = documents[row.id]
            row.write(
                {"sent_state_id": sent.state_id or row.sent_state_id, "sent_answer": sent.risk or row.sent_answer}
            )


def _is_news(status, mapping):
    """Return whether a status tells the remote more than its own state of the order says.

    The order came from there: an order that was shipped before it reached Odoo is not set back to "Processing".

    :param mapping: what the order's state there stands for, None when nobody has said so
    """
    said = mapping and (mapping.order_status or _SAID.get(mapping.order_action))
    if not said:
        return True
    if _ENDS & {said, status}:
        return said not in _ENDS
    return _LIFE.index(status) > _LIFE.index(said)
