"""Issuing a document and telling later whether it was issued: the same for orders, invoices and credit notes.

``insertDocument`` closes the document at once and consumes a fiscal number (dossier §4, §8.1). KeyInvoice
has no idempotency key, so our key travels as ``DocReference``, which comes back as ``Reference`` from
``getDocument`` alone.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ..contract import Result
from ..documents import Address
from ..documents.amounts import ZERO
from ..errors import OutcomeUnknown, Rejected, RemoteError
from . import vat
from .account import today
from .customers import street
from .lines import DIGITS, document_lines, remarks
from .wire import PAGE_ROWS, SYSTEM, number, text

#: KeyInvoice of Portugal issues in euros; the rate another currency needs is not ours to choose.
CURRENCY = "EUR"

#: How many of the newest documents are opened when memory knows nothing about a key.
LOOK_BACK = 300

#: What rounding moves the tax of a line, and that of the sum, at most: the server works taxes out itself.
_ROUNDING = Decimal("0.005")

#: How many documents memory keeps the facts of, newest last.
_FACTS_KEPT = 200


class Issuing:
    """Sends documents, reads back their totals, finds them again.

    :param api: an ``Api5``; ``lists``: the ``CodeLists``
    :param memory: dicts "announced" (what was sent, by key) and "numbers" (how a series writes its numbers)
        are used
    """

    def __init__(self, api, lists, memory):
        self._api = api
        self._lists = lists
        self._memory = memory

    def issue(self, document, doc_type, *, series, comments, **header):
        """Issue an order or invoice document; return its ``Result``.

        :param series: DocSeries, "" for the key's default series
        :param comments: texts for the document's comments
        :param header: further fields of insertDocument
        :raises Rejected: the document cannot become one of KeyInvoice; nothing was sent
        :raises OutcomeUnknown: it was sent and its answer is lost
        """
        _check(document)
        lines = document_lines(document.lines, self._lists.tax_rates(), gross_prices=self._lists.prices_with_vat())
        header |= _buyer(document)
        header["Comments"] = "\n".join(part for part in (*comments, *remarks(document.lines, CURRENCY)) if part)
        header |= {"DocSeries": series, "IdPaymentMethod": document.payment_method_code}
        totals = {"tax": document.tax, "gross": document.gross}
        return self._compared(self._inserted(document, doc_type, lines, header, totals), totals)

    def issue_goods(self, shipment, doc_type, lines, **header):
        """Issue a document that names goods without prices; return its ``Result``.

        :raises Rejected: nothing was sent; ``OutcomeUnknown``: it was sent and its answer is lost
        """
        if not shipment.key:
            raise _refused("Without a key the document could not be found again.", "key")
        header |= _receiver(shipment)
        return self._inserted(shipment, doc_type, lines, header)

    def _inserted(self, document, doc_type, lines, header, totals=None):
        self._announce(document, doc_type, header, totals or {})
        answer = self._api.write(
            "insertDocument", DocType=doc_type, DocReference=document.key, DocLines=lines, **header
        )
        return self._result(answer)

    def find(self, doc_types, key):
        """Return the ``Result`` of the document with the reference ``key``, None when there is none.

        What was announced by this memory is looked for among that client's (or the newest) documents since
        the day it was sent, all of them. Without an announcement the newest 300 documents are opened.
        """
        with self._memory.locked("announced") as announced:
            facts = announced.get(key)
        rows = self._since(facts) if facts else self._newest(doc_types)
        totals = {name: Decimal(facts[name]) for name in ("tax", "gross") if facts.get(name)} if facts else {}
        for row in sorted(rows, key=lambda row: number(row, "GrossTotal") != totals.get("gross")):
            found = self.read(document_id(row))
            if text(found, "Reference") == key:
                result = self._result(found)
                return self._compared(result, totals, found) if totals else result
        return None

    def read(self, id):
        """Return ``getDocument`` of the document with our id "DocType/DocSeries/DocNum".

        :raises NotFound: there is none; ``Rejected``: the id is none of ours
        """
        row = self._api.read("getDocument", **address(id))
        if not text(row, "DocNum"):
            raise OutcomeUnknown("The document was not in the answer.", system=SYSTEM, call="getDocument")
        return row

    def full_number(self, row):
        """Return the full number of a document as KeyInvoice writes it, "" when that is not known.

        Only the answer of ``insertDocument`` tells it; from it memory knows how the series begins its
        numbers.
        """
        told = text(row, "FullDocNumber")
        series, count = f"{text(row, 'DocType')}/{text(row, 'DocSeries')}", text(row, "DocNum")
        with self._memory.locked("numbers") as beginnings:
            if told.endswith(count):
                beginnings[series] = told[: len(told) - len(count)]
            return told or (beginnings[series] + count if series in beginnings else "")

    def _result(self, row):
        if not text(row, "DocNum"):
            raise OutcomeUnknown("The new document has no number.", system=SYSTEM, call="insertDocument")
        return Result(id=document_id(row), number=self.full_number(row), series=text(row, "DocSeries"))

    def _compared(self, result, ours, found=None):
        """Return the result with a warning when the document's totals are not ours; it is issued in any case.

        One call more per document: the server reckons the totals itself, and an answer with another total
        than the buyer paid, or a tax in it that rounding does not explain, must not pass unseen.

        :param ours: ``{"tax": …, "gross": …}``
        """
        try:
            row = found or self.read(result.id)
            gross, tax = number(row, "GrossTotal"), number(row, "TaxTotal")
        except RemoteError as exc:
            return replace(result, warning=f"The document exists, but its total could not be read: {exc}")
        if gross != ours["gross"]:
            said = f"the totals differ: ours {ours['gross']:.2f}, KeyInvoice's {gross:.2f}"
        elif "tax" in ours and abs(tax - ours["tax"]) > _ROUNDING * (len(row.get("Lines") or ()) + 1):
            said = f"the tax in the same total differs: ours {ours['tax']:.2f}, KeyInvoice's {tax:.2f}"
        else:
            return result
        return replace(result, warning=f"The document exists, but {said}.")

    def _announce(self, document, doc_type, header, totals):
        """Remember what is about to be sent: should the answer be lost, it is found by these facts."""
        facts = {
            "doc_type": doc_type,
            "client": header.get("IdClient", ""),
            "day": header.get("DocDate") or today().isoformat(),
        } | {name: str(amount) for name, amount in totals.items()}
        with self._memory.locked("announced") as announced:
            announced.pop(document.key, None)
            announced[document.key] = facts
            for oldest in list(announced)[:-_FACTS_KEPT]:
                del announced[oldest]

    def _since(self, facts):
        """Return the rows that may be the announced document: that client's, or all, from its day on."""
        # A day earlier counts too: ours and the server's midnight need not be the same moment.
        first = (date.fromisoformat(facts["day"]) - timedelta(days=1)).isoformat()
        if facts["client"]:
            rows = self._api.all_rows("documentsList", "Documents", DocType=facts["doc_type"], IdClient=facts["client"])
            return [row for row in rows if text(row, "Date") >= first]
        fresh = []
        for page in self._from_newest(facts["doc_type"]):
            of_page = [row for row in page if text(row, "Date") >= first]
            if not of_page:
                break
            fresh += of_page
        return fresh

    def _newest(self, doc_types):
        """Return the newest rows of several types, at most 300 in all."""
        rows = []
        for doc_type in doc_types:
            of_type = []
            for page in self._from_newest(doc_type):
                of_type += page
                if len(of_type) >= LOOK_BACK:
                    break
            rows += of_type[:LOOK_BACK]
        return sorted(rows, key=lambda row: text(row, "Date"), reverse=True)[:LOOK_BACK]

    def _from_newest(self, doc_type):
        """Yield pages of ``documentsList``, newest first. Its order is not documented (§6): we look."""
        count = int(number(self._api.read("countDocuments", DocType=doc_type), "Count"))
        end = max(count - PAGE_ROWS, 0)
        last = self._documents(doc_type, end)
        if end and _age(last[0]) > _age(last[-1]):
            for offset in range(0, count, PAGE_ROWS):
                yield self._documents(doc_type, offset)
            return
        yield last[::-1]
        while end > 0:
            start = max(end - PAGE_ROWS, 0)
            yield self._documents(doc_type, start)[: end - start][::-1]
            end = start

    def _documents(self, doc_type, offset):
        return self._api.rows("documentsList", "Documents", DocType=doc_type, Offset=str(offset))


