"""Tables of our own design, said once for all kinds of database: their columns, and the statements that create them.

Numbers are exact everywhere (SQLite, which would make them binary, keeps their text), times are UTC without a zone,
flags are 0 or 1, texts compare letter by letter.
"""

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.expression import FunctionElement

#: Digits of a number: 12 before and 6 after the point; Firebird has no more than 18.
PRECISION, SCALE = 18, 6

#: SQLAlchemy's name of each kind of database.
DIALECTS = {
    "postgresql": "postgresql",
    "sqlserver": "mssql",
    "mysql": "mysql",
    "firebird": "firebird",
    "sqlite": "sqlite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column.

    :param type: "counter" (the key that the database counts up, and in the tables below it what refers to it), "whole",
        "number", "text" (up to ``length`` characters), "long" (text without limit), "flag", "date", "time"
    :param default: what the database fills in: a number, or "now"; None for nothing
    """

    name: str
    type: Literal["counter", "whole", "number", "text", "long", "flag", "date", "time"] = "text"
    length: int = 0
    required: bool = False
    default: int | Literal["now"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One table.

    :param key: names of the columns of its primary key
    :param unique, indexes: lists of column names
    :param parent: name of the table whose counter the first column of the key repeats, "" for none
    """

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    parent: str = ""


def tables(layouts):
    """Return ``{name: SQLAlchemy table}`` of layouts, parents before their children."""
    metadata = sa.MetaData()
    return {layout.name: _table(layout, metadata) for layout in layouts}


def ddl(layouts, kind):
    """Return the statements that create the tables in a database of this kind, each as text without a semicolon."""
    dialect = sa.URL.create(DIALECTS[kind]).get_dialect()()
    if kind in _OLDEST:
        dialect.server_version_info = _OLDEST[kind]
    statements = []
    for table in tables(layouts).values():
        statements.append(_compiled(CreateTable(table), dialect))
        statements += [_compiled(CreateIndex(index), dialect) for index in sorted(table.indexes, key=lambda i: i.name)]
    return statements


def misfit(layout_field, value):
    """Return why a value does not go into a column unharmed, as the end of a sentence; "" when it does."""
    if isinstance(value, str) and layout_field.type == "text" and len(value) > layout_field.length:
        return f"has {len(value)} characters where {layout_field.length} fit"
    if isinstance(value, str) and "\0" in value:
        return "holds a character that no database stores"
    if isinstance(value, Decimal):
        rounded = value.quantize(Decimal(1).scaleb(-SCALE)) if abs(value) < 10 ** (PRECISION - SCALE) else None
        if rounded is None:
            return f"has more than {PRECISION - SCALE} digits before the point"
        if rounded != value:
            return f"has more than {SCALE} digits after the point"
    return ""


class _FirebirdText(sa.String):
    """A text that holds every character, whatever the database's own character set is."""

    charset = "UTF8"


class _FirebirdLongText(sa.Text):
    charset = "UTF8"


class Moment(sa.TypeDecorator):
    """An aware time, stored as UTC without a zone, to the millisecond."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect):
        """Give MySQL and SQL Server the fractions that they leave out by themselves."""
        if dialect.name == "mysql":
            return dialect.type_descriptor(mysql.DATETIME(fsp=3))
        if dialect.name == "mssql":
            return dialect.type_descriptor(mssql.DATETIME2(precision=3))
        return dialect.type_descriptor(sa.DateTime())

    def process_bind_param(self, value, dialect):
        """Aware → UTC without a zone."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None, microsecond=value.microsecond // 1000 * 1000)

    def process_result_value(self, value, dialect):
        """UTC without a zone → aware."""
        return value if value is None else value.replace(tzinfo=UTC)


class Exact(sa.TypeDecorator):
    """A number with ``SCALE`` decimals; text in SQLite, whose numbers are binary."""

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect):
        """Choose text where numbers are not exact."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(40))
        return dialect.type_descriptor(sa.Numeric(PRECISION, SCALE))

    def process_bind_param(self, value, dialect):
        """Decimal → what the database takes."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        """Return a Decimal, whatever somebody else wrote there."""
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


class Flag(sa.TypeDecorator):
    """0 or 1: the only truth that all five kinds know."""

    impl = sa.SmallInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        """True → 1."""
        return value if value is None else int(value)

    def process_result_value(self, value, dialect):
        """1 → True."""
        return value if value is None else bool(value)


class Now(FunctionElement):
    """The time of a new row, in UTC where the kind of database can tell it."""

    inherit_cache = True
    type = sa.DateTime()


_NOW = {
    "postgresql": "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')",
    "mssql": "SYSUTCDATETIME()",
    "mysql": "(UTC_TIMESTAMP(3))",
}


@compiles(Now)
def _compile_now(_element, compiler, **_options):
    return _NOW.get(compiler.dialect.name, "CURRENT_TIMESTAMP")


def _table(layout, metadata):
    columns = [_column(field, layout) for field in layout.fields]
    constraints = [sa.PrimaryKeyConstraint(*layout.key, name=f"{layout.name}_p")]
    for number, names in enumerate(layout.unique, 1):
        constraints.append(sa.UniqueConstraint(*names, name=f"{layout.name}_u{number}"))
    if layout.parent:
        (first, *_rest) = layout.key
        target = f"{layout.parent}.{first}"
        constraints.append(sa.ForeignKeyConstraint([first], [target], name=f"{layout.name}_f", ondelete="CASCADE"))
    indexes = [sa.Index(f"{layout.name}_i{number}", *names) for number, names in enumerate(layout.indexes, 1)]
    return sa.Table(
        layout.name,
        metadata,
        *columns,
        *constraints,
        *indexes,
        sqlite_autoincrement=any(field.type == "counter" for field in layout.fields),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def _column(field, layout):
    options: dict[str, Any] = {"nullable": not (field.required or field.name in layout.key)}
    if field.type == "counter" and not layout.parent:
        return sa.Column(field.name, _TYPES["counter"](field), sa.Identity(), autoincrement=True)
    if field.default is not None:
        options["server_default"] = Now() if field.default == "now" else sa.text(str(field.default))
    if field.name in layout.key:
        options["autoincrement"] = False
    return sa.Column(field.name, _TYPES[field.type](field), **options)


def _compiled(element, dialect):
    lines = str(element.compile(dialect=dialect)).replace("\t", "    ").splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


#: Versions that the statements are for, where SQLAlchemy would ask the server.
_OLDEST = {"firebird": (3, 0), "sqlserver": (13,)}

#: The dialect's name depends on its driver.
_FIREBIRD = ("firebird", "firebird.firebird")

#: Letter by letter: "abc" is another record than "ABC".
_SQLSERVER_COLLATION = "Latin1_General_100_BIN2"

_TYPES = {
    "counter": lambda field: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "whole": lambda field: sa.Integer(),
    "number": lambda field: Exact(),
    "text": lambda field: (
        sa.String(field.length)
        .with_variant(mssql.NVARCHAR(field.length, collation=_SQLSERVER_COLLATION), "mssql")
        .with_variant(_FirebirdText(field.length), *_FIREBIRD)
    ),
    "long": lambda field: (
        sa.Text()
        .with_variant(mysql.LONGTEXT(), "mysql")
        .with_variant(mssql.NVARCHAR(), "mssql")
        .with_variant(_FirebirdLongText(), *_FIREBIRD)
    ),
    "flag": lambda field: Flag(),
    "date": lambda field: sa.Date(),
    "time": lambda field: Moment(),
}
