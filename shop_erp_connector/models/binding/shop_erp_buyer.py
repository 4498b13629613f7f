from odoo import fields, models

from ...engine.customers import matching
from ...remotes.documents import InvalidDocument


class Buyer(models.AbstractModel):
    """A row that names a buyer, and what a person decides when several contacts could be him."""

    _name = "shop_erp.buyer"
    _description = "Row that names a buyer"

    buyer_choice = fields.Selection(
        [("new", "A new contact")], "Buyer", readonly=True, copy=False, help="A person has said who the buyer is."
    )

    def _told_buyer(self):
        """Return the ``Customer`` that the row's pending document names, None for none."""
        self.ensure_one()
        try:
            return self._buyer_of(self._document_class().from_json(self.pending_document or ""))
        except InvalidDocument:
            return None

    def _buyer_candidates(self):
        """Return the contacts that the rules find for the row's buyer now."""
        buyer = self._told_buyer()
        if not buyer:
            return self.env["res.partner"]
        _found, problems = matching.match(self.backend_id, [buyer])
        return self.env["res.partner"].browse(
            [id for problem in problems.values() for id in problem.facts["candidate_ids"]]
        )

    def action_choose_buyer(self):
        """Open the contacts that could be the buyer."""
        self.ensure_one()
        choice = self.env["shop_erp.buyer.choice"].create({"binding_model": self._name, "binding_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is this buyer?"),
            "res_model": choice._name,
            "res_id": choice.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _choose_buyer(self, partner):
        """Let the buyer be ``partner``, or a new contact when it is empty, and go on with all that waits for him.

        :return: the runs that were started
        """
        self.check_access("write")
        runs = self.env["shop_erp.run"]
        for rows in self._waiting_for_same_buyer():
            rows._keep_choice(partner)
            runs |= rows._retry()
        return runs

    def _waiting_for_same_buyer(self):
        """Return the rows, by model, that are held for the same buyer: his account and his orders."""
        buyer = self._told_buyer()
        if not buyer or not buyer.id:
            return [self]
        held = [("backend_id", "=", self.backend_id.id), ("state", "=", "held"), ("reason_code", "=", "ambiguous")]
        accounts = self.env["shop_erp.binding.partner"].search([*held, ("external_id", "=", buyer.id)])
        orders = self.env["shop_erp.binding.order"].search(held)
        orders = orders.filtered(lambda row: getattr(row._told_buyer(), "id", "") == buyer.id)
        return [rows for rows in (accounts, orders) if rows]
