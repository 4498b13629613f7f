"""Texts that no database takes."""

import dataclasses

from ..convert.problem import Problem
from .rows import NUL, UNSTORABLE, storable


def unstorable(document):
    """Return the ``Problem`` of a document that holds a character which cannot be stored, None for none."""
    for field, text in _texts(document):
        found = UNSTORABLE.search(text)
        if found:
            names = (getattr(document, name, "") for name in ("number", "code", "id"))
            name = storable(next(filter(None, names), ""))
            code = 0 if found[0] == NUL else ord(found[0])
            return Problem("unstorable", record=name, field=field, character=f"0x{code:02x}")
    return None


def _texts(part, path=""):
    """Yield ``(field, text)`` of every text in a document, however deep."""
    if isinstance(part, str):
        yield path, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _texts(value, f"{path} {key}".strip())
    elif isinstance(part, tuple):
        for value in part:
            yield from _texts(value, path)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _texts(getattr(part, field.name), path or field.name.replace("_", " "))
