from odoo import fields, models

from ...convert.partner import contact_vals, told_vat
from ...convert.problem import Problem
from ...engine.customers import addresses_out
from ...remotes.documents import Customer


class BindingPartner(models.Model):
    """Addresses: rows of their own, below the row of the account whose addresses they are."""

    _inherit = "shop_erp.binding.partner"

    is_address = fields.Boolean("Address", readonly=True)
    is_of_order = fields.Boolean(
        "Address of orders", readonly=True, help="Orders were placed with it; the account does not name it."
    )
    is_removed = fields.Boolean("Removed", readonly=True, help="The account does not have this address any more.")
    owner_id = fields.Many2one(
        "shop_erp.binding.partner", "Account", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    address_ids = fields.One2many("shop_erp.binding.partner", "owner_id", "Addresses")

    def _page_id(self):
        """An address is seen on its account's page."""
        return (self.owner_id if self.is_address else self).external_id

    def _sent_with(self):
        """An address goes with its account, which is changed when one of its addresses is."""
        addresses = self.filtered("is_address")
        if addresses:
            addresses_out.look(self.browse(), addresses.backend_id)
        return (self - addresses) | addresses.owner_id

    def _note_removed(self, reason):
        """The addresses are the account's no more; should one come back, it is applied anew."""
        self._set_state(
            "done", None, reason, is_removed=True, pending_document=False, pending_digest=False, digest=False
        )

    def _told_document(self):
        """Return what the remote said last of an account, applied or not; None when nothing can be read."""
        documents, _unreadable = self.filtered("pending_document")._pending_documents()
        return documents.get(self.id) or self._agreed_customer()

    def _told_vals(self, places):
        """Return the values that the last agreed document gave this address's contact, {} when there is none."""
        agreed = self._agreed_customer()
        if not agreed or not agreed.billing:
            return {}
        account = self.owner_id._told_document() or Customer()
        try:
            return contact_vals(
                agreed.billing,
                places,
                parent_id=self.odoo_id.parent_id.id,
                type=self.odoo_id.type,
                vat=told_vat(account),
            )
        except Problem:
            return {}
