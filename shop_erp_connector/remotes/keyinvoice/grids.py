"""Products with colours and sizes ("grelha"): one variant for each colour in each size.

``listProducts`` tells neither colours nor sizes; ``getProduct`` does, a call for each such product (dossier §3). Its
parameter ``ColorsSizes`` is read as "only those that have any" [U], so this is a setting, off unless asked for. A
colour or size that a product does not use has the id "0" in stock and documents [U].

A variant's id is reference, colour and size, told apart by a sign that no reference holds. KeyInvoice has no reference
of its own for a combination; the variant's code is made of the ids, so that a renamed colour changes no code.
"""

from decimal import Decimal

from ..documents import AttributeValue, Variant
from ..errors import ProtocolError, Rejected
from .wire import SYSTEM, number, text

_SEPARATOR = "\N{BROKEN BAR}"
_UNUSED = "0"

#: What KeyInvoice calls the two axes, and how people read them.
_AXES = (("color", "Cor", "Colors", "IdColor", "ColorName"), ("size", "Tamanho", "Sizes", "IdSize", "SizeName"))

#: Names by which people call the axes in Odoo, in lower case.
_CALLED = {
    "color": frozenset({"cor", "cores", "color", "colour", "couleur", "farbe", "colore"}),
    "size": frozenset({"tamanho", "tamanhos", "size", "talla", "taille", "größe", "taglia", "medida"}),
}


def variant_id(reference, colour, size):
    """Return the id of one combination."""
    return _SEPARATOR.join((reference, colour or _UNUSED, size or _UNUSED))


def split(id):
    """Return (reference, colour id, size id) of a variant's id; ("…", "", "") of a plain product's."""
    parts = id.split(_SEPARATOR)
    return tuple(parts) if len(parts) == 3 else (id, "", "")


def has_grid(row):
    """Return whether a row of ``getProduct`` has colours or sizes."""
    return any(row.get(axis[2]) for axis in _AXES)


def variants(row, weight):
    """Return the variants of a product with colours or sizes."""
    reference = text(row, "IdProduct")
    colours, sizes = (_values(row, axis) for axis in _AXES)
    return tuple(
        Variant(
            id=variant_id(reference, colour.value_id, size.value_id),
            code="-".join(part for part in (reference, colour.value_id, size.value_id) if part),
            attributes=tuple(value for value in (colour, size) if value.value_id),
            weight=weight,
        )
        for colour in colours
        for size in sizes
    )


def _values(row, axis):
    """Return the values of one axis; a single empty one where the product does not use it."""
    key, name, list_name, id_name, value_name = axis
    values = _rows(row, list_name)
    return [
        AttributeValue(attribute=name, attribute_id=key, value=text(value, value_name), value_id=text(value, id_name))
        for value in values
    ] or [AttributeValue()]


def axes_of(product):
    """Return ``{attribute's name: "color" or "size"}`` of a product that is sent, {} for a plain one.

    :raises Rejected: an attribute is neither, or two are the same: the account has these two axes only
    """
    axes = {}
    for value in (value for variant in product.variants for value in variant.attributes):
        name = value.attribute.strip().casefold()
        fitting = [key for key, called in _CALLED.items() if value.attribute_id == key or name in called]
        others = {key for attribute, key in axes.items() if attribute != value.attribute}
        if len(fitting) != 1 or fitting[0] in others:
            message = (
                f"{product.code}: KeyInvoice tells variants apart by one colour (Cor) and one size (Tamanho), not by"
                f" «{value.attribute}». Name the attribute so, or keep the product out of the flow."
            )
            raise Rejected(message, system=SYSTEM, field="variants", code="axis")
        axes[value.attribute] = fitting[0]
    return axes


def ids_of(row):
    """Return ``{"color": ids, "size": ids}`` that a product of ``getProduct`` has."""
    return {key: [text(one, id) for one in _rows(row, rows)] for key, _name, rows, id, _value in _AXES}


def left_out(product, row):
    """Yield a sentence for each thing of a grid that is sent and KeyInvoice does not keep.

    :param row: what ``getProduct`` told before, of a product that was there
    """
    if any(variant.price_extra for variant in product.variants):
        yield "KeyInvoice has one price for all colours and sizes: extra prices are told with each document."
    sold = {tuple(value.text for value in one.attributes) for one in product.variants if one.active}
    lengths = {}
    for variant in product.variants:
        for value in variant.attributes if variant.active else ():
            lengths.setdefault(value.attribute, set()).add(value.text)
    possible = 1
    for values in lengths.values():
        possible *= len(values)
    named = {value.value_id for one in product.variants if one.active for value in one.attributes}
    over = [id for ids in ids_of(row).values() for id in ids if id not in named and any(named)]
    if possible > len(sold) or over:
        yield "KeyInvoice has every colour in every size: those that are not sold here cannot be taken away there."


def levels(row):
    """Return a row for each combination, with its own stock; combinations that are not named have none."""
    told = {
        (text(one, "IdColor") or _UNUSED, text(one, "IdSize") or _UNUSED): number(one, "Stock")
        for one in _rows(row, "StockColorsSizes")
    }
    found = []
    for variant in variants(row, None):
        _reference, colour, size = split(variant.id)
        found.append(row | {"id": variant.id, "Stock": str(told.get((colour, size), Decimal(0)))})
    return found


def document_line(id, quantity):
    """Return what a document's line says of the goods: the quantity is the combination's where there is one."""
    reference, colour, size = split(id)
    if not colour:
        return {"IdProduct": reference, "Qty": quantity}
    return {"IdProduct": reference, "ColorsSizes": [{"IdColor": colour, "IdSize": size, "Qty": quantity}]}


def id_of_line(line):
    """Return the variant id of a document's line; of several combinations in one line, the product's."""
    reference, told = text(line, "IdProduct"), _rows(line, "ColorsSizes")
    if len(told) != 1:
        return reference
    return variant_id(reference, text(told[0], "IdColor"), text(told[0], "IdSize"))


def _rows(row, name):
    rows = row.get(name) or []
    if not isinstance(rows, list):
        raise ProtocolError(f"{name} is no list.", system=SYSTEM, call="getProduct")
    return rows
