from odoo import models


class BindingOrder(models.Model):
    """A shop's orders move its own levels: what it shows is not what was sent last any more."""

    _inherit = "shop_erp.binding.order"

    def _note_read(self, backend, documents, row_ids, moment):
        """Levels of what was ordered, paid or cancelled are sent again, also when they equal what was sent last.

        A cancelled piece is back on the shop's shelf, a sold one is gone, and something else may have made up for it
        here: three came in while three were sold there, and the level to send is the same as before.
        """
        changed = set(self.browse(row_ids).mapped("external_id"))
        lines = [line for document in documents if document.id in changed for line in document.lines]
        self.env["shop_erp.binding.stock"]._forget_sent(backend, {line.variant_id for line in lines} - {""})
        return super()._note_read(backend, documents, row_ids, moment)
