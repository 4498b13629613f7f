from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import mappings

#: What an order state of the remote means for the order in Odoo.
ORDER_ACTIONS = [
    ("quotation", "Keep as quotation"),
    ("confirm", "Confirm"),
    ("cancel", "Cancel"),
    ("ignore", "Do not import"),
]

#: When an order paid in this way is confirmed.
CONFIRMATIONS = [
    ("state", "As its state says"),
    ("paid", "Once it is paid"),
    ("always", "At once"),
]

#: What follows the confirmation of an order paid in this way.
INVOICING = [
    ("none", "By hand"),
    ("invoice", "Invoice"),
    ("pay", "Invoice and register the payment"),
]

#: What happened to an order in Odoo, to be told to the remote.
ORDER_STATUSES = [
    ("approved", "Payment approved"),
    ("refused", "Payment refused"),
    ("confirmed", "Confirmed"),
    ("shipped", "Partly delivered"),
    ("delivered", "Delivered"),
    ("invoiced", "Invoiced and delivered"),
    ("cancelled", "Cancelled"),
]


class Mapping(models.Model):
    """What an entry of a remote's code list stands for in Odoo; filled by rules, confirmed by people."""

    _name = "shop_erp.mapping"
    _description = "Meaning of a remote's code in Odoo"
    _order = "backend_id, type, state desc, id"
    _check_company_auto = True

    lookup_id = fields.Many2one("shop_erp.lookup", required=True, ondelete="cascade", readonly=True)
    backend_id = fields.Many2one(related="lookup_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="lookup_id.company_id", store=True)
    type = fields.Selection(related="lookup_id.type", store=True)
    name = fields.Char(related="lookup_id.name")
    external_id = fields.Char(related="lookup_id.external_id")
    rate = fields.Float(related="lookup_id.rate", aggregator=None)
    country_code = fields.Char(related="lookup_id.country_code")
    state = fields.Selection(
        [("open", "To map"), ("proposed", "By rule"), ("confirmed", "Confirmed")],
        compute="_compute_state",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        default="open",
    )
    tax_id = fields.Many2one(
        "account.tax", check_company=True, domain=[("type_tax_use", "=", "sale")], ondelete="restrict"
    )
    journal_id = fields.Many2one(
        "account.journal", check_company=True, domain=[("type", "in", ("bank", "cash", "credit"))]
    )
    confirmation = fields.Selection(CONFIRMATIONS, "Confirm the order", default="state")
    invoicing = fields.Selection(INVOICING, default="none")
    needs_approval = fields.Boolean(
        "Check the payment", help="Such orders stay quotations until a person has approved the payment."
    )
    carrier_id = fields.Many2one("delivery.carrier", "Delivery method", check_company=True, ondelete="restrict")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True, ondelete="restrict")
    location_id = fields.Many2one(
        "stock.location",
        "Place in the warehouse",
        check_company=True,
        ondelete="restrict",
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="Where in the warehouse its goods lie; empty: anywhere in the warehouse.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price list",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Its rules are the prices of this table or group, there and here; customers of it get this price list.",
    )
    tag_id = fields.Many2one(
        "res.partner.category",
        ondelete="restrict",
        help="Customers of this group have this tag in Odoo, and customers with this tag belong to the group there.",
    )
    payment_term_id = fields.Many2one("account.payment.term", "Payment terms", check_company=True, ondelete="restrict")
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position", "Fiscal position", check_company=True, ondelete="restrict"
    )
    is_on_account = fields.Boolean(
        "On account",
        help="The buyer pays later: an order above the customer's credit limit is held until a manager releases it.",
    )
    order_action = fields.Selection(ORDER_ACTIONS, "When it comes in")
    order_status = fields.Selection(ORDER_STATUSES, "Sent when an order is")

    _unique_lookup = models.Constraint("UNIQUE (lookup_id)", "An entry of a code list has one meaning.")

    @api.depends("lookup_id.name", "type")
    def _compute_display_name(self):
        types = dict(self._fields["type"]._description_selection(self.env))
        for mapping in self:
            mapping.display_name = f"{types.get(mapping.type)}: {mapping.lookup_id.display_name}"

    @api.depends(
        lambda self: [
            *mappings.TARGET_FIELDS.values(),
            *(name for names in mappings.FURTHER_TARGETS.values() for name in names),
        ]
    )
    def _compute_state(self):
        """A person who chooses confirms; a rule says so by itself (see ``engine/mappings.py``)."""
        for mapping in self:
            mapping.state = "confirmed" if mapping._has_target() else "open"

    @api.constrains("warehouse_id", "location_id")
    def _check_location(self):
        for mapping in self.filtered("location_id"):
            if mapping.location_id.usage != "internal" or mapping.location_id.warehouse_id != mapping.warehouse_id:
                raise ValidationError(
                    self.env._(
                        "%(place)s is no place for goods in %(warehouse)s.",
                        place=mapping.location_id.display_name,
                        warehouse=mapping.warehouse_id.display_name or self.env._("any warehouse"),
                    )
                )

    def _has_target(self):
        if self.type not in mappings.TARGET_FIELDS:
            return True
        names = (mappings.TARGET_FIELDS[self.type], *mappings.FURTHER_TARGETS.get(self.type, ()))
        return any(self[name] for name in names)

    def action_confirm(self):
        """Confirm what a rule has proposed; of a customer group also that it means nothing in Odoo."""
        self.filtered(lambda mapping: mapping.state == "proposed" or mapping.type == "group").state = "confirmed"

    def action_retry_waiting(self):
        """Replay the held records of these backends that wait for a code to be mapped; of all, when none is chosen."""
        backends = self.backend_id or self.env["shop_erp.backend"].search([("active", "=", True)])
        runs = self.env["shop_erp.binding"]._retry_waiting_for(backends)
        return runs._action_open()
