"""How EBP stores values, and how rows of its database become documents' values.

Ids of master data are the codes people see (texts), those of documents and VAT rates are GUIDs. Booleans are bits, null
is no. Times are the server's wall clock without a zone (dossier §6).
"""

import re
from decimal import Decimal

from .. import records
from ..errors import InvalidSettings, ProtocolError, Rejected
from ..exchange.walking import naive
from ..transport.databases import Place

SYSTEM = "ebp"
NAME = "EBP"
CURRENCY = "EUR"

#: Matches no row, and is a GUID as columns of GUIDs want it.
NO_GUID = "00000000-0000-0000-0000-000000000000"
_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

#: More decimals than EBP shows anywhere; sums of binary columns end in digits that nobody entered.
_SMALLEST = Decimal("0.000001")

#: When a row was last touched, as text of whole seconds, in the words of each kind of database.
_SECOND = {"mssql": "CONVERT(char(19), {moment}, 120)", "sqlite": "SUBSTRING({moment}, 1, 19)"}

#: EBP's codes of countries have up to three letters; those of its neighbours.
_COUNTRIES = {
    "AUT": "AT", "BEL": "BE", "CHE": "CH", "DEU": "DE", "ESP": "ES", "FRA": "FR", "GBR": "GB", "IRL": "IE", "ITA": "IT",
    "LUX": "LU", "MCO": "MC", "NLD": "NL", "POL": "PL", "PRT": "PT",
}  # fmt: skip

#: Rows that were never changed since they were made may have no date of a change.
TOUCHED = "COALESCE({alias}.sysModifiedDate, {alias}.sysCreatedDate)"


def place_of(settings):
    """Return the ``Place`` of the database that the settings name."""
    return Place(
        kind=settings["kind"],
        host=settings["host"],
        port=settings.integer("port"),
        name=settings["database"],
        user=settings["user"],
        password=settings["password"],
        encryption=settings["encryption"],
    )


def touched(alias):
    """Return SQL: when a row was last changed."""
    return TOUCHED.format(alias=alias)


def second(dialect, moment):
    """Return SQL: a moment as text "2026-03-04 13:05:00", in a dialect of SQLAlchemy."""
    return _SECOND[dialect].format(moment=moment)


def text(row, name):
    """Return a text without blanks around it, "" for null."""
    value = row[name]
    return "" if value is None else str(value).strip()


def flag(row, name):
    """Return whether a bit is set; null is no."""
    return text(row, name) in ("1", "True", "true")


def number(row, name, default=Decimal(0)):
    """Return an exact number; null is ``default``.

    :raises ProtocolError: it is no number
    """
    value = row[name]
    if value is None or value == "":
        return default
    try:
        return Decimal(str(value)).quantize(_SMALLEST).normalize() + Decimal(0)
    except ArithmeticError:
        raise ProtocolError(f"{name} cannot be {value!r}.", system=SYSTEM) from None


def country(code):
    """Return a country's code of two letters; "" for one of three letters that is not known here."""
    code = code.upper()
    return code if len(code) == 2 else _COUNTRIES.get(code, "")


def day(value):
    """Return the date of a stored moment; None for null."""
    value = naive(value)
    return value.date() if value else None


def guids(ids):
    """Return those of the ids that are GUIDs: any other text would be an error of SQL Server; never an empty list."""
    return [id for id in ids if _GUID.fullmatch(id)] or [NO_GUID]


def codes(setting):
    """Return the entries of a setting that holds several, divided by commas."""
    return [code for code in (part.strip() for part in setting.split(",")) if code]


def grouped(rows, name):
    """Return ``{text of a column: rows}``."""
    found = {}
    for row in rows:
        found.setdefault(text(row, name), []).append(row)
    return found


def parsed(items, id_of, parse):
    """Return (documents, refusals) of items, see ``records.read_each``."""
    return records.read_each(items, parse, id_of=id_of, system=SYSTEM)


def unusable(sentence, setting):
    """Return the error for a setting that does not fit."""
    return InvalidSettings(sentence, system=SYSTEM, field=setting)


def refused(sentence, field, code):
    """Return the error for a record that cannot be written."""
    return Rejected(sentence, system=SYSTEM, call="write an import file", field=field, code=code)
