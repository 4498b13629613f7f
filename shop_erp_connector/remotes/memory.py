"""What a remote is given by the hub: a memory shared between workers, and the bytes of the hub's own files."""

import threading
from contextlib import contextmanager
from typing import Protocol


class Memory(Protocol):
    """A store of small named dicts."""

    def locked(self, name):
        """Return a context manager that yields the dict ``name``, alone; what is changed in it is kept on exit.

        Kept means kept: also when the caller's own work is undone later.
        """


class ProcessMemory:
    """Memory of one process: for scripts and tests. Odoo's side brings one that is shared by all workers."""

    def __init__(self):
        self._dicts = {}
        self._lock = threading.RLock()

    @contextmanager
    def locked(self, name):
        """See ``Memory``."""
        with self._lock:
            yield self._dicts.setdefault(name, {})


class Contents(Protocol):
    """The bytes of the hub's own pictures and files."""

    def read(self, key):
        """Return the bytes whose hash is ``key``, as the document named it.

        :raises KeyError: the hub has them no more
        """


class NoContents:
    """For a remote that is not asked to send files."""

    def read(self, key):
        """See ``Contents``."""
        raise KeyError(key)
