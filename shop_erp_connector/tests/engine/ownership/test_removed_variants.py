"""A variant that one side removed while the other one changed it: asked as one question, or decided by the policy."""

from odoo.tests import tagged

from .both_changed_case import BothChangedCase

THERE = "Variant SHIRT-M: removed there, changed in Odoo"
HERE = "Variant SHIRT-M: removed in Odoo, changed there"


class RemovedCase(BothChangedCase):
    def setUp(self):
        super().setUp()
        self.medium_here = self.form("SHIRT-M")

    def remove_there(self):
        self.shop.clock.advance(3600)
        self.shop.store.delete("combinations", self.medium)
        self.shop.edit("products", self.shirt_there["id"])

    def codes_there(self):
        return sorted(row["reference"] for row in self.shop.rows("combinations"))

    def medium_there(self):
        (row,) = [row for row in self.shop.rows("combinations") if row["reference"] == "SHIRT-M"]
        return row

    def keep(self, choice):
        self.choose(self.shirt_row, removed_there=choice, removed_here=choice)
        self.go_out()
        self.assertEqual(self.shirt_row.state, "done", self.shirt_row.reason)
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestAsked(RemovedCase):
    def test_removed_there_and_changed_here_is_one_question(self):
        self.medium_here.barcode = "2000000000039"
        self.remove_there()
        self.come_in()
        self.assertEqual(self.asked(self.shirt_row), {THERE: ("", "barcode: 2000000000039", "removed")})
        self.assertTrue(self.medium_here.active)
        self.assertEqual(self.codes_there(), ["SHIRT-S"])

    def test_odoos_is_kept_and_the_shop_gets_it_back(self):
        self.medium_here.barcode = "2000000000039"
        self.remove_there()
        self.come_in()
        self.keep("odoo")
        self.assertTrue(self.medium_here.active)
        self.assertEqual(self.codes_there(), ["SHIRT-M", "SHIRT-S"])
        self.assertEqual(self.medium_there()["ean13"], "2000000000039")
        bindings = self.medium_here.shop_erp_variant_ids.filtered(lambda one: one.state != "gone")
        self.assertEqual(bindings.mapped("external_id"), [f"{self.shirt_there['id']}-{self.medium_there()['id']}"])

    def test_theirs_is_taken_and_it_goes(self):
        self.medium_here.barcode = "2000000000039"
        self.remove_there()
        self.come_in()
        self.keep("remote")
        self.assertFalse(self.medium_here.active)
        self.assertEqual(self.codes_there(), ["SHIRT-S"])

    def test_a_price_alone_is_a_change_too(self):
        self.medium_here.shop_erp_price_extra += 3
        self.remove_there()
        self.come_in()
        self.assertEqual(self.asked(self.shirt_row), {THERE: ("", "extra price: 5.00", "removed")})
        self.keep("odoo")
        self.assertEqual(float(self.medium_there()["price"]), 5.0)

    def test_removed_there_and_not_changed_here_goes_without_a_question(self):
        self.form("SHIRT-S").barcode = "2000000000039"
        self.remove_there()
        self.come_in()
        self.assertEqual((self.shirt_row.state, self.medium_here.active), ("done", False), self.shirt_row.reason)

    def test_removed_here_and_changed_there_is_one_question(self):
        self.medium_here.active = False
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.come_in()
        self.assertEqual(self.asked(self.shirt_row), {HERE: ("", "removed", "barcode: 2000000000046")})

    def test_removed_here_and_changed_there_stays_as_the_shop_has_it(self):
        self.medium_here.active = False
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.come_in()
        self.keep("remote")
        self.assertEqual((self.medium_here.active, self.medium_here.barcode), (True, "2000000000046"))
        self.assertEqual(self.codes_there(), ["SHIRT-M", "SHIRT-S"])

    def test_removed_here_and_changed_there_goes_there_too(self):
        self.medium_here.active = False
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.come_in()
        self.keep("odoo")
        self.assertFalse(self.medium_here.active)
        self.assertEqual(self.codes_there(), ["SHIRT-S"])

    def test_removed_on_both_sides_is_no_question(self):
        self.medium_here.active = False
        self.remove_there()
        self.come_in()
        self.assertEqual((self.shirt_row.state, self.medium_here.active), ("done", False), self.shirt_row.reason)


@tagged("post_install", "-at_install")
class TestNewest(RemovedCase):
    owner = "newest"

    def test_the_later_change_keeps_what_was_removed_before(self):
        self.remove_there()
        self.medium_here.barcode = "2000000000039"
        self.shirt_row.identity_changed_at = "2099-01-01 00:00:00"
        self.come_in()
        self.go_out()
        self.assertEqual((self.shirt_row.state, self.medium_here.active), ("done", True), self.shirt_row.reason)
        self.assertEqual(self.codes_there(), ["SHIRT-M", "SHIRT-S"])

    def test_the_later_removal_removes_what_was_changed_before(self):
        self.medium_here.barcode = "2000000000039"
        self.shirt_row.identity_changed_at = "2020-01-01 00:00:00"
        self.remove_there()
        self.come_in()
        self.go_out()
        self.assertEqual((self.shirt_row.state, self.medium_here.active), ("done", False), self.shirt_row.reason)
        self.assertEqual(self.codes_there(), ["SHIRT-S"])


@tagged("post_install", "-at_install")
class TestOwned(RemovedCase):
    owner = "odoo"

    def test_odoos_stays(self):
        self.medium_here.barcode = "2000000000039"
        self.remove_there()
        self.come_in()
        self.assertEqual((self.shirt_row.conflict_ids.ids, self.medium_here.active), ([], True))
