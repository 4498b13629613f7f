"""Clients: kept by tax number, one name, one address, and alternative ones (alternatives.py).

The list does not tell a client's country (only ``getClient`` does), so a document has none in either case:
one client read in two ways must be one content. ``updateClient`` takes neither tax number nor country.
"""

from dataclasses import replace
from decimal import Decimal

from ..contract import Result
from ..documents import Address, Credit, Customer
from ..errors import OutcomeUnknown, Rejected
from . import alternatives, pages, vat
from .wire import CLEARED, SYSTEM, Duplicate, number, text

#: What accounts are kept in; KeyInvoice converts on documents only.
CURRENCY = "EUR"

#: Our fields → KeyInvoice's, of those that can be emptied. Whose name or tax number is missing is refused.
FIELDS = {"phone": "Phone", "email": "Email", "note": "Comments"}

#: What KeyInvoice does not keep of a client, or does not tell in its list.
UNTOLD = (
    "mobile", "birthday", "website", "identity_number", "addresses",
    "price_table_id", "discount_percent", "payment_term", "tax_territory",
)  # fmt: skip


class Customers:
    """Reads, creates, adopts and updates clients.

    :param api: an ``Api5``
    :param has_details: each client is read by itself, for what the list does not tell
    :param has_accounts: each client's current account is read, for what he owes
    """

    def __init__(self, api, *, has_details=False, has_accounts=False):
        self._api = api
        self._has_details = has_details
        self._has_accounts = has_accounts

    def pull(self, *, cursor=None, ids=None, limit=None):
        """Yield pages of clients, without the "final consumer"."""
        if ids is not None:
            yield from pages.by_ids(ids, lambda id: self._told(self._client(id)), limit=limit)
            return
        yield from pages.scan(
            lambda offset: self._api.rows("listClients", "Clients", Offset=str(offset)),
            self._told,
            id_name="IdClient",
            cursor=cursor,
            limit=limit,
        )

    def push(self, customer):
        """Return the ``Result`` of one customer: found by id or tax number, changed only where it differs.

        Empty values of ours blank nothing there unless they are told to: the hub may simply not know them.

        :raises Rejected: no valid tax number, no name, or another tax number than the client's
        """
        country = customer.billing.country if customer.billing else ""
        number = vat.checked(customer.vat, country)
        fields = _fields(customer)
        if not fields.get("Name"):
            raise Rejected("A client needs a name.", system=SYSTEM, field="name", code="name_missing")
        if customer.is_blocked:
            message = "KeyInvoice cannot block a client over its API: do it there."
            raise Rejected(message, system=SYSTEM, field="is_blocked", code="cannot_block")
        if customer.payment_term and not customer.payment_term.isdigit():
            message = f"Payment terms are a number of days here, not {customer.payment_term}: map them."
            raise Rejected(message, system=SYSTEM, field="payment_term", code="days_missing")
        result = self._saved(customer, number, fields, country)
        part_ids, is_changed = alternatives.write(self._api, result.id, customer)
        is_unchanged = result.unchanged and not is_changed
        return replace(result, part_ids=part_ids, unchanged=is_unchanged, warning=_kept(customer))

    def _saved(self, customer, number, fields, country):
        id = customer.id or self.id_of(number)
        if not id:
            result = self._inserted(number, fields, country)
            if agreed := _agreed(customer):  # insertClient does not take them
                self._api.read("updateClient", IdClient=result.id, **agreed)
            return result
        client = self._client(id)
        if customer.id and vat.plain(text(client, "VATIN")) != number:
            raise Rejected(
                f"KeyInvoice cannot change the tax number of client {id}; create another one.",
                system=SYSTEM,
                field="vat",
                code="vat_changed",
            )
        return self._updated(id, client, fields | _emptied(customer, client, fields) | _agreed(customer))

    def find(self, key):
        """Return the ``Result`` of the client with the tax number ``key``, None when there is none."""
        number = vat.plain(key)
        if not number or number in vat.FINAL_CONSUMER:
            return None
        id = self.id_of(number)
        return Result(id=id) if id else None

    def id_of(self, number):
        """Return the id of the client with this tax number, "" when there is none."""
        try:
            return text(self._api.read("clientExists", VATIN=number), "Id")
        except Rejected:
            # A refusal is how this method says "no" (dossier §3); its words are not known.
            return ""

    def _told(self, row):
        """Return the document of a client's row, None for the final consumer."""
        customer = _customer(row)
        if customer is None:
            return None
        if self._has_details:
            row = row if "PriceLevel" in row else self._client(customer.id)
            customer = _with_details(customer, row)
        if self._has_accounts:
            customer = replace(customer, credit=Credit(currency=CURRENCY, balance=self._balance(customer.id)))
        return customer

    def _balance(self, id):
        """Return what a client owes: the balance after the last document of his account (dossier §3)."""
        rows = self._api.all_rows("getClientCurrentAccount", "Documents", IdClient=id)
        return number(rows[-1], "Balance") if rows else Decimal(0)

    def _client(self, id):
        client = self._api.read("getClient", IdClient=id)
        if not client:
            raise pages.missing(id)
        return client

    def _inserted(self, number, fields, country):
        try:
            answer = self._api.write("insertClient", VATIN=number, CountryCode=country, **fields)
        except Duplicate:
            # Another worker may have created it since we looked.
            id = self.id_of(number)
            if not id:
                raise
            return self._updated(id, self._client(id), fields)
        id = text(answer, "Id")
        if not id:
            raise OutcomeUnknown("The new client has no Id.", system=SYSTEM, call="insertClient")
        return Result(id=id)

    def _updated(self, id, client, fields):
        changed = {name: value for name, value in fields.items() if value and text(client, name) != value}
        if not changed:
            return Result(id=id, unchanged=True)
        # Sent twice it does no harm: it sets what it sets.
        self._api.read("updateClient", IdClient=id, **changed)
        return Result(id=id)


