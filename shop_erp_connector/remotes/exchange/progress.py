"""How far the reading of one kind's files has come: what a cursor of the inbox holds."""

from datetime import UTC, datetime

from ..contract import Page

#: So many of the last numbers are known with their checksums.
_REMEMBERED = 100

#: Instead of a checksum: the file was set aside, so that a corrected one may come under the same number.
_ASIDE = "aside"


class Progress:
    """The content of a cursor, unpacked.

    :param until: order of the last group that belongs to the reading that is under way, None between two readings
    :param reading: the file that is being read: ``name``, ``looks`` of the group's files, ``places`` to go on at,
        ``sha256`` of the whole
    :param read: ``{main file: looks of the group's files}`` that were read to their end and still lie there
    :param full: ``{company: the last full file that was read}``: its ``name``, ``number``, ``look`` and the ``month``
    :param last: the highest number that was read, None before the first
    :param is_fresh: a reading begins here, and no page of it was handed out yet
    """

    def __init__(self, cursor):
        cursor = cursor or {}
        self.until = cursor.get("until")
        self.reading = cursor.get("reading")
        self.read = dict(cursor.get("read", {}))
        self.full = dict(cursor.get("full", {}))
        self.last = cursor.get("last")
        self._sums = [tuple(pair) for pair in cursor.get("sums", ())]
        self.is_fresh = not cursor.get("more")

    def page(self, documents, refusals, *, more):
        """Return a page with the cursor of this moment."""
        self.is_fresh = False
        return Page(documents=documents, refusals=tuple(refusals), cursor=self._cursor(more))

    def _cursor(self, more):
        return {
            "more": more,
            "until": self.until if more else None,
            "reading": self.reading,
            "read": dict(self.read),
            "full": dict(self.full),
            "last": self.last,
            "sums": [list(pair) for pair in self._sums],
        }

    def begin(self, group, sha256, places, lost):
        """Note that reading goes on at ``places`` of the group's files, or after so many ``lost`` records."""
        self.reading = {
            "name": group.main.name,
            "looks": group.looks,
            "sha256": sha256,
            "places": {name: list(place) for name, place in places.items()},
            "lost": lost,
        }

    def finish(self, group, sha256):
        """Note that a group was read to its end."""
        self.reading = None
        self.read[group.main.name] = group.looks
        if group.main.is_full:
            self.full[group.main.company] = {
                "name": group.main.name,
                "number": group.main.number,
                "look": group.looks[group.main.name],
                "month": f"{datetime.now(UTC):%Y-%m}",
            }
        self._number(group, sha256[:16])

    def set_aside(self, group):
        """Note that a group was taken away unread: its number counts as used, for any content."""
        self._number(group, _ASIDE)

    def has_read(self, group):
        """Return whether this very group was read to its end and still lies there."""
        return self.read.get(group.main.name) == group.looks

    def missing_before(self, group):
        """Return the numbers that should have come before this group; everything that is full needs none before."""
        number = group.main.number
        if number is None or self.last is None or group.main.is_full:
            return []
        return list(range(self.last + 1, number))

    def repeats(self, group):
        """Return the checksum under which the group's number was read before: "" for a number that is new, or whose
        file was set aside; None for one that was read too long ago to be known."""
        number = group.main.number
        if number is None or self.last is None or number > self.last:
            return ""
        known = dict(self._sums).get(number)
        return "" if known == _ASIDE else known

    def _number(self, group, mark):
        number = group.main.number
        if number is None:
            return
        self.last = max(number, self.last or 0)
        self._sums = [*(pair for pair in self._sums if pair[0] != number), (number, mark)][-_REMEMBERED:]
