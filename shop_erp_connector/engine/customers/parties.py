"""Customers and addresses of a page of orders: found by id or by the backend's rules, else created in one batch.

An order keeps the addresses it was placed with. The contact of an address is therefore never rewritten by an order:
one whose content is another than the account's gets a contact of its own, bound under the address's id and content.
"""

from dataclasses import replace

from odoo.exceptions import ValidationError

from ...convert.partner import address_vals, contact_vals, customer_vals, has_possible_vat, told_vat
from ...convert.problem import Problem
from ...convert.tax_number import bare_vat
from ...remotes.documents import Customer
from .. import rows as binding_rows
from . import matching
from .contacts import create_below
from .matching import key_of


def resolve(order_rows, documents, references):
    """Fill ``references.parties`` for the rows' orders; return ``{row id: Problem}`` of the unsettled."""
    backend = order_rows.backend_id
    bindings = order_rows.env["shop_erp.binding.partner"]
    orders = {row.id: documents[row.id] for row in order_rows}
    problems = {row_id: Problem("customer_missing") for row_id, order in orders.items() if not order.customer}
    buyers = {row_id: buyer_of(order) for row_id, order in orders.items() if row_id not in problems}
    partners, refused = find_customers(bindings, backend, buyers.values(), references, _chosen(order_rows, buyers))
    refused |= _complete_vat(backend, buyers.values(), partners)
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


def buyer_of(order):
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


def _chosen(order_rows, buyers):
    """Return ``{key: partner id, or None for a new contact}`` of the buyers whom nothing has to be found for.

    A person has chosen them; and a guest without an id stays the one he is on an order that is read again.
    """
    chosen = {}
    for row in order_rows.filtered(lambda row: row.id in buyers):
        buyer = buyers[row.id]
        if row.buyer_choice == "new":
            chosen[key_of(buyer)] = None
        elif row.buyer_id:
            chosen[key_of(buyer)] = row.buyer_id.id
        elif row.odoo_id and not buyer.id:
            chosen[key_of(buyer)] = row.odoo_id.partner_id.id
    return chosen


def _complete_vat(backend, customers, partners):
    """A known customer without a VAT number gets the one that he wrote on this order; return ``{key: Problem}``.

    One that cannot be a number is kept on the contact as text, or holds the order: as the backend says.
    """
    told = {key_of(customer): customer for customer in customers if bare_vat(told_vat(customer))}
    refused = {}
    for key, customer in told.items():
        partner = backend.env["res.partner"].browse(partners.get(key))
        if not partner or partner.vat or partner.shop_erp_vat_text == told_vat(customer):
            continue
        found = accepted(backend, {"vat": told_vat(customer)}, customer, partner)
        if isinstance(found, Problem):
            refused[key] = found
            continue
        try:
            with backend.env.cr.savepoint():
                partner.write(found)
        except ValidationError as error:
            refused[key] = _vat_refused(told_vat(customer), error)
    return refused


def accepted(backend, vals, customer, partner=None):
    """Return values with their tax number, or with it as text; a ``Problem`` where the backend holds such numbers.

    Asked are the country's own rule and Odoo's.

    :param vals: values that hold a "vat"
    """
    vat = vals.get("vat")
    if not vat or _is_accepted(backend, vat, vals, customer, partner):
        return vals
    if backend.wrong_vat == "hold":
        return Problem("vat_impossible", value=vat)
    return vals | {"vat": False, "shop_erp_vat_text": vat}


def _is_accepted(backend, vat, vals, customer, partner):
    if not has_possible_vat(customer):
        return False
    country = backend.env["res.country"].browse(vals.get("country_id")) or (partner and partner.country_id)
    if not country:
        return True
    checked, _country_code = backend.env["res.partner"]._run_vat_checks(country, vat, validation="setnull")
    return bool(checked)


def _vat_refused(vat, error):
    return Problem("vat_refused", value=vat, error=str(error))


def find_customers(bindings, backend, customers, references, chosen=None):
    """Return ``({key: partner id}, {key: Problem})``; unknown customers are created, and bound where they have an id.

    Keys are those of ``key_of``.

    :param chosen: ``{key: partner id}`` of those whom no rule has to find, None for a contact to be made
    """
    customers = {key_of(customer): customer for customer in customers}
    chosen = chosen or {}
    known = known_partners(bindings, backend, [customer.id for customer in customers.values() if customer.id])
    partners = {key: known[customer.id] for key, customer in customers.items() if customer.id in known}
    missing = {key: customer for key, customer in customers.items() if key not in partners}
    matched, problems = matching.match(backend, [customer for key, customer in missing.items() if key not in chosen])
    matched |= {key: partner_id for key, partner_id in chosen.items() if partner_id and key in missing}
    strangers = [customer for key, customer in missing.items() if key not in matched and key not in problems]
    matching.claim(backend, strangers)
    created, refused = _create_partners(bindings, matching.same_people(backend, strangers), references)
    matched |= created
    _bind(bindings, backend, [customers[key] for key in matched if customers[key].id], matched)
    return partners | matched, problems | refused


def known_partners(bindings, backend, external_ids):
    """Return ``{remote id: partner id}`` of the accounts that stand for somebody; erased ones stand for nobody."""
    rows = bindings.search_fetch(
        [
            ("backend_id", "=", backend.id),
            ("external_id", "in", list(external_ids)),
            ("odoo_id", "!=", False),
            ("state", "!=", "erased"),
        ],
        ["external_id", "odoo_id"],
    )
    return {row.external_id: row.odoo_id.id for row in rows}


