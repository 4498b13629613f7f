"""Writing import files: numbered, complete when they appear, each record in one of them.

What is about to be written is reserved in the register, the file is published, the reservation is confirmed. Who comes
next after a death settles it first: a file that lies anywhere counts, else its number is used again.
"""

import hashlib
from contextlib import contextmanager
from datetime import UTC, datetime

from ..errors import RemoteError
from ..exchange.register import Register
from ..transport.files import TEMPORARY
from ..transport.rowfiles import csv_rows

ENDING = ".txt"


class Writer:
    """The folder that EBP imports from.

    :param files: a ``Files``; ``memory``: see ``remotes.memory.Memory``; ``dialect``: of the files
    :param folders: names of the import folder and of those where files are moved after it, the import folder first
    """

    def __init__(self, files, memory, dialect, folders):
        self.dialect = dialect
        self._files = files
        self._memory = memory
        self._folders = folders

    @contextmanager
    def turn(self, form):
        """Yield the register of a form's kind; whoever has it writes alone, and what a dead worker left is settled."""
        register = Register(self._memory, form.kind)
        with register.turn():
            if register.pending:
                self._settle(register)
            yield register

    def write(self, form, register, rows, records):
        """Write one file; return its name without ending.

        :param rows: ``{caption: text}`` each; ``records``: those that must never be written twice
        :raises RemoteError: nothing is there for EBP, or it is not known
        """
        now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:12]
        name = register.reserve(
            dict.fromkeys(records, digest), lambda number: f"{form.file}_{now}_{number:06d}{ENDING}"
        )
        captions = [caption for caption, _length in form.captions.values()]
        try:
            pieces = csv_rows.write(rows, captions, self.dialect, closes=False)
            self._files.publish(self._folders[0], name, pieces)
        except RemoteError:
            self._settle_or_leave(register)
            raise
        register.confirm()
        return name.removesuffix(ENDING)

    def _settle_or_leave(self, register):
        try:
            self._settle(register)
        except RemoteError:
            return  # the next one who comes settles it

    def _settle(self, register):
        name = register.pending["name"]
        if any(self._files.entry(folder, name) is not None for folder in self._folders):
            register.confirm()
            return
        self._files.remove(self._folders[0], name + TEMPORARY)
        register.release()
