"""What every document is: frozen, exact, hashable by field group, and storable as JSON.

A field's *group* says which part of a record it belongs to (identity, text, price, stock, address …). Digests are
kept per group, so that a changed price is told from a changed text. ``id``, ``updated_at`` and ``read_at`` name and
date a document; they are not its content and never enter a digest.

Nothing is said by a field that is empty: it may not be known. Two lists tell the difference where it counts, see
``Told``; a text that is empty in one language (``{"pt": ""}``) and a user field without a value are such words of one
exchange, too. None of this enters a digest: once both sides agree, empty is empty.
"""

import dataclasses
import functools
import hashlib
import json
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal

IDENTITY, TEXT, PRICE, STOCK, IMAGES, CATEGORIES = "identity", "text", "price", "stock", "images", "categories"
ADDRESS, LINES, PAYMENT, STATE, TOTALS = "address", "lines", "payment", "state", "totals"

#: Words about fields, see ``Told``; they are no content of a record.
WORDS = frozenset({"emptied", "untold"})

_NOT_CONTENT = frozenset({"id", "updated_at", "read_at"}) | WORDS


class InvalidDocument(ValueError):
    """A document was built or stored with a value its type forbids (a float, a naive time, a wrong class)."""


def grouped(group, **options):
    """Declare a dataclass field that belongs to the field group ``group``; other options as for ``field()``."""
    return dataclasses.field(metadata={"group": group}, **options)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a document (an address, a line) that has no life of its own."""

    def __post_init__(self):
        _check(self)

    @property
    def says_nothing(self):
        """Return whether the part might as well not be there: it is neither stored nor part of a digest."""
        return False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told(Part):
    """A part that can say of a field that it is empty, or that it does not speak of it.

    :param emptied: names of fields that both sides had agreed on and the hub has no value for any more: the remote
        empties them. A field that is empty and not named here is left alone
    :param untold: names of fields of which one side has never spoken: the remote, in what is read (it does not keep
        them); the hub, in what was agreed (it did not take them). They stay as the other side has them
    """

    emptied: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    untold: tuple[str, ...] = dataclasses.field(default=(), compare=False)

    @classmethod
    def group_of(cls, name):
        """Return the field group that a field belongs to; "" for one that goes with the part it is of."""
        return cls.__dataclass_fields__[name].metadata.get("group", "")

    def tells(self, name):
        """Return whether a field is to be written: it has a value, or it is told to be empty.

        Texts that are ``{language: text}`` tell by having a language, be its text empty.
        """
        return getattr(self, name) not in (None, "", (), {}) or name in self.emptied


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Document(Told):
    """One record as the hub speaks of it.

    :param id: the remote's own id as text; "" for a record that the remote does not know yet
    :param updated_at: last change by the remote's clock, in UTC; None where the remote does not tell
    """

    KIND: typing.ClassVar[str] = ""
    VERSION: typing.ClassVar[int] = 1

    id: str = ""
    updated_at: datetime | None = None

    def digest(self):
        """Return a stable hash of the whole content; equal documents of any age hash alike."""
        return _hash(_content(self))

    def digests(self):
        """Return ``{field group: hash}``; comparing two of these tells which parts of a record changed."""
        groups = {}
        for name, value in _content(self).items():
            groups.setdefault(_groups(type(self))[name], {})[name] = value
        return {group: _hash(content) for group, content in groups.items()}

    def with_groups_of(self, other, groups):
        """Return this document with the fields of the field groups ``groups`` as ``other`` has them.

        Pieces of a list may have fields of other groups than the list itself (a variant's extra is part of the price).
        """
        taken = {name: getattr(other, name) for name, group in _groups(type(self)).items() if group in groups}
        for name, piece in _lists_of_parts(type(self)).items():
            taken[name] = _mixed(getattr(self, name), getattr(other, name), piece, groups, is_other=name in taken)
        return dataclasses.replace(self, **{name: value for name, value in taken.items() if name not in _NOT_CONTENT})

    @classmethod
    def group_of(cls, name):
        """Return the field group that a field belongs to."""
        return _groups(cls)[name]

    @classmethod
    def names_of(cls, group):
        """Return the names of the fields of a field group, as a set."""
        return {name for name, one in _groups(cls).items() if one == group} - _NOT_CONTENT

    def described(self, group):
        """Return what a field group holds as one line: lists by their length, the rest as it is stored."""
        content = {name: value for name, value in _content(self).items() if _groups(type(self))[name] == group}
        return ", ".join(
            f"{name}: {len(value) if isinstance(value, list) else value}" for name, value in sorted(content.items())
        )

    def to_json(self):
        """Return the document as JSON text that names its kind and version."""
        return json.dumps(
            {"kind": self.KIND, "version": self.VERSION, "content": _encode(self) | _stored_words(self)},
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text):
        """Load a stored document, also one of an older version; ``Document`` itself loads one of any kind.

        :raises InvalidDocument: the text is of another kind, of a newer version or malformed
        """
        try:
            stored = json.loads(text)
            kind, version, content = stored["kind"], stored["version"], stored["content"]
        except (ValueError, TypeError, KeyError) as exc:
            raise InvalidDocument(f"this is no stored {cls.KIND}: {exc}") from exc
        if cls is Document:
            return _class_of_kind(kind).from_json(text)
        if kind != cls.KIND:
            raise InvalidDocument(f"expected a stored {cls.KIND}, found {kind!r}")
        if not isinstance(version, int) or version > cls.VERSION:
            raise InvalidDocument(f"{cls.KIND} of version {version!r} is newer than this program ({cls.VERSION})")
        return _decode(cls, content if version == cls.VERSION else cls.upgrade(content, version))

    @classmethod
    def upgrade(cls, content, version):
        """Turn the JSON content of an older ``version`` into today's; override when a field is renamed or removed.

        A field that was added needs nothing: it takes its default.
        """
        return content


def _class_of_kind(kind):
    # slots make every dataclass twice: the one that is in use is the later one
    classes = {cls.KIND: cls for cls in Document.__subclasses__()}
    if kind not in classes:
        raise InvalidDocument(f"there is no kind of document called {kind!r}")
    return classes[kind]


def _content(document):
    return {name: value for name, value in _encode(document).items() if name not in _NOT_CONTENT}


def _hash(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


@functools.cache
def _groups(cls):
    return {field.name: field.metadata.get("group", IDENTITY) for field in dataclasses.fields(cls)}


@functools.cache
def _lists_of_parts(cls):
    """Return ``{field name: class of its pieces}`` of lists whose pieces have fields of other groups than the list."""
    hints, found = typing.get_type_hints(cls), {}
    for name in _groups(cls):
        pieces = [arg for arg in typing.get_args(hints[name]) if dataclasses.is_dataclass(arg)]
        if typing.get_origin(hints[name]) is tuple and any("group" in one.metadata for one in _fields(*pieces)):
            (found[name],) = pieces
    return found


def _fields(*classes):
    return [field for cls in classes for field in dataclasses.fields(cls)]


def _mixed(own, others, cls, groups, *, is_other):
    """Return one side's pieces; what belongs to the other side's groups is as the piece with the same id has it."""
    shown, rest = (others, own) if is_other else (own, others)
    names = [
        field.name
        for field in dataclasses.fields(cls)
        if "group" in field.metadata and (field.metadata["group"] in groups) != is_other
    ]
    by_id = {piece.id: piece for piece in rest if piece.id}
    return tuple(
        dataclasses.replace(piece, **{name: getattr(by_id[piece.id], name) for name in names})
        if piece.id in by_id
        else piece
        for piece in shown
    )


@functools.cache
def _codecs(cls):
    """Return ``{field name: (check, encode, decode)}`` built once from the field's annotation."""
    hints = typing.get_type_hints(cls)
    return {field.name: _codec(hints[field.name]) for field in dataclasses.fields(cls)}


def _check(part):
    for name, (check, _encode_value, _decode_value) in _codecs(type(part)).items():
        value = getattr(part, name)
        if not check(value):
            raise InvalidDocument(f"{type(part).__name__}.{name} cannot be {value!r}")


def _encode(part):
    """Return the JSON content of a part; empty values are left out, so a new optional field changes no digest."""
    content = {}
    for name, (_check_value, encode, _decode_value) in _codecs(type(part)).items():
        value = _plain(getattr(part, name))
        if value in (None, "", (), {}) or name in WORDS:
            continue
        content[name] = encode(value) if encode else value
    return content


def _stored_words(part):
    """Return the JSON of what a document and its parts do not speak of, with the parts that have such words."""
    words = {"untold": list(part.untold)} if part.untold else {}
    for name in _codecs(type(part)):
        value = _plain(getattr(part, name))
        pieces = value if isinstance(value, tuple) else (value,)
        if any(isinstance(one, Told) and one.untold for one in pieces):
            many = [_encode(one) | _stored_words(one) for one in pieces]
            words[name] = many if isinstance(value, tuple) else many[0]
    return words


def _plain(value):
    """Return a value without what says nothing: empty texts of languages, parts without a value."""
    if isinstance(value, dict):
        return {key: text for key, text in value.items() if text}
    if isinstance(value, tuple):
        return tuple(one for one in value if not (isinstance(one, Part) and one.says_nothing))
    return value


def _decode(cls, content):
    codecs = _codecs(cls)
    if type(content) is not dict:
        raise InvalidDocument(f"{cls.__name__} cannot be {content!r}")
    unknown = content.keys() - codecs.keys()
    if unknown:
        raise InvalidDocument(f"{cls.__name__} has no field {', '.join(sorted(unknown))}")
    try:
        return cls(**{name: codecs[name][2](v) if codecs[name][2] else v for name, v in content.items()})
    except InvalidDocument:
        raise
    except (TypeError, ValueError, ArithmeticError) as exc:
        raise InvalidDocument(f"{cls.__name__}: {exc}") from exc


def canonical(number):
    """Return a Decimal as text without trailing zeros, so that 2.50 and 2.500000 hash alike."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _codec(hint):
    """Return (check, encode, decode) for an annotation; None stands for "as it is"."""
    if isinstance(hint, types.UnionType):
        (inner,) = [arg for arg in typing.get_args(hint) if arg is not types.NoneType]
        check, encode, decode = _codec(inner)
        return (lambda value: value is None or check(value)), encode, decode
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        check, encode, decode = _codec(arguments[0])
        return (
            lambda values: type(values) is tuple and all(map(check, values)),
            (lambda values: [encode(value) for value in values]) if encode else list,
            (lambda values: tuple(decode(value) for value in values)) if decode else tuple,
        )
    if origin is dict:
        return _is_text_mapping, None, None
    if origin is typing.Literal:
        return (lambda value: value in arguments), None, None
    if dataclasses.is_dataclass(hint):
        return (lambda value: isinstance(value, hint)), _encode, functools.partial(_decode, hint)
    return _SCALARS[hint]


def _is_text_mapping(value):
    return type(value) is dict and all(type(text) is str for pair in value.items() for text in pair)


def _number(text):
    """Return a stored number; it was stored as text, and nothing else is exact."""
    if type(text) is not str:
        raise InvalidDocument(f"a number must be text, not {text!r}")
    return Decimal(text)


def _is_aware(value):
    return isinstance(value, datetime) and value.tzinfo is not None


_SCALARS = {
    str: (lambda value: type(value) is str, None, None),
    bool: (lambda value: type(value) is bool, None, None),
    int: (lambda value: type(value) is int, None, None),
    Decimal: (lambda value: type(value) is Decimal and value.is_finite(), canonical, _number),
    datetime: (_is_aware, lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat),
    date: (lambda value: type(value) is date, date.isoformat, date.fromisoformat),
}
