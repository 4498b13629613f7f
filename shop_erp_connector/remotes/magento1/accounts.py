"""Customers, written: the account by one call, each new or changed address by one more.

A customer is its e-mail, once per website; a new one whose e-mail has an account already is that account. The interface
takes no invitation: an account is made with a password that nobody knows, and the buyer asks for another one.
"""

import secrets

from ..contract import Result
from ..errors import NotFound, Rejected
from .changes import filters
from .customers import ADDRESS, NO_PHONE
from .rows import Row
from .sending import one_by_one
from .texts import checked_name
from .wire import SYSTEM

#: Our fields of an address that can be empty → the shop's.
FIELDS = {"company": "company", "zip": "postcode"}


def push_customers(shop, customers):
    """Create or change customers with their addresses; addresses that are not named stay."""
    known = _by_id(shop, [customer.id for customer in customers if customer.id])
    return one_by_one(customers, lambda customer: _pushed(shop, customer, known))


def find_customer(shop, email):
    """Return the ``Result`` of the account with this e-mail on the shop's website, None for none."""
    row = _by_email(shop, email)
    return Result(id=row.must("customer_id")) if row else None


def _by_id(shop, ids):
    rows = shop.wire.rows("customerCustomerList", filters(("customer_id", "in", ",".join(ids)))) if ids else []
    return {str(row.get("customer_id")): row for row in rows}


def _by_email(shop, email):
    if not email:
        return None
    websites = set(shop.website_ids())
    rows = shop.wire.rows("customerCustomerList", filters(("email", "eq", email)))
    rows = [Row(row, f"customer {row.get('customer_id')}") for row in rows]
    found = [row for row in rows if row.text("website_id") in websites and _same(row.text("email"), email)]
    if len(found) > 1:
        ids = ", ".join(row.text("customer_id") for row in found)
        raise Rejected(f"The customers {ids} share the e-mail {email}.", system=SYSTEM, field="email")
    return found[0] if found else None


def _same(first, second):
    return first.casefold() == second.casefold()


def _pushed(shop, customer, known):
    if customer.id:
        if customer.id not in known:
            raise NotFound(f"The shop has no customer {customer.id}.", system=SYSTEM, code="102")
        id = customer.id
        shop.wire.read("customerCustomerUpdate", id, _data(customer))
    else:
        id = _created(shop, customer)
    part_ids = _send_addresses(shop, customer, id)
    _remove_addresses(shop, customer, kept=set(part_ids.values()))
    return Result(id=id, part_ids=part_ids)


def _remove_addresses(shop, customer, *, kept):
    """Delete the addresses that are to go; one that is gone already is no error. Orders keep addresses of their own."""
    for id in customer.removed_address_ids:
        if id not in kept:
            try:
                shop.wire.read("customerAddressDelete", id.removeprefix(ADDRESS))
            except NotFound:
                continue


def _created(shop, customer):
    if not customer.email:
        raise Rejected("The shop knows customers by their e-mail; this one has none.", system=SYSTEM, field="email")
    present = _by_email(shop, customer.email)
    if present:
        id = present.must("customer_id")
        shop.wire.read("customerCustomerUpdate", id, _data(customer))
        return id
    store = shop.store_of()
    data = _data(customer) | {
        "website_id": store["website_id"],
        "store_id": store["store_id"],
        "password": secrets.token_urlsafe(24),
    }
    return str(shop.wire.write("customerCustomerCreate", data))


def _data(customer):
    """Return what is sent; a company without a person has its name in both fields that the shop insists on.

    :raises Rejected: the customer is to be blocked
    """
    if customer.is_blocked:
        raise Rejected("Magento 1 cannot block a customer over its API.", system=SYSTEM, field="is_blocked")
    if "email" in customer.emptied:
        raise Rejected("The shop knows customers by their e-mail; this one has none.", system=SYSTEM, field="email")
    first, last = customer.first_name, customer.last_name
    if not first or not last:
        first = first or last or customer.company or "-"
        last = last or "-"
    data = {"email": customer.email or None, "firstname": checked_name(first), "lastname": checked_name(last)}
    if customer.tells("vat"):
        data["taxvat"] = customer.vat
    if customer.group_id:
        data["group_id"] = customer.group_id
    if customer.tells("birthday"):
        data["dob"] = customer.birthday.isoformat() if customer.birthday else ""
    return data


