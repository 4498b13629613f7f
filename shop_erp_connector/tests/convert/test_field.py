"""Texts of remotes as values of Odoo's fields, and back; what is no value is named, never guessed."""

from datetime import date, datetime
from unittest import TestCase

from ...convert.field import Unreadable, text_of, value_of

CHOICES = [("new", "New"), ("used", "Used"), ("new", "Novo"), ("used", "Usado")]


class TestValues(TestCase):
    def test_readable(self):
        for type, text, value in (
            ("char", " Brass ", " Brass "),
            ("char", "  ", False),
            ("boolean", "Yes", True),
            ("boolean", "0", False),
            ("boolean", "", False),
            ("integer", "12", 12),
            ("integer", "12.0", 12),
            ("float", "1.5", 1.5),
            ("float", "-1,5", -1.5),
            ("monetary", "1234.56", 1234.56),
            ("date", "2026-12-31", date(2026, 12, 31)),
            ("date", "2026-12-31 23:00:00", date(2026, 12, 31)),
            ("datetime", "2026-12-31T23:00:00+01:00", datetime(2026, 12, 31, 22)),
            ("datetime", "2026-12-31 23:00:00", datetime(2026, 12, 31, 23)),
            ("selection", "used", "used"),
            ("selection", "usado", "used"),
        ):
            with self.subTest(type=type, text=text):
                self.assertEqual(value_of(type, text, choices=CHOICES), value)

    def test_unreadable(self):
        for type, text in (
            ("boolean", "perhaps"),
            ("integer", "1.5"),
            ("integer", "99999999999"),
            ("float", "1,234"),
            ("float", "1.234,5"),
            ("float", "nan"),
            ("date", "31/12/2026"),
            ("datetime", "yesterday"),
            ("selection", "broken"),
        ):
            with self.subTest(type=type, text=text), self.assertRaises(Unreadable) as caught:
                value_of(type, text, choices=CHOICES)
            self.assertTrue(caught.exception.wanted)

    def test_spoken(self):
        for type, value, text in (
            ("char", False, ""),
            ("boolean", True, "1"),
            ("boolean", False, "0"),
            ("integer", 0, "0"),
            ("float", 1.50, "1.5"),
            ("monetary", 1e-05, "0.00001"),
            ("date", date(2026, 12, 31), "2026-12-31"),
            ("datetime", datetime(2026, 12, 31, 22), "2026-12-31T22:00:00+00:00"),
            ("selection", "used", "used"),
            ("many2one", [], ""),
            ("many2many", ["red", "blue"], "red, blue"),
        ):
            with self.subTest(type=type, value=value):
                self.assertEqual(text_of(type, value), text)
