"""Portuguese tax numbers (NIF): check digit, kinds, and the numbers that stand for "nobody" (dossier §6)."""

import re

from ..errors import Rejected
from .wire import SYSTEM

#: What Portuguese systems write for a buyer without a number: never a client.
FINAL_CONSUMER = frozenset({"999999990", "999999999"})

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)


def plain(vat):
    """Return a tax number without blanks, dots and a Portuguese prefix, in capitals."""
    number = re.sub(r"[^0-9A-Z]", "", vat.upper())
    return number[2:] if re.fullmatch(r"PT\d{9}", number) else number


def is_valid_nif(number):
    """Return whether nine digits are a Portuguese tax number: the last one is checked modulo 11."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return int(number[8]) == (0 if remainder < 2 else 11 - remainder)


def is_person(number):
    """Return whether a Portuguese number belongs to a person: 1, 2, 3, or 45 for people who live abroad."""
    return is_valid_nif(number) and (number[0] in "123" or number.startswith("45"))


def checked(vat, country):
    """Return the tax number as KeyInvoice keeps it.

    A number is taken for Portuguese when its country is Portugal or unknown and it has no other country's
    prefix.

    :param country: ISO code of the buyer's address, "" when unknown
    :raises Rejected: no number, the final consumer's, or a Portuguese one whose check digit is wrong
    """
    number = plain(vat)
    if not number:
        raise _refused("KeyInvoice keeps clients by tax number; this customer has none.", "vat_missing")
    if number in FINAL_CONSUMER:
        raise _refused("The final consumer's number is not a client of its own.", "final_consumer")
    has_prefix = re.match(r"[A-Z]{2}", number)
    was_portuguese = re.match(r"\s*PT", vat.upper())
    is_portuguese = was_portuguese or (country in ("", "PT") and not has_prefix)
    if is_portuguese and not is_valid_nif(number):
        raise _refused(f"{number} is not a valid Portuguese tax number.", "vat_invalid")
    return number


def _refused(message, code):
    return Rejected(message, system=SYSTEM, field="vat", code=code)
