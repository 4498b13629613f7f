"""The shop's totals to the cent, over thousands of orders as shops compute them, and in figures worked out by hand."""

import unittest
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ...convert.money import balanced, check_rates, line_amounts
from ...convert.problem import Problem
from ...remotes.documents import AppliedTax, Order, OrderLine
from .shop_orders import orders

ZERO = Decimal(0)

thousands = settings(max_examples=2000, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def total(lines, name):
    """Return the sum of an amount over lines."""
    return sum((getattr(line, name) for line in lines), ZERO)


def cent(order):
    """Return the smallest amount of the order's currency."""
    return Decimal(1).scaleb(-order.digits)


def is_whole(amount, order):
    """Return whether an amount has no more decimals than the currency."""
    return amount % cent(order) == 0


def allowance(order):
    """Return what may be rounding: a cent per tax group, and one for each line that is not in whole cents."""
    groups = {frozenset((tax.id, tax.rate) for tax in line.taxes) for line in order.lines}
    broken = [line for line in order.lines if not (is_whole(line.net, order) and is_whole(line.gross, order))]
    return cent(order) * (len(groups) + len(broken))


def unpriced(line):
    """Return a line without its amounts: what balancing must never touch."""
    return replace(line, net=ZERO, tax=ZERO, gross=ZERO)


class TestOrdersOfShops(unittest.TestCase):
    @thousands
    @given(orders())
    def test_lines_add_up_to_the_stated_totals(self, order):
        exact, moved = balanced(order)
        for name in ("net", "tax", "gross"):
            self.assertEqual(total(exact.lines, name), getattr(order, name))
        for line in exact.lines:
            self.assertEqual(line.net + line.tax, line.gross)
            self.assertTrue(is_whole(line.net, order) and is_whole(line.tax, order))
        self.assertEqual(list(map(unpriced, exact.lines)), list(map(unpriced, order.lines)))
        self.assertLessEqual(max(map(abs, (moved[0], sum(moved)))), allowance(order))

    @thousands
    @given(orders())
    def test_no_line_is_moved_further_than_rounding_explains(self, order):
        exact, _moved = balanced(order)
        for before, after in zip(order.lines, exact.lines, strict=True):
            self.assertLess(abs(after.net - before.net), 2 * cent(order))
            self.assertLess(abs(after.tax - before.tax), 2 * cent(order))
        self.assertEqual(balanced(exact), (exact, (ZERO, ZERO)))

    @thousands
    @given(orders())
    def test_an_order_of_a_shop_is_never_taken_for_a_wrong_tax(self, order):
        check_rates(balanced(order)[0])

    @thousands
    @given(orders(), st.integers(1, 500), st.sampled_from((1, -1)), st.sampled_from(("net", "gross")))
    def test_a_difference_beyond_rounding_is_refused(self, order, cents, sign, name):
        exact, _moved = balanced(order)
        off = getattr(exact, name) + sign * (allowance(exact) + cents * cent(order))
        wrong = replace(exact, **{name: off})
        with self.assertRaises(Problem) as caught:
            balanced(replace(wrong, tax=wrong.gross - wrong.net))
        self.assertEqual(caught.exception.code, "totals_differ")

    @thousands
    @given(orders(), st.sampled_from((False, True)))
    def test_each_line_states_exactly_its_own_amounts_to_odoo(self, order, price_include):
        for line in balanced(order)[0].lines:
            taxes = [(number, price_include, tax) for number, tax in enumerate(line.taxes, 1)]
            self._check_vals(
                line, line_amounts(line, taxes, digits=order.digits, currency_id=1), price_include=price_include
            )

    def _check_vals(self, line, vals, *, price_include):
        of_line = line.gross if price_include and line.taxes else line.net
        self.assertAlmostEqual(vals["price_unit"] * float(line.quantity), float(of_line), places=6)
        if not line.taxes:
            self.assertEqual(vals["extra_tax_data"], False)
            return
        data = vals["extra_tax_data"]
        self.assertEqual(Decimal(repr(data["manual_total_excluded_currency"])), line.net)
        taxed = [Decimal(repr(amounts["tax_amount_currency"])) for amounts in data["manual_tax_amounts"].values()]
        self.assertEqual(len(taxed), len(line.taxes))
        self.assertEqual(sum(taxed, ZERO), line.tax)
        for amounts in data["manual_tax_amounts"].values():
            self.assertEqual(Decimal(repr(amounts["base_amount_currency"])), line.net)


class TestFigures(unittest.TestCase):
    """Figures worked out by hand."""

    def test_six_decimals_of_a_discount_become_cents(self):
        lines = (line("26.98", "33.19", "23"), line("-2.698000", "-3.319000", "23", role="discount"))
        exact, moved = balanced(order(lines, net="24.28", gross="29.87"))
        self.assertEqual(amounts(exact), [("26.98", "6.21", "33.19"), ("-2.70", "-0.62", "-3.32")])
        self.assertEqual(moved, (ZERO, ZERO))

    def test_a_cent_goes_to_the_largest_line_of_its_tax(self):
        lines = (line("10.00", "12.30", "23"), line("30.00", "36.90", "23"), line("40.00", "42.40", "6"))
        exact, moved = balanced(order(lines, net="80.00", gross="91.61"))
        self.assertEqual(amounts(exact)[0], ("10.00", "2.30", "12.30"))
        self.assertEqual(sorted(amounts(exact)[1:]), [("30.00", "6.91", "36.91"), ("40.00", "2.40", "42.40")])
        self.assertEqual(moved, (ZERO, Decimal("0.01")))

    def test_a_cent_under_each_tax_is_rounding(self):
        lines = (line("10.00", "12.30", "23"), line("40.00", "42.40", "6"), line("5.00", "6.15", "23"))
        exact, moved = balanced(order(lines, net="54.98", gross="60.83"))
        self.assertEqual(
            amounts(exact), [("9.99", "2.30", "12.29"), ("39.99", "2.40", "42.39"), ("5.00", "1.15", "6.15")]
        )
        self.assertEqual(moved, (Decimal("-0.02"), ZERO))

    def test_two_cents_under_one_tax_are_a_difference(self):
        lines = (line("10.00", "12.30", "23"), line("30.00", "36.90", "23"))
        with self.assertRaises(Problem) as caught:
            balanced(order(lines, net="40.02", gross="49.22"))
        self.assertEqual(caught.exception.code, "totals_differ")
        self.assertEqual(
            caught.exception.facts,
            {"stated": "40.02 + 9.20 = 49.22", "found": "40.00 + 9.20 = 49.20", "currency": "EUR"},
        )

    def test_a_total_finer_than_the_currency_is_rounded(self):
        exact, _moved = balanced(order((line("9.996", "12.295", "23"),), net="9.996000", gross="12.295000"))
        self.assertEqual(amounts(exact), [("10.00", "2.30", "12.30")])
        self.assertEqual((exact.net, exact.tax, exact.gross), (Decimal("10.00"), Decimal("2.30"), Decimal("12.30")))

    def test_an_order_without_lines_must_be_worth_nothing(self):
        self.assertEqual(balanced(order((), net="0", gross="0"))[0].lines, ())
        with self.assertRaises(Problem):
            balanced(order((), net="0.01", gross="0.01"))

    def test_a_tax_that_its_rate_does_not_explain_is_refused(self):
        with self.assertRaises(Problem) as caught:
            check_rates(order((line("10.00", "11.30", "23", name="Desk lamp"),)))
        self.assertEqual(caught.exception.code, "tax_does_not_fit")
        self.assertEqual(caught.exception.facts, {"line": "Desk lamp", "tax": "1.30", "rates": "23 %", "net": "10.00"})

    def test_a_tax_without_any_rate_is_refused(self):
        with self.assertRaises(Problem):
            check_rates(order((replace(line("10.00", "12.30", "23"), taxes=()),)))

    def test_taxes_of_a_stored_line_are_divided_in_cents(self):
        # JSON drops trailing zeros: 0.60 + 0.40 comes back as a tax of 1.
        taxed = replace(
            line("10", "11", "6"), taxes=(AppliedTax(id="a", rate=Decimal(6)), AppliedTax(id="b", rate=Decimal(4)))
        )
        vals = line_amounts(taxed, [(1, False, taxed.taxes[0]), (2, False, taxed.taxes[1])], digits=2, currency_id=1)
        manual = vals["extra_tax_data"]["manual_tax_amounts"]
        self.assertEqual((manual["1"]["tax_amount_currency"], manual["2"]["tax_amount_currency"]), (0.6, 0.4))

    def test_a_foreign_currency_is_told_in_the_companys_too(self):
        vals = line_amounts(
            line("100.00", "123.00", "23"),
            [(7, False, AppliedTax(rate=Decimal(23)))],
            digits=2,
            currency_id=3,
            currency_rate=1.25,
        )
        self.assertEqual(
            vals["extra_tax_data"],
            {
                "currency_id": 3,
                "price_unit": 100.0,
                "discount": 0.0,
                "quantity": 1.0,
                "rate": 1.25,
                "manual_total_excluded_currency": 100.0,
                "manual_total_excluded": 80.0,
                "manual_tax_amounts": {
                    "7": {
                        "base_amount_currency": 100.0,
                        "base_amount": 80.0,
                        "tax_amount_currency": 23.0,
                        "tax_amount": 18.4,
                    }
                },
            },
        )


def line(net, gross, rate, **fields):
    """Return a line with one tax."""
    net, gross = Decimal(net), Decimal(gross)
    taxes = (AppliedTax(id=f"t{rate}", rate=Decimal(rate), amount=gross - net),)
    return OrderLine(net=net, tax=gross - net, gross=gross, taxes=taxes, **fields)


def order(lines, net="0", gross="0"):
    """Return an order in euros with these totals."""
    net, gross = Decimal(net), Decimal(gross)
    return Order(currency="EUR", lines=tuple(lines), net=net, tax=gross - net, gross=gross)


def amounts(order):
    """Return (net, tax, gross) of each line as texts with two decimals."""
    return [(f"{line.net:.2f}", f"{line.tax:.2f}", f"{line.gross:.2f}") for line in order.lines]
