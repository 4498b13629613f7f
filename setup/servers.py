"""MariaDB and Firebird for the tests of exchange by tables; without them those are skipped and everything else runs.

No service is started on this machine: MariaDB's core package has none, and of Firebird's server package, which would
start one, only the files are unpacked into the cache. The tests start both for themselves.
"""

import os
import shutil
from pathlib import Path

from . import apt
from .places import cache
from .shell import SetupError, locked, say

MARIADB = ["mariadb-server-core"]
#: The engine, the client library that Python's driver loads, and isql, which makes the first database.
FIREBIRD = ["firebird3.0-server-core", "libfbclient2", "firebird3.0-utils"]
FIREBIRD_SERVER = "firebird3.0-server"


def programs() -> Path:
    """The folder with the program firebird, for the search path; it may not be there."""
    return cache() / FIREBIRD_SERVER / "usr" / "sbin"


def ensure() -> None:
    """Install Debian's servers when this may be done; else say what is missing, and go on."""
    has_firebird = (programs() / "firebird").exists() and bool(shutil.which("isql-fb"))
    if _has_mariadb() and has_firebird:
        return
    if os.geteuid() != 0:
        say(f"No MariaDB or no Firebird: their tests are skipped (apt-get install {' '.join(MARIADB + FIREBIRD)}).")
        return
    say("Installing MariaDB and Firebird …")
    try:
        with locked("servers"):
            apt.install(MARIADB + FIREBIRD, "Installing MariaDB and Firebird")
            if not programs().exists():
                apt.extract(FIREBIRD_SERVER, cache() / FIREBIRD_SERVER, "Fetching Firebird's server")
    except SetupError as exc:
        say(f"No MariaDB or no Firebird: their tests are skipped. {exc}")


def _has_mariadb() -> bool:
    return bool(shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin"))
