"""Customer and Address → res.partner values."""

from dataclasses import replace

from ..remotes.documents import ADDRESS, IDENTITY
from . import email, notes, tax_number
from .names import composed
from .problem import Problem
from .tax_number import bare_vat

#: The field group that each value of ``customer_vals`` and ``address_vals`` belongs to.
FIELD_GROUPS = {
    **dict.fromkeys(
        (
            "name",
            "is_company",
            "email",
            "phone",
            "vat",
            "lang",
            "ref",
            "comment",
            "website",
            "shop_erp_first_name",
            "shop_erp_last_name",
            "shop_erp_mobile",
            "shop_erp_birthday",
            "shop_erp_newsletter",
            "shop_erp_consents",
            "shop_erp_identity_number",
            "shop_erp_vat_text",
        ),
        IDENTITY,
    ),
    **dict.fromkeys(("street", "street2", "zip", "city", "state_id", "country_id"), ADDRESS),
}

_NEWSLETTER = {True: "yes", False: "no"}


def home(customer):
    """Return the address that is the customer's own: the billing address, else the default one, else the first."""
    defaults = [address for address in customer.addresses if address.is_default]
    return customer.billing or next(iter([*defaults, *customer.addresses]), None)


def with_telephones_of_home(customer, told, base):
    """Return a customer that was read and completed, whose telephones are those of his address where nobody keeps more.

    A remote that keeps telephones at addresses only tells the customer's own, when he was sent one, at his address.

    :param told: what was read; ``base``: the document on which both sides agreed last, None for none
    """
    here, before = home(customer), home(base) if base else None
    names = [name for name in ("phone", "mobile") if here and before and name in told.untold and getattr(base, name)]
    return replace(
        customer, **{name: getattr(here, name) for name in names if getattr(base, name) == getattr(before, name)}
    )


def told_vat(customer):
    """Return the tax number that a customer or his addresses give: the only one there is, as it was written."""
    numbers = _told_vats(customer)
    return numbers[0] if len(numbers) == 1 else ""


def _told_vats(customer):
    """Return the numbers that can be the customer's: his own, else his billing address's, else those of all others."""
    for part in (customer, customer.billing):
        if part and bare_vat(part.vat):
            return (part.vat,)
    return tuple(
        {bare_vat(address.vat): address.vat for address in customer.addresses if bare_vat(address.vat)}.values()
    )


def has_possible_vat(customer):
    """Tell whether the customer's tax number, if he gives one, can be one where he lives."""
    countries = {address.country for address in (customer.billing, *customer.addresses) if address and address.country}
    return tax_number.is_possible(told_vat(customer), countries) if told_vat(customer) else True


def customer_vals(customer, known):
    """Return res.partner values of a customer (without an address).

    :param known: ``Places``: language codes, and what the backend does with wrong numbers and names
    :raises Problem: "customer_without_name", or "vat_impossible" where the backend holds wrong numbers
    """
    name = customer.company or composed(
        customer.first_name, customer.last_name, family_first=known.is_family_name_first
    )
    if not name and not customer.email:
        raise Problem("customer_without_name", customer=customer.id)
    return {
        "name": name or customer.email,
        "is_company": bool(customer.company),
        "email": customer.email or False,
        "phone": customer.phone or customer.mobile or False,
        "lang": known.language(customer.language),
        "ref": customer.code or False,
        "comment": notes.as_html(customer.note),
        "website": customer.website or False,
        "shop_erp_first_name": customer.first_name or False,
        "shop_erp_last_name": customer.last_name or False,
        "shop_erp_mobile": customer.mobile or False,
        "shop_erp_birthday": customer.birthday or False,
        "shop_erp_newsletter": _NEWSLETTER.get(customer.newsletter, False),
        "shop_erp_consents": [_consent(one) for one in customer.consents] or False,
        "shop_erp_identity_number": customer.identity_number or False,
    } | _vat_vals(customer, known)


def _vat_vals(customer, known):
    if len(_told_vats(customer)) > 1:  # which of them is the customer's, nobody says
        return {}
    vat = told_vat(customer)
    if not vat or has_possible_vat(customer):
        return {"vat": vat or False, "shop_erp_vat_text": False}
    if known.holds_wrong_vat:
        raise Problem("vat_impossible", value=vat)
    return {"vat": False, "shop_erp_vat_text": vat}


def _consent(consent):
    moment = consent.given_at.isoformat() if consent.given_at else ""
    return {"name": consent.name, "given": consent.given, "given_at": moment}


def warnings_of(customer):
    """Return the ``Problem`` of everything that was kept as it was written although it cannot be right."""
    warnings = []
    if len(_told_vats(customer)) > 1:
        warnings.append(Problem("vat_several", values=", ".join(_told_vats(customer))))
    if not has_possible_vat(customer):
        warnings.append(Problem("vat_kept_as_text", value=told_vat(customer)))
    if customer.email and not email.is_possible(customer.email):
        warnings.append(Problem("email_invalid", value=customer.email))
    return warnings


def changed_vals(vals, before):
    """Return what of a known customer's or address's values is to be written.

    What the remote does not know is no reason to forget what Odoo knows; what it has forgotten since both agreed, is.

    :param before: the values of the last agreed document, {} when there is none
    """
    return {name: value for name, value in vals.items() if value or before.get(name)}


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
        "shop_erp_mobile": address.mobile or False,
    }


def contact_vals(address, known, *, parent_id, type, vat=""):
    """Return values of a child contact that stands for one address of a customer.

    :param type: "invoice", "delivery" or "other"
    :param vat: the customer's own tax number; the address keeps one that differs as text
    """
    person = composed(address.first_name, address.last_name, family_first=known.is_family_name_first)
    own_vat = address.vat if bare_vat(address.vat) not in ("", bare_vat(vat)) else False
    return address_vals(address, known) | {
        "parent_id": parent_id,
        "type": type,
        "name": person or address.company or False,
        "comment": notes.as_html(address.note),
        "shop_erp_first_name": address.first_name or False,
        "shop_erp_last_name": address.last_name or False,
        "shop_erp_company": address.company or False,
        "shop_erp_alias": address.alias or False,
        "shop_erp_identity_number": address.identity_number or False,
        "shop_erp_vat_text": own_vat,
    }
