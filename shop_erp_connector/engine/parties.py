"""Customers and addresses of a page of orders: found by id, VAT number or name and e-mail, else created in one batch.

An order keeps the addresses it was placed with. The contact of an address is therefore never rewritten: when an
account's address changes, a new contact is made and the binding points to it; older orders keep theirs.
"""

from collections import defaultdict
from dataclasses import replace

from odoo.fields import Domain

from ..convert.partner import address_vals, contact_vals, customer_vals
from ..convert.problem import Problem
from ..remotes.documents import Customer
from . import rows as binding_rows


def resolve(order_rows, documents, references):
    """Fill ``references.parties`` for the rows' orders; return ``{row id: Problem}`` of the unsettled."""
    backend = order_rows.backend_id
    bindings = order_rows.env["shop_erp.binding.partner"].with_context(order_rows.env.context)
    orders = {row.id: documents[row.id] for row in order_rows}
    problems = {row_id: Problem("customer_missing") for row_id, order in orders.items() if not order.customer}
    orders = {row_id: order for row_id, order in orders.items() if row_id not in problems}
    customers = {order.customer.id: _buyer(order) for order in orders.values()}
    partners, refused = find_customers(bindings, backend, customers.values(), references)
    _complete_vat(bindings, customers, partners)
    for row_id, order in list(orders.items()):
        if order.customer.id in refused:
            problems[row_id] = refused[order.customer.id]
            del orders[row_id]
    contacts, refused = _contacts(bindings, backend, orders, partners, references)
    for row_id, order in orders.items():
        if row_id in refused:
            problems[row_id] = refused[row_id]
            continue
        partner_id = partners[order.customer.id]
        billing = contacts.get((row_id, "invoice"), partner_id)
        references.parties[order.id] = (partner_id, billing, contacts.get((row_id, "delivery"), billing))
    return problems


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
    """A known customer without a VAT number gets the one that he wrote on this order."""
    told = {
        partners[customer.id]: customer.vat
        for customer in customers.values()
        if customer.vat and customer.id in partners
    }
    for partner in bindings.env["res.partner"].browse(told):
        if not partner.vat:
            partner.vat = told[partner.id]


def find_customers(bindings, backend, customers, references):
    """Return ``({customer id: partner id}, {customer id: Problem})``; unknown customers are created and bound."""
    customers = {customer.id: customer for customer in customers}
    known = bindings.search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", list(customers)), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id"],
    )
    partners = {row.external_id: row.odoo_id.id for row in known}
    missing = [customer for customer in customers.values() if customer.id not in partners]
    matched, problems = match_customers(backend, missing)
    new, vals_list = [], []
    for customer in missing:
        if customer.id in matched or customer.id in problems:
            continue
        try:
            vals = customer_vals(customer, references) | _home(customer, references)
        except Problem as problem:
            problems[customer.id] = problem
            continue
        new.append(customer)
        vals_list.append(vals | {"company_id": False, "customer_rank": 1})
    created = bindings.env["res.partner"].create(vals_list)
    matched |= {customer.id: partner.id for customer, partner in zip(new, created, strict=True)}
    _bind(bindings, backend, [customers[customer_id] for customer_id in matched if customer_id], matched)
    return partners | matched, problems


def _home(customer, references):
    """Return the address values of a new contact. An unusable address holds the order that has it, not the buyer."""
    if not customer.billing:
        return {}
    try:
        return {name: value for name, value in address_vals(customer.billing, references).items() if value}
    except Problem:
        return {}


def match_customers(backend, customers):
    """Return ``({customer id: partner id}, {customer id: Problem})`` by the backend's rules."""
    found, problems = {}, {}
    for field, value_of, candidates_of in _rules(backend):
        open_ones = [customer for customer in customers if customer.id not in found and customer.id not in problems]
        candidates = candidates_of([customer for customer in open_ones if value_of(customer)])
        for customer in open_ones:
            hits = candidates.get(value_of(customer), ()) if value_of(customer) else ()
            if len(hits) == 1:
                found[customer.id] = hits[0].id
            elif hits:
                names = ", ".join(f"{partner.name} (#{partner.id})" for partner in hits[:5])
                value = customer.vat if field == "vat" else customer.email
                problems[customer.id] = Problem("ambiguous", field=field, value=value, candidates=names)
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
    """Return ``{value: [partner]}`` of the contacts that are nobody's child."""
    if not values:
        return {}
    domain = Domain(field, "in", list(values)) & Domain("parent_id", "=", False)
    domain &= Domain("company_id", "in", [backend.company_id.id, False])
    candidates = defaultdict(list)
    for partner in backend.env["res.partner"].search(domain):
        candidates[value_of(partner)].append(partner)
    return candidates


def bare_vat(vat):
    """Return a VAT number without country prefix and punctuation: some remotes write PT503504564, some 503504564."""
    digits = "".join(character for character in (vat or "").upper() if character.isalnum())
    return digits[2:] if digits[:2].isalpha() else digits


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


def _contacts(bindings, backend, orders, partners, references):
    """Return ``({(row id, type): contact id}, {row id: Problem})`` for the orders' billing and delivery addresses."""
    wanted = {}
    for row_id, order in orders.items():
        for address_type, address in (("invoice", order.billing), ("delivery", order.delivery)):
            if address:
                wanted[row_id, address_type] = _as_document(address, order.customer)
    distinct = {document.id: (document, slot) for slot, document in reversed(wanted.items())}
    known = bindings.search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", list(distinct)), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id", "digest"],
    )
    contact_ids = {
        row.external_id: row.odoo_id.id for row in known if row.digest == distinct[row.external_id][0].digest()
    }
    new, vals_list, problems = [], [], {}
    for document_id, (document, (row_id, address_type)) in distinct.items():
        if document_id in contact_ids:
            continue
        parent_id = partners[orders[row_id].customer.id]
        try:
            vals_list.append(contact_vals(document.billing, references, parent_id=parent_id, type=address_type))
            new.append(document)
        except Problem as problem:
            problems[document_id] = problem
    created = bindings.env["res.partner"].create(vals_list)
    contact_ids |= {document.id: partner.id for document, partner in zip(new, created, strict=True)}
    _bind(bindings, backend, new, contact_ids)
    return (
        {slot: contact_ids[document.id] for slot, document in wanted.items() if document.id in contact_ids},
        {slot[0]: problems[document.id] for slot, document in wanted.items() if document.id in problems},
    )


def _as_document(address, customer):
    """An address travels as a customer document that holds nothing else; one without id is known by its content."""
    document = Customer(id=address.id, billing=address)
    if address.id:
        return document
    return Customer(id=f"{customer.id}/{document.digest()[:16]}", billing=address)
