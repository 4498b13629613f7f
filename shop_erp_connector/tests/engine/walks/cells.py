"""What a random walk changes: one value that both sides keep, and how each of them is read and written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from odoo.fields import Command


@dataclass(frozen=True)
class Side:
    """One side's place of a value: ``read()`` returns it as the other side's does, ``write(value)`` sets it."""

    read: Callable
    write: Callable


@dataclass
class Cell:
    """One value that both sides keep.

    :param row: the binding of its record, on which questions are asked
    :param there: None where this remote does not keep the value; no cell is made of it then
    :param values: what may be written, starting value included; where texts of one language may stand in for
        another's, the values of each language differ
    :param adds_only: what the other side has besides Odoo's stays there, even where Odoo decides
    :param base: ``(here, there)`` when both sides agreed last
    :param edits: ``(side, value)`` since then
    """

    name: str
    row: Any
    here: Side
    there: Side | None
    values: tuple
    adds_only: bool = False
    base: tuple = ()
    edits: list = field(default_factory=list)

    def read(self):
        """Return ``(here, there)`` as they are now."""
        return self.here.read(), self.there.read()

    def agree(self):
        """Take what both sides have now for what they agreed on."""
        self.base, self.edits = self.read(), []

    def last(self):
        """Return the last value that people wrote on each side: ``{"here": …, "there": …}``, or less."""
        return dict(self.edits)

    def __str__(self):
        here, there = self.read()
        return f"{self.name}: here {here!r}, there {there!r}, agreed {self.base!r}, edits {self.edits!r}"


@dataclass(frozen=True)
class Addition:
    """Something new on one side: ``act()`` makes it, ``changes`` is what ``counts()`` says of it in the end."""

    name: str
    act: Callable
    changes: dict


def amount(value):
    """Return a figure of either side as a number that can be compared."""
    return round(float(value or 0), 6)


def text(value):
    """Return a text of either side; none is an empty one."""
    return str(value or "")


def field_side(record, name, convert=text):
    """Return Odoo's side of a field without translations."""

    def write(value):
        record[name] = value

    return Side(lambda: convert(record[name]), write)


def translation_side(record, name, code, values):
    """Return Odoo's side of a text in one language; what stands in for it is not among ``values``."""

    def read():
        record.env.invalidate_all()
        found = text(record.with_context(lang=code)[name])
        return found if found in values else ""

    def write(value):
        if value:
            record.with_context(lang=code)[name] = value
        else:
            record.update_field_translations(name, {code: ""})

    return Side(read, write)


def switch_side(row):
    """Return Odoo's side of whether a listing is online."""
    return Side(lambda: row.is_online, lambda value: row.write({"switch": "on" if value else "off"}))


def member_side(row, category):
    """Return Odoo's side of whether a listing is in a further category."""

    def write(value):
        row.category_ids = [Command.link(category.id) if value else Command.unlink(category.id)]

    return Side(lambda: category in row.category_ids, write)


def extra_side(variant):
    """Return Odoo's side of what a variant costs more."""

    def write(value):
        variant.shop_erp_price_extra += value - variant.price_extra

    return Side(lambda: amount(variant.price_extra), write)


def parent_side(category, parent, otherwise):
    """Return Odoo's side of whether a category is below ``parent``; if not, it is below ``otherwise``."""

    def write(value):
        category.parent_id = parent if value else otherwise

    return Side(lambda: category.parent_id == parent, write)
