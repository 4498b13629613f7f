"""Where the demo keeps what it needs, one place for each copy of the repository."""

import fcntl
import hashlib
import os
import socket
from contextlib import contextmanager
from pathlib import Path

ADDON = Path(__file__).resolve().parents[1]

#: Where people find Odoo.
HOST, PORT = "127.0.0.1", 8069

#: Files that the database or the simulated systems are made of.
_SOURCES = ("*.py", "*.xml", "*.csv")


class DemoError(Exception):
    """The demo cannot go on; its text is the one sentence that the user reads."""


def clone():
    """Return eight hexadecimal digits that stand for this copy of the repository."""
    return hashlib.sha256(str(ADDON.parent).encode()).hexdigest()[:8]


def folder():
    """Return the demo's folder in the cache."""
    chosen = os.environ.get("SHOP_ERP_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shop_erp_connector"
    found = Path(chosen or base).expanduser().absolute() / "clones" / clone() / "demo"
    found.mkdir(parents=True, exist_ok=True)
    return found


def source_digest():
    """Return a text that changes with the addon and with the template of its database."""
    digest = hashlib.sha256(os.environ.get("SHOP_ERP_TEMPLATE_DB", "").encode())
    for path in sorted(path for pattern in _SOURCES for path in ADDON.rglob(pattern)):
        name = str(path.relative_to(ADDON))
        if not name.startswith("tests/") or name.startswith("tests/simulators/"):
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_free(port):
    """Tell whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(wanted=0):
    """Return the wanted port when it is free, else any free one."""
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def locked():
    """Let one demo at a time work on this copy's database; the lock ends with the process."""
    with (folder() / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("Another bin/demo of this copy of the repository is running.") from None
        yield
