"""Objects of the interface as typed rows: every field is read by name, once, strictly about what it means and mildly
about how it is written.

Null fields are left out of answers, an empty object may come as ``[]``, numbers may come as texts and texts as numbers
(custom attributes are always texts), plug-ins add fields of their own: those are passed over. Dates are UTC without a
zone. Recordings product-get, order-get, customer-create.
"""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from ..errors import ProtocolError

#: The system's name in the registry and in errors.
SYSTEM = "magento2"

ZERO = Decimal(0)


class Row:
    """One object of an answer.

    :param data: the decoded object
    :param call: what was asked, for errors
    """

    __slots__ = ("_call", "_custom", "_data")

    def __init__(self, data, call=""):
        if data == []:
            data = {}
        if not isinstance(data, dict):
            raise ProtocolError(f"An object was expected, not {_shown(data)}.", system=SYSTEM, call=call)
        self._data = data
        self._call = call
        self._custom = None

    def __repr__(self):
        return f"<Row of {', '.join(self._data)[:80]}>"

    @property
    def call(self):
        """Return what was asked."""
        return self._call

    @property
    def whole(self):
        """Return the object as it is, to send back what is not to change."""
        return self._data

    def has(self, name):
        """Tell whether the answer holds the field with a value."""
        return self._data.get(name) is not None

    def text(self, name):
        """Return a field as text.

        :raises ProtocolError: it is missing, or a list or object
        """
        value = self._data.get(name)
        if value is None:
            raise self._problem(name, "is missing")
        if isinstance(value, bool | list | dict):
            raise self._problem(name, f"is no text: {_shown(value)}")
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def optional(self, name):
        """Return a field as text, "" where it is left out."""
        return self.text(name) if self.has(name) else ""

    def reference(self, name):
        """Return the id that a field points to, "" for none."""
        value = self.optional(name).strip()
        return "" if value == "0" else value

    def amount(self, name):
        """Return a number.

        :raises ProtocolError: it is missing or no number
        """
        return self._number(name, self.text(name))

    def amount_or_zero(self, name):
        """Return a number, 0 where it is left out."""
        return self.amount(name) if self.has(name) and self.text(name).strip() else ZERO

    def optional_amount(self, name):
        """Return a number, None where it is left out."""
        return self.amount(name) if self.has(name) and self.text(name).strip() else None

    def flag(self, name):
        """Return a yes or no, however it is written; False where it is left out."""
        value = self._data.get(name)
        if isinstance(value, str):
            return value.strip().lower() not in ("", "0", "false")
        return bool(value)

    def moment(self, name):
        """Return a date and time in UTC, None where it is left out."""
        text = self.optional(name)
        if not text or text.startswith("0000"):
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise self._problem(name, f"is no date: {text!r}") from None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def day(self, name):
        """Return a day, None where it is left out or no day."""
        text = self.optional(name)[:10]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None

    def list(self, name):
        """Return a list as it is, [] where it is left out.

        :raises ProtocolError: it is no list
        """
        value = self._data.get(name)
        if value is None:
            return []
        if isinstance(value, dict):
            # Lists with gaps in their keys come as objects.
            return list(value.values())
        if not isinstance(value, list):
            raise self._problem(name, f"is no list: {_shown(value)}")
        return value

    def texts(self, name):
        """Return a list of texts."""
        return [str(value) for value in self.list(name) if not isinstance(value, dict | list) and value is not None]

    def rows(self, name):
        """Return a list of objects."""
        return [Row(value, self._call) for value in self.list(name)]

    def row(self, name):
        """Return an object; an empty row where it is left out."""
        return Row(self._data.get(name) or {}, self._call)

    @property
    def extension(self):
        """Return the extension attributes."""
        return self.row("extension_attributes")

    def custom(self, code):
        """Return a custom attribute as text, "" where it has none."""
        value = self._attributes().get(code)
        if value is None or isinstance(value, dict):
            return ""
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)

    def custom_number(self, code):
        """Return a custom attribute as number, None where it has none."""
        text = self.custom(code).strip()
        return self._number(code, text) if text else None

    def custom_codes(self):
        """Return the codes of the custom attributes that have a value."""
        return [code for code, value in self._attributes().items() if value not in (None, "", [])]

    def _attributes(self):
        if self._custom is None:
            self._custom = {row.text("attribute_code"): row.value("value") for row in self.rows("custom_attributes")}
        return self._custom

    def value(self, name):
        """Return a field as it is, None where it is left out."""
        return self._data.get(name)

    def _number(self, name, text):
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            raise self._problem(name, f"is not a number: {text!r}") from None
        if not number.is_finite():
            raise self._problem(name, f"is not a number: {text!r}")
        return number

    def _problem(self, name, what):
        return ProtocolError(f"The field {name} {what}.", system=SYSTEM, call=self._call)


def _shown(value):
    return repr(value)[:40]
