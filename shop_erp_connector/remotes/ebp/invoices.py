"""Invoices and credit notes made of our orders, with the PDFs that lie in a folder or are attached in EBP."""

from dataclasses import dataclass
from decimal import Decimal

from ..contract import Page
from ..cursors import chunked
from ..documents import AppliedTax, Invoice, OrderLine
from ..documents.amounts import rounded
from ..exchange.walking import PAGE, Listing, aware, listed
from . import wire
from .states import FOLLOWS
from .wire import number, text

_OURS = f"""
n.DocumentType IN {{types}} AND {{finished}} AND EXISTS (
  SELECT 1 FROM SaleDocument o WHERE o.DocumentType IN {{orders}}
     AND (o.Reference LIKE :with_words OR o.Reference LIKE :without_words)
     AND ({FOLLOWS} OR EXISTS (
       SELECT 1 FROM SaleDocument a WHERE a.Id = n.AssociatedInvoiceId AND {FOLLOWS.replace("n.", "a.")})))
"""  # noqa: S608 (constants)

_EVERYTHING = "SELECT CAST(n.Id AS VARCHAR(36)) AS id FROM SaleDocument n WHERE {ours}"

_CHANGES = """
SELECT CAST(n.Id AS VARCHAR(36)) AS id, {second} AS changed FROM SaleDocument n WHERE {ours} AND {touched} >= :since
"""

_HEADS = """
SELECT CAST(n.Id AS VARCHAR(36)) AS id, n.DocumentNumber, n.DocumentType, n.SerialId, n.DocumentDate, n.DocumentState,
       n.ShippingAmountVatExcluded, n.VatAmount, n.AmountVatIncluded, n.CommitmentsBalanceDue, n.SettlementModeId,
       a.DocumentNumber AS taken_back, {touched} AS dated
  FROM SaleDocument n LEFT JOIN SaleDocument a ON a.Id = n.AssociatedInvoiceId
 WHERE {ours} AND n.Id IN {ids}
"""

_LINES = """
SELECT CAST(l.Id AS VARCHAR(36)) AS id, CAST(l.DocumentId AS VARCHAR(36)) AS document, l.ItemId, l.DescriptionClear,
       l.Quantity, COALESCE(l.RealNetAmountVatExcluded, l.NetAmountVatExcluded) AS net,
       CAST(l.VatId AS VARCHAR(36)) AS vat, i.ParentRangeItemId
  FROM SaleDocumentLine l LEFT JOIN Item i ON i.Id = l.ItemId
 WHERE l.DocumentId IN :ids AND COALESCE(l.LineType, 0) <> 9 ORDER BY l.LineOrder
"""

_SOURCES = f"""
SELECT CAST(n.Id AS VARCHAR(36)) AS document, o.Reference AS reference, o.DocumentNumber AS number
  FROM SaleDocument n JOIN SaleDocument o ON ({FOLLOWS} OR EXISTS (
       SELECT 1 FROM SaleDocument a WHERE a.Id = n.AssociatedInvoiceId AND {FOLLOWS.replace("n.", "a.")}))
 WHERE n.Id IN :ids AND o.DocumentType IN :orders ORDER BY o.DocumentNumber
"""  # noqa: S608 (constants)

_DUES = """
SELECT CAST(k.DocumentId AS VARCHAR(36)) AS document, MIN(k.DueDate) AS due FROM SaleCommitment k
 WHERE k.DocumentId IN :ids AND k.BalanceDue > 0 GROUP BY k.DocumentId
"""