def document_id(row):
    """Return our id of a document: type, series and number address it, nothing less does."""
    return "/".join(text(row, name) for name in ("DocType", "DocSeries", "DocNum"))


def address(id):
    """Return an id's parts as KeyInvoice's parameters.

    :raises Rejected: the id does not have three parts
    """
    parts = id.split("/")
    if len(parts) != 3 or not all(parts):
        raise Rejected(f"{id!r} is no document id (type/series/number).", system=SYSTEM, field="id", code="id")
    return dict(zip(("DocType", "DocSeries", "DocNum"), parts, strict=True))


def _age(row):
    return text(row, "Date"), int(number(row, "DocNum"))


def _check(document):
    """Refuse what KeyInvoice cannot issue, before a number is consumed."""
    if document.id:
        raise _refused("An issued document cannot be changed.", "id")
    if not document.key:
        raise _refused("Without a key the document could not be found again.", "key")
    if not document.lines:
        raise _refused("A document needs a line.", "lines")
    if document.currency != CURRENCY or document.digits != DIGITS:
        raise _refused(f"KeyInvoice issues in {CURRENCY}; this document is in {document.currency!r}.", "currency")
    lines = sum((line.gross for line in document.lines), ZERO)
    if lines != document.gross:
        raise _refused(f"The lines make {lines:.2f}, the total says {document.gross:.2f}.", "gross")


