"""A folder behind FTP or FTPS on loopback, with a certificate that nobody but the test trusts."""

import logging
import threading
from pathlib import Path

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

from .certificates import certified

logging.getLogger("pyftpdlib").disabled = True

USER, PASSWORD = "hub", "geheim-ftp-42"


class FolderServer:
    """Serves ``root``.

    :param encrypted: FTPS (explicit TLS, required for commands and data), else plain FTP
    """

    def __init__(self, root, *, encrypted=True):
        self.root = Path(root)
        self.encrypted = encrypted
        self.certificate = ""

    def start(self):
        """Listen; returns when connections are accepted."""
        authorizer = DummyAuthorizer()
        authorizer.add_user(USER, PASSWORD, str(self.root), perm="elradfmw")
        options = {"authorizer": authorizer, "banner": "ready", "use_sendfile": False}
        if self.encrypted:
            options |= {
                "certfile": self._certified(),
                "tls_control_required": True,
                "tls_data_required": True,
            }
        handler = type("Handler", (TLS_FTPHandler if self.encrypted else FTPHandler,), options)
        self._server = FTPServer(("127.0.0.1", getattr(self, "port", 0)), handler)
        self.port = self._server.address[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._running = True
        self._thread.start()

    def stop(self):
        """Stop and free the port."""
        self._running = False
        self._thread.join()
        self._server.close_all()

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        scheme = "ftps" if self.encrypted else "ftp"
        settings = {"location": f"{scheme}://127.0.0.1:{self.port}/", "user": USER, "password": PASSWORD}
        return settings | ({"certificate": self.certificate} if self.encrypted else {"plain_ftp": "1"})

    def _serve(self):
        while self._running:
            self._server.ioloop.loop(timeout=0.02, blocking=False)

    def _certified(self):
        """Return the file of the server's certificate with its key; it stays the same for this server."""
        path = self.root.parent / "server.pem"
        if not self.certificate:
            self.certificate = certified(path)
        return str(path)
