"""Reading what changed, page by page, so that nothing is left out: look-back, frozen windows, ties, resuming.

A shop's modification dates are wall-clock text of the shop's own zone, with whole seconds, written a little before
the row becomes visible. Therefore

* a window is *frozen*: its end is the shop's own clock at the start, minus two seconds; a row that changes while we
  read leaves the window and is found in the next one;
* the next window begins five minutes *before* the end of the last: a row may come twice, none is left out;
* many rows share a second (ties): a page that ends inside a second says how many rows of it were handed out, and the
  next page begins in that second again, re-reading a few rows in case some have left it meanwhile;
* when the clock goes back in autumn an hour of wall-clock text repeats: a window that touches it is widened by it.

Cursors are JSON-able dicts. ``"more"`` is true while further pages follow; any page's cursor can be resumed by
another process.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOOK_BACK = timedelta(minutes=5)
CLOCK_MARGIN = timedelta(seconds=2)
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
    :param skip: rows of that second that were handed out already
    :param last: last wall-clock second, inclusive
    :param until: the same moment as an aware datetime; the next window looks back from here
    """

    first: str
    last: str
    until: datetime
    skip: int = 0

    @classmethod
    def opened(cls, cursor, *, now, zone):
        """Return the window to read: the one a page's cursor names, or a new one since the cursor's end.

        :param cursor: what ``cursor()`` returned, None to read everything
        :param now: the remote's clock, aware; needed for a new window only
        :param zone: the zone of the remote's wall-clock texts
        """
        cursor = cursor or {}
        if cursor.get("more"):
            until = datetime.fromisoformat(cursor["until"])
            return cls(first=cursor["first"], last=cursor["last"], until=until, skip=cursor["skip"])
        until = now - CLOCK_MARGIN
        since = datetime.fromisoformat(cursor["until"]) - LOOK_BACK if cursor.get("until") else None
        first, last = wall_clock(since, until, zone)
        return cls(first=first, last=last, until=until)

    def offset(self, limit):
        """Return how many rows from ``first`` on to pass over when reading a page of ``limit`` rows."""
        return max(self.skip - min(OVERLAP, limit // 2), 0)

    def advanced(self, moments, limit):
        """Return the window as it is after a page.

        :param moments: the wall-clock texts of the page's rows, ascending; "" for rows without one
        :param limit: as the page was read with
        """
        if not moments:
            return self
        newest = moments[-1]
        ties = sum(1 for moment in moments if moment == newest)
        before = self.offset(limit) if newest == self.first else 0
        return replace(self, first=newest, skip=before + ties)

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
        }


def wall_clock(since, until, zone):
    """Return (first, last) wall-clock texts that every moment of the window lies between; first "" for no begin.

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
