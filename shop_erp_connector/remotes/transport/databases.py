"""The kinds of database that ``tables`` speaks with: how each is reached, timed out, encrypted and kept from writing.

The driver of a kind is loaded when the first connection of that kind is opened, so that an installation needs
the one that it uses. Times are in seconds.
"""

import ctypes.util
import importlib.util
import ipaddress
import sqlite3
import ssl
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from ..errors import InvalidSettings
from . import firebird

CONNECT_TIMEOUT = 10
STATEMENT_TIMEOUT = 120
#: How long a statement waits for a row that somebody else has locked.
LOCK_TIMEOUT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One database, and who we are there.

    :param kind: a key of ``KINDS``
    :param host: name, address, or for PostgreSQL the folder of its socket; port 0 is the kind's usual one
    :param name: of the database; Firebird: path or alias on its server; SQLite: path of a file that exists
    :param charset: Firebird: of the connection; the others speak Unicode
    :param encryption: "verified" encrypts to other machines and checks who they are (Firebird: encrypts, it has
        no certificates); "none" is for connections that lie inside a VPN
    """

    kind: str
    host: str = ""
    port: int = 0
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    charset: str = ""
    encryption: str = "verified"

    @property
    def is_encrypted(self):
        """Return whether the connection must be encrypted: it leaves this machine, and no VPN protects it."""
        return self.encryption != "none" and not _is_local(self.host)


class Kind:
    """What differs between databases; one subclass each.

    :cvar driver: SQLAlchemy's name of dialect and driver; ``module`` is the driver's, ``package`` brings it
    :cvar skips_locked: can a SELECT pass over rows that another transaction has locked?
    """

    driver = ""
    module = ""
    package = ""
    port = 0
    skips_locked = False

    def engine(self, place):
        """Return SQLAlchemy's engine, with a small pool; nothing is sent yet.

        :raises InvalidSettings: the driver is not installed, or the place cannot be one
        """
        if not place.password and not _is_local(place.host):
            # A driver would look elsewhere, and send another server the password of Odoo's own.
            raise InvalidSettings("The password is missing.", field="password")
        if not _is_installed(self.module):
            raise InvalidSettings(
                f"Odoo's server lacks the Python package {self.package} (pip install {self.package}).", field="kind"
            )
        engine = sa.create_engine(
            self.url(place),
            connect_args=self.arguments(place),
            pool_size=2,
            max_overflow=3,
            pool_pre_ping=True,
            pool_timeout=CONNECT_TIMEOUT,
            hide_parameters=True,
            **self.options(place),
        )
        sa.event.listen(engine, "connect", self.prepare)
        return engine

    def url(self, place):
        """Return SQLAlchemy's address of the place."""
        return sa.URL.create(
            self.driver,
            username=place.user,
            password=place.password,
            host=place.host,
            port=place.port or self.port,
            database=place.name,
        )

    def arguments(self, place):
        """Return what the driver's ``connect()`` is given besides."""
        raise NotImplementedError

    def options(self, place):
        """Return what SQLAlchemy's engine is given besides."""
        return {}

    def prepare(self, connection, _record):
        """Settle what a new connection of the driver needs; by default nothing."""

    def begin(self, connection, *, writes):
        """Begin a transaction that cannot write unless ``writes``; its connection is fresh from the pool."""
        raise NotImplementedError


class PostgreSql(Kind):
    """PostgreSQL through psycopg2, which Odoo brings."""

    driver, module, package, port = "postgresql+psycopg2", "psycopg2", "psycopg2-binary", 5432
    skips_locked = True

    def arguments(self, place):
        """See ``Kind``."""
        limits = {
            "statement_timeout": STATEMENT_TIMEOUT * 1000,
            "lock_timeout": LOCK_TIMEOUT * 1000,
            "idle_in_transaction_session_timeout": STATEMENT_TIMEOUT * 1000,
            "timezone": "UTC",
        }
        arguments = {
            "connect_timeout": CONNECT_TIMEOUT,
            "tcp_user_timeout": STATEMENT_TIMEOUT * 1000,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            "application_name": "shop_erp_connector",
        }
        if place.is_encrypted:
            return arguments | {"sslmode": "verify-full", "sslrootcert": "system"}
        return arguments

    def prepare(self, connection, _record):
        """Odoo makes the driver read exact numbers as binary floats, everywhere: not here."""
        from psycopg2 import extensions  # the driver is loaded by now

        extensions.register_type(extensions.DECIMAL, connection)

    def begin(self, connection, *, writes):
        """See ``Kind``."""
        if not writes:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


