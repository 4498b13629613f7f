"""Cells of a file ⇄ typed values of rows: which columns a file must have, and what its texts mean in its dialect."""

from ..transport.dialects import NEUTRAL, BadValue
from ..transport.rowfiles import Unreadable
from .columns import LAYOUTS
from .rows import InvalidRow

#: Columns of the partner's own that nobody here looks at begin so.
FOREIGN = "x_"


def check_header(row_set, names):
    """Refuse a file whose columns are not those of its set.

    A column that is not known may be a known one misspelt: it is never passed over in silence.

    :raises Unreadable: naming the columns
    """
    known = row_set.by_name
    unknown = sorted(name for name in names if name not in known and not name.startswith(FOREIGN))
    if unknown:
        message = (
            f"{row_set.name} has no column {', '.join(unknown)}. Correct it, or let its name begin with {FOREIGN}."
        )
        raise Unreadable(message)
    missing = sorted(name for name, column in known.items() if column.required and name not in names)
    if missing:
        raise Unreadable(f"{row_set.name} lacks the column {', '.join(missing)}.")


def typed(raw, row_set, dialect):
    """Return a row's cells as typed values, without the columns that are the partner's own.

    :raises InvalidRow: a text is no value of its column
    """
    columns, row = row_set.by_name, {}
    for name, cell in raw.cells.items():
        if cell == "" and name in columns:
            continue
        column = columns.get(name)
        if column is None:
            if not name.startswith(FOREIGN):
                raise InvalidRow(f"There is no column {name}.", set_name=row_set.name, column=name)
            continue
        if type(cell) is not str:  # JSON knows numbers and booleans itself
            row[name] = cell
            continue
        try:
            value = dialect.value(column.type, cell)
        except BadValue as exc:
            raise InvalidRow(f"{name}: {exc}.", set_name=row_set.name, column=name) from None
        if value is not None:
            row[name] = value
    return row


def nested(raw, row_set, dialect):
    """Return ``{set name: typed rows}`` of a record that holds its sets, with the keys that tie them together."""
    rows = {}
    _collect(rows, raw, row_set, dialect, {})
    return rows


def _collect(rows, raw, row_set, dialect, keys):
    row = typed(raw, row_set, dialect) | keys
    rows.setdefault(row_set.name, []).append(row)
    below = {child.name: child for child in LAYOUTS[row_set.kind] if child.parent is row_set}
    for name, raws in raw.sets.items():
        if name not in below:
            raise InvalidRow(f"There is no set {name} in {row_set.name}.", set_name=row_set.name, column=name)
        above = {"record": row.get("record")}
        if row_set.parent is not None:
            above["parent_no"] = row["no"]
        for place, inner in enumerate(raws, 1):
            number = {} if "no" in inner.cells else {"no": place}
            _collect(rows, inner, below[name], dialect, above | number)


def texts(row, row_set, dialect=NEUTRAL):
    """Return a typed row as texts."""
    columns = row_set.by_name
    return {name: dialect.text(columns[name].type, value) for name, value in row.items()}


def record_of_sets(rows, dialect=NEUTRAL):
    """Return ``to_rows()`` of a document as one nested record of texts, for formats that can hold sets."""
    layout = LAYOUTS_BY_MAIN[next(name for name in rows if name in LAYOUTS_BY_MAIN)]
    return _record(rows, layout, layout[0], rows[layout[0].name][0], dialect)


def _record(rows, layout, row_set, row, dialect):
    record = texts(row, row_set, dialect)
    for child in (child for child in layout if child.parent is row_set):
        own = [inner for inner in rows.get(child.name, ()) if inner.get("parent_no") in (None, row.get("no"))]
        if own:
            record[child.name] = [_record(rows, layout, child, inner, dialect) for inner in own]
    return record


#: {name of the main set: its layout}
LAYOUTS_BY_MAIN = {layout[0].name: layout for layout in LAYOUTS.values()}
