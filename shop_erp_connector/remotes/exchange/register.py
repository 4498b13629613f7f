"""Which records were written into which file: so that a create whose answer was lost is never written twice.

One dict of the shared memory per kind and week, and one for the file that is being written. Records are looked for in
the last five weeks.
"""

from datetime import UTC, datetime, timedelta

_WEEKS = 5


class Register:
    """What was written, for one kind.

    :param memory: see ``remotes.memory.Memory``: each change is kept at once
    """

    def __init__(self, memory, kind):
        self._memory = memory
        self._kind = kind

    def turn(self):
        """Return a context manager: whoever is inside writes files of this kind, alone.

        The others wait; a worker that dies gives its turn back.
        """
        return self._memory.locked(f"turn {self._kind}")

    def reserve(self, records, name_of):
        """Note what is about to be written; return the name of its main file.

        :param records: ``{record: digest}``; ``name_of``: function of the number that the file gets
        """
        with self._memory.locked(f"outbox {self._kind}") as outbox:
            name = name_of(outbox.get("last", 0) + 1)
            outbox["pending"] = {"name": name, "records": records}
        return name

    @property
    def pending(self):
        """Return what was about to be written when somebody died, None when all is settled."""
        with self._memory.locked(f"outbox {self._kind}") as outbox:
            return outbox.get("pending")

    def release(self):
        """What was reserved was not written: its number is free again."""
        with self._memory.locked(f"outbox {self._kind}") as outbox:
            outbox.pop("pending", None)

    def confirm(self):
        """What was reserved is there for the partner."""
        pending = self.pending
        if pending["records"]:
            with self._memory.locked(self._week(0)) as week:
                week.update({record: [pending["name"], digest] for record, digest in pending["records"].items()})
        with self._memory.locked(f"outbox {self._kind}") as outbox:
            outbox["last"] = outbox.get("last", 0) + 1
            outbox.pop("pending", None)

    def written(self, records):
        """Return ``{record: [main file, digest]}`` of those that were written, with the newest file of each."""
        found = {}
        for weeks in range(_WEEKS):
            with self._memory.locked(self._week(weeks)) as week:
                found = {record: list(week[record]) for record in records if record in week} | found
            if len(found) == len(records):
                break
        return found

    def _week(self, ago):
        year, week, _day = (datetime.now(UTC) - timedelta(weeks=ago)).isocalendar()
        return f"written {self._kind} {year}-{week:02d}"
