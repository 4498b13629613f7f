"""Reading what changed, page by page, so that nothing is left out and no page is wasted.

WooCommerce compares dates exclusively and in whole seconds; UTC digits *without* a zone together with
``dates_are_gmt`` are the only form that it does not shift (dossier section 2). Therefore

* the window's end is the shop's own clock (header Date) when the first page came; rows that change while we read leave
  the window and are found in the next one, which begins five minutes before that end;
* after a page the next question begins in that page's last second again, *without* the rows of it that were handed out
  (``exclude``): nobody can move anybody else's place;
* when more rows share one second than an address can exclude (an import), the rest of that second is read by offset,
  a few rows again in case some have left it meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..cursors import LOOK_BACK, OVERLAP
from .wire import PAGE

SECOND = timedelta(seconds=1)

#: Most ids that a question excludes: addresses may hold 8,190 bytes.
EXCLUDED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A piece of the shop's time, and how far it has been read.

    :param first: first second still to be read (UTC digits), "" from the very beginning
    :param until: its end, inclusive; None as long as no page has come
    :param seen: ids of that first second that were handed out: all of them, or with ``skip`` only the last
    :param skip: how many rows of that second to pass over
    """

    first: str = ""
    until: datetime | None = None
    seen: tuple[str, ...] = ()
    skip: int = 0

    @classmethod
    def opened(cls, cursor):
        """Return the window to read: the one a page's cursor names, or a new one since the cursor's end."""
        cursor = cursor or {}
        until = datetime.fromisoformat(cursor["until"]) if cursor.get("until") else None
        if cursor.get("more"):
            return cls(first=cursor["first"], until=until, seen=tuple(cursor["seen"]), skip=cursor["skip"])
        return cls(first=_digits(until - LOOK_BACK) if until else "")

    def params(self, limit, *, after, before):
        """Return the parameters of the next question.

        :param after, before: names of the filters by date
        """
        return {
            after: _digits(datetime.fromisoformat(self.first) - SECOND) if self.first else None,
            before: _digits(self.until + SECOND) if self.until else None,
            "dates_are_gmt": "true",
            "order": "asc",
            "per_page": str(self._size(limit)),
            "exclude": ",".join(self.seen) if self.seen and not self.skip else None,
            "offset": str(self.skip) if self.skip else None,
        }

    def _size(self, limit):
        return min(PAGE, limit + (len(self.seen) if self.skip else 0))

    def taken(self, listed, moments, limit):
        """Return ``(rows to hand out, window after them, whether more follow)``.

        :param moments: the rows' dates as digits, ascending
        """
        until = self.until or listed.at
        fresh = [place for place, row in enumerate(listed.rows) if row.id not in self.seen][:limit]
        if not fresh:
            return [], replace(self, until=until), False
        last = moments[fresh[-1]]
        ids = [listed.rows[place].id for place in fresh if moments[place] == last]
        if listed.total is None:
            # A proxy has taken the header away: a full page is taken for a sign that more follow.
            more = fresh[-1] + 1 < len(moments) or len(moments) >= self._size(limit)
        else:
            more = self.skip + fresh[-1] + 1 < listed.total
        return [listed.rows[place] for place in fresh], self._after(last, ids, until), more

    def _after(self, last, ids, until):
        """Return the window that begins in the second ``last``, of which ``ids`` were just handed out."""
        is_same = last == self.first
        handed = (*self.seen, *ids) if is_same else tuple(ids)
        count = (self.skip + len(self.seen) if is_same else 0) + len(ids)
        if count > EXCLUDED:
            kept = handed[-OVERLAP:]
            return Window(first=last, until=until, seen=kept, skip=count - len(kept))
        return Window(first=last, until=until, seen=handed)

    def cursor(self, *, more):
        """Return the JSON-able cursor to hand out with a page."""
        done = {"more": more, "until": self.until.isoformat()}
        return done | {"first": self.first, "seen": list(self.seen), "skip": self.skip} if more else done


def changed(wire, path, what, cursor, limit, *, date="modified", **params):
    """Yield ``(rows, cursor)`` of what changed since ``cursor``, oldest first.

    :param date: "modified", or "created" for records that never change
    """
    window, more = Window.opened(cursor), True
    prefix = "modified_" if date == "modified" else ""
    while more:
        asked = window.params(limit, after=f"{prefix}after", before=f"{prefix}before")
        listed = wire.list(path, what, **params, **asked, orderby="modified" if prefix else "date")
        moments = [row.required(f"date_{date}_gmt") for row in listed.rows]
        rows, window, more = window.taken(listed, moments, limit)
        yield rows, window.cursor(more=more)


def _digits(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
