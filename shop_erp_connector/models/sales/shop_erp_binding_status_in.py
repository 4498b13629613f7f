from odoo import fields, models

from ...convert.problem import Problem
from ...engine.references import OrderReferences


class BindingStatus(models.Model):
    """What an ERP says of an order that was sent to it: noted on the order; a cancellation is followed."""

    _inherit = "shop_erp.binding.status"

    there_state = fields.Char("State there", readonly=True)

    def _references(self, documents):
        references = OrderReferences(self.backend_id, [])
        ids = [document.id for document in documents.values()]
        rows = self.env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend_id.id), ("external_id", "in", ids), ("odoo_id", "!=", False)]
        )
        references.order_rows = {row.external_id: row for row in rows}
        return references

    def _missing_there(self, documents, references):
        """The orders that Odoo does not know."""
        return "order", {documents[row.id].id for row in self} - set(references.order_rows)

    def _match(self, documents, references):
        """The order whose state it is."""
        rows = {row.id: references.order_rows.get(documents[row.id].id) for row in self}
        return {row_id: found.odoo_id.id for row_id, found in rows.items() if found}

    def _prepare_vals(self, documents, references):
        vals = {}
        for row in self:
            document = documents[row.id]
            order_row = references.order_rows.get(document.id)
            try:
                if not order_row:
                    raise Problem("order_missing", order=document.number or document.id)
                if references.meaning(document.state_id) == "cancel":
                    order_row._check_can_cancel()
                vals[row.id] = {}
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _after_apply(self, documents, references, new):
        """Say it on the order, once for each state, and follow a cancellation."""
        bodies, cancelled = {}, self.env["sale.order"]
        for row in self.filtered("odoo_id"):
            document = documents[row.id]
            name = document.state_name or document.state_id
            if name != row.there_state:
                row.there_state = name
                text = self.env._("%(backend)s: %(state)s", backend=row.backend_id.name, state=name)
                bodies[row.odoo_id.id] = text
            if references.meaning(document.state_id) == "cancel":
                cancelled |= row.odoo_id
        if bodies:
            self.env["sale.order"].browse(bodies)._message_log_batch(bodies)
        cancelled = cancelled.filtered(lambda order: order.state != "cancel")
        if cancelled:
            cancelled.with_context(disable_cancel_warning=True)._action_cancel()
