from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...convert.problem import Problem
from ...remotes.documents import STATE

#: Who decides whether a product is online in a shop.
SWITCHES = [("rule", "By rule"), ("on", "On"), ("off", "Off")]


class BindingProductListing(models.Model):
    """The binding of a product is its listing in one shop: whether it is online there.

    What is switched off, falls out of the rule or is archived is sent as inactive, never deleted. A product that came
    from the shop stays there as it was, until somebody switches it.
    """

    _inherit = "shop_erp.binding.product"

    switch = fields.Selection(
        SWITCHES,
        "Switched",
        default="rule",
        help="By rule: as the shop's rule says, looked at whenever products are sent. On, off: whatever the rule says.",
    )
    in_rule = fields.Boolean("The rule says online", readonly=True)
    is_online = fields.Boolean("Is online", compute="_compute_is_online", store=True, index=True)

    @api.depends("switch", "in_rule", "odoo_id.active")
    def _compute_is_online(self):
        for row in self:
            is_switched_on = row.switch == "on" if row.switch in ("on", "off") else row.in_rule
            row.is_online = bool(row.odoo_id.active and is_switched_on)

    _changed_by = {STATE: ("is_online",)}

    # --- out ---

    @api.model
    def _records_to_send(self, backend):
        """Return the products that are to be online there: by rule less those switched off, and those switched on."""
        chosen = self.search(
            [("backend_id", "=", backend.id), ("switch", "in", ("on", "off")), ("odoo_id", "!=", False)]
        )
        switched_on = chosen.filtered(lambda row: row.switch == "on").odoo_id.filtered("active")
        return (self._records_by_rule(backend) - chosen.odoo_id) | switched_on

    @api.model
    def _records_by_rule(self, backend):
        return self.env["product.template"].search(backend._listed_domain())

    @api.model
    def _new_rows(self, flow):
        """Note what the rule says of the products that are listed there, and list those that it adds."""
        backend = flow.backend_id
        by_rule = self._records_by_rule(backend)
        rows = self.search_fetch([("backend_id", "=", backend.id), ("odoo_id", "!=", False)], ["odoo_id", "in_rule"])
        wanted = set(by_rule.ids)
        for is_in in (True, False):
            rows.filtered(
                lambda row, is_in=is_in: row.in_rule != is_in and (row.odoo_id.id in wanted) == is_in
            )._note_rule(is_in)
        return [
            {"odoo_id": template.id, "key": self._code_of(template), "in_rule": True}
            for template in by_rule - rows.odoo_id
        ]

    def _note_rule(self, is_in):
        """Of a row with a switch of its own it is noted without a word: it changes nothing there."""
        switched = self.filtered(lambda row: row.switch in ("on", "off"))
        (self - switched).in_rule = is_in
        if switched:
            update = SQL(
                "UPDATE shop_erp_binding_product SET in_rule = %s WHERE id = ANY(%s) RETURNING id", is_in, switched.ids
            )
            self.env.execute_query(update)
            switched.invalidate_recordset(["in_rule"])

    def _make_documents(self, remote):
        """What is not online is told to be inactive there; what never was there is not sent for that."""
        idle = self.filtered(lambda row: not row.external_id and not row.is_online and row.state != "in_doubt")
        announced = self.env["shop_erp.announcement"]._announced(idle)  # those may be there all the same
        rows = self - idle.filtered(lambda row: row.id not in announced)
        documents = super(BindingProductListing, rows)._make_documents(remote)
        return {
            row.id: documents[row.id]
            if isinstance(documents[row.id], Problem)
            else replace(documents[row.id], active=row.is_online)
            for row in rows
            if row.id in documents
        }

    # --- in ---

    def _prepare_vals(self, documents, references):
        """Where products are sent to, one that is inactive is switched off there; elsewhere it is archived."""
        found = super()._prepare_vals(documents, references)
        if self.backend_id._lists_products():
            for vals in found.values():
                if not isinstance(vals, Problem):
                    vals.pop("active")
        return found

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        differing = self.filtered(
            lambda row: not row.document or (row._takes(STATE) and row.is_online != documents[row.id].active)
        )
        for is_active, switch in ((True, "on"), (False, "off")):
            differing.filtered(lambda row, is_active=is_active: documents[row.id].active == is_active).switch = switch

    # --- people ---

    @api.model
    def _put_online(self, backends, templates, switch):
        """Switch products in shops; those that a shop does not list yet are listed there.

        :param switch: one of ``SWITCHES``
        """
        rows = self.search([("backend_id", "in", backends.ids), ("odoo_id", "in", templates.ids)])
        rows.filtered(lambda row: row.switch != switch).switch = switch
        present = {(row.backend_id, row.odoo_id) for row in rows}
        self.sudo().create(  # people who may switch may not make rows of their own
            [
                {
                    "backend_id": backend.id,
                    "odoo_id": template.id,
                    "key": self._code_of(template),
                    "switch": switch,
                    "state": "done" if switch == "off" else "dirty",
                    "direction": "out",
                }
                for backend in backends
                for template in templates
                if (backend, template) not in present and switch != "rule"
            ]
        )
        return rows

    def action_open_listing(self):
        """Open the listing of the product in this shop."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
