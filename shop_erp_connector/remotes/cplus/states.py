"""What became of our orders: computed from quotation, sale, fiscal document, delivery and returns (dossier §3.6).

An order is known by its reference, which the program copies from the quotation to the sale; a quotation may be gone
once it was turned into a sale.
"""

from ..documents import OrderStatus
from . import references, wire
from .pages import Listing
from .wire import flag, number, text

STATES = {
    "preparing": "Em preparação",
    "cancelled": "Cancelado",
    "billed": "Faturado",
    "denied": "Nota fiscal denegada",
    "authorised": "Nota fiscal autorizada",
    "shipped": "Enviado",
    "partly_returned": "Devolvido em parte",
    "returned": "Devolvido",
}

#: Return codes of the tax authority: 100 authorised, 150 authorised late; 110, 301 and 302 denied (dossier §4).
AUTHORISED, DENIED = ("100", "150"), ("110", "301", "302", "303")

_REFERENCES = """
SELECT r.id AS id FROM (
  SELECT o.ENTREGATELEFONE AS id FROM ORCAMENTO o WHERE o.ENTREGATELEFONE LIKE :reference AND o.DATA >= :first
  UNION
  SELECT m.ENTREGATELEFONE AS id FROM MOVENDA m WHERE m.ENTREGATELEFONE LIKE :reference AND m.DATA >= :first
) r
"""

_QUOTATIONS = """
SELECT CODORC, NUMEROORCAMENTO, ENTREGATELEFONE AS reference, FLAGCANCELADO FROM ORCAMENTO
 WHERE ENTREGATELEFONE IN {keys} ORDER BY CODORC
"""

_SALES = """
SELECT m.CODMOVENDA, m.NUMPED, m.ENTREGATELEFONE AS reference, m.FLAGCANCELADA, m.FLAGLIBERAEXPEDICAO,
       (SELECT COUNT(*) FROM MOENTREGA e WHERE e.CODMOVENDA = m.CODMOVENDA AND e.DATENTR IS NOT NULL) AS delivered,
       (SELECT SUM(l.QUANTIDADE) FROM MOVENDAPROD l WHERE l.CODMOVENDA = m.CODMOVENDA) AS sold,
       (SELECT SUM(l.QUANTIDADEDEVOLVIDA) FROM MOVENDAPROD l WHERE l.CODMOVENDA = m.CODMOVENDA) AS returned
  FROM MOVENDA m WHERE m.ENTREGATELEFONE IN {keys} ORDER BY m.CODMOVENDA
"""

_ANSWERS = """
SELECT n.IDENTIDADEORIGEM AS sale, n.CODIGORETORNONFELETRONICA AS code, n.MENSAGEMSEFAZ AS words FROM NFELETRONICA n
 WHERE n.IDENTIDADEORIGEM IN {keys} AND UPPER(n.NOMEENTIDADEORIGEM) = :origin
UNION ALL
SELECT c.CODMOVENDA AS sale, c.CODIGORETORNONFCELETRONICA AS code, '' AS words FROM NFCELETRONICA c
 WHERE c.CODMOVENDA IN {keys}
"""


class States:
    """Reads the states of our orders.

    :param tables: a ``Tables``; ``walker``: a ``Walker``
    :param origin: what NFELETRONICA calls the table of sales
    :param first_day: function that answers the first day of orders that are looked at
    """

    def __init__(self, tables, walker, *, origin, first_day):
        self._tables = tables
        self._walker = walker
        self._origin = origin
        self._first_day = first_day

    def pull(self, *, cursor, ids, limit):
        """Yield pages of states; nothing dates them, so all of the last days are read each time."""
        if ids is not None:
            yield from self._walker.by_ids("order", ids, self.statuses, limit=limit)
            return
        listing = Listing(
            everything=(_REFERENCES,),
            read=self.statuses,
            parameters={"reference": references.PATTERN, "first": self._first_day()},
        )
        yield from self._walker.pull("order", listing, cursor=cursor, limit=limit)

    def statuses(self, ids):
        """Return (documents, refusals) of the orders with these references."""
        ids = [id for id in ids if references.is_ours(id)]
        keys, known = wire.listed("order", ids)
        quotations = _by_reference(self._read(_QUOTATIONS.format(keys=keys), known))
        sales = _by_reference(self._read(_SALES.format(keys=keys), known))
        answers = self._answers([text(sale, "codmovenda") for found in sales.values() for sale in found])
        documents = []
        for id in ids:
            if id in quotations or id in sales:
                documents.append(_status(id, quotations.get(id, []), sales.get(id, []), answers))
        return documents, []

    def _answers(self, sales):
        if not sales:
            return {}
        keys, known = wire.listed("sale", sales)
        found = {}
        for row in self._read(_ANSWERS.format(keys=keys), known | {"origin": self._origin.upper()}):
            found.setdefault(text(row, "sale"), []).append((text(row, "code"), text(row, "words")))
        return found

    def _read(self, query, parameters):
        return self._tables.rows(query, call="read order states", **parameters)


def _by_reference(rows):
    found = {}
    for row in rows:
        found.setdefault(text(row, "reference"), []).append(row)
    return found


def _status(id, quotations, sales, answers):
    valid = [sale for sale in sales if not flag(sale, "flagcancelada")]
    if valid:
        state, words = _state_of_sale(valid[-1], answers.get(text(valid[-1], "codmovenda"), []))
    else:
        # A cancelled sale counts for nothing: the operator may turn the quotation into another one.
        is_open = any(not flag(quotation, "flagcancelado") for quotation in quotations)
        state, words = ("preparing" if is_open else "cancelled"), ""
    numbers = [text(row, "numeroorcamento") for row in quotations] + [text(row, "numped") for row in sales]
    name = f"{STATES[state]}: {words}" if words else STATES[state]
    return OrderStatus(id=id, state_id=state, state_name=name, number=next(filter(None, numbers), ""))


def _state_of_sale(sale, answers):
    """Return (state, the tax authority's words where it said no)."""
    sold, returned = number(sale, "sold"), number(sale, "returned")
    if returned > 0:
        return ("returned" if returned >= sold else "partly_returned"), ""
    if number(sale, "delivered") or flag(sale, "flagliberaexpedicao"):
        return "shipped", ""
    if any(code in AUTHORISED for code, _words in answers):
        return "authorised", ""
    denied = [words for code, words in answers if code in DENIED]
    return ("denied", denied[-1]) if denied else ("billed", "")
