"""What combinations cost more is shared out on attribute values exactly, or not at all."""

from decimal import Decimal
from unittest import TestCase

from ...convert.variant import shared_extras


def exact(*amounts):
    return [Decimal(amount) for amount in amounts]


class TestSharedExtras(TestCase):
    def test_one_attribute(self):
        self.assertEqual(shared_extras([[1], [2]], exact("0", "2.50")), {1: 0, 2: Decimal("2.50")})

    def test_two_attributes(self):
        grid = [[1, 3], [1, 4], [2, 3], [2, 4]]
        self.assertEqual(shared_extras(grid, exact("0", "2", "-1", "1")), {1: 0, 3: 0, 2: -1, 4: 2})

    def test_holes_leave_room(self):
        shares = shared_extras([[1, 3], [2, 4]], exact("5", "7"))
        self.assertEqual((shares[1] + shares[3], shares[2] + shares[4]), (5, 7))

    def test_extras_that_do_not_add_up(self):
        grid = [[1, 3], [1, 4], [2, 3], [2, 4]]
        self.assertIsNone(shared_extras(grid, exact("0", "2", "1", "9")))

    def test_three_attributes_that_meet_in_a_ring(self):
        ring = [[1, 2], [2, 3], [1, 3]]
        self.assertEqual(shared_extras(ring, exact("1", "1", "1")), dict.fromkeys((1, 2, 3), Decimal("0.5")))

    def test_shares_that_cannot_be_written_down_exactly(self):
        ring = [[1, 2, 5], [2, 3, 5], [1, 3, 5], [1, 2, 3, 6], [5], [6]]
        self.assertIsNone(shared_extras(ring, exact("0.000001", "0", "0", "0", "0", "0")))
