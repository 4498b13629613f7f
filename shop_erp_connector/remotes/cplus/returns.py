"""Goods that came back: what C-Plus has entered against the lines of our sales, one return for each sale and day."""

from datetime import date

from ..documents import Return, ReturnedLine
from ..documents.amounts import ZERO, rounded
from . import references, wire
from .catalogue import factor_of, product_id
from .lookups import CURRENCY
from .pages import Listing
from .wire import number, text

#: A sale's key has nine digits, the day follows: "000000012/2026-03-04".
_ID = "TRIM(l.CODMOVENDA) || '/' || CAST(d.DATA AS VARCHAR(10))"

_RETURNS = """
SELECT {id} AS id FROM MOVENDADEVOLUCAO d
  JOIN MOVENDAPROD l ON l.CODMOVPROD = d.CODMOVPROD
  JOIN MOVENDA m ON m.CODMOVENDA = l.CODMOVENDA
 WHERE m.ENTREGATELEFONE LIKE :reference AND d.DATA >= :first
 GROUP BY {id}
"""

_LINES = """
SELECT {id} AS id, d.CODMOVEPROD AS entry, d.QUANTIDADEDEVOLUCAO AS returned, d.DATA AS made_on, l.CODPROD,
       l.QUANTIDADE AS sold, l.VALORTOTAL AS gross, m.NUMNOTA, m.NUMPED, m.CODCLI, m.ENTREGATELEFONE AS reference,
       p.CODPRODGRADE, p.CODIGO, p.NOMEPROD, u.FATORCONVERSAO AS factor
  FROM MOVENDADEVOLUCAO d
  JOIN MOVENDAPROD l ON l.CODMOVPROD = d.CODMOVPROD
  JOIN MOVENDA m ON m.CODMOVENDA = l.CODMOVENDA
  LEFT JOIN PRODUTO p ON p.CODPROD = l.CODPROD
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE l.CODMOVENDA IN {keys} ORDER BY d.CODMOVEPROD
"""


class Returns:
    """Reads returns.

    :param tables: a ``Tables``; ``walker``: a ``Walker``
    :param first_day: function that answers the first day of returns that are looked at
    """

    def __init__(self, tables, walker, *, first_day):
        self._tables = tables
        self._walker = walker
        self._first_day = first_day

    def pull(self, *, cursor, ids, limit):
        """Yield pages of returns; nothing dates a change, so all of the last days are read each time."""
        if ids is not None:
            yield from self._walker.by_ids("return", ids, self.returns, limit=limit)
            return
        listing = Listing(
            everything=(_RETURNS.format(id=_ID),),
            read=self.returns,
            parameters={"reference": references.PATTERN, "first": self._first_day()},
        )
        yield from self._walker.pull("return", listing, cursor=cursor, limit=limit)

    def returns(self, ids):
        """Return (documents, refusals) of the returns with these ids."""
        keys, known = wire.listed("sale", dict.fromkeys(id.partition("/")[0] for id in ids))
        found = {}
        for row in self._tables.rows(_LINES.format(id=_ID, keys=keys), call="read return", **known):
            if references.is_ours(text(row, "reference")):
                found.setdefault(text(row, "id"), []).append(row)
        rows = [found[id] for id in ids if id in found]
        return wire.parsed(rows, lambda lines: text(lines[0], "id"), self._return)

    def _return(self, rows):
        first = rows[0]
        lines = tuple(_line(row) for row in rows)
        gross = sum((line.gross for line in lines), ZERO)
        return Return(
            id=text(first, "id"),
            type="refund",
            number=text(first, "id"),
            order_id=text(first, "reference"),
            order_number=text(first, "numped"),
            invoice_number=text(first, "numnota"),
            customer_id=text(first, "codcli"),
            currency=CURRENCY,
            created_at=wire.aware(date.fromisoformat(text(first, "id").partition("/")[2]), self._walker.zone),
            state_id="returned",
            lines=lines,
            net=gross,
            gross=gross,
        )


def _line(row):
    """Return a line, worth its part of what was paid. Taxes are inside; the entry does not tell them apart."""
    sold, returned = number(row, "sold"), number(row, "returned")
    gross = rounded(number(row, "gross") * returned / sold, 2) if sold else ZERO
    return ReturnedLine(
        id=text(row, "entry"),
        product_id=product_id(row),
        variant_id=text(row, "codprod"),
        code=text(row, "codigo"),
        name=text(row, "nomeprod"),
        quantity=returned / factor_of(row),
        net=gross,
        gross=gross,
    )