def _buyer(document):
    """Return the client's id, or who the final consumer is; and where the goods go."""
    return _party(document) | _ship_to(document.delivery)


def _party(document):
    customer, billing = document.customer, document.billing or Address()
    if customer and customer.id:
        return {"IdClient": customer.id}
    number = vat.plain((customer and customer.vat) or billing.vat)
    if number and number not in vat.FINAL_CONSUMER:
        raise _refused(f"The buyer has the tax number {number}: send the customer first.", "customer")
    party = {
        "Name": billing.company or billing.person or (customer.name if customer else ""),
        "Address": street(billing),
        "PostalCode": billing.zip,
        "Locality": billing.city,
        "CountryCode": billing.country,
    }
    for name, value in party.items():
        if name in ("Name", "CountryCode") and not value:
            raise _refused(f"A buyer without client number needs a billing address with {name}.", "billing")
    return party


def _receiver(shipment):
    """Return who gets the goods, and where: a client there, or name and address."""
    place = _ship_to(shipment.delivery)
    if shipment.customer and shipment.customer.id:
        return {"IdClient": shipment.customer.id} | place
    delivery = shipment.delivery or Address()
    name = delivery.company or delivery.person or (shipment.customer.name if shipment.customer else "")
    if not name or not delivery.country:
        raise _refused("The receiver needs a name and a country.", "delivery")
    return place | {
        "Name": name,
        "Address": street(delivery),
        "PostalCode": delivery.zip,
        "Locality": delivery.city,
        "CountryCode": delivery.country,
    }


def _ship_to(delivery):
    if delivery is None:
        return {}
    return {
        "ShipToAddress": street(delivery),
        "ShipToPostalCode": delivery.zip,
        "ShipToLocality": delivery.city,
        "ShipToCountryCode": delivery.country,
    }


def _refused(message, field):
    return Rejected(message, system=SYSTEM, field=field, code=field)
