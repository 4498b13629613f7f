from odoo import models
from odoo.exceptions import UserError

from ...convert.partner import told_vat
from ...convert.tax_number import bare_vat


class BindingPartner(models.Model):
    """What a merge of contacts means for the rows of both."""

    _inherit = "shop_erp.binding.partner"

    def _before_merge(self, sources, target):
        """A contact is created at a system once: only one of the rows keeps the key by which it would be."""
        rows = self.search([("odoo_id", "in", (sources | target).ids), ("is_address", "=", False)], order="id")
        for part in rows.grouped("backend_id").values():
            of_target = part.filtered(lambda row: row.odoo_id == target)
            first = (of_target.filtered(lambda row: not row.is_secondary) or of_target or part)[:1]
            others = part - first
            others.filtered("external_id").write({"key": False, "is_secondary": True})
            unsent = others.filtered(lambda row: not row.external_id)
            if unsent.filtered(lambda row: row.state in ("in_doubt", "sending")):
                raise UserError(
                    self.env._(
                        "%(contact)s is being created at %(backend)s right now. Merge the contacts when that is done.",
                        contact=unsent[:1].odoo_id.display_name,
                        backend=part.backend_id.name,
                    )
                )
            if first.key and not first.external_id and others.filtered("external_id"):
                first, unsent = others.filtered("external_id")[:1], unsent | first
                first.is_secondary = False
            unsent.unlink()
        self.env.flush_all()

    def _after_merge(self, target):
        """What the merged contact is now is news for all its accounts."""
        self.invalidate_model()
        rows = self.search([("odoo_id", "=", target.id)])
        rows._look_for_changes()

    def _make_documents(self, remote):
        """A client who is known there by another tax number stays who he is: invoices were made out to that number."""
        others = self.filtered("is_secondary") if remote and remote.capabilities.customer_needs_vat else self.browse()
        agreed = others._agreed_documents()
        others = others.filtered(
            lambda row: row.id in agreed and bare_vat(told_vat(agreed[row.id])) != bare_vat(row.odoo_id.vat)
        )
        return super(BindingPartner, self - others)._make_documents(remote)
