"""People and companies: customers of a shop, clients of an ERP, and their addresses."""

import typing
from dataclasses import dataclass
from datetime import date

from .base import ADDRESS, IDENTITY, Document, Part, grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Part):
    """A postal address with the person or company at its door.

    :param id: the remote's id of the address; "" where addresses have none (an order's own address)
    :param country: ISO 3166-1 alpha-2, upper case; "" when the remote gives none
    :param state: the remote's code or name of the region inside the country
    """

    id: str = ""
    alias: str = ""
    company: str = ""
    first_name: str = ""
    last_name: str = ""
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""
    mobile: str = ""
    vat: str = ""
    identity_number: str = ""
    note: str = ""

    @property
    def person(self):
        """Return first and last name in one text, "" when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Document):
    """A buyer: a shop account, a guest, or an ERP's client.

    :param code: the number people quote (an ERP's client number); may equal ``id``
    :param is_guest: bought without an account; one e-mail can own many guests
    :param group_id: the remote's id of the main customer group, "" when there is none
    """

    KIND: typing.ClassVar[str] = "customer"

    code: str = grouped(IDENTITY, default="")
    company: str = grouped(IDENTITY, default="")
    first_name: str = grouped(IDENTITY, default="")
    last_name: str = grouped(IDENTITY, default="")
    email: str = grouped(IDENTITY, default="")
    phone: str = grouped(IDENTITY, default="")
    mobile: str = grouped(IDENTITY, default="")
    vat: str = grouped(IDENTITY, default="")
    language: str = grouped(IDENTITY, default="")
    birthday: date | None = grouped(IDENTITY, default=None)
    newsletter: bool | None = grouped(IDENTITY, default=None)
    is_guest: bool = grouped(IDENTITY, default=False)
    active: bool = grouped(IDENTITY, default=True)
    note: str = grouped(IDENTITY, default="")
    group_id: str = grouped("group", default="")
    billing: Address | None = grouped(ADDRESS, default=None)
    addresses: tuple[Address, ...] = grouped(ADDRESS, default=())

    @property
    def name(self):
        """Return the company's name, else the person's, else the e-mail."""
        return self.company or f"{self.first_name} {self.last_name}".strip() or self.email
