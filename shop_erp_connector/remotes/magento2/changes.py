"""Reading what changed, page by page: dated lists, frozen windows, ties broken by number.

The shop's dates are whole seconds of UTC, and many rows share one. A page goes on after the (date, number) of the last
row of the one before: "later than that second, or of that second with a higher number" is one condition of two groups,
so nothing is counted and nothing can move.

A window is *frozen*: its end is the shop's clock when its first page was read; what changes afterwards is found in the
next one. That begins five minutes before, because long transactions make rows visible after their date (dossier A8).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..cursors import LOOK_BACK
from ..errors import ProtocolError
from .rows import SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A frozen piece of the shop's time, and how far it has been read.

    :param since: dates before this are not wanted, "" for all; ``until``: the end, "" while the first page is not read
    :param after: (date, number) of the last row that was handed out, None before the first
    """

    since: str = ""
    until: str = ""
    after: tuple[str, int] | None = None

    @classmethod
    def opened(cls, cursor):
        """Return the window that a page's cursor names, or a new one since the end of the last."""
        cursor = cursor or {}
        if cursor.get("more"):
            after = cursor["after"]
            return cls(since=cursor["since"], until=cursor["until"], after=tuple(after) if after else None)
        until = cursor.get("until")
        return cls(since=_text(_moment(until) - LOOK_BACK) if until else "")

    def filters(self, key):
        """Return the filter groups of the rows still to be read.

        :param key: the field that holds a row's number
        """
        groups = []
        if self.after:
            date, number = self.after
            groups.append((("updated_at", "gteq", date),))
            groups.append((("updated_at", "gt", date), (key, "gt", str(number))))
        elif self.since:
            groups.append((("updated_at", "gteq", self.since),))
        if self.until:
            groups.append((("updated_at", "lteq", self.until),))
        return tuple(groups)

    def read(self, rows, key, clock):
        """Return the window after these rows."""
        until = self.until or _text(clock)
        if not rows:
            return replace(self, until=until)
        last = rows[-1]
        number = last.text(key)
        if not number.isdigit():
            raise ProtocolError(f"{number!r} is no number of a record.", system=SYSTEM, call=last.call)
        return replace(self, until=until, after=(last.text("updated_at"), int(number)))

    def cursor(self, *, more):
        """Return the JSON-able cursor to hand out with a page."""
        if not more:
            return {"more": False, "until": self.until}
        return {"more": True, "since": self.since, "until": self.until, "after": list(self.after or ()) or None}


def _text(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
