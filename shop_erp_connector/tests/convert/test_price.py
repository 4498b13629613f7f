"""Tax basis, rules and discounts of prices: exact, over thousands of prices and in figures worked out by hand."""

import unittest
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ...convert.price import (
    Basis,
    Rule,
    basis_of,
    check_price,
    content_of,
    discount_of,
    from_basis,
    in_basis,
    rule_vals,
    ruled,
    unit_price_of,
)
from ...convert.problem import Problem
from ...remotes.documents import Price

thousands = settings(max_examples=2000, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

shown = st.decimals(min_value=0, max_value=99999, places=2)
rates = st.decimals(min_value=0, max_value=50, places=2)
percents = st.decimals(min_value=Decimal("0.01"), max_value=100, places=2)


def price_in(amount, basis, *, included):
    return in_basis(amount, basis, included=included, digits=2, product="Lamp")


class TestBasis(unittest.TestCase):
    @thousands
    @given(shown, rates)
    def test_price_with_tax_told_without_makes_the_same_price_again(self, gross, rate):
        net = price_in(gross, Basis(True, rate), included=False)
        self.assertEqual(price_in(net, Basis(False, rate), included=True), gross)

    @thousands
    @given(shown, rates, st.booleans())
    def test_what_comes_from_a_remote_goes_back_the_same(self, amount, rate, there):
        basis = Basis(True, rate)
        here = from_basis(amount, basis, includes_tax=there, digits=2, product="Lamp")
        if there:
            self.assertEqual(here, amount)
        else:  # with tax it is in cents here: no more than half of one is lost
            again = price_in(here, basis, included=False)
            self.assertLessEqual(abs(again - amount), Decimal("0.005001"))

    def test_figures_by_hand(self):
        self.assertEqual(price_in(Decimal("24.60"), Basis(True, Decimal(23)), included=False), Decimal("20.000000"))
        self.assertEqual(price_in(Decimal("16.26"), Basis(False, Decimal(23)), included=True), Decimal("20.00"))
        self.assertEqual(price_in(Decimal("9.99"), Basis(None, Decimal(0)), included=True), Decimal("9.990000"))

    def test_taxes_of_two_kinds_have_no_basis(self):
        taxes = [(True, "percent", Decimal(23)), (False, "percent", Decimal(6))]
        with self.assertRaises(Problem) as caught:
            basis_of(taxes, product="Lamp")
        self.assertEqual(caught.exception.code, "price_basis_mixed")

    def test_tax_that_is_an_amount_is_told_in_its_own_basis_only(self):
        basis = basis_of([(False, "fixed", Decimal(1))], product="Lamp")
        self.assertEqual(price_in(Decimal(5), basis, included=False), Decimal(5))
        with self.assertRaises(Problem) as caught:
            price_in(Decimal(5), basis, included=True)
        self.assertEqual(caught.exception.code, "price_tax_no_percentage")

    def test_several_percentages_add_up(self):
        taxes = [(False, "percent", Decimal(20)), (False, "percent", Decimal("0.5"))]
        self.assertEqual(basis_of(taxes, product="Lamp"), Basis(False, Decimal("20.5")))


class TestRules(unittest.TestCase):
    @thousands
    @given(shown, percents)
    def test_discount_in_percent_is_the_same_told_or_worked_out(self, base, percent):
        rule = Rule("percentage", percent)
        told, amount = discount_of(rule)
        self.assertEqual((told, amount), (percent, None))
        self.assertEqual(ruled(base, rule), base - base * percent / 100)
        self.assertTrue(0 <= ruled(base, rule) <= base)

    @thousands
    @given(shown, percents, st.decimals(min_value=-50, max_value=50, places=2))
    def test_formula_is_told_as_a_discount_only_where_it_is_one(self, base, percent, surcharge):
        rule = Rule("formula", Decimal(0), percent, surcharge=surcharge)
        told, amount = discount_of(rule)
        if told is not None:
            self.assertEqual(ruled(base, rule), base * (1 - told / 100))
        self.assertIsNone(amount)
        self.assertEqual(told is None, surcharge != 0)

    def test_figures_by_hand(self):
        figures = {"rounding": Decimal(5), "surcharge": Decimal("-0.01")}
        self.assertEqual(ruled(Decimal(20), Rule("formula", Decimal(0), Decimal(-55), **figures)), Decimal("29.99"))
        capped = Rule("formula", Decimal(0), Decimal(50), least_margin=Decimal(-4), most_margin=Decimal(-1))
        self.assertEqual(ruled(Decimal(20), capped), Decimal(16))
        self.assertEqual(ruled(Decimal(20), Rule("fixed", Decimal("3.30"))), Decimal("3.30"))
        self.assertEqual(discount_of(Rule("formula", Decimal(0), surcharge=Decimal(-3))), (None, Decimal(3)))
        self.assertEqual(discount_of(Rule("percentage", Decimal(-5))), (None, None), "a mark-up is no discount")

    def test_what_a_document_says_is_what_the_rule_does(self):
        moment = datetime(2040, 1, 1, 12, tzinfo=UTC)
        for values, kind, name, value in (
            ({"amount": Decimal("9.5")}, "fixed", "fixed_price", 9.5),
            ({"discount_percent": Decimal(15)}, "percentage", "percent_price", 15.0),
            ({"discount_amount": Decimal(2)}, "formula", "price_surcharge", -2.0),
        ):
            price = Price(minimum_quantity=Decimal(3), starts_at=moment, **values)
            vals = rule_vals(price, price.discount_amount or price.amount)
            self.assertEqual((vals["compute_price"], vals[name], vals["min_quantity"]), (kind, value, 3.0))
            self.assertEqual((vals["date_start"], vals["date_end"]), (datetime(2040, 1, 1, 12), False))

    def test_nonsense_is_named(self):
        moment = datetime(2040, 1, 1, tzinfo=UTC)
        for values, code in (
            ({"amount": Decimal(-1)}, "price_negative"),
            ({"discount_amount": Decimal(-1)}, "price_negative"),
            ({"discount_percent": Decimal(101)}, "price_discount_wrong"),
            ({"starts_at": moment, "ends_at": moment}, "price_period_wrong"),
        ):
            with self.subTest(code=code), self.assertRaises(Problem) as caught:
                check_price(Price(id="1", **values))
            self.assertEqual(caught.exception.code, code)


class TestUnitPrice(unittest.TestCase):
    def test_bottle_of_three_quarters_of_a_litre(self):
        self.assertEqual(unit_price_of(Decimal("9.00"), Decimal("0.75")), Decimal("12.000000"))
        self.assertEqual(content_of(Decimal("9.00"), Decimal("12.00")), Decimal("0.750"))
