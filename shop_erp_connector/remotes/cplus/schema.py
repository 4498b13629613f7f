"""Which tables and columns are needed, and which are there: the schema changes with each version of the program.

Read from Firebird's own catalogue by one statement, and kept in memory's dict "schema" for all workers until the
next ``check()``.
"""

import time
from datetime import datetime
from decimal import Decimal

from ..errors import ProtocolError
from . import unconfirmed, wire

#: Without these, nothing is right.
READING = {
    "PRODUTO": "CODPROD CODIGO NOMEPROD FLAGINATIVO FLAGNAOVENDER CODPRODGRADE CODITEMGRADEDETALHEH "
    "CODITEMGRADEDETALHEV CODUNIDADE LAST_CHANGE",
    "PRODUTOCODIGO": "CODPROD CODIGO FATORCONVERSAO LAST_CHANGE",
    "ITEMGRADE": "CODITEMGRADE DESCRICAO",
    "ITEMGRADEDETALHE": "CODITEMGRADEDETALHE CODITEMGRADE DESCRICAO SIGLA POSICAO",
    "SECAO": "CODSEC CODIGO NOMESECAO CLASSIFICACAO",
    "UNIDADE": "CODUNIDADE CODIGO FATORCONVERSAO",
    "CLASSIFICACAOFISCAL": "CODCLASSIFICACAOFISCAL CODIGOCLASSIFICACAOFISCAL",
    "PRECO": "CODPRECO CODIGO NOMEPRECO FLAGINATIVA",
    "PRODUTOPRECO": "CODPRODUTOPRECO CODPROD CODPRECO PRECO QUANTIDADEMINIMA",
    "SETORESTOQUE": "CODSETORESTOQUE CODIGO NOMESETORESTOQUE FLAGATIVO FLAGRMA SOMATOTALESTATU",
    "PRODUTOESTOQUE": "CODEMPRESA CODPROD CODSETORESTOQUE ESTATU RESERVADOORCAMENTO RESERVADOOS LAST_CHANGE",
    "CLIENTE": "CODCLI CODIGO NOMECLI FLAGFISICA CPF CNPJ ENDERECO NUMEROLOGRADOURO COMPLEMENTOLOGRADOURO BAIRRO "
    "CIDADE ESTADO CEP TELEFONE EMAIL LIMITECRED BLOQUEADO FLAGNAOVENDER CODPRECO CODFP CODVENDED "
    "CODTIPOMOVIMENTO CODTRANS LAST_CHANGE",
    "CLIENTEENDERECO": "CODCLIENTEENDERECO CODCLI ENDERECO NUMEROLOGRADOURO COMPLEMENTOLOGRADOURO BAIRRO CIDADE "
    "ESTADO CEP TELEFONE CONTATO",
    "CLIENTECARACTERISTICA": "CODCLI CODCARACTERISTICAPESSOA",
    "CONTARECEBER": "CODCR CODMOVENDA CODCLI NUMDOC VALOR TOTPAGO DATVENC FLAGPAGO FLAGCANCELADA LAST_CHANGE",
    "FORMAPAG": "CODFP DESCRICAO FLAGATIVO",
    "MOVENDA": "CODMOVENDA NUMNOTA SERIENOTA MODELONOTA NUMPED DATA DATAEMISSAO CODCLI FLAGCANCELADA "
    "FLAGLIBERAEXPEDICAO VALORTOTALNOTA VALORFRETE VALORDESCONTO ENTREGATELEFONE",
    "MOVENDAPROD": "CODMOVPROD CODMOVENDA CODPROD QUANTIDADE VALORUNITARIO VALORTOTAL QUANTIDADEDEVOLVIDA",
    "MOVENDADEVOLUCAO": "CODMOVPROD CODMOVEPROD QUANTIDADEDEVOLUCAO DATA",
    "MOENTREGA": "CODMOVENDA DATENTR",
    "NFELETRONICA": "NOMEENTIDADEORIGEM IDENTIDADEORIGEM CHAVEACESSONFELETRONICA CODIGORETORNONFELETRONICA "
    "MENSAGEMSEFAZ AMBIENTE XMLDESTINATARIONFE XMLNFELETRONICACANCELAMENTO",
    "NFCELETRONICA": "CODMOVENDA CHAVEACESSONFCELETRONICA CODIGORETORNONFCELETRONICA XMLDESTINATARIONFCE AMBIENTE "
    "DATAHORACANCELAMENTO",
}

