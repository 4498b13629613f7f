from contextlib import contextmanager

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...engine import mappings
from ...engine.catalogue.contents import DatabaseContents
from ...engine.memory import DatabaseMemory
from ...remotes import open_remote, remote_class, settled_capabilities, systems
from ...remotes.errors import RateLimited, RemoteError, Unavailable
from .shop_erp_lookup import CUSTOMER_TYPES

#: Which Odoo product stands for a line that is no product, by the line's role.
SERVICE_FIELDS = {
    "shipping": "shipping_product_id",
    "payment_fee": "payment_fee_product_id",
    "wrapping": "wrapping_product_id",
    "discount": "discount_product_id",
    "gift_card": "gift_card_product_id",
    "rounding": "rounding_product_id",
}


class Backend(models.Model):
    """One configured shop or ERP: where it is, how to get in, and what of Odoo takes part."""

    _name = "shop_erp.backend"
    _description = "Shop or ERP"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    system = fields.Selection(lambda self: list(systems().items()), required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Not tested"), ("ready", "Connected"), ("stopped", "Stopped")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        help="A stopped backend exchanges nothing until its connection has been tested again.",
    )
    state_reason = fields.Text(readonly=True, copy=False)
    remote_name = fields.Char(readonly=True, copy=False)
    remote_version = fields.Char(readonly=True, copy=False)
    remote_clock = fields.Char("Clock of the remote", readonly=True, copy=False)
    warnings = fields.Text(readonly=True, copy=False)
    setting_ids = fields.One2many(
        "shop_erp.backend.setting", "backend_id", groups="shop_erp_connector.group_administrator"
    )
    flow_ids = fields.One2many("shop_erp.flow", "backend_id", context={"active_test": False})
    lookup_ids = fields.One2many("shop_erp.lookup", "backend_id")
    mapping_ids = fields.One2many("shop_erp.mapping", "backend_id")

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        default=lambda self: self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=1),
    )
    team_id = fields.Many2one("crm.team", "Sales team", check_company=True)
    language_id = fields.Many2one(
        "res.lang",
        "Main language",
        help="The language in which names are exchanged where the remote has only one.",
        default=lambda self: self.env["res.lang"]._get_data(code=self.env.user.lang or "en_US").id,
    )
    shipping_product_id = fields.Many2one(
        "product.product", "Shipping", check_company=True, domain=[("type", "=", "service")]
    )
    payment_fee_product_id = fields.Many2one(
        "product.product", "Payment fee", check_company=True, domain=[("type", "=", "service")]
    )
    wrapping_product_id = fields.Many2one(
        "product.product", "Gift wrapping", check_company=True, domain=[("type", "=", "service")]
    )
    discount_product_id = fields.Many2one(
        "product.product", "Discount", check_company=True, domain=[("type", "=", "service")]
    )
    gift_card_product_id = fields.Many2one(
        "product.product", "Gift card", check_company=True, domain=[("type", "=", "service")]
    )
    rounding_product_id = fields.Many2one(
        "product.product", "Rounding", check_company=True, domain=[("type", "=", "service")]
    )

    match_product_by_code = fields.Boolean("Products by code", default=True)
    match_product_by_barcode = fields.Boolean("Products by barcode", default=True)
    match_service_by_name = fields.Boolean("Services by name", default=True)
    match_tax_by_name = fields.Boolean("Taxes by short name", default=True)
    match_tax_by_rate = fields.Boolean("Taxes by rate, inclusion and country", default=True)

    held_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")
    open_mapping_count = fields.Integer(compute="_compute_counts")
    active_kinds = fields.Char(compute="_compute_active_kinds", help="What is exchanged now, for the screens' buttons.")

    _unique_name = models.Constraint("UNIQUE (company_id, name)", "A company has one shop or ERP of each name.")

    @api.depends("mapping_ids.state")
    def _compute_counts(self):
        open_mappings = dict(
            self.env["shop_erp.mapping"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "open"), ("type", "not in", CUSTOMER_TYPES)],
                ["backend_id"],
                ["__count"],
            )
        )
        counts = self.env["shop_erp.binding"]._count_by_backend(self, ("held", "failed"))
        for backend in self:
            backend.open_mapping_count = open_mappings.get(backend, 0)
            backend.held_count = counts.get((backend.id, "held"), 0)
            backend.failed_count = counts.get((backend.id, "failed"), 0)

    @api.depends("flow_ids.active", "flow_ids.kind")
    def _compute_active_kinds(self):
        for backend in self:
            backend.active_kinds = " ".join(sorted(set(backend.flow_ids.filtered("active").mapped("kind"))))

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new backend its settings, its flows and the standard service products."""
        backends = super().create(vals_list)
        for backend in backends:
            backend._choose_service_products()
            self.env["shop_erp.backend.setting"]._sync(backend.sudo())
            self.env["shop_erp.flow"]._sync(backend)
        return backends

    def write(self, vals):
        """Another system has other settings and flows; the old connection no longer counts as tested."""
        result = super().write(vals)
        if "system" in vals:
            for backend in self:
                self.env["shop_erp.backend.setting"]._sync(backend.sudo())
                self.env["shop_erp.flow"]._sync(backend)
            self._settings_changed()
        return result

    def _choose_service_products(self):
        for role, field in SERVICE_FIELDS.items():
            product = self.env.ref(f"shop_erp_connector.product_{role}", raise_if_not_found=False)
            if product and not self[field]:
                self[field] = product.product_variant_id

    def _settings_changed(self):
        """A backend whose settings changed has to be tested again."""
        self.filtered(lambda backend: backend.state != "draft").state = "draft"

    def _set_settings(self, values):
        """Set several settings by name, as the form does.

        :raises UserError: the system has no setting of that name
        """
        self.ensure_one()
        rows = {row.name: row for row in self.setting_ids}
        for name in sorted(
            values, key=lambda name: name in rows and rows[name].is_secret
        ):  # another address drops secrets
            if name not in rows:
                raise UserError(self.env._("%(system)s has no setting called %(name)s.", system=self.system, name=name))
            rows[name].value = values[name]

    @property
    def _capabilities(self):
        """What this connection can do, with its settings."""
        return self._settled_capabilities()

    @property
    def _capabilities_of_system(self):
        """The most that its system can do: for what was sent while the settings were others."""
        return remote_class(self.system).capabilities

    @tools.ormcache("self.system", "self._origin.id")
    def _settled_capabilities(self):
        settings = self._origin.sudo().setting_ids  # what a connection can do is no secret, its settings may be
        given = settings._as_dict(with_secrets=False)
        return settled_capabilities(self.system, given)

    def _service_product(self, role):
        """Return the Odoo product that stands for order lines of a role, or an empty product."""
        return self[SERVICE_FIELDS[role]] if role in SERVICE_FIELDS else self.env["product.product"]

    @contextmanager
    def _opened(self):
        """Yield the backend's remote, ready to be asked; secrets leave the database only here."""
        self.ensure_one()
        backend_sudo = self.sudo()  # settings are readable by administrators only, but jobs and buttons need them
        settings = backend_sudo.setting_ids._as_dict()
        account = {
            declared.name: settings.get(declared.name)
            for declared in remote_class(self.system).SETTINGS
            if declared.type in ("url", "secret")
        }
        memory, contents = DatabaseMemory(self, account), DatabaseContents(self.env)
        with open_remote(self.system, settings, memory=memory, contents=contents) as remote:
            yield remote

    def action_check(self):
        """Test the connection, read the code lists and map what can be mapped."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._opened() as remote:
                info = remote.check()
                for lookup_type in sorted(remote.capabilities.lookups):
                    self.env["shop_erp.lookup"]._store(self, lookup_type, remote.lookups(lookup_type))
        except RemoteError as error:
            if not isinstance(error, RateLimited | Unavailable):  # being away for a while is no reason to stop
                self.write({"state": "stopped", "state_reason": str(error)})
            return self._notification("danger", self.env._("The connection failed"), str(error))
        mappings.propose(self)
        self.write(
            {
                "state": "ready",
                "state_reason": False,
                "remote_name": info.name,
                "remote_version": info.version,
                "remote_clock": info.clock,
                "warnings": "\n".join(info.warnings) or False,
            }
        )
        return self._notification(
            "success",
            self.env._("Connected"),
            self.env._("%(name)s, version %(version)s", name=info.name, version=info.version),
        )

    def _notification(self, notification_type, title, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": notification_type,
                "title": title,
                "message": message,
                "sticky": notification_type == "danger",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _stop(self, reason):
        """Stop all flows of the backend and tell its people once."""
        self.ensure_one()
        backend_sudo = self.sudo()  # any job may find out that the key is refused
        if backend_sudo.state == "stopped":
            return
        backend_sudo.write({"state": "stopped", "state_reason": reason})
        backend_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("%(backend)s refuses the connection", backend=self.name),
            note=reason,
            user_id=backend_sudo._responsible_user().id,
        )

    def _responsible_user(self):
        """Return a person who may mend the connection: who made the backend, else an administrator of the company."""
        administrators = self.env.ref("shop_erp_connector.group_administrator").all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids and user != self.env.ref("base.user_root")
        )
        return (self.create_uid & administrators) or administrators[:1] or self.create_uid

    def _sync_now(self, kinds=None, directions=("in", "out")):
        """Start the active flows of some kinds now; return the runs."""
        flows = self.flow_ids.filtered(
            lambda flow: flow.active and flow.direction in directions and (kinds is None or flow.kind in kinds)
        )
        return flows._start(trigger="user")

    def action_sync_stock(self):
        """Exchange stock levels now."""
        return self._action_sync(("stock",))

    def action_sync_products(self):
        """Exchange categories and products now."""
        return self._action_sync(("category", "product", "price"))

    def action_sync_customers(self):
        """Exchange customers now."""
        return self._action_sync(("customer",))

    def action_sync_orders(self):
        """Exchange orders and what happened to them now."""
        return self._action_sync(("order", "status", "shipment", "invoice"))

    def _action_sync(self, kinds):
        self.ensure_one()
        runs = self._sync_now(kinds)
        if not runs:
            raise UserError(
                self.env._("No active flow of %(backend)s does this. Switch one on under Flows.", backend=self.name)
            )
        return runs._action_open()

    def action_open_mappings(self):
        """Open the code lists of this backend, what is still open first."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_mapping_action") | {
            "domain": [("backend_id", "=", self.id), ("type", "not in", CUSTOMER_TYPES)],
            "context": {"search_default_open": bool(self.open_mapping_count)},
        }

    def action_open_held(self):
        """Open the records that wait for a person."""
        return self._action_open_attention("held")

    def action_open_failed(self):
        """Open the records that failed."""
        return self._action_open_attention("failed")

    def _action_open_attention(self, state):
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_attention_action") | {
            "domain": [("backend_id", "in", self.ids)],
            "context": {f"search_default_{state}": True, "search_default_group_by_kind": True},
        }

    def action_open_runs(self):
        """Open the runs of this backend."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_run_action") | {
            "domain": [("backend_id", "=", self.id)]
        }
