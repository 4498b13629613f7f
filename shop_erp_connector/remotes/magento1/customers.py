"""Customers: whole rows by one list call, addresses by one call per customer, bundled. Recordings customer-*.

A changed address does not move its customer's date, and the interface has no list of addresses: such a change is seen
when the customer itself changes, is asked for by id, or all are read again. The hash of the password that the shop
tells with each customer goes nowhere.
"""

from ..documents import Address, Customer
from ..errors import NotFound, Rejected
from .changes import Source
from .rows import Row, read_each
from .wire import SYSTEM, rows_of

#: Addresses are numbered apart from customers: "address-<number>" is no customer's id.
ADDRESS = "address-"

#: The shop insists on a phone number: this stands for none.
NO_PHONE = "-"


def customer_source(shop):
    """Return how customers are listed and read: of the chosen store view only, where one is chosen."""
    source = Source(
        operation="customerCustomerList",
        ids="customer_id",
        key="customer_id",
        read=lambda shop, ids, rows: _read_customers(shop, source, ids, rows),
        filters=(("store_id", "eq", shop.store_id),) if shop.store_id else (),
    )
    return source


def _read_customers(shop, source, ids, rows):
    known = source.known(shop, ids, rows)
    answers = dict(zip(known, shop.wire.each([("customerAddressList", id) for id in known]), strict=True))
    return read_each([(id, _parts(id, known, answers)) for id in ids], lambda parts: _customer(shop, *parts))


def _parts(id, known, answers):
    """Return what a customer is made of, or why it cannot be."""
    if id not in known:
        return _no_customer(id)
    return answers[id] if isinstance(answers[id], Rejected) else (known[id], answers[id])


def _no_customer(id):
    return NotFound(f"The shop has no customer {id}.", system=SYSTEM, code="102")


def _customer(shop, values, addresses):
    row = Row(values, f"customer {values.get('customer_id')}")
    entries = [Row(entry, f"address of {row.name}") for entry in rows_of(addresses, "customerAddressList")]
    entries.sort(key=lambda entry: int(entry.must("customer_address_id")))
    made = [(entry, address_of(entry, vat=row.text("taxvat"), is_accounts=True)) for entry in entries]
    billing = next((address for entry, address in made if entry.flag("is_default_billing")), None)
    return Customer(
        id=row.must("customer_id"),
        updated_at=row.moment("updated_at"),
        company=billing.company if billing else "",
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        email=row.text("email"),
        vat=row.text("taxvat"),
        birthday=row.day("dob"),
        language=shop.language_of(row.id("store_id")),
        group_id=row.text("group_id"),
        shop_ids=(row.id("store_id"),) if row.id("store_id") else (),
        billing=billing,
        addresses=tuple(address for _entry, address in made),
        untold=("phone", "mobile", "note", "website", "identity_number"),
    )


def address_of(row, *, vat="", is_accounts=False):
    """Return an address; the street's lines after the first go into one.

    :param is_accounts: whether it is one of an account's, which have ids; those of orders are the orders' own
    """
    street, _newline, rest = row.text("street").partition("\n")
    return Address(
        id=f"{ADDRESS}{row.must('customer_address_id')}" if is_accounts else "",
        company=row.text("company"),
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        street=street.strip(),
        street2=", ".join(line.strip() for line in rest.splitlines() if line.strip()),
        zip=row.text("postcode"),
        city=row.text("city"),
        state=row.text("region"),
        country=row.text("country_id").upper(),
        phone="" if row.text("telephone") == NO_PHONE else row.text("telephone"),
        vat=vat,
        is_default=row.flag("is_default_shipping") if is_accounts else None,
        untold=("mobile", "identity_number", "note"),
    )
