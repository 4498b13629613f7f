"""KeyInvoice: lines whose totals the account reckons to the same cent, whatever basis its prices have."""

import unittest
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ....remotes.errors import Rejected
from ....remotes.keyinvoice.lines import document_lines, remarks, unit_price
from ...simulators.keyinvoice import papers
from ...simulators.keyinvoice.account import Account
from ...simulators.keyinvoice.goods import add_product
from .keyinvoice_case import TAX_IDS, line

RATES = {"1": Decimal(23), "2": Decimal(13), "3": Decimal(6)}


def sent(lines, *, gross_prices=True):
    """Return (product, quantity, price, tax) of the lines that would be sent."""
    rows = document_lines(lines, RATES, gross_prices=gross_prices)
    return [(row["IdProduct"], row["Qty"], row["Price"], row["IdTax"]) for row in rows]


def reckoned(lines, *, gross_prices):
    """Return the gross total that an account makes of the lines."""
    account = Account(key="", prices_with_vat=gross_prices)
    add_product(account, "A", "Artigo")
    rows = [papers.line_of(account, 1, row) for row in document_lines(lines, RATES, gross_prices=gross_prices)]
    return papers.totals_of(account, rows, {})["GrossTotal"]


class TestUnitPrice(unittest.TestCase):
    def test_as_few_decimals_as_the_total_needs(self):
        for amount, quantity, price in (
            ("25.50", "3", "8.50"),
            ("10.00", "3", "3.33333"),
            ("0.01", "3", "0.00333"),
            ("10.00", "1.5", "6.66667"),
            ("0", "1", "0.00"),
            ("7", "1", "7.00"),
            ("0.05", "1000", "0.00005"),
        ):
            with self.subTest(amount=amount, quantity=quantity):
                self.assertEqual(unit_price(Decimal(amount), Decimal(quantity)), price)


class TestLines(unittest.TestCase):
    def test_gross_and_net_prices(self):
        lines = [line("A", "24.60", quantity="2.50", net="20.00")]
        self.assertEqual(sent(lines), [("A", "2.5", "9.84", "1")])
        self.assertEqual(sent(lines, gross_prices=False), [("A", "2.5", "8.00", "1")])

    def test_a_whole_number_keeps_its_zeros(self):
        self.assertEqual(sent([line("A", "10.00", quantity="10")]), [("A", "10", "1.00", "1")])

    def test_a_net_account_gets_unrounded_nets_where_rounded_ones_miss_the_total(self):
        lines = [line("A", "0.99") for _each in range(3)]
        self.assertEqual([row.net for row in lines], [Decimal("0.80")] * 3)
        self.assertEqual(sent(lines, gross_prices=False), [("A", "1", "0.804878", "1")] * 3)
        self.assertEqual(reckoned(lines, gross_prices=False), Decimal("2.97"))

    def test_a_discount_larger_than_the_goods_takes_the_shipping_too(self):
        lines = [
            line("A", "5.00"),
            line("PORTES", "5.00", role="shipping"),
            line("", "-8.00", role="discount"),
        ]
        self.assertEqual(sent(lines), [("A", "1", "1.00", "1"), ("PORTES", "1", "1.00", "1")])

    def test_an_order_that_costs_nothing(self):
        lines = [line("A", "9.99", quantity="3"), line("", "-9.99", role="gift_card")]
        for gross_prices in (True, False):
            self.assertEqual(sent(lines, gross_prices=gross_prices), [("A", "3", "0.00", "1")])

    def test_a_rounding_line_changes_a_price_and_is_no_remark(self):
        lines = [line("A", "9.99"), line("", "0.01", role="rounding")]
        self.assertEqual(sent(lines), [("A", "1", "10.00", "1")])
        self.assertEqual(remarks(lines, "EUR"), [])

    def test_discounts_stay_with_their_tax(self):
        lines = [
            line("A", "10.00"),
            line("A", "10.00", rate="6"),
            line("", "-4.00", rate="6", role="discount"),
        ]
        self.assertEqual([row[2] for row in sent(lines)], ["10.00", "6.00"])
        with self.assertRaises(Rejected) as caught:
            sent([line("A", "10.00"), line("", "-4.00", rate="6", role="discount", name="VERÃO")])
        self.assertIn("VERÃO (-4.00) exceeds the lines with the same tax (0.00)", str(caught.exception))

    # How fast the machine is proves nothing about totals.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        rows=st.lists(
            st.tuples(st.integers(1, 50_000), st.integers(1, 12), st.sampled_from(sorted(TAX_IDS))),
            min_size=1,
            max_size=12,
        ),
        percent=st.integers(0, 100),
        gross_prices=st.booleans(),
    )
    def test_the_account_reckons_our_total(self, rows, percent, gross_prices):
        lines = [line("A", Decimal(amount) / 100, quantity=quantity, rate=rate) for amount, quantity, rate in rows]
        for rate in {rate for _amount, _quantity, rate in rows}:
            whole = sum(amount for amount, _quantity, other in rows if other == rate)
            lines.append(line("", -Decimal(whole * percent // 100) / 100, rate=rate, role="discount"))
        self.assertEqual(reckoned(lines, gross_prices=gross_prices), sum(each.gross for each in lines))
