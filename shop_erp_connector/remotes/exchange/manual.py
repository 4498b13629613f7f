"""The parts of docs/exchange.md that follow from the code, as Markdown: columns, and what the rows of tables carry."""

from . import staging
from .columns import LAYOUTS

#: Between these lines of docs/exchange.md stands what ``columns()`` returns; a test compares them.
BEGIN, END = "<!-- columns: begin -->", "<!-- columns: end -->"

#: The same for ``tables()``.
TABLES_BEGIN, TABLES_END = "<!-- tables: begin -->", "<!-- tables: end -->"

_TYPES = {"text": "text", "number": "number", "integer": "whole number", "date": "date", "time": "time", "flag": "1/0"}
_FORMS = {"list": "list", "translated": "text per language"}


def tables():
    """Return the states of rows, and the columns that every main table begins with."""
    lines = ["| row_state | | meaning | may become |", "|---|---|---|---|"]
    for state, (name, meaning, following) in staging.STATES.items():
        lines.append(f"| {state} | {name} | {meaning} | {', '.join(map(str, following)) or '–'} |")
    lines += ["", "| column | meaning |", "|---|---|"]
    lines += [f"| {field.name} | {meaning} |" for field, meaning in staging.ENVELOPE]
    lines += ["", "| column of a file | in a table |", "|---|---|"]
    lines += [f"| {name} | {staging.RENAMED[name]} |" for name in sorted(staging.RENAMED)]
    return "\n".join(lines) + "\n"


def columns():
    """Return a table of columns for each set of each kind."""
    return "\n".join(_section(kind, layout) for kind, layout in LAYOUTS.items())


def _section(kind, layout):
    lines = [f"### {kind}", ""]
    for row_set in layout:
        lines += [f"**{row_set.name}**{_place(row_set)}", "", "| column | | type | meaning |", "|---|---|---|---|"]
        lines += [
            f"| {column.name} | {'M' if column.required else ''} | {_type(column)} | {_meaning(column)} |"
            for column in row_set.all_columns
        ]
        lines.append("")
    return "\n".join(lines)


def _place(row_set):
    if row_set.parent is None:
        return " – one row per record"
    return f" – any number of rows per row of {row_set.parent.name}"


def _type(column):
    name = _FORMS.get(column.form, _TYPES[column.type])
    if name == "text" and column.length and column.form == "plain":
        return f"text {column.length}"
    return name


def _meaning(column):
    choices = [choice for choice in column.choices if choice]
    listed = f" One of: {', '.join(choices)}." if choices and column.name != "operation" else ""
    return (column.meaning + listed).replace("|", "\\|")
