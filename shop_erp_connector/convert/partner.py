"""Customer and Address ⇄ res.partner values."""

from ..remotes.documents import ADDRESS, IDENTITY, Address, Customer
from .problem import Problem

#: The field group that each value of ``customer_vals`` and ``address_vals`` belongs to.
FIELD_GROUPS = {
    "name": IDENTITY,
    "is_company": IDENTITY,
    "email": IDENTITY,
    "phone": IDENTITY,
    "vat": IDENTITY,
    "lang": IDENTITY,
    "ref": IDENTITY,
    "comment": IDENTITY,
    "street": ADDRESS,
    "street2": ADDRESS,
    "zip": ADDRESS,
    "city": ADDRESS,
    "state_id": ADDRESS,
    "country_id": ADDRESS,
}

#: What shops and tills write for a buyer without a tax number: it is everybody's.
_NOBODYS_VAT = frozenset({"999999990", "999999999"})


def bare_vat(vat):
    """Return a VAT number without country prefix and punctuation, "" for none and for fillers.

    Some remotes write PT503504564, some 503504564; fillers are the final consumer's and those of one digit only.
    """
    plain = "".join(character for character in (vat or "").upper() if character.isalnum())
    bare = plain[2:] if plain[:2].isalpha() else plain
    return "" if bare in _NOBODYS_VAT or len(set(bare)) == 1 else bare


def customer_vals(customer, known):
    """Return res.partner values of a customer (without an address).

    :param known: ``Places`` and language codes, see ``engine/references.py``
    """
    name = customer.name
    if not name:
        raise Problem("customer_without_name", customer=customer.id)
    return {
        "name": name,
        "is_company": bool(customer.company),
        "email": customer.email or False,
        "phone": customer.phone or customer.mobile or False,
        "vat": customer.vat if bare_vat(customer.vat) else False,
        "lang": known.language(customer.language),
        "ref": customer.code or False,
        "comment": customer.note or False,
    }


def address_vals(address, known):
    """Return res.partner values of a postal address.

    :raises Problem: "unknown_country" or "unknown_state" naming what the remote said
    """
    country_id = known.country_id(address.country)
    return {
        "street": address.street or False,
        "street2": address.street2 or False,
        "zip": address.zip or False,
        "city": address.city or False,
        "country_id": country_id,
        "state_id": known.state_id(country_id, address.state),
        "phone": address.phone or address.mobile or False,
    }


def contact_vals(address, known, *, parent_id, type):
    """Return values of a child contact that stands for one address of a customer.

    :param type: "invoice", "delivery" or "other"
    """
    return address_vals(address, known) | {
        "parent_id": parent_id,
        "type": type,
        "name": address.person or address.company or False,
        "company_name": address.company or False,
        "comment": address.note or False,
    }


def address_of(partner):
    """Return the ``Address`` of a partner record."""
    return Address(
        company=partner.commercial_company_name or "",
        last_name=partner.name or partner.commercial_partner_id.name or "",
        street=partner.street or "",
        street2=partner.street2 or "",
        zip=partner.zip or "",
        city=partner.city or "",
        state=partner.state_id.code or "",
        country=partner.country_id.code or "",
        phone=partner.phone or "",
        vat=partner.vat or "",
    )


def customer_of(partner, *, id="", code=""):
    """Return the ``Customer`` of a commercial partner record, as an ERP wants it."""
    is_company = partner.is_company
    return Customer(
        id=id,
        code=code,
        company=partner.name if is_company else "",
        last_name="" if is_company else partner.name or "",
        email=partner.email or "",
        phone=partner.phone or "",
        vat=partner.vat or "",
        language=(partner.lang or "")[:2],
        billing=address_of(partner),
    )