def _create_partners(bindings, groups, references):
    """Create one partner for each group; return ``({key: partner id}, {key: Problem})``."""
    vals, problems = {}, {}
    for index, group in enumerate(groups):
        try:
            found = customer_vals(group[0], references) | _home(group[0], references)
            found = accepted(references.backend, found | {"company_id": False, "customer_rank": 1}, group[0])
        except Problem as problem:
            found = problem
        if isinstance(found, Problem):
            problems |= dict.fromkeys(map(key_of, group), found)
        else:
            vals[index] = found
    created = {}
    for index, found in _created(bindings.env["res.partner"], vals).items():
        target = problems if isinstance(found, Problem) else created
        target |= dict.fromkeys(map(key_of, groups[index]), found)
    return created, problems


def _created(partners, vals):
    """Create partners in one batch; where Odoo refuses a VAT number, one by one. Return ``{index: id or Problem}``."""
    if not any(one.get("vat") for one in vals.values()):
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
            if not one.get("vat"):
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


def _bind(bindings, backend, documents, record_ids):
    """Claim and agree the rows of customers or addresses; return them.

    Who was erased and buys again has an account again. A row that waits with a document of its own keeps that.
    """
    waiting = bindings.search(
        [
            ("backend_id", "=", backend.id),
            ("external_id", "in", [document.id for document in documents]),
            ("pending_document", "!=", False),
        ]
    )
    binding_rows.update(
        bindings, ("odoo_id", "state"), {row.id: (record_ids[row.external_id], "pending") for row in waiting}
    )
    documents = [document for document in documents if document.id not in waiting.mapped("external_id")]
    if not documents:
        return bindings.browse()
    binding_rows.reopen_erased(bindings, backend, [document.id for document in documents])
    ids, _new, _unchanged = binding_rows.claim(bindings, backend, documents)
    claimed = bindings.browse(ids)
    binding_rows.update(bindings, ("odoo_id",), {row.id: (record_ids[row.external_id],) for row in claimed})
    binding_rows.agree(claimed)
    return claimed


def _contacts(bindings, backend, orders, buyers, partners, references):
    """Return ``({(row id, type): contact id}, {row id: Problem})`` for the orders' billing and delivery addresses.

    One address id may come with two contents in a page: the address changed between two orders. Each order gets the
    contact it was placed with; the binding stands for the last one, unless it is the account's.
    """
    wanted = {}
    for row_id, buyer in buyers.items():
        for address_type, address in (("invoice", orders[row_id].billing), ("delivery", orders[row_id].delivery)):
            if address:
                wanted[row_id, address_type] = _as_document(address, buyer)
    known = _known_contacts(bindings, backend, wanted.values())
    keys = {slot: _key(document, known) for slot, document in wanted.items()}
    contact_ids = {key: row.odoo_id.id for key, row in known.items() if key[1] == row.digest}
    new, vals, problems = {}, {}, {}
    for slot, document in wanted.items():
        key = keys[slot]
        if key in contact_ids or key in vals or key in problems:
            continue
        buyer = buyers[slot[0]]
        try:
            vals[key] = contact_vals(
                document.billing, references, parent_id=partners[key_of(buyer)], type=slot[1], vat=told_vat(buyer)
            )
            new[key] = replace(document, id=key[0])
        except Problem as problem:
            problems[key] = problem
    created = create_below(bindings.env["res.partner"], list(vals.values()))
    contact_ids |= dict(zip(vals, created.ids, strict=True))
    _bind_contacts(bindings, backend, new, contact_ids)
    return (
        {slot: contact_ids[key] for slot, key in keys.items() if key in contact_ids},
        {slot[0]: problems[key] for slot, key in keys.items() if key in problems},
    )


def _bind_contacts(bindings, backend, new, contact_ids):
    """Bind new contacts of orders to the addresses they stand for, the last content of an address wins."""
    latest = {document.id: key for key, document in new.items()}
    documents = [new[key] for key in latest.values()]
    claimed = _bind(bindings, backend, documents, {id: contact_ids[key] for id, key in latest.items()})
    binding_rows.update(bindings, ("is_address", "is_of_order"), {row.id: (True, True) for row in claimed})


def _key(document, known):
    """Return the (address id, digest) under which an order's address is bound.

    Where the account's address has another content (or is the customer himself), the order's own has an id of its own.
    """
    digest = document.digest()
    row = known.get((document.id, digest)) or known.get((document.id, None))
    if row is None or (row.is_of_order and row.state != "erased") or (document.id, digest) in known:
        return document.id, digest
    return own_id(document.id, digest), digest


def own_id(address_id, digest):
    """Return the id under which one content of an address is bound beside the address itself."""
    return f"{address_id}@{digest[:16]}"


def _known_contacts(bindings, backend, documents):
    """Return ``{(address id, digest): row}`` of the contacts that are bound with this very content.

    ``(address id, None)`` is the row of an address whatever its content is.
    """
    wanted = {(document.id, document.digest()) for document in documents}
    ids = {id for id, _digest in wanted} | {own_id(*key) for key in wanted}
    rows = bindings.search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", list(ids)), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id", "digest", "is_of_order", "is_address", "state"],
    )
    known = {(row.external_id, None): row for row in rows}
    return known | {(row.external_id, row.digest): row for row in rows if row.odoo_id.parent_id}


def _as_document(address, customer):
    """An address travels as a customer document that holds nothing else; one without id is known by its content."""
    document = Customer(id=address.id, billing=address)
    if address.id:
        return document
    return Customer(id=f"{key_of(customer)}/{document.digest()[:16]}", billing=address)
