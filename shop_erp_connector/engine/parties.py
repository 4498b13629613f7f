"""Customers and addresses of a page of orders: found by id, VAT number or name and e-mail, else created in one batch.

An order keeps the addresses it was placed with. The contact of an address is therefore never rewritten: when an
account's address changes, a new contact is made and the binding points to it; older orders keep theirs.
"""

from collections import defaultdict
from dataclasses import replace

from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..convert.partner import address_vals, bare_vat, contact_vals, customer_vals
from ..convert.problem import Problem
from ..remotes.documents import Customer
from . import rows as binding_rows


def resolve(order_rows, documents, references):
    """Fill ``references.parties`` for the rows' orders; return ``{row id: Problem}`` of the unsettled."""
    backend = order_rows.backend_id
    bindings = order_rows.env["shop_erp.binding.partner"]
    orders = {row.id: documents[row.id] for row in order_rows}
    problems = {row_id: Problem("customer_missing") for row_id, order in orders.items() if not order.customer}
    buyers = {row_id: _buyer(order) for row_id, order in orders.items() if row_id not in problems}
    partners, refused = find_customers(bindings, backend, buyers.values(), references)
    refused |= _complete_vat(bindings, buyers.values(), partners)
    for row_id, buyer in list(buyers.items()):
        if key_of(buyer) in refused:
            problems[row_id] = refused[key_of(buyer)]
            del buyers[row_id]
    contacts, refused = _contacts(bindings, backend, orders, buyers, partners, references)
    for row_id, buyer in buyers.items():
        if row_id in refused:
            problems[row_id] = refused[row_id]
            continue
        partner_id = partners[key_of(buyer)]
        billing = contacts.get((row_id, "invoice"), partner_id)
        references.parties[orders[row_id].id] = (partner_id, billing, contacts.get((row_id, "delivery"), billing))
    return problems


def key_of(customer):
    """Return what a customer is told apart by in a page: the remote's id, else all that is said of him."""
    return customer.id or f"content:{customer.digest()}"


def _buyer(order):
    """Return the order's customer; what the account does not say, the billing address of the order may."""
    customer, billing = order.customer, order.billing
    if not billing:
        return customer
    return replace(
        customer,
        company=customer.company or (billing.company if billing.vat else ""),
        vat=customer.vat or billing.vat,
        billing=customer.billing or billing,
    )


def _complete_vat(bindings, customers, partners):
    """A known customer without a VAT number gets the one that he wrote on this order; return ``{key: Problem}``."""
    told = {key_of(customer): customer.vat for customer in customers if bare_vat(customer.vat)}
    refused = {}
    for key, vat in told.items():
        partner = bindings.env["res.partner"].browse(partners.get(key))
        if not partner or partner.vat:
            continue
        try:
            with bindings.env.cr.savepoint():
                partner.vat = vat
        except ValidationError as error:
            refused[key] = _vat_refused(vat, error)
    return refused


def _vat_refused(vat, error):
    return Problem("vat_refused", value=vat, error=str(error))


def find_customers(bindings, backend, customers, references):
    """Return ``({key: partner id}, {key: Problem})``; unknown customers are created, and bound where they have an id.

    Keys are those of ``key_of``.
    """
    customers = {key_of(customer): customer for customer in customers}
    ids = [customer.id for customer in customers.values() if customer.id]
    known = bindings.search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", ids), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id"],
    )
    partners = {row.external_id: row.odoo_id.id for row in known}
    missing = {key: customer for key, customer in customers.items() if key not in partners}
    matched, problems = match_customers(backend, list(missing.values()))
    strangers = [customer for key, customer in missing.items() if key not in matched and key not in problems]
    created, refused = _create_partners(bindings, same_people(backend, strangers), references)
    matched |= created
    _bind(bindings, backend, [customers[key] for key in matched if customers[key].id], matched)
    return partners | matched, problems | refused


