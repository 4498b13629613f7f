"""Addresses of accounts that come in: each has a binding row of its own and a contact of its own below the customer's.

A new address becomes a contact, a changed one changes its contact, one that is gone there is archived here. A contact
that an order, a delivery or an invoice uses is not rewritten: the order keeps the address it was placed with, the
account's address gets a new contact, and the old one is archived.
"""

from odoo.tools import SQL

from ...convert.partner import changed_vals, contact_vals, home, told_vat
from ...convert.problem import Problem
from ...remotes.documents import ADDRESS, Customer
from .. import ownership
from .. import rows as binding_rows
from ..problems import sentence
from ..settlement import Settlement
from ..values import differing
from .contacts import create_below
from .parties import own_id

#: What tells contacts apart: two addresses that agree in these are one.
_AT_THE_DOOR = ("street", "zip", "city")


def told(customer):
    """Return the addresses of a customer that have an id of their own, the main one first."""
    addresses = (customer.billing, *customer.addresses)
    return list({address.id: address for address in reversed(addresses) if address and address.id}.values())[::-1]


def type_of(customer, address):
    """Return what kind of contact stands for an address."""
    return "invoice" if customer.billing and customer.billing.id == address.id else "delivery"


def follow(rows, documents, references):
    """Make the contacts of the rows' accounts those of their documents."""
    backend = rows.backend_id
    if not rows or "addresses" not in backend._capabilities.reads:
        return
    bindings = rows.browse()
    accounts = {row.id: documents[row.id] for row in rows}
    owners = {address.id: row_id for row_id, document in accounts.items() for address in told(document)}
    pages = [Customer(id=address.id, billing=address) for document in accounts.values() for address in told(document)]
    pages = list({page.id: page for page in pages}.values())
    ids, _new, _unchanged = binding_rows.claim(bindings, backend, pages)
    _own(bindings, backend, owners)
    _apply(bindings.browse(ids), references)
    # an account whose addresses are Odoo's keeps those that its shop removed
    taking = rows.filtered(lambda row: row._takes(ADDRESS))
    homeless = taking.filtered(lambda row: not home(accounts[row.id]))
    _archive(taking, {row.id: [address.id for address in told(accounts[row.id])] for row in taking}, homeless)


def _own(bindings, backend, owners):
    """Note whose addresses rows are; one that was known from an order only is the account's now."""
    if not owners:
        return
    bindings.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_partner AS bound SET owner_id = told.owner_id, is_address = true,
                      is_of_order = false, is_removed = false
                 FROM unnest(%s::text[], %s::integer[]) AS told (external_id, owner_id)
                WHERE bound.backend_id = %s AND bound.external_id = told.external_id
                  AND (bound.owner_id, bound.is_address, bound.is_of_order, bound.is_removed)
                      IS DISTINCT FROM (told.owner_id, true, false, false)
               RETURNING bound.id""",
            list(owners),
            list(owners.values()),
            backend.id,
        )
    )
    bindings.invalidate_model(["owner_id", "is_address", "is_of_order", "is_removed"])


def _apply(rows, references):
    """Write the pending addresses; one that cannot be read is held alone, its account goes on."""
    if not rows:
        return
    documents, _unreadable = rows._pending_documents()
    rows = ownership.decided(_adopted(rows, documents), documents)
    problems = {}
    settlement = Settlement(rows, documents, references)
    rows, documents = settlement.rows, settlement.documents
    vals = rows._prepare_page(documents, references, problems)
    settlement.settle(vals, problems)
    for row_id, problem in problems.items():
        row = rows.browse(row_id)
        row._set_state("held", problem.code, sentence(rows.env, problem))
        row._remember_conflict(problem)
    ready = rows.filtered(lambda row: row.id not in problems)
    written(ready.filtered("odoo_id"), vals, references)
    created(ready.filtered(lambda row: not row.odoo_id), vals)
    binding_rows.agree(ready)
    ready._clear_dirty()
    ownership.finish(ready, settlement.kept)


def _adopted(rows, documents):
    """Let rows without a contact take one that the customer has already, for the same door and nobody else's."""
    new = rows.filtered(lambda row: not row.odoo_id)
    parents = new.owner_id.odoo_id
    if not new or not parents:
        return rows
    children = rows.env["res.partner"].search([("parent_id", "in", parents.ids), ("type", "!=", "contact")], order="id")
    if not children:
        return rows
    bound = rows.search([("backend_id", "=", rows.backend_id.id), ("odoo_id", "in", children.ids)]).odoo_id
    free = {}
    for child in (children - bound).sorted("id", reverse=True):
        free[child.parent_id.id, *_door(child)] = child
    taken = {}
    for row in new:
        child = free.pop((row.owner_id.odoo_id.id, *_door(documents[row.id].billing)), None)
        if child:
            taken[row.id] = (child.id,)
    binding_rows.update(rows.browse(), ("odoo_id",), taken)
    return rows


