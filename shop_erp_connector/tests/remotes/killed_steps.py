"""A process that is killed at its n-th step on the file system: a real process, without any chance to tidy up."""

import json
import os
import sys
from contextlib import contextmanager

#: Every way in which the standard library touches files; "open" is reading and writing alike.
_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.listdir", "os.scandir", "os.truncate"}

KILLED, FAILED = 9, 3


def run(work, *, kill_at=None, below):
    """Run ``work`` in a child process; return whether it came to its end.

    :param kill_at: die right before this step (from 1), None to run to the end
    :param below: only steps on files below this folder count
    """
    child = os.fork()
    if child == 0:
        _work_in_child(work, kill_at, str(below))
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, KILLED):
        raise AssertionError(f"The child ended with {code}.")
    return code == 0


def _work_in_child(work, kill_at, below):
    steps = 0

    def count(event, arguments):
        nonlocal steps
        if event in _STEPS and kill_at and str(arguments[0]).startswith(below):
            steps += 1
            if steps == kill_at:
                os._exit(KILLED)

    sys.addaudithook(count)
    code = FAILED
    try:
        work()
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


class Kept:
    """A dict in a file, whole or the one before: what a database does for the hub."""

    def __init__(self, path, **empty):
        self.path = path
        self._empty = empty

    def load(self):
        """Return the content."""
        return json.loads(self.path.read_text()) if self.path.exists() else dict(self._empty)

    def save(self, content):
        """Replace the content."""
        fresh = self.path.with_suffix(".fresh")
        fresh.write_text(json.dumps(content))
        fresh.rename(self.path)


class KeptMemory:
    """A memory that survives the process; see ``remotes.memory.Memory``."""

    def __init__(self, folder):
        self._folder = folder
        folder.mkdir(exist_ok=True)

    @contextmanager
    def locked(self, name):
        """See ``Memory``; only one process at a time is at work in these tests."""
        kept = Kept(self._folder / f"{name.replace(' ', '_')}.json")
        content = kept.load()
        before = json.dumps(content)
        try:
            yield content
        finally:
            if json.dumps(content) != before:
                kept.save(content)
