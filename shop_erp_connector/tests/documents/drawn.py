"""Documents of any kind with any content, drawn from the annotations of their fields."""

import dataclasses
import types
import typing
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from ...remotes.documents import KINDS
from ...remotes.documents.base import WORDS

#: Fixed distances to UTC: a zone with summer time has hours that exist twice, which Python never calls equal.
ZONES = st.sampled_from([timezone(timedelta(minutes=minutes)) for minutes in (-480, -60, 0, 60, 345, 720)])

SCALARS = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    bool: st.booleans(),
    int: st.integers(-(10**9), 10**9),
    Decimal: st.decimals(-(10**9), 10**9, places=6) | st.decimals(-1000, 1000, allow_nan=False),
    datetime: st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=ZONES),
    date: st.dates(),
}


def documents():
    """Draw a document of any kind."""
    return st.one_of([of_class(cls) for cls in KINDS.values()])


def of_class(cls):
    """Draw a document or part of one class; each field may keep its default."""
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls) if field.name not in WORDS]
    return (
        st.fixed_dictionaries({}, optional={name: _values(hints[name]) for name in names})
        .map(lambda values: cls(**values))
        .filter(lambda part: not part.says_nothing)
    )


def _values(hint):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return st.one_of([st.none() if part is types.NoneType else _values(part) for part in arguments])
    if origin is tuple:
        return st.lists(_values(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(SCALARS[str], SCALARS[str].filter(bool), max_size=2)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    return st.deferred(lambda: of_class(hint)) if dataclasses.is_dataclass(hint) else SCALARS[hint]


def changed(value, change):
    """Return a document with ``change`` applied to every scalar in it, however deep."""
    if dataclasses.is_dataclass(value):
        return dataclasses.replace(
            value, **{field.name: changed(getattr(value, field.name), change) for field in dataclasses.fields(value)}
        )
    return tuple(changed(item, change) for item in value) if type(value) is tuple else change(value)
