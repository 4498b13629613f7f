"""Invoices: sales of our orders whose NF-e or NFC-e the tax authority has authorised. The program stores no PDF."""

from decimal import Decimal

from ..documents import Invoice, OrderLine
from ..documents.amounts import spread
from ..errors import ProtocolError
from . import nfe, references, wire
from .catalogue import factor_of, product_id
from .lookups import CURRENCY
from .pages import Listing
from .states import AUTHORISED
from .wire import flag, number, text

#: Authorised once and cancelled since: by the old way, by an event, and both late.
CANCELLED = ("101", "135", "151", "155")

_DOCUMENTS = """
SELECT n.IDENTIDADEORIGEM AS sale, n.CHAVEACESSONFELETRONICA AS access_key, n.CODIGORETORNONFELETRONICA AS code,
       n.XMLDESTINATARIONFE AS xml,
       CASE WHEN n.XMLNFELETRONICACANCELAMENTO IS NULL THEN 'N' ELSE 'Y' END AS cancelled
  FROM NFELETRONICA n
 WHERE n.IDENTIDADEORIGEM IN {keys} AND UPPER(n.NOMEENTIDADEORIGEM) = :origin
   AND n.CODIGORETORNONFELETRONICA IN {codes} AND COALESCE(n.AMBIENTE, '1') <> '2'
"""

_COUNTER_DOCUMENTS = """
SELECT c.CODMOVENDA AS sale, c.CHAVEACESSONFCELETRONICA AS access_key, c.CODIGORETORNONFCELETRONICA AS code,
       c.XMLDESTINATARIONFCE AS xml, CASE WHEN c.DATAHORACANCELAMENTO IS NULL THEN 'N' ELSE 'Y' END AS cancelled
  FROM NFCELETRONICA c
 WHERE c.CODMOVENDA IN {keys} AND c.CODIGORETORNONFCELETRONICA IN {codes} AND COALESCE(c.AMBIENTE, '1') <> '2'
"""

#: Documents of the authority's test environment (AMBIENTE 2) are no invoices.
_SALES = """
SELECT m.CODMOVENDA AS id FROM MOVENDA m
 WHERE m.ENTREGATELEFONE LIKE :reference AND m.DATA >= :first
   AND (EXISTS (SELECT 1 FROM NFELETRONICA n WHERE n.IDENTIDADEORIGEM = m.CODMOVENDA
                 AND UPPER(n.NOMEENTIDADEORIGEM) = :origin AND n.CODIGORETORNONFELETRONICA IN {codes}
                 AND COALESCE(n.AMBIENTE, '1') <> '2')
     OR EXISTS (SELECT 1 FROM NFCELETRONICA c WHERE c.CODMOVENDA = m.CODMOVENDA
                 AND c.CODIGORETORNONFCELETRONICA IN {codes} AND COALESCE(c.AMBIENTE, '1') <> '2'))
"""

_HEADS = """
SELECT CODMOVENDA, NUMNOTA, SERIENOTA, NUMPED, DATAEMISSAO, FLAGCANCELADA, VALORTOTALNOTA, VALORFRETE, VALORDESCONTO,
       ENTREGATELEFONE AS reference
  FROM MOVENDA WHERE CODMOVENDA IN {keys} ORDER BY CODMOVENDA
"""

_LINES = """
SELECT l.CODMOVPROD, l.CODMOVENDA AS sale, l.CODPROD, p.CODPRODGRADE, p.CODIGO, p.NOMEPROD, l.QUANTIDADE, l.VALORTOTAL,
       u.FATORCONVERSAO AS factor
  FROM MOVENDAPROD l
  LEFT JOIN PRODUTO p ON p.CODPROD = l.CODPROD
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE l.CODMOVENDA IN {keys} ORDER BY l.CODMOVPROD
"""

_DUES = """
SELECT CODMOVENDA AS sale, FLAGPAGO, DATVENC FROM CONTARECEBER
 WHERE CODMOVENDA IN {keys} AND COALESCE(FLAGCANCELADA, 'N') NOT IN ('Y', 'S') ORDER BY DATVENC
"""


