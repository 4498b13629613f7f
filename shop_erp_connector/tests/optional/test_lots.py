"""With expiry dates (module product_expiry) expired lots are not offered."""

from datetime import date, timedelta
from unittest import SkipTest

from odoo import fields
from odoo.tests import tagged

from .. import make
from ..engine.stock.level_case import LevelCase


@tagged("post_install", "-at_install")
class TestLots(LevelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "expiration_date" not in cls.env["stock.lot"]._fields:
            raise SkipTest("The module product_expiry is not installed.")
        cls.milk = cls.bind_product("200", tracking="lot", use_expiration_date=True).product_variant_id
        cls.milk_level = cls.add_levels()

    def lot(self, name, days, quantity, *, removal_days=None):
        until = fields.Datetime.now() + timedelta(days=days)
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": self.milk.id, "company_id": self.company.id, "expiration_date": until}
        )
        lot.removal_date = until if removal_days is None else fields.Datetime.now() + timedelta(days=removal_days)
        self.stock_up(quantity, product=self.milk, lot=lot)
        return lot

    def test_expired_lots_and_those_to_be_removed_are_not_offered(self):
        self.lot("fresh", 10, 5)
        self.lot("expired", -1, 7)
        self.lot("to be removed", 3, 11, removal_days=-1)
        self.assertEqual(self.now(self.milk_level), 5)

    def test_a_lot_that_expires_is_noticed_without_any_change_in_the_warehouse(self):
        lot = self.lot("fresh", 10, 5)
        self.told(self.milk_level)
        self.assertNotIn(self.milk_level, self.changed())
        lot.expiration_date = lot.removal_date = fields.Datetime.now() - timedelta(days=1)
        self.assertIn(self.milk_level, self.changed())
        self.assertEqual(self.now(self.milk_level), 0)

    def test_what_is_promised_of_an_expired_lot_is_owed_from_the_fresh_ones(self):
        lot = self.lot("old", 1, 3)
        self.sell(3, product=self.milk)
        lot.expiration_date = lot.removal_date = fields.Datetime.now() - timedelta(days=1)
        self.lot("fresh", 10, 5)
        self.assertEqual(self.now(self.milk_level), 2)

    def test_a_lot_that_a_remote_tells_comes_in_with_its_expiry(self):
        self.map("location", "1", warehouse_id=self.backend.warehouse_id.id)
        level = make.level("200-0", "4", id="200-0/1/A", location_id="1", lot="A", expires_on=date(2030, 5, 31))
        row = self.receive("stock", level)
        self.assertEqual(row.state, "done", row.reason)
        lot = self.env["stock.lot"].search([("product_id", "=", self.milk.id), ("name", "=", "A")])
        self.assertEqual((str(lot.expiration_date), lot.product_qty), ("2030-05-31 23:59:59", 4))
