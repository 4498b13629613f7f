"""Real database servers for tests: each starts on a free port of this machine's loopback and ends with the process.

server = servers.shared("firebird")     # started by the first who asks; unittest.SkipTest says what is missing
place = server.database()               # a new, empty one; ``place.settings`` for open_remote()
…
place.drop()

postgresql.py  the environment's own server, with scratch databases in it
mariadb.py     Debian's MariaDB      firebird.py  Debian's Firebird
sqlite.py      a file
process.py     what the two that are started have in common
wire.py        a wire between client and server that can be cut
"""

import atexit
import unittest

from .firebird import Firebird
from .mariadb import MariaDb
from .postgresql import PostgreSql
from .process import Missing
from .sqlite import Sqlite

#: By the name that ``transport.tables`` gives to the kind of database.
SERVERS = {"postgresql": PostgreSql, "mysql": MariaDb, "firebird": Firebird, "sqlite": Sqlite}

_running = {}
_missing = {}


def shared(kind):
    """Return the running server of a kind; all tests of a process share it.

    :raises unittest.SkipTest: it is not installed here
    """
    if kind not in _running and kind not in _missing:
        _start(kind)
    if kind in _missing:
        reason = _missing[kind]
        raise unittest.SkipTest(reason)
    return _running[kind]


def _start(kind):
    server = SERVERS[kind]()
    try:
        server.start()
    except Missing as exc:
        _missing[kind] = str(exc)
        return
    atexit.register(server.stop)
    _running[kind] = server
