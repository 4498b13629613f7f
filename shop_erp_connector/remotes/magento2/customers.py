"""Customers with their addresses, read and written. Recordings customer-*.

A customer belongs to a website (or to all, by the shop's settings), and its e-mail is unique there. A list of addresses
that is sent replaces the one that is there, so those that are not spoken of are sent back as they were.
"""

from ..contract import Result
from ..documents import Address, Customer
from ..errors import NotFound, Rejected
from . import own_fields
from .fields import checked_name
from .rows import SYSTEM, Row
from .sending import Sending
from .shop import read_each

PATH = "/customers/search"

#: Our fields → the shop's, of an address.
ADDRESS = {
    "company": "company",
    "first_name": "firstname",
    "last_name": "lastname",
    "zip": "postcode",
    "city": "city",
    "country": "country_id",
    "phone": "telephone",
    "vat": "vat_id",
}


def pull_customers(shop, cursor, ids, limit):
    """Yield pages of ``Customer``. An edited address moves its customer's date when it was saved with the customer."""
    return shop.pages(PATH, cursor, ids, limit, lambda rows: _customers(shop, rows), key="id")


def push_customers(shop, customers):
    """Open accounts, or change them; an account with that e-mail is the one to open.

    The shop mails a new customer how to set a password; no password is ever sent.
    """
    sending = Sending(len(customers))
    current = {row.text("id"): row for row in shop.wire.rows_by(PATH, "entity_id", [one.id for one in customers])}
    emails = {customer.email.strip() for customer in customers if not customer.id and customer.email.strip()}
    by_email = _by_email(shop, emails)
    for index, customer in enumerate(customers):
        sending.each(index, lambda customer=customer: _push(shop, customer, current, by_email))
    return sending.results


def find_customer(shop, email):
    """Return the ``Result`` of the account with this e-mail, None for none."""
    row = _by_email(shop, {email}).get(email.casefold())
    return Result(id=row.text("id")) if row else None


def _customers(shop, rows):
    return read_each(rows, lambda row: customer_of(shop, row), key="id")


def customer_of(shop, row):
    """Return the ``Customer`` of its row."""
    addresses = tuple(address_of(shop, one, id=f"address-{one.text('id')}") for one in row.rows("addresses"))
    billing_id = row.reference("default_billing")
    billing = next((one for one in addresses if one.id == f"address-{billing_id}"), None)
    return Customer(
        id=row.text("id"),
        updated_at=row.moment("updated_at"),
        company=billing.company if billing else "",
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        email=row.text("email"),
        vat=row.optional("taxvat"),
        language=shop.languages.of_store(row.optional("store_id")),
        birthday=row.day("dob"),
        newsletter=row.extension.flag("is_subscribed") if row.extension.has("is_subscribed") else None,
        group_id=row.optional("group_id"),
        shop_ids=_views(shop, row.optional("website_id")),
        fields=own_fields.fields_of(shop, row),
        billing=billing,
        addresses=addresses,
        untold=("phone", "mobile", "note", "website", "identity_number", "is_blocked", "group_ids"),
    )


def _views(shop, website_id):
    stores = shop.lists.all("store")
    return tuple(id for id, entry in stores.items() if entry["website"] == website_id and website_id != "0")


def address_of(shop, row, *, id=""):
    """Return the ``Address`` of an object: a customer's, or an order's."""
    lines = row.texts("street")
    return Address(
        id=id,
        **{field: row.optional(name) for field, name in ADDRESS.items()},
        street=lines[0] if lines else "",
        street2=", ".join(line for line in lines[1:] if line),
        state=_region(row),
        note="",
        is_default=row.flag("default_billing") if id else None,
        untold=("mobile", "identity_number", "note"),
    )


def _region(row):
    """Return the region's code; a customer's address tells it in an object, an order's in fields."""
    if isinstance(row.value("region"), dict):
        region = row.row("region")
        return region.optional("region_code") or region.optional("region")
    return row.optional("region_code") or row.optional("region")


def _by_email(shop, emails):
    """Return ``{e-mail in lower case: row}`` of the accounts of our website."""
    if not emails:
        return {}
    website_id = shop.website_id
    rows = shop.wire.rows_by(PATH, "email", emails)
    return {row.text("email").casefold(): row for row in rows if row.text("website_id") in (website_id, "0")}


