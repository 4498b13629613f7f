"""Debian's MariaDB: a fresh data folder, set up by the server's own scripts in bootstrap mode."""

import contextlib
from pathlib import Path

import pymysql

from .process import Place, ServerProcess

SCRIPTS = Path("/usr/share/mysql")
#: Debian 12 says mysql_…, later ones mariadb_….
SYSTEM_TABLES = ("system_tables.sql", "performance_tables.sql", "system_tables_data.sql")
PASSWORD = "s3cret of MariaDB"
#: It holds nothing that must survive the machine: speed before safety.
OPTIONS = (
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-file-per-table=0",
    "--innodb-flush-method=nosync",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--max-connections=100",
    "--max-allowed-packet=64M",
)


class MariaDb(ServerProcess):
    """One server; its databases are as many as tests ask for."""

    programs = ("mariadbd",)
    packages = "mariadb-server-core"

    def prepare(self):
        """Fill the data folder."""
        scripts = "".join(_script(name) for name in SYSTEM_TABLES)
        text = f"CREATE DATABASE mysql;\nUSE mysql;\n{scripts}\n"
        (self.folder / "data").mkdir()
        (self.folder / "data").chmod(0o777)
        self.run([*self._base(), "--bootstrap", "--skip-grant-tables"], text)

    def command(self):
        """See ``ServerProcess``."""
        return [*self._base(), f"--port={self.port}", "--bind-address=127.0.0.1", f"--init-file={self._users()}"]

    def database(self):
        """Return a new database of a user that owns it alone."""
        name = self.next_name()
        with self._root() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
            cursor.execute(f"CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'")
            cursor.execute(f"GRANT ALL ON {name}.* TO {name}@'%'")
        return Place(
            kind="mysql",
            host="127.0.0.1",
            port=self.port,
            name=name,
            user=name,
            password=PASSWORD,
            connect=lambda: pymysql.connect(
                host="127.0.0.1",
                port=self.port,
                user=name,
                password=PASSWORD,
                database=name,
                charset="utf8mb4",
                ssl_disabled=True,
            ),
            drop=lambda: self._drop(name),
        )

    def _base(self):
        return ["mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.folder}/s", *OPTIONS]

    def _users(self):
        path = self.folder / "users.sql"
        path.write_text(f"SET PASSWORD FOR root@localhost = PASSWORD('{PASSWORD}');\n")
        path.chmod(0o644)
        return path

    @contextlib.contextmanager
    def _root(self):
        path = str(self.folder / "s")
        with contextlib.closing(pymysql.connect(unix_socket=path, user="root", password=PASSWORD)) as connection:
            yield connection.cursor()

    def _drop(self, name):
        with self._root() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
            cursor.execute(f"DROP USER {name}@'%'")


def _script(name):
    for prefix in ("mariadb_", "mysql_"):
        path = SCRIPTS / f"{prefix}{name}"
        if path.exists():
            return path.read_text()
    raise RuntimeError(f"MariaDB brings no script …{name} in {SCRIPTS}.")
