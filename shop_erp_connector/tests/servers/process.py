"""A server program of our own: its folder, its port, its user, and its end."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

#: nobody: database servers do not run as root.
UNPRIVILEGED = 65534

#: Seconds that a server may take to answer.
PATIENCE = 60


class Missing(Exception):
    """The server is not installed on this machine; the text says how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One database: what a client needs to reach it.

    :param kind, host, port, name, user, password: as the settings of ``transport.tables``
    :param connect: a function that returns a new connection of the database's own driver
    :param mark: how that driver's statements mark a parameter
    :param drop: a function that removes the database
    """

    kind: str
    host: str = ""
    port: int = 0
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    connect: object = None
    mark: str = "%s"
    drop: object = None

    @property
    def settings(self):
        """The place as a dict for ``transport.tables.Place``."""
        names = ("kind", "host", "port", "name", "user", "password")
        return {name: getattr(self, name) for name in names}


class ServerProcess:
    """Starts ``command()`` in a folder of its own, as a user without rights when we are root."""

    #: Programs that must be there, and the Debian packages that bring them.
    programs = ()
    packages = ""

    def __init__(self):
        self.folder = None
        self.port = 0
        self._process = None
        self._count = 0

    def start(self):
        """Prepare the folder, start the program and return when it answers.

        :raises Missing: a program is not there
        """
        for program in self.programs:
            if not shutil.which(program):
                raise Missing(f"{type(self).__name__} is not installed here (apt-get install {self.packages}).")
        self.folder = Path(tempfile.mkdtemp(prefix="shop_erp_"))
        self.port = free_port()
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            if os.geteuid() == 0:
                os.chown(self.folder, UNPRIVILEGED, UNPRIVILEGED)
            self.prepare()
            with (self.folder / "server.log").open("ab") as log:
                self._process = subprocess.Popen(
                    self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.options()
                )
            self._wait()
            undo.pop_all()

    def stop(self):
        """End the program and remove its folder."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def prepare(self):
        """Write what the program needs before it starts."""
        raise NotImplementedError

    def command(self):
        """Return the program and its arguments; it must stay in the foreground."""
        raise NotImplementedError

    def answers(self):
        """Return whether the program takes connections; called until it does."""
        with contextlib.closing(socket.socket()) as client:
            client.settimeout(1)
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def environment(self):
        """Return the variables of the program."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TMPDIR": str(self.folder)}

    def options(self):
        """Return what subprocess needs to run a program in the folder, without rights."""
        options = {"cwd": self.folder, "env": self.environment(), "umask": 0o077}
        if os.geteuid() == 0:
            options |= {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        return options

    def run(self, command, text):
        """Run a program of preparation to its end, with text as its input; fail with its output."""
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, **self.options())
        if done.returncode or "SQLSTATE" in done.stdout + done.stderr:
            raise RuntimeError(f"{command[0]} failed: {done.stdout[-500:]}{done.stderr[-1000:]}")

    def next_name(self):
        """Return a name for a database that nobody has."""
        self._count += 1
        return f"exchange_{os.getpid()}_{self._count}"

    def _wait(self):
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                log = (self.folder / "server.log").read_text(errors="replace")
                raise RuntimeError(f"{type(self).__name__} did not start: {log[-1500:]}")
            time.sleep(0.05)


def free_port():
    """Return a port of the loopback that nobody uses now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
