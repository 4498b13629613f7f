"""What the program's database does by itself: it dates changes, and counts what quotations reserve.

A row that is written with a new date keeps it: that is how the simulator's own clock gets in. Whether the real
program counts reservations in the database or in its own code is not known; seen from outside it is the same.
"""

from sqlalchemy import text

#: Tables whose rows are dated, with their keys.
DATED = {
    "PRODUTO": ("CODPROD",),
    "PRODUTOCODIGO": ("ID",),
    "PRODUTOESTOQUE": ("CODEMPRESA", "CODPROD", "CODSETORESTOQUE"),
    "CLIENTE": ("CODCLI",),
    "CONTARECEBER": ("CODCR",),
}

_FIREBIRD_DATE = """
CREATE TRIGGER {table}_CHANGED FOR {table} ACTIVE BEFORE INSERT OR UPDATE AS
BEGIN
  IF (NEW.LAST_CHANGE IS NULL OR NEW.LAST_CHANGE IS NOT DISTINCT FROM OLD.LAST_CHANGE) THEN
    NEW.LAST_CHANGE = CURRENT_TIMESTAMP;
END
"""

_SQLITE_DATE = """
CREATE TRIGGER {table}_CHANGED_{event} AFTER {event} ON {table} WHEN {condition}
BEGIN
  UPDATE {table} SET LAST_CHANGE = STRFTIME('%Y-%m-%d %H:%M:%f000', 'now') WHERE {row};
END
"""

_ADD = """
  UPDATE PRODUTOESTOQUE SET RESERVADOORCAMENTO = COALESCE(RESERVADOORCAMENTO, 0) {sign} {row}.QUANTIDADE
   WHERE CODPROD = {row}.CODPROD AND CODEMPRESA = {row}.CODEMPRESA
     AND CODSETORESTOQUE = (SELECT CODSETORESTOQUE FROM ORCAMENTO WHERE CODORC = {row}.CODORC)
     AND EXISTS (SELECT 1 FROM ORCAMENTO WHERE CODORC = {row}.CODORC AND FLAGRESERVADO = 'Y');
"""

_FIREBIRD_RESERVE = (
    """
CREATE TRIGGER ORCAMENTOPROD_RESERVES FOR ORCAMENTOPROD ACTIVE AFTER INSERT AS
BEGIN
"""
    + _ADD.format(sign="+", row="NEW")
    + """
END
"""
)

_SQLITE_RESERVE = (
    """
CREATE TRIGGER ORCAMENTOPROD_RESERVES AFTER INSERT ON ORCAMENTOPROD
BEGIN
"""
    + _ADD.format(sign="+", row="NEW")
    + """
END
"""
)


#: What Firebird tells about itself, for SQLite: 37 is VARCHAR, 14 CHAR, 16 NUMERIC, 8 INTEGER, 12 to 35 dates.
_CATALOGUE = (
    'CREATE VIEW "RDB$DATABASE" AS SELECT 1 AS ONE',
    """
    CREATE VIEW "RDB$RELATION_FIELDS" AS
    SELECT m.name AS "RDB$RELATION_NAME", c.name AS "RDB$FIELD_NAME", m.name || '.' || c.name AS "RDB$FIELD_SOURCE"
      FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
    """,
    """
    CREATE VIEW "RDB$FIELDS" AS
    SELECT m.name || '.' || c.name AS "RDB$FIELD_NAME",
           CASE WHEN c.type LIKE 'VARCHAR%' THEN 37 WHEN c.type LIKE 'CHAR%' THEN 14 WHEN c.type = 'DATE' THEN 12
                WHEN c.type = 'TIME' THEN 13 WHEN c.type = 'DATETIME' THEN 35 WHEN c.type = 'INTEGER' THEN 8
                ELSE 16 END AS "RDB$FIELD_TYPE",
           CASE WHEN c.type LIKE '%CHAR(%'
                THEN CAST(SUBSTR(c.type, INSTR(c.type, '(') + 1) AS INTEGER) END AS "RDB$CHARACTER_LENGTH"
      FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
    """,
)


def create(connection):
    """Create the triggers that date rows, and what Firebird tells about itself, on a connection of SQLAlchemy."""
    is_firebird = _is_firebird(connection)
    if not is_firebird:
        for view in _CATALOGUE:
            connection.execute(text(_escaped(view)))
    for table, keys in DATED.items():
        for statement in _firebird_dates(table) if is_firebird else _sqlite_dates(table, keys):
            connection.execute(text(_escaped(statement)))


def reserve(connection, wanted):
    """Have the trigger by which a reserved quotation raises RESERVADOORCAMENTO, or not."""
    is_firebird = _is_firebird(connection)
    found = "SELECT 1 FROM RDB$TRIGGERS WHERE RDB$TRIGGER_NAME = 'ORCAMENTOPROD_RESERVES'"
    if not is_firebird:
        found = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'ORCAMENTOPROD_RESERVES'"
    is_there = bool(connection.execute(text(found)).first())
    if wanted and not is_there:
        connection.execute(text(_escaped(_FIREBIRD_RESERVE if is_firebird else _SQLITE_RESERVE)))
    if is_there and not wanted:
        connection.execute(text("DROP TRIGGER ORCAMENTOPROD_RESERVES"))


def _is_firebird(connection):
    return connection.dialect.name.startswith("firebird")


def _firebird_dates(table):
    return [_FIREBIRD_DATE.format(table=table)]


def _sqlite_dates(table, keys):
    row = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    conditions = {"INSERT": "NEW.LAST_CHANGE IS NULL", "UPDATE": "NEW.LAST_CHANGE IS OLD.LAST_CHANGE"}
    return [
        _SQLITE_DATE.format(table=table, event=event, condition=condition, row=row)
        for event, condition in conditions.items()
    ]


def _escaped(statement):
    """Return a statement in which a colon is no parameter."""
    return statement.replace(":", "\\:")
