from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.picking", "odoo_id", "Told to shops", copy=False, groups="shop_erp_connector.group_user"
    )
    shop_erp_number = fields.Char(
        "Transport document",
        copy=False,
        help="The number under which the ERP issued the document that travels with the goods.",
        groups="base.group_user",
    )
    shop_erp_document_code = fields.Char(
        "Code of the tax authority", copy=False, help="It must travel with the goods.", groups="base.group_user"
    )
