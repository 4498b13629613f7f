"""How partners write numbers, dates and letters: exact, and refused where it would have to be guessed."""

import unittest
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ...remotes.transport.dialects import NEUTRAL, PRESETS, BadValue

FRANCE, HUNGARY, BRAZIL = PRESETS["france"], PRESETS["hungary"], PRESETS["brazil"]


class TestValues(unittest.TestCase):
    def test_numbers(self):
        for dialect, text, value in (
            (NEUTRAL, "12.50", "12.50"),
            (NEUTRAL, "-0.5", "-0.5"),
            (NEUTRAL, " 1000 ", "1000"),
            (FRANCE, "12,50", "12.50"),
            (FRANCE, "1 234,56", "1234.56"),
            (FRANCE, "1\u202f234\u202f567,8", "1234567.8"),
            (FRANCE, "1\u00a0234", "1234"),
            (FRANCE, "-3", "-3"),
            (BRAZIL, "1.234,5678901234", "1234.5678901234"),
            (HUNGARY, "12 000", "12000"),
        ):
            with self.subTest(text):
                self.assertEqual(dialect.value("number", text), Decimal(value))

    def test_numbers_that_would_have_to_be_guessed(self):
        for dialect, text in (
            (NEUTRAL, "12,50"),
            (NEUTRAL, "1 000"),
            (NEUTRAL, "1,000.00"),
            (NEUTRAL, "1e3"),
            (NEUTRAL, "NaN"),
            (NEUTRAL, "١٢"),
            (FRANCE, "12.50"),
            (FRANCE, "1.234,56"),
            (FRANCE, "1 23,5"),
            (BRAZIL, "1.23,5"),
            (NEUTRAL, "0x10"),
        ):
            with self.subTest(text), self.assertRaises(BadValue):
                dialect.value("number", text)

    def test_what_a_spreadsheet_damaged_is_named(self):
        for text in ("1,2E+12", "1.2E+12", "#N/A", "#REF!"):
            with self.subTest(text), self.assertRaisesRegex(BadValue, "damaged by a spreadsheet"):
                FRANCE.value("number", text)

    def test_dates_and_times(self):
        self.assertEqual(NEUTRAL.value("date", "2025-03-04"), date(2025, 3, 4))
        self.assertEqual(FRANCE.value("date", "04/03/2025"), date(2025, 3, 4))
        self.assertEqual(HUNGARY.value("date", "2025.03.04."), date(2025, 3, 4))
        self.assertEqual(NEUTRAL.value("time", "2025-03-04T13:05:00Z"), datetime(2025, 3, 4, 13, 5, tzinfo=UTC))
        self.assertEqual(NEUTRAL.value("time", "2025-03-04T13:05:00+01:00"), datetime(2025, 3, 4, 12, 5, tzinfo=UTC))
        self.assertEqual(NEUTRAL.value("time", "2025-03-04T13:05:00"), datetime(2025, 3, 4, 13, 5, tzinfo=UTC))
        self.assertEqual(FRANCE.value("time", "04/07/2025 13:05:00"), datetime(2025, 7, 4, 11, 5, tzinfo=UTC))
        for dialect, type, text in (
            (FRANCE, "date", "2025-03-04"),
            (FRANCE, "date", "45720"),
            (NEUTRAL, "date", "2025-02-30"),
            (NEUTRAL, "time", "2025-03-04"),
        ):
            with self.subTest(text), self.assertRaises(BadValue):
                dialect.value(type, text)

    def test_texts_keep_their_zeros_and_lose_only_padding(self):
        self.assertEqual(NEUTRAL.value("text", "00042  "), "00042")
        self.assertEqual(NEUTRAL.value("text", "  indented"), "  indented")
        self.assertEqual(NEUTRAL.value("text", "e\u0301"), "é")
        self.assertIsNone(NEUTRAL.value("text", "   "))
        self.assertIsNone(NEUTRAL.value("number", "  "))

    def test_flags_and_whole_numbers(self):
        self.assertEqual([NEUTRAL.value("flag", text) for text in ("1", "0", "")], [True, False, None])
        self.assertEqual(NEUTRAL.value("integer", "12"), 12)
        for type, text in (("flag", "yes"), ("integer", "1.5"), ("integer", "9" * 19)):
            with self.assertRaises(BadValue):
                NEUTRAL.value(type, text)

    def test_what_is_written_is_read_the_same(self):
        values = (
            ("number", Decimal("-1234567.890")),
            ("integer", 12),
            ("date", date(2025, 3, 4)),
            ("time", datetime(2025, 7, 4, 11, 5, tzinfo=UTC)),
            ("flag", True),
            ("text", "Café"),
        )
        for name, dialect in PRESETS.items():
            for type, value in values:
                with self.subTest(dialect=name, type=type):
                    self.assertEqual(dialect.value(type, dialect.text(type, value)), value)

    def test_how_it_is_written(self):
        self.assertEqual(FRANCE.text("number", Decimal("1234.50")), "1234,50")
        self.assertEqual(FRANCE.text("date", date(2025, 3, 4)), "04/03/2025")
        self.assertEqual(FRANCE.text("time", datetime(2025, 3, 4, 12, 5, tzinfo=UTC)), "04/03/2025 13:05:00")
        self.assertEqual(NEUTRAL.text("time", datetime(2025, 3, 4, 12, 5, tzinfo=UTC)), "2025-03-04T12:05:00Z")
        self.assertEqual(NEUTRAL.text("number", Decimal("1E+3")), "1000")
        self.assertEqual(NEUTRAL.text("number", None), "")


class TestLetters(unittest.TestCase):
    def test_a_letter_that_the_encoding_lacks_loses_its_accent(self):
        self.assertEqual(FRANCE.encoded("Kovács Ő 5 €"), ("Kovács O 5 €".encode("cp1252"), 1))
        self.assertEqual(FRANCE.encoded("漢"), (b"?", 1))
        self.assertEqual(HUNGARY.encoded("Ő"), ("Ő".encode("cp1250"), 0))

    def test_formulas_get_an_apostrophe_where_people_open_the_file(self):
        guarded = replace(NEUTRAL, guards_formulas=True)
        for text in ("=HYPERLINK(1)", "+351 220", "-1", "@x", "\t=1", "'quoted"):
            with self.subTest(text):
                self.assertEqual(guarded.text("text", text), f"'{text}")
                self.assertEqual(guarded.value("text", f"'{text}"), text)
                self.assertEqual(NEUTRAL.text("text", text), text)
        self.assertEqual(guarded.text("text", "Café"), "Café")
        self.assertEqual(guarded.text("number", Decimal(-1)), "-1")
