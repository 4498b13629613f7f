from datetime import timedelta

from odoo import api, fields, models

from ...engine.stock import availability

#: Payment states of an order whose goods are not given back.
_PAID = ("paid", "partial", "authorised")


class BindingOrder(models.Model):
    """How long an order that is not confirmed holds its goods (see ``engine/stock/promises.py``)."""

    _inherit = "shop_erp.binding.order"

    hold_until = fields.Datetime("Goods held until", compute="_compute_hold_until")
    hold_released = fields.Boolean(readonly=True, help="Its goods are offered again: it was not paid in time.")

    @api.depends(
        "direction", "odoo_id.state", "odoo_id.date_order", "odoo_id.shop_erp_payment_state", "backend_id.unpaid_hours"
    )
    def _compute_hold_until(self):
        for row in self:
            hours = row.backend_id.unpaid_hours
            order = row.odoo_id
            is_held = hours and row.direction == "in" and order.state in ("draft", "sent")
            is_held = is_held and order.shop_erp_payment_state not in _PAID
            row.hold_until = order.date_order + timedelta(hours=hours) if is_held else False

    def _note_read(self, backend, documents, row_ids, moment):
        """What was sold or cancelled there moved the shop's own figures."""
        if row_ids:
            availability.note_sold(backend, row_ids)
        return super()._note_read(backend, documents, row_ids, moment)

    @api.model
    def _release_unpaid(self):
        """Tell all shops that the goods of orders whose time is over are for sale again."""
        released = self.browse()
        for backend in self.env["shop_erp.backend"].search([("unpaid_hours", ">", 0)]):
            released |= self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("direction", "=", "in"),
                    ("hold_released", "=", False),
                    ("odoo_id.state", "in", ("draft", "sent")),
                    ("odoo_id.shop_erp_payment_state", "not in", _PAID),
                    ("odoo_id.date_order", "<=", fields.Datetime.now() - timedelta(hours=backend.unpaid_hours)),
                ]
            )
        if not released:
            return
        released.hold_released = True
        released.odoo_id._message_log_batch(
            {
                row.odoo_id.id: self.env._(
                    "Not paid within %(hours)s hours: its goods are offered again.", hours=row.backend_id.unpaid_hours
                )
                for row in released
            }
        )
        self.env["shop_erp.backend"]._levels_moved(released.company_id)
