"""Magento 2: products that the shop saves later wait for their outcome, and nothing is sent twice meanwhile."""

from odoo import fields
from odoo.tests import tagged

from ...common import SimulatedCase
from .magento2_shop import Magento2Shop


@tagged("post_install", "-at_install")
class TestMagento2Later(Magento2Shop, SimulatedCase):
    settings = {"async_products": "1", "store_views": ""}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.env["product.template"].search([]).sale_ok = False
        cls.flow(cls.backend, "product", "out").active = True

    def setUp(self):
        super().setUp()
        self.shop.consumes = False
        self.lamps = self.env["product.template"].create(
            [
                {"name": name, "default_code": name.upper(), "taxes_id": self.taxes[23].ids, "is_storable": True}
                for name in ("Lamp", "Bulb", "Cable")
            ]
        )
        self.sent("category")
        self.sent("product")
        self.rows = self.lamps.shop_erp_binding_ids

    def ask(self):
        """Let the minute of the next look come."""
        self.rows.write({"next_try": fields.Datetime.now()})
        self.env["shop_erp.flow"]._cron_dispatch()
        self.work()

    def test_three_products_are_one_call_and_wait(self):
        self.assertEqual([call.kind for call in self.shop.log if call.method == "POST"].count("bulk/products"), 1)
        self.assertEqual(self.rows.mapped("state"), ["sending"] * 3)
        self.sent("product")
        self.ask()
        self.assertEqual([call.kind for call in self.shop.log if call.method == "POST"].count("bulk/products"), 1)
        self.assertEqual((self.rows.mapped("state"), self.row_of("LAMP")), (["sending"] * 3, None))

    def test_the_outcome_names_the_product_and_its_variant(self):
        self.shop.work()
        self.ask()
        self.assertEqual(self.rows.mapped("state"), ["done"] * 3, self.rows.mapped("reason"))
        ids = [str(self.row_of(sku)["id"]) for sku in ("LAMP", "BULB", "CABLE")]
        self.assertEqual((self.rows.mapped("external_id"), self.rows.variant_ids.mapped("external_id")), (ids, ids))
        self.shop.log.clear()
        self.sent("product")
        self.assertEqual(self.writes(), [])

    def test_what_the_shop_refuses_later_stands_on_its_row_alone(self):
        self.shop.add_product("OTHER", url_key="bulb-bulb")
        self.shop.work()
        self.ask()
        self.assertEqual(self.rows.mapped("state"), ["done", "failed", "done"])
        self.assertIn("URL key for specified store already exists.", self.rows[1].reason)
