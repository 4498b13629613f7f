"""Entities of the Webservice as typed rows: every field is read by name, once, strictly.

Decimals are texts with six digits, booleans "0" and "1", dates wall-clock text without zone, an empty date
is "0000-00-00 00:00:00", a reference to nothing is "0" or empty (recordings one-products, one-orders,
create-order).
"""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from ..errors import ProtocolError
from ..transport import xml

#: The system's name in the registry and in errors.
SYSTEM = "prestashop"

#: Wall-clock text of "no date".
NO_DATE = "0000-00-00"


class Row:
    """One entity of an answer.

    :param element: the entity's XML element
    :param call: what was asked, for errors
    """

    __slots__ = ("_call", "_element")

    def __init__(self, element, call=""):
        self._element = element
        self._call = call

    @property
    def node(self):
        """Return the entity's element name, e.g. "order"."""
        return self._element.tag

    @property
    def id(self):
        """Return the entity's id as text; lists without ``display`` carry it as an attribute."""
        return self._element.get("id") or self.text("id")

    def has(self, name):
        """Tell whether the answer holds the field at all; older versions lack some."""
        return self._element.find(name) is not None

    def text(self, name):
        """Return a field as text.

        :raises ProtocolError: the answer lacks the field
        """
        node = self._element.find(name)
        if node is None:
            raise self._problem(name, "is missing")
        return node.text or ""

    def optional(self, name):
        """Return a field as text, "" where this version of the shop does not have it."""
        return self.text(name) if self.has(name) else ""

    def reference(self, name):
        """Return the id that a field points to, "" for none."""
        value = self.text(name).strip()
        return "" if value in ("", "0") else value

    def amount(self, name):
        """Return a decimal field; an empty one is zero.

        :raises ProtocolError: it is not a number
        """
        value = self.text(name).strip()
        try:
            number = Decimal(value or 0)
        except InvalidOperation:
            raise self._problem(name, f"is not a number: {value!r}") from None
        if not number.is_finite():
            raise self._problem(name, f"is not a number: {value!r}")
        return number

    def flag(self, name):
        """Return a boolean field; one that this version does not have is False."""
        return self.optional(name).strip() not in ("", "0")

    def wall_clock(self, name):
        """Return a date as the shop's wall-clock text, "" for none; only for sorting and cursors."""
        value = self.text(name).strip()
        return "" if value.startswith(NO_DATE) else value

    def moment(self, name, zone):
        """Return a date as an aware UTC time, None for none.

        :param zone: the shop's zone; in the hour that autumn repeats, its first pass is assumed
        :raises ProtocolError: it is not a date
        """
        value = self.wall_clock(name)
        if not value:
            return None
        try:
            return datetime.fromisoformat(value).replace(tzinfo=zone).astimezone(UTC)
        except ValueError:
            raise self._problem(name, f"is not a date: {value!r}") from None

    def day(self, name):
        """Return a date without time, None for none or one that no calendar has."""
        try:
            return date.fromisoformat(self.text(name).strip()[:10])
        except ValueError:
            return None

    def texts(self, name):
        """Return a translatable field as ``{language id: text}``; {"": text} where it is not translated."""
        node = self._element.find(name)
        if node is None:
            raise self._problem(name, "is missing")
        languages = node.findall("language")
        if not languages:
            return {"": node.text or ""}
        return {language.get("id"): language.text or "" for language in languages}

    def associated(self, name):
        """Return the rows of an association; () when it is empty or absent."""
        node = self._element.find(f"associations/{name}")
        return () if node is None else tuple(Row(child, self._call) for child in node)

    def associated_ids(self, name):
        """Return the ids of an association in their order."""
        return tuple(row.text("id") for row in self.associated(name))

    def copy(self, *, without=()):
        """Return the entity as an element to send back: no attributes but language ids, and no associations.

        :param without: names of fields to leave out
        """
        fresh = xml.element(self.node)
        fresh.extend(
            _plain_copy(child) for child in self._element if child.tag != "associations" and child.tag not in without
        )
        return fresh

    def _problem(self, name, what):
        number = self._element.get("id") or self._element.findtext("id") or "?"
        return ProtocolError(
            f"Field {name} of {self.node} {number} {what}.", system=SYSTEM, call=self._call, field=name
        )


def entity(node, fields, associations=None):
    """Return a new element to send.

    :param fields: ``{name: text}`` or ``{name: {language id: text}}``
    :param associations: ``{name: (row name, [{field: text}])}``; each replaces the whole set in the shop
    """
    element = xml.element(node)
    for name, value in fields.items():
        put(element, name, value)
    for name, (row_name, rows) in (associations or {}).items():
        put_association(element, name, row_name, rows)
    return element


def put(element, name, value):
    """Set a field of an element to send, replacing the one it has; texts are replaced by language."""
    found = element.find(name)
    if isinstance(value, dict):
        if found is None:
            found = xml.element(name)
            element.append(found)
        for language_id, text in value.items():
            _put_language(found, language_id, text)
        return
    fresh = xml.element(name, value)
    if found is None:
        element.append(fresh)
    else:
        element.replace(found, fresh)


def put_association(element, name, row_name, rows):
    """Add a whole association to an element to send; the shop replaces the set it has by this one."""
    holder = element.find("associations")
    if holder is None:
        holder = xml.element("associations")
        element.append(holder)
    collection = xml.element(name)
    collection.extend(entity(row_name, row) for row in rows)
    holder.append(collection)


def _put_language(node, language_id, text):
    for language in node.findall("language"):
        if language.get("id") == language_id:
            language.text = xml.cdata(text)
            return
    node.append(xml.element("language", text, id=language_id))


def _plain_copy(node):
    """Copy a field; of its attributes only the language's id means anything to the shop."""
    attributes = {"id": node.get("id")} if node.tag == "language" else {}
    fresh = xml.element(node.tag, None if len(node) else node.text or "", **attributes)
    fresh.extend(_plain_copy(child) for child in node)
    return fresh
