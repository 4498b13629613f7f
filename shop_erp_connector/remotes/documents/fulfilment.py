"""What happens to an order after it was placed: its states, shipments and invoices."""

import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .amounts import ZERO
from .base import ADDRESS, IDENTITY, LINES, PAYMENT, STATE, TEXT, TOTALS, Document, Part, grouped
from .order import Message, OrderLine, Payment
from .party import Address, Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStatus(Document):
    """The state of one order. ``id`` is the order's remote id.

    :param state_id: the remote's lookup id (type "state")
    :param notify: let the remote mail the buyer
    :param messages: words to append to the order there; one that has an id is there already
    :param payment: a payment to record, or the payment check's answer (its state)
    :param risk: a person's answer to the payment check
    """

    KIND: typing.ClassVar[str] = "status"

    state_id: str = grouped(STATE, default="")
    state_name: str = grouped(STATE, default="")
    notify: bool = grouped(STATE, default=False)
    number: str = grouped(IDENTITY, default="")
    messages: tuple[Message, ...] = grouped(TEXT, default=())
    payment: Payment | None = grouped(PAYMENT, default=None)
    risk: typing.Literal["", "approved", "refused"] = grouped(PAYMENT, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine(Part):
    """How much of an order's line is in a parcel."""

    order_line_id: str = ""
    variant_id: str = ""
    quantity: Decimal = ZERO
    code: str = ""
    name: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment(Document):
    """A parcel that left.

    :param key: the hub's own reference of the delivery
    :param order_id: remote id of the order it belongs to
    :param number: of the transport document; ``document_code`` the code the tax authority gave it
    :param location_id: lookup id (type "location") the goods left from
    :param customer, delivery: who gets the goods and where, for a remote that issues the transport document
    """

    KIND: typing.ClassVar[str] = "shipment"

    key: str = grouped(IDENTITY, default="")
    order_id: str = grouped(IDENTITY, default="")
    carrier_id: str = grouped(IDENTITY, default="")
    carrier_name: str = grouped(IDENTITY, default="")
    tracking_number: str = grouped("tracking", default="")
    tracking_url: str = grouped("tracking", default="")
    shipped_at: datetime | None = grouped(IDENTITY, default=None)
    lines: tuple[ShippedLine, ...] = grouped(LINES, default=())
    notify: bool = grouped("tracking", default=False)
    order_number: str = grouped(IDENTITY, default="")
    number: str = grouped(IDENTITY, default="")
    document_code: str = grouped(IDENTITY, default="")
    location_id: str = grouped(IDENTITY, default="")
    packages: int | None = grouped(IDENTITY, default=None)
    customer: Customer | None = grouped("customer", default=None)
    delivery: Address | None = grouped(ADDRESS, default=None)
    weight: Decimal | None = grouped(IDENTITY, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Document):
    """An invoice, invoice-receipt or credit note, sent to or issued by a remote.

    :param key: the hub's own reference, written into the remote's document so that it can be found again
    :param type: "invoice", "invoice_receipt" (invoice and payment in one) or "credit_note"
    :param number: the full fiscal number; ``series`` the series it was drawn from
    :param order_id: remote id of the order it belongs to, "" when the remote does not know the order
    :param pdf_url: where the PDF can be fetched; ``pdf`` its base64 text where the remote hands it over
    :param refund_of: for a credit note: number of the invoice it takes back
    :param payments: what was paid on it, and how it can be paid (a bank reference is a pending payment)
    :param access_key: the tax authority's key of the document; ``xml`` the document itself where that is the original
    """

    KIND: typing.ClassVar[str] = "invoice"

    key: str = grouped(IDENTITY, default="")
    type: typing.Literal["invoice", "invoice_receipt", "credit_note"] = grouped(IDENTITY, default="invoice")
    number: str = grouped(IDENTITY, default="")
    series: str = grouped(IDENTITY, default="")
    order_id: str = grouped(IDENTITY, default="")
    order_number: str = grouped(IDENTITY, default="")
    issued_on: date | None = grouped(IDENTITY, default=None)
    due_on: date | None = grouped(IDENTITY, default=None)
    currency: str = grouped(IDENTITY, default="")
    digits: int = grouped(IDENTITY, default=2)
    customer: Customer | None = grouped("customer", default=None)
    billing: Address | None = grouped(ADDRESS, default=None)
    delivery: Address | None = grouped(ADDRESS, default=None)
    lines: tuple[OrderLine, ...] = grouped(LINES, default=())
    payment_method_code: str = grouped(IDENTITY, default="")
    net: Decimal = grouped(TOTALS, default=ZERO)
    tax: Decimal = grouped(TOTALS, default=ZERO)
    gross: Decimal = grouped(TOTALS, default=ZERO)
    state: typing.Literal["open", "paid", "cancelled"] = grouped(STATE, default="open")
    pdf_url: str = grouped("pdf", default="")
    pdf: str = grouped("pdf", default="")
    note: str = grouped(TEXT, default="")
    refund_of: str = grouped(IDENTITY, default="")
    payments: tuple[Payment, ...] = grouped(PAYMENT, default=())
    access_key: str = grouped(IDENTITY, default="")
    xml: str = grouped("pdf", default="")
