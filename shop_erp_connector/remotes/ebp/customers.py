"""Customers with their addresses, price category and credit, as EBP's tables have them."""

from ..documents import Address, Credit, Customer, OpenInvoice
from ..exchange.walking import Listing, aware
from . import wire
from .wire import flag, number, text

_EVERYTHING = "SELECT c.Id AS id FROM Customer c"

#: A customer has changed when its row has, or something it owes.
_CHANGES = """
SELECT x.id AS id, MAX(x.changed) AS changed FROM (
  SELECT c.Id AS id, {customer} AS changed FROM Customer c WHERE {c} >= :since
  UNION ALL
  SELECT d.CustomerId AS id, {document} AS changed FROM SaleDocument d WHERE {d} >= :since AND d.CustomerId IS NOT NULL
  UNION ALL
  SELECT d.CustomerId AS id, {commitment} AS changed
    FROM SaleCommitment k JOIN SaleDocument d ON d.Id = k.DocumentId WHERE {k} >= :since AND d.CustomerId IS NOT NULL
) x GROUP BY x.id
"""

_PLACE = (
    "{p}Address_ThirdName AS {n}name, {p}Address_Address1 AS {n}street_1, {p}Address_Address2 AS {n}street_2, "
    "{p}Address_Address3 AS {n}street_3, {p}Address_Address4 AS {n}street_4, {p}Address_ZipCode AS {n}zip, "
    "{p}Address_City AS {n}city, {p}Address_State AS {n}state, {p}Address_CountryIsoCode AS {n}country, "
    "{p}Contact_Name AS {n}last_name, {p}Contact_FirstName AS {n}first_name, {p}Contact_Phone AS {n}phone, "
    "{p}Contact_CellPhone AS {n}mobile, {p}Contact_Email AS {n}email"
)

_CUSTOMERS = f"""
SELECT c.Id, c.Name, c.NaturalPerson, c.Siren, c.Nic, c.IntracommunityVATNumber, c.FamilyId, c.PriceListCategoryId,
       c.SettlementModeId, c.TerritorialityId, c.DiscountRate, c.AllowedAmount, c.CurrentAmount, c.ActiveState,
       {_PLACE.format(p="c.MainInvoicing", n="billing_")}, {_PLACE.format(p="c.MainDelivery", n="delivery_")},
       m.Caption AS payment, {{touched}} AS dated
  FROM Customer c LEFT JOIN SettlementMode m ON m.Id = c.SettlementModeId WHERE c.Id IN :ids
"""  # noqa: S608 (constants)

_ADDRESSES = (
    "SELECT CAST(a.Id AS VARCHAR(36)) AS id, a.AssociatedCustomerId, a.AddressFields_ThirdName AS name, "
    "a.AddressFields_Address1 AS street_1, a.AddressFields_Address2 AS street_2, a.AddressFields_Address3 AS street_3, "
    "a.AddressFields_Address4 AS street_4, a.AddressFields_ZipCode AS zip, a.AddressFields_City AS city, "
    "a.AddressFields_State AS state, a.AddressFields_CountryIsoCode AS country FROM Address a "
    "WHERE a.AssociatedCustomerId IN :ids AND COALESCE(a.IsMainInvoicing, 0) = 0 AND COALESCE(a.IsMainDelivery, 0) = 0 "
    "ORDER BY a.Id"
)

_DEBTS = """
SELECT d.CustomerId, d.DocumentNumber, k.Amount, k.BalanceDue, k.DueDate
  FROM SaleCommitment k JOIN SaleDocument d ON d.Id = k.DocumentId
 WHERE d.CustomerId IN :ids AND k.BalanceDue > 0 ORDER BY k.DueDate, d.DocumentNumber
"""


