from dataclasses import replace

from odoo import api, fields, models

from ...convert.agreement import FIELD_GROUPS, GROUP, agreement_of, agreement_vals, changed, groups_of, unmapped_groups
from ...convert.problem import Problem
from ...engine.customers import matching
from ...engine.customers.agreements import Agreements
from ...engine.problems import sentence
from ..binding.shop_erp_binding_groups import group_flag


class BindingPartner(models.Model):
    """What is agreed with a customer: groups, price list, payment terms, taxes, discount: see ``convert/agreement``."""

    _inherit = "shop_erp.binding.partner"

    _value_groups = FIELD_GROUPS
    _changed_by = {
        GROUP: (
            "odoo_id.category_id",
            "odoo_id.specific_property_product_pricelist",
            "odoo_id.property_payment_term_id",
            "odoo_id.property_account_position_id",
            "odoo_id.shop_erp_discount",
        )
    }
    group_changed_at = group_flag(GROUP)
    group_names = fields.Char("Groups", compute="_compute_terms")
    price_table_name = fields.Char("Price table", compute="_compute_terms")

    @api.depends("document")
    def _compute_terms(self):
        """What both sides agreed on last, by the names that the remote gives."""
        documents = self._agreed_documents()
        for backend, rows in self.grouped("backend_id").items():
            known = Agreements(backend)
            for row in rows:
                agreed = documents.get(row.id)
                names = [known.name("group", id) for id in groups_of(agreed)] if agreed else []
                row.group_names = ", ".join(names) or False
                table = agreed and agreed.price_table_id
                row.price_table_name = known.name("price_table", table) if table else False

    def _in_company(self):
        """Return the contact as the backend's company sees it: price list, terms and taxes are each company's own."""
        return self.odoo_id.with_company(self.backend_id.company_id)

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        known, bases = Agreements(self.backend_id), self._agreed_documents()
        for row in self.filtered(lambda row: not isinstance(found[row.id], Problem) and row._has_agreement(documents)):
            document, base = documents[row.id], bases.get(row.id)
            try:
                found[row.id] = found[row.id] | agreement_vals(document, row._in_company(), known, base)
            except Problem as problem:
                if row.digest != documents[row.id].digest():  # what is agreed already is no question
                    found[row.id] = problem
        return found

    def _has_agreement(self, documents):
        """Return whether this row speaks for the customer: the first of his accounts does, an address does not."""
        if self.is_address or self.is_secondary:
            return False
        return not (self.odoo_id and matching.is_common_guest(self.backend_id, documents[self.id]))

    def _note_warnings(self, documents):
        """Groups of which nobody has said what they mean are named on the row; the customer goes on without them."""
        super()._note_warnings(documents)
        known = Agreements(self.backend_id)
        for row in self.filtered(lambda row: row.state == "done" and row._has_agreement(documents)):
            texts = [
                sentence(self.env, Problem("customer_group_unmapped", id=id, name=known.name("group", id)))
                for id in unmapped_groups(documents[row.id], known)
            ]
            if texts:
                text = "\n".join(filter(None, [row.reason, *texts]))
                row.write({"reason_code": "warning", "reason": text})

    def _after_push(self, results, documents):
        """What is agreed and has no place there is said: the customer would pay another price than in Odoo."""
        super()._after_push(results, documents)
        known = Agreements(self.backend_id)
        for row in self:
            texts = [sentence(self.env, problem) for problem in row._unplaced(documents[row.id], known)]
            if texts:
                row.write({"reason_code": "warning", "reason": "\n".join(filter(None, [row.reason, *texts]))})

    def _unplaced(self, document, known):
        facts = {"record": self.odoo_id.name, "backend": self.backend_id.name}
        if document.discount_percent and not known.takes("customer_discounts"):
            yield Problem("discount_not_there", discount=f"{document.discount_percent.normalize():f}", **facts)
        own = self._in_company().specific_property_product_pricelist
        has_place = known.lists("price_table") or known.takes("customer_prices") or own in known.all_group_pricelists
        if own and not has_place:
            yield Problem("prices_not_there", pricelist=own.name, **facts)

    def _write_records(self, known, vals):
        """Values that are so already are not written: each would be looked up and tracked for nothing."""
        vals = {
            row.id: {
                name: value
                for name, value in vals[row.id].items()
                if name not in FIELD_GROUPS or changed(row._in_company(), name, value)
            }
            for row in known
        }
        super()._write_records(known, vals)

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        known = Agreements(self.backend_id)
        agreed = self._agreed_documents()
        for row in self.filtered(lambda row: row.id in documents and not isinstance(documents[row.id], Problem)):
            try:
                fields = agreement_of(row._in_company(), known, agreed.get(row.id))
                documents[row.id] = replace(documents[row.id], **fields)
            except Problem as problem:
                documents[row.id] = problem
        return documents