class Invoices:
    """Reads invoices.

    :param tables: a ``Tables``; ``walker``: a ``Walker``
    :param origin: what NFELETRONICA calls the table of sales
    :param first_day: function that answers the first day of sales that are looked at
    """

    def __init__(self, tables, walker, *, origin, first_day):
        self._tables = tables
        self._walker = walker
        self._codes, self._parameters = wire.listed("code", (*AUTHORISED, *CANCELLED))
        self._origin = origin.upper()
        self._first_day = first_day

    def pull(self, *, cursor, ids, limit):
        """Yield pages of invoices; nothing dates them, so all of the last days are read each time."""
        if ids is not None:
            yield from self._walker.by_ids("invoice", ids, self.invoices, limit=limit)
            return
        listing = Listing(
            everything=(_SALES.format(codes=self._codes),),
            read=self.invoices,
            parameters=self._parameters
            | {"reference": references.PATTERN, "first": self._first_day(), "origin": self._origin},
        )
        yield from self._walker.pull("invoice", listing, cursor=cursor, limit=limit)

    def invoices(self, ids):
        """Return (documents, refusals) of the sales with these keys that have a fiscal document."""
        keys, known = wire.listed("sale", ids)
        heads = self._read(_HEADS.format(keys=keys), known)
        documents = self._documents(keys, known)
        heads = [head for head in heads if text(head, "codmovenda") in documents]
        heads = [head for head in heads if references.is_ours(text(head, "reference"))]
        lines = _by_sale(self._read(_LINES.format(keys=keys), known))
        dues = _by_sale(self._read(_DUES.format(keys=keys), known))
        return wire.parsed(
            heads,
            lambda head: text(head, "codmovenda"),
            lambda head: _invoice(
                head,
                documents[text(head, "codmovenda")],
                lines.get(text(head, "codmovenda"), []),
                dues.get(text(head, "codmovenda"), []),
            ),
        )

    def _documents(self, keys, known):
        known = known | self._parameters
        rows = self._read(_DOCUMENTS.format(keys=keys, codes=self._codes), known | {"origin": self._origin})
        return _by_sale(rows + self._read(_COUNTER_DOCUMENTS.format(keys=keys, codes=self._codes), known))

    def _read(self, query, parameters):
        return self._tables.rows(query, call="read invoice", **parameters)


def _by_sale(rows):
    found = {}
    for row in rows:
        found.setdefault(text(row, "sale"), []).append(row)
    return found


def _invoice(head, documents, lines, dues):
    sale = text(head, "codmovenda")
    call = f"read invoice {sale}"
    if len(documents) > 1:
        keys = ", ".join(text(document, "access_key") for document in documents)
        raise ProtocolError(f"Sale {sale} has several fiscal documents: {keys}.", system=wire.SYSTEM, call=call)
    (row,) = documents
    document = nfe.read(row["xml"], access_key=text(row, "access_key"), call=call)
    is_cancelled = flag(head, "flagcancelada") or flag(row, "cancelled") or text(row, "code") in CANCELLED
    is_paid = bool(dues) and all(flag(due, "flagpago") for due in dues)
    unpaid = [wire.day(due["datvenc"]) for due in dues if not flag(due, "flagpago") and due["datvenc"]]
    return Invoice(
        id=sale,
        number=text(head, "numnota"),
        series=text(head, "serienota"),
        order_id=text(head, "reference"),
        order_number=text(head, "numped"),
        issued_on=wire.day(head["dataemissao"]),
        due_on=min(unpaid, default=None),
        currency=CURRENCY,
        lines=_lines(head, lines, document),
        net=document.gross - document.tax,
        tax=document.tax,
        gross=document.gross,
        state="cancelled" if is_cancelled else "paid" if is_paid else "open",
        access_key=document.access_key,
        xml=document.text,
    )


def _lines(head, rows, document):
    """Return the lines; the taxes inside the document's total are divided by what each line costs.

    What the sale's own columns do not explain (surcharges, insurance) is one more line.
    """
    parts = [
        {"id": text(row, "codmovprod"), "gross": number(row, "valortotal")}
        | {"quantity": number(row, "quantidade") / factor_of(row)}
        | {"product_id": product_id(row), "variant_id": text(row, "codprod")}
        | {"code": text(row, "codigo"), "name": text(row, "nomeprod")}
        for row in rows
    ]
    freight, discount = number(head, "valorfrete"), number(head, "valordesconto")
    parts += [{"role": "shipping", "name": "Frete", "gross": freight}] if freight else []
    parts += [{"role": "discount", "name": "Desconto", "gross": -discount}] if discount else []
    rest = document.gross - sum((part["gross"] for part in parts), Decimal(0))
    role = "payment_fee" if rest > 0 else "discount"
    parts += [{"role": role, "name": "Outras despesas", "gross": rest}] if rest else []
    if not parts:
        return ()
    taxes = spread(document.tax, [max(part["gross"], Decimal(0)) for part in parts], 2)
    return tuple(OrderLine(net=part["gross"] - tax, tax=tax, **part) for part, tax in zip(parts, taxes, strict=True))
