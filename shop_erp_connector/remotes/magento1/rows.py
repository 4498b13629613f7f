"""Typed fields of a row. Everything comes as text, numbers of plugins as numbers; what is empty may also be absent."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from .. import records
from ..errors import ProtocolError, Rejected
from .wire import SYSTEM

ZERO = Decimal(0)


class Row:
    """One row of an answer.

    :param values: dict of the answer
    :param name: what it is called in a sentence, e.g. "order 100000041"
    """

    def __init__(self, values, name):
        self.values = values
        self.name = name

    def has(self, field):
        """Return whether a field has a value."""
        return self.text(field) != ""

    def text(self, field):
        """Return a field as text, "" where it is empty or absent."""
        value = self.values.get(field)
        if isinstance(value, dict | list):
            raise self._odd(field, value)
        return "" if value is None else str(value).strip()

    def must(self, field):
        """Return a text that has to be there."""
        value = self.text(field)
        if not value:
            raise ProtocolError(f"{self.name} has no {field}.", system=SYSTEM, call=self.name)
        return value

    def amount(self, field):
        """Return a number that has to be there."""
        value = self.must(field)
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise self._odd(field, value)
        return number

    def optional_amount(self, field):
        """Return a number, None where there is none."""
        return self.amount(field) if self.has(field) else None

    def amount_or_zero(self, field):
        """Return a number; a column that was never written counts as 0, as it does in the shop's own totals."""
        return self.amount(field) if self.has(field) else ZERO

    def flag(self, field):
        """Return a yes or no; absent and empty mean no."""
        value = self.text(field).lower()
        if value in ("1", "true"):
            return True
        if value in ("", "0", "false"):
            return False
        raise self._odd(field, value)

    def id(self, field):
        """Return a reference as text, "" for none; 0 means none too."""
        value = self.text(field)
        return "" if value == "0" else value

    def moment(self, field):
        """Return a time in UTC, None where there is none: the database's own is UTC without saying so (dossier B1)."""
        value = self.text(field)
        if not value or value.startswith("0000"):
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise self._odd(field, value) from None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def day(self, field):
        """Return a date, None where there is none."""
        value = self.text(field)[:10]
        if not value or value.startswith("0000"):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self._odd(field, value) from None

    def rows(self, field, name):
        """Return the rows of a list inside this one; ``name`` is what each is called."""
        value = self.values.get(field) or []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self._odd(field, value)
        return [Row(row, f"{name} of {self.name}") for row in value]

    def row(self, field, name):
        """Return a row inside this one, None where there is none."""
        value = self.values.get(field)
        if value in (None, "", []):
            return None
        if not isinstance(value, dict):
            raise self._odd(field, value)
        return Row(value, f"{name} of {self.name}")

    def texts(self, field):
        """Return a list of texts, () where there is none."""
        value = self.values.get(field) or []
        if not isinstance(value, list) or any(isinstance(one, dict | list) for one in value):
            raise self._odd(field, value)
        return tuple(str(one) for one in value if one is not None)

    def _odd(self, field, value):
        message = f"{field} of {self.name} cannot be {str(value)[:100]!r}."
        return ProtocolError(message, system=SYSTEM, call=self.name)


def read_each(keyed, make):
    """Return (documents, refusals) of ``(id, value)`` pairs, made by ``make(value)``; see ``records.read_each``.

    A value may be the error that was answered for it.
    """

    def build(pair):
        if isinstance(pair[1], Rejected):
            raise pair[1]
        return make(pair[1])

    return records.read_each(keyed, build, id_of=lambda pair: pair[0], system=SYSTEM)
