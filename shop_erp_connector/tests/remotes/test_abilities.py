"""What each remote says it can do is said in words that everybody knows: the form and the contract."""

import unittest

from ...models.shop_erp_backend_abilities import FEATURE_LABELS
from ...remotes import remote_class, systems
from ...remotes.capabilities import FEATURES
from ...remotes.documents import KINDS


class TestAbilities(unittest.TestCase):
    def test_every_feature_has_a_label(self):
        self.assertEqual(tuple(FEATURE_LABELS), FEATURES)

    def test_remotes_speak_of_features_and_kinds_that_exist(self):
        for system in systems():
            capabilities = remote_class(system).capabilities
            with self.subTest(system=system):
                self.assertEqual((capabilities.reads | capabilities.writes) - set(FEATURES), set())
                kinds = capabilities.pulls | capabilities.pulls_by_id | capabilities.pushes | capabilities.defers
                self.assertEqual(kinds - set(KINDS), set())
                self.assertEqual(capabilities.creates - capabilities.pushes, set())
                self.assertEqual(capabilities.defers - capabilities.pushes, set())
