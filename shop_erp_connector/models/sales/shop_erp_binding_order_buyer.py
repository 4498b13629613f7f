from odoo import fields, models

from ...convert.partner import warnings_of
from ...engine.customers import parties
from ...engine.problems import sentence


class BindingOrder(models.Model):
    """An order whose buyer several contacts could stand for."""

    _name = "shop_erp.binding.order"
    _inherit = ["shop_erp.binding.order", "shop_erp.buyer"]

    buyer_id = fields.Many2one("res.partner", "Chosen buyer", readonly=True, copy=False, index="btree_not_null")

    def _buyer_of(self, document):
        return document.customer and parties.buyer_of(document)

    def _keep_choice(self, partner):
        self.write({"buyer_id": partner.id, "buyer_choice": False if partner else "new"})

    def _note_warnings(self, documents):
        """Say on the orders what is wrong with what their buyers wrote."""
        for row in self.filtered(lambda row: row.state == "done" and documents[row.id].customer):
            warnings = warnings_of(parties.buyer_of(documents[row.id]))
            if warnings:
                text = "\n".join(sentence(self.env, problem) for problem in warnings)
                row.write({"reason_code": "warning", "reason": text})
