"""Bad input: each bad record is held or fails with a sentence that a person understands; the others pass."""

from odoo.tests import tagged

from ....engine import fetch as fetch_engine
from ....remotes.contract import Page
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestBadTexts(HubCase):
    def one_bad(self, bad):
        """Receive a bad product among good ones; return its row."""
        rows = self.receive("product", make.product("1"), bad, make.product("3"))
        self.assertEqual((rows[0].state, rows[2].state), ("done", "done"), rows.mapped("reason"))
        return rows[1]

    def test_bytes_of_zero_fail_with_the_field(self):
        row = self.one_bad(make.product("2", name={"en": "Desk\x00lamp"}))
        self.assertEqual((row.state, row.reason_code), ("failed", "unstorable"))
        self.assertEqual(
            row.reason,
            "P2: the text of «name en» holds a character that cannot be stored (0x00). Correct it there; it is then"
            " read again.",
        )
        self.receive("product", make.product("2", name={"en": "Desk lamp"}))
        self.assertEqual((row.state, row.odoo_id.name), ("done", "Desk lamp"))

    def test_bytes_of_zero_and_half_characters_in_codes_and_ids_harm_one_record(self):
        row = self.one_bad(make.product("2", code="LA\x00MP"))
        self.assertEqual((row.state, row.number), ("failed", "LA\ufffdMP"))
        self.assertIn("«code»", row.reason)
        page = Page(documents=[make.product("4\ud800", name={"en": "x"}), make.product("5")], cursor={})
        fetch_engine.store(self.make_step("product", "fetch"), page)
        self.assertEqual(self.rows("product", "4\ufffd", "5").mapped("state"), ["failed", "done"])

    def test_empty_name_is_held(self):
        for name in ({}, {"en": ""}, {"en": "  "}, {"en": "<p></p>"}):
            row = self.one_bad(make.product("2", name=name))
            self.assertEqual((row.state, row.reason_code), ("held", "name_missing"), name)
            self.assertIn("P2", row.reason)

    def test_name_of_300_characters_is_taken_whole(self):
        row = self.one_bad(make.product("2", name={"en": "N" * 300}))
        self.assertEqual((row.state, row.odoo_id.name), ("done", "N" * 300))
