"""How C-Plus stores values, and how rows of its database become documents' values.

Keys are texts of nine digits with leading zeros, and stay texts. Flags are one character, Y or S for yes; null is no.
Times are the shop's wall clock without a zone. Columns may be of fixed length: blanks at the end mean nothing.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

from .. import records
from ..errors import InvalidSettings, ProtocolError
from ..transport.databases import Place

SYSTEM = "cplus"

#: Quantities, rates and costs have at most so many decimals there (NUMERIC(15,4)).
_SMALLEST = Decimal("0.0001")

_NOT_TAX_NUMBER = re.compile(r"[^0-9A-Z]")


def place_of(settings):
    """Return the ``Place`` of the database that the settings name."""
    return Place(
        kind=settings["kind"],
        host=settings["host"],
        port=settings.integer("port"),
        name=settings["database"],
        user=settings["user"],
        password=settings["password"],
        charset=settings["charset"],
        encryption=settings["encryption"],
    )


def text(row, name):
    """Return a text without blanks around it, "" for null."""
    value = row[name]
    return "" if value is None else str(value).strip()


def flag(row, name):
    """Return whether a flag says yes; null is no (dossier §2)."""
    return text(row, name).upper() in ("Y", "S", "1")


def number(row, name, default=Decimal(0)):
    """Return an exact number with at most four decimals; null is ``default``.

    A column may be DOUBLE PRECISION, and sums of such columns end in digits that nobody entered.

    :raises ProtocolError: it is no number
    """
    value = row[name]
    if value is None or value == "":
        return default
    try:
        return Decimal(str(value)).quantize(_SMALLEST).normalize() + Decimal(0)
    except ArithmeticError:
        raise ProtocolError(f"{name.upper()} cannot be {value!r}.", system=SYSTEM) from None


def moment(value):
    """Return a naive moment of the shop's wall clock, None for null; SQLite hands out texts."""
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return datetime.fromisoformat(str(value).strip())


def aware(value, zone):
    """Return a moment of the wall clock in UTC, whole seconds; None for null."""
    value = moment(value)
    return value.replace(tzinfo=zone, microsecond=0).astimezone(UTC) if value else None


def day(value):
    """Return the date of a DATE or TIMESTAMP column; None for null."""
    value = moment(value)
    return value.date() if value else None


def tax_number(value):
    """Return a CPF or CNPJ without punctuation; a CNPJ may hold letters from July 2026 on."""
    return _NOT_TAX_NUMBER.sub("", (value or "").upper())


def listed(name, values):
    """Return (a list for SQL's IN, its parameters); an empty list matches no key."""
    values = list(values) or [""]
    names = [f"{name}_{index}" for index in range(len(values))]
    return f"({', '.join(f':{name}' for name in names)})", dict(zip(names, values, strict=True))


def codes(setting):
    """Return the entries of a setting that holds several, divided by commas."""
    return [code for code in (part.strip() for part in setting.split(",")) if code]


def key_of(setting):
    """Return a key of nine digits, also where a person left the zeros out; "" stays."""
    return setting.zfill(9) if setting.isdigit() else setting


def plain(amount):
    """Return a decimal as people write it: without trailing zeros."""
    return f"{amount.normalize():f}"


def parsed(items, id_of, parse):
    """Return (documents, refusals) of items, see ``records.read_each``."""
    return records.read_each(items, parse, id_of=id_of, system=SYSTEM)


def unusable(sentence, setting):
    """Return the error for a setting that does not fit the database."""
    return InvalidSettings(sentence, system=SYSTEM, field=setting)
