"""Parts of a line add up to the line, whatever the parts; what a remote states is taken in whole cents."""

import unittest
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ...convert.refund import proportional, whole_cents


def sold(quantity, net, gross):
    """What is read of an order line."""
    return SimpleNamespace(product_uom_qty=float(quantity), price_subtotal=float(net), price_total=float(gross))


class TestProportional(unittest.TestCase):
    def test_the_last_of_three_gets_the_cent(self):
        line = sold(3, "10.00", "12.30")
        parts = [proportional(line, Decimal(1), 2, before=Decimal(done)) for done in range(3)]
        self.assertEqual([str(net) for net, _gross in parts], ["3.33", "3.34", "3.33"])
        self.assertEqual([str(gross) for _net, gross in parts], ["4.10", "4.10", "4.10"])

    def test_more_than_was_sold_gives_no_more_back(self):
        line = sold(2, "10.00", "12.30")
        self.assertEqual(proportional(line, Decimal(5), 2), (Decimal("10.00"), Decimal("12.30")))
        self.assertEqual(proportional(line, Decimal(1), 2, before=Decimal(2)), (Decimal("0.00"), Decimal("0.00")))

    @settings(max_examples=1500, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from((2, 0, 3)),
        st.integers(-5_000_000, 5_000_000),
        st.integers(0, 30),
        st.lists(st.integers(1, 7), min_size=1, max_size=6),
    )
    def test_parts_add_up_to_the_whole(self, digits, net, percent, parts):
        cent = Decimal(1).scaleb(-digits)
        net = net * cent
        gross = (net * (100 + percent) / 100).quantize(cent)
        line, done, back = sold(sum(parts), net, gross), Decimal(0), [Decimal(0), Decimal(0)]
        for part in parts:
            amounts = proportional(line, Decimal(part), digits, before=done)
            done += part
            back = [before + amount for before, amount in zip(back, amounts, strict=True)]
            self.assertLessEqual(abs(back[1]), abs(gross))
        self.assertEqual(back, [net, gross])


class TestWholeCents(unittest.TestCase):
    def test_cents_lost_by_rounding_are_found_again(self):
        lines = [(Decimal("1.004"), Decimal("1.234")), (Decimal("2.004"), Decimal("2.464"))]
        found = whole_cents(lines, Decimal("3.698"), 2)
        self.assertEqual(found, [(Decimal("1.00"), Decimal("1.23")), (Decimal("2.00"), Decimal("2.47"))])

    def test_a_difference_that_is_none_of_rounding_stays_one(self):
        self.assertEqual(whole_cents([(Decimal(1), Decimal(2))], Decimal(9), 2), [(Decimal("1.00"), Decimal("2.00"))])