def _fields(customer):
    """Return KeyInvoice's fields of a client, empty ones included."""
    address = customer.billing or Address()
    fields = {
        "Name": customer.name or address.company or address.person,
        "Address": street(address),
        "PostalCode": address.zip,
        "Locality": address.city,
        "Phone": customer.phone or customer.mobile or address.phone or address.mobile,
        "Email": customer.email,
        "Comments": customer.note,
    }
    return {name: value.strip() for name, value in fields.items()}


def _emptied(customer, client, fields):
    """Return the fields to empty: those that the client has, and of which the customer is told to have none."""
    told = {FIELDS[name] for name in customer.emptied if name in FIELDS}
    told |= {"PostalCode"} if customer.billing and "zip" in customer.billing.emptied else set()
    return {name: CLEARED for name in told if not fields[name] and text(client, name)}


def _with_details(customer, row):
    """Return the client with what only ``getClient`` tells: country, price level and discount."""
    return replace(
        customer,
        untold=tuple(name for name in UNTOLD if name not in ("price_table_id", "discount_percent")),
        price_table_id=text(row, "PriceLevel"),
        discount_percent=number(row, "Discount") if text(row, "Discount") else None,
        billing=replace(customer.billing, country=text(row, "CountryCode").upper()),
    )


def _agreed(customer):
    """Return the price level, and the days to pay: those cannot be read, so they are sent each time."""
    agreed = {"PriceLevel": customer.price_table_id, "PaymentTerms": customer.payment_term}
    return {name: value for name, value in agreed.items() if value}


def _kept(customer):
    """Return a sentence about what was taken away in Odoo and stays: that the API can is not told [U]."""
    names = {"price_table_id": "price level", "payment_term": "days to pay"}
    kept = [name for field, name in names.items() if field in customer.emptied]
    return f"KeyInvoice keeps the client's {' and '.join(kept)}: take them away there." if kept else ""


def street(address):
    """Return both street lines as KeyInvoice's one."""
    return ", ".join(part for part in (address.street.strip(), address.street2.strip()) if part)


def _customer(row):
    number = text(row, "VATIN")
    if number in vat.FINAL_CONSUMER:
        return None
    name, phone = text(row, "Name"), text(row, "Phone")
    # KeyInvoice has one name; the tax number says whether it is a person's.
    person = name if vat.is_person(number) else ""
    return Customer(
        id=text(row, "IdClient"),
        code=text(row, "IdClient"),
        company="" if person else name,
        last_name=person,
        email=text(row, "Email"),
        phone=phone,
        vat=number,
        note=text(row, "Comments"),
        untold=UNTOLD,
        billing=Address(
            untold=("mobile", "identity_number", "note", "state"),
            company="" if person else name,
            last_name=person,
            street=text(row, "Address"),
            zip=text(row, "PostalCode"),
            city=text(row, "Locality"),
            phone=phone,
            vat=number,
        ),
    )
