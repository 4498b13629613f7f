"""The Odoo server as a process of its own: two workers, one for scheduled actions, the job runner."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import database
from .places import HOST, DemoError, free_port

#: How many jobs at a time: as many as workers.
CHANNELS = "root:2,root.shop_erp:2"

_PROGRAM = Path(__file__).with_name("odoo_server.py")
#: Seconds for the server to come up, and to go by itself; what was done is in the database anyway.
_PATIENCE, _FAREWELL = 60, 3
_PR_SET_PDEATHSIG = 1


class Server:
    """Odoo on a port; a context manager that returns once it answers.

    :param log: file for what it writes
    """

    def __init__(self, port, log):
        self.port = port
        self._log = log
        self._process = None

    def __enter__(self):
        command = [sys.executable, str(_PROGRAM), "--database", database.name(), "--no-database-list"]
        command += [
            "--http-interface",
            HOST,
            "--http-port",
            str(self.port),
            "--gevent-port",
            str(free_port()),
        ]
        command += ["--workers", "2", "--max-cron-threads", "1", "--log-level", "warn"]
        # The modules beside the program are none of the server's.
        variables = {**os.environ, "ODOO_QUEUE_JOB_CHANNELS": CHANNELS, "PYTHONSAFEPATH": "1"}
        with self._log.open("ab") as handle:
            self._process = subprocess.Popen(
                command, env=variables, stdin=subprocess.DEVNULL, stdout=handle, stderr=handle,
                start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509
            )  # fmt: skip
        return self

    def __exit__(self, *_exc_info):
        self._process.terminate()
        try:
            self._process.wait(timeout=_FAREWELL)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def check(self):
        """Raise when the server has ended by itself."""
        if self._process.poll() is not None:
            raise DemoError(f"The Odoo server ended by itself; see {self._log}.")

    def wait(self):
        """Wait until the server answers."""
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            self.check()
            if time.monotonic() > deadline:
                raise DemoError(f"The Odoo server does not answer; see {self._log}.")
            time.sleep(0.2)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/web/health", timeout=5):
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False


def _end_with_parent():
    """Runs in the new process: whatever becomes of the demo, no server is left behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
