"""Debian's Firebird: a configuration of its own, whose users are known to this server alone."""

import contextlib
import shutil
from pathlib import Path

from firebird.driver import DbWriteMode, connect, connect_server, create_database

from .process import Place, ServerProcess

SYSDBA = "s3cret of SYSDBA"
OWNER, PASSWORD = "HUB", "s3cret of Firebird"
#: Where Debian keeps what the engine reads besides.
PLUGINS = Path("/etc/firebird/3.0/plugins.conf")
CONFIGURATION = """
RemoteServicePort = {port}
RemoteBindAddress = 127.0.0.1
ServerMode = Super
IpcName = shop_erp_{port}
AuthServer = Srp
AuthClient = Srp
UserManager = Srp
WireCrypt = Required
SecurityDatabase = {folder}/security3.fdb
DatabaseAccess = Restrict {folder}
"""
ALIASES = """
security.db = {folder}/security3.fdb
{{
  RemoteAccess = false
}}
"""


class Firebird(ServerProcess):
    """One server; its databases are files in its folder."""

    programs = ("firebird", "isql-fb")
    packages = "firebird3.0-server-core firebird3.0-utils libfbclient2, and the files of firebird3.0-server"

    def prepare(self):
        """Configure, and make the database of users; all inside the folder."""
        configuration = self.folder / "configuration"
        configuration.mkdir()
        facts = {"port": self.port, "folder": self.folder}
        (configuration / "firebird.conf").write_text(CONFIGURATION.format(**facts))
        (configuration / "databases.conf").write_text(ALIASES.format(**facts))
        shutil.copy(PLUGINS, configuration)
        # Its messages; and its character sets, under the name by which Debian's fbintl.conf calls them. Firebird
        # takes a link for another library than the one it points to.
        (configuration / "intl").mkdir()
        for engine in Path("/usr/lib").glob("*/firebird/3.0"):
            shutil.copy(engine / "firebird.msg", configuration)
            shutil.copy(engine / "intl" / "libfbintl.so", configuration / "intl" / "fbintl")
        configuration.chmod(0o777)
        # The program's own folder may be closed to the user it runs as.
        program = Path(shutil.which("firebird"))
        shutil.copy(program, self.folder / "firebird")
        script = (program.parents[1] / "share" / "firebird" / "3.0" / "security.sql").read_text()
        users = (
            f"CREATE USER sysdba PASSWORD '{SYSDBA}'; CREATE USER {OWNER} PASSWORD '{PASSWORD}';"
            f"GRANT CREATE DATABASE TO USER {OWNER}; COMMIT;"
        )
        isql = ["isql-fb", "-quiet", "-user", "sysdba"]
        self.run(isql, f"CREATE DATABASE 'security.db';\n{script}")
        self.run([*isql, "security.db"], users)

    def command(self):
        """See ``ServerProcess``."""
        return [str(self.folder / "firebird")]

    def environment(self):
        """The variables by which Firebird finds this configuration instead of the machine's."""
        folder = str(self.folder)
        return super().environment() | {
            "FIREBIRD": f"{folder}/configuration",
            "FIREBIRD_TMP": folder,
            "FIREBIRD_LOCK": folder,
        }

    def database(self, charset="UTF8"):
        """Return a new database that its user owns.

        :param charset: of its texts, where a column does not say another one
        """
        path = f"{self.folder}/{self.next_name()}.fdb"
        dsn = _dsn(self.port, path)
        create_database(dsn, user=OWNER, password=PASSWORD, charset=charset).close()
        # It need not survive the machine: what is written may stay in memory.
        with connect_server(f"127.0.0.1/{self.port}", user="SYSDBA", password=SYSDBA) as services:
            services.database.set_write_mode(database=path, mode=DbWriteMode.ASYNC)
        return Place(
            kind="firebird",
            host="127.0.0.1",
            port=self.port,
            name=path,
            user=OWNER,
            password=PASSWORD,
            connect=lambda: connect(dsn, user=OWNER, password=PASSWORD, charset="UTF8"),
            mark="?",
            drop=lambda: self._drop(dsn),
        )

    def add_user(self, place, name, password):
        """Make a user that may log in to the server and owns nothing; grant it what it needs in a database."""
        with self._system(_dsn(place.port, place.name)) as connection:
            connection.execute_immediate(f"CREATE USER {name} PASSWORD '{password}'")
            connection.commit()

    def _drop(self, dsn):
        # Connections that a test has cut may still be known to the server.
        with self._system(dsn) as connection:
            connection.execute_immediate("DELETE FROM MON$ATTACHMENTS WHERE MON$ATTACHMENT_ID <> CURRENT_CONNECTION")
            connection.commit()
            connection.drop_database()

    @contextlib.contextmanager
    def _system(self, dsn):
        connection = connect(dsn, user="SYSDBA", password=SYSDBA)
        try:
            yield connection
        finally:
            if not connection.is_closed():
                connection.close()


def _dsn(port, path):
    return f"127.0.0.1/{port}:{path}"
