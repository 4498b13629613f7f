"""What comes back: the buyer's wish to return goods, and the money given back."""

import typing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .amounts import ZERO
from .base import IDENTITY, LINES, PAYMENT, STATE, TEXT, TOTALS, Document, Part, grouped
from .order import AppliedTax, Message, Payment, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine(Part):
    """How much of an order's line comes back, and what it is worth. Amounts are positive: money to the buyer.

    :param role: what the line is, as in an order; a refund of shipping is a line of role "shipping"
    :param restock: whether the goods can be sold again; None when nobody said
    :param decision: what the merchant decided for this line, "" while it is open
    """

    id: str = ""
    role: Role = "product"
    order_line_id: str = ""
    product_id: str = ""
    variant_id: str = ""
    code: str = ""
    name: str = ""
    quantity: Decimal = ZERO
    net: Decimal = ZERO
    tax: Decimal = ZERO
    gross: Decimal = ZERO
    taxes: tuple[AppliedTax, ...] = ()
    reason: str = ""
    restock: bool | None = None
    decision: typing.Literal["", "refund", "exchange", "repair", "refuse"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Document):
    """A buyer's wish to return goods, or the refund a shop made for it.

    :param key: the hub's own reference, written into the remote's record so that it can be found again
    :param number: what people quote; ``invoice_number`` the invoice that is taken back
    :param type: "request" asks, "refund" has given money back (a credit note or refund of the remote)
    :param adjustment: money to the buyer beside the lines (negative: kept back)
    :param net, tax, gross: totals of the money given back, positive
    """

    KIND: typing.ClassVar[str] = "return"

    key: str = grouped(IDENTITY, default="")
    number: str = grouped(IDENTITY, default="")
    type: typing.Literal["request", "refund"] = grouped(IDENTITY, default="request")
    order_id: str = grouped(IDENTITY, default="")
    order_number: str = grouped(IDENTITY, default="")
    invoice_number: str = grouped(IDENTITY, default="")
    customer_id: str = grouped(IDENTITY, default="")
    currency: str = grouped(IDENTITY, default="")
    digits: int = grouped(IDENTITY, default=2)
    created_at: datetime | None = grouped(IDENTITY, default=None)
    state_id: str = grouped(STATE, default="")
    state_name: str = grouped(STATE, default="")
    lines: tuple[ReturnedLine, ...] = grouped(LINES, default=())
    adjustment: Decimal = grouped(TOTALS, default=ZERO)
    net: Decimal = grouped(TOTALS, default=ZERO)
    tax: Decimal = grouped(TOTALS, default=ZERO)
    gross: Decimal = grouped(TOTALS, default=ZERO)
    payment: Payment | None = grouped(PAYMENT, default=None)
    reason: str = grouped(TEXT, default="")
    note: str = grouped(TEXT, default="")
    messages: tuple[Message, ...] = grouped(TEXT, default=())
