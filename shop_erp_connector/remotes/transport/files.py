"""Folders on any file system: list, read, publish, move; names are checked, sizes are limited, errors are ours.

A file is *published*: written under a temporary name, complete and on disk, then renamed. Nobody who looks for the
final name ever sees half of it. Nothing is ever overwritten.
"""

import errno
import ftplib
import logging
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import paramiko

from ..errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Rejected,
    RemoteError,
    Unavailable,
)
from . import clouds, connections
from .redaction import Redactor

_logger = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024

#: How a file is called while it is written.
TEMPORARY = ".part"

#: Names that can be used everywhere: no folders, no signs that Windows, shells or FTP give a meaning to.
_NAME = re.compile(r"[^\W_][\w .,()+=@#~-]{0,198}[^\W .]|[^\W_]")

#: Windows keeps these for devices, with any extension.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)

_LIBRARY_ERRORS = (OSError, EOFError, paramiko.SSHException, ftplib.Error)


def is_safe_name(name):
    """Return whether a text is a plain file name: no path, no hidden file, nothing a system gives a meaning to."""
    return _NAME.fullmatch(name) is not None and not _DEVICES.match(name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a folder. ``stamp``: its modification time as the file system writes it, only for comparing."""

    name: str
    size: int
    stamp: str


class Files:
    """The folders below one root.

    :param account: see ``connections.Account``
    :param max_bytes: larger files are refused before they are read
    :raises InvalidSettings: the address cannot be used
    """

    def __init__(self, account, *, system, max_bytes=1024 * MEBIBYTE):
        self.system = system
        self.calls = 0
        self.redactor = Redactor([account.secret, account.private_key])
        self._account = account
        self._max_bytes = max_bytes
        self._protocol, self._root = connections.root_of(account, system=system)
        self._file_system = None
        self._errors = (*_LIBRARY_ERRORS, *clouds.errors(self._protocol))

    def __repr__(self):
        return f"<Files {self._protocol}:{self._root}>"

    def close(self):
        """Give the connection back."""
        if self._file_system is not None:
            connections.close(self._file_system)
        self._file_system = None

    def entries(self, folder):
        """Return the plain files of a folder, by name; folders, links and unusable names are left out.

        :raises InvalidSettings: there is no such folder
        """
        call = f"list {folder}"
        try:
            with self._translated(call) as file_system:
                found = file_system.ls(self._path(folder), detail=True)
        except NotFound:
            if self._has_no_folders():
                return []
            message = f"There is no folder {folder!r}: make it, or correct its name in the settings."
            raise InvalidSettings(message, system=self.system, call=call, field=folder) from None
        entries = [_entry(details) for details in found if details["type"] == "file" and not details.get("islink")]
        unusable = sum(not is_safe_name(entry.name) for entry in entries)
        if unusable:
            _logger.warning("%s: %d files in %s have names that are not used", self.system, unusable, folder)
        return sorted((entry for entry in entries if is_safe_name(entry.name)), key=lambda entry: entry.name)

    def entry(self, folder, name):
        """Return the ``Entry`` of one file, None when it is not there."""
        call = f"look for {folder}/{name}"
        try:
            with self._translated(call) as file_system:
                details = file_system.info(self._path(folder, name))
        except NotFound:
            return None
        return _entry(details) if details["type"] == "file" else None

    @contextmanager
    def opened(self, folder, name):
        """Yield a file for reading bytes; its position can be set.

        :raises NotFound: there is no such file
        :raises ProtocolError: it is larger than allowed
        """
        found = self.entry(folder, name)
        call = f"read {folder}/{name}"
        if found is None:
            raise NotFound(f"There is no file {name!r} in {folder!r}.", system=self.system, call=call)
        if found.size > self._max_bytes:
            limit = self._max_bytes // MEBIBYTE
            message = f"The file {name!r} is larger than {limit} MiB."
            raise ProtocolError(message, system=self.system, call=call)
        with self._translated(call) as file_system, file_system.open(self._path(folder, name), "rb") as stream:
            yield stream

    def read(self, folder, name, *, limit):
        """Return the bytes of a small file.

        :raises Rejected: it is larger than ``limit`` bytes
        """
        with self.opened(folder, name) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise Rejected(f"The file {name!r} is larger than {limit} bytes.", system=self.system)
        return content

    def publish(self, folder, name, pieces):
        """Write a new file from pieces of bytes; it appears under its name when it is complete, or not at all.

        :raises Rejected: a file of this name is there already
        :raises Unavailable: nothing was published
        :raises OutcomeUnknown: the last step, the renaming, may or may not have happened
        """
        temporary = f"{name}{TEMPORARY}"
        call = f"write {folder}/{name}"
        path, final = self._path(folder, temporary), self._path(folder, name)
        with self._translated(call) as file_system:
            if file_system.exists(final):
                raise Rejected(f"There is already a file {name!r} in {folder!r}.", system=self.system, call=call)
            size = self._written(file_system, path, pieces)
            stored = file_system.info(path)["size"]
        if stored != size:
            message = f"Of the {size} bytes of {name!r} only {stored} arrived."
            raise Unavailable(message, system=self.system, call=call)
        self._renamed(folder, temporary, folder, name, call)

    def move(self, name, folder, to, new_name=""):
        """Move a file to another folder of the same root.

        :raises Rejected: there is a file of that name already
        :raises NotFound: the file is not there (any more)
        """
        new_name = new_name or name
        call = f"move {folder}/{name} to {to}/{new_name}"
        with self._translated(call) as file_system:
            if file_system.exists(self._path(to, new_name)):
                raise Rejected(f"There is already a file {new_name!r} in {to!r}.", system=self.system, call=call)
        self._renamed(folder, name, to, new_name, call)

    def remove(self, folder, name):
        """Remove a file; one that is gone already is no error."""
        try:
            with self._translated(f"remove {folder}/{name}") as file_system:
                file_system.rm_file(self._path(folder, name))
        except NotFound:
            return

    def make_folder(self, folder):
        """Make a folder unless it is there; an object store needs none."""
        with self._translated(f"make {folder}") as file_system:
            if self._protocol == clouds.S3:
                return
            file_system.makedirs(self._path(folder), exist_ok=True)

    def _has_no_folders(self):
        """Return whether this is a bucket that is there: in it, nothing lies where nothing was put."""
        if self._protocol != clouds.S3:
            return False
        with self._translated("look for the bucket") as file_system:
            return file_system.exists(self._root.split("/")[1])

    def _written(self, file_system, path, pieces):
        if self._protocol in clouds.PACKAGES:
            return clouds.upload(file_system, path, pieces)
        size = 0
        with file_system.open(path, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
                size += len(piece)
            stream.flush()
            if self._protocol == "file":
                os.fsync(stream.fileno())
        return size

    def _renamed(self, folder, name, to, new_name, call):
        source, target = self._path(folder, name), self._path(to, new_name)
        try:
            with self._translated(call) as file_system:
                file_system.mv(source, target)
        except Unavailable as exc:
            self._find_out(source, target, exc)

    def _find_out(self, source, target, exc):
        """After a renaming whose answer was lost: look, on a new connection, what became of it."""
        try:
            with self._translated(exc.call) as file_system:
                if file_system.exists(target) and not file_system.exists(source):
                    return
        except RemoteError:
            message = "Whether the file was published is not known."
            raise OutcomeUnknown(message, system=self.system, call=exc.call) from None
        raise exc

    def _path(self, folder, name=""):
        """Return the path of a folder or file below the root.

        :raises Rejected: the name is no plain file name, or a link leads out of the root
        """
        parts = [part for part in PurePosixPath(folder).parts if part not in ("", "/", ".")]
        if ".." in parts:
            raise InvalidSettings(f"The folder {folder!r} leads out of its root.", system=self.system, field=folder)
        if name and not is_safe_name(name):
            raise Rejected(f"{name[:80]!r} is not a plain file name, which is refused.", system=self.system)
        path = "/".join((self._root.rstrip("/"), *parts, *([name] if name else [])))
        if self._protocol == "file":
            root = Path(self._root).resolve()
            if not Path(path).resolve().is_relative_to(root):
                raise Rejected(f"{name or folder!r} leads out of the exchange folder.", system=self.system)
        return path

    @contextmanager
    def _translated(self, call):
        """Yield the connected file system; turn the libraries' errors into ours and forget a broken connection."""
        self.calls += 1
        try:
            if self._protocol == "file" and not Path(self._root).is_dir():
                raise Unavailable(
                    "The exchange folder is not there: is its share mounted?", system=self.system, call=call
                )
            if self._file_system is None:
                self._file_system = connections.connect(self._account, system=self.system)
            yield self._file_system
        except self._errors as exc:
            error = self._error(exc, call)
            if isinstance(error, Unavailable):
                self.close()
            raise error from None
        _logger.debug("%s: %s", self.system, call)

    def _error(self, exc, call):
        facts = {"system": self.system, "call": self.redactor.redact(call)}
        text = self.redactor.redact(str(exc))
        words = text.partition(" ")[0]
        cls, message = clouds.STATUS.get(clouds.status_of(exc), (None, ""))
        if cls:
            return cls(message, **facts)
        if isinstance(exc, FileNotFoundError) or (isinstance(exc, ftplib.error_perm) and words == "550"):
            return NotFound("There is no such file or folder.", **facts)
        if isinstance(exc, ftplib.error_perm) and words in ("530", "532"):
            return AuthenticationFailed("The server refuses user and password.", text=text, **facts)
        if isinstance(exc, PermissionError | ftplib.error_perm):
            return AuthenticationFailed("The folder may not be used so: a right is missing.", text=text, **facts)
        if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
            return Unavailable("The disk of the exchange folder is full.", **facts)
        if isinstance(exc, NotADirectoryError | IsADirectoryError):
            return InvalidSettings("What should be a folder is a file, or the other way round.", text=text, **facts)
        error = connections.unreached(exc, system=self.system, call=facts["call"])
        error.text = self.redactor.redact(error.text)
        return error


def _entry(details):
    stamps = (details.get(name) for name in ("mtime", "modify", "modified", "LastModified"))
    stamp = next(filter(None, stamps), "")
    name = PurePosixPath(details["name"]).name
    return Entry(name, int(details.get("size") or 0), str(stamp))
