"""Addresses of customers, written after their accounts: created, changed, and taken away.

Orders do not copy an address, they point to it. One that an order points to is therefore never changed: the changed
address is a new one, and the old one is marked as deleted, as the shop itself does when a customer edits his address.
Dossier section 5; recording create-address.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import Rejected
from ..transport.xml import clean
from .batches import Batches, Sending
from .changes import changing, send_changes
from .rows import SYSTEM, entity

#: Entities of one write.
BATCH = 100

#: Our fields → the shop's, of an address.
FIELDS = {
    "company": "company",
    "first_name": "firstname",
    "last_name": "lastname",
    "street": "address1",
    "street2": "address2",
    "zip": "postcode",
    "city": "city",
    "phone": "phone",
    "mobile": "phone_mobile",
    "vat": "vat_number",
    "identity_number": "dni",
    "note": "other",
}

#: What the shop asks for in every address.
_REQUIRED = ("street", "city", "country")

#: By these an address is recognised that we have never seen there.
_AT_THE_DOOR = ("address1", "postcode", "city", "id_country", "company")

#: What names must not hold (isName, isCustomerName, code 85); a name that has it is sent without.
_NOT_IN_NAMES = re.compile(r"[0-9!<>,;?=+()/\\@#\"°*`{}_^$%:¤\[\]|]|\.(?=\S)")


def names(customer):
    """Return first and last name, both of which the shop asks for; a company without a person stands for both.

    :raises Rejected: nothing of it is a name
    """
    first, last = spelled(customer.first_name), spelled(customer.last_name)
    if first or last:
        return first or last, last or first
    plain = spelled(customer.company or customer.email.partition("@")[0])
    if not plain:
        raise Rejected("The customer has no name that the shop would take.", system=SYSTEM, field="last_name")
    return plain, plain


def spelled(name):
    """Return a name without the digits and signs that the shop refuses in one."""
    name = clean(name).strip()
    return " ".join(_NOT_IN_NAMES.sub(" ", name).split()) if _NOT_IN_NAMES.search(name) else name


def shortened(customer):
    """Return a sentence about names of persons that the shop keeps without digits and signs, "" for none.

    A company keeps its name in the field for it.
    """
    people = (customer, *(address for address in (customer.billing, *customer.addresses) if address))
    changed = {
        f"{one.first_name} {one.last_name}".strip()
        for one in people
        for name in (one.first_name, one.last_name)
        if name != one.company and spelled(name) != clean(name).strip()
    }
    names_there = ", ".join(sorted(changed))
    return f"The shop takes no digits and signs in names and has these without: {names_there}." if changed else ""


@dataclass(slots=True)
class Write:
    """One address to write.

    :param index: its customer's place among the documents; ``alias``: our reference of the address
    :param fields: what is sent; ``row``: what the shop has, None for a new one
    """

    index: int
    alias: str
    customer_id: str
    fields: dict
    row: Any = None


@dataclass(slots=True)
class Outcome:
    """What became of one customer's addresses."""

    error: Any = None
    is_touched: bool = False
    part_ids: dict = field(default_factory=dict)


def push_addresses(shop, customers, results):
    """Write the addresses of the customers that are there now; return the results with the addresses' ids.

    A few calls for all customers. An address that is refused is an error of its customer; one that the document does
    not name stays as it is.
    """
    wanted = [index for index, customer in enumerate(customers) if _speaks(customer) and not results[index].error]
    if not wanted:
        return [_settled(result, None, customer) for result, customer in zip(results, customers, strict=True)]
    present = _present(shop, [results[index].id for index in wanted])
    outcomes = {index: Outcome() for index in wanted}
    writes, removals = [], []
    for index in wanted:
        customer_id = results[index].id
        rows = present.get(customer_id, {})
        writes += _writes(shop, index, customer_id, customers[index], rows, outcomes[index])
        removals += _removals(index, customer_id, customers[index], rows)
    used = _used(shop, [write.row.id for write in writes if write.row])
    replaced = [write for write in writes if write.row and write.row.id in used]
    changed = [write for write in writes if write.row and write.row.id not in used]
    _create(shop, [write for write in writes if not write.row] + replaced, present, outcomes)
    # The old one goes once the new one is there.
    removals += [write for write in replaced if not outcomes[write.index].error]
    _change(shop, changed, outcomes)
    _change(shop, [replace(write, alias="", fields={"deleted": "1"}) for write in removals], outcomes)
    return [_settled(result, outcomes.get(index), customers[index]) for index, result in enumerate(results)]


def _speaks(customer):
    return bool(customer.billing or customer.addresses or customer.removed_address_ids)


def _settled(result, outcome, customer):
    if not result.error and (warning := shortened(customer)):
        result = replace(result, warning=warning)
    if outcome is None:
        return result
    if outcome.error:
        return replace(result, error=outcome.error, unchanged=False)
    return replace(result, unchanged=result.unchanged and not outcome.is_touched, part_ids=outcome.part_ids)


def _present(shop, customer_ids):
    """Return ``{customer id: {address id: row}}``."""
    present = {}
    for row in shop.wire.rows_by("addresses", "id_customer", customer_ids, filters={"deleted": "[0]"}):
        present.setdefault(row.text("id_customer"), {})[row.id] = row
    return present


def _used(shop, ids):
    """Return those of the ids of addresses to which orders point."""
    used = set()
    for name in ("id_address_delivery", "id_address_invoice") if ids else ():
        used |= {row.text(name) for row in shop.wire.rows_by("orders", name, ids, display=f"[id,{name}]")}
    return used


