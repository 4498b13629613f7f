"""The age of the oldest change that a shop does not have yet."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestLag(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("category", "product", "stock", "price"):
            cls.flow(cls.backend, kind, "out").active = True
        cls.products = cls.make_products(2)
        cls.send_catalogue()
        cls.stock_up(cls.products, 7)
        cls.sync(cls.backend, "stock", "out")
        cls.sync(cls.backend, "price", "out")
        cls.age(cls.env["shop_erp.run"].search([]), "started_at", hours=10)

    @classmethod
    def age(cls, records, field, **duration):
        """Let something have happened so long ago."""
        cls.env.flush_all()
        for record in records:
            moment = fields.Datetime.now() - timedelta(**duration)
            cls.env.cr.execute(f"UPDATE {record._table} SET {field} = %s WHERE id = %s", (moment, record.id))
        cls.env.invalidate_all()

    def quants(self, products):
        return self.env["stock.quant"].search(
            [("product_id", "in", products.product_variant_ids.ids), ("location_id.usage", "=", "internal")]
        )

    def settle(self):
        """Nothing has moved since the last run."""
        self.age(self.quants(self.products), "write_date", days=20)

    def test_nothing_waits_when_all_is_sent(self):
        self.settle()
        self.assertRecordValues(
            self.backend, [{"lag_since": False, "lag_minutes": 0, "lag_text": False, "is_late": False}]
        )

    def test_changed_record_waits_since_its_change(self):
        self.settle()
        self.products[0].name = "Bright lamp"
        self.age(self.products[0], "write_date", minutes=195)
        self.assertEqual((self.backend.lag_minutes, self.backend.lag_text), (195, "3 h 15 min"))
        self.assertFalse(self.backend.is_late, "products are sent once a day")
        self.sync(self.backend, "product", "out")
        self.assertFalse(self.backend.lag_since)

    def test_goods_that_moved_wait_since_they_moved_and_are_late_after_two_intervals(self):
        self.settle()
        self.stock_up(self.products[1], 3)
        self.age(self.quants(self.products[1]), "write_date", minutes=119)
        self.assertEqual((self.backend.lag_minutes, self.backend.is_late), (119, False))
        self.age(self.quants(self.products[1]), "write_date", minutes=121)
        self.assertRecordValues(
            self.backend, [{"lag_minutes": 121, "lag_text": "2 h 1 min", "is_late": True, "lag_kinds": "Stock"}]
        )
        self.assertIn(self.backend, self.env["shop_erp.backend"].search([("is_late", "=", True)]))
        self.assertNotIn(self.backend, self.env["shop_erp.backend"].search([("is_late", "=", False)]))

    def test_what_was_marked_and_cannot_be_sent_waits_on(self):
        self.settle()
        self.stock_up(self.products[1], 3)
        self.shop.faults.status(503, kind="stock_availables", times=9)
        self.sync(self.backend, "stock", "out")
        level = self.products[1].product_variant_id.shop_erp_stock_ids
        self.assertEqual(level.state, "dirty")
        self.age(level, "changed_at", days=2, hours=3)
        self.assertEqual((self.backend.lag_text, self.backend.is_late), ("2 d 3 h", True))

    def test_flow_that_is_off_owes_nothing(self):
        self.settle()
        self.products[0].name = "Bright lamp"
        self.flow(self.backend, "product", "out").active = False
        self.assertFalse(self.backend.lag_since)

    def test_one_statement_for_all_backends(self):
        others = [self.connect_shop(name=f"Other {number}")[1] for number in range(2)]
        backends = self.backend.union(*others)
        backends.flow_ids.mapped("interval_minutes")
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        backends.mapped("lag_minutes")
        self.assertLessEqual(self.env.cr.sql_log_count - before, 2)
