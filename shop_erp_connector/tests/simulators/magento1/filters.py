"""What list calls make of their filters, mistakes included.

Each field has one condition. A second one on the same field counts only where the two are "from" and "to"; of all
others the first is taken and the rest is passed over without a word. A condition that nobody knows is true of nothing.
"""

import re
from decimal import Decimal, InvalidOperation

from .store import amount


def conditions(filters):
    """Return ``{field: {operator: value}}`` of v2's two lists, or of v1's map."""
    found = {}
    filters = filters or {}
    if not ("filter" in filters or "complex_filter" in filters):  # v1
        for field, value in filters.items():
            found[field] = value if isinstance(value, dict) else {"eq": value}
        return found
    for entry in filters.get("filter") or ():
        found.setdefault(entry["key"], {"eq": entry["value"]})
    for entry in filters.get("complex_filter") or ():
        inner = entry.get("value") or {}
        found.setdefault(entry["key"], {}).setdefault(inner.get("key", ""), inner.get("value", ""))
    return found


def selected(rows, filters, columns, unknown):
    """Return the rows that a call with these filters answers.

    :param columns: ``{field as asked: field of a row}``, or fields that are called alike
    :param unknown: function of a field that nobody knows, which raises the fault
    """
    for field, asked in conditions(filters).items():
        if field not in columns:
            unknown(field)
        column = columns[field]
        rows = [row for row in rows if _fits(row.get(column), asked)]
    return rows


def _fits(value, asked):
    if "from" in asked or "to" in asked:
        return all(
            _compare(value, asked[side], wanted)
            for side, wanted in (("from", (0, 1)), ("to", (-1, 0)))
            if side in asked
        )
    operator, wanted = next(iter(asked.items()))
    return _OPERATORS.get(operator, lambda _value, _wanted: False)(value, wanted)


def _compare(value, wanted, results):
    """Compare as MySQL does: numbers as numbers, dates and all else as text; NULL with nothing."""
    if value is None or wanted is None:
        return False
    first, second = _number(value), _number(wanted)
    if first is None or second is None:
        first, second = _text(value), _text(wanted)
    return (first > second) - (first < second) in results


def _number(value):
    if isinstance(value, bool):
        return Decimal(int(value))
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _text(value):
    return (amount(value) if isinstance(value, Decimal) else str(value)).casefold()


def _like(value, pattern):
    if value is None:
        return False
    parts = [re.escape(part) for part in str(pattern).split("%")]
    return re.fullmatch(".*".join(parts), str(value), re.IGNORECASE | re.DOTALL) is not None


def _within(value, wanted):
    listed = wanted if isinstance(wanted, list) else str(wanted).split(",")
    return any(_compare(value, one, (0,)) for one in listed)


_OPERATORS = {
    "eq": lambda value, wanted: _compare(value, wanted, (0,)),
    "neq": lambda value, wanted: value is not None and not _compare(value, wanted, (0,)),
    "gt": lambda value, wanted: _compare(value, wanted, (1,)),
    "lt": lambda value, wanted: _compare(value, wanted, (-1,)),
    "gteq": lambda value, wanted: _compare(value, wanted, (0, 1)),
    "moreq": lambda value, wanted: _compare(value, wanted, (0, 1)),
    "lteq": lambda value, wanted: _compare(value, wanted, (-1, 0)),
    "like": _like,
    "nlike": lambda value, wanted: value is not None and not _like(value, wanted),
    "in": _within,
    "nin": lambda value, wanted: value is not None and not _within(value, wanted),
    "null": lambda value, _wanted: value is None,
    "notnull": lambda value, _wanted: value is not None,
}