class SqlServer(Kind):
    """Microsoft SQL Server through ODBC: Microsoft's driver 18 checks certificates by itself.

    Nothing but the login's rights keeps it from writing; ``Tables.pages`` makes every query a part of a larger
    SELECT, and a transaction without writes is never committed.
    """

    driver, module, package, port = "mssql+pyodbc", "pyodbc", "pyodbc", 1433

    def url(self, place):
        """See ``Kind``. A named instance (``HOST\\EBP``) has no port of its own: port 0 asks the server's browser."""
        query = {
            "driver": "ODBC Driver 18 for SQL Server",
            "Encrypt": "yes" if place.is_encrypted else "no",
            "ApplicationIntent": "ReadWrite",
            "LoginTimeout": str(CONNECT_TIMEOUT),
        }
        port = place.port or (None if "\\" in place.host else self.port)
        return super().url(place).set(query=query, port=port)

    def arguments(self, place):
        """See ``Kind``."""
        return {"timeout": CONNECT_TIMEOUT}

    def begin(self, connection, *, writes):
        """See ``Kind``."""
        connection.connection.dbapi_connection.timeout = STATEMENT_TIMEOUT
        connection.exec_driver_sql(f"SET LOCK_TIMEOUT {LOCK_TIMEOUT * 1000}")


class MySql(Kind):
    """MariaDB and MySQL through PyMySQL."""

    driver, module, package, port = "mysql+pymysql", "pymysql", "PyMySQL", 3306
    skips_locked = True

    def url(self, place):
        """See ``Kind``."""
        return super().url(place).set(query={"charset": "utf8mb4"})

    def arguments(self, place):
        """See ``Kind``."""
        # Strict: a text that is too long is an error and not cut. ANSI_QUOTES stays off, as everywhere.
        session = (
            "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', "
            f"time_zone = '+00:00', innodb_lock_wait_timeout = {LOCK_TIMEOUT}"
        )
        arguments = {
            "connect_timeout": CONNECT_TIMEOUT,
            "read_timeout": STATEMENT_TIMEOUT,
            "write_timeout": STATEMENT_TIMEOUT,
            "init_command": session,
            "local_infile": False,
        }
        return arguments | ({"ssl": ssl.create_default_context()} if place.is_encrypted else {"ssl_disabled": True})

    def options(self, place):
        """See ``Kind``."""
        return {"isolation_level": "READ COMMITTED"}

    def begin(self, connection, *, writes):
        """See ``Kind``."""
        if not writes:
            connection.exec_driver_sql("START TRANSACTION READ ONLY")


class Firebird(Kind):
    """Firebird 3 and later through firebird-driver; an older server answers too when the place is not encrypted."""

    driver, module, package, port = "firebird+firebird", "firebird.driver", "firebird-driver", 3050

    def url(self, place):
        """See ``Kind``: the dialect alone."""
        return sa.URL.create(self.driver)

    def arguments(self, place):
        """See ``Kind``: ``creator`` has them."""
        return {}

    def options(self, place):
        """See ``Kind``."""
        return {"creator": lambda: firebird.connection(place, place.port or self.port)}

    def engine(self, place):
        """See ``Kind``."""
        if not _is_installed("sqlalchemy_firebird"):
            raise InvalidSettings(
                "Odoo's server lacks the Python package sqlalchemy-firebird (pip install sqlalchemy-firebird).",
                field="kind",
            )
        if ctypes.util.find_library("fbclient") is None:
            raise InvalidSettings("Odoo's server lacks Firebird's client library (Debian: libfbclient2).", field="kind")
        engine = super().engine(place)
        engine.dialect.is_disconnect = firebird.is_gone
        engine.dialect.do_terminate = firebird.let_go
        return engine

    def begin(self, connection, *, writes):
        """See ``Kind``."""
        firebird.begin(connection.connection.dbapi_connection, writes=writes, lock_timeout=LOCK_TIMEOUT)


class Sqlite(Kind):
    """A file of this machine; it must exist, so that a mistyped path makes no empty database."""

    driver, module, package = "sqlite+pysqlite", "sqlite3", "Python's own sqlite3"

    def url(self, place):
        """See ``Kind``."""
        path = Path(place.name)
        if not path.is_absolute() or path.suffix not in (".sqlite", ".sqlite3", ".db"):
            raise InvalidSettings(
                "The database must be the whole path of a file that ends in .sqlite, .sqlite3 or .db.", field="name"
            )
        return sa.URL.create(self.driver, database=path.as_uri(), query={"mode": "rw", "uri": "true"})

    def arguments(self, place):
        """See ``Kind``."""
        return {"timeout": LOCK_TIMEOUT}

    def prepare(self, connection, _record):
        """Exact numbers and times of day, which Python's driver does not know, are handed over as texts."""
        sqlite3.register_adapter(Decimal, str)
        sqlite3.register_adapter(time, time.isoformat)

    def begin(self, connection, *, writes):
        """See ``Kind``. Python's driver begins by itself, but only before it writes: too late for a claim."""
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


KINDS = {
    "postgresql": PostgreSql(),
    "sqlserver": SqlServer(),
    "mysql": MySql(),
    "firebird": Firebird(),
    "sqlite": Sqlite(),
}


def _is_installed(module):
    package = module.partition(".")[0]
    return bool(importlib.util.find_spec(package) and importlib.util.find_spec(module))


def _is_local(host):
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
