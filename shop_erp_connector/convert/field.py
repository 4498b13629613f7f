"""Values of Odoo's fields ⇄ the texts in which remotes keep features, custom fields and meta values."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

#: Types of Odoo fields that can be exchanged as a text.
TYPES = frozenset(
    {
        "char", "text", "html", "boolean", "integer", "float", "monetary",
        "date", "datetime", "selection", "many2one", "many2many",
    }
)  # fmt: skip

_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
#: "1,234" may be a thousand or a little more than one.
_AMBIGUOUS = re.compile(r"-?\d{1,3},\d{3}")


class Unreadable(Exception):
    """A text is no value of the field.

    :param wanted: what it should look like
    """

    def __init__(self, wanted):
        super().__init__(wanted)
        self.wanted = wanted


def value_of(type, text, *, choices=()):
    """Return the Odoo value of a text, False for none; relations are looked up elsewhere.

    :param type: the Odoo field's type
    :param choices: for a selection, ``(value, label)`` in every language that people use
    :raises Unreadable: the text says no such value
    """
    plain = text.strip()
    if type in ("char", "text", "html"):
        return text if plain else False
    if not plain:
        return False
    if type == "selection":
        return _chosen(plain, choices)
    return _READERS[type](plain)


def _boolean(text):
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise Unreadable("1 / 0, yes / no")


def _number(text):
    if not _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text):
        raise Unreadable("12.5")
    return Decimal(text.replace(",", "."))


def _integer(text):
    number = _number(text)
    if number != number.to_integral_value() or abs(number) >= 2**31:
        raise Unreadable("12")
    return int(number)


def _float(text):
    return float(_number(text))


def _date(text):
    try:
        return date.fromisoformat(text[:10]) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        raise Unreadable("2026-12-31") from None


def _datetime(text):
    """A time without an offset is UTC, as Odoo keeps it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("2026-12-31T23:59:00+00:00") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _chosen(text, choices):
    """By the value itself, else by its label in any language."""
    if text in {value for value, _label in choices}:
        return text
    for value, label in choices:
        if text.casefold() in (value.casefold(), label.casefold()):
            return value
    raise Unreadable(", ".join(dict.fromkeys(label for _value, label in choices)))


_READERS = {
    "boolean": _boolean,
    "integer": _integer,
    "float": _float,
    "monetary": _float,
    "date": _date,
    "datetime": _datetime,
}


def text_of(type, value):
    """Return the text of an Odoo value; a relation's value is the list of its records' names."""
    if type in ("many2one", "many2many"):
        return ", ".join(value)
    if type == "boolean":
        return "1" if value else "0"
    if type in ("integer", "float", "monetary"):
        number = Decimal(repr(value or 0))
        return f"{number.normalize():f}" if number else "0"
    if not value:
        return ""
    if type == "datetime":
        return value.replace(tzinfo=UTC).isoformat()
    return value.isoformat() if type == "date" else str(value)
