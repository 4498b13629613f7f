"""Orders (encomendas, DocType 13): issued from ours, read by id."""

from datetime import date, datetime
from decimal import Decimal

from ..documents import AppliedTax, Customer, Order, OrderLine
from ..documents.amounts import ZERO, rounded, spread
from ..errors import NotFound, ProtocolError, Rejected
from . import pages
from .account import LISBON
from .grids import id_of_line
from .issuing import CURRENCY, document_id
from .lines import DIGITS
from .wire import SYSTEM, flag, number, text

DOC_TYPE = "13"


class Orders:
    """Sends and reads orders.

    :param issuing: an ``Issuing``
    :param series: DocSeries of orders, "" for the key's default series
    """

    def __init__(self, issuing, lists, *, series):
        self._issuing = issuing
        self._lists = lists
        self._series = series

    def push(self, order):
        """Issue an order; return its ``Result``. No date is sent: it is issued the day it arrives there."""
        if order.is_quote:
            raise Rejected("Quotes are not sent to KeyInvoice.", system=SYSTEM, field="is_quote", code="quote")
        return self._issuing.issue(
            order,
            DOC_TYPE,
            series=self._series,
            comments=(f"#{order.number}" if order.number else "", order.customer_note),
        )

    def find(self, key):
        """Return the ``Result`` of the order with our key, or None."""
        return self._issuing.find((DOC_TYPE,), key)

    def pull(self, ids, *, limit=None):
        """Yield pages of orders read by id, one call each."""
        rates = {}

        def read(id):
            if not rates:
                rates.update(unique_tax_ids(self._lists))
            row = self._issuing.read(id)
            if text(row, "DocType") != DOC_TYPE:
                raise NotFound("This document is no order.", system=SYSTEM, code="type", text=id)
            return _order(row, self._issuing.full_number(row), rates)

        yield from pages.by_ids(ids, read, limit=limit)


def unique_tax_ids(lists):
    """Return ``{rate: tax id}`` for rates that one tax alone has; a document's lines tell rates only."""
    found = {}
    for tax in lists.taxes():
        found.setdefault(tax.rate, []).append(tax.id)
    return {rate: ids[0] for rate, ids in found.items() if len(ids) == 1}


def order_lines(row, tax_ids):
    """Return a document's lines; the document's tax is divided by what each line's rate makes of it."""
    rows = row.get("Lines")
    if not isinstance(rows, list):
        raise ProtocolError("The document has no lines.", system=SYSTEM, call="getDocument")
    nets = [number(line, "NetValue") for line in rows]
    rates = [number(line, "TaxValue") for line in rows]
    taxes = _taxes([net * rate / 100 for net, rate in zip(nets, rates, strict=True)], number(row, "TaxTotal"))
    return tuple(
        _line(line, net, tax, rate, tax_ids.get(rate, ""))
        for line, net, rate, tax in zip(rows, nets, rates, taxes, strict=True)
    )


def head(row):
    """Return what every document begins with: net, tax, gross, customer, lines apart."""
    client = text(row, "IdClient")
    return {
        "id": document_id(row),
        "key": text(row, "Reference"),
        "currency": CURRENCY,
        "digits": DIGITS,
        "customer": Customer(
            id="" if client == "0" else client, company=text(row, "ClientName"), vat=text(row, "VATIN")
        ),
        "net": number(row, "NetTotal"),
        "tax": number(row, "TaxTotal"),
        "gross": number(row, "GrossTotal"),
        "note": text(row, "Comments"),
    }


def day_of(row):
    """Return a document's date.

    :raises ProtocolError: it is not of the form YYYY-MM-DD
    """
    try:
        return date.fromisoformat(text(row, "Date"))
    except ValueError:
        raise ProtocolError(f"Date cannot be {text(row, 'Date')!r}.", system=SYSTEM, call="getDocument") from None


def _order(row, full_number, tax_ids):
    day = day_of(row)
    return Order(
        **head(row),
        number=full_number,
        placed_at=datetime(day.year, day.month, day.day, tzinfo=LISBON),
        state_name="Anulado" if flag(row, "Voided") else "",
        lines=order_lines(row, tax_ids),
        payment_method_code=text(row, "PaymentType"),
    )


def _taxes(exact, total):
    """Return each line's tax in cents; they add up to the document's if only rounding is between."""
    if not exact or abs(sum(exact, ZERO) - total) > Decimal("0.01") * len(exact) or min(exact) < 0:
        return [rounded(tax, DIGITS) for tax in exact]
    return spread(total, exact, DIGITS)


def _line(line, net, tax, rate, tax_id):
    reference = text(line, "IdProduct")
    return OrderLine(
        id=text(line, "DocLin"),
        product_id=reference,
        variant_id=id_of_line(line),
        code=reference,
        name=text(line, "ProductName"),
        quantity=number(line, "Qty"),
        net=net,
        tax=tax,
        gross=net + tax,
        discount_percent=number(line, "Discount") if text(line, "Discount") else ZERO,
        taxes=(AppliedTax(id=tax_id, rate=rate, amount=tax),),
    )
