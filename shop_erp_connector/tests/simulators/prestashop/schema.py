"""What a resource is made of, read from the tables of text in ``tables_*.py``.

A table has one line per field, in the order in which the webservice writes them::

    reference   text             max=64 isReference
    price       dec6             required isPrice
    unit_price  dec6             since=8

name, type, then flags. Types: ``id int bool dec2 dec3 dec6 text date time lang``, ``ref:RESOURCE`` (a link
unless the value is 0 or empty) and ``link:RESOURCE`` (always a link). Flags: ``required``; ``getter``
(computed, no filter); ``readonly`` (error 93 when sent); ``locked`` (said to be read-only, ignored when
sent); ``null`` (empty instead of 0); ``default=V`` (what the shop fills in when nothing is sent);
``since=V`` and ``until=V`` (not from that version on); ``max=N`` and the validator's name.

A line with a plus is an association: name, node, ``api=RESOURCE`` or ``virtual``, ``href=PATH`` of each row,
then the fields of a row, ``*`` required, ``!`` read-only, ``>RESOURCE`` a link::

    + categories category api=categories href=categories id*
"""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

ZERO_DATE = "0000-00-00"
ZERO_TIME = "0000-00-00 00:00:00"
EMPTY = {"text": "", "lang": "", "date": ZERO_DATE, "time": ZERO_TIME, "bool": "0", "int": "0", "id": "0"}


def version_tuple(text):
    """Return ``"8.2.1"`` as ``(8, 2, 1)``, to compare versions."""
    return tuple(int(part) for part in text.split("."))


def number(text):
    """Return a text as the database takes it for a number: its leading digits, or 0."""
    if isinstance(text, int | Decimal):
        return text
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    found = re.match(r"\s*-?\d+(\.\d+)?", str(text))
    return Decimal(found.group()) if found else Decimal(0)


@dataclass(frozen=True, slots=True)
class Field:
    """One element of an entity; see the module's docstring for types and flags."""

    name: str
    type: str
    resource: str = ""
    flags: frozenset = frozenset()
    max_size: int = 0
    validator: str = ""
    default: str | None = None
    since: tuple = ()
    until: tuple = ()

    @property
    def digits(self):
        """How many digits follow the dot, 0 for a field that is no decimal."""
        return int(self.type[3:]) if self.type.startswith("dec") else 0

    @property
    def numeric(self):
        """Whether the database compares the values as numbers."""
        return self.digits > 0 or self.type in ("id", "int", "bool", "ref", "link")

    @property
    def empty(self):
        """What is stored when nothing is given."""
        if self.default is not None:
            return self.default
        if "null" in self.flags:
            return ""
        if self.digits:
            return f"{Decimal(0):.{self.digits}f}"
        return EMPTY.get(self.type, "0")

    def stored(self, value):
        """Return a value of Python or of a request as the database gives it back."""
        if value is None or (value == "" and self.type != "text"):
            return self.empty
        if self.digits:
            return str(Decimal(number(value)).quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP))
        if self.numeric:
            return str(int(number(value)))
        return str(value)

    def exists_in(self, version):
        """Whether the field is there in this version (a tuple)."""
        return version >= self.since and (not self.until or version < self.until)


@dataclass(frozen=True, slots=True)
class SubField:
    """One element of a row of an association."""

    name: str
    resource: str = ""
    required: bool = False
    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Association:
    """A list of rows below ``<associations>``; ``href`` is the path before the row's id, "" for no link."""

    name: str
    node: str
    api: str = ""
    href: str = ""
    fields: tuple[SubField, ...] = ()

    @property
    def attributes(self):
        """The attributes of the list's element, as text."""
        kind = f'api="{self.api}"' if self.api else 'virtualEntity="true"'
        return f'nodeType="{self.node}" {kind}'


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of entity in one version.

    :param node: the element of one entity; ``nodes`` the element around a list
    :param model: the name in validation errors
    :param about: the description in the list of resources
    :param unsorted: the fields a list comes by when no sort is asked for, () for by id
    :param covering: ``unsorted`` holds for a list of chosen fields only
    :param refused: methods the resource does not know (error 101)
    """

    name: str
    node: str
    model: str
    about: str
    nodes: str = ""
    unsorted: tuple[str, ...] = ()
    covering: bool = False
    refused: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    associations: tuple[Association, ...] = ()
    by_name: dict = field(default_factory=dict)

    def association(self, name):
        """Return the association of this name or None."""
        return next((one for one in self.associations if one.name == name), None)


def _field(line):
    name, kind, *words = line.split()
    kind, _colon, resource = kind.partition(":")
    options = dict(word.split("=", 1) for word in words if "=" in word)
    validators = [word for word in words if re.match("[iI]s[A-Z]", word)]
    return Field(
        name=name,
        type=kind,
        resource=resource,
        flags=frozenset(words) - set(validators),
        max_size=int(options.get("max", 0)),
        validator=validators[0] if validators else "",
        default=options.get("default"),
        since=version_tuple(options["since"]) if "since" in options else (),
        until=version_tuple(options["until"]) if "until" in options else (),
    )


def _sub_field(word):
    word, _sign, resource = word.partition(">")
    return SubField(word.rstrip("*!"), resource, required=word.endswith("*"), readonly=word.endswith("!"))


def _association(line):
    _plus, name, node, *words = line.split()
    options = dict(word.split("=", 1) for word in words if "=" in word)
    fields = tuple(_sub_field(word) for word in words if "=" not in word and word != "virtual")
    return Association(name, node, options.get("api", ""), options.get("href", ""), fields)


@dataclass(frozen=True, slots=True)
class Table:
    """A resource in all versions: its options and its lines of text."""

    options: dict
    lines: tuple[str, ...]

    def at(self, version):
        """Return the ``Resource`` as it is in a version (a tuple)."""
        fields = [_field(line) for line in self.lines if not line.startswith("+")]
        fields = tuple(one for one in fields if one.exists_in(version))
        return Resource(
            fields=fields,
            associations=tuple(_association(line) for line in self.lines if line.startswith("+")),
            by_name={one.name: one for one in fields},
            **{"nodes": self.options["name"], **self.options},
        )


def table(name, node, model, about, text, **options):
    """Return a ``Table`` from its text; a line of six or more blanks goes on with the line before.

    The options are those of ``Resource``.
    """
    lines = tuple(line.strip() for line in re.sub(r"\n {6,}", " ", text).splitlines() if line.strip())
    return Table({"name": name, "node": node, "model": model, "about": about, **options}, lines)
