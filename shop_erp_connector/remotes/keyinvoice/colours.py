"""Colours and sizes written: made in the account's list where it has none of that name, then given to the product.

A product has all its colours in all its sizes: a single combination cannot be left out, and a colour that a product has
cannot be taken away by API5 (dossier §3 knows ``setProductColorSize`` only).
"""

from ..errors import OutcomeUnknown
from . import grids
from .wire import SYSTEM, text


class Colours:
    """The account's colours and sizes; one object serves one push, for it reads the list once.

    :param api: an ``Api5``
    """

    def __init__(self, api):
        self._api = api
        self._known = None

    def ensure(self, reference, product, axes, row):
        """Give a product the colours and sizes of its variants.

        :param axes: ``{attribute's text: "color" or "size"}``, {} for a plain product
        :param row: what KeyInvoice tells of the product
        :return: ``({variant code: variant id}, whether anything was sent)``
        """
        if not axes:
            return {}, False
        has = {(type, id) for type, ids in grids.ids_of(row).items() for id in ids}
        places, is_sent = {}, False
        for variant in product.variants:
            place = {axes[value.attribute]: self._id_of(axes[value.attribute], value) for value in variant.attributes}
            for wanted in sorted(set(place.items()) - has) if variant.active else ():
                self._api.read("setProductColorSize", IdProduct=reference, Type=wanted[0], Id=wanted[1])
                has.add(wanted)
                is_sent = True
            places[variant.code or variant.id] = grids.variant_id(reference, place.get("color"), place.get("size"))
        return places, is_sent

    def _id_of(self, type, value):
        name = " ".join(value.value.split())
        if value.value_id and value.value_id in self._all.get(type, {}).values():
            return value.value_id
        ids = self._all.setdefault(type, {})
        if name.casefold() not in ids:
            id = text(self._api.write("insertColorSize", Type=type, Name=name), "Id")
            if not id:
                raise OutcomeUnknown(f"The new «{name}» has no Id.", system=SYSTEM, call="insertColorSize")
            ids[name.casefold()] = id
        return ids[name.casefold()]

    @property
    def _all(self):
        """Return ``{"color" or "size": {name in lower case: id}}``."""
        if self._known is None:
            self._known = {}
            for row in self._api.rows("getColorsSizes", "ColorsSizes"):
                name = " ".join(text(row, "Name").split()).casefold()
                self._known.setdefault(text(row, "Type"), {}).setdefault(name, text(row, "Id"))
        return self._known
