"""Brazilian addresses: street, number, complement and district apart there; two street lines here.

A street line is "Rua das Flores, 100"; the second one "Apto 5 - Centro" (complement and district).
"""

import re

from ..documents import Address
from .wire import text

#: What ends a street line and is a house number: "100", "nº 100-A", "s/n".
_NUMBER = re.compile(r"^(?P<street>.+?)\s*,?\s+(?:n[º°o]?\.?\s*)?(?P<number>\d+\s?-?[A-Za-z]?|s/?n)\s*$", re.IGNORECASE)

_BETWEEN = " - "

COUNTRY = "BR"


def read(row, *, name, is_person, vat="", id=""):
    """Return the ``Address`` of a row of CLIENTE or CLIENTEENDERECO."""
    street, number = text(row, "endereco"), text(row, "numerologradouro")
    second = [text(row, "complementologradouro"), text(row, "bairro")]
    return Address(
        id=id,
        company="" if is_person else name,
        last_name=name if is_person else "",
        street=f"{street}, {number}" if street and number else street or number,
        street2=_BETWEEN.join(part for part in second if part),
        zip=text(row, "cep"),
        city=text(row, "cidade"),
        state=text(row, "estado").upper(),
        country=COUNTRY,
        phone=text(row, "telefone"),
        vat=vat,
    )


def street_of(address):
    """Return (street, house number) of an address; the number is "" where none can be told."""
    line = address.street.strip()
    street, comma, number = line.rpartition(",")
    if comma and number.strip() and any(letter.isdigit() for letter in number):
        return street.strip(), number.strip()
    found = _NUMBER.match(line)
    return (found["street"].strip(), found["number"].strip()) if found else (line, "")


def second_line_of(address, *, meaning):
    """Return (complement, district) of an address.

    :param meaning: what a second line without " - " is: "district" or "complement"
    """
    line = address.street2.strip()
    complement, between, district = line.rpartition(_BETWEEN)
    if between:
        return complement.strip(), district.strip()
    return ("", line) if meaning == "district" else (line, "")
