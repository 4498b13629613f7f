"""Documents ⇄ rows: one document is a row of its main set and rows of the sets below it.

A row is a dict of column names and typed values (see ``Column.type``); None, or no entry at all, is an empty cell. An
empty cell means the field's default, never a zero that nobody wrote: amounts and quantities are required.
"""

import functools
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from ..documents import KINDS, AppliedTax, InvalidDocument, Variant
from ..documents.base import Told
from .columns import LAYOUTS, ONE_TAX, SETS
from .shapes import inner_part

_TYPES = {"text": str, "number": Decimal, "integer": int, "date": date, "time": datetime, "flag": bool}

#: What each type of value is called in a sentence for people.
WORDS = {
    "text": "a text",
    "number": "a number",
    "integer": "a whole number",
    "date": "a date",
    "time": "a date with time",
    "flag": "1 or 0",
}


class InvalidRow(ValueError):
    """Rows that make no document.

    :param message: one sentence for people
    :param set_name, column: where, as far as known
    :param no: number of the row in its record, None for a main row
    """

    def __init__(self, message, *, set_name="", column="", no=None):
        super().__init__(message)
        self.message = message
        self.set_name = set_name
        self.column = column
        self.no = no


#: Kinds whose fields people clear.
CLEARABLE = frozenset({"category", "product", "customer"})


def record_of(document):
    """Return what names a document in rows, "" when nothing does.

    The remote's id; before there is one the hub's key, or what people know the record by.
    """
    names = _NAMING.get(document.KIND, ())
    found = document.id or next((value for value in (getattr(document, name) for name in names) if value), "")
    return found or _composed(document)


#: What names a document without id, best first.
_NAMING = {
    "category": ("code",),
    "product": ("code",),
    "customer": ("code", "email"),
    "order": ("key", "number"),
    "shipment": ("key", "number"),
    "invoice": ("key", "number"),
    "return": ("key", "number"),
}

#: What together names a document without id.
_COMPOSED = {
    "stock": ("location_id", "lot"),
    "price": ("table_id", "group_id", "customer_id", "currency", "minimum_quantity", "starts_at", "ends_at", "country"),
    "lookup": ("code",),
}


def _composed(document):
    if document.KIND not in _COMPOSED:
        return ""
    values = [getattr(document, name) for name in _COMPOSED[document.KIND]]
    texts = [value.isoformat() if isinstance(value, datetime) else str(value or "") for value in values]
    if document.KIND == "lookup":
        first = document.type
    else:
        first = document.variant_id or document.product_id
        first = first or (document.code if document.KIND == "stock" else document.category_id)
    return "/".join((first, *texts)).rstrip("/") if first else ""


def to_rows(document):
    """Return ``{set name: rows}`` of a document; the main set has exactly one row, sets without rows are left out.

    :raises InvalidRow: nothing names the document
    """
    record = record_of(document)
    main = LAYOUTS[document.KIND][0]
    if not record:
        raise InvalidRow(f"This {document.KIND} has no id, key or code that names it.", set_name=main.name)
    rows = {}
    _add_rows(rows, main.name, document, {"record": record})
    return rows


def _add_rows(rows, set_name, part, keys):
    row = dict(keys)
    for name, path, encode in _columns_to_write(set_name):
        value = functools.reduce(_attribute, path, part)
        if value not in (None, "", (), {}):
            row[name] = encode(value) if encode else value
    one_tax = _one_tax(part)
    if one_tax:
        row |= {name: value for name, value in one_tax.items() if value != ""}
    rows.setdefault(set_name, []).append(row)
    for child in _children(set_name):
        if one_tax and child.part is AppliedTax:
            continue
        above = {"record": keys["record"]} | ({"parent_no": keys["no"]} if "no" in keys else {})
        parts = functools.reduce(_attribute, child.path, part) or ()
        for no, inner in enumerate(parts, 1):
            _add_rows(rows, child.name, inner, above | {"no": no})


def _one_tax(part):
    """Return the columns of a line's only tax, {} where it has none, several, or one that is not all of its tax."""
    taxes = getattr(part, "taxes", ())
    if len(taxes) != 1 or taxes[0].amount != part.tax:
        return {}
    return {name: getattr(taxes[0], field) for name, field in ONE_TAX.items()}


