"""The order: what was bought, by whom, for how much, and how it is paid and delivered."""

import typing
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from .amounts import ZERO
from .base import ADDRESS, IDENTITY, LINES, PAYMENT, STATE, TEXT, TOTALS, Document, Part, grouped
from .catalogue import FieldValue
from .party import Address, Customer

PRODUCT, COMPONENT, SHIPPING, PAYMENT_FEE, WRAPPING = "product", "component", "shipping", "payment_fee", "wrapping"
DISCOUNT, GIFT_CARD, ROUNDING = "discount", "gift_card", "rounding"
ROLES = (PRODUCT, COMPONENT, SHIPPING, PAYMENT_FEE, WRAPPING, DISCOUNT, GIFT_CARD, ROUNDING)

Role = typing.Literal[
    "product", "component", "shipping", "payment_fee", "wrapping", "discount", "gift_card", "rounding"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedTax(Part):
    """A tax as it was applied to a line.

    :param id: the remote's lookup id (type "tax"); "" where the shop knows only rates
    :param rate: percent, e.g. Decimal("23"); ``amount`` is the tax of the line in the order's currency
    """

    id: str = ""
    name: str = ""
    rate: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine(Part):
    """One line. ``net + tax = gross`` for the whole line, discounts of the line already taken off.

    :param role: what the line is (see ``ROLES``); a discount or gift card has a quantity of 1 and negative amounts
    :param variant_id: remote id of the variant, "" for lines without a product
    :param discount_percent: for show only: how much the amounts are already reduced by
    :param taxes: the taxes applied; () means "no tax was charged", which is a statement, not an unknown
    :param parent_id: for a component: the line it is part of
    :param delivered, refunded, cancelled: how much of ``quantity`` has been; None where the remote does not tell
    :param lot: the lot or serial number that was or is to be delivered
    """

    id: str = ""
    role: Role = PRODUCT
    product_id: str = ""
    variant_id: str = ""
    code: str = ""
    name: str = ""
    quantity: Decimal = Decimal(1)
    net: Decimal = ZERO
    tax: Decimal = ZERO
    gross: Decimal = ZERO
    discount_percent: Decimal = ZERO
    taxes: tuple[AppliedTax, ...] = ()
    note: str = ""
    parent_id: str = ""
    delivered: Decimal | None = None
    refunded: Decimal | None = None
    cancelled: Decimal | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Part):
    """What was paid, or is to be paid, and how.

    :param method_code: the remote's lookup id (type "payment"); ``method_name`` as the buyer saw it
    :param state: "pending", "authorised", "paid", "refunded" or "failed"
    :param reference: of the payment service; ``entity`` the one a bank reference is paid to (Multibanco)
    """

    method_code: str = ""
    method_name: str = ""
    state: typing.Literal["pending", "authorised", "paid", "refunded", "failed"] = "pending"
    amount: Decimal = ZERO
    reference: str = ""
    paid_at: datetime | None = None
    id: str = ""
    entity: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Part):
    """A note that came with the order; ``is_private`` ones are for the merchant's people only."""

    text: str = ""
    is_private: bool = False
    written_at: datetime | None = None
    id: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Part):
    """A file that belongs to a record; ``url`` as for ``Remote.download``, ``content_key`` as for an image."""

    id: str = ""
    name: str = ""
    url: str = ""
    content_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Document):
    """An order or quote with its own addresses, lines, totals and payment.

    :param key: the hub's own reference for an order that Odoo sends ("" for orders of the remote itself)
    :param number: what buyer and merchant quote; not necessarily unique in a shop
    :param is_quote: a quotation, not yet a sale
    :param currency: ISO 4217; ``digits`` its decimals
    :param prices_include_tax: the tax basis in which the buyer saw the prices
    :param state_id: the remote's lookup id (type "state"); ``state_name`` its label
    :param risk: what the remote's payment check thinks: "review" waits for a person, "" where there is none
    :param delivery_on: the day the buyer wished; ``pickup_point`` where the parcel is collected
    :param location_id: lookup id (type "location") the goods are taken from, "" where the remote does not tell
    :param net, tax, gross: the totals as the remote shows them; see ``difference()``
    """

    KIND: typing.ClassVar[str] = "order"

    key: str = grouped(IDENTITY, default="")
    number: str = grouped(IDENTITY, default="")
    placed_at: datetime | None = grouped(IDENTITY, default=None)
    is_quote: bool = grouped(STATE, default=False)
    state_id: str = grouped(STATE, default="")
    state_name: str = grouped(STATE, default="")
    shop_id: str = grouped(IDENTITY, default="")
    language: str = grouped(IDENTITY, default="")
    currency: str = grouped(IDENTITY, default="")
    digits: int = grouped(IDENTITY, default=2)
    prices_include_tax: bool = grouped(IDENTITY, default=False)
    customer: Customer | None = grouped("customer", default=None)
    billing: Address | None = grouped(ADDRESS, default=None)
    delivery: Address | None = grouped(ADDRESS, default=None)
    carrier_id: str = grouped("delivery", default="")
    carrier_name: str = grouped("delivery", default="")
    lines: tuple[OrderLine, ...] = grouped(LINES, default=())
    coupons: tuple[str, ...] = grouped(LINES, default=())
    payments: tuple[Payment, ...] = grouped(PAYMENT, default=())
    payment_method_code: str = grouped(PAYMENT, default="")
    payment_method_name: str = grouped(PAYMENT, default="")
    customer_note: str = grouped(TEXT, default="")
    messages: tuple[Message, ...] = grouped(TEXT, default=())
    net: Decimal = grouped(TOTALS, default=ZERO)
    tax: Decimal = grouped(TOTALS, default=ZERO)
    gross: Decimal = grouped(TOTALS, default=ZERO)
    note: str = grouped(TEXT, default="")
    files: tuple[Attachment, ...] = grouped("files", default=())
    fields: tuple[FieldValue, ...] = grouped("fields", default=())
    risk: typing.Literal["", "review", "approved", "refused"] = grouped(PAYMENT, default="")
    delivery_on: date | None = grouped("delivery", default=None)
    pickup_point: str = grouped("delivery", default="")
    location_id: str = grouped("delivery", default="")

    def as_ordered(self):
        """Return the order without how much of its lines has been delivered and given back since."""
        lines = tuple(replace(line, delivered=None, refunded=None) for line in self.lines)
        return replace(self, lines=lines)

    def difference(self):
        """Return (net, tax, gross): by how much the stated totals exceed the sum of the lines."""
        return (
            self.net - sum((line.net for line in self.lines), ZERO),
            self.tax - sum((line.tax for line in self.lines), ZERO),
            self.gross - sum((line.gross for line in self.lines), ZERO),
        )
