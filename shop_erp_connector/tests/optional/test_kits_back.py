"""With kits (module mrp) what comes back is their components."""

from unittest import SkipTest

from odoo.tests import tagged

from .. import make
from ..common import HubCase


@tagged("post_install", "-at_install")
class TestKitsBack(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            raise SkipTest("The module mrp is not installed.")
        cls.kit = cls.bind_product("300", is_storable=False, invoice_policy="order")
        cls.parts = cls.env["product.product"].create(
            [{"name": name, "is_storable": True, "type": "consu"} for name in ("Shade", "Foot")]
        )
        lines = [(0, 0, {"product_id": part.id, "product_qty": 1 + index}) for index, part in enumerate(cls.parts)]
        cls.env["mrp.bom"].create({"product_tmpl_id": cls.kit.id, "type": "phantom", "bom_line_ids": lines})
        cls.stock = cls.backend.warehouse_id.lot_stock_id
        for part in cls.parts:
            cls.env["stock.quant"]._update_available_quantity(part, cls.stock, 10)

    def test_one_of_two_kits_comes_back_and_one_is_scrapped(self):
        line = make.line("60.00", quantity=3, product_id="300", variant="300-0")
        order = self.receive("order", make.order(lines=[line])).odoo_id
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual([part.qty_available for part in self.parts], [7, 4])
        lines = [
            (0, 0, {"sale_line_id": order.order_line.id, "quantity": 1, "destination": destination})
            for destination in ("restock", "scrap")
        ]
        record = self.env["shop_erp.return"].create({"order_id": order.id, "line_ids": lines})
        record.action_accept()
        record.action_receive()
        self.assertEqual([part.qty_available for part in self.parts], [8, 6])
