from odoo import api, fields, models
from odoo.tools import LazyTranslate

from .shop_erp_flow import KINDS

_lt = LazyTranslate(__name__)

#: What a system may do beyond exchanging a kind of record at all (see ``remotes.capabilities.FEATURES``).
FEATURE_LABELS = {
    "variants": _lt("Variants of products"),
    "packs": _lt("Packs and their components"),
    "images": _lt("Pictures"),
    "seo": _lt("Addresses and texts for search engines"),
    "translations": _lt("Texts in several languages"),
    "fields": _lt("Custom fields"),
    "accessories": _lt("Accessories of products"),
    "alternatives": _lt("Alternatives to products"),
    "product_payments": _lt("Payment methods of a product"),
    "promotions": _lt("Prices with dates"),
    "quantity_prices": _lt("Prices by quantity"),
    "group_prices": _lt("Prices by customer group"),
    "customer_prices": _lt("Prices by customer"),
    "price_tables": _lt("Price tables"),
    "discounts": _lt("Discounts on the base price, kept as such"),
    "lots": _lt("Lots"),
    "locations": _lt("Stock by location"),
    "availability": _lt("Availability texts"),
    "backorders": _lt("Selling more than there is"),
    "fractions": _lt("Stock of parts of a piece"),
    "accounts": _lt("Customer accounts"),
    "logins": _lt("Logins other than the e-mail"),
    "invitations": _lt("Mails to invite new customers"),
    "addresses": _lt("Several addresses of a customer"),
    "groups": _lt("Customer groups"),
    "customer_discounts": _lt("Discount of a customer"),
    "credit": _lt("Buying on account"),
    "balances": _lt("What customers owe"),
    "approval": _lt("Answers of the payment check"),
    "messages": _lt("Messages of an order"),
    "notify": _lt("Mails to the buyer"),
    "partial_shipments": _lt("Several parcels of an order"),
    "receipts": _lt("Payments of invoices"),
    "refunds": _lt("Refunds"),
    "return_answers": _lt("Answers to returns"),
    "files": _lt("Files of an order"),
}


def _words(names):
    """Return names in one text in which a view finds each with a space on both sides."""
    return f" {' '.join(sorted(names))} "


class Backend(models.Model):
    """What a connection can and cannot do with its settings, for the people who set it up."""

    _inherit = "shop_erp.backend"

    abilities = fields.Html(compute="_compute_abilities", sanitize=False)
    can_read = fields.Char(compute="_compute_can", help="Kinds and features, for the fields of the screens.")
    can_send = fields.Char(compute="_compute_can", help="Kinds and features, for the fields of the screens.")

    @api.depends("system", "setting_ids.stored_value")
    @api.depends_context("lang")
    def _compute_abilities(self):
        for backend in self:
            backend.abilities = backend.system and self.env["ir.qweb"]._render(
                "shop_erp_connector.abilities", {"parts": backend._ability_parts()}
            )

    @api.depends("system", "setting_ids.stored_value")
    def _compute_can(self):
        self.can_read = self.can_send = False
        for backend in self.filtered("system"):
            facts = backend._capabilities
            backend.can_read = _words(facts.pulls | facts.pulls_by_id | facts.reads)
            backend.can_send = _words(facts.pushes | facts.writes)

    def _ability_parts(self):
        """Return ``[(heading, [(label, direction)])]``; see ``Capabilities.direction``."""
        capabilities = self._capabilities
        kinds = dict(self.env["shop_erp.flow"]._fields["kind"]._description_selection(self.env))
        return [
            (self.env._("Records"), [(kinds[kind], capabilities.direction(kind)) for kind, _label in KINDS]),
            (
                self.env._("What they hold"),
                [(label, capabilities.direction(feature)) for feature, label in FEATURE_LABELS.items()],
            ),
        ]