def _send_addresses(shop, customer, id):
    """Send the addresses that the shop does not have just so; return ``{alias: id}`` of those that have an alias."""
    wanted = [address for address in (customer.billing, *customer.addresses) if address is not None]
    if not wanted:
        return {}
    rows = shop.wire.rows("customerAddressList", id)
    present = {}
    for values in rows:
        row = Row(values, f"address of customer {id}")
        present[f"{ADDRESS}{row.must('customer_address_id')}"] = (row, _content(row.values))
    ids = {}
    for address in dict.fromkeys(wanted):
        is_billing = address is customer.billing or (customer.billing is None and len(wanted) == 1)
        ids[address.alias] = _send_address(shop, id, address, present, is_billing=is_billing)
    return {alias: address_id for alias, address_id in ids.items() if alias}


def _send_address(shop, customer_id, address, present, *, is_billing):
    data = _address_data(shop, address, present[address.id][0] if address.id in present else None)
    content = _content(data | {"street": "\n".join(data["street"])})
    same = next((id for id, (_row, held) in present.items() if held == content), "")
    id = address.id if address.id in present else same
    defaults = {"is_default_billing": int(is_billing), "is_default_shipping": int(bool(address.is_default))}
    sent = data | {name: flag for name, flag in defaults.items() if flag}
    if id:
        row, held = present[id]
        if held != content or any(flag and not row.flag(name) for name, flag in defaults.items()):
            shop.wire.read("customerAddressUpdate", id.removeprefix(ADDRESS), sent)
        return id
    # Before an address is made it was looked for by all that it says: sending again after a lost answer finds it.
    id = f"{ADDRESS}{shop.wire.write('customerAddressCreate', customer_id, sent)}"
    present[id] = (Row(dict.fromkeys(defaults, "1"), "address"), content)
    return id


def _content(values):
    """Return what makes an address the same as another; a region is its id where the shop knows it."""
    names = ("company", "firstname", "lastname", "street", "postcode", "city", "country_id", "telephone")
    region_id = str(values.get("region_id") or "0")
    region = region_id if region_id != "0" else values.get("region")
    return tuple(str(value or "").strip() for value in (*(values.get(name) for name in names), region))


def _address_data(shop, address, row):
    """Return what is sent of an address.

    :param row: the address in the shop, None for a new one; what is not told stays as it is there
    """
    data = _told_data(address)
    region_id = shop.lists.region_id(address.country, address.state)
    region = {"region_id": region_id} if region_id else {"region": address.state}
    if row is None:
        return data | region
    kept = {name: row.text(name) for field, name in FIELDS.items() if not address.tells(field)}
    if not (address.phone or address.mobile or "phone" in address.emptied):
        kept["telephone"] = row.text("telephone")
    if not address.tells("street2"):
        data["street"] += row.text("street").split("\n")[1:]
    return data | kept | (region if address.state else _no_region(address, row))


def _no_region(address, row):
    if "state" in address.emptied:
        return {"region_id": 0, "region": ""}
    return {"region": row.text("region")} | ({"region_id": int(row.id("region_id"))} if row.id("region_id") else {})


def _told_data(address):
    return {
        "firstname": address.first_name or address.company or "-",
        "lastname": address.last_name or "-",
        "company": address.company,
        "street": [line for line in (address.street, address.street2) if line],
        "city": address.city,
        "postcode": address.zip,
        "country_id": address.country,
        "telephone": address.phone or address.mobile or NO_PHONE,
    }
