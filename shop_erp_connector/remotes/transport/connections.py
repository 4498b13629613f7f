"""File systems by address, opened through fsspec with verified partners: a local folder, SFTP, FTP and FTPS.

    /srv/exchange, file:///srv/exchange     a folder that this machine sees (also a mounted share)
    sftp://files.example.com/in             the server proves itself with the key whose fingerprint a person entered
    ftps://files.example.com/in             explicit TLS with a verified certificate, also for the data
    ftp://files.example.com/in              in the clear; only where a person allowed that
    webdavs://…, webdav://…, s3://…         see clouds.py

fsspec's own SFTP trusts any server and its own FTPS any certificate; both are replaced here.
"""

import base64
import ftplib
import hashlib
import io
import re
import ssl
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.ftp import FTPFileSystem
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.sftp import SFTPFileSystem

from ..errors import AuthenticationFailed, InvalidSettings, Unavailable
from . import clouds

#: Seconds to reach a server, and between two pieces of its answer.
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0

#: FTP reads in blocks; each one is a transfer of its own, so they are large.
_FTP_BLOCK = 4 * 1024 * 1024

_KEY_TYPES = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a folder is and how to sign in.

    :param location: address of the root folder, see the module
    :param secret: password; with a private key: its passphrase
    :param private_key: PEM or OpenSSH text, SFTP only
    :param fingerprints: SHA-256 fingerprints of the keys the server may have, "SHA256:…", SFTP only
    :param certificate: PEM text of a certificate to trust besides the usual ones, FTPS and WebDAV
    :param allows_plain_ftp: whether the password may travel in the clear: ftp://, webdav://, an endpoint with http://
    :param endpoint, region: of an S3 service that is not Amazon's
    """

    location: str
    user: str = ""
    secret: str = ""
    private_key: str = ""
    fingerprints: tuple[str, ...] = ()
    certificate: str = ""
    allows_plain_ftp: bool = False
    endpoint: str = ""
    region: str = ""

    def __repr__(self):
        return "<Account>"


def root_of(account, *, system):
    """Return ``(protocol, path of the root folder)``.

    :raises InvalidSettings: no address that can be used
    """
    location = account.location
    if location.startswith("/"):
        return "file", _checked_path(location, system)
    parts = urlsplit(location)
    if parts.scheme not in ("file", "sftp", "ftp", "ftps", *clouds.PACKAGES):
        known = "sftp://, ftps://, ftp://, webdavs:// or s3://"
        raise _unusable(f"The address must be a folder like /srv/exchange, or begin with {known}.", system)
    if parts.username or parts.password:
        raise _unusable("The address must not hold a user or password.", system)
    if parts.scheme != "file" and not parts.hostname:
        raise _unusable("The address names no server.", system)
    if _is_plain(parts, account) and not account.allows_plain_ftp:
        message = f"{parts.scheme}:// sends the password in the clear like that: use TLS, or allow it in the settings."
        raise _unusable(message, system)
    if parts.scheme in clouds.PACKAGES:
        clouds.require(parts.scheme, system=system)
    if parts.scheme == clouds.S3:
        return parts.scheme, _checked_path(clouds.bucket_of(parts, system=system), system)
    return parts.scheme, _checked_path(unquote(parts.path) or "/", system)


def connect(account, *, system):
    """Return the fsspec file system of an account, connected.

    :raises AuthenticationFailed: user, password or key refused, or the server is not the one that was confirmed
    :raises OSError, EOFError, paramiko.SSHException, ftplib.Error: what the libraries raise when it is not reached
    """
    protocol, _root = root_of(account, system=system)
    if protocol == "file":
        return LocalFileSystem(skip_instance_cache=True)
    parts = urlsplit(account.location)
    if protocol == "sftp":
        return _sftp(parts, account, system)
    if protocol in clouds.WEBDAV:
        context = _context(account, system) if protocol == "webdavs" else None
        return clouds.webdav(parts, account, context=context, timeout=READ_TIMEOUT)
    if protocol == clouds.S3:
        return clouds.s3(account, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
    return _Ftp(
        parts.hostname,
        port=parts.port or 21,
        username=account.user,
        password=account.secret,
        block_size=_FTP_BLOCK,
        timeout=CONNECT_TIMEOUT,
        context=_context(account, system) if protocol == "ftps" else None,
        skip_instance_cache=True,
        use_listings_cache=False,
    )


def fingerprint(key):
    """Return a public key's fingerprint as OpenSSH shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


class _ConfirmedKey(paramiko.MissingHostKeyPolicy):
    """Accepts a server only when it has a key that a person confirmed."""

    def __init__(self, fingerprints, system):
        self._fingerprints = fingerprints
        self._system = system

    def missing_host_key(self, client, hostname, key):
        """Called by paramiko for every server, because it is told of no known ones."""
        shown = fingerprint(key)
        if shown in self._fingerprints:
            return
        if self._fingerprints:
            message = (
                f"The server's key is {shown}, which is not the confirmed one: it was changed, or it is another server."
            )
        else:
            message = f"The server's key is {shown}. Compare it with what the server's people say and enter it."
        raise AuthenticationFailed(message, system=self._system, field="fingerprint")


