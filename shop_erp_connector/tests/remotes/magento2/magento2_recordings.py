"""Answers of a real Magento 2, where they are at hand: read, and compared by their structure.

They lie beside the repository (``../shared/recordings``), one file per request: lines with ``>`` are what was sent,
then comes the answer. Nothing of them is part of the repository.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "recordings" / "magento-2.4"
ABSENT = "The recordings of a real Magento 2 are not beside the repository (shared/recordings/magento-2.4)."


@dataclass(frozen=True, slots=True)
class Recording:
    """One request and what a real shop answered.

    :param target: path and query as sent; ``body``: the JSON that was sent, "" without one
    :param answered_at: the ``Date`` of the answer
    """

    name: str
    method: str
    target: str
    body: str
    status: int
    content_type: str
    answer: str
    answered_at: datetime

    @property
    def json(self):
        """Return the answer, decoded."""
        return json.loads(self.answer)


def read():
    """Return ``{name: Recording}`` in the order in which the requests were answered, {} when absent."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.http"))]
    return {one.name: one for one in sorted((one for one in found if one), key=lambda one: one.answered_at)}


def _read(path):
    head, _blank, answer = path.read_text().partition("\n\n")
    lines = head.splitlines()
    sent = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
    if not sent:
        return None
    method, target = sent[0].split(" ", 1)
    status = next(line for line in lines if line.startswith("HTTP ")).split()[1]
    headers = dict(line.split(": ", 1) for line in lines if re.match(r"[\w-]+: ", line))
    return Recording(
        name=path.stem,
        method=method,
        target=target,
        body="\n".join(sent[1:]),
        status=int(status),
        content_type=headers["Content-Type"],
        answer=answer,
        answered_at=parsedate_to_datetime(headers["Date"]),
    )


def shape(value):
    """Return the structure of an answer: names and kinds of values; the elements of a list as one."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in sorted(value.items())}
    if isinstance(value, list):
        return [_together([shape(one) for one in value])] if value else []
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return "number"


def _together(shapes):
    """Return one shape of many: what any of them has."""
    first = shapes[0]
    if all(isinstance(one, dict) for one in shapes):
        names = sorted({name for one in shapes for name in one})
        return {name: _together([one[name] for one in shapes if name in one]) for name in names}
    if all(isinstance(one, list) for one in shapes):
        inner = [one[0] for one in shapes if one]
        return [_together(inner)] if inner else []
    return first if all(one == first for one in shapes) else sorted(map(str, shapes))
