"""People and companies: customers of a shop, clients of an ERP, and their addresses."""

import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import ADDRESS, IDENTITY, Document, Part, Told, grouped
from .catalogue import FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Told):
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
    is_default: bool | None = None

    @property
    def person(self):
        """Return first and last name in one text, "" when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice(Part):
    """An invoice that a customer has not paid in full."""

    number: str = ""
    amount: Decimal = Decimal(0)
    open_amount: Decimal = Decimal(0)
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Part):
    """Whether and up to what a customer buys on account.

    :param limit: None: no limit is set; ``balance`` what is owed now, None when it is not known
    """

    allowed: bool = False
    currency: str = ""
    limit: Decimal | None = None
    balance: Decimal | None = None
    invoices: tuple[OpenInvoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Part):
    """What a person agreed to, or withdrew (``given`` False), and when."""

    name: str = ""
    given: bool = False
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Document):
    """A buyer: a shop account, a guest, or an ERP's client.

    :param code: the number people quote (an ERP's client number); may equal ``id``
    :param is_guest: bought without an account; one e-mail can own many guests
    :param group_id: the remote's id of the main customer group, "" when there is none; ``group_ids`` all of them
    :param tax_exempt: buys without VAT; ``tax_territory`` the remote's name of where its taxes follow from
    :param login: the name it signs in with, "" where that is the e-mail
    :param invite: when the account is made: let the remote mail how to sign in. A password is never in a document
    :param shop_ids: lookup ids (type "shop") of the shops it may use; () where nothing restricts it
    :param is_blocked: may sign in no more (None: not told)
    :param price_table_id: lookup id (type "price_table") of the prices agreed with it; ``discount_percent`` on top
    :param removed_address_ids: ids of addresses that are to go; one that is merely not named here stays
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
    login: str = grouped(IDENTITY, default="")
    identity_number: str = grouped(IDENTITY, default="")
    website: str = grouped(IDENTITY, default="")
    consents: tuple[Consent, ...] = grouped(IDENTITY, default=())
    fields: tuple[FieldValue, ...] = grouped("fields", default=())
    is_blocked: bool | None = grouped("access", default=None)
    invite: bool | None = grouped("access", default=None)
    shop_ids: tuple[str, ...] = grouped("access", default=())
    group_id: str = grouped("group", default="")
    group_ids: tuple[str, ...] = grouped("group", default=())
    price_table_id: str = grouped("group", default="")
    discount_percent: Decimal | None = grouped("group", default=None)
    payment_term: str = grouped("group", default="")
    tax_exempt: bool | None = grouped("group", default=None)
    tax_territory: str = grouped("group", default="")
    credit: Credit | None = grouped("credit", default=None)
    billing: Address | None = grouped(ADDRESS, default=None)
    addresses: tuple[Address, ...] = grouped(ADDRESS, default=())
    removed_address_ids: tuple[str, ...] = grouped(ADDRESS, default=())

    @property
    def name(self):
        """Return the company's name, else the person's, else the e-mail."""
        return self.company or f"{self.first_name} {self.last_name}".strip() or self.email
