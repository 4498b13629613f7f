from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "shop_erp.bound"]
    _shop_erp_bindings = ("shop_erp_binding_ids",)

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.invoice", "odoo_id", "In shops and ERPs", copy=False, groups="shop_erp_connector.group_user"
    )
    shop_erp_number = fields.Char(
        "Fiscal number",
        copy=False,
        help="The number under which the ERP issued this invoice.",
        groups="base.group_user",
    )
    shop_erp_payment_entity = fields.Char("Payment entity", copy=False, readonly=True, groups="base.group_user")
    shop_erp_payment_reference = fields.Char(
        "Bank reference",
        copy=False,
        readonly=True,
        help="By which the buyer can pay at a bank, as the ERP gave it out.",
        groups="base.group_user",
    )
    shop_erp_pdf_id = fields.Many2one(
        "ir.attachment", "Issued PDF", copy=False, readonly=True, groups="base.group_user"
    )