def _push(shop, customer, current, by_email):
    row = current.get(customer.id) if customer.id else by_email.get(customer.email.strip().casefold())
    if customer.id and row is None:
        raise NotFound(f"The shop has no customer {customer.id}.", system=SYSTEM, code="404")
    body = _body(shop, customer, row)
    if row is not None and _is_so(row, body):
        return _result(row, customer, unchanged=bool(customer.id))
    if row is not None:
        id = row.text("id")
        answer = shop.wire.write("PUT", f"/customers/{id}", {"customer": {"id": int(id), **body}}, safe=True)
    else:
        answer = shop.wire.write("POST", "/customers", {"customer": body})
    saved = Row(answer, "POST /customers")
    by_email[customer.email.strip().casefold()] = saved
    return _result(saved, customer)


def _result(row, customer, *, unchanged=False):
    """Return the result with the numbers of the addresses, by our alias."""
    numbers = {}
    for address in _wanted(customer):
        found = next((one for one in row.rows("addresses") if _is_address(one, address)), None)
        if found and address.alias:
            numbers[address.alias] = f"address-{found.text('id')}"
    return Result(id=row.text("id"), unchanged=unchanged, part_ids=numbers)


def _body(shop, customer, row):
    if customer.is_blocked:
        raise Rejected("Magento cannot block a customer over its API.", system=SYSTEM, field="is_blocked")
    first, last = _names(customer)
    body = {
        "email": customer.email.strip(),
        "firstname": checked_name(first),
        "lastname": checked_name(last),
        "website_id": int(row.text("website_id") if row else shop.website_id),
    }
    if not body["email"]:
        raise Rejected("The e-mail is missing: the shop's accounts go by it.", system=SYSTEM, field="email")
    if customer.group_id:
        if shop.lists.entry("group", customer.group_id) is None:
            raise Rejected(f"The shop has no customer group {customer.group_id}.", system=SYSTEM, field="group_id")
        body |= {"group_id": int(customer.group_id), "disable_auto_group_change": 1}
    # Emptied by an empty text: the shop passes over null.
    if customer.tells("vat"):
        body["taxvat"] = customer.vat
    if customer.tells("birthday"):
        body["dob"] = customer.birthday.isoformat() if customer.birthday else ""
    if customer.newsletter is not None:
        body["extension_attributes"] = {"is_subscribed": customer.newsletter}
    if customer.fields:
        body["custom_attributes"] = own_fields.custom_attributes(shop, customer)
    addresses = _addresses(shop, customer, row)
    return body if addresses is None else body | {"addresses": addresses}


def _names(customer):
    """Return first and last name; a company without a person is named in both, for the shop wants both."""
    first, last = customer.first_name.strip(), customer.last_name.strip()
    name = customer.company.strip() or customer.email.partition("@")[0]
    return first or last or name, last or first or name


def _wanted(customer):
    """Return the addresses of a document, the billing address first and once."""
    addresses = [address for address in (customer.billing, *customer.addresses) if address]
    seen = set()
    return [one for one in addresses if not (one.id and one.id in seen) and not seen.add(one.id)]


def _addresses(shop, customer, row):
    """Return the whole list to send: ours, and what the shop has beside them and is not to go; None for no word."""
    ours, gone = _wanted(customer), set(customer.removed_address_ids)
    present = row.rows("addresses") if row else []
    if not ours and not any(f"address-{one.text('id')}" in gone for one in present):
        return None
    sent, taken = [], set()
    for number, address in enumerate(ours):
        known = next((one for one in present if _is_address(one, address) and one.text("id") not in taken), None)
        sent.append(_address(shop, customer, address, known, is_first=number == 0 and bool(customer.billing)))
        if known:
            taken.add(known.text("id"))
    kept = [one for one in present if one.text("id") not in taken and f"address-{one.text('id')}" not in gone]
    # Of two addresses that are called the billing address the last one would be it.
    no_longer = {"default_billing": False} if customer.billing else {}
    return [*sent, *(one.whole | (no_longer if one.flag("default_billing") else {}) for one in kept)]


