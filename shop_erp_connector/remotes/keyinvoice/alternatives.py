"""Alternative addresses of clients: where goods go. One call reads those of a client, each change is one more.

They hold a street, a place and a country, and no name. Their codes are counted by client, so an address is known as
``<client>-<code>``. They are written, not read: the list of clients does not tell them, and a client read in two ways
must be one content.
"""

from ..errors import OutcomeUnknown, Rejected
from .wire import SYSTEM, text


def write(api, client_id, customer):
    """Write the addresses that a customer names beside the billing address, and take away those that are to go.

    :return: (``{our alias: id}``, whether anything was sent)
    :raises Rejected: an address lacks its street or country, or the client has none of that code
    """
    if not customer.addresses and not customer.removed_address_ids:
        return {}, False
    rows = {text(row, "AddressCode"): row for row in api.all_rows("listAltAddresses", "Addresses", IdClient=client_id)}
    part_ids, is_changed = {}, False
    taken = {_code(address.id) for address in customer.addresses if address.id}
    for address in customer.addresses:
        code, is_sent = _write_one(api, client_id, address, rows, taken)
        is_changed |= is_sent
        if address.alias:
            part_ids[address.alias] = f"{client_id}-{code}"
    for id in customer.removed_address_ids:
        if _code(id) in rows:
            # Gone is gone, however often it is asked for.
            api.read("deleteAltAddress", IdClient=client_id, AddressCode=_code(id))
            is_changed = True
    return part_ids, is_changed


def _write_one(api, client_id, address, rows, taken):
    """Return (code, whether it was sent) of one address; one that is there under any code is left as it is."""
    fields = _fields(address)
    if address.id:
        code = _code(address.id)
        if code not in rows:
            message = f"KeyInvoice's client {client_id} has no address {code} (any more)."
            raise Rejected(message, system=SYSTEM, field="addresses", code="address_missing")
        if _is_so(rows[code], fields):
            return code, False
        # Sent twice it does no harm: it sets what it sets.
        api.read("updateAltAddress", IdClient=client_id, AddressCode=code, CountryCode=address.country, **fields)
        return code, True
    for code, row in rows.items():
        if code not in taken and _is_so(row, fields):
            taken.add(code)
            return code, False
    answer = api.write("insertAltAddress", IdClient=client_id, CountryCode=address.country, **fields)
    code = text(answer, "Id")
    if not code:
        raise OutcomeUnknown("The new address has no Id.", system=SYSTEM, call="insertAltAddress")
    return code, True


def _fields(address):
    street = ", ".join(part for part in (address.street.strip(), address.street2.strip()) if part)
    for value, name in ((street, "street"), (address.country, "country")):
        if not value:
            raise Rejected(f"KeyInvoice asks for the {name} of an address.", system=SYSTEM, field=name)
    return {"Address": street, "PostalCode": address.zip.strip(), "Locality": address.city.strip()}


def _is_so(row, fields):
    return all(text(row, name) == value for name, value in fields.items())


def _code(id):
    return id.rpartition("-")[2]
