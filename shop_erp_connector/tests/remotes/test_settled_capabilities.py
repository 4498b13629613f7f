"""What a connection can do follows from its settings, before anybody opens it; what its class says is the most."""

import unittest

from ...remotes import remote_class, settled_capabilities, systems

#: system: [(settings, features that are read then and not otherwise, features that are written)]
SWITCHES = {
    "keyinvoice": [
        ({"colours_sizes": "1"}, {"variants"}, {"variants"}),
        ({"api3_url": "https://erp.invalid/API3_ws.php?wsdl"}, {"locations"}, set()),
        (
            {"api3_url": "https://erp.invalid/API3_ws.php?wsdl", "price_levels": "1"},
            {"locations", "price_tables"},
            set(),
        ),
        ({"client_accounts": "1"}, {"balances"}, set()),
        ({"client_details": "1"}, {"customer_discounts"}, set()),
    ],
    "woocommerce": [({"read_notes": "1"}, {"messages"}, set())],
    "magento1": [
        ({"fields": "material"}, {"fields"}, set()),
        ({"languages": "en, pt=pt"}, {"translations"}, {"translations"}),
    ],
}


class TestSettledCapabilities(unittest.TestCase):
    def test_settings_switch_features_on(self):
        for system, cases in SWITCHES.items():
            plain = settled_capabilities(system, {})
            for given, reads, writes in cases:
                with self.subTest(system=system, given=given):
                    facts = settled_capabilities(system, given)
                    self.assertEqual((facts.reads - plain.reads, facts.writes - plain.writes), (reads, writes))

    def test_no_setting_brings_more_than_the_class_says_or_takes_a_kind_away(self):
        for system in systems():
            most = remote_class(system).capabilities
            for given in ({}, *(given for given, _reads, _writes in SWITCHES.get(system, ()))):
                facts = settled_capabilities(system, given)
                with self.subTest(system=system, given=given):
                    self.assertLessEqual(facts.reads, most.reads)
                    self.assertLessEqual(facts.writes, most.writes)
                    self.assertEqual((facts.pulls, facts.pushes), (most.pulls, most.pushes))

    def test_stock_figures_and_places_follow_the_settings(self):
        self.assertEqual(settled_capabilities("ebp", {}).stock_basis, "physical")
        self.assertEqual(settled_capabilities("ebp", {"available": "free"}).stock_basis, "available")
        self.assertEqual(settled_capabilities("file_exchange", {"stock_basis": "available"}).stock_basis, "available")
        self.assertIn("locations", settled_capabilities("magento2", {}).writes)
        self.assertNotIn("locations", settled_capabilities("magento2", {"stock": "legacy"}).writes)

    def test_what_is_read_anew_and_what_is_answered_follow_the_settings(self):
        self.assertEqual(settled_capabilities("cplus", {"trust_last_change": ""}).clock, "none")
        self.assertIn("stock", settled_capabilities("cplus", {}).pulls_changes)
        self.assertNotIn("stock", settled_capabilities("cplus", {"reservation": "hub"}).pulls_changes)
        self.assertEqual(settled_capabilities("table_exchange", {"answers": "none"}).defers, frozenset())
