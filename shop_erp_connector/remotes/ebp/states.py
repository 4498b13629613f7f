"""How far our orders have come: from the documents that EBP's people made of them by "transfer" (dossier §5)."""

from decimal import Decimal

from ..documents import OrderStatus
from ..errors import ProtocolError
from ..exchange.walking import Listing, listed
from . import wire
from .lookups import STATES
from .wire import number, text

_LISTED = """
SELECT d.Reference AS reference FROM SaleDocument d
 WHERE d.DocumentType IN {types} AND (d.Reference LIKE :with_words OR d.Reference LIKE :without_words)
   AND d.DocumentDate >= :first GROUP BY d.Reference
"""

_ORDERS = """
SELECT CAST(d.Id AS VARCHAR(36)) AS id, d.Reference, d.DocumentNumber, d.DocumentState, d.AmountVatIncluded
  FROM SaleDocument d WHERE d.DocumentType IN :types AND d.Reference IN :references ORDER BY d.DocumentNumber
"""

_QUANTITIES = """
SELECT CAST(l.DocumentId AS VARCHAR(36)) AS document, SUM(COALESCE(l.Quantity, 0)) AS ordered,
       SUM(COALESCE(l.DeliveredQuantity, 0)) AS delivered
  FROM SaleDocumentLine l WHERE l.DocumentId IN :ids AND COALESCE(l.ItemId, '') <> '' GROUP BY l.DocumentId
"""

#: What was made of an order: directly, by a delivery note between, or by parts that name the order.
FOLLOWS = """(n.Id = o.TransferedDocumentId OR n.AssociatedOrderId = o.Id OR EXISTS (
       SELECT 1 FROM SaleDocument b WHERE b.TransferedDocumentId = n.Id
          AND (b.Id = o.TransferedDocumentId OR b.AssociatedOrderId = o.Id)))"""

_FOLLOWING = f"""
SELECT CAST(o.Id AS VARCHAR(36)) AS document, n.DocumentType AS type, n.DocumentState AS state
  FROM SaleDocument o JOIN SaleDocument n ON {FOLLOWS} WHERE o.Id IN :ids
"""  # noqa: S608 (constants)


class States:
    """Finds our orders in EBP and tells their states.

    :param tables: a ``Tables``; ``walker``: a ``Walker``; ``references``: a ``References``; ``types``: a ``Types``
    :param first_day: function that answers the first day of orders that are looked at
    """

    def __init__(self, tables, walker, references, types, *, first_day):
        self._tables = tables
        self._walker = walker
        self._references = references
        self._types = types
        self._first_day = first_day

    def pull(self, *, cursor, ids, limit):
        """Yield pages of states; what follows an order dates another row, so all of the last days are read."""
        if ids is not None:
            yield from self._walker.by_ids("status", ids, self.statuses, limit=limit)
            return
        types, known = listed("type", self._types.orders)
        listing = Listing(
            everything=_LISTED.format(types=types),
            columns=("reference",),
            key=("reference",),
            read=lambda rows: self.statuses([self._references.read(text(row, "reference")) for row in rows]),
            parameters=known | self._references.patterns | {"first": self._first_day()},
        )
        yield from self._walker.pull("status", listing, cursor=cursor, limit=limit)

    def orders(self, references):
        """Return ``{reference: rows of SaleDocument}`` of the orders that EBP has."""
        rows = self._tables.rows(
            _ORDERS,
            call="look orders up",
            types=self._types.orders,
            references=self._references.forms(references) or [""],
        )
        found = {}
        for row in rows:
            found.setdefault(self._references.read(text(row, "reference")), []).append(row)
        return found

    def statuses(self, references):
        """Return (documents, refusals) of the orders with these references."""
        references = list(dict.fromkeys(filter(None, references)))
        found = self.orders(references)
        ids = wire.guids(text(row, "id") for rows in found.values() for row in rows)
        quantities = {
            text(row, "document"): row for row in self._tables.rows(_QUANTITIES, call="read order states", ids=ids)
        }
        following = wire.grouped(self._tables.rows(_FOLLOWING, call="read order states", ids=ids), "document")
        return wire.parsed(
            [(reference, found[reference]) for reference in references if reference in found],
            lambda item: item[0],
            lambda item: self._status(*item, quantities, following),
        )

    def _status(self, reference, rows, quantities, following):
        live = [row for row in rows if text(row, "documentstate") not in self._types.cancelled]
        if len(live) > 1:
            raise ProtocolError(twice(reference, rows), system=wire.SYSTEM, call="read order states")
        row = (live or rows)[0]
        state = "cancelled"
        if live:
            id = text(row, "id")
            state = self._state(following.get(id, []), quantities.get(id))
        return OrderStatus(id=reference, state_id=state, state_name=STATES[state], number=text(row, "documentnumber"))

    def _state(self, following, quantities):
        made = {text(row, "type") for row in following if text(row, "state") not in self._types.cancelled}
        if made & set(self._types.invoices):
            return "invoiced"
        ordered = number(quantities, "ordered") if quantities else Decimal(0)
        delivered = number(quantities, "delivered") if quantities else Decimal(0)
        if made & set(self._types.deliveries) and not 0 < delivered < ordered:
            return "shipped"
        if delivered > 0:
            return "partly_shipped" if delivered < ordered else "shipped"
        return "preparing"


def twice(reference, rows):
    """Return the sentence about an order that is there several times."""
    numbers = ", ".join(text(row, "documentnumber") for row in rows)
    return f"EBP has {reference} {len(rows)} times ({numbers}): its file was imported again. Delete all but one there."
