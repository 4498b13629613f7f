"""Objects of an answer as typed rows: every field is read by name, once, strictly in meaning and leniently in form.

Plugins make texts of numbers and numbers of texts, and add fields: a number is taken in either form, an unknown field
is not looked at. What is missing or makes no sense is an error that names record and field. Numbers come as exact
decimals.
"""

import html
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from ..errors import ProtocolError

#: The system's name in the registry and in errors.
SYSTEM = "woocommerce"


class Row:
    """One object of an answer.

    :param content: the object as read from JSON; :param what: what it is, for errors ("order"); :param call: what was
        asked
    :raises ProtocolError: it is no object
    """

    __slots__ = ("_call", "_content", "what")

    def __init__(self, content, what, call=""):
        if not isinstance(content, dict):
            raise ProtocolError(f"A {what} is not an object.", system=SYSTEM, call=call, excerpt=str(content)[:200])
        self._content = content
        self._call = call
        self.what = what

    @property
    def id(self):
        """Return the record's id as text.

        :raises ProtocolError: it is missing, or no number
        """
        id = self.reference("id")
        if not id:
            raise self.problem("id", "is missing")
        return id

    def has(self, name):
        """Tell whether the answer holds the field with a value; older shops lack some, plugins blank them."""
        return self._content.get(name) is not None

    def text(self, name):
        """Return a field as text, "" for null or an absent one."""
        value = self._content.get(name)
        if value is None or value is False:
            return ""
        if isinstance(value, str | int | Decimal):
            return str(value)
        raise self.problem(name, "is not a text")

    def plain(self, name):
        """Return a text that WordPress keeps with entities ("Salt &amp; Pepper") as people read it."""
        return html.unescape(self.text(name)).strip()

    def required(self, name):
        """Return a text that must be there.

        :raises ProtocolError: it is empty or absent
        """
        value = self.text(name)
        if not value:
            raise self.problem(name, "is missing")
        return value

    def reference(self, name):
        """Return the id that a field points to, "" for none (0, null or empty).

        :raises ProtocolError: it is no whole number
        """
        value = self.text(name).strip()
        if not re.fullmatch(r"\d*", value):
            raise self.problem(name, f"is not an id: {value[:40]!r}")
        return value.lstrip("0")

    def references(self, name):
        """Return a list of ids."""
        return tuple(Row({"id": value}, self.what, self._call).id for value in self.list(name))

    def amount(self, name):
        """Return a number, None where it is empty.

        :raises ProtocolError: it is not a number
        """
        value = self.text(name).strip()
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.problem(name, f"is not a number: {value[:40]!r}") from None
        if not number.is_finite():
            raise self.problem(name, f"is not a number: {value[:40]!r}")
        return number

    def money(self, name):
        """Return an amount that must be there.

        :raises ProtocolError: it is absent or not a number
        """
        number = self.amount(name)
        if number is None:
            raise self.problem(name, "is missing")
        return number

    def flag(self, name):
        """Return a boolean; absent is False."""
        value = self._content.get(name)
        return value is True or str(value).lower() in ("1", "yes", "true")

    def moment(self, name):
        """Return a date of a ``_gmt`` field as aware UTC time, None for none.

        :raises ProtocolError: it is not a date
        """
        value = self.text(name)
        if not value or value.startswith("0000"):
            return None
        try:
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            raise self.problem(name, f"is not a date: {value[:40]!r}") from None

    def list(self, name):
        """Return a list; PHP writes an empty object as a list and a list with gaps as an object: both are taken."""
        value = self._content.get(name)
        if isinstance(value, dict):
            return list(value.values())
        if value is None or isinstance(value, list):
            return value or []
        raise self.problem(name, "is not a list")

    def rows(self, name):
        """Return the objects of a list."""
        return [Row(value, f"{self.what} ({name})", self._call) for value in self.list(name)]

    def row(self, name):
        """Return an object, None where it is absent or empty."""
        value = self._content.get(name)
        return Row(value, f"{self.what} ({name})", self._call) if value else None

    def raw(self, name):
        """Return a value of any form, as meta data has them."""
        return self._content.get(name)

    def problem(self, name, what):
        """Return the error that says what is wrong with a field."""
        number = self._content.get("id") or "?"
        message = f"Field {name} of {self.what} {number} {what}."
        return ProtocolError(message, system=SYSTEM, call=self._call, field=name)


def meta(row):
    """Return the meta data of a row as ``{key: value}``; the last of several entries of one key counts."""
    return {str(entry.raw("key")): entry.raw("value") for entry in row.rows("meta_data")}
