"""What the codes in a customer's agreement stand for, looked up once for a page: groups, price tables, terms, taxes."""

from functools import cached_property

from ...convert.problem import Problem
from ..mappings import TARGET_FIELDS, entries_by, targets, the_one

#: Problem of an Odoo record that no entry of a remote's code list stands for, by the list.
_NOT_THERE = {"payment_term": "payment_term_not_there", "territory": "position_not_there"}


class Agreements:
    """The code lists of customers of one backend, and what they stand for."""

    def __init__(self, backend):
        self.backend = backend
        self.env = backend.env
        self._targets, self._entries = {}, {}

    def takes(self, feature):
        """Tell whether the remote takes a feature of customers (see ``remotes.capabilities.FEATURES``)."""
        return feature in self.backend._capabilities.writes

    def lists(self, lookup_type):
        """Tell whether the remote has such a code list."""
        return lookup_type in self.backend._capabilities.lookups

    # --- codes → Odoo ---

    def target(self, lookup_type, id, **facts):
        """Return the Odoo record behind a code.

        :raises Problem: "customer_<lookup type>_unmapped"
        """
        found = self.found(lookup_type, id)
        if not found:
            raise Problem(
                f"customer_{lookup_type}_unmapped",
                lookup_type=lookup_type,
                id=id,
                name=self.name(lookup_type, id),
                **facts,
            )
        return found

    def found(self, lookup_type, id):
        """Return the Odoo record behind a code, an empty recordset when nobody has said which."""
        field = TARGET_FIELDS[lookup_type]
        mapping = self._of(lookup_type).get(id)
        return mapping[field] if mapping else self.env["shop_erp.mapping"][field]

    def is_settled(self, lookup_type, id):
        """Tell whether somebody has said what a code means, be it nothing."""
        return id in self._of(lookup_type)

    def name(self, lookup_type, id):
        """Return what the remote calls an entry, its id where it does not say."""
        return self._names.get((lookup_type, id)) or id

    def tags(self, group_ids):
        """Return the tags of groups."""
        tags = self.env["res.partner.category"]
        return tags.union(*(self._of("group")[id].tag_id for id in group_ids if id in self._of("group")))

    @cached_property
    def all_tags(self):
        """Return the tags that stand for a group of this backend: it decides who has them."""
        return self.tags(self._of("group"))

    def group_pricelist(self, group_id):
        """Return the price list of a group."""
        mapping = self._of("group").get(group_id)
        return mapping.pricelist_id if mapping else self.env["product.pricelist"]

    @cached_property
    def all_group_pricelists(self):
        """Return the price lists that stand for a group of this backend."""
        lists = self.env["product.pricelist"]
        return lists.union(*(mapping.pricelist_id for mapping in self._of("group").values()))

    # --- Odoo → codes ---

    def entry(self, lookup_type, record):
        """Return the id of the entry that stands for an Odoo record, "" when none does and the remote has no list.

        :raises Problem: "ambiguous_there"; where the remote has such a list, that the record is not in it
        """
        if lookup_type not in self._entries:
            self._entries[lookup_type] = entries_by(self.backend, lookup_type, TARGET_FIELDS[lookup_type])
        mappings = self._entries[lookup_type].get(record.id)
        if mappings:
            return the_one(mappings, record=record.display_name)
        if lookup_type in _NOT_THERE and self.lists(lookup_type):
            raise Problem(_NOT_THERE[lookup_type], record=record.display_name, backend=self.backend.name)
        return ""

    def has_meaning(self, group_id):
        """Tell whether a group stands for a tag or a price list in Odoo."""
        mapping = self._of("group").get(group_id)
        return bool(mapping and (mapping.tag_id or mapping.pricelist_id))

    def groups_of(self, partner):
        """Return the ids of the groups that a contact's tags and price list make; the order is the list's."""
        pricelist = partner.property_product_pricelist
        return [
            id
            for id, mapping in self._of("group").items()
            if mapping.lookup_id.active
            and (
                mapping.tag_id in partner.category_id
                if mapping.tag_id
                else mapping.pricelist_id and mapping.pricelist_id == pricelist
            )
        ]

    def main_group(self, partner, group_ids):
        """Return the main one of a contact's groups: the only one, or the only one with his price list.

        :raises Problem: "ambiguous_there"
        """
        mappings = [self._of("group")[id] for id in group_ids]
        pricelist = partner.property_product_pricelist
        priced = [mapping for mapping in mappings if pricelist and mapping.pricelist_id == pricelist]
        return the_one(priced if len(priced) == 1 else mappings, record=partner.display_name)

    def _of(self, lookup_type):
        if lookup_type not in self._targets:
            self._targets[lookup_type] = targets(self.backend, lookup_type)
        return self._targets[lookup_type]

    @cached_property
    def _names(self):
        lookups = self.env["shop_erp.lookup"].with_context(active_test=False)
        domain = [
            ("backend_id", "=", self.backend.id),
            ("type", "in", ("group", "price_table", "payment_term", "territory")),
        ]
        return {
            (one.type, one.external_id): one.name
            for one in lookups.search_fetch(domain, ["type", "external_id", "name"])
        }
