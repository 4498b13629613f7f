"""Which simple products are variants of which configurable one.

A variant's row does not name its parent, only the parent names its variants, and the interface cannot be asked the
other way round. So all configurable products are read once, narrowly, and afterwards those that changed: a new or
removed variant moves its parent's date. What is known is shared by all workers.
"""

from .wire import one_of

FIELDS = "id,updated_at,extension_attributes[configurable_product_links]"

TYPE = (one_of("type_id", ["configurable"]),)

#: Products of a page: their rows are short.
PAGE = 300


class Families:
    """Parents by variant.

    :param shop: see ``shop.Shop``; the dict "families" of its memory is used
    """

    def __init__(self, shop):
        self._shop = shop

    def parents(self, *, afresh=False):
        """Return ``{variant's product id: parent's product id}``, up to date.

        :param afresh: read all of them again: a deleted parent is noticed by nothing else
        """
        with self._shop.memory.locked("families") as kept:
            known = {} if afresh else dict(kept)
        children, cursor = dict(known.get("children", {})), known.get("cursor")
        found = cursor is None
        pages = self._shop.changed("/products", cursor, PAGE, key="id", filters=TYPE, fields=FIELDS)
        for rows, position in pages:
            cursor = position
            found = found or bool(rows)
            children |= {row.text("id"): row.extension.texts("configurable_product_links") for row in rows}
        if found:
            with self._shop.memory.locked("families") as kept:
                kept["children"], kept["cursor"] = children, cursor
        return {child: parent for parent, links in children.items() for child in links}
