from odoo import models

from ...remotes.documents import Customer
from ...remotes.errors import RemoteError


class BindingPartner(models.Model):
    """Accounts of a person who was erased in Odoo: their systems are told, people finish the rest there."""

    _inherit = "shop_erp.binding.partner"

    def _tell_erased(self):
        """Ask a person of each system to erase the accounts there; shops that take customers are told at once."""
        accounts = self.filtered(lambda row: row.external_id and not row.is_address)
        for backend, rows in accounts.grouped("backend_id").items():
            if "customer" in backend._capabilities.pushes and not backend._capabilities.issues_invoices:
                rows.with_delay(channel="root.shop_erp.out")._job_tell_erased()
            else:
                rows._call_for_erasure(
                    self.env._("Odoo cannot tell this system. Erase there what no law asks to be kept.")
                )

    def _job_tell_erased(self):
        """Queue entry: anonymise the accounts in their shop, then have a person look after the rest."""
        backend = self.backend_id
        try:
            with backend._opened() as remote:
                results = remote.push("customer", [row._erased_document() for row in self])
        except RemoteError as error:
            self._call_for_erasure(str(error))
            return
        refused = [str(result.error) for result in results if result.error]
        told = self.env._(
            "The names and e-mails of these accounts were replaced there. What the shop keeps in its own orders and"
            " lists is erased with its own tool."
        )
        self._call_for_erasure("\n".join(refused) or told)

    def _erased_document(self):
        """Return what stands for an erased account in a shop; the address of the e-mail can belong to nobody."""
        word = "Anonymous"
        return Customer(
            id=self.external_id,
            first_name=word,
            last_name=word,
            email=f"erased-{self.external_id}@anonymous.invalid",
            newsletter=False,
            removed_address_ids=tuple(
                row.external_id for row in self.address_ids if not (row.is_of_order or row.is_removed)
            ),
        )

    def _call_for_erasure(self, text):
        backend_sudo = self.backend_id.sudo()  # any manager may erase a person; the note is for the system's own people
        backend_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Erase customers in %(backend)s", backend=self.backend_id.name),
            note=self.env._("Accounts: %(ids)s. %(text)s", ids=", ".join(self.mapped("external_id")), text=text),
            user_id=backend_sudo._responsible_user().id,
        )
