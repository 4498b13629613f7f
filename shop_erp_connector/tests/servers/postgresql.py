"""The environment's own PostgreSQL (PGHOST and its like lead there), with scratch databases."""

import contextlib
import os

import psycopg2

from .process import Missing, Place


class PostgreSql:
    """Runs already; makes and drops databases in it."""

    def __init__(self):
        self._count = 0

    def start(self):
        """Look whether it is there.

        :raises Missing: no server answers
        """
        try:
            with self._administrator():
                pass
        except psycopg2.OperationalError as exc:
            raise Missing(f"No PostgreSQL answers where PGHOST leads: {exc}") from None

    def stop(self):
        """It stays: others use it too."""

    def database(self, template="template0"):
        """Return a new database of the environment's user, empty or a copy of another one."""
        self._count += 1
        name = f"shop_erp_exchange_{os.getpid()}_{self._count}"
        with self._administrator() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
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
