"""How a partner writes numbers, dates and letters: one dialect per partner, read strictly, written exactly.

Nothing is guessed: a number with a comma is refused where the dialect says point, and bytes that are no text of the
encoding make the file unreadable instead of wrong.
"""

import functools
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

#: Encodings whose line ends are single bytes, so that a file can be read on from any line.
ENCODINGS = ("utf-8", "cp1252", "cp1250", "iso-8859-1", "iso-8859-2", "iso-8859-15", "cp850", "ascii")

FLAGS = {"1": True, "0": False}

#: What a spreadsheet makes of a long number, and its sign for a formula that failed.
_DAMAGED = re.compile(r"-?\d+([.,]\d+)?E[+-]?\d+|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)

#: Signs with which a cell becomes a formula in a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: Blanks that French and Hungarian programs put between thousands.
_BLANKS = " \u00a0\u202f"


_ISO_TIME = "%Y-%m-%dT%H:%M:%S%z"

#: The usual time of machines, which is understood without trying several forms.
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class BadValue(ValueError):
    """A text that is no value of its type in this dialect; the message is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How values look in a partner's files.

    :param separator, quote: of CSV; ``newline``: how lines end when we write
    :param decimal: sign before the decimals; ``thousands``: signs that may stand between thousands, "" for none
    :param date, time: formats as for ``strftime``; ``zone``: IANA name of the zone of times without one
    :param has_bom: write the mark by which Windows' programs know UTF-8; it is always understood
    :param flags: the words for yes and no
    :param guards_formulas: people open the files in spreadsheets: texts that would be formulas get an apostrophe
    """

    encoding: str = "utf-8"
    separator: str = ";"
    quote: str = '"'
    newline: str = "\r\n"
    decimal: str = "."
    thousands: str = ""
    date: str = "%Y-%m-%d"
    time: str = _ISO_TIME
    zone: str = "UTC"
    flags: tuple[str, str] = ("1", "0")
    has_bom: bool = False
    guards_formulas: bool = False

    def value(self, type, text):
        """Return the value of a cell; None for an empty one.

        :param type: "text", "number", "integer", "date", "time" or "flag"
        :raises BadValue: the text is no such value
        """
        if type == "text":
            text = (text if text.isascii() else unicodedata.normalize("NFC", text)).rstrip(" ")
            return self._without_guard(text) or None
        text = text.strip(f"{_BLANKS}\t")
        if not text:
            return None
        return getattr(self, f"_to_{type}")(text)

    def text(self, type, value):
        """Return the text of a value; "" for None."""
        if value is None:
            return ""
        if type == "text":
            return self._with_guard(value)
        return getattr(self, f"_from_{type}")(value)

    def encoded(self, text):
        """Return ``(bytes, how many letters the encoding lacks)``; a letter that it lacks loses its accent first.

        Line ends are left alone.
        """
        with suppress(UnicodeEncodeError):
            return text.encode(self.encoding), 0
        pieces, replaced = [], 0
        for letter in text:
            try:
                pieces.append(letter.encode(self.encoding))
            except UnicodeEncodeError:
                replaced += 1
                plain = "".join(
                    sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign)
                )
                pieces.append(plain.encode(self.encoding, "replace") or b"?")
        return b"".join(pieces), replaced

    def _to_number(self, text):
        if _number_pattern(self.decimal, self.thousands).fullmatch(text) is None:
            raise BadValue(self._not_a_number(text))
        if self.thousands:
            text = text.translate({ord(sign): None for sign in _BLANKS})
        if self.decimal == ",":
            text = text.replace(".", "").replace(",", ".")
        return Decimal(text)

    def _not_a_number(self, text):
        if _DAMAGED.fullmatch(text):
            return f"{text[:40]!r} was damaged by a spreadsheet: format the column as text there"
        sign = "a comma" if self.decimal == "," else "a point"
        return f"{text[:40]!r} is no number with {sign} before its decimals"

    def _from_number(self, value):
        plain = format(value, "f")
        return plain.replace(".", ",") if self.decimal == "," else plain

    def _to_integer(self, text):
        if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) is None:
            raise BadValue(f"{text[:40]!r} is no whole number")
        return int(text)

    def _from_integer(self, value):
        return str(value)

    def _to_date(self, text):
        try:
            found = datetime.strptime(text, self.date)  # noqa: DTZ007 (only its day is taken)
        except ValueError:
            raise BadValue(f"{text[:40]!r} is no date like {date(2025, 3, 4).strftime(self.date)}") from None
        return found.date()

    def _from_date(self, value):
        return value.strftime(self.date)

    def _to_time(self, text):
        if self.time == _ISO_TIME and _ISO.fullmatch(text):
            return _moment(text)
        for form in (self.time, self.time.replace("%z", "").rstrip()):
            try:
                found = datetime.strptime(text, form)  # noqa: DTZ007 (its zone is added below)
            except ValueError:
                continue
            if found.tzinfo is None:
                found = found.replace(tzinfo=ZoneInfo(self.zone))
            return found.astimezone(UTC)
        sample = datetime(2025, 3, 4, 13, 5, tzinfo=UTC).strftime(self.time)
        raise BadValue(f"{text[:40]!r} is no time like {sample}")

    def _from_time(self, value):
        text = value.astimezone(ZoneInfo(self.zone)).strftime(self.time)
        return text.replace("+0000", "Z") if self.zone == "UTC" else text

    def _to_flag(self, text):
        if text not in self.flags:
            raise BadValue(f"{text[:40]!r} is neither {self.flags[0]} nor {self.flags[1]}")
        return text == self.flags[0]

    def _from_flag(self, value):
        return self.flags[0] if value else self.flags[1]

    def _with_guard(self, text):
        return f"'{text}" if self.guards_formulas and text.startswith((*_FORMULA, "'")) else text

    def _without_guard(self, text):
        return text[1:] if self.guards_formulas and text.startswith("'") else text


@functools.cache
def _number_pattern(decimal, thousands):
    if decimal == "," and "." in thousands:
        digits = r"\d{1,3}(\.\d{3})+|\d+"
    elif thousands:
        digits = rf"\d{{1,3}}([{_BLANKS}]\d{{3}})+|\d+"
    else:
        digits = r"\d+"
    return re.compile(rf"[+-]?({digits})({re.escape(decimal)}\d+)?", re.ASCII)


def _moment(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(f"{text[:40]!r} is no time that exists") from None


NEUTRAL = Dialect()
_COMMA = Dialect(decimal=",", thousands=_BLANKS)

#: Usual ways of a country; each thing can be chosen alone besides.
PRESETS = {
    "neutral": NEUTRAL,
    "france": replace(_COMMA, encoding="cp1252", date="%d/%m/%Y", time="%d/%m/%Y %H:%M:%S", zone="Europe/Paris"),
    "portugal": replace(
        _COMMA, encoding="cp1252", thousands=".", date="%d-%m-%Y", time="%d-%m-%Y %H:%M:%S", zone="Europe/Lisbon"
    ),
    "brazil": replace(
        _COMMA, encoding="cp1252", thousands=".", date="%d/%m/%Y", time="%d/%m/%Y %H:%M:%S", zone="America/Sao_Paulo"
    ),
    "hungary": replace(_COMMA, encoding="cp1250", date="%Y.%m.%d.", time="%Y.%m.%d. %H:%M:%S", zone="Europe/Budapest"),
    "poland": replace(_COMMA, encoding="cp1250", time="%Y-%m-%d %H:%M:%S", zone="Europe/Warsaw"),
}
