"""res.partner records → Customer and Address.

What Odoo holds as it was told goes back as it was told: where a field's value is still the reading of the last agreed
document, the document's own values are sent. So a name split in two, a state's name or the way a number is written
survive the way through Odoo, and what changed in Odoo is what changes there.
"""

from dataclasses import fields, replace
from datetime import datetime

from ..remotes.documents import IDENTITY, Address, Consent, Customer
from . import notes
from .names import split
from .partner import told_vat
from .tax_number import bare_vat

#: A person or company is called by all of these.
_NAMES = ("company", "first_name", "last_name")

#: Which parts of a document a field of the contact holds.
_CUSTOMER_PARTS = {
    "name": _NAMES,
    "email": ("email",),
    "phone": ("phone",),
    "vat": ("vat",),
    "lang": ("language",),
    "comment": ("note",),
    "website": ("website",),
    "shop_erp_mobile": ("mobile",),
    "shop_erp_birthday": ("birthday",),
    "shop_erp_newsletter": ("newsletter",),
    "shop_erp_consents": ("consents",),
    "shop_erp_identity_number": ("identity_number",),
}
_ADDRESS_PARTS = {
    "street": ("street",),
    "street2": ("street2",),
    "zip": ("zip",),
    "city": ("city",),
    "country_id": ("country",),
    "state_id": ("state",),
    "phone": ("phone",),
    "shop_erp_mobile": ("mobile",),
}
_CONTACT_PARTS = _ADDRESS_PARTS | {
    "name": ("first_name", "last_name"),
    "comment": ("note",),
    "shop_erp_company": ("company",),
    "shop_erp_identity_number": ("identity_number",),
}
_NEWSLETTER = {"yes": True, "no": False}


def person_of(partner, *, family_first=False):
    """Return (first name, family name) of a contact; a company without a person answers for itself.

    An address without a name is its customer's.
    """
    if not partner.name and partner.parent_id:
        return person_of(partner.parent_id, family_first=family_first)
    known = {"first": partner.shop_erp_first_name or "", "last": partner.shop_erp_last_name or ""}
    if partner.is_company:
        return (known["first"], known["last"]) if any(known.values()) else ("", partner.name or "")
    return split(partner.name, **known, family_first=family_first)


def address_of(partner, *, id="", alias="", family_first=False):
    """Return the ``Address`` of a partner record."""
    first, last = person_of(partner, family_first=family_first)
    return Address(
        id=id,
        alias=alias,
        company=partner.shop_erp_company or partner.commercial_company_name or "",
        first_name=first,
        last_name=last,
        street=partner.street or "",
        street2=partner.street2 or "",
        zip=partner.zip or "",
        city=partner.city or "",
        state=partner.state_id.code or "",
        country=partner.country_id.code or "",
        phone=partner.phone or "",
        mobile=partner.shop_erp_mobile or "",
        vat=partner.vat or "",
        identity_number=partner.shop_erp_identity_number or "",
    )


def contact_of(partner, *, id="", alias="", family_first=False):
    """Return the ``Address`` that a child contact stands for, with what is noted beside it."""
    address = address_of(partner, id=id, alias=alias, family_first=family_first)
    return replace(
        address, note=notes.as_text(partner.comment), is_default=None, vat=partner.shop_erp_vat_text or address.vat
    )


def customer_of(partner, *, id="", code="", family_first=False):
    """Return the ``Customer`` of a commercial partner record, with its own address as the billing address."""
    first, last = person_of(partner, family_first=family_first)
    is_company = partner.is_company
    has_person = bool(partner.shop_erp_first_name or partner.shop_erp_last_name)
    return Customer(
        id=id,
        code=code,
        company=partner.name if is_company else "",
        first_name=first if not is_company or has_person else "",
        last_name=last if not is_company or has_person else "",
        email=partner.email or "",
        phone=partner.phone or "",
        mobile=partner.shop_erp_mobile or "",
        vat=partner.vat or partner.shop_erp_vat_text or "",
        language=(partner.lang or "")[:2],
        birthday=partner.shop_erp_birthday or None,
        newsletter=_NEWSLETTER.get(partner.shop_erp_newsletter),
        consents=tuple(_consent(one) for one in partner.shop_erp_consents or []),
        note=notes.as_text(partner.comment),
        website=partner.website or "",
        identity_number=partner.shop_erp_identity_number or "",
        billing=address_of(partner, family_first=family_first),
    )


