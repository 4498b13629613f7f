"""The environment's own PostgreSQL (PGHOST and its like lead there), with scratch databases."""

import contextlib
import os
import secrets
from pathlib import Path

import psycopg2

from .process import Missing, Place

#: Followed by the number of the process that made it.
PREFIX = "shop_erp_exchange_"


class PostgreSql:
    """Runs already; makes and drops databases in it."""

    def __init__(self):
        self._made = set()

    def start(self):
        """Look whether it is there.

        :raises Missing: no server answers
        """
        try:
            with self._administrator() as cursor:
                cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (PREFIX,))
                names = [name for (name,) in cursor.fetchall()]
        except psycopg2.OperationalError as exc:
            raise Missing(f"No PostgreSQL answers where PGHOST leads: {exc}") from None
        for name in names:  # of a process that was killed
            if not Path("/proc", name.removeprefix(PREFIX).partition("_")[0]).exists():
                self._drop(name)

    def stop(self):
        """Drop what is left; the server stays: others use it too."""
        for name in set(self._made):
            self._drop(name)

    def database(self, template="template0"):
        """Return a new database of the environment's user, empty or a copy of another one."""
        name = f"{PREFIX}{os.getpid()}_{secrets.token_hex(4)}"
        with self._administrator() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        self._made.add(name)
        return Place(
            kind="postgresql",
            host=os.environ.get("PGHOST", "localhost"),
            port=int(os.environ.get("PGPORT", "5432")),
            name=name,
            user=os.environ.get("PGUSER", ""),
            password=os.environ.get("PGPASSWORD", ""),
            connect=lambda: psycopg2.connect(dbname=name, connect_timeout=10),
            drop=lambda: self._drop(name),
        )

    @contextlib.contextmanager
    def _administrator(self):
        with contextlib.closing(psycopg2.connect(dbname="postgres", connect_timeout=10)) as connection:
            connection.autocommit = True
            yield connection.cursor()

    def _drop(self, name):
        with self._administrator() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._made.discard(name)
