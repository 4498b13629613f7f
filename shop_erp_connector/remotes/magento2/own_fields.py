"""The merchant's own fields of customers: attributes that they fill in or choose from.

A customer tells his as custom attributes by code, of a choice the number of its value. What they are called and what
can be chosen is asked for only where somebody has, or gets, such a field; unlike those of products, choices cannot be
made by the interface. Routes attributeMetadata/customer of the shop's source (Customer/etc/webapi.xml).
"""

from ..documents import FieldValue
from ..errors import Rejected
from .rows import SYSTEM

LIST = "customer_attribute"


def fields_of(shop, row):
    """Return the values of a customer's own fields."""
    found = []
    for code in sorted(row.custom_codes()):
        entry = shop.lists.entry(LIST, code) or {"label": code, "options": {}}
        texts = [entry["options"].get(value, value) for value in row.custom(code).split(",")]
        text = ", ".join(texts) if entry["options"] else row.custom(code)
        found.append(FieldValue(code=code, name=entry["label"] or code, value={"": text}))
    return tuple(found)


def custom_attributes(shop, customer):
    """Return the custom attributes to send; an empty text takes a value away.

    :raises Rejected: the shop has no such field, or no such choice
    """
    return [{"attribute_code": field.code, "value": _value(shop, field)} for field in customer.fields]


def are_so(row, attributes):
    """Tell whether a customer has these custom attributes already."""
    return all(row.custom(one["attribute_code"]) == one["value"] for one in attributes)


def _value(shop, field):
    entry = shop.lists.entry(LIST, field.code)
    if entry is None:
        raise Rejected(f"The shop's customers have no field {field.code}.", system=SYSTEM, field="fields")
    text = shop.languages.main_text(field.value)
    if not text or not entry["options"]:
        return text
    parts = [part.strip() for part in text.split(",")] if entry["input"] == "multiselect" else [text]
    return ",".join(_choice(entry, field.code, part) for part in parts if part)


def _choice(entry, code, text):
    wanted = text.casefold()
    found = next((value for value, label in entry["options"].items() if label.casefold() == wanted), "")
    if not found:
        message = f"{text} cannot be chosen for {code}: add it to the customer attribute in the shop."
        raise Rejected(message, system=SYSTEM, field="fields")
    return found
