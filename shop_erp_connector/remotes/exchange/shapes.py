"""What the fields of documents and parts hold, read from their annotations once."""

import dataclasses
import functools
import types
import typing
from datetime import date, datetime
from decimal import Decimal

from ..documents import Part
from ..documents.base import WORDS

_SCALARS = {str: "text", Decimal: "number", int: "integer", date: "date", datetime: "time", bool: "flag"}


@functools.cache
def fields(cls):
    """Return ``{field: annotation}`` of a document or part, in order.

    A row is how the record is now: an empty cell needs no words beside it (``Told``).
    """
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls) if field.name not in WORDS}


@functools.cache
def inner_part(cls, name):
    """Return the class of a field that holds one part or None; None for any other field."""
    hint = fields(cls)[name]
    for argument in typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,):
        if isinstance(argument, type) and issubclass(argument, Part):
            return argument
    return None


def many_parts(cls, name):
    """Return the class of a field that holds any number of parts; None for any other field."""
    hint = fields(cls)[name]
    many = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else None
    return many if isinstance(many, type) and issubclass(many, Part) else None


def shape(cls, name):
    """Return (type, form, choices) of a field that fits into one column, None for one that does not."""
    hint = fields(cls)[name]
    if isinstance(hint, types.UnionType):
        (hint,) = [argument for argument in typing.get_args(hint) if argument is not types.NoneType]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return "text", "choice", arguments
    if origin is dict:
        return "text", "translated", ()
    if origin is tuple:
        return ("text", "list", ()) if arguments[0] is str else None
    return _SCALARS[hint], "plain", ()
