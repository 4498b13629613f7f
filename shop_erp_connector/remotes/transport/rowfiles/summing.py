"""Checksums of what is read and written, and the closing line by which a CSV file says that it is complete."""

import hashlib
import re
from dataclasses import dataclass

#: Begin of the last line of a CSV file: "#END;rows=3;sha256=…"; the sum is of all bytes before it.
CLOSING = b"#END;"

_FACT = re.compile(r"(rows|sha256|size)=([0-9a-fA-F]+)")


@dataclass(frozen=True, slots=True)
class Sums:
    """What a file says of itself, or what was found; None where it does not tell."""

    rows: int | None = None
    sha256: str | None = None
    size: int | None = None

    @classmethod
    def told(cls, text):
        """Return the sums that a closing line or a companion file tells."""
        facts = dict(_FACT.findall(text))
        rows, size = facts.get("rows"), facts.get("size")
        return cls(
            int(rows) if rows and rows.isdigit() else None,
            facts["sha256"].lower() if "sha256" in facts else None,
            int(size) if size and size.isdigit() else None,
        )

    def differs(self, found):
        """Return a sentence about the first thing that is not as told, "" when all is well."""
        if self.size is not None and self.size != found.size:
            return f"It should have {self.size} bytes and has {found.size}."
        if self.rows is not None and self.rows != found.rows:
            return f"It should have {self.rows} rows and has {found.rows}."
        if self.sha256 is not None and self.sha256 != found.sha256:
            return "Its content is not what its checksum says: it was changed or cut on the way."
        return ""

    def text(self):
        """Return the sums as a closing line or companion file tells them."""
        facts = {"rows": self.rows, "sha256": self.sha256, "size": self.size}
        return ";".join(f"{name}={value}" for name, value in facts.items() if value is not None)


class Summing:
    """A binary stream that is read through, and summed up on the way; only as far as it is read in order."""

    def __init__(self, stream):
        self._stream = stream
        self._hash = hashlib.sha256()
        self._before_last_line = None
        self.size = 0

    def read(self, size=-1):
        """See ``io.BufferedReader``."""
        piece = self._stream.read(size)
        self._hash.update(piece)
        self.size += len(piece)
        return piece

    def readline(self, limit=-1):
        """See ``io.BufferedReader``; the sum without a closing line is kept."""
        line = self._stream.readline(limit)
        if line.startswith(CLOSING):
            self._before_last_line = self._hash.hexdigest()
        self._hash.update(line)
        self.size += len(line)
        return line

    @property
    def sha256(self):
        """Return the sum of all that was read."""
        return self._hash.hexdigest()

    @property
    def sha256_before_closing(self):
        """Return the sum of what stands before the closing line, of everything where there is none."""
        return self._before_last_line or self.sha256