def _writes(shop, index, customer_id, customer, rows, outcome):
    """Return what differs between a customer's addresses and the shop's; note those that are as they should be."""
    writes = []
    addresses = _wanted(customer)
    taken = {_number(address.id) for address in addresses if address.id}
    for address in addresses:
        try:
            fields = _fields(shop, customer, address)
            row = _row_of(address, fields, rows, taken)
        except Rejected as exc:
            outcome.error = outcome.error or exc
            continue
        changed = _changed(row, fields) if row else fields
        if changed:
            writes.append(Write(index, address.alias, customer_id, changed, row))
        elif address.alias:
            outcome.part_ids[address.alias] = f"address-{row.id}"
    return writes


def _wanted(customer):
    """Return the addresses of a document, the billing address first and each once."""
    found = {}
    for address in (customer.billing, *customer.addresses):
        if address:
            found.setdefault(address.id or replace(address, alias="", is_default=None), address)
    return list(found.values())


def _removals(index, customer_id, customer, rows):
    numbers = [_number(id) for id in customer.removed_address_ids]
    return [Write(index, "", customer_id, {}, rows[number]) for number in numbers if number in rows]


def _number(id):
    return id.removeprefix("address-")


def _row_of(address, fields, rows, taken):
    """Return the shop's row of an address: by id, or, for one we never saw there, by what is at the door.

    :raises Rejected: the shop has no such address any more
    """
    if address.id:
        if _number(address.id) not in rows:
            message = f"The customer has no address {_number(address.id)} in the shop (any more)."
            raise Rejected(message, system=SYSTEM, field="addresses")
        return rows[_number(address.id)]
    for id, row in rows.items():
        if id not in taken and all(row.text(name).strip() == fields.get(name, "") for name in _AT_THE_DOOR):
            taken.add(id)
            return row
    return None


def _changed(row, fields):
    """Return the fields that differ; the shop writes an id of nothing as 0 or as an empty text."""
    return {name: text for name, text in fields.items() if (row.optional(name).strip() or "0") != (text or "0")}


def _create(shop, writes, present, outcomes):
    """POST new addresses; a copy of one that orders use takes over what is not changed."""
    if not writes:
        return
    batches = Batches(shop.wire, len(writes))
    bodies = [{"id_customer": write.customer_id, **_copied(write.row), **write.fields} for write in writes]
    for body in bodies:
        body.setdefault("alias", body["city"][:32])
    sendings = [Sending(number, entity("address", body)) for number, body in enumerate(bodies)]

    def saved(part):
        """Return those that the shop has, though it refused another one of the same document."""
        now = _present(shop, {bodies[sending.index]["id_customer"] for sending in part})
        taken = {id for rows in present.values() for id in rows}
        found = {}
        for sending in part:
            body = bodies[sending.index]
            rows = now.get(body["id_customer"], {})
            id = next((id for id, row in rows.items() if id not in taken and not _changed(row, body)), None)
            if id:
                taken.add(id)
                found[sending.index] = id
        return found

    batches.create("addresses", sendings, BATCH, saved)
    _note(writes, batches.results, outcomes)


def _copied(row):
    names = ("alias", "id_country", "id_state", *FIELDS.values()) if row else ()
    return {name: row.text(name) for name in names if row.optional(name)}


def _change(shop, writes, outcomes):
    if not writes:
        return
    batches = Batches(shop.wire, len(writes))
    sendings = [Sending(number, changing(shop, write.row, write.fields)) for number, write in enumerate(writes)]
    send_changes(shop, batches, "addresses", sendings)
    _note(writes, batches.results, outcomes)


def _note(writes, results, outcomes):
    for write, result in zip(writes, results, strict=True):
        outcome = outcomes[write.index]
        outcome.is_touched = True
        outcome.error = outcome.error or result.error
        if write.alias and not result.error:
            outcome.part_ids[write.alias] = f"address-{result.id}"


def _fields(shop, customer, address):
    """Return the shop's fields of an address; what we do not know is not among them.

    :raises Rejected: a country or region that the shop does not have, or a field it asks for is missing
    """
    for name in _REQUIRED:
        if not getattr(address, name).strip():
            raise Rejected(f"The address lacks its {name}, which the shop asks for.", system=SYSTEM, field=name)
    first, last = names(customer)
    is_billing = address == customer.billing
    values = {name: clean(getattr(address, name)).strip() for name in FIELDS}
    own_first, own_last = spelled(address.first_name), spelled(address.last_name)
    values["first_name"], values["last_name"] = own_first or own_last or first, own_last or own_first or last
    if is_billing:
        values["vat"] = values["vat"] or customer.vat
        values["identity_number"] = values["identity_number"] or customer.identity_number
    fields = {FIELDS[name]: text for name, text in values.items() if text or name in address.emptied}
    if address.alias:
        fields["alias"] = address.alias[:32]
    return fields | _place(shop, address)


def _place(shop, address):
    """Return the ids of country and region."""
    wanted = address.country.upper()
    country_id = next((id for id, one in shop.lists.all("country").items() if one["code"] == wanted), "")
    if not country_id:
        raise Rejected(f"The shop does not know the country {address.country}.", system=SYSTEM, field="country")
    states = {id: one for id, one in shop.lists.all("state").items() if one["country"] == country_id}
    if not address.state or not states:
        return {"id_country": country_id} | ({"id_state": "0"} if "state" in address.emptied else {})
    wanted = address.state.casefold()
    for id, state in states.items():
        if wanted in (state["code"].casefold(), state["name"].casefold()):
            return {"id_country": country_id, "id_state": id}
    message = f"The shop has no region {address.state} in {address.country}."
    raise Rejected(message, system=SYSTEM, field="state")
