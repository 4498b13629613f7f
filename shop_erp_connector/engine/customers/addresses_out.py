"""Addresses of customers that are sent: the contacts below a customer, each under the id it has there.

A customer's own address is his billing address, or the one that came in as his main one. A contact that the remote
does not know yet goes with an empty id; the id it gets there comes back under its alias. Contacts that only orders made
are no addresses of the account.
"""

from dataclasses import replace

from odoo.tools import SQL

from ...convert.partner import address_vals, contact_vals
from ...convert.partner_out import (
    address_as_agreed,
    address_of,
    changed_in_either,
    contact_of,
    customers_address_as_agreed,
)
from ...convert.problem import Problem
from ...remotes.documents import Customer
from .. import rows as binding_rows
from ..references import Places
from ..values import current, differing
from . import addresses

#: What is compared of two addresses: one of a contact that says nothing else than the customer's own is sent once.
_SAID = ("person", "street", "street2", "zip", "city", "state", "country")

#: The same in the database, of "contact" and "customer"; what it does not find, the comparison of documents does.
_IS_TWIN = SQL(
    """(COALESCE(contact.street, '') = COALESCE(customer.street, '')
        AND COALESCE(contact.street2, '') = COALESCE(customer.street2, '')
        AND COALESCE(contact.zip, '') = COALESCE(customer.zip, '')
        AND COALESCE(contact.city, '') = COALESCE(customer.city, '')
        AND contact.state_id IS NOT DISTINCT FROM customer.state_id
        AND contact.country_id IS NOT DISTINCT FROM customer.country_id
        AND COALESCE(contact.comment, '') = ''
        AND (COALESCE(contact.name, '') IN ('', customer.name)
          OR (contact.shop_erp_first_name, contact.shop_erp_last_name)
              IS NOT DISTINCT FROM (customer.shop_erp_first_name, customer.shop_erp_last_name)
             AND contact.shop_erp_last_name IS NOT NULL))"""
)

#: What a customer's own address and his main address's contact have in common.
_POSTAL = ("street", "street2", "zip", "city", "state_id", "country_id")

#: Contacts of these types are addresses; "contact" is a person at the company.
TYPES = ("invoice", "delivery", "other")


