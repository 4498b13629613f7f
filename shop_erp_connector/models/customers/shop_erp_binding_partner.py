from contextlib import suppress
from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...convert.partner import FIELD_GROUPS, address_vals, changed_vals, customer_vals, warnings_of
from ...convert.partner_out import customer_as_agreed, customer_of
from ...convert.problem import Problem
from ...convert.tax_number import bare_vat
from ...engine.customers import addresses, addresses_out, matching, parties
from ...engine.problems import sentence
from ...engine.references import Places
from ...engine.values import differing
from ...remotes.documents import ADDRESS, IDENTITY, Customer, InvalidDocument
from ..binding.shop_erp_binding_groups import group_flag


class BindingPartner(models.Model):
    """A customer account, an ERP's client, or one address of them ⇄ a contact.

    One contact may have several accounts in one shop: only the remote id is unique. One of them is the primary one.
    """

    _name = "shop_erp.binding.partner"
    _description = "Customer of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "customer"

    odoo_id = fields.Many2one("res.partner", "Contact", ondelete="restrict", index=True)
    is_secondary = fields.Boolean(
        "Further account",
        readonly=True,
        help="Another account of this contact in the same system speaks for it; this one fills in what is missing.",
    )

    # several accounts of one contact are what shops have; what we create there, we create once
    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE key IS NOT NULL", "A contact is created at a shop or ERP once."
    )

    _value_groups = FIELD_GROUPS
    _moved_with = {
        IDENTITY: {ADDRESS}
    }  # names at an address, and the tax number and telephone that it gives its customer
    _changed_by = {
        IDENTITY: (
            "odoo_id.name",
            "odoo_id.is_company",
            "odoo_id.vat",
            "odoo_id.email",
            "odoo_id.phone",
            "odoo_id.lang",
            "odoo_id.comment",
            "odoo_id.website",
            "odoo_id.shop_erp_first_name",
            "odoo_id.shop_erp_last_name",
            "odoo_id.shop_erp_mobile",
            "odoo_id.shop_erp_birthday",
            "odoo_id.shop_erp_newsletter",
            "odoo_id.shop_erp_consents",
            "odoo_id.shop_erp_identity_number",
            "odoo_id.shop_erp_company",
        ),
        ADDRESS: (
            "odoo_id.street",
            "odoo_id.street2",
            "odoo_id.zip",
            "odoo_id.city",
            "odoo_id.state_id",
            "odoo_id.country_id",
            "odoo_id.active",
            # a customer's own address bears his name, number and telephone
            "odoo_id.name",
            "odoo_id.vat",
            "odoo_id.phone",
            "odoo_id.shop_erp_mobile",
        ),
    }
    identity_changed_at = group_flag(IDENTITY)
    address_changed_at = group_flag(ADDRESS)

    # --- in ---

    def _match(self, documents, references):
        accounts = self.filtered(lambda row: not row.is_address and row.buyer_choice != "new")
        found, problems = matching.match(self.backend_id, [documents[row.id] for row in accounts])
        by_id = found | problems
        return {row.id: by_id[documents[row.id].id] for row in accounts if documents[row.id].id in by_id}

    def _prepare_vals(self, documents, references):
        accounts = self.filtered(lambda row: not row.is_address)
        accounts._flag_secondary()
        accounts._put_before_guests(documents)
        vals = addresses.prepared(self - accounts, documents, references)
        for row in accounts:
            try:
                vals[row.id] = row._account_vals(documents[row.id], references)
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _account_vals(self, document, references):
        if self.odoo_id and matching.is_common_guest(self.backend_id, document):
            return {}  # what one of all the guests says of himself is not theirs
        vals = parties.accepted(self.backend_id, self._customer_vals(document, references), document, self.odoo_id)
        if isinstance(vals, Problem):
            raise vals
        if not self.odoo_id:
            return vals | {"customer_rank": 1}
        if self.is_secondary:
            fills = {name: value for name, value in vals.items() if value and not self.odoo_id[name]}
            return {name: value for name, value in fills.items() if name != "ref"}  # the number of another account
        agreed = self._agreed_customer()
        return changed_vals(vals, self._customer_vals(agreed, references, is_agreed=True) if agreed else {})

    def _customer_vals(self, document, references, *, is_agreed=False):
        vals = customer_vals(document, references)
        home = addresses.home(document)
        try:
            at_home = address_vals(home, references) if home else {}
            own = {name: vals[name] or at_home.get(name, False) for name in ("phone", "shop_erp_mobile")}
            return vals | at_home | own
        except Problem:
            if home.id or is_agreed:  # the address waits in a row of its own
                return vals
            raise

    def _agreed_customer(self):
        """Return the last agreed document, None when there is none that can be read."""
        try:
            return Customer.from_json(self.document) if self.document else None
        except InvalidDocument:
            return None

    def _write_records(self, known, vals):
        of_addresses, places = known.filtered("is_address"), Places(self.backend_id)
        addresses.written(of_addresses, vals, places)
        sent = (known - of_addresses).filtered("is_sent")
        agreed = {row.id: row._agreed_customer() for row in sent}
        before = {id: self._customer_vals(one, places, is_agreed=True) for id, one in agreed.items() if one}
        vals = sent._only_news(dict(vals), before)
        # Odoo looks for much that could follow from a value, also from one that stays as it is
        news = {row.id: differing(row.odoo_id, vals[row.id]) for row in known - of_addresses}
        super()._write_records(known.filtered(lambda row: news.get(row.id)), news)

    def _create_records(self, new, vals):
        """Accounts that the backend's rules take for one buyer become one contact."""
        addresses.created(new.filtered("is_address"), vals)
        new = new.filtered(lambda row: not row.is_address)
        if not new:
            return {}
        documents, _unreadable = new._pending_documents()
        matching.claim(self.backend_id, list(documents.values()))
        rows = {documents[row.id].id: row for row in new}
        chosen_new = new.filtered(lambda row: row.buyer_choice == "new")
        groups = [[row] for row in chosen_new] + [
            [rows[document.id] for document in group]
            for group in matching.same_people(
                self.backend_id, [documents[row.id] for row in new if row not in chosen_new]
            )
        ]
        created = super()._create_records(new.browse([group[0].id for group in groups]), vals)
        return {row: created[group[0]] for group in groups for row in group}

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        accounts = self.filtered(lambda row: not row.is_address and row.odoo_id)
        accounts._flag_secondary()
        common = accounts.filtered(lambda row: matching.is_common_guest(row.backend_id, documents[row.id]))
        addresses.follow(accounts - common, documents, references)

    def _note_warnings(self, documents):
        """Say on the rows what was kept as it was written although it cannot be right."""
        for row in self.filtered(lambda row: row.state == "done" and not row.is_address):
            warnings = warnings_of(documents[row.id])
            if warnings:
                text = "\n".join(sentence(self.env, problem) for problem in warnings)
                row.write({"reason_code": "warning", "reason": text})

    def _flag_secondary(self):
        """Of several accounts of one contact in one system, the first one is the primary."""
        if not self:
            return
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE shop_erp_binding_partner AS bound SET is_secondary = true
                    WHERE bound.id = ANY(%s) AND bound.is_secondary IS NOT true AND bound.odoo_id IS NOT NULL
                      AND bound.is_address IS NOT true
                      AND EXISTS (SELECT FROM shop_erp_binding_partner AS other
                                   WHERE other.backend_id = bound.backend_id AND other.odoo_id = bound.odoo_id
                                     AND other.is_address IS NOT true AND other.is_secondary IS NOT true
                                     AND other.id < bound.id)
                   RETURNING bound.id""",
                list(self.ids),
            )
        )
        self.invalidate_recordset(["is_secondary"])

    def _put_before_guests(self, documents):
        """Who opens an account speaks for himself, also where he was a guest before."""
        rows = self.filtered(lambda row: row.is_secondary and not documents[row.id].is_guest)
        if not rows:
            return
        same = [
            ("backend_id", "=", rows.backend_id.id),
            ("odoo_id", "in", rows.odoo_id.ids),
            ("is_address", "=", False),
        ]
        speaking = {row.odoo_id: row for row in self.search([*same, ("is_secondary", "=", False)])}
        for row in rows:
            agreed = speaking[row.odoo_id]._agreed_customer() if row.odoo_id in speaking else None
            if agreed and agreed.is_guest:
                speaking[row.odoo_id].is_secondary = True
                row.is_secondary = False
                speaking[row.odoo_id] = row

    def _primary_last(self):
        """Return the rows so that of several accounts of one contact the primary one comes last."""
        return self.sorted(lambda row: (not row.is_secondary, -row.id))

    # --- out ---

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
        if backend._capabilities.customer_needs_email:
            partners = partners.filtered("email")
        bound = self.search([("backend_id", "=", backend.id), ("odoo_id", "in", partners.ids)]).odoo_id
        guests = self.env["shop_erp.backend"].search([("guest_partner_id", "in", partners.ids)]).guest_partner_id
        return [
            {"odoo_id": partner.id, "key": partner.vat or self._own_key(partner)}
            for partner in partners - bound - guests
        ]

    @api.model
    def _mark_changed(self, backend):
        """A changed address goes with its account."""
        addresses_out.look(self, backend)
        super()._mark_changed(backend)

    @api.model
    def _is_sent_alone(self):
        return SQL("is_address IS NOT true")

    def _clear_dirty(self):
        """What came in is agreed; an address that Odoo keeps against the remote is still to be sent."""
        super()._set_unchanged(self)  # pylint: disable=super-method-mismatch

    @api.model
    def _set_unchanged(self, rows):
        """With an account that was sent, its addresses are agreed; of one that waits for an answer nothing was sent."""
        changed = rows.address_ids.filtered(lambda row: row.content_changed and not row.pending_document)
        super()._set_unchanged(rows | changed)

    def _make_documents(self, remote):
        accounts = self.filtered(lambda row: not row.is_address)
        agreed = {row.id: row._agreed_customer() for row in accounts}
        sent = addresses_out.SentAddresses(accounts, agreed)
        return {row.id: row._account_document(agreed[row.id], sent) for row in accounts}

    def _account_document(self, agreed, sent):
        partner = self.odoo_id
        document = customer_of(
            partner,
            id=self.external_id or "",
            code=self.number or "",
            family_first=self.backend_id.is_family_name_first,
        )
        if agreed:
            with suppress(Problem):  # what was agreed cannot be read any more: Odoo's own values are sent
                document = customer_as_agreed(document, partner, agreed, customer_vals(agreed, sent.places))
            if self.is_secondary:  # who has two accounts signs in with two e-mails
                document = replace(document, email=agreed.email or document.email)
        if "addresses" not in self.backend_id._capabilities.writes:
            return document
        billing, others, removed = sent.of(self)
        return replace(document, billing=billing, addresses=others, removed_address_ids=removed)

    @api.model
    def _agreed_document(self, document, result):
        return replace(addresses_out.with_ids(document, result.part_ids), removed_address_ids=())

    def _after_push(self, results, documents):
        super()._after_push(results, documents)
        if "addresses" in self.backend_id._capabilities.writes:
            addresses_out.note(self, results, documents, {row.id: documents[row.id] for row in self})