#: So many invoices whose PDF was not there yet are looked for again.
_MOST_WAITING = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a page's invoices are made of besides their heads, by the document's id; ``papers`` is base64."""

    lines: dict
    sources: dict
    dues: dict
    papers: dict


class Invoices:
    """Reads invoices.

    :param tables: a ``Tables``; ``lists``: the ``CodeLists``; ``walker``: a ``Walker``
    :param references: a ``References``; ``types``: a ``Types``; ``papers``: a ``Papers``, which has the PDFs
    """

    def __init__(self, tables, lists, walker, references, types, papers):
        self._tables = tables
        self._lists = lists
        self._walker = walker
        self._references = references
        self._types = types
        self._papers = papers

    def pull(self, *, cursor, ids, limit):
        """Yield pages of invoices that changed, then those whose PDF has come since they were read without.

        The cursor's "waiting" holds invoices without PDF, ``{id: number}``; "arrived" the ids that follow the changes.
        """
        if ids is not None:
            yield from self._walker.by_ids("invoice", ids, self.invoices, limit=limit)
            return
        cursor = dict(cursor or {})
        waiting, arrived = cursor.pop("waiting", {}), cursor.pop("arrived", None)
        if arrived is None:
            for page in self._walker.pull("invoice", self._listing(), cursor=cursor, limit=limit):
                cursor, waiting = page.cursor, _still_waiting(waiting, page.documents)
                arrived = [] if cursor["more"] else self._papers.arrived(waiting)
                yield _page(page.documents, page.refusals, cursor, waiting, arrived)
        for chunk in chunked(arrived, limit or PAGE):
            arrived = arrived[len(chunk) :]
            documents, refusals = self.invoices(chunk)
            waiting = _still_waiting(waiting, documents)
            yield _page(documents, refusals, cursor | {"more": False}, waiting, arrived)

    def invoices(self, ids):
        """Return (documents, refusals) of the documents with these ids that are invoices of our orders."""
        ids = list(ids)
        keys, known = listed("id", wire.guids(ids))
        ours, parameters = self._ours()
        rows = self._read(_HEADS.format(ours=ours, ids=keys, touched=wire.touched("n")), parameters | known)
        heads = {text(row, "id"): row for row in rows}
        found = wire.guids(heads)
        parts = Parts(
            lines=wire.grouped(self._read(_LINES, {"ids": found}), "document"),
            sources=wire.grouped(self._read(_SOURCES, {"ids": found, "orders": self._types.orders}), "document"),
            dues={text(row, "document"): wire.day(row["due"]) for row in self._read(_DUES, {"ids": found})},
            papers=self._papers.read({text(row, "id"): text(row, "documentnumber") for row in rows}),
        )
        return wire.parsed(
            [heads[id] for id in ids if id in heads],
            lambda head: text(head, "id"),
            lambda head: self._invoice(head, parts),
        )

    def _listing(self):
        ours, parameters = self._ours()
        dated = wire.touched("n")
        second = wire.second(self._tables.dialect.name, dated)
        return Listing(
            everything=_EVERYTHING.format(ours=ours),
            changes=_CHANGES.format(ours=ours, second=second, touched=dated),
            columns=("id",),
            key=("id",),
            read=lambda rows: self.invoices([text(row, "id") for row in rows]),
            parameters=parameters,
        )

    def _ours(self):
        """Return (SQL, its parameters): which documents are finished invoices of our orders."""
        kinds, first = listed("kind", [*self._types.invoices, *self._types.credits])
        orders, second = listed("order", self._types.orders)
        parameters = first | second | self._references.patterns
        finished = "1 = 1"
        if self._types.finished:
            codes, third = listed("finished", self._types.finished)
            finished, parameters = f"n.ValidationState IN {codes}", parameters | third
        return _OURS.format(types=kinds, orders=orders, finished=finished), parameters

    def _read(self, query, parameters):
        return self._tables.rows(query, call="read invoice", **parameters)

    def _invoice(self, head, parts):
        id = text(head, "id")
        sources = parts.sources.get(id, [])
        references = {self._references.read(text(row, "reference")) for row in sources} - {""}
        gross, tax = number(head, "amountvatincluded"), number(head, "vatamount")
        # The sign of credit notes is not known: they are documents of their own type here, with amounts above zero.
        is_credit = text(head, "documenttype") in self._types.credits
        sign = -1 if is_credit and gross < 0 else 1
        lines = self._lines(head, parts.lines.get(id, []), sign)
        return Invoice(
            id=id,
            updated_at=aware(head["dated"], self._walker.zone),
            type="credit_note" if is_credit else "invoice",
            number=text(head, "documentnumber"),
            series=text(head, "serialid"),
            # One invoice for several orders names none of them: their numbers tell a person.
            order_id=references.pop() if len(references) == 1 else "",
            order_number=", ".join(dict.fromkeys(text(row, "number") for row in sources)),
            issued_on=wire.day(head["documentdate"]),
            due_on=parts.dues.get(id),
            currency=wire.CURRENCY,
            lines=tuple(lines),
            payment_method_code=text(head, "settlementmodeid"),
            net=sign * (gross - tax),
            tax=sign * tax,
            gross=sign * gross,
            state=self._state(head),
            refund_of=text(head, "taken_back") if is_credit else "",
            pdf=parts.papers.get(id, ""),
        )

    def _state(self, head):
        if text(head, "documentstate") in self._types.cancelled:
            return "cancelled"
        is_owed = head["commitmentsbalancedue"] is None or number(head, "commitmentsbalancedue") != 0
        return "open" if is_owed else "paid"

    def _lines(self, head, rows, sign):
        """Return the lines; what they leave of the document's totals is its shipping, or else its rounding."""
        lines = [self._line(row, sign) for row in rows]
        gross, tax = sign * number(head, "amountvatincluded"), sign * number(head, "vatamount")
        rest_net = gross - tax - sum((line.net for line in lines), Decimal(0))
        rest_tax = tax - sum((line.tax for line in lines), Decimal(0))
        if rest_net or rest_tax:
            has_shipping = number(head, "shippingamountvatexcluded") != 0
            lines.append(
                OrderLine(
                    role="shipping" if has_shipping else "rounding",
                    name="Frais de port" if has_shipping else "Arrondi",
                    net=rest_net,
                    tax=rest_tax,
                    gross=rest_net + rest_tax,
                )
            )
        return lines

    def _line(self, row, sign):
        net = sign * number(row, "net")
        rate = self._lists.rate(text(row, "vat")) or Decimal(0)
        tax = rounded(net * rate / 100, 2)
        item = text(row, "itemid")
        return OrderLine(
            id=text(row, "id"),
            product_id=text(row, "parentrangeitemid") or item,
            variant_id=item,
            code=item,
            name=text(row, "descriptionclear"),
            quantity=sign * number(row, "quantity"),
            net=net,
            tax=tax,
            gross=net + tax,
            taxes=(AppliedTax(id=text(row, "vat"), rate=rate, amount=tax),) if text(row, "vat") else (),
        )


def _still_waiting(waiting, invoices):
    """Return ``{id: number}`` of invoices without PDF, the newest of them."""
    handed_out = {invoice.id for invoice in invoices}
    waiting = {id: number for id, number in waiting.items() if id not in handed_out}
    waiting |= {invoice.id: invoice.number for invoice in invoices if not invoice.pdf}
    return dict(list(waiting.items())[-_MOST_WAITING:])


def _page(documents, refusals, cursor, waiting, arrived):
    follows = {"more": True, "arrived": arrived} if arrived else {}
    return Page(documents=documents, refusals=tuple(refusals), cursor=cursor | follows | {"waiting": waiting})
