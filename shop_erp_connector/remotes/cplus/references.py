"""The reference by which an order is found again: in ENTREGATELEFONE of the quotation and of the sale.

The program copies the delivery block from the quotation to the sale, and nothing else of ours; so the delivery phone is
where a known integrator puts its key too (dossier §3.5). The column is short, our keys are long: the reference is
a fixed letter and a hash of the key. No phone number looks like it. It is also the order's id here: the quotation, and
with it its key, may be gone once the sale is made.
"""

import base64
import hashlib
import re

PREFIX = "H"

#: SQL's LIKE of all references.
PATTERN = f"{PREFIX}%"

_OURS = re.compile(PREFIX + r"[A-Z2-7]{9,}")


def reference_of(key, length):
    """Return the reference of an order's key: ``length`` capital letters and digits.

    :param length: at least 10: 45 bits, so that a million orders meet by chance once in 70 installations
    """
    digest = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()
    return PREFIX + digest[: max(length, 10) - len(PREFIX)]


def is_ours(text):
    """Return whether a delivery phone is such a reference."""
    return bool(_OURS.fullmatch(text))
