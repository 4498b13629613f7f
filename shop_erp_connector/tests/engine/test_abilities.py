"""What each remote says it can do is said in words that everybody knows: the form, the README, the contract."""

import unittest
from pathlib import Path

from ...models.backend.shop_erp_backend_abilities import FEATURE_LABELS
from ...remotes import remote_class, systems
from ...remotes.capabilities import FEATURES
from ...remotes.documents import KINDS

REPOSITORY = Path(__file__).resolve().parents[3]

SIGNS = {"both": "⇄", "in": "→ Odoo", "out": "Odoo →", "none": "–"}

KIND_LABELS = {
    "category": "Categories",
    "product": "Products",
    "stock": "Stock",
    "price": "Prices",
    "customer": "Customers",
    "order": "Orders",
    "status": "Order states",
    "shipment": "Deliveries",
    "invoice": "Invoices",
    "return": "Returns",
}


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

    def test_the_readme_has_the_table(self):
        readme = (REPOSITORY / "README.md").read_text()
        self.assertIn(table(), readme, "README.md, section Systems, should hold exactly this table")


def table():
    """Return the table of what each system can do, as Markdown."""
    names = [remote_class(system) for system in systems()]
    lines = ["| | " + " | ".join(remote.label for remote in names) + " |", "|---" * (len(names) + 1) + "|"]
    for name, label in (
        KIND_LABELS | {name: label._translate("en_US") for name, label in FEATURE_LABELS.items()}
    ).items():
        signs = [SIGNS[remote.capabilities.direction(name)] for remote in names]
        lines.append(f"| {label} | " + " | ".join(signs) + " |")
    return "\n".join(lines)
