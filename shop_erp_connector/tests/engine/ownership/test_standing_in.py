"""A text that only another language has stands in for Odoo's main one: never sent as that, never put over it."""

from odoo.tests import tagged

from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestAsked(BothChangedCase):
    def titles(self):
        return self.lamp_row.meta_title or "", self.lamp_row.with_context(lang="pt_PT").meta_title or ""

    def titles_there(self):
        return self.read_there("products", self.there)["meta_title"]

    def test_a_main_text_that_was_cleared_there_stays_cleared(self):
        self.change_there("products", self.there, meta_title={1: "Lamp of brass", 2: "De latão"})
        self.come_in()
        self.assertEqual(self.titles(), ("Lamp of brass", "De latão"))
        self.change_there("products", self.there, meta_title={1: "", 2: "De latão"})
        self.come_in()
        self.assertEqual(self.titles()[0], "")
        self.change_there("products", self.there, meta_title={1: "", 2: "Latão"})
        self.come_in()
        self.assertEqual(self.titles(), ("", "Latão"))
        self.lamp.name = "Brass lamp"
        self.go_out()
        self.assertEqual(self.titles_there(), {1: "", 2: "Latão"})
        self.assert_calm()

    def test_a_text_that_stands_in_follows_and_is_not_sent_back(self):
        self.change_there("products", self.there, description={1: "", 2: "<p>Latão</p>"})
        self.come_in()
        self.assertIn("Latão", self.lamp.shop_erp_description)
        self.change_there("products", self.there, description={1: "", 2: "<p>Cobre</p>"})
        self.come_in()
        self.assertIn("Cobre", self.lamp.shop_erp_description)
        self.lamp.name = "Brass lamp"
        self.go_out()
        there = self.read_there("products", self.there)["description"]
        self.assertEqual((there[1], there[2]), ("", "<p>Cobre</p>"))
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestNewest(BothChangedCase):
    owner = "newest"

    def test_another_languages_text_does_not_replace_odoos(self):
        self.lamp.shop_erp_description = "<p>Brass</p>"
        self.change_there("products", self.there, description={1: "", 2: "<p>Latão</p>"})
        self.come_in()
        self.assertIn("Brass", self.lamp.shop_erp_description)
        self.assertIn("Latão", self.lamp.with_context(lang="pt_PT").shop_erp_description)
        self.go_out()
        there = self.read_there("products", self.there)["description"]
        self.assertEqual((there[1], there[2]), ("<p>Brass</p>", "<p>Latão</p>"))
        self.assert_calm()
