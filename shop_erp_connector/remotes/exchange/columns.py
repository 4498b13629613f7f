"""Which sets of flat rows a document is made of, and which columns each set has.

Nothing here is written down twice: the sets follow from the documents' own fields. A document is one row of its kind's
main set; a part of which there is one (an address) is columns of that row; parts of which there are many (lines) are
rows of a set of their own, tied by ``record`` and a number.

    orders               record, key, number …, billing_company, billing_street …, net, tax, gross
    order_lines          record, no, id, role, variant_id, quantity, tax_rate …
    order_line_taxes     record, parent_no, no, id, rate, amount
"""

import functools
from dataclasses import dataclass

from ..documents import KINDS, Customer, Document
from . import meanings
from .shapes import fields, inner_part, many_parts, shape

#: Name of the main set of each kind.
MAIN = {
    "category": "categories",
    "product": "products",
    "stock": "stock",
    "price": "prices",
    "customer": "customers",
    "order": "orders",
    "status": "statuses",
    "shipment": "shipments",
    "invoice": "invoices",
    "return": "returns",
    "lookup": "lookups",
}

#: Of a customer inside another document only what identifies the buyer; the rest is in the rows of the customer.
_NOT_IN_BUYER = frozenset(
    {
        "updated_at", "note", "addresses", "billing", "consents", "fields", "credit", "shop_ids", "group_ids",
        "newsletter", "invite", "is_blocked", "login", "website", "active",
        "removed_address_ids",
    }
)  # fmt: skip

#: Texts without a limit; all others hold at most 255 characters.
_LONG = frozenset(
    {
        "description", "short_description", "meta_description", "delivery_text", "availability", "note", "text", "url",
        "customer_note", "pdf_url", "pdf", "xml", "value", "detail", "tags", "category_ids", "related_codes",
        "accessory_codes", "tracking_url", "reason", "coupons", "image_ids", "legend",
        "removed_image_ids", "removed_category_ids",
    }
)  # fmt: skip

#: What a row must say, by class: an amount or quantity that nobody told is never taken for zero.
_REQUIRED = {
    "StockLevel": {"quantity"},
    "Component": {"quantity"},
    "Order": {"currency", "net", "tax", "gross"},
    "OrderLine": {"quantity", "net", "tax", "gross"},
    "AppliedTax": {"rate", "amount"},
    "OrderStatus": {"state_id"},
    "ShippedLine": {"quantity"},
    "Invoice": {"type", "number", "currency", "net", "tax", "gross", "state"},
    "Return": {"type", "currency"},
    "ReturnedLine": {"quantity"},
    "OpenInvoice": {"number", "open_amount"},
    "Consent": {"name", "given"},
    "Message": {"text"},
    "Lookup": {"type"},
}

#: A line with one tax tells it in its own row; only for several taxes there are rows of their own.
ONE_TAX = {"tax_id": "id", "tax_name": "name", "tax_rate": "rate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    :param type: what its values are: "text" (str), "number" (Decimal), "integer" (int), "date" (date), "time" (aware
        datetime) or "flag" (bool); empty is always None
    :param form: "plain"; "list": several texts in one, joined with ``|``; "translated": one text, or a JSON object of
        language and text; "choice": one of ``choices``
    :param path: where the value is in the set's part, () for columns that ``rows`` fills itself
    :param required: a row without it is refused
    :param length: most characters of a text, 0 without limit
    :param meaning: for people
    """

    name: str
    type: str = "text"
    form: str = "plain"
    path: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    length: int = 255
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSet:
    """One kind of rows: a file, or a table.

    :param kind: the document's kind; ``part`` the class whose fields the columns hold
    :param parent: the set of the rows that these belong to, None for a main set
    :param path: where the parts are in a part of the parent set
    :param keys: the columns that tie rows together: ``record``, then ``parent_no`` and ``no`` as deep as needed
    """

    name: str
    kind: str
    part: type
    parent: "RowSet | None" = None
    path: tuple[str, ...] = ()
    keys: tuple[Column, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def all_columns(self):
        """Return keys and columns, in the order of a file's header."""
        return self.keys + self.columns

    @property
    def by_name(self):
        """Return ``{name: column}`` of all columns."""
        return _by_name(self.name)

    @property
    def depth(self):
        """Return 0 for a main set, 1 for its children, 2 for theirs."""
        return 0 if self.parent is None else self.parent.depth + 1


@functools.cache
def _by_name(set_name):
    return {column.name: column for column in SETS[set_name].all_columns}


def _layout(kind):
    """Return the sets of a kind, parents before their children."""
    cls = KINDS[kind]
    keys = (
        _key("record", required=kind not in ("stock", "price", "lookup")),
        Column(name="operation", form="choice", choices=("", "U", "D"), length=1, meaning=meanings.KEYS["operation"]),
        Column(name="updated_at", type="time", path=("updated_at",), meaning=meanings.KEYS["updated_at"]),
    )
    main = RowSet(name=MAIN[kind], kind=kind, part=cls, keys=keys, columns=tuple(_columns(cls)))
    return (main, *_children(main, cls))


def _children(parent, cls, path=()):
    """Yield the sets of the parts of which there are many, and their children after each."""
    for name in fields(cls):
        inner, many = inner_part(cls, name), many_parts(cls, name)
        if inner is not None and not issubclass(inner, Document):
            yield from _children(parent, inner, (*path, name))
        if many is not None:
            keys = [_key("record", required=True), _key("no", required=False)]
            if parent.depth:
                keys.insert(1, _key("parent_no", required=True))
            child = RowSet(
                name="_".join((_singular(parent), *path, name)),
                kind=parent.kind,
                part=many,
                parent=parent,
                path=(*path, name),
                keys=tuple(keys),
                columns=tuple(_columns(many)),
            )
            yield child
            yield from _children(child, many)


def _columns(cls, prefix="", path=()):
    """Yield a column for every field that holds one value, also of the parts inside."""
    for name in fields(cls):
        if _is_left_out(cls, name, path):
            continue
        inner = inner_part(cls, name)
        if inner is not None:
            yield from _columns(inner, f"{prefix}{name}_", (*path, name))
            continue
        found = shape(cls, name)
        if found is None:
            continue
        value_type, form, choices = found
        yield Column(
            name=prefix + name,
            type=value_type,
            form=form,
            choices=choices,
            path=(*path, name),
            required=not path and name in _REQUIRED.get(cls.__name__, ()),
            length=0 if name in _LONG else 255,
            meaning=meanings.of(cls, name, prefix),
        )
    if not path and "taxes" in fields(cls):
        yield from _one_tax()


def _one_tax():
    for name in ONE_TAX:
        yield Column(name=name, type="number" if name == "tax_rate" else "text", meaning=meanings.KEYS[name])


def _is_left_out(cls, name, path):
    """A document's own id is in the column ``record``; a buyer inside a document has less to tell."""
    if not path:
        return issubclass(cls, Document) and name in ("id", "updated_at")
    return issubclass(cls, Customer) and name in _NOT_IN_BUYER


def _key(name, *, required):
    number = name != "record"
    return Column(
        name=name, type="integer" if number else "text", required=required, length=120, meaning=meanings.KEYS[name]
    )


def _singular(row_set):
    return row_set.kind if row_set.parent is None else row_set.name.removesuffix("s")


#: {kind: its sets, the main one first, parents before children}
LAYOUTS = {kind: _layout(kind) for kind in MAIN}

#: {name: set} of all kinds.
SETS = {row_set.name: row_set for layout in LAYOUTS.values() for row_set in layout}
