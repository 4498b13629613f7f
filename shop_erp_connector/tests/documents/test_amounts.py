"""Rounding and spreading: exact, fair, and as shops do it."""

import unittest
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ...remotes.documents.amounts import cents, rounded, spread

weights = st.lists(st.decimals(0, 10_000, places=4), min_size=1, max_size=12)
wholes = st.integers(-1_000_000, 1_000_000)
digits = st.sampled_from((0, 2, 3))

often = settings(max_examples=500, derandomize=True, deadline=None)


class TestRounded(unittest.TestCase):
    def test_half_a_cent_goes_away_from_zero(self):
        for amount, digits, expected in (
            ("0.005", 2, "0.01"),
            ("-0.005", 2, "-0.01"),
            ("2.675", 2, "2.68"),
            ("2.674999", 2, "2.67"),
            ("0.125", 2, "0.13"),
            ("122.5", 0, "123"),
            ("1.0005", 3, "1.001"),
            ("7", 2, "7.00"),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(str(rounded(Decimal(amount), digits)), expected)

    def test_the_smallest_amount_of_a_currency(self):
        self.assertEqual([str(cents(digits)) for digits in (0, 2, 3)], ["1", "0.01", "0.001"])


class TestSpread(unittest.TestCase):
    def test_three_equal_parts_of_a_cent_more(self):
        self.assertEqual(spread(Decimal("10.00"), [Decimal(1)] * 3, 2), list(map(Decimal, ("3.34", "3.33", "3.33"))))

    def test_a_cent_left_over_goes_where_most_was_cut(self):
        # 100 × 1/6, 2/6, 3/6: 16.66|67, 33.33|33, 50.00
        parts = spread(Decimal("100.00"), [Decimal(1), Decimal(2), Decimal(3)], 2)
        self.assertEqual(parts, list(map(Decimal, ("16.67", "33.33", "50.00"))))

    def test_a_discount_is_spread_like_a_price(self):
        parts = spread(Decimal("-0.05"), [Decimal(10), Decimal(20)], 2)
        self.assertEqual(parts, list(map(Decimal, ("-0.02", "-0.03"))))

    def test_without_weights_the_first_part_takes_it_all(self):
        self.assertEqual(spread(Decimal("1.00"), [Decimal(0), Decimal(0)], 2), [Decimal("1.00"), Decimal(0)])

    @often
    @given(wholes, weights, digits)
    def test_the_sum_is_exact_and_each_part_is_whole(self, amount, weights, digits):
        amount = Decimal(amount).scaleb(-digits)
        parts = spread(amount, weights, digits)
        self.assertEqual(len(parts), len(weights))
        self.assertEqual(sum(parts), amount)
        self.assertTrue(all(part % cents(digits) == 0 for part in parts))

    @often
    @given(wholes, weights, digits)
    def test_no_part_is_a_cent_away_from_its_exact_share(self, amount, weights, digits):
        amount, total = Decimal(amount).scaleb(-digits), sum(weights)
        if not total:
            return
        for part, weight in zip(spread(amount, weights, digits), weights, strict=True):
            self.assertLess(abs(part - amount * weight / total), cents(digits))

    @often
    @given(wholes, weights, digits)
    def test_a_larger_weight_never_gets_less(self, amount, weights, digits):
        amount = abs(Decimal(amount).scaleb(-digits))
        if not sum(weights):
            return
        pairs = sorted(zip(weights, spread(amount, weights, digits), strict=True))
        for (weight, part), (heavier, larger) in pairwise(pairs):
            if weight < heavier:
                self.assertLessEqual(part, larger)