def _sftp(parts, account, system):
    options = {"pkey": _private_key(account, system), "passphrase": None} if account.private_key else {}
    try:
        file_system = SFTPFileSystem(
            parts.hostname,
            port=parts.port or 22,
            username=account.user,
            password=None if account.private_key else account.secret,
            host_key_policy=_ConfirmedKey(account.fingerprints, system),
            timeout=CONNECT_TIMEOUT,
            banner_timeout=CONNECT_TIMEOUT,
            auth_timeout=CONNECT_TIMEOUT,
            look_for_keys=False,
            allow_agent=False,
            skip_instance_cache=True,
            **options,
        )
    except paramiko.AuthenticationException:
        message = "The server refuses user and password, or the key."
        raise AuthenticationFailed(message, system=system) from None
    file_system.ftp.get_channel().settimeout(READ_TIMEOUT)
    return file_system


def _private_key(account, system):
    text = unfolded(account.private_key)
    for key_type in _KEY_TYPES:
        try:
            return key_type.from_private_key(io.StringIO(text), password=account.secret or None)
        except paramiko.PasswordRequiredException:
            message = "The private key needs its passphrase."
            raise InvalidSettings(message, system=system, field="secret") from None
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    message = "The private key is not understood: it must be an Ed25519, ECDSA or RSA key in OpenSSH or PEM form."
    raise InvalidSettings(message, system=system, field="private_key")


def unfolded(pem):
    """Return PEM text with its lines: a form of one line has made blanks of them."""
    found = re.fullmatch(r"\s*(-----BEGIN [^-]+-----)(.*)(-----END [^-]+-----)\s*", pem, re.DOTALL)
    if found is None or ":" in found[2]:
        return pem
    body = "".join(found[2].split())
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join((found[1], *lines, found[3], ""))


class _TlsForBoth(ftplib.FTP_TLS):
    """FTPS whose data connections go on with the session of the control connection, as careful servers demand."""

    def ntransfercmd(self, cmd, rest=None):
        """See ``ftplib.FTP``."""
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 (wrapped in TLS on the next line)
        connection = self.context.wrap_socket(connection, server_hostname=self.host, session=self.sock.session)
        return connection, size


class _Ftp(FTPFileSystem):
    """fsspec's FTP, with TLS that verifies the server, and closed politely."""

    def __init__(self, host, *, context=None, **options):
        self._context = context
        super().__init__(host, tls=context is not None, **options)

    def _connect(self):
        if self._context:
            self.ftp = _TlsForBoth(timeout=self.timeout, encoding=self.encoding, context=self._context)
        else:
            self.ftp = ftplib.FTP(timeout=self.timeout, encoding=self.encoding)  # noqa: S321 (a person allowed it)
        self.ftp.connect(self.host, self.port)
        self.ftp.login(*self.cred)
        if self._context:
            self.ftp.prot_p()
        self.ftp.sock.settimeout(READ_TIMEOUT)

    def __del__(self):
        if hasattr(self, "ftp"):
            super().__del__()


def _context(account, system):
    context = ssl.create_default_context()
    if account.certificate:
        try:
            context.load_verify_locations(cadata=unfolded(account.certificate))
        except (ssl.SSLError, ValueError):
            message = "The certificate is not understood: it must be PEM text."
            raise InvalidSettings(message, system=system, field="certificate") from None
    return context


def close(file_system):
    """Give a connection back; one that is broken already is no news."""
    try:
        if isinstance(file_system, SFTPFileSystem):
            file_system.client.close()
        elif isinstance(file_system, FTPFileSystem):
            file_system.ftp.close()
        elif hasattr(file_system, "close"):
            file_system.close()
    except (OSError, EOFError):
        return


def unreached(exc, *, system, call):
    """Return the error for a server that was not reached or broke off."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        return Unavailable(
            "The server's certificate is not trusted.", system=system, call=call, text=exc.verify_message
        )
    words = str(exc) or type(exc).__name__
    return Unavailable("The file server was not reached, or broke off.", system=system, call=call, text=words)


def _checked_path(path, system):
    if ".." in PurePosixPath(path).parts or "\x00" in path:
        raise _unusable("The address must not go up with «..».", system)
    return "/" + path.strip("/")


def _is_plain(parts, account):
    """Return whether an address sends the password in the clear."""
    return parts.scheme in ("ftp", "webdav") or (parts.scheme == clouds.S3 and account.endpoint.startswith("http://"))


def _unusable(message, system):
    return InvalidSettings(message, system=system, field="location")
