"""The rows of the database, as the simulator itself reads and writes them: plain SQL, no word of the remote."""

from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from . import schema, triggers

#: Lines of quotations before stock: what they reserve is in the stock's rows already when a snapshot is restored.
TABLES = dict(sorted(schema.METADATA.tables.items(), key=lambda item: item[0] == "PRODUTOESTOQUE"))


class Store:
    """Reads and writes tables by their names.

    :param engine: SQLAlchemy's; its user owns the database
    :param now: function that returns the shop's wall clock, with whole seconds
    """

    def __init__(self, engine, now):
        self.now = now
        self.engine = engine
        self._batch = None

    def prepare(self, *, counts_reservations):
        """Create all tables and triggers in an empty database; remove all rows from one that has them."""
        with self.engine.begin() as connection:
            has_tables = sa.inspect(connection).has_table("MOVENDA")
            if has_tables:
                for table in TABLES.values():
                    connection.execute(table.delete())
            else:
                schema.METADATA.create_all(connection)
        with self.engine.begin() as connection:
            if not has_tables:
                triggers.create(connection)
            triggers.reserve(connection, counts_reservations)

    @contextmanager
    def open(self):
        """Yield a connection of our own; committed at the end."""
        if self._batch is not None:
            yield self._batch
            return
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def batch(self):
        """Do everything inside the block in one transaction: much quicker to fill a database with."""
        with self.engine.begin() as self._batch:
            try:
                yield
            finally:
                self._batch = None

    def execute(self, statement, **parameters):
        """Carry out any SQL text."""
        with self.open() as connection:
            connection.execute(sa.text(statement), parameters)

    def snapshot(self):
        """Return all rows of all tables, for ``restore()``."""
        return {name: self.rows(name) for name in TABLES}

    def restore(self, snapshot):
        """Bring every table whose rows differ back to a snapshot of this database."""
        with self.batch():
            for name, rows in snapshot.items():
                if self.rows(name) == rows:
                    continue
                with self.open() as connection:
                    connection.execute(TABLES[name].delete())
                    for group in _alike(rows):
                        connection.execute(TABLES[name].insert(), group)

    def rows(self, table, **where):
        """Return the rows of a table as dicts, in the order of its key."""
        table = TABLES[table]
        query = sa.select(table).order_by(*table.primary_key.columns)
        for name, value in where.items():
            query = query.where(table.c[name] == value)
        with self.open() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def row(self, table, **where):
        """Return the only row that fits; fails when there are none or several."""
        (row,) = self.rows(table, **where)
        return row

    def count(self, table):
        """Return how many rows a table has."""
        with self.open() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(TABLES[table])).scalar()

    def insert(self, table, *rows):
        """Insert rows, dated by the simulator's clock where the table is dated."""
        stamp = {"LAST_CHANGE": self.now()} if table in triggers.DATED else {}
        with self.open() as connection:
            connection.execute(TABLES[table].insert(), [stamp | row for row in rows])

    def update(self, table, where, **values):
        """Change the rows that fit; return how many."""
        stamp = {"LAST_CHANGE": self.now()} if table in triggers.DATED else {}
        table = TABLES[table]
        values = {name: sa.null() if value is None else value for name, value in (stamp | values).items()}
        statement = table.update().values(values)
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        with self.open() as connection:
            return connection.execute(statement).rowcount

    def delete(self, table, **where):
        """Delete the rows that fit."""
        table = TABLES[table]
        statement = table.delete()
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        with self.open() as connection:
            connection.execute(statement)

    def next_key(self, table):
        """Return the next free key of nine digits of a table."""
        (column,) = TABLES[table].primary_key.columns
        with self.open() as connection:
            last = connection.execute(sa.select(sa.func.max(column))).scalar()
        return next_after(last)

    def add(self, table, **values):
        """Insert one row under the next free key; return the key."""
        (column,) = TABLES[table].primary_key.columns
        key = values.pop(column.name, None) or self.next_key(table)
        self.insert(table, {column.name: key} | values)
        return key


def _alike(rows):
    """Return rows in groups that leave the same columns null; null columns are left out."""
    groups = {}
    for row in rows:
        filled = {name: value for name, value in row.items() if value is not None}
        groups.setdefault(tuple(filled), []).append(filled)
    return groups.values()


def next_after(key):
    """Return the key of nine digits after this one; None: the first."""
    return f"{int(key or 0) + 1:09d}"


def whole_seconds(moment):
    """Return a moment as the program stores it: naive, whole seconds."""
    return datetime(*moment.timetuple()[:6])
