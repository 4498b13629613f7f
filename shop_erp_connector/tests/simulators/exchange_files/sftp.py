"""A folder behind SFTP on loopback: one user with a password or a key, a host key, and connections that can break."""

import os
import socket
import threading
from pathlib import Path

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface

USER, PASSWORD = "hub", "geheim-sftp-42"


class SftpServer:
    """Serves ``root``.

    :ivar breaks_at: name of the operation ("rename", "write" …) at which the connection breaks, once
    :ivar breaks_after: break after the operation was carried out, not before
    """

    def __init__(self, root, *, user_key=None):
        self.root = Path(root)
        self.host_key = paramiko.ECDSAKey.generate()
        self.user_key = user_key
        self.breaks_at = ""
        self.breaks_after = False
        self.read_only = False
        self._socket = None
        self._transports = []

    def start(self):
        """Listen; returns when connections are accepted."""
        self._socket = socket.create_server(("127.0.0.1", getattr(self, "port", 0)))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()

    def stop(self):
        """Accept no more and break what is open."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.cut()

    def cut(self):
        """Break all open connections."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()

    def happens(self, operation, carry_out):
        """Carry an operation out, or break the connection before or after it."""
        if operation != self.breaks_at:
            return carry_out()
        self.breaks_at = ""
        if self.breaks_after:
            carry_out()
        self.cut()
        raise EOFError

    @property
    def settings(self):
        """The settings to give to ``open_remote()``, but for the fingerprint."""
        return {"location": f"sftp://127.0.0.1:{self.port}/", "user": USER, "password": PASSWORD}

    def _accept(self, listening):
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            self._transports.append(transport)
            transport.add_server_key(self.host_key)
            transport.set_subsystem_handler("sftp", SFTPServer, _Folder, self)
            try:
                transport.start_server(server=_Door(self))
            except (paramiko.SSHException, EOFError, OSError):
                transport.close()


class _Door(paramiko.ServerInterface):
    def __init__(self, server):
        self._server = server

    def check_auth_password(self, username, password):
        is_right = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        is_right = self._server.user_key is not None and key == self._server.user_key and username == USER
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class _Folder(SFTPServerInterface):
    """The operations, on files below the root."""

    def __init__(self, _door, server):
        super().__init__(_door)
        self._server = server

    def _path(self, path):
        return self._server.root / self.canonicalize(path).lstrip("/")

    def _done(self, operation, carry_out):
        try:
            found = self._server.happens(operation, carry_out)
        except OSError as exc:
            return SFTPServer.convert_errno(exc.errno)
        return paramiko.SFTP_OK if found is None else found

    def list_folder(self, path):
        def listed():
            return [SFTPAttributes.from_stat(entry.lstat(), entry.name) for entry in self._path(path).iterdir()]

        return self._done("list", listed)

    def stat(self, path):
        return self._done("stat", lambda: SFTPAttributes.from_stat(self._path(path).stat()))

    def lstat(self, path):
        return self._done("stat", lambda: SFTPAttributes.from_stat(self._path(path).lstat()))

    def open(self, path, flags, attr):
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        if writes and self._server.read_only:
            return paramiko.SFTP_PERMISSION_DENIED

        def opened():
            handle = _File(flags, self._server)
            handle.readfile = handle.writefile = os.fdopen(
                os.open(self._path(path), flags, 0o644), "r+b" if writes else "rb", buffering=0
            )
            return handle

        return self._done("open", opened)

    def remove(self, path):
        return self._done("remove", lambda: self._path(path).unlink())

    def rename(self, oldpath, newpath):
        return self._done("rename", lambda: self._path(oldpath).rename(self._path(newpath)) and None)

    posix_rename = rename

    def mkdir(self, path, attr):
        return self._done("mkdir", lambda: self._path(path).mkdir())


class _File(SFTPHandle):
    def __init__(self, flags, server):
        super().__init__(flags)
        self._server = server

    def write(self, offset, data):
        return self._server.happens("write", lambda: super(_File, self).write(offset, data))

    def stat(self):
        return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))
