from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    shop_erp_not_for_sale = fields.Boolean(
        "Not offered in shops",
        help="What lies here, or in a location below, is in no stock level that is sent to a shop or ERP:"
        " damaged goods, returns to be checked, samples.",
    )
