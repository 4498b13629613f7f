"""A rate limit that all workers of one connection share through the remote's memory."""

import time

from ..errors import RateLimited

#: A wait shorter than this (seconds) is slept; a longer one is the queue's business.
SHORT_WAIT = 0.2


class RateLimit:
    """At most ``calls_per_second``, counted over all workers.

    One moment is kept in memory: when the next call would be due if calls came evenly. Calls may run ahead
    of it by one second, so a short burst passes and the average holds.

    :param memory: see ``remotes.memory``; the dict "rate_limit" of it is used
    :param calls_per_second: a number above 0, also a fraction
    """

    def __init__(self, memory, calls_per_second, *, system=""):
        self._memory = memory
        self._interval = 1.0 / calls_per_second
        self._ahead = max(1.0 - self._interval, 0.0)
        self._system = system

    def take(self):
        """Count one call; sleep a wait below 0.2 s.

        :raises RateLimited: it is not this call's turn yet; nothing was counted
        """
        now = time.time()
        with self._memory.locked("rate_limit") as shared:
            # A clock that was set back must not block the connection for the time it lost.
            due = min(max(shared.get("due", 0.0), now), now + 60.0)
            wait = due - now - self._ahead
            if wait > SHORT_WAIT:
                raise RateLimited(
                    "The call limit of this connection is used up.", retry_after=wait, system=self._system
                )
            shared["due"] = due + self._interval
        if wait > 0:
            time.sleep(wait)
