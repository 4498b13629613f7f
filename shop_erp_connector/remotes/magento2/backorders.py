"""Whether more of a product may be sold than there is: a switch of its legacy stock item, in shops with sources too.

The switch is written product by product, for no call takes several, and only where another word is told than the last
one that we sent: what was sent is kept for all workers until the next connection test. Saving the item writes its
quantity to the default source, so it comes before the levels. Dossier A5; recordings stock-item, stock-item-put.
"""

from ..contract import Result
from .catalogue import PATH
from .wire import segment


class Backorders:
    """The switches that were sent.

    :param shop: see ``shop.Shop``; the dict "backorders" of its memory is used
    """

    def __init__(self, shop):
        self._shop = shop

    def write(self, sending, levels, rows):
        """Write the switches of levels that tell one.

        :param sending: see ``sending.Sending``
        :param rows: ``{index of the level: SKU}``
        """
        with self._shop.memory.locked("backorders") as kept:
            known = dict(kept)
        for index, sku in rows.items():
            wanted = levels[index].backorders
            if wanted is not None and known.get(sku) != wanted:
                sending.each(index, lambda sku=sku, wanted=wanted: self._write(sku, wanted))
                known[sku] = wanted

    def _write(self, sku, wanted):
        write_item(self._shop, sku, flags(wanted) | ({"is_in_stock": True} if wanted else {}))
        with self._shop.memory.locked("backorders") as kept:
            kept[sku] = wanted
        return Result()


def flags(wanted):
    """Return the fields of a stock item that say whether more may be sold than there is; {} for no word."""
    return {} if wanted is None else {"backorders": int(wanted), "use_config_backorders": False}


def write_item(shop, sku, item):
    """Write fields of the stock item of one product."""
    if "/" in sku:
        # Web servers refuse an encoded slash in an address (recording product-slash-get).
        body = {"product": {"sku": sku, "extension_attributes": {"stock_item": item}}}
        shop.wire.write("POST", PATH, body, safe=True)
    else:
        shop.wire.write("PUT", f"/products/{segment(sku)}/stockItems/1", {"stockItem": item}, safe=True)
