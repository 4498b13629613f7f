"""What the shop does not tell of an order's cents is worked out the same, however many orders are read at once."""

from .magento1_case import Magento1Case


class TestCents(Magento1Case):
    def order(self, *lines, **options):
        """Place an order; return it as it is read alone and among others, which must be the same."""
        buyer = self.shop.add_customer()
        number = self.shop.place_order(buyer, lines, **options)
        alone = self.only("order", ids=[number])
        among = self.pulled("order", ids=[number, self.shop.place_order(buyer, lines)])[0]
        self.assertEqual(alone, among)
        self.assertEqual(alone.difference(), (0, 0, 0))
        return alone

    def test_a_carriage_taxed_unlike_the_goods(self):
        # 23 % of 4.07 are 0.94, which is 23.1 % of it
        order = self.order((self.shop.add_product("BOOK", "3.33", tax_class_id="4"), 3), shipping=("4.07", "0.94", "0"))
        self.assertEqual([line.taxes[0].rate for line in order.lines], [6, 23])

    def test_a_discount_whose_cents_one_door_tells_by_line_and_the_other_as_a_sum(self):
        goods = (
            ("LAMP", "104.71", "2", 11),
            ("SHADE", "8.11", "2", 3),
            ("CLIP", "0.07", "4", 7),
            ("PEN", "1.00", "4", 7),
        )
        lines = [(self.shop.add_product(code, price, tax_class_id=tax), count) for code, price, tax, count in goods]
        order = self.order(*lines, percent="33.33", coupon="THIRD")
        self.assertEqual([f"{line.gross:.2f}" for line in order.lines[:4]], ["767.91", "16.22", "0.33", "4.67"])
