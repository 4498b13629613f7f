"""Texts in a language that the other side does not have: said on the listing, once, and the others pass."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestMissingLanguages(ShopOutCase):
    """The shop has English and Portuguese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def test_what_the_shop_has_no_language_for_is_said(self):
        lamps = self.make_products(2)
        lamps[0].with_context(lang="fr_FR").name = "Lampe"
        run = self.send_catalogue()[1]
        self.assertEqual((run.created, run.failed, run.held, run.errors), (2, 0, 0, False))
        rows = lamps.shop_erp_binding_ids
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        row, other = (lamp.shop_erp_binding_ids for lamp in lamps)
        self.assertEqual((row.reason_code, other.reason), ("warning", False))
        self.assertIn("French", row.reason)
        self.assertIn("Add the language there", row.reason)
        self.send_catalogue()
        self.assertEqual(row.reason.count("French"), 1)

    def test_what_odoo_has_no_language_for_is_said(self):
        self.shop.add_product("LAMP-0", "20.00", name={1: "Lamp", 2: "Candeeiro"})
        self.shop.add_product("LAMP-1", "20.00", name={1: "Neon", 2: "Neon"})
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held, run.errors), (0, 0, False))
        rows = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)], order="id")
        self.assertEqual(rows.mapped("reason_code"), ["warning", False])
        self.assertIn("pt", rows[0].reason)
        self.sync(self.backend, "product", "in")
        self.assertEqual(rows[0].reason.count("pt"), 1)
