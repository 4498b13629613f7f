from odoo import api, fields, models

from ...convert.order import decimal_of


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "shop_erp.bound"]
    _shop_erp_bindings = ("shop_erp_binding_ids", "shop_erp_status_ids")

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.order", "odoo_id", "In shops and ERPs", copy=False, groups="shop_erp_connector.group_user"
    )
    shop_erp_status_ids = fields.One2many(
        "shop_erp.binding.status", "odoo_id", "States told", copy=False, groups="shop_erp_connector.group_user"
    )
    shop_erp_payment_method = fields.Char("Payment method", copy=False, groups="base.group_user")
    shop_erp_payment_journal_id = fields.Many2one(
        "account.journal", "Payment journal", copy=False, check_company=True, groups="base.group_user"
    )
    shop_erp_payment_state = fields.Selection(
        [
            ("pending", "Pending"),
            ("authorised", "Authorised"),
            ("partial", "Partly paid"),
            ("paid", "Paid"),
            ("refunded", "Refunded"),
            ("failed", "Failed"),
        ],
        "Payment",
        copy=False,
        groups="base.group_user",
    )
    shop_erp_payment_reference = fields.Char("Payment reference", copy=False, groups="base.group_user")
    shop_erp_customer_note = fields.Text("Customer's note", copy=False, groups="base.group_user")
    shop_erp_rounding = fields.Char(
        "Rounding moved",
        copy=False,
        help="Cents (untaxed / tax) that the shop's rounding needed and that were spread over the lines of their tax.",
        groups="base.group_user",
    )

    shop_erp_return_ids = fields.One2many(
        "shop_erp.return", "order_id", "Returns", copy=False, groups="shop_erp_connector.group_user"
    )
    shop_erp_return_count = fields.Integer(
        compute="_compute_shop_erp_return_count", compute_sudo=True, groups="shop_erp_connector.group_user"
    )

    @api.depends("shop_erp_return_ids")
    def _compute_shop_erp_return_count(self):
        for order in self:
            order.shop_erp_return_count = len(order.shop_erp_return_ids)

    def _prepare_confirmation_values(self):
        """An imported order keeps the date on which the buyer placed it."""
        values = super()._prepare_confirmation_values()
        if self.env.context.get("shop_erp_keep_dates"):
            values.pop("date_order", None)
        return values

    def _shop_erp_invoices_of(self, document):
        """Return the posted invoices of this order that have no fiscal number yet and the amount of an ERP's one."""
        wanted = "out_refund" if document.type == "credit_note" else "out_invoice"
        return self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == wanted
                and not move.shop_erp_number
                and decimal_of(move.amount_total, document.digits) == document.gross
            )
        )

    def _shop_erp_invoice_all(self):
        """Return a draft invoice of everything ordered: it was issued so, although Odoo waits for the delivery."""
        vals = self._prepare_invoice()
        lines = self.order_line.filtered(
            lambda line: not line.display_type and line.product_uom_qty > line.qty_invoiced
        )
        vals["invoice_line_ids"] = [
            fields.Command.create(line._prepare_invoice_line(quantity=line.product_uom_qty - line.qty_invoiced))
            for line in lines
        ]
        return self.env["account.move"].create(vals)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    shop_erp_line_id = fields.Char("Line in the shop", copy=False, groups="base.group_user")
