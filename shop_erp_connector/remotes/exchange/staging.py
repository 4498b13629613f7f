"""The staging tables: for each set of rows one table in each direction, with a state in every row.

    e2h_products …   the ERP writes, the hub reads
    h2e_orders …     the hub writes, the ERP reads and answers in the same row

A main table has the columns of ``ENVELOPE`` before those of its set; the table of a child set ties its rows to the
main row by ``row_id``. Rows are written and become *ready* in one transaction, lines included; where somebody cannot
do that, the main row is *building* until its lines are there.
"""

from dataclasses import replace

from ..transport.layouts import Field, Layout, ddl
from .columns import LAYOUTS

#: Directions: from the ERP to the hub, and from the hub to the ERP.
IN, OUT = "e2h", "h2e"

BUILDING, READY, TAKEN, DONE, RETRY, FAILED, SUPERSEDED, CANCELLED = -1, 0, 1, 2, 3, 4, 5, 9

#: {state: (name, what it means, what it may become)}
STATES = {
    BUILDING: ("building", "the writer is still adding lines; nobody reads the row", (READY,)),
    READY: ("ready", "complete, to be taken", (TAKEN, SUPERSEDED, CANCELLED)),
    TAKEN: ("taken", "somebody works on it (taken_by, since taken_at)", (DONE, RETRY, FAILED, READY)),
    DONE: ("done", "the reader has it: erp_key and erp_number are its answer", ()),
    RETRY: ("retry", "did not work, will be tried again at next_try_at", (TAKEN, SUPERSEDED, FAILED)),
    FAILED: ("failed", "refused for good: error_text says why; a person may set it to ready again", (READY, CANCELLED)),
    SUPERSEDED: ("superseded", "a newer row of the same record was there before anybody took this one", ()),
    CANCELLED: ("cancelled", "taken out by a person", ()),
}

#: What a main row carries besides its set's columns: (column, meaning).
ENVELOPE = (
    (Field(name="row_id", type="counter"), "Counts the rows in the order of writing; never used twice."),
    (Field(name="row_state", type="whole", required=True, default=READY), "State of the row, see above."),
    (
        Field(name="version", type="whole", required=True, default=1),
        "Grows with each change of the same record; of rows with the same version the later one counts.",
    ),
    (Field(name="msg_uid", length=36), "Names the message, never twice (the hub always fills it)."),
    (Field(name="content_hash", length=64), "SHA-256 of the content (filled by the hub)."),
    (Field(name="attempts", type="whole", required=True, default=0), "How often the row was taken."),
    (Field(name="next_try_at", type="time"), "In state retry: not before this time (UTC)."),
    (Field(name="taken_by", length=60), "Who took it."),
    (Field(name="taken_with", length=36), "Which taking: all rows taken together carry the same."),
    (Field(name="taken_at", type="time"), "When it was taken (UTC)."),
    (Field(name="queued_at", type="time", default="now"), "When the row was written; filled by the database."),
    (Field(name="done_at", type="time"), "When it was done, failed or superseded (UTC)."),
    (Field(name="error_code", length=40), "Short word for the error: UNKNOWN_SKU, CREDIT_LIMIT …"),
    (Field(name="error_field", length=80), "The column at fault."),
    (Field(name="error_text", length=500), "The error in words for people."),
    (Field(name="erp_key", length=120), "Answer: the reader's own key of what it made of the row."),
    (Field(name="erp_number", length=120), "Answer: the number that people quote."),
)

#: Codes and the like: shorter than names, so that a row of an order fits into every database.
_SHORT_NAMES = {
    "id", "key", "code", "number", "zip", "country", "currency", "language", "phone", "mobile", "vat", "state", "lot",
    "unit", "series", "barcode", "type", "role", "reference", "term", "territory", "entity", "option",
}  # fmt: skip
SHORT = 120

#: A text that may be there in several languages at once.
TRANSLATED = 2000

#: Words that some database reserves: such a column has another name in a table than in a file.
RENAMED = {"key": "hub_key", "no": "line_no", "option": "option_name", "position": "position_no", "value": "value_text"}


