"""An ERP that exchanges files: it writes into one folder and reads from another, as docs/exchange.md says.

    writing.py  how it writes a file, and a companion that says that it is complete
    reading.py  how it takes files, answers them and keeps what was in them
    seed.py     some records of each kind
    sftp.py     its folder behind SFTP          ftp.py   behind FTP or FTPS

The ERP knows nothing of the connector: it writes rows of texts and reads rows of texts. ``settings`` are for a folder
of this machine; the servers have settings of their own.
"""

import shutil
import tempfile
from pathlib import Path

from ..base import CallLog, Clock
from .reading import Importer
from .seed import seed
from .writing import Writer

FOLDERS = ("e2h/pending", "e2h/done", "e2h/error", "h2e/pending", "h2e/done", "h2e/error", "ack/h2e", "doc")


class NoFaults:
    """A folder has no server that could be told to fail; what can go wrong with it is tested on the folder itself."""

    def clear(self):
        """See ``Faults``."""

    def pending(self):
        """See ``Faults``."""
        return 0


class FolderErp:
    """One ERP with its folder.

    :param options: settings of the exchange that both sides agreed on, besides the address
    """

    def __init__(self, **options):
        self.clock = Clock()
        self.log = CallLog()
        self.faults = NoFaults()
        self.options = {"answers": "none"} | options
        self.root = Path(tempfile.mkdtemp(prefix="exchange-")) / "share"
        self.writer = Writer(self.root, self.clock)
        self.importer = Importer(self.root, self.clock)

    def start(self):
        """Make the folder reachable; what was in it is there again."""
        away = self.root.with_name("away")
        if away.exists():
            away.rename(self.root)
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)

    def stop(self):
        """Take the folder away, as a share that is no longer mounted."""
        if self.root.exists():
            self.root.rename(self.root.with_name("away"))

    def close(self):
        """Remove everything."""
        shutil.rmtree(self.root.parent, ignore_errors=True)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.close()

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        return {"location": str(self.root)} | self.options

    @property
    def records(self):
        """What the ERP has told so far: ``{kind: {record: rows as they were last written}}``."""
        return self.writer.records

    def send(self, kind, *records, **options):
        """Write one file (or one per set) with records; see ``Writer.send``."""
        return self.writer.send(kind, *records, **options)

    def put(self, name, content, *, folder="e2h/pending"):
        """Drop a file as it is; ``content``: bytes."""
        (self.root / folder / name).write_bytes(content)

    def names(self, folder):
        """Return the names of the files in a folder and those below it, sorted."""
        return sorted(path.name for path in (self.root / folder).rglob("*") if path.is_file())

    def text(self, folder, name):
        """Return the text of a file."""
        return (self.root / folder / name).read_bytes().decode()

    def touch(self, kind, record):
        """Write a record again, changed."""
        rows = {name: [dict(row) for row in rows] for name, rows in self.records[kind][record].items()}
        next(iter(rows.values()))[0]["updated_at"] = self.writer.now()
        self.send(kind, rows)

    def seed(self):
        """Write full files with some records of each kind."""
        seed(self)