#: Needed besides to write orders.
WRITING = {
    "CODIGO": "NOMETABELA NOMECAMPO ULTIMOCODIGO",
    "PRODUTO": "CODCALCULOICMS CSTPISSAIDA CSTCOFINSSAIDA ALIQPIS ALIQCOFINS",
    "TIPOMOVIMENTO": "CODTIPOMOVIMENTO NOMETIPOMOVIMENTO CODCFOPDENTROUF CODCFOPFORAUF",
    "CALCULOICMSESTADO": "CODCALCULOICMS CODUFORIGEM CODUFDESTINO CODCFOP ALIQICMS ALIQREDUCAOBASEICMS "
    "CODSITUACAOTRIBUTARIA CSOSN",
    "ORCAMENTO": "CODORC NUMEROORCAMENTO DATA HORA CODCLI NOMECLI FLAGCLI FLAGSTATUS CODORCAMENTOSTATUS FLAGRESERVADO "
    "FLAGESTOQUELIBERADO FLAGPALM FLAGALTPAF FLAGIMPRESSO FLAGDESCAUTORIZADO FLAGCANCELADO CODEMPRESA CODSETORESTOQUE "
    "CODPRECO CODVENDED CODTRANS CODFP CODTIPOMOVIMENTO CODUSER CODCFOP IDENTIFICADORDESTINO NUMPEDLOJAVIRTUAL "
    "NUMPEDCLIENTE ENTREGATELEFONE ENTREGAENDERECO ENTREGANUMERO ENTREGACOMPLEMENTO ENTREGABAIRRO ENTREGACIDADE "
    "ENTREGAESTADO ENTREGACEP ENTREGAPAIS ENTREGAOBS OBS VALORFRETE FLAGFRETE VALORTOTALPRODUTOS VALORTOTAL "
    "VALORDESCONTO ALIQDESCONTO FLAGTIPODESCONTO VALORACRESCIMO ALIQACRESCIMO FLAGTIPOACRESCIMO BASEICMS VALORICMS "
    "BASESUBSTTRIBUTARIA VALORSUBSTTRIBUTARIA VALORTOTALIPI VALORTOTALPIS VALORTOTALCOFINS VALORTOTALSERVICOS "
    "VALORTOTALISS VALORSEGURO VALOROUTRASDESPESAS QUANTIDADEVOLUMES",
    "ORCAMENTOPROD": "CODORCPROD CODORC CODPROD QUANTIDADE VALORUNITARIO VALORTOTAL CODPRECO CODEMPRESA DATAINCLUSAO "
    "COMPLEMENTO CODSITUACAOTRIBUTARIA CSOSN CODCFOP BASEICMS ALIQICMS VALORICMS BASEPIS ALIQPIS VALORPIS CSTPIS "
    "BASECOFINS ALIQCOFINS VALORCOFINS CSTCOFINS BASEIPI ALIQIPI VALORIPI BASESUBSTTRIBUTARIA VALORSUBSTTRIBUTARIA "
    "FLAGTIPOACRESCIMOITEM FLAG1 FLAG2 FLAG3 FLAGITEMCANCELADO FLAGCANCELADO FLAGALTPAF",
}

#: Used where they are there.
OPTIONAL = {table: " ".join(columns) for table, columns, _query in unconfirmed.LISTS}

_TABLES = sorted({*READING, *WRITING, *OPTIONAL})

