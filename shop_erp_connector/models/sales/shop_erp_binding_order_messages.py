from odoo import models
from odoo.tools import html2plaintext

from odoo.addons.base.models.ir_qweb_fields import nl2br

from ...remotes.documents import InvalidDocument, Order


class BindingOrder(models.Model):
    """What people write about an order in the shop, and the files that belong to it."""

    _inherit = "shop_erp.binding.order"

    def _log_messages(self, documents):
        """Append what is new of the orders' messages to their threads, in one batch."""
        bodies = {}
        for row in self.filtered("odoo_id"):
            known = {_identity(message) for message in row._agreed_messages()}
            fresh = [message.text for message in documents[row.id].messages if _identity(message) not in known]
            if fresh:
                bodies[row.odoo_id.id] = nl2br("\n".join(fresh))
        if bodies:
            self.env["sale.order"].browse(bodies)._message_log_batch(bodies)

    def _agreed_messages(self):
        try:
            return Order.from_json(self.document).messages if self.document else ()
        except InvalidDocument:  # of an older make that nothing reads any more: they have been logged then
            return ()

    def _files_to_fetch(self):
        if not self.odoo_id or '"files"' not in (self.document or ""):
            return ()
        files = Order.from_json(self.document).files
        known = set(self._attached().mapped("description"))
        return tuple(file for file in files if file.url and self._file_key(file) not in known)

    def _attached(self):
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", self.odoo_id.id)]
        return self.env["ir.attachment"].search(domain)

    def _file_key(self, file):
        """Return what an attachment remembers of where it came from: a file is fetched once."""
        return f"{self.backend_id.name}: {file.id or file.url}"

    def _keep_file(self, file, content):
        # what a buyer has uploaded is no page of ours: HTML and SVG are kept as plain text
        self.env["ir.attachment"].with_context(attachments_mime_plainxml=True).create(
            {
                "name": file.name or file.id or "file",
                "description": self._file_key(file),
                "raw": content,
                "res_model": "sale.order",
                "res_id": self.odoo_id.id,
            }
        )

    def _note_file(self, file, reason):
        """Say on the order, once, that a file is missing."""
        said = {html2plaintext(message.body or "").strip() for message in self.odoo_id.message_ids}
        if reason not in said:
            self.odoo_id._message_log(body=reason)


def _identity(message):
    return message.id or (message.text, message.written_at)
