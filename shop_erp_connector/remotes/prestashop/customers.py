"""Customers with their addresses, read; accounts.py and addresses.py write them.

Editing an address does not move the customer's date, so a pull has two parts: customers that changed, then
the owners of addresses that changed. Deleted addresses are not handed out, but their deletion is a change
too. Recordings full-customers, full-addresses, create-address.
"""

from ..contract import Page
from ..documents import Address, Consent, Customer
from .shop import read_each

#: The consent that the shop keeps beside the newsletter: offers of its partners.
OPTIN = "optin"

#: What is asked of changed addresses: only whose they are.
OWNER = "[id,id_customer,date_upd]"


def pull_customers(shop, cursor, ids, limit):
    """Yield pages of ``Customer``; guests and deactivated accounts included.

    The cursor holds one cursor for each part. The first pull has no second part: every customer was just
    read with its addresses, and an address that changes meanwhile is later than the frozen window of the
    customers.
    """
    if ids is not None:
        yield from shop.pages("customers", None, ids, limit, lambda rows: _customers(shop, rows))
        return
    cursor = cursor or {"more": False, "customers": None, "addresses": None}
    customers, addresses = cursor["customers"], cursor["addresses"]
    if not cursor["more"] or customers["more"]:
        for rows, customers in shop.changed("customers", cursor["customers"], limit):
            is_last = addresses is None and not customers["more"]
            if rows or is_last:
                documents, refusals = _customers(shop, rows)
                position = _cursor(customers, customers if is_last else addresses, more=not is_last)
                yield Page(documents=documents, cursor=position, refusals=tuple(refusals))
    if addresses is not None:
        yield from _owners(shop, customers, addresses, limit)


def _cursor(customers, addresses, *, more):
    return {"more": more, "customers": customers, "addresses": addresses}


def _owners(shop, customers, addresses, limit):
    """Yield the customers whose addresses changed."""
    for changed, position in shop.changed("addresses", addresses, limit, display=OWNER):
        owners = {row.reference("id_customer") for row in changed} - {""}
        rows = shop.wire.rows_by("customers", "id", owners) if owners else []
        documents, refusals = _customers(shop, rows)
        cursor = _cursor(customers, position, more=position["more"])
        yield Page(documents=documents, cursor=cursor, refusals=tuple(refusals))


def _customers(shop, rows):
    """Read the rows of a page with their addresses: one more call."""
    by_customer = {}
    for row in shop.wire.rows_by("addresses", "id_customer", [row.id for row in rows], filters={"deleted": "[0]"}):
        by_customer.setdefault(row.text("id_customer"), []).append(row)
    return read_each(rows, lambda row: customer_of(shop, row, by_customer.get(row.id, ())))


def customer_of(shop, row, address_rows):
    """Return the ``Customer`` of its row and its addresses' rows; an edited address counts as its change."""
    addresses = sorted(address_rows, key=lambda address: int(address.id))
    moments = [part.moment("date_upd", shop.zone) for part in (row, *addresses)]
    return Customer(
        id=row.id,
        updated_at=max(filter(None, moments), default=None),
        company=row.optional("company"),
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        email=row.text("email"),
        language=shop.lists.language(row.reference("id_lang")),
        birthday=row.day("birthday"),
        newsletter=row.flag("newsletter"),
        is_guest=row.flag("is_guest"),
        active=row.flag("active") and not row.flag("deleted"),
        is_blocked=not row.flag("active"),
        note=row.optional("note"),
        website=row.optional("website"),
        identity_number=row.optional("siret"),
        consents=(Consent(name=OPTIN, given=True),) if row.flag("optin") else (),
        group_id=row.reference("id_default_group"),
        group_ids=row.associated_ids("groups"),
        addresses=tuple(address_of(shop.lists, address) for address in addresses),
        untold=("phone", "mobile", "vat"),
    )


def address_of(lists, row):
    """Return the ``Address`` of its row."""
    country = lists.entry("country", row.reference("id_country"))
    state_id = row.reference("id_state")
    state = lists.entry("state", state_id) if state_id else None
    return Address(
        id=f"address-{row.id}",
        alias=row.text("alias"),
        company=row.text("company"),
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        street=row.text("address1"),
        street2=row.text("address2"),
        zip=row.text("postcode"),
        city=row.text("city"),
        state=state["code"] if state else "",
        country=country["code"] if country else "",
        phone=row.text("phone"),
        mobile=row.text("phone_mobile"),
        vat=row.text("vat_number"),
        identity_number=row.text("dni"),
        note=row.text("other"),
        # The shop keeps regions of some countries only. (A list kept by an older make of this does not tell.)
        untold=() if state or (country and country.get("has_states", True)) else ("state",),
    )