#: Firebird's catalogue. Types 14 and 37 are texts, 12 DATE, 13 TIME, 35 TIMESTAMP.
_QUERY = """
SELECT f.RDB$RELATION_NAME AS table_name, f.RDB$FIELD_NAME AS column_name, d.RDB$FIELD_TYPE AS field_type,
       d.RDB$CHARACTER_LENGTH AS field_length
  FROM RDB$RELATION_FIELDS f JOIN RDB$FIELDS d ON d.RDB$FIELD_NAME = f.RDB$FIELD_SOURCE
 WHERE f.RDB$RELATION_NAME IN :tables
"""
_TEXTS, _DATE, _TIME = (14, 37), 12, 13

#: How long the catalogue read once serves all workers, in seconds.
LIFETIME = 3600


class Schema:
    """What the tables of this database have.

    :param tables: a ``Tables``
    """

    def __init__(self, tables, memory, owner):
        self._tables = tables
        self._memory = memory
        self._owner = owner
        self._columns = None

    def forget(self):
        """Read the catalogue again when it is next needed."""
        self._columns = None
        with self._memory.locked("schema") as kept:
            kept.clear()

    def has(self, table, *columns):
        """Return whether a table has all these columns."""
        known = self._known()
        return all(f"{table}.{column}" in known for column in columns)

    def has_list(self, known_list):
        """Return whether one of ``unconfirmed.LISTS`` can be read."""
        table, columns, _query = known_list
        return self.has(table, *columns)

    def missing(self, needed):
        """Return the names "TABLE" and "TABLE.COLUMN" that are not there, of a dict such as ``READING``."""
        known = self._known()
        tables = {name.partition(".")[0] for name in known}
        absent = []
        for table, columns in needed.items():
            if table not in tables:
                absent.append(table)
            else:
                absent += [f"{table}.{column}" for column in columns.split() if f"{table}.{column}" not in known]
        return sorted(absent)

    def require(self, needed, purpose):
        """Raise the sentence that names what is missing.

        :raises ProtocolError: something is
        """
        absent = self.missing(needed)
        if absent:
            raise ProtocolError(
                f"This C-Plus database lacks {', '.join(absent)}, which the connector needs {purpose}. It was made "
                "for another version of the program: have somebody compare the tables.",
                system=wire.SYSTEM,
                call="read the catalogue",
                code="schema",
            )

    def length(self, table, column):
        """Return how many characters a text column holds, 0 where that is not limited or not known."""
        kind, length = self._known().get(f"{table}.{column}", (None, None))
        return (length or 0) if kind in _TEXTS else 0

    def fitting(self, table, column, value):
        """Return a number or moment in the form that the column has: text where it is one, or the date or time alone.

        The types of some columns are not known (dossier §9).
        """
        kind, _length = self._known().get(f"{table}.{column}", (None, None))
        if kind in _TEXTS:
            return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else str(value)
        if isinstance(value, datetime):
            return {_DATE: value.date(), _TIME: value.time()}.get(kind, value)
        return value

    def _known(self):
        """Return ``{"TABLE.COLUMN": (Firebird's type, length)}``."""
        if self._columns is None:
            with self._memory.locked("schema") as kept:
                entry = dict(kept)
            if entry.get("owner") != self._owner or not 0 <= time.time() - entry["read_at"] < LIFETIME:
                entry = {"owner": self._owner, "read_at": time.time(), "columns": self._read()}
                with self._memory.locked("schema") as kept:
                    kept.update(entry)
            self._columns = entry["columns"]
        return self._columns

    def _read(self):
        rows = self._tables.rows(_QUERY, call="read the catalogue", tables=_TABLES)
        return {
            f"{wire.text(row, 'table_name')}.{wire.text(row, 'column_name')}": [
                row["field_type"],
                int(row["field_length"]) if isinstance(row["field_length"], int | Decimal) else None,
            ]
            for row in rows
        }
