"""Keys and numbers of new rows: from the program's table CODIGO, under lock, in the transaction that uses them.

The program's own windows read and write the same rows. Changing a counter to itself locks it as ``SELECT … WITH LOCK``
does, on every database; the lock holds until the transaction ends, so two writers of ours never get one number. A
number that is taken nevertheless (by one who does not lock, or because the counter says something else than thought)
is never used: then the highest key there is counts (dossier §2.1).
"""

from ..errors import Rejected
from . import wire
from .wire import text

_LOCK = "UPDATE CODIGO SET ULTIMOCODIGO = ULTIMOCODIGO WHERE NOMETABELA IN ('ORCAMENTO', 'ORCAMENTOPROD')"
_READ = (
    "SELECT NOMETABELA, NOMECAMPO, ULTIMOCODIGO FROM CODIGO WHERE NOMETABELA IN ('ORCAMENTO', 'ORCAMENTOPROD') "
    "AND ULTIMOCODIGO IS NOT NULL"
)
_STORE = "UPDATE CODIGO SET ULTIMOCODIGO = :value WHERE NOMETABELA = :table_name AND NOMECAMPO = :field_name"

#: Where numbers are drawn: (table, field): (which are taken, the highest). Keys are nine digits; others, which a
#: known integrator writes, do not count.
_TAKEN = {
    ("ORCAMENTO", "CODORC"): (
        "SELECT CODORC FROM ORCAMENTO WHERE CODORC IN {keys}",
        "SELECT MAX(CODORC) AS highest FROM ORCAMENTO WHERE CODORC LIKE '_________'",
    ),
    ("ORCAMENTOPROD", "CODORCPROD"): (
        "SELECT CODORCPROD FROM ORCAMENTOPROD WHERE CODORCPROD IN {keys}",
        "SELECT MAX(CODORCPROD) AS highest FROM ORCAMENTOPROD WHERE CODORCPROD LIKE '_________'",
    ),
    ("ORCAMENTO", "NUMEROORCAMENTO"): (
        "SELECT NUMEROORCAMENTO FROM ORCAMENTO WHERE NUMEROORCAMENTO IN {keys}",
        "SELECT MAX(NUMEROORCAMENTO) AS highest FROM ORCAMENTO",
    ),
}

#: Fields that must have a counter; lines may do without one.
_COUNTED = (("ORCAMENTO", "CODORC"), ("ORCAMENTO", "NUMEROORCAMENTO"))


class Counters:
    """The counters of one transaction, locked.

    :param transaction: one that writes
    :param holds_next: whether a counter is the next free number, else the last one used
    :param from_highest: do not believe the counters: go on after the highest key there is
    """

    def __init__(self, transaction, *, holds_next, from_highest=False):
        self._transaction = transaction
        self._step = 0 if holds_next else 1
        self._from_highest = from_highest
        self._next = {}
        transaction.execute(_LOCK)
        self._stored = {
            (text(row, "nometabela"), text(row, "nomecampo")): int(row["ultimocodigo"])
            for row in transaction.rows(_READ)
        }
        for table, field in _COUNTED:
            if (table, field) not in self._stored:
                raise Rejected(
                    f"CODIGO has no counter for {table}.{field}; C-Plus makes it with the first quotation "
                    "that is entered there.",
                    system=wire.SYSTEM,
                    call="write an order",
                    code="counter",
                )

    def keys(self, table, field, count=1):
        """Return keys of nine digits that nobody has."""
        return [f"{number:09d}" for number in self.numbers(table, field, count, form="{:09d}".format)]

    def numbers(self, table, field, count=1, *, form=int):
        """Return whole numbers, one after the other, that nobody has.

        :param form: what the column makes of a number
        """
        stored = self._stored.get((table, field))
        first = None if stored is None or self._from_highest else stored + self._step
        if first is None or self._are_taken(table, field, first, count, form):
            first = self._highest(table, field) + 1
        self._next[table, field] = first + count
        return list(range(first, first + count))

    def store(self):
        """Write the counters that were drawn from."""
        rows = [
            {"value": following - self._step, "table_name": table, "field_name": field}
            for (table, field), following in self._next.items()
            if (table, field) in self._stored
        ]
        self._transaction.execute(_STORE, rows)

    def _are_taken(self, table, field, first, count, form):
        keys, known = wire.listed("key", [form(number) for number in range(first, first + count)])
        return bool(self._transaction.rows(_TAKEN[table, field][0].format(keys=keys), **known))

    def _highest(self, table, field):
        (row,) = self._transaction.rows(_TAKEN[table, field][1])
        highest = text(row, "highest")
        if highest and not highest.isdigit():
            raise Rejected(
                f"The highest {table}.{field} is {highest!r}: no number follows it. Set its counter in CODIGO right.",
                system=wire.SYSTEM,
                call="write an order",
                code="counter",
            )
        return int(highest or 0)
