"""Customers: accounts with one billing and one delivery address. Guests have no record of their own.

The shop cannot tell who changed since when, so they are read whole each time; orders bring new buyers sooner. The
dossier's section 5; recordings create-customer*, customers-batch.
"""

from dataclasses import replace

from ..contract import Result
from ..documents import Address, Customer, FieldValue
from ..errors import Rejected
from .addresses import BILLING, DELIVERY, delivery_of, is_taken_away, with_addresses
from .batches import Batches, Sending
from .catalogue import open_fields
from .rows import SYSTEM, meta
from .shop import not_there, read_each
from .texts import spoken

PATH = "customers"

#: Every role: shops give their buyers roles of their own.
EVERYBODY = {"role": "all"}

#: The custom field in which an account's role is told.
ROLE = "role"

#: What the shop does not keep of an address; a VAT number only plugins do, and of the billing address.
UNTOLD = ("mobile", "identity_number", "note", "vat")

#: Our fields of an address that can be empty → the shop's.
NAMES = {"company": "company", "street2": "address_2", "zip": "postcode", "state": "state", "phone": "phone"}

_PARTS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
)


def pull_customers(shop, cursor, ids, limit):
    """Yield pages of ``Customer``."""

    def read(rows):
        return read_each(rows, lambda row: _customer(shop, row))

    if ids is not None:
        return shop.pages_by_id(PATH, "customer", ids, limit, read, **EVERYBODY)
    return shop.pages_in_full(PATH, "customer", cursor, limit, read, **EVERYBODY)


def push_customers(shop, customers):
    """Create accounts or change them. A new one whose e-mail the shop has is taken over: e-mails are unique there."""
    batches = Batches(shop.wire, len(customers), "customer")
    ids = [customer.id for customer in customers]
    known = shop.wire.by_ids(PATH, "customer", ids, **EVERYBODY, _fields="id,role,email,billing,meta_data")
    owners = {}
    for customer in customers:
        if not customer.id and customer.email:
            owners.update((customer.email, id) for id in _ids_by_email(shop, customer.email))
    creates, updates = [], []
    for index, customer in enumerate(customers):
        try:
            if customer.id and customer.id not in known:
                raise not_there("customer", customer.id)
            fields = _fields(shop, customer, known.get(customer.id))
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        id = customer.id or owners.get(customer.email, "")
        if id:
            updates.append(Sending(index, {"id": int(id), **fields}))
        else:
            login = {"username": customer.login} if customer.login else {}
            creates.append(Sending(index, {**fields, **login}))
    batches.update(PATH, updates)
    batches.create(PATH, creates, repeatable=True)
    results = [with_addresses(*each) for each in zip(customers, batches.results, strict=True)]
    return [_with_role(known.get(one.id), one, result) for one, result in zip(customers, results, strict=True)]


def find_customer(shop, email):
    """Return the ``Result`` of the account with this e-mail, None for none."""
    ids = _ids_by_email(shop, email) if email else ()
    return Result(id=ids[0]) if ids else None


def _ids_by_email(shop, email):
    """Return the ids of the accounts with an e-mail. The list is asked for one e-mail at a time."""
    rows = shop.wire.list(PATH, "customer", **EVERYBODY, email=email, _fields="id").rows
    return [row.id for row in rows]


def vat_of(shop, values):
    """Return the VAT number among meta data: plugins keep it under keys of their own (a setting)."""
    for key in keys_of(shop, "vat_keys"):
        if isinstance(values.get(key), str) and values[key].strip():
            return values[key].strip()
    return ""


def keys_of(shop, setting):
    """Return the meta keys that a setting names."""
    return [key.strip() for key in shop.settings[setting].split(",") if key.strip()]


def address_of(row, *, id="", vat="", untold=UNTOLD):
    """Return an address, None for one in which nothing is written.

    :param untold: what the shop does not keep of it
    """
    if row is None or not any(row.text(name).strip() for name in _PARTS if name not in ("country", "state")):
        return None
    return Address(
        id=id,
        company=row.plain("company"),
        first_name=row.plain("first_name"),
        last_name=row.plain("last_name"),
        street=row.plain("address_1"),
        street2=row.plain("address_2"),
        zip=row.text("postcode").strip(),
        city=row.plain("city"),
        state=_state(row),
        country=row.text("country").strip().upper(),
        phone=row.text("phone").strip(),
        vat=vat,
        untold=untold,
    )


def _state(row):
    """Some countries' regions carry the country's code before their own ("DE-BE")."""
    return row.text("state").strip().removeprefix(f"{row.text('country').strip().upper()}-")


