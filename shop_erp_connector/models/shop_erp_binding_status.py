from odoo import api, fields, models

from ..engine.mappings import targets
from ..remotes.documents import OrderStatus

#: When no state stands for a status, the one before it in an order's life may.
_FALLBACK = {"invoiced": "delivered"}


class BindingStatus(models.Model):
    """What a remote was told about an order's state. One row per order that came from the remote."""

    _name = "shop_erp.binding.status"
    _description = "Order state told to a shop"
    _inherit = "shop_erp.binding"
    _kind = "status"

    odoo_id = fields.Many2one("sale.order", "Order", ondelete="cascade", index=True)
    sent_state_id = fields.Char("State sent", readonly=True)

    @api.depends("odoo_id.state", "odoo_id.delivery_status", "odoo_id.invoice_status")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    @api.model
    def _new_rows(self, flow):
        """Every imported order of the backend whose state has not been watched yet."""
        watched = self._search([("backend_id", "=", flow.backend_id.id)])
        orders = self.env["shop_erp.binding.order"].search(
            [
                ("backend_id", "=", flow.backend_id.id),
                ("direction", "=", "in"),
                ("odoo_id", "!=", False),
                ("odoo_id", "not in", watched.subselect("odoo_id")),
            ]
        )
        return [
            {"odoo_id": row.odoo_id.id, "external_id": row.external_id, "number": row.number, "key": row.external_id}
            for row in orders
        ]

    def _make_documents(self, remote):
        """Only states that are mapped are told; a row without one has nothing to say."""
        by_status = {}
        for external_id, mapping in targets(self.backend_id, "state").items():
            if mapping.order_status:
                by_status.setdefault(mapping.order_status, external_id)
        documents = {}
        for row in self:
            status = row._order_status()
            state_id = by_status.get(status) or by_status.get(_FALLBACK.get(status))
            if state_id and state_id != row.sent_state_id:
                documents[row.id] = OrderStatus(id=row.external_id, state_id=state_id)
        return documents

    def _order_status(self):
        order = self.odoo_id
        if order.state == "cancel":
            return "cancelled"
        if order.state != "sale":
            return None
        if order.delivery_status == "full":
            return "invoiced" if order.invoice_status == "invoiced" else "delivered"
        return "shipped" if order.delivery_status == "partial" else "confirmed"

    def _after_push(self, results, documents):
        for row in self:
            row.sent_state_id = documents[row.id].state_id
