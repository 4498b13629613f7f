from odoo import api, fields, models
from odoo.fields import Domain

from ..convert.partner import FIELD_GROUPS, address_vals, bare_vat, customer_of, customer_vals
from ..convert.problem import Problem
from ..engine import parties
from ..remotes.documents import ADDRESS, IDENTITY
from .shop_erp_binding_groups import group_flag


class BindingPartner(models.Model):
    """A customer account, an ERP's client, or one address of them ⇄ a contact.

    One contact may have several accounts in one shop: only the remote id is unique.
    """

    _name = "shop_erp.binding.partner"
    _description = "Customer of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "customer"

    odoo_id = fields.Many2one("res.partner", "Contact", ondelete="restrict", index=True)

    # several accounts of one contact are what shops have; what we create there, we create once
    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE key IS NOT NULL", "A contact is created at a shop or ERP once."
    )

    _value_groups = FIELD_GROUPS
    _changed_by = {
        IDENTITY: ("odoo_id.name", "odoo_id.vat", "odoo_id.email", "odoo_id.phone"),
        ADDRESS: (
            "odoo_id.street",
            "odoo_id.street2",
            "odoo_id.zip",
            "odoo_id.city",
            "odoo_id.state_id",
            "odoo_id.country_id",
        ),
    }
    identity_changed_at = group_flag(IDENTITY)
    address_changed_at = group_flag(ADDRESS)

    def _match(self, documents, references):
        found, problems = parties.match_customers(self.backend_id, [documents[row.id] for row in self])
        by_id = found | problems
        return {row.id: by_id[documents[row.id].id] for row in self if documents[row.id].id in by_id}

    def _prepare_vals(self, documents, references):
        vals = {}
        for row in self:
            document = documents[row.id]
            try:
                vals[row.id] = customer_vals(document, references)
                home = document.billing or (document.addresses[0] if document.addresses else None)
                if home:
                    vals[row.id] |= {name: value for name, value in address_vals(home, references).items() if value}
                if row.odoo_id:  # what the remote does not know is no reason to forget what Odoo knows
                    vals[row.id] = {name: value for name, value in vals[row.id].items() if value}
                else:
                    vals[row.id]["customer_rank"] = 1
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _create_records(self, new, vals):
        """Accounts that the backend's rules take for one buyer become one contact."""
        documents, _unreadable = new._pending_documents()
        rows = {documents[row.id].id: row for row in new}
        groups = [
            [rows[document.id] for document in group]
            for group in parties.same_people(self.backend_id, list(documents.values()))
        ]
        created = super()._create_records(new.browse([group[0].id for group in groups]), vals)
        return {row: created[group[0]] for group in groups for row in group}

    @api.model
    def _new_rows(self, flow):
        """The buyers of confirmed orders, once each; without a VAT number only where the remote takes them so."""
        orders = self.env["sale.order"].search(
            Domain("state", "=", "sale") & Domain("company_id", "=", flow.company_id.id) & Domain(flow._domain())
        )
        return self._rows_for(flow.backend_id, orders.partner_id.commercial_partner_id)

    @api.model
    def _rows_for(self, backend, partners):
        """Return values of rows for the partners that the backend does not know and can take."""
        if "customer" not in backend._capabilities.creates:
            return []
        if backend._capabilities.customer_needs_vat:
            partners = partners.filtered(lambda partner: bare_vat(partner.vat))
        bound = self.search([("backend_id", "=", backend.id), ("odoo_id", "in", partners.ids)]).odoo_id
        return [{"odoo_id": partner.id, "key": partner.vat or self._own_key(partner)} for partner in partners - bound]

    def _make_documents(self, remote):
        return {row.id: customer_of(row.odoo_id, id=row.external_id or "", code=row.number or "") for row in self}
