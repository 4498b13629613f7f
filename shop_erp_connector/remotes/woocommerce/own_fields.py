"""What WooCommerce keeps of a product and documents have no field for, as custom fields under the shop's own names.

Only what is not as in a new product is told when it is read. A batch would cast what it does not know (dossier section
2), so what is written is checked here.
"""

from ..documents import FieldValue
from ..errors import Rejected
from .rows import SYSTEM
from .texts import name_key, spoken, told

#: Field → (what it is called, what a new product has).
OWN = {
    "catalog_visibility": ("Visibility in the catalogue", "visible"),
    "featured": ("Featured", ""),
    "sold_individually": ("Sold individually", ""),
    "shipping_class": ("Shipping class", ""),
    "purchase_note": ("Note after the purchase", ""),
}

FLAGS = frozenset({"featured", "sold_individually"})
VISIBILITIES = ("visible", "catalog", "search", "hidden")

_TRUE, _FALSE = ("1", "true", "yes"), ("", "0", "false", "no")


def own_fields(row):
    """Return the ``FieldValue``s of a product's row."""
    texts = {name: ("1" if row.flag(name) else "") if name in FLAGS else row.text(name) for name in OWN}
    return tuple(
        FieldValue(code=name, name=label, value=spoken(texts[name]))
        for name, (label, usual) in OWN.items()
        if texts[name] not in ("", usual)
    )


def own_values(lists, product):
    """Return what to send of a product's custom fields that are the shop's own fields.

    :raises Rejected: one of them has a value that the shop does not know
    """
    return {
        field.code: _value(lists, field.code, told(lists, field.value, "fields"))
        for field in product.fields
        if field.code in OWN
    }


def _value(lists, name, text):
    if name in FLAGS:
        if text.lower() not in _TRUE + _FALSE:
            raise _unknown(name, text, "1 / 0")
        return text.lower() in _TRUE
    if name == "catalog_visibility":
        wanted = text or OWN[name][1]
        if wanted not in VISIBILITIES:
            raise _unknown(name, text, " / ".join(VISIBILITIES))
        return wanted
    return _shipping_class(lists, text) if name == "shipping_class" and text else text


def _shipping_class(lists, text):
    """Return the slug of a class that is told by slug or by name."""
    classes = lists.all("shipping_class")
    for entry in classes.values():
        if name_key(text) in (name_key(entry["code"]), name_key(entry["name"])):
            return entry["code"]
    raise _unknown("shipping_class", text, " / ".join(entry["code"] for entry in classes.values()))


def _unknown(name, text, known):
    message = f"The shop knows no {OWN[name][0].lower()} {text!r}, only: {known or 'none'}."
    return Rejected(message, system=SYSTEM, field="fields")
