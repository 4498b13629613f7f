"""What a remote is told of lines: quantities in the unit it counts in, and each tax with its own amount."""

from decimal import Decimal

from odoo.tests import tagged

from ..erp_case import ErpOutCase
from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestLinesToErp(ErpOutCase):
    def make_dozen(self):
        order = self.make_order(lines=[(self.tile, 2, 240.0, self.taxes[23])])
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 240.0
        return order

    def test_two_dozen_on_an_order_are_24_there(self):
        order = self.make_dozen()
        run = self.sync(self.backend, "order", "out")
        self.assertEqual(run.created, 1, run.errors)
        (document,) = self.account.documents("13")
        self.assertEqual([line["quantity"] for line in document["lines"]], [24])
        self.assertEqual((document["NetTotal"], order.amount_untaxed), (Decimal("480.00"), 480.0))

    def test_two_dozen_on_an_invoice_are_24_there(self):
        self.make_invoice(self.make_dozen())
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual(run.created, 1, run.errors)
        (document,) = self.account.documents("4")
        self.assertEqual([line["quantity"] for line in document["lines"]], [24])
        self.assertEqual(document["NetTotal"], Decimal("480.00"))

    def test_each_of_two_taxes_has_its_own_amount(self):
        taxes = self.taxes[23] | self.taxes[13]
        order = self.make_order(self.make_buyer("Rita Exemplo"), lines=[(self.tile, 1, 10.0, taxes)])
        row = self.env["shop_erp.binding.order"].create(
            {"backend_id": self.backend.id, "odoo_id": order.id, "state": "dirty", "direction": "out"}
        )
        document = row._make_documents(None)[row.id]
        (line,) = document.lines
        self.assertEqual((line.net, line.tax, line.gross), (Decimal(10), Decimal("3.60"), Decimal("13.60")))
        amounts = {tax.rate: tax.amount for tax in line.taxes}
        self.assertEqual(amounts, {Decimal(23): Decimal("2.30"), Decimal(13): Decimal("1.30")})


@tagged("post_install", "-at_install")
class TestWeightOfShop(ShopOutCase):
    def test_a_weight_in_a_unit_that_nobody_knows_takes_odoos_not_away(self):
        self.backend.ownership_ids.owner = "newest"
        lamp = self.make_products(1)
        self.send_catalogue()
        there = self.shop.only("products", reference="LAMP-0")
        self.shop.configure("PS_WEIGHT_UNIT", "stone")
        self.backend.action_check()  # reads the shop's settings anew
        self.shop.clock.advance(3600)
        self.shop.edit("products", there["id"], name={1: "Renamed there"})
        for way in ("in", "out"):
            run = self.sync(self.backend, "product", way)
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((lamp.name, lamp.weight), ("Renamed there", 0.5))
        self.assertEqual(self.shop.only("products", reference="LAMP-0")["weight"], "0.500000")


@tagged("post_install", "-at_install")
class TestShipmentsToShop(ShopOutCase):
    def test_a_dozen_in_a_parcel_are_12_there(self):
        self.env["ir.config_parameter"].sudo().set_param("stock.propagate_uom", "1")
        product = self.make_products(1).product_variant_id
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                        },
                    )
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.carrier_tracking_ref = "PT1"
        move = picking.move_ids
        move.write({"quantity": move.product_uom_qty, "picked": True})
        picking._action_done()
        shared = {"backend_id": self.backend.id, "external_id": "77"}
        self.env["shop_erp.binding.order"].create({**shared, "odoo_id": order.id, "state": "done"})
        row = self.env["shop_erp.binding.picking"].create({**shared, "odoo_id": picking.id, "direction": "out"})
        (line,) = row._make_documents(None)[row.id].lines
        self.assertEqual(line.quantity, Decimal(12))
