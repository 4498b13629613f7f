"""A connected shop, and what is sent to it."""

from ..common import SimulatedCase


class ShopOutCase(SimulatedCase):
    """``shop`` and its ``backend``, all codes mapped; only what a test makes is sent."""

    version = "8.2.1"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop(cls.version)
        cls.env["product.template"].search([]).sale_ok = False
        cls.lighting = cls.env["product.category"].create({"name": "Lighting"})
        cls.lamps = cls.env["product.category"].create({"name": "Lamps", "parent_id": cls.lighting.id})

    @classmethod
    def make_products(cls, count=3, **vals):
        return cls.env["product.template"].create(
            [
                {
                    "name": f"Lamp {number}",
                    "default_code": f"LAMP-{number}",
                    "barcode": f"560123400{number:03d}",
                    "is_storable": True,
                    "list_price": 20.0 + number,
                    "weight": 0.5,
                    "taxes_id": cls.taxes[23].ids,
                    "categ_id": cls.lamps.id,
                    "description_sale": "Made of brass",
                    **vals,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def send_catalogue(cls):
        return cls.sync(cls.backend, "category", "out"), cls.sync(cls.backend, "product", "out")

    @classmethod
    def stock_up(cls, products, quantity):
        location = cls.backend.warehouse_id.lot_stock_id
        for variant in products.product_variant_ids:
            cls.env["stock.quant"]._update_available_quantity(variant, location, quantity)

    def writes(self):
        """The kinds of the calls that changed something in the shop."""
        return [call.kind for call in self.shop.log if call.method not in ("GET", "HEAD")]
