"""Names, notes and tax numbers on their way through Odoo."""

from unittest import TestCase

from ...convert import email, notes
from ...convert.names import composed, split
from ...convert.tax_number import bare_vat, is_possible


class TestNames(TestCase):
    def test_round_trip_is_exact_whatever_the_order(self):
        for first, last in (("Anna Mária", "Kovács-Nagy"), ("Rita", ""), ("", "Exemplo"), ("محمد", "بن علي")):
            for family_first in (True, False):
                name = composed(first, last, family_first=family_first)
                self.assertEqual(split(name, first=first, last=last, family_first=family_first), (first, last))

    def test_family_name_comes_first_in_hungary(self):
        self.assertEqual(composed("Anna", "Kovács", family_first=True), "Kovács Anna")
        self.assertEqual(split("Kovács Anna", family_first=True), ("Anna", "Kovács"))
        self.assertEqual(split("Kovács Anna", first="Anna", last="Kovács"), ("Anna", "Kovács"))

    def test_a_name_that_changed_in_odoo_keeps_the_part_that_did_not(self):
        self.assertEqual(split("Rita Maria de Sousa", first="Rita", last="de Sousa"), ("Rita Maria", "de Sousa"))
        self.assertEqual(split("Rita Reis Costa", first="Rita", last="Silva"), ("Rita", "Reis Costa"))
        self.assertEqual(split("Nagy Anna", first="Anna", last="Kovács", family_first=True), ("Anna", "Nagy"))

    def test_a_name_that_was_never_split(self):
        self.assertEqual(split("Rita Maria Exemplo"), ("Rita Maria", "Exemplo"))
        self.assertEqual(split("Prince"), ("", "Prince"))
        self.assertEqual(split(False), ("", ""))


class TestNotes(TestCase):
    def test_signs_of_html_are_text(self):
        text = "a < b & c > d\nsecond line 🙂"
        self.assertEqual(notes.as_html(text), "<p>a &lt; b &amp; c &gt; d<br>second line 🙂</p>")
        self.assertEqual(notes.as_text(notes.as_html(text)), text)

    def test_paragraphs_become_lines(self):
        self.assertEqual(notes.as_text("<p>Pays <b>late</b></p><p>Call first</p>"), "Pays late\nCall first")
        self.assertEqual(notes.as_text(False), "")


class TestTaxNumbers(TestCase):
    def test_numbers_by_country(self):
        for number, country in (
            ("PT503504564", ""),
            ("503504564", "PT"),
            ("503 504 564", "PT"),
            ("529.982.247-25", "BR"),
            ("11.222.333/0001-81", "BR"),
            ("ES B-12345674", "ES"),
            ("12345678Z", "ES"),
            ("12892312-2-42", "HU"),
            ("EL094259216", ""),
            ("DE136695976", "DE"),
            ("123 of Nowhere", "AQ"),
            ("77 of nowhere", ""),
        ):
            self.assertTrue(is_possible(number, {country} - {""}), number)
        for number, country in (
            ("PT503504565", ""),
            ("503504565", "PT"),
            ("529.982.247-26", "BR"),
            ("11.222.333/0001-82", "BR"),
            ("PT123", ""),
            ("12345678A", "ES"),
            ("DE000000001", "DE"),
        ):
            self.assertFalse(is_possible(number, {country} - {""}), number)

    def test_fillers_are_nobodys(self):
        self.assertEqual([bare_vat(one) for one in ("999999990", "PT 999 999 990", "000000000")], ["", "", ""])
        self.assertEqual(bare_vat("pt-503.504.564"), "503504564")


class TestEmail(TestCase):
    def test_possible_and_impossible(self):
        for text in ("rita@example.com", "rita+shop@sub.example.com", "用户@例子.公司"):
            self.assertTrue(email.is_possible(text), text)
        for text in ("", "rita", "rita@", "@example.com", "rita@example", "rita @example.com", "a@b@c.com", "a@b..com"):
            self.assertFalse(email.is_possible(text), text)