def look(bindings, backend):
    """Flag the accounts whose addresses Odoo changed or added since both sides agreed, in one statement.

    A changed address is no record of its own there: it goes with its account.
    """
    if "addresses" not in backend._capabilities.writes:
        return
    bindings.flush_model()
    bindings.env["res.partner"].flush_model(["parent_id", "type", "active"])
    bindings.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_partner AS bound
                  SET content_changed = true,
                      address_changed_at = now() AT TIME ZONE 'utc'
                WHERE bound.backend_id = %(backend)s AND bound.is_address IS NOT true
                  AND bound.address_changed_at IS NULL AND bound.odoo_id IS NOT NULL
                  AND (bound.id IN (
                    SELECT moved.owner_id FROM shop_erp_binding_partner AS moved
                     WHERE moved.backend_id = %(backend)s AND moved.content_changed AND moved.is_address
                       AND moved.is_of_order IS NOT true AND moved.is_removed IS NOT true)
                   OR bound.odoo_id IN (
                    SELECT contact.parent_id FROM res_partner AS contact
                      JOIN res_partner AS customer ON customer.id = contact.parent_id
                     WHERE contact.active AND contact.type = ANY(%(types)s) AND NOT %(is_twin)s
                       AND NOT EXISTS (SELECT FROM shop_erp_binding_partner AS known
                                        WHERE known.odoo_id = contact.id
                                          AND (known.backend_id = %(backend)s OR known.is_of_order))))
               RETURNING bound.id""",
            backend=backend.id,
            types=list(TYPES),
            is_twin=_IS_TWIN,
        )
    )
    bindings.invalidate_model()


class SentAddresses:
    """The addresses of a set of accounts as they are sent.

    :param rows: accounts of one backend
    :param agreed: ``{row id: last agreed document or None}``
    """

    def __init__(self, rows, agreed):
        self.rows = rows
        self.backend = rows.backend_id
        self.agreed = agreed
        self.places = Places(self.backend)
        partners = rows.env["res.partner"].with_context(active_test=False)
        self.children = partners.search(
            [("parent_id", "in", rows.odoo_id.ids), ("type", "in", TYPES)], order="id"
        ).grouped("parent_id")
        everywhere = rows.search([("odoo_id", "in", [child.id for part in self.children.values() for child in part])])
        owned = everywhere.filtered(lambda row: not row.is_of_order)
        self.of_orders = everywhere.odoo_id - owned.odoo_id
        own = rows.search(
            [("owner_id", "in", rows.ids), ("is_address", "=", True), ("is_of_order", "=", False)], order="id"
        )
        self.known = {(row.owner_id.id, row.odoo_id.id): row for row in own}
        waiting, _unreadable = own.filtered("pending_document")._pending_documents()
        #: ``{row id: address as it is there}`` of those that were not applied, a question about them being open
        self.waiting = {row_id: document.billing for row_id, document in waiting.items() if document.billing}
        self.owners = {row.odoo_id.id: row.owner_id for row in owned if row.backend_id == self.backend}

    def of(self, row):
        """Return ``(billing address, other addresses, ids of removed ones)`` of an account."""
        agreed = self.agreed[row.id]
        main = addresses.home(agreed) if agreed else None
        found = {contact: self._sent(row, contact) for contact in self._contacts(row)}
        own = self._own_address(row, agreed, main)
        standing = next((contact for contact, one in found.items() if main and main.id and one.id == main.id), None)
        if standing:
            is_waiting = self.known[row.id, standing.id].id in self.waiting
            own = found[standing] if is_waiting else changed_in_either(main, found[standing], own)
        found = {
            contact: address
            for contact, address in found.items()
            if contact == standing or not self._is_twin(row, contact, address)
        }
        others = [address for contact, address in found.items() if contact != standing]
        if standing and agreed.billing is None:
            others = [own if contact == standing else address for contact, address in found.items()]
            own = None
        billing, others = _with_aliases(own, others)
        return billing, others, self._removed_ids(row, main)

    def contacts_of(self, row, document):
        """Return ``[(address, contact)]`` of the addresses in a document made by ``of``, or agreed on before.

        What was agreed may have no aliases: such an address is known by its id.
        """
        sent = [address for address in (document.billing, *document.addresses) if address]
        by_id = {
            one.external_id: one.odoo_id for (owner_id, _contact_id), one in self.known.items() if owner_id == row.id
        }
        new = [
            contact
            for contact in self._contacts(row)
            if (row.id, contact.id) not in self.known and not self._is_twin(row, contact, self._sent(row, contact))
        ]
        found = []
        for address in sent:
            if address.id:
                found.append((address, by_id.get(address.id)))
            elif address is document.billing:
                found.append((address, row.odoo_id))
            else:
                found.append((address, new.pop(0) if new else None))
        return [(address, contact) for address, contact in found if contact]

    def _contacts(self, row):
        """Return the active contacts that are addresses of the account, oldest first."""
        contacts = self.children.get(row.odoo_id, ())
        return [
            contact
            for contact in contacts
            if contact.active
            and contact not in self.of_orders
            and not self._is_gone(row, contact)
            and not self._is_of_another(row, contact)
        ]

    def _is_of_another(self, row, contact):
        """Tell whether a contact is an address of another account of this customer there: it is not copied."""
        owner = self.owners.get(contact.id)
        return bool(owner) and owner != row and (row.id, contact.id) not in self.known

    def _is_twin(self, row, contact, address):
        """Tell whether a contact that the remote does not know says just what the customer's own address does.

        A shop's main address is a contact, too; elsewhere it is no second one.
        """
        if (row.id, contact.id) in self.known or address.note:
            return False
        own = address_of(row.odoo_id, family_first=self.backend.is_family_name_first)
        return all(getattr(address, name) == getattr(own, name) for name in _SAID)

    def _is_gone(self, row, contact):
        known = self.known.get((row.id, contact.id))
        return known is not None and known.is_removed

    def _removed_ids(self, row, main):
        """Return the ids of the addresses that Odoo has archived and the remote still has; never the main one's."""
        known = [one for (owner_id, _contact_id), one in self.known.items() if owner_id == row.id]
        archived = [one.external_id for one in known if not one.is_removed and not one.odoo_id.active]
        return tuple(id for id in archived if not main or id != main.id)

    def _sent(self, row, contact):
        """Return the ``Address`` of a contact, as it was agreed where Odoo has not changed it."""
        known = self.known.get((row.id, contact.id))
        if known and known.id in self.waiting:
            return self.waiting[known.id]
        family_first = self.backend.is_family_name_first
        address = contact_of(contact, id=known.external_id if known else "", family_first=family_first)
        address = replace(address, alias=contact.shop_erp_alias or "")
        told = known and known._agreed_customer()
        if not told:
            return address
        vals = self._vals(contact_vals, told.billing, parent_id=row.odoo_id.id, type=contact.type)
        return address_as_agreed(address, contact, told.billing, vals)

    def _own_address(self, row, agreed, main):
        """Return the customer's own address; his telephone is that of the address while he has no other one there."""
        own = address_of(row.odoo_id, id=main.id if main else "", family_first=self.backend.is_family_name_first)
        if row.is_secondary and main:
            return main  # the customer's own address is that of his first account
        if not main:
            return own if own.street or own.city or own.zip or own.country else None
        is_as_told = self._vals(address_vals, main)
        own = customers_address_as_agreed(own, row.odoo_id, main, is_as_told, agreed)
        has_other_one = (agreed.phone or agreed.mobile) not in ("", main.phone)
        return replace(own, phone=main.phone) if has_other_one else own

    def _vals(self, make, address, **options):
        try:
            return make(address, self.places, **options)
        except Problem:
            return {}


