from odoo import api, fields, models
from odoo.tools import SQL

TYPES = [
    ("tax", "Tax"),
    ("payment", "Payment method"),
    ("carrier", "Delivery method"),
    ("state", "Order state"),
    ("group", "Customer group"),
    ("location", "Stock location"),
    ("price_table", "Price table"),
    ("country", "Country"),
    ("currency", "Currency"),
    ("language", "Language"),
    ("shop", "Shop"),
    ("series", "Document series"),
    ("payment_term", "Payment terms"),
    ("territory", "Tax territory"),
]

#: Code lists that only customers refer to: what they stand for is asked on a screen of its own.
CUSTOMER_TYPES = ("group", "price_table", "payment_term", "territory")

#: Code lists whose entries stand for something in Odoo that a rule or a person must choose.
MAPPABLE = (
    "tax",
    "payment",
    "carrier",
    "state",
    "location",
    *CUSTOMER_TYPES,
)


class Lookup(models.Model):
    """An entry of a remote's code list, as the remote tells it."""

    _name = "shop_erp.lookup"
    _description = "Entry of a remote's code list"
    _order = "backend_id, type, name, id"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    type = fields.Selection(TYPES, required=True)
    external_id = fields.Char("Remote id", required=True)
    code = fields.Char()
    name = fields.Char()
    rate = fields.Float(digits=(16, 4), aggregator=None)
    included = fields.Selection([("yes", "Included"), ("no", "Not included")], "Tax in prices")
    country_code = fields.Char("Country")
    detail = fields.Char()
    active = fields.Boolean(default=True)
    mapping_ids = fields.One2many("shop_erp.mapping", "lookup_id")

    _unique_entry = models.Constraint(
        "UNIQUE (backend_id, type, external_id)", "A code list names each entry of a backend once."
    )

    @api.depends("name", "external_id")
    def _compute_display_name(self):
        for lookup in self:
            lookup.display_name = f"{lookup.name or lookup.code or ''} ({lookup.external_id})".strip()

    @api.model
    def _store(self, backend, lookup_type, documents):
        """Make the code list of a type what the remote says; entries that are gone are archived.

        One statement for the list; then one mapping row for each new entry that needs one.
        """
        lookups = self.sudo().with_context(active_test=False)
        lookups.flush_model()
        self.env.execute_query(
            SQL(
                """INSERT INTO shop_erp_lookup (backend_id, company_id, type, external_id, code, name, rate, included,
                          country_code, detail, active, create_date, write_date)
                   SELECT %s, %s, %s, entry.*, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
                     FROM unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[], %s::text[],
                                 %s::boolean[]) AS entry
                   ON CONFLICT (backend_id, type, external_id) DO UPDATE SET code = EXCLUDED.code,
                     name = EXCLUDED.name, rate = EXCLUDED.rate, included = EXCLUDED.included,
                     country_code = EXCLUDED.country_code, detail = EXCLUDED.detail, active = EXCLUDED.active
                   RETURNING id""",
                backend.id,
                backend.company_id.id,
                lookup_type,
                [document.id for document in documents],
                [document.code or None for document in documents],
                [document.name or None for document in documents],
                [document.rate for document in documents],
                [{True: "yes", False: "no", None: None}[document.included] for document in documents],
                [document.country or None for document in documents],
                [document.detail or None for document in documents],
                [document.active for document in documents],
            )
        )
        lookups.invalidate_model()
        stored = lookups.search([("backend_id", "=", backend.id), ("type", "=", lookup_type)])
        named = {document.id for document in documents}
        stored.filtered(lambda lookup: lookup.active and lookup.external_id not in named).active = False
        if lookup_type in MAPPABLE:
            stored.filtered(lambda lookup: lookup.active and not lookup.mapping_ids)._add_mapping()
        return stored

    @api.model
    def _remember(self, backend, lookup_type, external_id, name):
        """Note an entry that a document names and no code list knew yet, so that it can be mapped."""
        known = (
            self.sudo()
            .with_context(active_test=False)
            .search([("backend_id", "=", backend.id), ("type", "=", lookup_type), ("external_id", "=", external_id)])
        )
        if not known:
            known = self.sudo().create(
                {"backend_id": backend.id, "type": lookup_type, "external_id": external_id, "name": name}
            )
        if lookup_type in MAPPABLE and not known.mapping_ids:
            known._add_mapping()
        return known

    def _add_mapping(self):
        self.env["shop_erp.mapping"].create([{"lookup_id": lookup.id} for lookup in self])