def _customer(shop, row):
    billing, delivery = row.row("billing"), row.row("shipping")
    values = meta(row)
    vat = vat_of(shop, values)
    without_vat = () if keys_of(shop, "vat_keys") else ("vat",)
    home = address_of(billing, id=f"{BILLING}{row.id}", vat=vat, untold=(*UNTOLD[:-1], *without_vat))
    there = address_of(delivery, id=f"{DELIVERY}{row.id}")
    return Customer(
        id=row.id,
        updated_at=row.moment("date_modified_gmt"),
        company=billing.plain("company") if billing else "",
        first_name=row.plain("first_name") or (billing.plain("first_name") if billing else ""),
        last_name=row.plain("last_name") or (billing.plain("last_name") if billing else ""),
        email=row.text("email").strip(),
        phone=billing.text("phone").strip() if billing else "",
        vat=vat,
        login=row.text("username"),
        fields=(*_role(row), *open_fields(values)),
        billing=home,
        addresses=tuple(address for address in (there,) if address),
        untold=("mobile", "birthday", "note", "website", "identity_number", *without_vat),
    )


def _role(row):
    """Return the WordPress role of an account that has another one than buyers have; it can only be read."""
    role = row.text("role")
    return (FieldValue(code=ROLE, name="Role", value=spoken(role)),) if role not in ("", "customer") else ()


def _with_role(row, customer, result):
    """Return the result of an account that was written; another role than it has is told to stay as it is there."""
    told = [next(iter(field.value.values()), "") for field in customer.fields if field.code == ROLE]
    role = row.text("role") if row else "customer"
    if result.error or not told or (told[0] or "customer") == role:
        return result
    sentence = "The shop's interface cannot change an account's role: it stays as it is there."
    return replace(result, warning=" ".join(filter(None, (result.warning, sentence))))


def _fields(shop, customer, row):
    if not customer.email:
        raise Rejected("The shop needs an e-mail address.", system=SYSTEM, field="email")
    if customer.is_blocked:
        raise Rejected("WooCommerce cannot block a customer: change the role there.", system=SYSTEM, field="is_blocked")
    if customer.credit and customer.credit.allowed:
        raise Rejected("WooCommerce cannot let a customer buy on account.", system=SYSTEM, field="credit")
    names = {"first_name": customer.first_name, "last_name": customer.last_name}
    fields = {"email": customer.email, **{name: text for name, text in names.items() if text}}
    billing = customer.billing
    if billing:
        fields["billing"] = _written(billing, customer, customer.emptied) | _billing_email(customer, row)
    delivery = delivery_of(customer)
    if delivery:
        is_another = delivery.id != f"{DELIVERY}{customer.id}"
        lender = customer if is_another else Customer(id=customer.id)
        fields["shipping"] = _written(delivery, lender, is_whole=is_another)
    elif is_taken_away(customer):
        fields["shipping"] = dict.fromkeys(_PARTS, "")
    entries = _vat_entries(shop, customer, row)
    own = [field for field in customer.fields if field.code != ROLE]
    entries += [{"key": field.code, "value": next(iter(field.value.values()), "")} for field in own]
    return fields | ({"meta_data": entries} if entries else {})


def _billing_email(customer, row):
    """Return the e-mail of the billing address: the account's, unless somebody has given the address one of its own."""
    there = row.row("billing") if row else None
    is_another = there and there.text("email") not in ("", row.text("email"))
    return {} if is_another else {"email": customer.email}


def _vat_entries(shop, customer, row):
    """Return what to write of the VAT number; one that is cleared goes from every key under which it stands."""
    keys, vat = keys_of(shop, "vat_keys"), customer.vat or (customer.billing.vat if customer.billing else "")
    if vat:
        return [{"key": key, "value": vat} for key in keys[:1]]
    emptied = (*customer.emptied, *(customer.billing.emptied if customer.billing else ()))
    held = meta(row) if row and "vat" in emptied else {}
    return [{"key": key, "value": ""} for key in keys if held.get(key)]


def _written(address, customer, emptied=(), *, is_whole=False):
    """Return what is sent of an address: of one that is there already only what is told.

    :param customer: whose name, company and telephone stand in for those that the address does not have
    :param emptied: what is told to be empty of the customer whose own address it is
    :param is_whole: whether it takes the place of another address, of which nothing may be left
    """
    values = {
        "first_name": address.first_name or customer.first_name,
        "last_name": address.last_name or customer.last_name,
        "company": address.company or customer.company,
        "address_1": address.street,
        "address_2": address.street2,
        "city": address.city,
        "postcode": address.zip,
        "state": address.state,
        "country": address.country,
        "phone": address.phone or address.mobile or ("" if "phone" in address.emptied else customer.phone),
    }
    if "company" in emptied:
        values["company"] = address.company if address.company != customer.company else ""
    told = {NAMES[name] for name in (*address.emptied, *emptied) if name in NAMES}
    return {name: text for name, text in values.items() if text or name in told or is_whole or not customer.id}
