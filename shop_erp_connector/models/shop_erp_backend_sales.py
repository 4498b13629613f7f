from odoo import fields, models


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
    mails_invoices_since = fields.Date("Invoices from", default=fields.Date.context_today)
