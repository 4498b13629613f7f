"""What the back office reads of a remote's texts, which language is which, and what goes back."""

import unittest

from ...convert.texts import by_language, lines, one_line, paired, safe_html, texts_to_send

ENGLISH_AND_PORTUGUESE = {"en_US": "en", "pt_PT": "pt"}


class TestReadings(unittest.TestCase):
    def test_names_are_one_line_without_tags(self):
        self.assertEqual(one_line("  <b>Desk</b>\n lamp<script>alert(1)</script> "), "Desk lamp")
        self.assertEqual(one_line("Cable 3 < 5 m & more > less"), "Cable 3 < 5 m & more > less")
        self.assertEqual(one_line("Desk\x00 lamp\x07"), "Desk lamp")

    def test_what_html_puts_on_lines_stays_on_lines(self):
        self.assertEqual(
            lines("<p>Made of <b>brass</b></p><ul><li>2&nbsp;kg</li><li>Tom &amp; Co</li></ul>"),
            "Made of brass\n2 kg\nTom & Co",
        )
        self.assertEqual(lines(" As it\nis "), "As it\nis")
        self.assertEqual(lines("<script>alert(1)</script>Lamp"), "Lamp")
        self.assertEqual(lines("Lamp<script>alert(1)"), "Lamp")

    def test_html_keeps_its_form_and_loses_what_runs(self):
        text = safe_html(
            '<p style="color:red" onclick="go()">Red</p><script>alert(1)</script><a href="javascript:x()">a</a>'
        )
        self.assertIn('<p style="color:red">Red</p>', text)
        for forbidden in ("script", "onclick", "alert"):
            self.assertNotIn(forbidden, text)
        self.assertEqual(safe_html(text), text)
        self.assertEqual(safe_html(" "), "")


class TestLanguages(unittest.TestCase):
    def test_exact_codes_win_over_the_same_tongue(self):
        languages = {"pt_BR": "pt_BR", "pt_PT": "pt", "en_US": "en"}
        self.assertEqual(paired(languages, ["pt", "pt_BR"]), {"pt_BR": "pt_BR", "pt_PT": "pt"})
        self.assertEqual(paired({"pt_BR": "pt_BR"}, ["pt", "en"]), {"pt_BR": "pt"})
        self.assertEqual(paired(languages, ["en_GB"]), {"en_US": "en_GB"})

    def test_a_remote_of_one_language_speaks_the_main_one(self):
        self.assertEqual(paired(ENGLISH_AND_PORTUGUESE, [""]), {"en_US": ""})
        self.assertEqual(by_language({"": "Lamp"}, ENGLISH_AND_PORTUGUESE, one_line), {"en_US": "Lamp"})

    def test_a_text_of_no_installed_language_stands_for_the_main_one_for_want_of_others(self):
        self.assertEqual(by_language({"hu": "Lámpa"}, ENGLISH_AND_PORTUGUESE, one_line), {"en_US": "Lámpa"})
        self.assertEqual(
            by_language({"hu": "Lámpa", "pt": "Luz"}, ENGLISH_AND_PORTUGUESE, one_line),
            {"en_US": "Luz", "pt_PT": "Luz"},
        )
        self.assertEqual(by_language({"en": " "}, ENGLISH_AND_PORTUGUESE, one_line), {})


class TestTextsToSend(unittest.TestCase):
    def to_send(self, agreed, *sources):
        return texts_to_send([(texts, safe_html) for texts in sources], agreed, ENGLISH_AND_PORTUGUESE)

    def test_the_remotes_own_text_goes_back_while_its_reading_stands_here(self):
        own = "<p>Red</p><script>track()</script>"
        self.assertEqual(self.to_send({"en": own}, {"en_US": "<p>Red</p>"}), {"en": own})
        self.assertEqual(self.to_send({"en": own}, {"en_US": "<p>Blue</p>"}), {"en": "<p>Blue</p>"})

    def test_the_first_source_that_speaks_a_language_wins(self):
        self.assertEqual(
            self.to_send({}, {"pt_PT": "<p>Loja</p>"}, {"en_US": "<p>Odoo</p>", "pt_PT": "<p>Odoo PT</p>"}),
            {"en": "<p>Odoo</p>", "pt": "<p>Loja</p>"},
        )

    def test_what_is_not_translated_is_not_sent_as_a_translation(self):
        self.assertEqual(self.to_send({}, {"en_US": "<p>A</p>", "pt_PT": "<p>A</p>"}), {"en": "<p>A</p>"})
        self.assertEqual(
            self.to_send({"en": "<p>B</p>", "pt": "<p>C</p>"}, {"en_US": "<p>A</p>", "pt_PT": "<p>A</p>"}),
            {"en": "<p>A</p>", "pt": "<p>A</p>"},
        )

    def test_a_text_that_stands_in_for_the_main_one_is_not_sent_as_the_main_one(self):
        there = {"pt": "<p>A</p>"}
        self.assertEqual(self.to_send(there, {"en_US": "<p>A</p>", "pt_PT": "<p>A</p>"}), there)
        self.assertEqual(self.to_send(there, {"en_US": "<p>B</p>", "pt_PT": "<p>A</p>"}), there | {"en": "<p>B</p>"})

    def test_languages_that_odoo_does_not_have_go_along_as_they_are(self):
        self.assertEqual(
            self.to_send({"hu": "<b>Piros</b>"}, {"en_US": "<p>A</p>"}), {"hu": "<b>Piros</b>", "en": "<p>A</p>"}
        )