def from_rows(kind, rows):
    """Return the document that rows make; ``{set name: rows}``, exactly one of the main set.

    :raises InvalidRow: with the set, the column and the number of the row that is wrong
    """
    main, *below = LAYOUTS[kind]
    ((row),) = rows[main.name]
    if main.by_name["record"].required and not row.get("record"):
        raise InvalidRow("record is missing.", set_name=main.name, column="record")
    children = {child.name: _numbered(rows.get(child.name, ()), child) for child in below}
    values = _values(main, row, children, None)
    values["id"] = row.get("record") or ""
    try:
        document = _completed(KINDS[kind], values)
    except InvalidDocument as exc:
        raise InvalidRow(f"{exc}.", set_name=main.name) from None
    _refuse_orphans(below, children)
    return document


def with_untold(document, columns, sets):
    """Return a document that names the fields of which its rows do not speak: a cell that is empty does.

    :param columns: names of the main set's columns that are there; ``sets`` of the sets below
    """
    if document.KIND not in CLEARABLE:
        return document
    main, *below = LAYOUTS[document.KIND]
    absent = [column.path for column in main.columns if column.path and column.name not in columns]
    absent += [child.path for child in below if child.parent is main and child.name not in sets]
    own = tuple(path[0] for path in absent if len(path) == 1 and path[0] != "variants")
    changes = {"untold": own}
    for name in {path[0] for path in absent if len(path) == 2}:
        part = getattr(document, name)
        if isinstance(part, Told):
            untold = tuple(path[1] for path in absent if len(path) == 2 and path[0] == name)
            changes[name] = replace(part, untold=untold)
    return replace(document, **changes)


def is_deletion(row):
    """Return whether a main row says that its record is gone."""
    return row.get("operation") == "D"


def _completed(cls, values):
    """Build a document; fill in what a record with one form only need not say twice."""
    if cls.KIND == "product" and not values.get("variants"):
        own = {name: values[name] for name in ("id", "code", "barcode", "weight", "cost") if values.get(name)}
        values["variants"] = (Variant(**own),)
    if cls.KIND in ("stock", "price") and values.get("product_id") and not values.get("variant_id"):
        values["variant_id"] = values["product_id"]
    if cls.KIND == "price" and not {"amount", "surcharge", "discount_percent", "discount_amount"} & values.keys():
        raise InvalidRow("The price has neither an amount nor a discount.", set_name="prices", column="amount")
    if not values["id"]:
        values["id"] = record_of(cls(**values))
    if not values["id"]:
        name = LAYOUTS[cls.KIND][0].name
        raise InvalidRow("The row has no record, and nothing else that names it.", set_name=name, column="record")
    return cls(**values)


def _numbered(rows, row_set):
    """Return ``{parent number: [(number, row)]}``; rows without a number count as they come."""
    found = {}
    for row in rows:
        siblings = found.setdefault(_whole(row, "parent_no", row_set), [])
        no = _whole(row, "no", row_set) or len(siblings) + 1
        if any(no == other for other, _row in siblings):
            raise InvalidRow(f"Number {no} is there twice.", set_name=row_set.name, column="no", no=no)
        siblings.append((no, row))
    return found


def _whole(row, name, row_set):
    value = row.get(name)
    if value is not None and type(value) is not int:
        raise InvalidRow(f"{name} must be a whole number.", set_name=row_set.name, column=name)
    if value is None and name == "parent_no" and name in row_set.by_name:
        raise InvalidRow("parent_no is missing.", set_name=row_set.name, column=name)
    return value


def _values(row_set, row, children, no):
    """Return the field values of a row's part, with the parts below it."""
    values = {}
    for name, path, check, decode in _columns_to_read(row_set.name):
        value = row.get(name)
        if value is None or value == "":
            if check.required:
                raise InvalidRow(f"{name} is missing.", set_name=row_set.name, column=name, no=no)
            continue
        _put(values, path, _decoded(value, check, decode, row_set, no))
    for child in _children(row_set.name):
        below = children[child.name].pop(no if row_set.parent else None, ())
        parts = tuple(
            _built(child.part, _values(child, child_row, children, child_no)) for child_no, child_row in below
        )
        if child.part is AppliedTax:
            parts = parts or _told_in_line(row, values, row_set, no)
        if parts:
            _put(values, child.path, parts)
    return _with_parts(row_set.part, values)


