"""WooCommerce: a product whose prices travel by themselves is sent for what else changed, and is at rest then."""

from odoo.tests import tagged

from .woocommerce_both_ways import WooCommerceBothWays


@tagged("post_install", "-at_install")
class TestPricesApart(WooCommerceBothWays):
    owner = "odoo"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "price", direction).active = True
        cls.sync(cls.backend, "price", "in")

    def exchange(self):
        """Each flow once; return the runs that wrote anything on either side."""
        runs = [
            self.sync(self.backend, kind, way) for way in ("in", "out") for kind in ("category", "product", "price")
        ]
        self.assertEqual({(run.failed, run.held) for run in runs}, {(0, 0)})
        return [(run.kind, run.direction) for run in runs if run.created or run.changed]

    def test_variants_of_several_prices_are_sent_once(self):
        self.form("SHIRT-M").shop_erp_price_extra = -3.5
        for _round in range(3):
            self.exchange()
        prices = [self.there_now(one)["regular_price"] for one in (self.small, self.medium)]
        self.assertEqual(prices, ["12.30", "10.455"])
        self.form("SHIRT-S").barcode = "2000000001012"
        for _round in range(3):
            self.exchange()
        self.shop.log.clear()
        self.assertEqual((self.exchange(), self.writes()), ([], []))
        self.assertEqual([self.there_now(one)["regular_price"] for one in (self.small, self.medium)], prices)
