"""Which contact is a customer? The backend's rules in their order, guests by the backend's policy, never a guess.

The first rule that finds a contact decides; one that finds several makes it a question for a person. Who is nobody yet
is claimed before he becomes a contact, so that two jobs that meet on him do not make two of him.
"""

import hashlib
from collections import defaultdict
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ...convert import email
from ...convert.names import composed
from ...convert.partner import told_vat
from ...convert.problem import Problem
from ...convert.tax_number import bare_vat

#: Most candidates that a sentence names.
_NAMED = 5


class Rule(NamedTuple):
    """One way to recognise a customer.

    :param value_of: the value that is compared, of a customer and a backend; falsy: the rule says nothing
    :param column: the contact's field that is searched, for the values of ``forms_of``
    :param value_of_partner: the same value of a contact
    :param shown: what of a customer a person is told
    """

    value_of: object
    column: str
    forms_of: object
    value_of_partner: object
    shown: object


def _email(customer):
    return customer.email.lower() if email.is_possible(customer.email) else ""


def _name(customer, backend):
    return (customer.company or _person(customer, backend) or customer.email).casefold()


def _person(customer, backend):
    return composed(customer.first_name, customer.last_name, family_first=backend.is_family_name_first)


def _vat_forms(customer):
    """The ways in which Odoo may hold a customer's VAT number."""
    vat = told_vat(customer)
    bare = bare_vat(vat)
    countries = {address.country for address in (customer.billing, *customer.addresses) if address}
    return {vat, bare} | {f"{country}{bare}" for country in countries | {vat[:2].upper()} if country.isalpha()}


RULES = {
    "vat": Rule(
        lambda customer, _backend: bare_vat(told_vat(customer)),
        "vat",
        _vat_forms,
        lambda partner: bare_vat(partner.vat),
        told_vat,
    ),
    "code": Rule(
        lambda customer, _backend: customer.code,
        "ref",
        lambda customer: {customer.code},
        lambda partner: partner.ref,
        lambda customer: customer.code,
    ),
    "email": Rule(
        lambda customer, _backend: _email(customer),
        "email_normalized",
        lambda customer: {_email(customer)},
        lambda partner: partner.email_normalized,
        lambda customer: customer.email,
    ),
    "name_email": Rule(
        lambda customer, backend: _email(customer) and (_email(customer), _name(customer, backend)),
        "email_normalized",
        lambda customer: {_email(customer)},
        lambda partner: (partner.email_normalized, (partner.name or "").casefold()),
        lambda customer: customer.email,
    ),
}

#: What a person reads of a rule.
_FIELDS = {"vat": "vat", "code": "code", "email": "email", "name_email": "email"}


def key_of(customer):
    """Return what a customer is told apart by in a page: the remote's id, else all that is said of him."""
    return customer.id or f"content:{customer.digest()}"


def is_guest(customer):
    """Tell whether the policy for guests holds: who gives a tax number is a customer of his own."""
    return customer.is_guest and not bare_vat(told_vat(customer))


def is_common_guest(backend, customer):
    """Tell whether a customer is one of those who share a contact."""
    return backend.guest_policy == "common" and is_guest(customer)


def match(backend, customers):
    """Return ``({key: partner id}, {key: Problem})`` of customers whom the backend does not know by their id.

    A ``Problem`` "ambiguous" has the ids of its candidates among its facts.
    """
    found, problems = {}, {}
    open_ones = {}
    for customer in customers:
        if is_common_guest(backend, customer):
            found[key_of(customer)] = backend.guest_partner_id.id
        else:
            open_ones[key_of(customer)] = customer
    rules = {key: _rules_for(backend, customer) for key, customer in open_ones.items()}
    for name in _all_rules(backend):
        wanted = {
            key: customer
            for key, customer in open_ones.items()
            if key not in found and key not in problems and name in rules[key]
        }
        for key, hits in _hits(backend, RULES[name], wanted).items():
            if len(hits) == 1:
                found[key] = hits[0].id
            else:
                problems[key] = _ambiguous(name, wanted[key], hits)
    return found, problems


def _ambiguous(name, customer, hits):
    names = ", ".join(f"{partner.name} (#{partner.id})" for partner in hits[:_NAMED])
    return Problem(
        "ambiguous",
        field=_FIELDS[name],
        value=RULES[name].shown(customer),
        candidates=names,
        candidate_ids=[partner.id for partner in hits],
    )


def _all_rules(backend):
    names = backend.match_rule_ids.filtered("active").sorted("sequence").mapped("rule")
    return names if "email" in names or backend.guest_policy != "email" else [*names, "email"]


def _rules_for(backend, customer):
    """Return the names of the rules by which a customer may be recognised."""
    names = backend.match_rule_ids.filtered("active").mapped("rule")
    if not is_guest(customer):
        return names
    return {"email": [*names, "email"], "order": [], "common": []}[backend.guest_policy]


def _hits(backend, rule, customers):
    """Return ``{key: [partner]}`` of the customers for whom a rule finds anybody."""
    values = {key: rule.value_of(customer, backend) for key, customer in customers.items()}
    forms = {form for key, customer in customers.items() if values[key] for form in rule.forms_of(customer)}
    candidates = _candidates(backend, rule, forms - {""})
    return {key: candidates[value] for key, value in values.items() if value and value in candidates}


def _candidates(backend, rule, forms):
    """Return ``{value: [partner]}`` of the contacts that are nobody's child; archived ones only for want of others."""
    if not forms:
        return {}
    domain = Domain(rule.column, "in", list(forms)) & Domain("parent_id", "=", False)
    domain &= Domain("company_id", "in", [backend.company_id.id, False])
    candidates = defaultdict(list)
    for partner in backend.env["res.partner"].with_context(active_test=False).search(domain):
        candidates[rule.value_of_partner(partner)].append(partner)
    return {value: [hit for hit in hits if hit.active] or hits for value, hits in candidates.items()}


def same_people(backend, customers):
    """Return the customers in groups of those whom the backend's rules take for one person or company.

    Who comes second in a page must end where he would, had he come a page later: guests buy again under a new id.
    """
    groups, by_value = [], {}
    for customer in customers:
        values = _values(backend, customer)
        group = next((by_value[value] for value in values if value in by_value), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(customer)
        for value in values:
            by_value.setdefault(value, group)
    return groups


def _values(backend, customer):
    names = _rules_for(backend, customer)
    values = [(name, RULES[name].value_of(customer, backend)) for name in names]
    return [(name, value) for name, value in values if value]


def claim(backend, customers):
    """Take the right to make contacts of these customers, in one statement.

    A job that has just made a contact of one of them has a claim that this transaction cannot see: PostgreSQL refuses
    the statement, the job runs again and finds the contact.
    """
    values = {repr(value) for customer in customers for value in _values(backend, customer)}
    keys = sorted(hashlib.sha256(value.encode()).hexdigest() for value in values)
    if keys:
        backend.env.execute_query(
            SQL(
                """INSERT INTO shop_erp_contact_claim (key, claimed_at)
                   SELECT claimed.key, now() AT TIME ZONE 'utc' FROM unnest(%s::text[]) AS claimed (key)
                   ON CONFLICT (key) DO UPDATE SET claimed_at = EXCLUDED.claimed_at RETURNING id""",
                keys,
            )
        )
