"""A remote's own code lists: taxes, payment methods, carriers, states, groups, locations …"""

import typing
from dataclasses import dataclass
from decimal import Decimal

from .base import IDENTITY, Document, grouped

LOOKUP_TYPES = (
    "tax",
    "payment",
    "carrier",
    "state",
    "group",
    "location",
    "price_table",
    "country",
    "currency",
    "language",
    "shop",
    "series",
    "brand",
    "attribute",
    "attribute_set",
    "field",
    "unit",
    "zone",
    "payment_term",
    "territory",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Document):
    """One entry of a code list. ``id`` is what the remote's other documents refer to.

    :param type: one of ``LOOKUP_TYPES``
    :param code: a short name or ISO code, "" when the remote has only ids and names
    :param rate: percent, for taxes; a currency's rate is never taken from a shop
    :param included: for taxes: True/False where the remote says that prices hold the tax or not, None unknown
    :param country: ISO code, for taxes and series that belong to one country
    :param parent_id: the entry it belongs to: a state's country, a value's attribute
    :param detail: anything else worth showing, as text (an exemption code, a tracking address)
    """

    KIND: typing.ClassVar[str] = "lookup"

    type: str = grouped(IDENTITY, default="")
    code: str = grouped(IDENTITY, default="")
    name: str = grouped(IDENTITY, default="")
    rate: Decimal | None = grouped(IDENTITY, default=None)
    included: bool | None = grouped(IDENTITY, default=None)
    country: str = grouped(IDENTITY, default="")
    parent_id: str = grouped(IDENTITY, default="")
    detail: str = grouped(IDENTITY, default="")
    active: bool = grouped(IDENTITY, default=True)
