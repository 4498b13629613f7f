"""What people call the parts of a document that both sides changed."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_FIELDS = {
    "name": _lt("Name"),
    "short_description": _lt("Short description"),
    "description": _lt("Description"),
    "slug": _lt("Address in the shop"),
    "meta_title": _lt("Title for search engines"),
    "meta_description": _lt("Description for search engines"),
    "delivery_text": _lt("Delivery time"),
    "code": _lt("reference"),
    "barcode": _lt("barcode"),
    "attributes": _lt("attributes"),
    "weight": _lt("weight"),
    "supplier_code": _lt("Supplier's reference"),
    "price_extra": _lt("extra price"),
    "on_sale": _lt("Marked as an offer"),
    "payment_codes": _lt("Payment methods"),
    "components": _lt("Content of the pack"),
    "images": _lt("Pictures"),
    "position": _lt("Place among its sisters"),
    "is_blocked": _lt("Blocked"),
    "minimum_quantity": _lt("from quantity"),
    "starts_at": _lt("begins"),
    "ends_at": _lt("ends"),
    "is_promotion": _lt("promotion"),
}
_PART_FIELDS = {
    ("fact", "active"): _lt("Online"),
    ("variant", "active"): _lt("sold"),
    ("variant", "supplier_code"): _lt("supplier's reference"),
    ("variant", "removed_there"): _lt("removed there, changed in Odoo"),
    ("variant", "removed_here"): _lt("removed in Odoo, changed there"),
}


def field_name(env, kind, field):
    """Return how people call a field of a part."""
    said = _PART_FIELDS.get((kind, field)) or _FIELDS.get(field)
    return env._(said) if said else field


def name_of(key):
    """Return a part's key ``(kind, whose part it is, field)`` as one text, by which a conflict names it."""
    return ":".join(key)


def is_part(name):
    """Tell whether a conflict's field is a part of a document; no field of Odoo has such a name."""
    return ":" in name


def label(env, name, subject):
    """Return how people call a part.

    :param name: as ``name_of`` made it
    :param subject: whose part it is ("French", "SHIRT-M", "Professionals, from 10"), "" where nobody's
    """
    kind, _colon, rest = name.partition(":")
    field = rest.rpartition(":")[2]
    said = field_name(env, kind, field)
    if kind == "variant":
        return env._("Variant %(variant)s: %(field)s", variant=subject, field=said)
    if kind == "price":
        price = env._("Price for %(audience)s", audience=subject)
        return price if field == "amount" else f"{price}: {said}"
    if kind == "user_field":
        return subject
    return f"{said} ({subject})" if subject else said
