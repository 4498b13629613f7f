from odoo import api, fields, models
from odoo.fields import Domain

#: What is counted. Whatever the basis, what a shop has sold and Odoo does not have yet is taken off.
STOCK_BASES = [
    ("free", "Free: on hand less what is promised"),
    ("on_hand", "On hand, promised or not"),
    ("forecast", "Forecast: with what is on its way"),
]

BACKORDERS = [("deny", "Not more than there is"), ("allow", "More than there is")]


class Backend(models.Model):
    """What of Odoo's stock is offered there, unless a rule says otherwise for a product."""

    _inherit = "shop_erp.backend"

    stock_basis = fields.Selection(
        STOCK_BASES,
        "Count",
        required=True,
        default="free",
        help="Free: what lies there less what is reserved, ordered or held for orders of shops.\n"
        "On hand: what lies there, also when it is promised: only for a shop that takes its own orders off.\n"
        "Forecast: on hand and what is on its way, less all that will leave.",
    )
    stock_basis_there = fields.Selection(
        [("available", "Has its own orders taken off"), ("physical", "Counts what lies there")],
        "Its own figure",
        compute="_compute_stock_basis_there",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What the shop or ERP makes of the figure that it is sent. One that counts what lies there takes off by"
        " itself the orders that it has placed or was given: they are not taken off here.",
    )
    stock_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "shop_erp_backend_stock_warehouse",
        string="Warehouses",
        check_company=True,
        help="Whose goods are offered. Empty, and no locations either: those of the warehouse above.",
    )
    stock_location_ids = fields.Many2many(
        "stock.location",
        "shop_erp_backend_stock_location",
        string="Locations",
        check_company=True,
        domain=[("usage", "in", ("internal", "view"))],
        help="Single locations whose goods are offered, with all that is in them; besides whole warehouses or instead.",
    )
    stock_buffer = fields.Float("Keep back", digits="Product Unit", help="So many are never offered.")
    stock_buffer_percent = fields.Float(
        "Keep back (%)", digits=(5, 2), help="This share of what is there is not offered, if it is more than the above."
    )
    stock_maximum = fields.Float(
        "Show at most", digits="Product Unit", help="The buyer never sees more than this. 0: no limit."
    )
    stock_backorders = fields.Selection(
        BACKORDERS, "Sell", help="Empty: as it is set in the shop. Only for shops that take this from outside."
    )
    stock_announce_incoming = fields.Boolean(
        "Announce goods on their way",
        help="Tell the shop how much is expected and when, and what the buyer reads while there is none.",
    )
    stock_incoming_text = fields.Char(
        "Buyers read",
        translate=True,
        default=lambda self: self.env._("Expected on {date}"),
        help="{date} and {quantity} stand for what is expected. In each language of the shop.",
    )
    unpaid_hours = fields.Integer(
        "Hold goods for (hours)",
        help="How long an order that is kept as a quotation holds its goods, counted from when it was placed; then they"
        " are offered again. 0: as long as it is open. A confirmed order holds its goods in any case.",
    )
    stock_rule_ids = fields.One2many("shop_erp.stock.rule", "backend_id")

    _check_stock_buffer = models.Constraint(
        "CHECK (stock_buffer >= 0 AND stock_buffer_percent BETWEEN 0 AND 100)",
        "What is kept back is a number of 0 or more, and a share between 0 and 100 %.",
    )
    _check_stock_maximum = models.Constraint("CHECK (stock_maximum >= 0)", "What is shown at most is 0 or more.")
    _check_unpaid_hours = models.Constraint("CHECK (unpaid_hours >= 0)", "Goods are held for 0 hours or more.")

    @api.depends("system")
    def _compute_stock_basis_there(self):
        for backend in self:
            backend.stock_basis_there = backend._capabilities.stock_basis

    def write(self, vals):
        """Another text for goods on their way is sent with every level that announces some."""
        if {"stock_incoming_text", "stock_announce_incoming"} & vals.keys():
            self.env["shop_erp.binding.stock"]._announce_again(self)
        return super().write(vals)

    @api.model
    def _levels_moved(self, companies, *, known_by=()):
        """Send the levels of the companies' shops and ERPs now, before what the schedule brings; return the runs.

        :param known_by: backends that know of it already, because it happened there
        """
        flows = self.env["shop_erp.flow"].sudo()  # any job may find out that goods were sold
        domain = Domain("kind", "=", "stock") & Domain("direction", "=", "out") & Domain("active", "=", True)
        domain &= Domain("backend_id.active", "=", True) & Domain("backend_id.state", "=", "ready")
        domain &= Domain("company_id", "in", companies.ids)
        return flows.search(domain).filtered(lambda flow: flow.backend_id not in known_by)._start(trigger="order")

    def _start_waiting_stock(self, trigger):
        """Send the levels that had to wait for the orders of this shop.

        :param trigger: of the run that has read them; it was perhaps started for the levels' sake
        """
        now = fields.Datetime.now()
        self.flow_ids.filtered(
            lambda flow: flow.active and flow.kind == "stock" and flow.direction == "out" and flow.next_run <= now
        )._start(trigger=trigger if trigger in ("user", "order") else "schedule", orders_are_in=True)

    def action_open_stock_rules(self):
        """Open the products that are offered in another way than the rest."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_stock_rule_action") | {
            "domain": [("backend_id", "=", self.id)],
            "context": {"default_backend_id": self.id},
        }


class BackendSetting(models.Model):
    _inherit = "shop_erp.backend.setting"

    def write(self, vals):
        """Where a setting says which figure the remote tells, the backend follows; else what a person chose stays."""
        before = {backend: backend._capabilities.stock_basis for backend in self.backend_id}
        done = super().write(vals)
        for backend, basis in before.items():
            if backend._capabilities.stock_basis != basis:
                backend.sudo().stock_basis_there = backend._capabilities.stock_basis
        return done
