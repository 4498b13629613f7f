"""The connection test: what is missing, what a setting names that is not there, and what people should look at."""

from ..contract import RemoteInfo
from ..documents import Lookup
from . import wire
from .lookups import CURRENCY, named
from .schema import OPTIONAL, READING, WRITING
from .wire import number, text

_COUNTERS = (
    "SELECT NOMETABELA, NOMECAMPO, ULTIMOCODIGO FROM CODIGO WHERE NOMETABELA = 'ORCAMENTO' "
    "AND NOMECAMPO IN ('CODORC', 'NUMEROORCAMENTO')"
)
_DUPLICATES = (
    "SELECT COUNT(*) AS doubles FROM (SELECT CODIGO FROM PRODUTO WHERE FLAGINATIVO = 'N' "
    "GROUP BY CODIGO HAVING COUNT(*) > 1) x"
)
_ORIGINS = "SELECT DISTINCT NOMEENTIDADEORIGEM AS origin FROM NFELETRONICA"

#: Our open reserved quotations of a product and sector, against what the program says is reserved there.
_RESERVED = """
SELECT x.codprod AS codprod FROM (
  SELECT l.CODPROD AS codprod, o.CODSETORESTOQUE AS sector, o.CODEMPRESA AS company, SUM(l.QUANTIDADE) AS quantity
    FROM ORCAMENTO o JOIN ORCAMENTOPROD l ON l.CODORC = o.CODORC
   WHERE o.ENTREGATELEFONE LIKE :reference AND o.FLAGRESERVADO = 'Y' AND COALESCE(o.FLAGCANCELADO, 'N') <> 'Y'
     AND NOT EXISTS (SELECT 1 FROM MOVENDA m WHERE m.ENTREGATELEFONE = o.ENTREGATELEFONE)
   GROUP BY l.CODPROD, o.CODSETORESTOQUE, o.CODEMPRESA
) x JOIN PRODUTOESTOQUE e ON e.CODPROD = x.codprod AND e.CODSETORESTOQUE = x.sector AND e.CODEMPRESA = x.company
 WHERE x.quantity > COALESCE(e.RESERVADOORCAMENTO, 0)
"""


class Checking:
    """Looks at the database for ``check()``.

    :param tables, schema, lists, walker: see there; ``settings``: all settings
    :param pattern: LIKE pattern of our references
    """

    def __init__(self, tables, schema, lists, walker, settings, *, pattern):
        self._tables = tables
        self._schema = schema
        self._lists = lists
        self._walker = walker
        self._settings = settings
        self._pattern = pattern

    def info(self):
        """Return the ``RemoteInfo``.

        :raises ProtocolError: tables or columns are missing without which nothing can be read
        :raises InvalidSettings: a setting names what is not there
        """
        self._schema.require(READING, "to read")
        name, _state = self._lists.company(self._settings["company"])
        self._lists.sectors([wire.key_of(code) for code in wire.codes(self._settings["sectors"])])
        self._check_codes()
        return RemoteInfo(
            name=name or "C-Plus",
            version=self._version(),
            currencies=(Lookup(id=CURRENCY, type="currency", code=CURRENCY, name="Real"),),
            clock=self._settings["zone"],
            warnings=tuple(self._warnings()),
        )

    def _version(self):
        if self._settings["kind"] != "firebird":
            return "a copy of the database"
        query = "SELECT RDB$GET_CONTEXT('SYSTEM', 'ENGINE_VERSION') AS version FROM RDB$DATABASE"
        (row,) = self._tables.rows(query, call="read the version")
        return f"Firebird {text(row, 'version')}"

    def _check_codes(self):
        for setting, type in (("price_table", "price_table"), ("sector", "location")):
            key = wire.key_of(self._settings[setting])
            if not self._lists.has(type, key):
                known = ", ".join(f"{entry.id} {entry.name}" for entry in self._lists.lookups(type))
                raise wire.unusable(f"C-Plus has no {setting.replace('_', ' ')} {key}. It has: {known}.", setting)

    def _warnings(self):
        absent = self._schema.missing(WRITING)
        if absent:
            yield f"Orders cannot be written: this database lacks {', '.join(absent)}."
            return
        optional = self._schema.missing(OPTIONAL)
        if optional:
            yield f"Left out, because this database lacks it: {', '.join(optional)}."
        yield from self._order_warnings()
        yield from self._data_warnings()

    def _order_warnings(self):
        settings = self._settings
        if not settings["user_code"]:
            yield "Orders cannot be written without the code of a user of C-Plus (user_code)."
        movements = self._lists.movement_types()
        movement = wire.key_of(settings["movement_type"])
        if movement and movement not in movements:
            yield f"There is no movement type {movement}. C-Plus has: {named(movements.values())}."
        sellers, seller = self._lists.sellers(), wire.key_of(settings["seller"])
        if seller and sellers and seller not in {text(row, "id") for row in sellers}:
            yield f"There is no seller {seller}. C-Plus has: {named(sellers)}."
        counters = self._tables.rows(_COUNTERS, call="read counters")
        if len(counters) < 2:
            yield "CODIGO has no counters for ORCAMENTO; they come with the first quotation entered in C-Plus."
        length = self._schema.length("ORCAMENTO", "ENTREGATELEFONE")
        if 0 < length < settings.integer("reference_length"):
            yield f"ORCAMENTO.ENTREGATELEFONE holds {length} characters: set reference_length to that."

    def _data_warnings(self):
        (row,) = self._tables.rows(_DUPLICATES, call="look for doubles")
        if number(row, "doubles"):
            yield f"{number(row, 'doubles')} product codes (PRODUTO.CODIGO) are used by several active products."
        origins = {text(row, "origin").upper() for row in self._tables.rows(_ORIGINS, call="read origins")} - {""}
        if origins and self._settings["nfe_origin"].upper() not in origins:
            yield f"NF-e come from {', '.join(sorted(origins))}: set nfe_origin to that of sales."
        if self._settings["reservation"] == "program":
            rows = self._tables.rows(_RESERVED, call="compare reservations", reference=self._pattern)
            if rows:
                yield (
                    f"C-Plus does not count what our reserved quotations hold ({len(rows)} products, such as "
                    f"{text(rows[0], 'codprod')}): set reservation to 'hub'."
                )
