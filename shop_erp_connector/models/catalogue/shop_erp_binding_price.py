from odoo import api, fields, models
from odoo.tools import format_date

from ...remotes.documents import PRICE, InvalidDocument, Price
from ..binding.shop_erp_binding_groups import group_flag

#: What a rule says; a change of any of it is a change of the price.
_RULE_FIELDS = (
    "compute_price",
    "fixed_price",
    "percent_price",
    "price_discount",
    "price_round",
    "price_surcharge",
    "price_min_margin",
    "price_max_margin",
    "base",
    "base_pricelist_id",
    "currency_id",
    "min_quantity",
    "date_start",
    "date_end",
)

#: The fields by which the row of a rule is the only one of its kind.
RULE_KEY = ("variant_binding_id", "item_id", "lookup_id", "partner_binding_id")


class BindingPrice(models.Model):
    """One price at a remote ⇄ a product, or a rule of a price list: a price change sends a price, not the product.

    The base price of a variant has no rule of its own; ``item_id`` is then the rule of the shop's price list that makes
    it, if there is one. A price for some cases only (``is_rule``) is what one rule makes for one variant and one
    audience: a price table, a customer group, a customer or everybody.
    """

    _name = "shop_erp.binding.price"
    _description = "Price at a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "price"

    odoo_id = fields.Many2one("product.template", "Product", ondelete="cascade", index=True)
    variant_binding_id = fields.Many2one("shop_erp.binding.variant", ondelete="cascade", index=True)
    product_id = fields.Many2one(related="variant_binding_id.odoo_id", string="Variant")
    is_rule = fields.Boolean("For some cases only", readonly=True)
    item_id = fields.Many2one("product.pricelist.item", "Rule", ondelete="set null", index="btree_not_null")
    pricelist_id = fields.Many2one(related="item_id.pricelist_id")
    lookup_id = fields.Many2one(
        "shop_erp.lookup", "Price table or group", ondelete="cascade", index="btree_not_null", readonly=True
    )
    partner_binding_id = fields.Many2one(
        "shop_erp.binding.partner", "Customer there", ondelete="cascade", index="btree_not_null", readonly=True
    )
    minimum_quantity = fields.Float("From quantity", digits=(16, 4), readonly=True)
    read_at = fields.Datetime(readonly=True, help="When this price was last read, by our own clock.")
    shown_price = fields.Char("Price there", compute="_compute_shown_price")
    shown_audience = fields.Char("For", compute="_compute_shown_audience")

    _changed_by = {
        PRICE: (
            "odoo_id.list_price",
            "odoo_id.taxes_id",
            "odoo_id.shop_erp_content",
            "odoo_id.shop_erp_content_unit",
            "variant_binding_id.odoo_id.product_template_attribute_value_ids.price_extra",
            "variant_binding_id.odoo_id.shop_erp_price_extra",
            "variant_binding_id.odoo_id.standard_price",
            *(f"item_id.{name}" for name in (*_RULE_FIELDS, "shop_erp_is_promotion")),
            "item_id.base_pricelist_id.item_ids",
            *(f"item_id.base_pricelist_id.item_ids.{name}" for name in _RULE_FIELDS),
        )
    }
    price_changed_at = group_flag(PRICE)

    _case_idx = models.Index("(backend_id, variant_binding_id) WHERE is_rule")

    @api.depends("shown_audience", "odoo_id", "external_id", "number")
    def _compute_display_name(self):
        for row in self:
            name = row.number or row.odoo_id.name or row.external_id or row.id
            row.display_name = f"{row.backend_id.name}: {name}, {row.shown_audience}"

    @api.depends("document", "pending_document")
    def _compute_shown_price(self):
        for row in self:
            try:
                row.shown_price = row._in_words(Price.from_json(row.document or row.pending_document or ""))
            except InvalidDocument:
                row.shown_price = False

    def _in_words(self, price):
        if price.discount_percent is not None:
            words = f"−{price.discount_percent.normalize():f} %"
        else:
            amount = price.amount if price.discount_amount is None else -price.discount_amount
            amount = f"{amount:.2f}" if price.surcharge is None else f"{price.surcharge:+.2f}"
            basis = self.env._("with tax") if price.includes_tax else self.env._("without tax")
            words = f"{amount} {price.currency or self.company_id.currency_id.name} {basis}"
        parts = [words]
        if price.minimum_quantity:
            parts.append(self.env._("from %(quantity)s", quantity=f"{price.minimum_quantity.normalize():f}"))
        if price.starts_at:
            parts.append(self.env._("since %(day)s", day=self._day(price.starts_at)))
        if price.ends_at:
            parts.append(self.env._("until %(day)s", day=self._day(price.ends_at)))
        if price.country:
            parts.append(price.country)
        return ", ".join(parts)

    def _condition_in_words(self, field, value):
        if value in (None, False):
            return self.env._("none")
        if field in ("starts_at", "ends_at"):
            return self._day(value)
        return self.env._("yes") if value is True else f"{value.normalize():f}"

    def _day(self, moment):
        return format_date(self.env, moment)

    @api.depends("is_rule", "lookup_id", "partner_binding_id")
    def _compute_shown_audience(self):
        for row in self:
            names = (row.lookup_id.name or row.lookup_id.external_id, row.partner_binding_id.odoo_id.display_name)
            name = next((name for name in names if name), self.env._("Everybody"))
            row.shown_audience = name if row.is_rule else self.env._("Base price")

    @api.model
    def _action_of(self, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": domain,
        }
