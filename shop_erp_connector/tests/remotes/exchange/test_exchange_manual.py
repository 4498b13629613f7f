"""What docs/exchange.md says is what the exchange does: its columns, its sample files, its settings."""

import tempfile
import unittest
from pathlib import Path

from ....remotes import open_remote
from ....remotes.exchange import answers, manual
from ....remotes.exchange.columns import MAIN, SETS
from ....remotes.exchange.settings import SETTINGS
from . import exchange_samples
from .exchange_samples import FOLDER, MANUAL

ANEW = "Write it anew: bin/python -m odoo.addons.shop_erp_connector.tests.remotes.exchange.exchange_samples"


class TestManual(unittest.TestCase):
    maxDiff = None

    def test_columns_are_those_of_the_documents(self):
        self.assertEqual(MANUAL.read_text(), exchange_samples.manual_with(manual.columns(), manual.tables()), ANEW)

    def test_every_set_is_there(self):
        text = manual.columns()
        for row_set in SETS.values():
            self.assertIn(f"**{row_set.name}**", text)
            for column in row_set.all_columns:
                self.assertIn(f"| {column.name} |", text)

    def test_answers_are_explained(self):
        text = MANUAL.read_text()
        for word in (*answers.COLUMNS, *answers.RESULTS):
            self.assertIn(f"`{word}`", text)

    def test_folders_are_named_as_they_are_set(self):
        text = MANUAL.read_text()
        for setting in SETTINGS:
            if setting.name.endswith("_folder"):
                self.assertIn(f"`{setting.default}`", text)


class TestSamples(unittest.TestCase):
    def test_samples_are_what_is_written(self):
        written = exchange_samples.samples()
        self.assertEqual({path.name for path in FOLDER.iterdir()}, written.keys(), ANEW)
        for name, content in written.items():
            self.assertEqual((FOLDER / name).read_bytes(), content, f"{name}. {ANEW}")

    def test_samples_are_read_as_they_were_meant(self):
        with tempfile.TemporaryDirectory() as folder:
            remote = open_remote("file_exchange", {"location": folder})
            remote.check()
            for path in FOLDER.glob("*.csv"):
                if "france" not in path.name:
                    name = path.name.replace(".csv", "_F_20250304T131500Z_000001.csv")
                    Path(folder, "e2h", "pending", name).write_bytes(path.read_bytes())
            for kind in sorted(MAIN.keys() - {"lookup"}):
                pages = list(remote.pull(kind))
                read = [document for page in pages for document in page.documents]
                meant = [document for document in exchange_samples.documents() if kind == document.KIND]
                self.assertEqual([refusal for page in pages for refusal in page.refusals], [])
                self.assertEqual(len(read), len(meant))
                self.assertEqual(
                    [document.lines for document in read if hasattr(document, "lines")],
                    [document.lines for document in meant if hasattr(document, "lines")],
                )
            self.assertEqual([entry.rate for entry in remote.lookups("tax")], [exchange_samples.VAT])
