from odoo import api, fields, models
from odoo.tools import SQL


class Backend(models.Model):
    """How a shop's orders are priced, and who writes to the buyer about them."""

    _inherit = "shop_erp.backend"

    pricelist_ids = fields.Many2many(
        "product.pricelist",
        string="Price lists",
        check_company=True,
        help="Orders take the price list of their currency from here; without one, the company's.",
    )
    sends_images = fields.Boolean(
        "Send pictures",
        help="Each picture is sent once, and again only when it has changed. Some shops need more rights for it.",
    )
    takes_images = fields.Boolean(
        "Fetch pictures",
        default=True,
        inverse="_inverse_takes_images",
        help="Pictures of products that come from there are fetched, each once.",
    )
    sends_quotes = fields.Boolean(
        "Send orders as quotations",
        help="Orders that Odoo sends are written there as quotations, for a person to accept.",
    )
    mails_by = fields.Selection(
        [("none", "Nobody"), ("shop", "The shop"), ("odoo", "Odoo")],
        "Who mails the buyer",
        default="none",
        required=True,
        help="About a delivery or another state of the order. Where Odoo mails deliveries at validation anyway,"
        " no second mail is sent.",
    )
    mails_invoices = fields.Boolean("Mail invoices from Odoo", help="With the PDF, once, when the invoice is final.")
    mails_invoices_since = fields.Date(
        "Invoices from",
        compute="_compute_mails_invoices_since",
        store=True,
        readonly=False,
        help="Older ones are not mailed; the day on which mailing is switched on, unless another one is chosen.",
    )

    def _inverse_takes_images(self):
        """Pictures that earlier documents have named come with the next run."""
        backends = self.filtered("takes_images")
        rows = self.env["shop_erp.binding.product"]
        rows.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE %s SET awaits_files = true
                    WHERE backend_id = ANY(%s) AND document LIKE %s RETURNING id""",
                SQL.identifier(rows._table),
                list(backends.ids),
                '%"images":[{%"url":%',
            )
        )
        rows.invalidate_model(["awaits_files"])

    @api.depends("mails_invoices")
    def _compute_mails_invoices_since(self):
        for backend in self:
            today = fields.Date.context_today(backend)
            backend.mails_invoices_since = (backend.mails_invoices_since or today) if backend.mails_invoices else False
