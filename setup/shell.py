"""Running commands, one process at a time, and folders that are either complete or absent."""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .places import cache

COMPLETE = ".complete"
OFFLINE_SIGNS = (
    "temporary failure resolving",
    "could not resolve",
    "name resolution",
    "name or service not known",
    "network is unreachable",
    "could not connect",
    "connection refused",
    "connection timed out",
    "newconnectionerror",
    "failed to establish a new connection",
)


class SetupError(Exception):
    """The set-up cannot go on; its text is the one sentence that the user reads."""


def say(text: str) -> None:
    """One short line of progress, on standard error so that output stays clean."""
    print(text, file=sys.stderr, flush=True)


def run(
    command: Sequence[str | Path],
    purpose: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
) -> str:
    """Run a command quietly and return its output; `purpose` begins the sentence when it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            umask=0o022,  # PostgreSQL may have to run as another user than the one that unpacked it
            **as_user(user),
        )
    except FileNotFoundError as exc:
        raise SetupError(f"{purpose} needs the command '{command[0]}', which is not there.") from exc
    if done.returncode:
        raise SetupError(_sentence(purpose, done.stderr + "\n" + done.stdout))
    return done.stdout


def as_user(user: int | None) -> dict[str, object]:
    """The arguments with which subprocess gives up root's rights."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def _sentence(purpose: str, output: str) -> str:
    """Why a command failed, in one sentence, with the whole output kept in a file."""
    log = cache() / "setup.log"
    log.write_text(output)
    lowered = output.lower()
    if "no space left on device" in lowered:
        return f"{purpose} failed: the disk that holds {cache()} is full."
    if any(sign in lowered for sign in OFFLINE_SIGNS):
        return f"{purpose} failed: the network or the server cannot be reached (details in {log})."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if line.lower().startswith(("e:", "error", "fatal", "initdb: error"))]
    reason = (marked or lines or ["no message"])[-1]
    return f"{purpose} failed: {reason.rstrip('.')} (details in {log})."


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time set up this part; the lock ends with the process, however that ends."""
    path = cache() / f"{name.rsplit(maxsplit=1)[-1].lower()}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another process that sets up {name} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_complete(folder: Path) -> bool:
    """Was this folder made to the end?"""
    return (folder / COMPLETE).exists()


def mark_complete(folder: Path) -> None:
    """Say that this folder is whole; the last thing done to it."""
    (folder / COMPLETE).touch()


def remove(folder: Path) -> None:
    """Remove a folder that may be half made, or not there at all."""
    shutil.rmtree(folder, ignore_errors=True)


def need_space(megabytes: int, purpose: str) -> None:
    """Refuse early: a full disk half-way gives much worse messages."""
    free = shutil.disk_usage(cache()).free // 1_000_000
    if free < megabytes:
        raise SetupError(f"{purpose} needs {megabytes} MB in {cache()}, where {free} MB are free.")


def explain(exc: OSError) -> str:
    """The sentence for an error of the operating system during the set-up."""
    if exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {cache()} is full."
    place = exc.filename or cache()
    return f"The set-up cannot use {place}: {os.strerror(exc.errno or 0).lower()}."
