"""Texts, numbers and addresses as cells of an import file: nothing is cut, nothing can become another column."""

import re
import textwrap
from decimal import ROUND_HALF_UP, Decimal

from . import wire

#: Signs that end a line or that no import expects; a cell of several lines is not known to be understood.
_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")

_STREET_LINES, _STREET_LENGTH = 4, 40


def plain(value):
    """Return a text in one line."""
    return _BREAKS.sub(" ", value).strip()


def filled(cells, captions, dialect, *, record):
    """Return ``{caption: text}`` of a row.

    :param cells: ``{our name: value}``; Decimals and dates are written as the dialect says, None and absent are empty
    :raises Rejected: a text is longer than its column; it is not cut, an address would lead elsewhere
    """
    row = {}
    for name, (caption, length) in captions.items():
        value = cells.get(name)
        if isinstance(value, Decimal):
            row[caption] = dialect.text("number", value)
            continue
        if value is not None and not isinstance(value, str):
            row[caption] = dialect.text("date", value)
            continue
        found = plain(value or "")
        if length and len(found) > length:
            sentence = f"{record}: «{caption}» holds {length} characters, this has {len(found)}: {found}. Shorten it."
            raise wire.refused(sentence, name, "too_long")
        row[caption] = found
    return row


def address(party, prefix, *, record):
    """Return the cells of an address: its two street lines over EBP's four of forty characters.

    :raises Rejected: they need more
    """
    if party is None:
        return {}
    lines = [
        line for part in (party.street, party.street2) for line in textwrap.wrap(plain(part), width=_STREET_LENGTH)
    ]
    if len(lines) > _STREET_LINES or any(len(line) > _STREET_LENGTH for line in lines):
        sentence = f"{record}: the address «{party.street} {party.street2}» is longer than EBP's four lines of 40."
        raise wire.refused(sentence, f"{prefix}street", "too_long")
    cells = {f"{prefix}street_{place}": line for place, line in enumerate(lines, 1)}
    names = ("zip", "city", "state", "country", "last_name", "first_name", "phone", "mobile")
    return cells | {f"{prefix}{name}": getattr(party, name) for name in names}


def cents(amount):
    """Return an amount with two decimals."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def tidy(value):
    """Return a number without zeros at its end, and never in the form 1E+2."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value.as_tuple().exponent > 0 else value
