"""The reference by which an order is found again: the number it has in our import file.

EBP gives each imported document a number of its own and keeps ours in ``SaleDocument.Reference``, as "Document importé
n° WEB-…" (dossier §3.1); some installations take the words in front off. It is also the order's id here, because it is
known before EBP's own id is.
"""

import base64
import hashlib
import re

from . import wire

#: What EBP writes in front of the imported number.
WORDS = "Document importé n° "

#: DocumentNumber holds 30 characters.
_LENGTH = 30

_PLAIN = re.compile(r"[A-Za-z0-9.-]+")
_START = re.compile(r"[A-Za-z0-9-]{1,8}")


class References:
    """Makes and recognises references.

    :param start: how each of ours begins, by which they are told from those of other programs
    :raises InvalidSettings: it holds anything but letters, digits and "-"
    """

    def __init__(self, start):
        if not _START.fullmatch(start):
            raise wire.unusable("The begin of numbers has 1 to 8 letters, digits or -.", "number_start")
        self._start = start

    def of(self, key):
        """Return the reference of an order's key: the key itself where it fits, else a checksum of it."""
        if _PLAIN.fullmatch(key) and len(self._start + key) <= _LENGTH:
            return self._start + key
        digest = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()
        return self._start + digest[: _LENGTH - len(self._start)]

    @property
    def patterns(self):
        """Return the two patterns for SQL's LIKE: with EBP's words and without."""
        return {"with_words": f"{WORDS}{self._start}%", "without_words": f"{self._start}%"}

    def forms(self, references):
        """Return both forms in which references may be stored."""
        return [form for reference in references for form in (reference, WORDS + reference)]

    def read(self, stored):
        """Return the reference in a stored text, "" where it is none of ours."""
        found = stored.strip().removeprefix(WORDS.rstrip()).strip()
        return found if found.startswith(self._start) else ""
