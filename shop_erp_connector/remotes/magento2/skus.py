"""SKUs by product id: the interface is read by number and written by SKU.

Levels go to the shop by the thousand and often, so what is known is kept for all workers. A SKU that changed moves its
product's date, so now and then one call asks what changed since; and once a day everything is read again, for nothing
tells of a deleted product.
"""

import time

from .catalogue import PATH

#: Seconds in which nobody asks again whether SKUs changed, and after which everything is forgotten.
TRUST, LIFETIME = 300, 86400

FIELDS = "id,sku,type_id"


class Skus:
    """What products are called.

    :param shop: see ``shop.Shop``; the dict "skus" of its memory is used
    """

    def __init__(self, shop):
        self._shop = shop

    def of(self, ids):
        """Return ``{product id: (SKU, type)}`` of the products that the shop has."""
        with self._shop.memory.locked("skus") as kept:
            known = {"goods": dict(kept.get("goods", {})), **{name: kept[name] for name in kept if name != "goods"}}
        if time.time() - known.get("read_at", 0) > LIFETIME:
            known = {"goods": {}, "read_at": time.time(), "checked_at": time.time()}
        is_changed = self._follow(known)
        is_changed |= self._add(known, {id for id in ids if id.isdigit()} - known["goods"].keys())
        if is_changed:
            with self._shop.memory.locked("skus") as kept:
                kept.update(known)
        return {id: tuple(known["goods"][id]) for id in ids if id in known["goods"]}

    def _follow(self, known):
        """Take over what changed since we asked last; tell whether we asked."""
        if not known["goods"] or time.time() - known["checked_at"] < TRUST:
            return False
        cursor = {"more": False, "until": known["until"]}
        for rows, position in self._shop.changed(PATH, cursor, 300, key="id", fields=f"{FIELDS},updated_at"):
            cursor = position
            _keep(known, [row for row in rows if row.text("id") in known["goods"]])
        known |= {"checked_at": time.time(), "until": cursor["until"]}
        return True

    def _add(self, known, missing):
        """Read the products that are not known yet; tell whether there were any."""
        if not missing:
            return False
        rows = self._shop.wire.rows_by(PATH, "entity_id", missing, fields=FIELDS)
        known.setdefault("until", self._shop.wire.clock().strftime("%Y-%m-%d %H:%M:%S"))
        _keep(known, rows)
        return True


def _keep(known, rows):
    known["goods"] |= {row.text("id"): [row.text("sku"), row.text("type_id")] for row in rows}
