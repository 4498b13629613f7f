"""SQLite: a database is a file in a temporary folder."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from .process import Place


class Sqlite:
    """No server at all, with the same face as the others."""

    def __init__(self):
        self.folder = None
        self._count = 0

    def start(self):
        """Make the folder."""
        self.folder = Path(tempfile.mkdtemp(prefix="shop_erp_"))

    def stop(self):
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self):
        """Return a new, empty file."""
        self._count += 1
        path = self.folder / f"exchange_{self._count}.sqlite"
        sqlite3.connect(path).close()
        path.touch()
        return Place(
            kind="sqlite", name=str(path), connect=lambda: sqlite3.connect(path, timeout=5), mark="?", drop=path.unlink
        )
