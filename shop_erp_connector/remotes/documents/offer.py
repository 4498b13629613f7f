"""What a product is offered for, and how much of it there is: prices and stock levels."""

import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import IDENTITY, PRICE, STATE, STOCK, TEXT, Document, grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Document):
    """One price of one variant: a price change that does not resend the product.

    Without table, group, customer, quantity and period it is the *base price*; with any of them it is a price for those
    cases only, or a discount on the base price.

    :param variant_id: remote id of the variant; ``product_id`` of the product it belongs to; a price for several
        products names ``category_id`` instead, one for all products nothing at all; one without ``variant_id`` holds
        for all variants of the product
    :param amount: the price of one unit; with a discount or a surcharge it says nothing
    :param surcharge: what the variant costs more than its product, instead of ``amount``: where a remote keeps base
        prices so, the product has a price of its own (see ``Capabilities.keeps_surcharges``)
    :param table_id: lookup id (type "price_table"), ``group_id`` (type "group"), ``customer_id`` (a customer's id)
    :param country: ISO code of the only country whose buyers get it, "" for all
    :param currency: ISO 4217, "" for the remote's own
    :param minimum_quantity: it holds from this quantity on; None from the first piece
    :param starts_at, ends_at: when it holds; None without limit on that side
    :param discount_percent, discount_amount: what is taken off the base price instead of ``amount``;
        ``includes_tax`` then says of which basis ``discount_amount`` is
    :param is_promotion: shown as an offer beside the crossed-out base price
    :param unit_price: what a kilogram, a litre … costs, beside a base price; ``unit_price_unit`` names the unit
    :param active: False takes this price away there; only for prices that are not the base price
    """

    KIND: typing.ClassVar[str] = "price"

    product_id: str = grouped(PRICE, default="")
    variant_id: str = grouped(PRICE, default="")
    category_id: str = grouped(PRICE, default="")
    amount: Decimal = grouped(PRICE, default=Decimal(0))
    surcharge: Decimal | None = grouped(PRICE, default=None)
    includes_tax: bool = grouped(PRICE, default=False)
    table_id: str = grouped(PRICE, default="")
    group_id: str = grouped(PRICE, default="")
    customer_id: str = grouped(PRICE, default="")
    country: str = grouped(PRICE, default="")
    currency: str = grouped(PRICE, default="")
    minimum_quantity: Decimal | None = grouped(PRICE, default=None)
    starts_at: datetime | None = grouped(PRICE, default=None)
    ends_at: datetime | None = grouped(PRICE, default=None)
    discount_percent: Decimal | None = grouped(PRICE, default=None)
    discount_amount: Decimal | None = grouped(PRICE, default=None)
    is_promotion: bool | None = grouped(PRICE, default=None)
    unit_price: Decimal | None = grouped(PRICE, default=None)
    unit_price_unit: str = grouped(PRICE, default="")
    active: bool | None = grouped(STATE, default=None)

    @property
    def is_base(self):
        """Return whether this is the price that holds when no other does."""
        return not (
            self.table_id
            or self.group_id
            or self.customer_id
            or self.country
            or self.minimum_quantity
            or self.starts_at
            or self.ends_at
            or self.category_id
            or self.is_promotion
        )


def level_id(variant_id, location_id=""):
    """Return the id of a variant's stock level, at one of the remote's locations or as a whole."""
    return f"{variant_id}/{location_id}" if location_id else variant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel(Document):
    """How much of one variant there is at one place.

    :param id: the variant's id, joined with the location's where the remote has locations: see ``level_id``
    :param quantity: in the product's unit; may be negative or fractional as the remote tells it
    :param basis: "physical" counts what lies there; "available" has the remote's open orders subtracted
    :param read_at: when the level was computed; an older level never overwrites a newer one
    :param lot: the lot's or serial number, "" for all lots together; ``expires_on`` when it expires
    :param incoming: how much is expected, and on which day (``incoming_on``); None where that is not told
    :param backorders: whether more may be sold than there is; None where that is not told
    :param availability: what the buyer reads when there is none, ``{language: text}``
    """

    KIND: typing.ClassVar[str] = "stock"

    product_id: str = grouped(STOCK, default="")
    variant_id: str = grouped(STOCK, default="")
    code: str = grouped(IDENTITY, default="")
    location_id: str = grouped(STOCK, default="")
    quantity: Decimal = grouped(STOCK, default=Decimal(0))
    basis: typing.Literal["physical", "available"] = grouped(STOCK, default="physical")
    read_at: datetime | None = grouped("sequence", default=None)
    lot: str = grouped(STOCK, default="")
    expires_on: date | None = grouped(STOCK, default=None)
    incoming: Decimal | None = grouped("incoming", default=None)
    incoming_on: date | None = grouped("incoming", default=None)
    backorders: bool | None = grouped("incoming", default=None)
    availability: dict[str, str] = grouped(TEXT, default_factory=dict)