def _decoded(value, column, decode, row_set, no):
    if column.type == "number" and type(value) is int:
        value = Decimal(value)
    if type(value) is not _TYPES[column.type]:
        message = f"{column.name} must be {WORDS[column.type]}, not {str(value)[:40]!r}."
        raise InvalidRow(message, set_name=row_set.name, column=column.name, no=no)
    if column.choices and value not in column.choices:
        wanted = ", ".join(choice for choice in column.choices if choice)
        message = f"{column.name} cannot be {value[:40]!r}; it is one of {wanted}."
        raise InvalidRow(message, set_name=row_set.name, column=column.name, no=no)
    if decode is None:
        return value
    try:
        return decode(value)
    except ValueError as exc:
        message = f"{column.name} is not understood: {exc}."
        raise InvalidRow(message, set_name=row_set.name, column=column.name, no=no) from None


def _told_in_line(row, values, row_set, no):
    """Return the only tax of a line as its own row tells it; a tax that nobody names is an error."""
    told = {field: row[name] for name, field in ONE_TAX.items() if row.get(name) not in (None, "")}
    if not told:
        if values.get("tax"):
            message = "The line has tax, but nothing says which: tax_rate is empty and there are no rows of taxes."
            raise InvalidRow(message, set_name=row_set.name, column="tax_rate", no=no)
        return ()
    if type(told.get("rate")) not in (Decimal, int):
        raise InvalidRow("tax_rate is missing.", set_name=row_set.name, column="tax_rate", no=no)
    told["rate"] = Decimal(told["rate"])
    return (AppliedTax(**told, amount=values.get("tax", Decimal(0))),)


def _refuse_orphans(below, children):
    for child in below:
        for parent_no, rows in children[child.name].items():
            no = rows[0][0]
            message = f"Row {no} of {child.name} belongs to number {parent_no}, which is not there."
            raise InvalidRow(message, set_name=child.name, column="parent_no", no=no)


def _put(values, path, value):
    *outer, last = path
    for name in outer:
        values = values.setdefault(name, {})
    values[last] = value


def _with_parts(cls, values):
    """Build the parts inside; the outermost is left to the caller."""
    for name, value in values.items():
        inner = inner_part(cls, name)
        if inner is not None:
            values[name] = _built(inner, _with_parts(inner, value))
    return values


def _built(cls, values):
    try:
        return cls(**values)
    except InvalidDocument as exc:
        raise InvalidRow(f"{exc}.") from None


def _attribute(part, name):
    return None if part is None else getattr(part, name)


@functools.cache
def _children(set_name):
    row_set = SETS[set_name]
    return tuple(child for child in LAYOUTS[row_set.kind] if child.parent is row_set)


@functools.cache
def _columns_to_write(set_name):
    return tuple((column.name, column.path, _ENCODE.get(column.form)) for column in _told(set_name))


@functools.cache
def _columns_to_read(set_name):
    return tuple((column.name, column.path, column, _DECODE.get(column.form)) for column in _told(set_name))


def _told(set_name):
    return [column for column in SETS[set_name].all_columns if column.path]


def _joined(values):
    """Return a list as text; a lone backslash is the list of one empty text."""
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values) or "\\"


def _split(text):
    """Return the texts of a list; ``\\|`` and ``\\\\`` stand for the signs themselves."""
    values, current, signs = [], "", iter(text)
    for sign in signs:
        if sign == "\\":
            current += next(signs, "")
        elif sign == "|":
            values.append(current)
            current = ""
        else:
            current += sign
    return (*values, current)


def _from_languages(texts):
    (language,) = texts if len(texts) == 1 else ("several",)
    if language == "" and not texts[""].startswith("{") and texts[""]:
        return texts[""]
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def _to_languages(text):
    if not text.startswith("{"):
        return {"": text}
    texts = json.loads(text)
    if not all(type(value) is str for value in texts.values()):
        raise ValueError("every language needs a text")
    return texts


_ENCODE = {"list": _joined, "translated": _from_languages}
_DECODE = {"list": _split, "translated": _to_languages}
