from odoo import api, fields, models

from ...engine.stock import shortages

#: So many products are named in an activity; the list has all of them.
_NAMED = 20


class StockShortage(models.Model):
    """A level that is below its minimum, from the moment it fell until there is enough again."""

    _name = "shop_erp.stock.shortage"
    _description = "Stock below the minimum of a shop or ERP"
    _order = "since desc, id desc"
    _rec_name = "product_id"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    level_id = fields.Many2one("shop_erp.binding.stock", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", index=True)
    minimum = fields.Float(digits="Product Unit")
    quantity = fields.Float("There", digits="Product Unit", help="What there was when it was last looked at.")
    since = fields.Datetime(required=True)
    ended_at = fields.Datetime("Enough since")
    mailed_at = fields.Datetime("Mailed")

    _open_level = models.UniqueIndex("(level_id) WHERE ended_at IS NULL", "A level is short once at a time.")

    @api.model
    def _cron_watch(self):
        """Look at the levels of all shops and ERPs that have a minimum; tell people of what is new."""
        self.env["shop_erp.backend"].search([("state", "=", "ready")])._watch_minimum()

    @api.model
    def _cron_mail(self):
        """Mail each responsible person what has become too little since the last mail: one mail a day, if any."""
        news = self.search([("ended_at", "=", False), ("mailed_at", "=", False), ("backend_id.active", "=", True)])
        for user, found in news.grouped(lambda shortage: shortage.backend_id._stock_responsible()).items():
            if user.partner_id.email:
                found._mail(user)
        news.mailed_at = fields.Datetime.now()

    def _mail(self, user):
        """Send one mail about these shortages, in the person's language."""
        shortages_of = self.with_context(lang=user.lang)
        subject = shortages_of.env._("Products below their minimum: %(count)s", count=len(self))
        body = (
            self.env["ir.qweb"]
            .with_context(lang=user.lang)
            ._render(
                "shop_erp_connector.stock_shortage_digest",
                {
                    "shops": shortages_of.grouped("backend_id"),
                    "address": f"{user.get_base_url()}/odoo/shop-erp-shortages",
                },
            )
        )
        mail = self.env["mail.mail"].sudo()  # those who may be told need not be allowed to write mails
        mail.create(
            {
                "subject": subject,
                "body_html": body,
                "recipient_ids": [(4, user.partner_id.id)],
                "email_from": self.company_id[:1].email_formatted or user.email_formatted,
                "auto_delete": True,
            }
        )

    def _as_html(self):
        """Return the shortages as a list for an activity."""
        return self.env["ir.qweb"]._render(
            "shop_erp_connector.stock_shortage_list", {"shortages": self[:_NAMED], "more": max(len(self) - _NAMED, 0)}
        )

    @api.autovacuum
    def _gc_shortages(self):
        """Forget what has been enough again for a year."""
        before = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        self.search([("ended_at", "<", before)], limit=10000).unlink()


class StockRule(models.Model):
    _inherit = "shop_erp.stock.rule"

    minimum = fields.Float(
        "Warn below",
        digits="Product Unit",
        compute="_compute_minimum",
        store=True,
        readonly=False,
        precompute=True,
        help="A person is told when there are fewer. 0: nobody is told.",
    )

    _check_minimum = models.Constraint("CHECK (minimum >= 0)", "A minimum is 0 or more.")

    @api.depends("backend_id")
    def _compute_minimum(self):
        for rule in self:
            rule.minimum = rule.backend_id.stock_minimum


class WatchedBackend(models.Model):
    _inherit = "shop_erp.backend"

    stock_minimum = fields.Float(
        "Warn below",
        digits="Product Unit",
        help="A person is told when there are fewer of a product. 0: nobody is told.",
    )
    stock_responsible_id = fields.Many2one(
        "res.users",
        "Responsible for stock",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Is told of products below their minimum; empty: who made this shop or ERP, or an administrator.",
    )
    shortage_count = fields.Integer("Below minimum", compute="_compute_shortage_count")

    _check_stock_minimum = models.Constraint("CHECK (stock_minimum >= 0)", "A minimum is 0 or more.")

    def _compute_shortage_count(self):
        counts = dict(
            self.env["shop_erp.stock.shortage"]._read_group(
                [("backend_id", "in", self.ids), ("ended_at", "=", False)], ["backend_id"], ["__count"]
            )
        )
        for backend in self:
            backend.shortage_count = counts.get(backend, 0)

    def _stock_responsible(self):
        return self.stock_responsible_id or self._responsible_user()

    def _watch_minimum(self):
        """Note shortages and tell people of new ones; a shortage that is known is not told again."""
        activity_type = self.env.ref("shop_erp_connector.mail_activity_stock_minimum")
        for backend in self:
            new = shortages.watch(backend)
            still_open = self.env["shop_erp.stock.shortage"].search(
                [("backend_id", "=", backend.id), ("ended_at", "=", False)]
            )
            activity = backend.activity_ids.filtered(lambda one: one.activity_type_id == activity_type)
            if not still_open:
                activity.unlink()
            elif activity:
                activity[:1].write(backend._shortage_note(still_open))
            elif new:
                backend.activity_schedule(
                    activity_type_id=activity_type.id,
                    user_id=backend._stock_responsible().id,
                    **backend._shortage_note(still_open),
                )

    def _shortage_note(self, found):
        return {
            "summary": self.env._("Products below their minimum: %(count)s", count=len(found)),
            "note": found._as_html(),
        }

    def action_open_shortages(self):
        """Open what is below its minimum."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("shop_erp_connector.shop_erp_stock_shortage_action") | {
            "domain": [("backend_id", "=", self.id)]
        }
