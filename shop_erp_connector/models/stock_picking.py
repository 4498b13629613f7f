from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shop_erp_binding_ids = fields.One2many(
        "shop_erp.binding.picking", "odoo_id", "Told to shops", groups="shop_erp_connector.group_user"
    )
