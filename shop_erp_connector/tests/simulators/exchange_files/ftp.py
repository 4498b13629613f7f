"""A folder behind FTP or FTPS on loopback, with a certificate that nobody but the test trusts."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

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
        """Write a certificate with its key beside the root; return the file. It stays the same for this server."""
        path = self.root.parent / "server.pem"
        if self.certificate:
            return str(path)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        path.write_text(private + self.certificate)
        return str(path)
