from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.ownership import ASK, NEWEST, ODOO, REMOTE
from ...remotes.documents import ADDRESS, IDENTITY
from ..backend.shop_erp_flow import BINDING_MODELS, KINDS

OWNERS = [
    (ODOO, "Odoo"),
    (REMOTE, "The shop or ERP"),
    (NEWEST, "Who changed it last"),
    (ASK, "Ask when both changed it"),
]

FIELD_GROUPS = [
    ("identity", "Codes, barcodes, dimensions, variants; names of people"),
    ("text", "Names and descriptions"),
    ("price", "Prices and taxes"),
    ("stock", "Quantities"),
    ("images", "Pictures"),
    ("categories", "Categories"),
    ("state", "On or off"),
    ("address", "Addresses"),
    ("fields", "User fields"),
    ("access", "Access"),
    ("group", "Groups and agreed prices"),
    ("credit", "Credit"),
]

#: The kinds that an ERP keeps itself; of the others it is told.
_ERP_KINDS = frozenset({"category", "product", "price"})

#: What people say of themselves; groups, access and credit are given to them.
_CUSTOMERS_OWN = frozenset({IDENTITY, ADDRESS})


class Ownership(models.Model):
    """Who owns a field group of a kind that goes in both directions between Odoo and one shop or ERP."""

    _name = "shop_erp.ownership"
    _description = "Owner of a field group"
    _order = "backend_id, sequence, id"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(KINDS, required=True, readonly=True)
    field_group = fields.Selection(FIELD_GROUPS, "Part", required=True, readonly=True)
    owner = fields.Selection(OWNERS, "Who decides", required=True)
    is_shared = fields.Boolean(
        "In use", compute="_compute_is_shared", help="Both directions are on. With one direction only, that one wins."
    )

    _unique_group = models.Constraint(
        "UNIQUE (backend_id, kind, field_group)", "Each part of a kind has one owner for a shop or ERP."
    )

    @api.depends("backend_id.flow_ids.active", "kind")
    def _compute_is_shared(self):
        for line in self:
            line.is_shared = _goes_both_ways(line.backend_id, line.kind)

    @api.depends("backend_id.name", "kind", "field_group")
    def _compute_display_name(self):
        for line in self:
            kind, group = (
                dict(line._fields[name]._description_selection(self.env)).get(line[name])
                for name in ("kind", "field_group")
            )
            line.display_name = f"{line.backend_id.name}: {kind}, {group}"

    @api.constrains("owner")
    def _check_owner(self):
        for line in self:
            reason = self._refusal(line.backend_id, line.kind, line.owner)
            if reason:
                raise ValidationError(self.env._("%(line)s: %(reason)s", line=line.display_name, reason=reason))

    @api.model
    def _refusal(self, backend, kind, owner):
        """Return why a system cannot respect an owner, False when it can."""
        capabilities = backend._capabilities
        if owner != ODOO and kind not in capabilities.pulls_by_id:
            return self.env._(
                "this system does not hand over single records, so what it has could be overwritten when Odoo sends."
                " Let Odoo own it, or switch one direction off."
            )
        if owner == NEWEST and capabilities.clock == "none":
            return self.env._(
                "this system does not say when a record was changed, so the newest change is not known. Choose another"
                " owner, or let both be asked."
            )
        return False

    @api.model
    def _default_owner(self, backend, kind, group):
        """Practice: an ERP keeps products and prices, a shop shows Odoo's; customers are everybody's.

        People change what is said of them in the shop, and clerks do so in the ERP and in Odoo: what is newer counts.
        What a shop gives to its customers (groups, access, credit) is told by Odoo.
        """
        is_erp = backend._capabilities.issues_invoices
        if kind == "customer" and (is_erp or group in _CUSTOMERS_OWN):
            owners = (NEWEST, ASK if is_erp else REMOTE, ODOO)
            return next(owner for owner in owners if not self._refusal(backend, kind, owner))
        is_theirs = is_erp and kind in _ERP_KINDS
        return REMOTE if is_theirs and not self._refusal(backend, kind, REMOTE) else ODOO

    @api.model
    def _groups_of(self, backend):
        """Return ``[(kind, field group)]`` of what the backend's system takes and gives."""
        flows = {(flow.kind, flow.direction) for flow in backend.with_context(active_test=False).flow_ids}
        return [
            (kind, group)
            for kind, model in BINDING_MODELS.items()
            if {(kind, "in"), (kind, "out")} <= flows
            for group in self.env[model]._group_flags()
        ]

    @api.model
    def _sync(self, backend):
        """Give each field group that goes in both directions an owner; what the system cannot respect is reset."""
        wanted = self._groups_of(backend)
        lines = self.search([("backend_id", "=", backend.id)])
        stale = lines.filtered(
            lambda line: (line.kind, line.field_group) not in wanted or self._refusal(backend, line.kind, line.owner)
        )
        present = {(line.kind, line.field_group) for line in lines - stale}
        stale.unlink()
        self.create(
            [
                {
                    "backend_id": backend.id,
                    "sequence": sequence,
                    "kind": kind,
                    "field_group": group,
                    "owner": self._default_owner(backend, kind, group),
                }
                for sequence, (kind, group) in enumerate(wanted)
                if (kind, group) not in present
            ]
        )

    @api.model
    def _owners_of(self, backend, kind):
        """Return ``{field group: owner}`` of a kind, {} when it does not go in both directions now."""
        if not _goes_both_ways(backend, kind):
            return {}
        lines = self.search([("backend_id", "=", backend.id), ("kind", "=", kind)])
        owners = {line.field_group: line.owner for line in lines}
        groups = self.env[BINDING_MODELS[kind]]._group_flags()
        return {group: owners.get(group) or self._default_owner(backend, kind, group) for group in groups}


def _goes_both_ways(backend, kind):
    return {flow.direction for flow in backend.flow_ids if flow.active and flow.kind == kind} == {"in", "out"}


class Backend(models.Model):
    """Who owns what, shown on the form."""

    _inherit = "shop_erp.backend"

    ownership_ids = fields.One2many("shop_erp.ownership", "backend_id")
