"""Reading what changed, page by page, so that nothing is left out: look-back, frozen windows, ties, resuming.

A shop's modification dates are wall-clock text of the shop's own zone, with whole seconds, written a little
before the row becomes visible. Therefore

* a window is *frozen*: its end is the shop's own clock at the start; a row that changes while we read leaves the
  window and is found in the next one;
* the next window begins five minutes *before* the end of the last, which also covers rows that became visible a
  little after their date: a row may come twice, none is left out;
* many rows share a second (ties): a page that ends inside a second says how many rows of it were handed
  out, and the next page begins in that second again, re-reading a few rows in case some have left it
  meanwhile;
* when the clock goes back in autumn an hour of wall-clock text repeats: a window that touches it is widened
  by it.

Cursors are JSON-able dicts. ``"more"`` is true while further pages follow; any page's cursor can be resumed
by another process.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOOK_BACK = timedelta(minutes=5)
HOUR = timedelta(hours=1)

#: Rows of a tie that are read again, because rows that left the tie meanwhile shift the others.
OVERLAP = 10


def chunked(items, size):
    """Yield lists of at most ``size`` items."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A frozen piece of the remote's time, and how far it has been read.

    :param first: first wall-clock second still to be read, "" from the very beginning
    :param skip: rows of that second that were handed out already; ``seen``: the ids of the last of them
    :param last: last wall-clock second, inclusive
    :param until: the same moment as an aware datetime; the next window looks back from here
    """

    first: str
    last: str
    until: datetime
    skip: int = 0
    seen: tuple[str, ...] = ()

    @classmethod
    def opened(cls, cursor, *, now, zone):
        """Return the window to read: the one a page's cursor names, or a new one since the cursor's end.

        :param cursor: what ``cursor()`` returned, None to read everything
        :param now: the remote's clock, aware; needed for a new window only
        :param zone: the zone of the remote's wall-clock texts
        """
        cursor = cursor or {}
        if cursor.get("more"):
            return cls(
                first=cursor["first"],
                last=cursor["last"],
                until=datetime.fromisoformat(cursor["until"]),
                skip=cursor["skip"],
                seen=tuple(cursor["seen"]),
            )
        until = now
        since = datetime.fromisoformat(cursor["until"]) - LOOK_BACK if cursor.get("until") else None
        first, last = wall_clock(since, until, zone)
        return cls(first=first, last=last, until=until)

    @property
    def offset(self):
        """Return how many rows from ``first`` on to pass over in the next reading."""
        return self.skip - len(self.seen)

    def count(self, limit):
        """Return how many rows to ask for: a page, those read again, and one to see if it goes on."""
        return limit + len(self.seen) + 1

    def page(self, keys, limit):
        """Return ``(indexes of the rows to hand out, window after them, whether more follow)``.

        :param keys: ``(wall-clock text, id)`` of the rows read, ascending; "" for rows without a date
        :param limit: most rows to hand out
        """
        fresh = [index for index, (moment, id) in enumerate(keys) if moment != self.first or id not in self.seen]
        taken = fresh[:limit]
        if not taken:
            return [], self, False
        read = keys[: taken[-1] + 1]
        newest = read[-1][0]
        ties = [id for moment, id in read if moment == newest]
        before = self.offset if newest == self.first else 0
        after = replace(self, first=newest, skip=before + len(ties), seen=tuple(ties[-OVERLAP:]))
        return taken, after, len(fresh) > limit

    def cursor(self, *, more):
        """Return the JSON-able cursor to hand out with a page."""
        if not more:
            return {"more": False, "until": self.until.isoformat()}
        return {
            "more": True,
            "until": self.until.isoformat(),
            "first": self.first,
            "last": self.last,
            "skip": self.skip,
            "seen": list(self.seen),
        }


def wall_clock(since, until, zone):
    """Return (first, last) wall-clock texts that every moment of the window lies between; first "" for no
    begin.

    In autumn the same texts come twice; the two ends are moved apart by that hour where they lie in it.
    """
    end = until.astimezone(zone)
    if end.utcoffset() < (until - HOUR).astimezone(zone).utcoffset():
        end += HOUR
    if since is None:
        return "", _text(end)
    begin = since.astimezone(zone)
    if (since + HOUR).astimezone(zone).utcoffset() < begin.utcoffset():
        begin -= HOUR
    return _text(begin), _text(end)


def _text(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S")
