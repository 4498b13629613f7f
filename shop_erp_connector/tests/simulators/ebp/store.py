"""The rows of the database, as the simulator itself reads and writes them."""

import uuid
from contextlib import contextmanager

import sqlalchemy as sa

from . import schema

TABLES = schema.METADATA.tables

_STAMPS = ("sysCreatedDate", "sysModifiedDate")


class Store:
    """Reads and writes tables by their names.

    :param engine: SQLAlchemy's; ``now``: function that returns the server's wall clock
    """

    def __init__(self, engine, now):
        self.engine = engine
        self.now = now
        self._connection = None

    def prepare(self):
        """Create all tables in an empty database."""
        schema.METADATA.create_all(self.engine)

    @contextmanager
    def transaction(self):
        """All that is written inside is there at once, or not at all."""
        with self.engine.begin() as connection:
            self._connection = connection
            try:
                yield
            finally:
                self._connection = None

    def rows(self, table, **where):
        """Return the rows of a table as dicts, in the order of its key."""
        table = TABLES[table]
        query = sa.select(table).order_by(*table.primary_key.columns)
        for name, value in where.items():
            query = query.where(table.c[name] == value)
        return [dict(row) for row in self._execute(query).mappings()]

    def row(self, table, **where):
        """Return the only row that fits; fails when there are none or several."""
        (row,) = self.rows(table, **where)
        return row

    def has(self, table, id):
        """Return whether a row has this key."""
        (column,) = TABLES[table].primary_key.columns
        return bool(self.rows(table, **{column.name: id}))

    def add(self, table, **values):
        """Insert one row, under a new GUID where no key is given; return the key."""
        (column,) = TABLES[table].primary_key.columns
        key = values.pop(column.name, None) or str(uuid.uuid4()).upper()
        stamps = dict.fromkeys(_STAMPS, self.now())
        self._execute(TABLES[table].insert().values({column.name: key} | stamps | values))
        return key

    def update(self, table, where, **values):
        """Change the rows that fit, and date them."""
        table = TABLES[table]
        statement = table.update().values({"sysModifiedDate": self.now()} | values)
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        return self._execute(statement).rowcount

    def delete(self, table, **where):
        """Delete the rows that fit."""
        table = TABLES[table]
        statement = table.delete()
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        self._execute(statement)

    def drop_column(self, table, column):
        """Be another version of the program, one without a column."""
        self._execute(sa.text(f'ALTER TABLE "{table}" DROP COLUMN "{column}"'))

    def next_number(self, counter):
        """Return the next number of a counter such as "SaleOrder¤NextId"."""
        row = self.row("EbpSysAutoIncrement", incName=counter)
        self.update("EbpSysAutoIncrement", {"incName": counter}, incValue=row["incValue"] + 1)
        return row["incValue"]

    def everything(self):
        """Return the content of all tables, to see that nobody wrote into them."""
        return {name: self.rows(name) for name in TABLES}

    def restore(self, content):
        """Bring every table whose rows differ back to what ``everything()`` returned."""
        with self.transaction():
            for name, rows in content.items():
                if self.rows(name) != rows:
                    self._execute(TABLES[name].delete())
                    if rows:
                        self._execute(TABLES[name].insert().values(rows))

    def _execute(self, statement):
        if self._connection is not None:
            return self._connection.execute(statement)
        with self.engine.begin() as connection:
            result = connection.execute(statement)
            return result.freeze()() if result.returns_rows else result