def _is_address(row, address):
    """Tell whether a row is this address: by number, or, for one that we never sent, by what is at the door."""
    if address.id:
        return f"address-{row.text('id')}" == address.id
    lines = row.texts("street")
    return (row.optional("postcode"), row.optional("city"), lines[:1], row.optional("lastname")) == (
        address.zip, address.city, [address.street] if address.street else [], address.last_name or address.company
    )  # fmt: skip


def _address(shop, customer, address, known, *, is_first):
    first, last = _names(customer)
    values = {name: _told(address, field, name, known) for field, name in ADDRESS.items()}
    values = {name: text for name, text in values.items() if text is not None}
    values["firstname"] = address.first_name or first
    values["lastname"] = address.last_name or address.company or last
    values["telephone"] = _phone(customer, address, known)
    values["street"] = _street(address, known)
    missing = {"telephone": "phone", "street": "street", "city": "city", "country_id": "country"}
    for name, field in missing.items():
        if not values.get(name):
            raise Rejected(f"The address lacks its {field}, which the shop asks for.", system=SYSTEM, field=field)
    values |= region(shop, address) or _no_region(address, known)
    if known:
        values["id"] = int(known.text("id"))
    for name in ("default_billing", "default_shipping"):
        values[name] = known.flag(name) if known else is_first
    if customer.billing:
        values["default_billing"] = is_first
    return values


def _told(address, field, name, known):
    """Return what is sent of a field: what is not told goes back as it is there."""
    if address.tells(field):
        return getattr(address, field)
    return known.optional(name) or None if known else None


def _phone(customer, address, known):
    phone = address.phone or address.mobile
    if phone or "phone" in address.emptied:
        return phone
    return known.optional("telephone") if known else customer.phone or customer.mobile


def _street(address, known):
    present = known.texts("street") if known else []
    further = [address.street2] if address.tells("street2") else present[1:]
    return [line for line in (address.street, *further) if line]


def _no_region(address, known):
    if "state" in address.emptied:
        return {"region_id": 0, "region": {"region_id": 0, "region": ""}}
    return {name: known.value(name) for name in ("region_id", "region") if known.has(name)} if known else {}


def region(shop, address):
    """Return the fields of a region: by its number where the shop keeps a list for the country.

    :raises Rejected: the shop has a list, and this is not in it
    """
    country = shop.lists.entry("country", address.country)
    if country is None:
        message = f"The shop does not sell to {address.country}."
        raise Rejected(message, system=SYSTEM, field="country")
    if not address.state:
        return {}
    if not country["regions"]:
        return {"region": {"region": address.state}}
    wanted = address.state.casefold()
    for id, entry in country["regions"].items():
        if wanted in (entry["code"].casefold(), entry["name"].casefold()):
            return {"region_id": int(id), "region": {"region_id": int(id), "region": entry["name"]}}
    message = f"The shop has no region {address.state} in {address.country}."
    raise Rejected(message, system=SYSTEM, field="state")


_NOT_PLAIN = ("addresses", "extension_attributes", "custom_attributes")


def _is_so(row, body):
    """Tell whether the shop has it just so; saving would move the date."""
    plain = {name: value for name, value in body.items() if name not in _NOT_PLAIN}
    if any(row.optional(name) != str(value) for name, value in plain.items()):
        return False
    if not own_fields.are_so(row, body.get("custom_attributes", ())):
        return False
    subscribed = body.get("extension_attributes", {}).get("is_subscribed")
    if subscribed is not None and row.extension.flag("is_subscribed") != subscribed:
        return False
    present = {one.text("id"): one for one in row.rows("addresses")}
    if "addresses" in body and len(body["addresses"]) != len(present):
        return False
    return all(_is_same(present.get(str(one.get("id"))), one) for one in body.get("addresses", ()))


def _is_same(row, address):
    if row is None:
        return False
    for name, value in address.items():
        if name in ("region", "region_id", "extension_attributes", "custom_attributes"):
            continue
        told = row.texts("street") if name == "street" else row.value(name)
        if isinstance(value, bool) and bool(told) != value:
            return False
        if not isinstance(value, bool) and told != value and str(told or "") != str(value or ""):
            return False
    return _region(row) == _region(Row(address)) or not address.get("region_id")