def same_people(backend, customers):
    """Return the customers in groups of those whom the backend's rules take for one person or company.

    Who comes second in a page must end where he would, had he come a page later: guests buy again under a new id.
    """
    rules = [(field, value_of) for field, value_of, _candidates_of in _rules(backend)]
    groups, by_value = [], {}
    for customer in customers:
        values = [(field, value_of(customer)) for field, value_of in rules if value_of(customer)]
        group = next((by_value[value] for value in values if value in by_value), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(customer)
        for value in values:
            by_value.setdefault(value, group)
    return groups


def _create_partners(bindings, groups, references):
    """Create one partner for each group; return ``({key: partner id}, {key: Problem})``."""
    vals, problems = {}, {}
    for index, group in enumerate(groups):
        try:
            vals[index] = customer_vals(group[0], references) | _home(group[0], references)
            vals[index] |= {"company_id": False, "customer_rank": 1}
        except Problem as problem:
            problems |= dict.fromkeys(map(key_of, group), problem)
    created = {}
    for index, found in _created(bindings.env["res.partner"], vals).items():
        target = problems if isinstance(found, Problem) else created
        target |= dict.fromkeys(map(key_of, groups[index]), found)
    return created, problems


def _created(partners, vals):
    """Create partners in one batch; where Odoo refuses a VAT number, one by one. Return ``{index: id or Problem}``."""
    if not any(one["vat"] for one in vals.values()):
        return dict(zip(vals, partners.create(list(vals.values())).ids, strict=True))
    try:
        with partners.env.cr.savepoint():
            return dict(zip(vals, partners.create(list(vals.values())).ids, strict=True))
    except ValidationError:
        found = {}
    for index, one in vals.items():
        try:
            with partners.env.cr.savepoint():
                found[index] = partners.create(one).id
        except ValidationError as error:
            if not one["vat"]:
                raise
            found[index] = _vat_refused(one["vat"], error)
    return found


def _home(customer, references):
    """Return the address values of a new contact. An unusable address holds the order that has it, not the buyer."""
    if not customer.billing:
        return {}
    try:
        return {name: value for name, value in address_vals(customer.billing, references).items() if value}
    except Problem:
        return {}


def match_customers(backend, customers):
    """Return ``({key: partner id}, {key: Problem})`` by the backend's rules."""
    found, problems = {}, {}
    for field, value_of, candidates_of in _rules(backend):
        open_ones = {key_of(customer): customer for customer in customers}
        open_ones = {key: one for key, one in open_ones.items() if key not in found and key not in problems}
        candidates = candidates_of([customer for customer in open_ones.values() if value_of(customer)])
        for key, customer in open_ones.items():
            hits = candidates.get(value_of(customer), ()) if value_of(customer) else ()
            if len(hits) == 1:
                found[key] = hits[0].id
            elif hits:
                names = ", ".join(f"{partner.name} (#{partner.id})" for partner in hits[:5])
                value = customer.vat if field == "vat" else customer.email
                problems[key] = Problem("ambiguous", field=field, value=value, candidates=names)
    return found, problems


def _rules(backend):
    """Return the switched-on rules as (field, value of a customer, function that finds the candidates by value)."""
    rules = []
    if backend.match_customer_by_vat:
        rules.append(
            (
                "vat",
                lambda customer: bare_vat(customer.vat),
                lambda customers: _candidates(
                    backend,
                    "vat",
                    {form for customer in customers for form in _vat_forms(customer)},
                    lambda partner: bare_vat(partner.vat),
                ),
            )
        )
    if backend.match_customer_by_name_email:
        rules.append(
            (
                "email",
                lambda customer: customer.email and (customer.email.lower(), customer.name.casefold()),
                lambda customers: _candidates(
                    backend,
                    "email_normalized",
                    {customer.email.lower() for customer in customers},
                    lambda partner: (partner.email_normalized, (partner.name or "").casefold()),
                ),
            )
        )
    return rules


def _candidates(backend, field, values, value_of):
    """Return ``{value: [partner]}`` of the contacts that are nobody's child; archived ones only for want of others."""
    if not values:
        return {}
    domain = Domain(field, "in", list(values)) & Domain("parent_id", "=", False)
    domain &= Domain("company_id", "in", [backend.company_id.id, False])
    candidates = defaultdict(list)
    for partner in backend.env["res.partner"].with_context(active_test=False).search(domain):
        candidates[value_of(partner)].append(partner)
    return {value: [hit for hit in hits if hit.active] or hits for value, hits in candidates.items()}


def _vat_forms(customer):
    """The ways in which Odoo may hold a customer's VAT number."""
    bare = bare_vat(customer.vat)
    countries = {address.country for address in (customer.billing, *customer.addresses) if address}
    return {customer.vat, bare} | {
        f"{country}{bare}" for country in countries | {customer.vat[:2].upper()} if country.isalpha()
    }


def _bind(bindings, backend, documents, record_ids):
    """Claim and agree the rows of customers or addresses."""
    if not documents:
        return
    ids, _new, _unchanged = binding_rows.claim(bindings, backend, documents)
    claimed = bindings.browse(ids)
    binding_rows.update(bindings, ("odoo_id",), {row.id: (record_ids[row.external_id],) for row in claimed})
    binding_rows.agree(claimed)


def _contacts(bindings, backend, orders, buyers, partners, references):
    """Return ``({(row id, type): contact id}, {row id: Problem})`` for the orders' billing and delivery addresses.

    One address id may come with two contents in a page: the address changed between two orders. Each order gets the
    contact it was placed with; the binding stands for the last one.
    """
    wanted = {}
    for row_id, buyer in buyers.items():
        for address_type, address in (("invoice", orders[row_id].billing), ("delivery", orders[row_id].delivery)):
            if address:
                wanted[row_id, address_type] = _as_document(address, buyer)
    keys = {slot: (document.id, document.digest()) for slot, document in wanted.items()}
    contact_ids = _known_contacts(bindings, backend, keys.values())
    new, vals, problems = {}, {}, {}
    for slot, document in wanted.items():
        key = keys[slot]
        if key in contact_ids or key in vals or key in problems:
            continue
        parent_id = partners[key_of(buyers[slot[0]])]
        try:
            vals[key] = contact_vals(document.billing, references, parent_id=parent_id, type=slot[1])
            new[key] = document
        except Problem as problem:
            problems[key] = problem
    created = bindings.env["res.partner"].create(list(vals.values()))
    contact_ids |= dict(zip(vals, created.ids, strict=True))
    latest = {document.id: key for key, document in new.items()}
    _bind(
        bindings,
        backend,
        [new[key] for key in latest.values()],
        {external_id: contact_ids[key] for external_id, key in latest.items()},
    )
    return (
        {slot: contact_ids[key] for slot, key in keys.items() if key in contact_ids},
        {slot[0]: problems[key] for slot, key in keys.items() if key in problems},
    )


def _known_contacts(bindings, backend, keys):
    """Return ``{(address id, digest): contact id}`` of the addresses that are bound with this very content."""
    ids = list({document_id for document_id, _digest in keys})
    known = bindings.search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", ids), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id", "digest"],
    )
    return {(row.external_id, row.digest): row.odoo_id.id for row in known}


def _as_document(address, customer):
    """An address travels as a customer document that holds nothing else; one without id is known by its content."""
    document = Customer(id=address.id, billing=address)
    if address.id:
        return document
    return Customer(id=f"{key_of(customer)}/{document.digest()[:16]}", billing=address)
