import string
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...convert.problem import Problem
from ...convert.tax_number import bare_vat
from ...engine.customers import customer_access
from ..backend.shop_erp_backend_account import LOGIN_FIELDS
from ..binding.shop_erp_binding_groups import group_flag

ACCESS = "access"

#: Who decides whether a customer may use a shop.
SWITCHES = [("rule", "By rule"), ("on", "On"), ("off", "Off")]


class BindingPartner(models.Model):
    """The binding of a customer is his account in one shop: whether he may use it, how he signs in, who invites him.

    Who is switched off, or falls out of a rule that takes access away, is blocked there, never deleted.
    """

    _inherit = "shop_erp.binding.partner"

    switch = fields.Selection(
        SWITCHES,
        "Account switch",
        default="rule",
        help="By rule: as the backend's rule says, looked at whenever customers are sent. On, off: whatever it says.",
    )
    in_rule = fields.Boolean("The rule says yes", default=True, readonly=True)
    access = fields.Selection(
        [(customer_access.ALLOWED, "May use it"), (customer_access.BLOCKED, "Blocked")],
        compute="_compute_access",
        store=True,
        help="Empty: nothing is said about it.",
    )
    shop_lookup_ids = fields.Many2many(
        "shop_erp.lookup",
        "shop_erp_binding_partner_shop",
        string="Shops",
        domain="[('backend_id', '=', backend_id), ('type', '=', 'shop')]",
        help="Which shops of the installation the customer may use; empty: those that the shop itself says.",
    )
    login = fields.Char(readonly=True)
    invited_at = fields.Datetime("Invited", readonly=True)

    _changed_by = {ACCESS: (ACCESS, "shop_lookup_ids")}
    access_changed_at = group_flag(ACCESS)

    @api.depends("is_address", "switch", "in_rule", "backend_id.account_rule", "backend_id.account_blocks")
    def _compute_access(self):
        for row in self:
            if row.is_address:
                row.access = False
                continue
            is_allowed = {"on": True, "off": False}.get(row.switch)
            if is_allowed is None and row.backend_id.account_rule == "rule":
                is_allowed = True if row.in_rule else None if not row.backend_id.account_blocks else False
            names = {True: customer_access.ALLOWED, False: customer_access.BLOCKED}
            row.access = names.get(is_allowed, False)

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """Whom the rule names and the backend does not know; what it says of the others is noted.

        Who was switched off before he had an account has a row already, and gets none.
        """
        backend = flow.backend_id
        self._note_rule(backend)
        return self._rows_for(backend, customer_access.chosen(backend))

    @api.model
    def _note_rule(self, backend):
        """Note of the customers that are known there whether the rule still names them."""
        rows = self._accounts_of(backend)
        wanted = set(customer_access.in_rule(backend, rows.odoo_id).ids)
        for is_in in (True, False):
            rows.filtered(
                lambda row, is_in=is_in: row.in_rule != is_in and (row.odoo_id.id in wanted) == is_in
            ).in_rule = is_in

    @api.model
    def _accounts_of(self, backend):
        known = [("backend_id", "=", backend.id), ("odoo_id", "!=", False), ("is_address", "=", False)]
        return self.search_fetch(known, ["odoo_id", "in_rule"])

    def _make_documents(self, remote):
        """Who is blocked and never was there is not sent for that."""
        idle = self.filtered(
            lambda row: not row.external_id and row.access == customer_access.BLOCKED and row.state != "in_doubt"
        )
        announced = self.env["shop_erp.announcement"]._announced(idle)  # those may be there all the same
        rows = self - idle.filtered(lambda row: row.id not in announced)
        documents = super(BindingPartner, rows)._make_documents(remote)
        for row in rows:
            document = documents.get(row.id)
            if document is not None and not isinstance(document, Problem):
                try:
                    documents[row.id] = replace(document, **row._account_fields())
                except Problem as problem:
                    documents[row.id] = problem
        return documents

    def _account_fields(self):
        """Return what a customer's document says of his account."""
        blocked = {customer_access.ALLOWED: False, customer_access.BLOCKED: True}.get(self.access)
        fields = {"is_blocked": blocked, "login": self.login or self._login() or ""}
        if not self.external_id and self.backend_id.account_invites == "shop":
            fields["invite"] = True
        chosen = self.with_context(active_test=False).shop_lookup_ids
        if chosen:
            shops = chosen.filtered("active")
            if not shops:
                raise Problem("no_shop_left", record=self.odoo_id.name, backend=self.backend_id.name)
            fields["shop_ids"] = tuple(shops.mapped("external_id"))
        return fields

    def _login(self):
        """Return the login by the backend's template, "" where customers sign in with their e-mail.

        :raises Problem: "login_missing"
        """
        template = self.backend_id.account_login
        if not template or self.external_id:
            return ""
        partner = self.odoo_id
        values = {name: str(partner[field] or "").strip() for name, field in LOGIN_FIELDS.items()}
        for _text, name, _spec, _conversion in string.Formatter().parse(template):
            if name and not values[name]:
                label = partner._fields[LOGIN_FIELDS[name]]._description_string(self.env)
                raise Problem(
                    "login_missing", record=partner.name, backend=self.backend_id.name, template=template, field=label
                )
        return template.format(**values)

    @api.model
    def _agreed_document(self, document, result):
        """An invitation is for once."""
        return replace(super()._agreed_document(document, result), invite=None)

    def _after_push(self, results, documents):
        super()._after_push(results, documents)
        new = self.filtered(lambda row: not documents[row.id].id and not row.invited_at)
        for row in new.filtered(lambda row: documents[row.id].login):
            row.login = documents[row.id].login
        self._invite(new)

    def _invite(self, rows):
        """Mail the customers whose account was just opened, where Odoo does that; the shop has mailed the others."""
        by_shop = rows.filtered(lambda row: row.backend_id.account_invites == "shop")
        by_odoo = rows.filtered(
            lambda row: (
                row.backend_id.account_invites == "odoo"
                and row.backend_id.account_template_id
                and row.odoo_id.email
                and row.access != customer_access.BLOCKED
            )
        )
        for template, part in by_odoo.grouped(lambda row: row.backend_id.account_template_id).items():
            template.sudo().send_mail_batch(part.ids)
        (by_shop | by_odoo).invited_at = fields.Datetime.now()

    # --- in ---

    def _after_apply(self, documents, references, new):
        """Whom the shop has blocked since, or let in again, is switched so here."""
        super()._after_apply(documents, references, new)
        # rows of records that were read are made without defaults (see ``engine/rows.py``)
        self.filtered(lambda row: not row.switch).write({"switch": "rule", "in_rule": True})
        agreed = self._agreed_documents()
        for row in self.filtered(lambda row: row.odoo_id and not row.is_address):
            document, before = documents[row.id], agreed.get(row.id)
            if document.login and row.login != document.login:
                row.login = document.login
            was_blocked = bool(before.is_blocked) if before else False
            if document.is_blocked is not None and document.is_blocked != was_blocked and row._takes(ACCESS):
                row.switch = "off" if document.is_blocked else "on"

    # --- people ---

    def action_open_account(self):
        """Open this account: its switch, its shops, and what was exchanged."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_sync_account(self):
        """Exchange this account now."""
        self.check_access("read")
        if not self._sync_now():
            raise UserError(
                self.env._("No flow of customers is there for %(backend)s.", backend=self.backend_id[:1].name)
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _switch_accounts(self, backends, partners, switch, shops=None):
        """Switch the accounts of customers; who has none yet gets one where he is switched on.

        :param switch: one of ``SWITCHES``
        :param shops: entries of code lists (type "shop"); None leaves them as they are
        """
        partners = partners.commercial_partner_id
        accounts = [("backend_id", "in", backends.ids), ("is_address", "=", False)]
        rows = self.search([*accounts, ("odoo_id", "in", partners.ids)])
        rows.filtered(lambda row: row.switch != switch).switch = switch
        present = {(row.backend_id, row.odoo_id) for row in rows}
        rows |= self.sudo().create(  # people who may switch may not make rows of their own
            [
                {
                    "backend_id": backend.id,
                    "odoo_id": partner.id,
                    "key": (bare_vat(partner.vat) and partner.vat) or self._own_key(partner),
                    "switch": switch,
                    "state": "done" if switch == "off" else "dirty",
                    "direction": "out",
                }
                for backend in backends
                for partner in partners
                if (backend, partner) not in present and switch != "rule"
            ]
        )
        if shops is not None:
            for row in rows:
                row.shop_lookup_ids = shops.filtered(lambda shop, row=row: shop.backend_id == row.backend_id)
        return rows
