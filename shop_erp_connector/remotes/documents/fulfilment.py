"""What happens to an order after it was placed: its states, shipments, invoices and returns."""

import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .amounts import ZERO
from .base import ADDRESS, IDENTITY, LINES, STATE, TEXT, TOTALS, Document, Part, grouped
from .order import OrderLine
from .party import Address, Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStatus(Document):
    """The state of one order. ``id`` is the order's remote id.

    :param state_id: the remote's lookup id (type "state")
    :param notify: let the remote mail the buyer
    """

    KIND: typing.ClassVar[str] = "status"

    state_id: str = grouped(STATE, default="")
    state_name: str = grouped(STATE, default="")
    notify: bool = grouped(STATE, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine(Part):
    """How much of an order's line is in a parcel."""

    order_line_id: str = ""
    variant_id: str = ""
    quantity: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment(Document):
    """A parcel that left.

    :param key: the hub's own reference of the delivery
    :param order_id: remote id of the order it belongs to
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Document):
    """An invoice, invoice-receipt or credit note, sent to or issued by a remote.

    :param key: the hub's own reference, written into the remote's document so that it can be found again
    :param type: "invoice", "invoice_receipt" (invoice and payment in one) or "credit_note"
    :param number: the full fiscal number; ``series`` the series it was drawn from
    :param order_id: remote id of the order it belongs to, "" when the remote does not know the order
    :param pdf_url: where the PDF can be fetched; ``pdf`` its base64 text where the remote hands it over
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine(Part):
    """How much of an order's line comes back, and what it is worth."""

    order_line_id: str = ""
    variant_id: str = ""
    quantity: Decimal = ZERO
    net: Decimal = ZERO
    gross: Decimal = ZERO
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Document):
    """A buyer's wish to return goods, or the refund a shop made for it."""

    KIND: typing.ClassVar[str] = "return"

    order_id: str = grouped(IDENTITY, default="")
    state_id: str = grouped(STATE, default="")
    state_name: str = grouped(STATE, default="")
    lines: tuple[ReturnedLine, ...] = grouped(LINES, default=())
    shipping_net: Decimal = grouped(TOTALS, default=ZERO)
    shipping_gross: Decimal = grouped(TOTALS, default=ZERO)
    note: str = grouped(TEXT, default="")
