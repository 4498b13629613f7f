"""What this very connection can do: the engine, the form and its table follow the settings at once."""

from odoo.tests import new_test_user, tagged

from ..common import HubCase


@tagged("post_install", "-at_install")
class TestSettledBackend(HubCase):
    def backend_of(self, system):
        return self.env["shop_erp.backend"].create({"name": system, "system": system})

    def test_the_form_shows_what_this_connection_can_do(self):
        erp, other = self.backend_of("keyinvoice"), self.make_backend("Other ERP", "keyinvoice")
        self.assertNotIn(" variants ", erp.can_send)
        self.assertIn(" invoice ", erp.can_send)
        table = str(erp.abilities)
        erp._set_settings({"colours_sizes": "1"})
        self.assertIn(" variants ", erp.can_send)
        self.assertNotEqual(str(erp.abilities), table)
        self.assertNotIn(" variants ", other.can_send, "that of another connection is its own")
        erp._set_settings({"colours_sizes": False})
        self.assertNotIn(" variants ", erp.can_send)

    def test_whoever_may_see_a_connection_sees_what_it_can_do(self):
        clerk = new_test_user(self.env, login="clerk", groups="shop_erp_connector.group_user")
        erp = self.backend_of("keyinvoice").with_user(clerk)
        self.env.registry.clear_cache()
        self.assertIn(" invoice ", erp.can_send)

    def test_what_it_can_do_is_asked_once(self):
        erp = self.backend_of("keyinvoice")
        self.assertTrue(erp._capabilities)
        erp.invalidate_recordset()
        erp.fetch(["system"])
        with self.assertQueryCount(0):
            for _turn in range(50):
                self.assertFalse("variants" in erp._capabilities.writes)

    def test_the_figure_follows_its_setting_and_else_stays_as_chosen(self):
        partner = self.backend_of("file_exchange")
        partner._set_settings({"stock_basis": "available"})
        self.assertEqual(partner.stock_basis_there, "available")
        partner.stock_basis_there = "physical"
        partner._set_settings({"company": "7"})
        self.assertEqual(partner.stock_basis_there, "physical")
