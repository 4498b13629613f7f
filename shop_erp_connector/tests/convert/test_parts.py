"""Three readings of one record, part by part: what one side alone changed survives, what both changed is never lost."""

import unittest
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ...engine.catalogue.product_parts import Packs
from ...engine.parts import BOTH, Facts, Members, Part, changed, three_way
from ...remotes.documents import CATEGORIES, IDENTITY, PRICE, STATE, Component, Product, Variant

KEYS = st.sampled_from([("text", language, field) for language in ("en", "fr") for field in ("name", "slug")])
READINGS = st.dictionaries(KEYS, st.builds(Part, st.just("text"), st.integers(0, 2)))
CODES = st.lists(st.sampled_from("ABCD"), unique=True).map(tuple)


def merged(mine, base, theirs):
    """What is applied when every question is answered with Odoo's."""
    kept = three_way(mine, base, theirs)
    return theirs | {key: mine[key] for key in kept}


#: However slow the machine is at the moment.
unhurried = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


class TestThreeWay(unittest.TestCase):
    @unhurried
    @given(READINGS, READINGS, READINGS)
    def test_what_one_side_alone_changed_survives(self, mine, base, theirs):
        result = merged(mine, base, theirs)
        for key in mine.keys() & base.keys() & theirs.keys():
            own, before, there = mine[key].value, base[key].value, theirs[key].value
            if there == before:
                self.assertEqual(result[key].value, own)
            elif own == before:
                self.assertEqual(result[key].value, there)

    @unhurried
    @given(READINGS, READINGS, READINGS)
    def test_what_both_changed_is_a_question_and_nothing_else_is(self, mine, base, theirs):
        asked = {key for key, verdict in three_way(mine, base, theirs).items() if verdict == BOTH}
        for key in mine.keys() & base.keys() & theirs.keys():
            differ = len({mine[key].value, base[key].value, theirs[key].value}) == 3
            self.assertEqual(key in asked, differ)

    @unhurried
    @given(READINGS, READINGS, READINGS)
    def test_of_what_odoo_does_not_speak_theirs_counts(self, mine, base, theirs):
        result = merged(mine, base, theirs)
        self.assertTrue(all(result[key] == theirs[key] for key in theirs.keys() - mine.keys()))

    @unhurried
    @given(READINGS, READINGS)
    def test_equal_readings_ask_nothing(self, mine, base):
        self.assertEqual(three_way(mine, base, dict(mine)), {})
        self.assertEqual(changed(mine, dict(mine)), {})


class TestMembers(unittest.TestCase):
    @unhurried
    @given(CODES, CODES, CODES)
    def test_entries_of_both_sides_meet_without_a_question(self, own, before, there):
        kind = Members({"accessory_codes": CATEGORIES})
        mine, base, theirs = (Product(accessory_codes=codes) for codes in (own, before, there))
        parts = [kind.of(None, document, is_own=False) for document in (mine, base, theirs)]
        verdicts = three_way(*parts, absent=kind.absent)
        self.assertNotIn(BOTH, verdicts.values())
        found = set(kind.put(None, theirs, mine, set(verdicts)).accessory_codes)
        added = (set(own) | set(there)) - set(before)
        removed = set(before) - (set(own) & set(there))
        self.assertEqual(found, (set(before) - removed) | added)

    def test_the_default_category_is_no_entry(self):
        kind = Members({"category_ids": CATEGORIES})
        document = Product(category_id="2", category_ids=("2", "3"))
        self.assertEqual(list(kind.of(None, document, is_own=False)), [("member", "3", "category_ids")])


class TestFacts(unittest.TestCase):
    kind = Facts({"payment_codes": (PRICE, ", ".join)})

    def reading(self, is_own=True, **fields):
        (part,) = self.kind.of(None, Product(**fields), is_own=is_own).values()
        return part.value

    def test_an_empty_list_of_odoo_says_nothing_unless_it_was_emptied(self):
        self.assertIsNone(self.reading())
        self.assertEqual(self.reading(is_own=False), frozenset())
        self.assertEqual(self.reading(emptied=("payment_codes",)), frozenset())

    def test_the_order_of_a_list_is_no_difference(self):
        self.assertEqual(self.reading(payment_codes=("a", "b")), self.reading(payment_codes=("b", "a")))


class TestPacks(unittest.TestCase):
    def reading(self, *components, is_own=False):
        document = Product(components=components)
        return next(iter(Packs().of(None, document, is_own=is_own).values()), None)

    def test_components_are_the_same_in_any_order_and_with_or_without_codes(self):
        lamp, bulb = (Component(variant_id=id, code=id, quantity=Decimal(2)) for id in "12")
        here = self.reading(lamp, bulb)
        there = self.reading(replace(bulb, code="", quantity=Decimal("2.00")), replace(lamp, code=""))
        self.assertEqual(here.value, there.value)
        self.assertEqual(here.text, "2 × 1, 2 × 2")

    def test_odoo_without_a_kit_says_nothing_of_components(self):
        self.assertIsNone(self.reading(is_own=True))


class TestFieldGroupsOfVariants(unittest.TestCase):
    """A variant's extra is part of the price although the variants are a list of their own."""

    def told(self, groups):
        """Code, extra and sale of Odoo's variant after what was agreed has been put in for some groups."""
        odoos = Variant(id="1", code="NEW", price_extra=Decimal(1), active=False)
        agreed = Variant(id="1", code="OLD")
        (sent,) = Product(variants=(odoos,)).with_groups_of(Product(variants=(agreed,)), groups).variants
        return sent.code, sent.price_extra, sent.active

    def test_fields_of_other_groups_are_taken_from_the_other_side(self):
        self.assertEqual(self.told({IDENTITY, STATE}), ("OLD", Decimal(1), True))
        self.assertEqual(self.told({PRICE}), ("NEW", Decimal(0), False))
        self.assertEqual(self.told(set()), ("NEW", Decimal(1), False))

    def test_a_variant_that_the_other_side_does_not_know_stays_whole(self):
        new = Variant(id="2", code="B", price_extra=Decimal(2))
        sent = Product(variants=(new,)).with_groups_of(Product(variants=()), {PRICE})
        self.assertEqual(sent.variants, (new,))