#: Firebird's names have 31 letters.
_SHORTENED = {"product_variant_attributes": "product_attributes"}

_ORIGINAL = {new: old for old, new in RENAMED.items()}


def table_name(direction, set_name):
    """Return the name of a set's table: "h2e_orders"."""
    return f"{direction}_{_SHORTENED.get(set_name, set_name)}"


def layouts(kind, direction):
    """Return the layouts of a kind's tables, the main one first."""
    main, *children = LAYOUTS[kind]
    return (
        Layout(
            name=table_name(direction, main.name),
            fields=(
                *(_of_envelope(field, direction) for field, _meaning in ENVELOPE),
                *(_field(column) for column in _columns(main)),
            ),
            key=("row_id",),
            unique=(("msg_uid",), ("record", "version")) if direction == OUT else (),
            indexes=(("row_state", "row_id"), *(((*identity(kind), "version", "row_id"),) if direction == IN else ())),
        ),
        *(_child(child, main, direction) for child in children),
    )


def script(database):
    """Return the file of ``docs/exchange`` for a kind of database: all statements, each with a semicolon."""
    head = (
        "-- Tables of the exchange between hub and ERP; what they mean: ../exchange.md.",
        "-- e2h_…: the ERP writes, the hub reads. h2e_…: the hub writes, the ERP reads and answers.",
        "-- A kind of record that is not exchanged needs no tables.",
    )
    return "\n".join((*head, "", *(f"{statement};\n" for statement in statements(database))))


def message_rows(kind, direction, message):
    """Return ``{set name: rows}`` of a ``rowqueue.Message``, with the columns' names in sets."""
    main, *below = LAYOUTS[kind]
    rows = {main.name: [_renamed(message.head)]}
    for row_set in below:
        rows[row_set.name] = [_renamed(row) for row in message.rows.get(table_name(direction, row_set.name), ())]
    return rows


def every_layout():
    """Return the layouts of all tables; lists of codes go one way only."""
    kinds = [(kind, direction) for direction in (IN, OUT) for kind in LAYOUTS if (kind, direction) != ("lookup", OUT)]
    return [layout for kind, direction in kinds for layout in layouts(kind, direction)]


def identity(kind):
    """Return the columns that together name a record: codes of different lists may be alike."""
    return ("type", "record") if kind == "lookup" else ("record",)


def statements(database):
    """Return the statements that create all tables in a kind of database (see ``transport.databases.KINDS``)."""
    return ddl(every_layout(), database)


def _of_envelope(field, direction):
    """The hub names every message; an ERP need not."""
    return replace(field, required=True) if direction == OUT and field.name == "msg_uid" else field


def column_name(name):
    """Return what a column of a set is called in a table."""
    return RENAMED.get(name, name)


def _renamed(row):
    return {_ORIGINAL.get(name, name): value for name, value in row.items()}


def _child(row_set, main, direction):
    key = ("row_id", "line_no") if row_set.depth == 1 else ("row_id", "parent_no", "line_no")
    return Layout(
        name=table_name(direction, row_set.name),
        fields=(Field(name="row_id", type="counter"), *(_field(column) for column in _columns(row_set))),
        key=key,
        parent=table_name(direction, main.name),
    )


def _columns(row_set):
    """Return the columns of a set; in a child's table ``row_id`` stands for the record."""
    return [column for column in row_set.all_columns if row_set.depth == 0 or column.name != "record"]


def _field(column):
    name, kind = column_name(column.name), _TYPES.get(column.type, column.type)
    if kind != "text":
        return Field(name=name, type=kind)
    if not column.length:
        return Field(name=name, type="long")
    if column.form == "translated":
        return Field(name=name, length=TRANSLATED)
    is_short = column.name.split("_")[-1] in _SHORT_NAMES or column.form == "choice"
    length = min(column.length, SHORT) if is_short else column.length
    return Field(name=name, length=length, required=name == "record")


_TYPES = {"integer": "whole"}
