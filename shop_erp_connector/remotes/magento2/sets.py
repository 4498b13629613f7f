"""Attribute sets: which attributes the products of each set can have.

A value of an attribute that is not in the product's set is left out without a word when the product is saved, so an
attribute that tells variants apart is put into the set first. Routes products/attribute-sets/* of the shop's source
(Catalog/etc/webapi.xml); what is known of a set is kept for all workers.
"""

import time

from ..errors import ProtocolError, Rejected
from .rows import SYSTEM, Row

#: Seconds for which the attributes of a set are trusted.
LIFETIME = 3600

#: The group of a set in which the back office shows a product's main attributes.
MAIN_GROUP = "product-details"

#: Where an attribute of ours stands in its group: behind the shop's own.
LAST = 999


class AttributeSets:
    """The attributes of the shop's sets.

    :param shop: see ``shop.Shop``; the dict "attribute_sets" of its memory is used
    """

    def __init__(self, shop):
        self._shop = shop
        self._known = {}

    def include(self, code, set_id):
        """Put an attribute into a set where it is not in it."""
        if code in self._codes(set_id):
            return
        body = {
            "attributeSetId": int(set_id), "attributeGroupId": int(self._group(set_id)), "attributeCode": code,
            "sortOrder": LAST,
        }  # fmt: skip
        self._shop.wire.write("POST", "/products/attribute-sets/attributes", body, safe=True)
        self._known[set_id].append(code)
        with self._shop.memory.locked("attribute_sets") as kept:
            kept[set_id] = {"codes": list(self._known[set_id]), "read_at": time.time()}

    def _codes(self, set_id):
        """Return the codes of the attributes of a set; the memory is asked once in a push."""
        if set_id not in self._known:
            with self._shop.memory.locked("attribute_sets") as kept:
                found = kept.get(set_id)
            is_fresh = found and time.time() - found["read_at"] < LIFETIME
            self._known[set_id] = list(found["codes"]) if is_fresh else self._read(set_id)
        return self._known[set_id]

    def _read(self, set_id):
        path = f"/products/attribute-sets/{set_id}/attributes"
        answer = self._shop.wire.get(path)
        if not isinstance(answer, list):
            raise ProtocolError("The answer is not a list.", system=SYSTEM, call=f"GET {path}")
        codes = [Row(one, f"GET {path}").text("attribute_code") for one in answer]
        with self._shop.memory.locked("attribute_sets") as kept:
            kept[set_id] = {"codes": list(codes), "read_at": time.time()}
        return codes

    def _group(self, set_id):
        """Return the id of the group of a set that new attributes belong to.

        :raises Rejected: the set has no group
        """
        path = "/products/attribute-sets/groups/list"
        rows = self._shop.wire.all(path, filters=((("attribute_set_id", "eq", set_id),),), sort=("attribute_group_id",))
        main = [row for row in rows if row.extension.optional("attribute_group_code") == MAIN_GROUP]
        if not rows:
            message = f"The shop's attribute set {set_id} has no group of attributes."
            raise Rejected(message, system=SYSTEM, field="attribute_set")
        return (main or rows)[0].text("attribute_group_id")