class Customers:
    """Reads customers.

    :param tables: a ``Tables``; ``walker``: a ``Walker``; ``active``: codes of ActiveState
    """

    def __init__(self, tables, walker, *, active):
        self._tables = tables
        self._walker = walker
        self._active = active

    def pull(self, *, cursor, ids, limit):
        """Yield pages of customers."""
        if ids is not None:
            yield from self._walker.by_ids("customer", ids, self.customers, limit=limit)
            return
        listing = Listing(
            everything=_EVERYTHING,
            changes=self._changes(),
            columns=("id",),
            key=("id",),
            read=lambda rows: self.customers([text(row, "id") for row in rows]),
        )
        yield from self._walker.pull("customer", listing, cursor=cursor, limit=limit)

    def _changes(self):
        touched = {alias: wire.touched(alias) for alias in ("c", "d", "k")}
        names = {"customer": "c", "document": "d", "commitment": "k"}
        dialect = self._tables.dialect.name
        return _CHANGES.format(**touched, **{name: wire.second(dialect, touched[one]) for name, one in names.items()})

    def customers(self, ids):
        """Return (documents, refusals) of the customers with these codes, in their order."""
        ids = list(ids)
        rows = {text(row, "id"): row for row in self._read(_CUSTOMERS.format(touched=wire.touched("c")), ids)}
        addresses = wire.grouped(self._read(_ADDRESSES, ids), "associatedcustomerid")
        debts = wire.grouped(self._read(_DEBTS, ids), "customerid")
        return wire.parsed(
            [rows[id] for id in ids if id in rows],
            lambda row: text(row, "id"),
            lambda row: self._customer(row, addresses.get(text(row, "id"), ()), debts.get(text(row, "id"), ())),
        )

    def _read(self, query, ids):
        return self._tables.rows(query, call="read customer", ids=ids)

    def _customer(self, row, more, debts):
        is_person = flag(row, "naturalperson")
        name, vat = text(row, "name"), text(row, "intracommunityvatnumber")
        discount = number(row, "discountrate")
        delivery = _address(row, "delivery_", id="delivery")
        return Customer(
            id=text(row, "id"),
            updated_at=aware(row["dated"], self._walker.zone),
            code=text(row, "id"),
            company="" if is_person else name,
            first_name=text(row, "billing_first_name") if is_person else "",
            last_name=(text(row, "billing_last_name") or name) if is_person else "",
            email=text(row, "billing_email"),
            phone=text(row, "billing_phone"),
            mobile=text(row, "billing_mobile"),
            vat=vat,
            identity_number=text(row, "siren") + text(row, "nic"),
            active=text(row, "activestate") in self._active,
            group_id=text(row, "familyid"),
            price_table_id=text(row, "pricelistcategoryid"),
            discount_percent=discount,
            payment_term=text(row, "payment"),
            tax_territory=text(row, "territorialityid"),
            credit=_credit(row, debts),
            billing=_address(row, "billing_", vat=vat),
            addresses=tuple(
                address for address in (delivery, *(_address(row, "", id=text(row, "id")) for row in more)) if address
            ),
        )


def _address(row, prefix, **fields):
    """Return an ``Address`` of columns with a prefix, None where all are empty. EBP's lines 2 to 4 are one here."""
    street = [text(row, f"{prefix}street_{place}") for place in range(1, 5)]
    values = {name: text(row, prefix + name) for name in ("zip", "city", "state")}
    if not any((*street, *values.values())):
        return None
    person = {
        name: text(row, prefix + name)
        for name in ("first_name", "last_name", "phone", "mobile")
        if prefix + name in row
    }
    return Address(
        company=text(row, f"{prefix}name"),
        street=street[0],
        street2=", ".join(part for part in street[1:] if part),
        country=wire.country(text(row, f"{prefix}country")),
        **values,
        **person,
        **fields,
    )


def _credit(row, debts):
    """Return what a customer may owe and owes; no limit (or 0) buys nothing on account."""
    limit = number(row, "allowedamount")
    return Credit(
        allowed=limit > 0,
        currency=wire.CURRENCY,
        limit=limit,
        balance=number(row, "currentamount"),
        invoices=tuple(
            OpenInvoice(
                number=text(debt, "documentnumber"),
                amount=number(debt, "amount"),
                open_amount=number(debt, "balancedue"),
                due_on=wire.day(debt["duedate"]),
            )
            for debt in debts
        ),
    )
