"""Levels and prices of Odoo's products go to a shop by calls of their own: the same promises for every shop."""


class LevelsToShop:
    """Joined with ``ShopOutCase``; the joining class says how its shop is asked."""

    #: What a push of levels is called in the shop's log.
    level_call = ""

    def levels_there(self):
        """Return the levels of LAMP-0 to LAMP-3 in the shop."""
        raise NotImplementedError

    def forget_there(self, code):
        """Let a product vanish from the shop."""
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.make_products(4)
        cls.send_catalogue()

    def send_levels(self):
        self.shop.log.clear()
        return self.sync(self.backend, "stock", "out")

    def test_levels_are_sent_and_only_changed_ones_again(self):
        self.stock_up(self.products, 7)
        first = self.send_levels()
        self.assertEqual((first.changed, first.failed, self.levels_there()), (4, 0, [7, 7, 7, 7]), first.errors)
        self.stock_up(self.products[2], 3)
        second = self.send_levels()
        self.assertEqual((second.changed, self.writes(), self.levels_there()), (1, [self.level_call], [7, 7, 10, 7]))

    def test_no_change_no_call(self):
        self.stock_up(self.products, 7)
        self.send_levels()
        self.send_levels()
        self.assertEqual(len(self.shop.log), 0)

    def test_reserved_goods_are_not_offered_and_nothing_is_below_nothing(self):
        self.stock_up(self.products[:2], 7)
        self.send_levels()
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        for product, quantity in zip(self.products, (5, 9), strict=False):
            line = {"product_id": product.product_variant_id.id, "product_uom_qty": quantity}
            self.env["sale.order"].create({"partner_id": buyer.id, "order_line": [(0, 0, line)]}).action_confirm()
        self.send_levels()
        self.assertEqual(self.levels_there()[:2], [2, 0])

    def test_level_of_a_product_that_is_gone_there_fails_alone(self):
        self.stock_up(self.products, 7)
        self.forget_there("LAMP-3")
        run = self.send_levels()
        self.assertEqual((run.changed, run.failed), (3, 1))
        level = self.products[3].product_variant_ids.shop_erp_stock_ids
        self.assertEqual((level.state, level.reason_code), ("failed", "not_found"))
        level.action_retry()
        self.work()
        self.assertEqual(level.state, "gone")


class PriceToShop:
    """Joined with ``ShopOutCase``; the joining class says how its shop is asked."""

    #: What a push of prices is called in the shop's log.
    price_call = ""
    #: What the shop says of 30.00 and 23 % on it.
    price_of_thirty = ""

    def price_there(self, code):
        """Return the price of a product in the shop, as text."""
        raise NotImplementedError

    def test_a_changed_price_sends_a_price_not_the_product(self):
        products = self.make_products(3)
        self.send_catalogue()
        first = self.sync(self.backend, "price", "out")
        self.assertEqual((first.skipped, first.changed), (3, 0), "the products brought their prices along")
        self.shop.log.clear()
        products[1].list_price = 30
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.changed, run.skipped, run.failed), (1, 0, 0), run.errors)
        self.assertEqual((self.writes(), self.price_there("LAMP-1")), ([self.price_call], self.price_of_thirty))
