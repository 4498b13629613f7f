"""What all workers of one KeyInvoice account share: its sessions and its calls of the day.

The account allows one session per key and refuses a new one while the old one is young (dossier §2), and it
counts calls per day. Both therefore live in the remote's memory, never in a process.
"""

import hashlib
import time
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from zoneinfo import ZoneInfo

from ..errors import RateLimited

#: Fiscal days, and the days of the call counter, are Lisbon's.
LISBON = ZoneInfo("Europe/Lisbon")

#: How many calls a day an account has, logins included.
CALLS_PER_DAY = 5000

#: How long a session lives, and how much of it may be left when a new one is asked for, in seconds.
SESSION_LIFETIME = 3600
RENEWAL_WINDOW = 300


def today():
    """Return the date in Lisbon."""
    return datetime.now(LISBON).date()


def seconds_to_midnight():
    """Return the seconds until the next day begins in Lisbon; some days have 23 or 25 hours."""
    midnight = datetime.combine(today() + timedelta(days=1), day_time.min, tzinfo=LISBON)
    # Subtracted in UTC: two times of one zone would be subtracted by their clock faces.
    return max((midnight.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 1.0)


def fingerprint(server, key):
    """Return a short text that changes with server or key and tells neither."""
    return hashlib.sha256(f"{server}\n{key}".encode()).hexdigest()[:16]


class CallBudget:
    """Counts the calls of the day in memory's dict "calls".

    :param owner: ``fingerprint()`` of the account; another account starts at 0
    """

    def __init__(self, memory, owner):
        self._memory = memory
        self._owner = owner

    def take(self, call):
        """Count one call that is about to be sent.

        :raises RateLimited: the calls of the day are used up; ``retry_after`` is Lisbon's next midnight
        """
        with self._memory.locked("calls") as counted:
            self._begin_day(counted)
            if counted["used"] >= CALLS_PER_DAY:
                raise RateLimited(
                    f"The {CALLS_PER_DAY} calls that KeyInvoice allows per day are used up.",
                    retry_after=seconds_to_midnight(),
                    system="keyinvoice",
                    call=call,
                )
            counted["used"] += 1

    def exhaust(self):
        """Remember that the server itself says the calls are used up: other programs may use them too."""
        with self._memory.locked("calls") as counted:
            self._begin_day(counted)
            counted["used"] = CALLS_PER_DAY

    def used(self):
        """Return how many calls of today are counted."""
        with self._memory.locked("calls") as counted:
            self._begin_day(counted)
            return counted["used"]

    def _begin_day(self, counted):
        day = today().isoformat()
        if counted.get("day") != day or counted.get("owner") != self._owner:
            counted.clear()
            counted.update(day=day, owner=self._owner, used=0)


class SharedSession:
    """One session id for all workers, in memory's dict ``name``; the dict is locked while one of them logs
    in.

    :param owner: ``fingerprint()`` of server and key: a session belongs to both
    :param log_in: function that answers a new session id
    """

    def __init__(self, memory, name, *, owner, log_in):
        self._memory = memory
        self._name = name
        self._owner = owner
        self._log_in = log_in

    def sid(self):
        """Return the session id; log in when there is none or less than 300 s of it are left."""
        with self._memory.locked(self._name) as stored:
            left = stored.get("expires_at", 0.0) - time.time()
            if stored.get("owner") != self._owner or left < RENEWAL_WINDOW:
                stored.clear()
                sid = self._log_in()
                # Counted from the answer, not from the question: the server's own clock of this session is
                # then the earlier one, and it never sees more than 300 s left when we ask for the next.
                stored.update(sid=sid, owner=self._owner, expires_at=time.time() + SESSION_LIFETIME)
            return stored["sid"]

    def renewed(self, refused):
        """Return another session id than ``refused``, which the server did not accept any more."""
        with self._memory.locked(self._name) as stored:
            # Another worker may have renewed it in the meantime.
            if stored.get("sid") == refused:
                stored.clear()
        return self.sid()