def _with_aliases(own, others):
    """Give each address an alias that no other one of the customer has, for its id to come back under."""
    taken, named = set(), []
    for address in (own, *others):
        if address is None:
            named.append(None)
            continue
        alias = wanted = address.alias or address.city or address.country or "-"
        number = 2
        while alias in taken:
            alias, number = f"{wanted} {number}", number + 1
        taken.add(alias)
        named.append(replace(address, alias=alias))
    return named[0], tuple(named[1:])


def note(rows, results, documents, agreed):
    """Keep the ids that addresses got there, and what was sent of those that were known."""
    sent = SentAddresses(rows, agreed)
    new, known, moved, main = [], {}, {}, {}
    for row in rows:
        document = documents[row.id]
        for address, contact in sent.contacts_of(row, document):
            id = results[row.id].part_ids.get(address.alias) or address.id
            if not id:
                continue
            page = Customer(id=id, billing=replace(address, id=id))
            bound = sent.known.get((row.id, contact.id))
            if bound and bound.id in sent.waiting:
                continue
            if bound:
                if address == addresses.home(document) and not row.is_secondary:
                    main[row] = (bound, bound._agreed_customer())
                known[bound.id] = (id, page.to_json(), page.digest())
                said, own = _said_by_odoo(address, sent._sent(row, contact))
                if contact.parent_id and said != own:
                    moved[bound.id] = said  # the customer's own address was changed, and this contact stands for it
            else:
                new.append((row, contact, page))
    addresses.written(
        rows.browse(moved),
        {
            row_id: sent._vals(contact_vals, address, parent_id=bound.owner_id.odoo_id.id, type=bound.odoo_id.type)
            for (row_id, address), bound in zip(moved.items(), rows.browse(moved), strict=True)
        },
        sent.places,
    )
    rows._set_unchanged(rows.browse(moved))  # what was just sent is no change of Odoo's
    _customers_follow(sent, main)
    binding_rows.update(rows.browse(), ("external_id", "document", "digest"), known)
    removed = {row.id: documents[row.id].removed_address_ids for row in rows}
    _forget_removed(rows, removed)
    _add(rows, _in_vacant_places(rows, new))


def _said_by_odoo(address, own):
    """Return an address that was sent, without what only the remote says in it, and the contact's own beside it."""
    theirs = {name: getattr(own, name) for name in address.untold}
    return replace(address, untold=(), emptied=(), **theirs), replace(own, alias=address.alias, untold=(), emptied=())


def _customers_follow(sent, main):
    """Give customers what their main address's contact says: their own would look like a later change of it.

    :param main: ``{account row: (row of the address, what was agreed of it before)}``
    """
    for row, (bound, agreed) in main.items():
        contact = bound.odoo_id
        vals = {name: current(contact, name) for name in _POSTAL}
        before = sent._vals(address_vals, agreed.billing) if agreed and agreed.billing else {}
        for name in ("phone", "shop_erp_mobile"):
            if (row.odoo_id[name] or False) == before.get(name, False):  # else a telephone of his own
                vals[name] = contact[name]
        news = differing(row.odoo_id, vals)
        if news:
            row.odoo_id.write(news)
            row._set_unchanged(row)


def _in_vacant_places(rows, new):
    """Give ids that a remote uses again (its accounts have fixed places) to the contacts that have them now.

    :param new: (account row, contact, page) of contacts that the remote has got; those that are left are returned
    """
    pages = {page.id: (contact, page) for _row, contact, page in new}
    vacant = rows.search(
        [("owner_id", "in", rows.ids), ("is_address", "=", True), ("external_id", "in", list(pages))], order="id"
    )
    for row in vacant:
        contact, page = pages.pop(row.external_id)
        facts = {"document": page.to_json(), "digest": page.digest(), "is_removed": False, "is_of_order": False}
        row._set_state("done", odoo_id=contact.id, **facts)
    vacant._set_unchanged(vacant)
    return [one for one in new if one[2].id in pages]


def _add(rows, new):
    """Bind contacts that the remote has got: ``new`` are (account row, contact, page)."""
    made = rows.create(
        [
            {
                "backend_id": row.backend_id.id,
                "external_id": page.id,
                "odoo_id": contact.id,
                "owner_id": row.id,
                "is_address": True,
                "document": page.to_json(),
                "digest": page.digest(),
                "state": "done",
                "direction": "out",
            }
            for row, contact, page in new
        ]
    )
    made._set_unchanged(made)


def _forget_removed(rows, removed):
    """Addresses that were taken away there, because Odoo archived them, are gone."""
    owned = rows.search([("owner_id", "in", rows.ids), ("is_address", "=", True), ("is_removed", "=", False)])
    gone = owned.filtered(lambda row: row.external_id in removed[row.owner_id.id])
    gone._note_removed(rows.env._("This address was archived in Odoo and removed there."))


def with_ids(document, part_ids):
    """Return a sent document with the ids that its addresses got there."""

    def named(address):
        return replace(address, id=part_ids.get(address.alias) or address.id) if address else None

    return replace(document, billing=named(document.billing), addresses=tuple(map(named, document.addresses)))