def _consent(stored):
    moment = stored.get("given_at")
    return Consent(
        name=stored["name"], given=bool(stored["given"]), given_at=datetime.fromisoformat(moment) if moment else None
    )


def customer_as_agreed(document, partner, agreed, vals):
    """Return the customer's document with the agreed one's parts where Odoo has not changed them.

    :param agreed: the last agreed document
    :param vals: the values that were made of it
    """
    return replace(document, **_agreed_parts(partner, agreed, vals, _CUSTOMER_PARTS))


def address_as_agreed(document, contact, agreed, vals):
    """Return the address of a contact of its own with the agreed one's parts where Odoo has not changed them."""
    texts = (contact.shop_erp_vat_text, contact.commercial_partner_id.shop_erp_vat_text)
    numbers = ("", bare_vat(contact.vat), *(bare_vat(text or "") for text in texts))
    vat = agreed.vat if bare_vat(agreed.vat) in numbers else document.vat
    parts = _agreed_parts(contact, agreed, vals, _CONTACT_PARTS)
    return replace(document, alias=document.alias or agreed.alias, is_default=agreed.is_default, vat=vat, **parts)


def customers_address_as_agreed(document, partner, agreed, vals, customer):
    """Return a customer's own address with the agreed one's parts where Odoo has not changed them.

    It keeps a name, company or number of its own; where it says what the customer says, it goes on to do so.

    :param customer: the agreed document of the customer
    """
    names = ("alias", "company", "first_name", "last_name", "vat", "note", "identity_number", "is_default")
    kept = {name: getattr(agreed, name) for name in names} | _agreed_parts(partner, agreed, vals, _ADDRESS_PARTS)
    if agreed.company == customer.company != document.company and partner.is_company:
        kept["company"] = document.company
    same_person = (agreed.first_name, agreed.last_name) == (customer.first_name, customer.last_name)
    if same_person and not partner.is_company:
        kept |= {"first_name": document.first_name, "last_name": document.last_name}
    if bare_vat(agreed.vat) == bare_vat(told_vat(customer)) != bare_vat(document.vat) and not partner.shop_erp_vat_text:
        kept["vat"] = document.vat
    return replace(document, **kept)


def changed_in_either(agreed, contact, own):
    """Return an address of which a contact of its own and the customer himself speak: what either changed counts.

    Where both did, the contact's counts. A customer's phone that was cleared is cleared, whatever else moved.
    """
    names = [field.name for field in fields(contact) if field.name not in ("id", "alias")]
    same = [name for name in names if getattr(contact, name) == getattr(agreed, name)]
    return replace(contact, **{name: getattr(own, name) for name in same})


def _agreed_parts(partner, agreed, vals, feeds):
    same = {field for field in feeds if field in vals and _plain(field, partner[field]) == _plain(field, vals[field])}
    return {part: getattr(agreed, part) for field in same for part in feeds[field]}


def _plain(field, value):
    """Return a field's value as it is compared: an id, a bare number, a note's text, an address without its scheme."""
    if field in ("country_id", "state_id"):
        return value if isinstance(value, int) else value.id or False
    if field == "comment":
        return notes.as_text(value)
    if field == "vat":
        return bare_vat(value or "")
    if field == "website":
        return (value or "").split("://")[-1].rstrip("/")
    return value or False


def as_told_back(sent, told, *, with_addresses):
    """Return a customer that was sent, in the words in which the remote tells him right after.

    What we said nothing of is not ours: it stays as it was sent, and so is news when it is read the next time.

    :param with_addresses: whether all addresses that are told are known to be ours
    """
    ours = {name for name in Customer.names_of(IDENTITY) if getattr(sent, name) not in ("", None, ())}
    if ours & set(_NAMES):
        ours |= set(_NAMES)
    found = {name: getattr(told, name) for name in ours}
    if with_addresses:
        words = {one.id: one.untold for one in (sent.billing, *sent.addresses) if one}
        found["billing"] = told.billing and replace(told.billing, untold=words.get(told.billing.id, ()))
        found["addresses"] = tuple(replace(one, untold=words.get(one.id, ())) for one in told.addresses)
    return replace(sent, **found)
