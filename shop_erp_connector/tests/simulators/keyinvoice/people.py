"""Clients."""

from .account import Refused, mandatory

_FIELDS = ("Name", "Address", "Locality", "PostalCode", "Phone", "Fax", "Email", "Comments")
_LISTED = ("IdClient", "VATIN", *_FIELDS)
#: What updateClient sets besides; what getClient does not tell of a client.
_SETTABLE = ("Mobile", "IdSalesman", "PriceLevel", "PaymentTerms")
_HIDDEN = ("Mobile", "PaymentTerms", "addresses")


def valid_nif(number):
    """Return whether nine digits end with the check digit that the eight before them demand."""
    if len(number) != 9 or not number.isdigit():
        return False
    total = sum((9 - place) * int(digit) for place, digit in enumerate(number[:8]))
    expected = 11 - total % 11
    return int(number[8]) == (0 if expected >= 10 else expected)


def client_of(account, parameters):
    """Return the client named by IdClient or VATIN."""
    wanted = parameters.get("IdClient")
    if wanted:
        found = account.clients.get(str(wanted))
    else:
        mandatory(parameters, "VATIN")
        number = str(parameters["VATIN"])
        found = next((row for row in account.clients.values() if row["VATIN"] == number), None)
    if not found:
        raise Refused("O cliente indicado não existe.", "-102")
    return found


def exists(account, parameters, _now):
    """clientExists"""
    return {"Id": client_of(account, parameters)["IdClient"]}


def get(account, parameters, _now):
    """getClient"""
    client = client_of(account, parameters)
    shown = {name: value for name, value in client.items() if name not in _HIDDEN}
    return {"IdSalesman": "0", "PriceLevel": "1", "Discount": "0"} | shown


def listed(account, parameters, _now):
    """listClients"""
    rows = [
        {name: row[name] for name in _LISTED}
        for row in account.clients.values()
        if parameters.get("VATIN") in (None, "", row["VATIN"])
        and str(parameters.get("Name") or "").lower() in row["Name"].lower()
    ]
    return {"Clients": page(rows, parameters)}


def insert(account, parameters, _now):
    """insertClient"""
    mandatory(parameters, "VATIN", "Name")
    number = str(parameters["VATIN"])
    country = _country(account, parameters)
    if country["Code"] == "PT" and not valid_nif(number):
        raise Refused("O NIF indicado não é válido.", "-301")
    if any(row["VATIN"] == number for row in account.clients.values()):
        raise Refused("Já existe um cliente com este NIF.", "-101")
    id_client = str(parameters.get("IdClient") or account.new_id())
    client = {name: str(parameters.get(name) or "") for name in _FIELDS}
    client |= {
        "IdClient": id_client,
        "VATIN": number,
        "Country": country["Name"],
        "CountryCode": country["Code"],
    }
    account.clients[id_client] = client
    return {"Id": id_client}


def update(account, parameters, _now):
    """updateClient: takes neither VATIN nor country."""
    client = client_of(account, parameters)
    if not str(parameters.get("PaymentTerms", "0")).isdigit():
        raise Refused("O prazo de pagamento não é válido.", "-101")
    client |= {name: str(parameters[name]) for name in (*_FIELDS, *_SETTABLE) if name in parameters}
    account.clients[client["IdClient"]] = client
    return {"Id": client["IdClient"]}


def alternatives(account, parameters, _now):
    """listAltAddresses"""
    rows = list(client_of(account, parameters).get("addresses", {}).values())
    return {"Addresses": page(rows, parameters)}


def insert_alternative(account, parameters, _now):
    """insertAltAddress: codes are counted by client."""
    client = client_of(account, parameters)
    mandatory(parameters, "Address")
    known = client.setdefault("addresses", {})
    code = str(max(map(int, known), default=0) + 1)
    known[code] = _alternative(account, parameters, code)
    return {"Id": code}


def update_alternative(account, parameters, _now):
    """updateAltAddress"""
    known, code = _known_alternative(account, parameters)
    known[code] = known[code] | _alternative(account, parameters, code)
    return {"Id": code}


def delete_alternative(account, parameters, _now):
    """deleteAltAddress"""
    known, code = _known_alternative(account, parameters)
    del known[code]
    return {}


def _known_alternative(account, parameters):
    mandatory(parameters, "AddressCode")
    known, code = client_of(account, parameters).get("addresses", {}), str(parameters["AddressCode"])
    if code not in known:
        raise Refused("A morada indicada não existe.", "-111")
    return known, code


def _alternative(account, parameters, code):
    fields = {name: str(parameters.get(name) or "") for name in ("Address", "Locality", "PostalCode")}
    return fields | {"AddressCode": code, "Country": _country(account, parameters)["Name"]}


def page(rows, parameters, size=100):
    """Return at most 100 rows from Offset on."""
    start = int(parameters.get("Offset") or 0)
    return rows[start : start + size]


def _country(account, parameters):
    code = str(parameters.get("CountryCode") or "PT")
    for row in account.countries:
        if row["Code"] == code or row["IdCountry"] == str(parameters.get("IdCountry")):
            return row
    raise Refused("O país indicado não existe.", "-511")