def _door(address):
    """Return what is compared of an ``Address`` or of a contact."""
    return tuple((getattr(address, name) or "").strip().casefold() for name in _AT_THE_DOOR)


def prepared(rows, documents, references):
    """Return ``{row id: values or Problem}`` of address rows."""
    accounts = {owner: owner._told_document() for owner in rows.owner_id}
    vals = {}
    for row in rows:
        account = accounts.get(row.owner_id) or Customer()
        shared = {
            "parent_id": row.owner_id.odoo_id.id or row.odoo_id.parent_id.id,
            "type": type_of(account, documents[row.id].billing),
            "vat": told_vat(account),
        }
        try:
            vals[row.id] = contact_vals(documents[row.id].billing, references, **shared)
            if row.odoo_id:
                vals[row.id] |= {"active": True}
        except Problem as problem:
            vals[row.id] = problem
    return vals


def created(rows, vals):
    """Create the contacts of address rows in one batch."""
    if not rows:
        return
    contacts = create_below(rows.env["res.partner"], [vals[row.id] for row in rows])
    binding_rows.update(
        rows.browse(), ("odoo_id",), {row.id: (contact.id,) for row, contact in zip(rows, contacts, strict=True)}
    )


def written(rows, vals, places):
    """Write the contacts of address rows; those that are in use, or are the customer himself, get a successor."""
    news = {}
    before = {row.id: row._told_vals(places) for row in rows}
    told = rows._only_news({row.id: changed_vals(vals[row.id], before[row.id]) for row in rows}, before)
    for row in rows:
        wanted = differing(row.odoo_id, told[row.id])
        if wanted:
            news[row.id] = wanted
    rows = rows.browse(news)
    in_use = _in_use(rows.odoo_id)
    is_customer = rows.filtered(lambda row: row.odoo_id == row.owner_id.odoo_id)
    replaced = rows.filtered(lambda row: row.odoo_id.id in in_use) - is_customer
    for row in rows - replaced - is_customer:
        row.odoo_id.write(news[row.id])
    _keep_for_orders(replaced.filtered("digest"))
    old = replaced.odoo_id
    created(replaced, {row.id: row.odoo_id.copy_data({"name": row.odoo_id.name})[0] | news[row.id] for row in replaced})
    created(is_customer, vals)
    old.active = False


def _keep_for_orders(rows):
    """The contact that orders use stays known under its own content: an order that is read again finds it."""
    bindings = rows.browse()
    bindings.create(
        [
            {
                "backend_id": row.backend_id.id,
                "external_id": own_id(row.external_id, row.digest),
                "odoo_id": row.odoo_id.id,
                "document": row.document,
                "digest": row.digest,
                "state": "done",
                "is_address": True,
                "is_of_order": True,
            }
            for row in rows
            if not bindings.search_count(
                [
                    ("backend_id", "=", row.backend_id.id),
                    ("external_id", "=", own_id(row.external_id, row.digest)),
                ]
            )
        ]
    )


def _in_use(contacts):
    """Return the ids of the contacts that orders, deliveries or invoices name, in one query."""
    if not contacts:
        return set()
    contacts.env.flush_all()
    found = contacts.env.execute_query(
        SQL(
            """SELECT contact.id FROM unnest(%s::integer[]) AS contact (id)
                WHERE EXISTS (SELECT FROM sale_order WHERE partner_invoice_id = contact.id)
                   OR EXISTS (SELECT FROM sale_order WHERE partner_shipping_id = contact.id)
                   OR EXISTS (SELECT FROM account_move WHERE partner_id = contact.id)
                   OR EXISTS (SELECT FROM account_move WHERE partner_shipping_id = contact.id)
                   OR EXISTS (SELECT FROM stock_picking WHERE partner_id = contact.id)""",
            list(contacts.ids),
        )
    )
    return {contact_id for (contact_id,) in found}


def _archive(rows, told_ids, homeless):
    """Archive the contacts of addresses that their accounts do not name any more; the last one stays.

    :param told_ids: ``{account row id: ids of its addresses}``
    :param homeless: accounts that name no address at all
    """
    owned = rows.search(
        [
            ("owner_id", "in", rows.ids),
            ("is_address", "=", True),
            ("is_of_order", "=", False),
            ("is_removed", "=", False),
        ]
    )
    gone = owned.filtered(lambda row: row.external_id not in told_ids[row.owner_id.id])
    last = rows.browse()
    for account, addresses in gone.grouped("owner_id").items():
        if account in homeless:
            last |= addresses.sorted("id")[:1]
    (gone - last).odoo_id.filtered(lambda contact: contact.parent_id).active = False
    gone._note_removed(rows.env._("This address was removed there."))
    last.reason = rows.env._("This address was removed there; it is the last one and stays in Odoo.")
