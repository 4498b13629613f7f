"""Magento 2: an account that Odoo owns is put right once, whatever the shop keeps in another way."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .magento2_shop import Magento2Shop


@tagged("post_install", "-at_install")
class TestMagento2OwnedBuyers(Magento2Shop, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.shop.add_customer(
            "ana@mail.test", addresses=[cls.in_lisbon(firstname="Porta", lastname="Um")]
        )
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        cls.backend.account_rule = "rule"
        cls.backend.ownership_ids.owner = "odoo"
        cls.sync(cls.backend, "customer", "in")

    def test_what_was_put_right_is_read_as_it_was_sent(self):
        self.shop.clock.advance(3600)
        (address,) = self.account["addresses"]
        address["lastname"] = "Nove"
        self.shop.edit("customer", self.account["id"])
        for direction in ("in", "out", "in", "out"):
            run = self.sync(self.backend, "customer", direction)
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.shop.store.rows["customer"][self.account["id"]]["addresses"][0]["lastname"], "Um")
        self.assertEqual(self.sync(self.backend, "customer", "in").changed, 0)
