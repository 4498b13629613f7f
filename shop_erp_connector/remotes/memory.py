"""What a remote must remember between calls and share between workers: session ids, call counters, rate limits."""

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
