"""Attributes that people choose from, and their values; what is missing is made.

Recordings attr-list, attribute-option-add, attribute-option-duplicate.
"""

import hashlib
import re
import unicodedata

from ..errors import Rejected
from .codelists import CHOICES, attribute_entry
from .rows import SYSTEM, Row
from .sets import AttributeSets
from .wire import segment


class Options:
    """Values of attributes by their texts.

    :param shop: see ``shop.Shop``
    """

    def __init__(self, shop):
        self._shop = shop
        self.sets = AttributeSets(shop)

    def attribute(self, value):
        """Return (id, entry) of the attribute that a variant's value belongs to, making it when it is missing.

        :param value: an ``AttributeValue``
        :raises Rejected: there are several of that name, or its values are not the same in all store views
        """
        found = self._found(value)
        if not found:
            return self._made(value)
        entries = self._shop.lists.all("attribute")
        if len(found) > 1:
            name, codes = value.attribute or value.attribute_code, ", ".join(entries[id]["code"] for id in found)
            message = f"The shop has several attributes called {name}: {codes}. Name one of them otherwise there."
            raise Rejected(message, system=SYSTEM, field="variants")
        entry = entries[found[0]]
        if entry["scope"] != "global":
            message = f"The attribute {entry['code']} differs between store views: it cannot tell variants apart."
            raise Rejected(message, system=SYSTEM, field="variants")
        return found[0], entry

    def _found(self, value):
        """Return the ids of the attributes that a value may belong to: by id, else by code, else by label."""
        entries = self._shop.lists.all("attribute")
        if value.attribute_id in entries:
            return [value.attribute_id]
        wanted = value.attribute_code.casefold()
        found = [id for id, entry in entries.items() if wanted and entry["code"].casefold() == wanted]
        if found:
            return found
        wanted = value.attribute.casefold()
        return [
            id
            for id, entry in entries.items()
            if entry["input"] in CHOICES
            and entry["custom"]
            and wanted in (entry["label"].casefold(), entry["code"].casefold())
        ]

    def _made(self, value):
        """Make an attribute that people choose from, alike in all store views; return (id, entry)."""
        label = value.attribute.strip() or value.attribute_code
        code = value.attribute_code or attribute_code(label)
        if any(entry["code"] == code for entry in self._shop.lists.all("attribute").values()):
            message = f"The shop's attribute {code} has no list of values: {label} cannot tell variants apart by it."
            raise Rejected(message, system=SYSTEM, field="variants")
        path = "/products/attributes"
        attribute = {
            "attribute_code": code, "default_frontend_label": label, "frontend_input": "select", "scope": "global",
            "is_required": False,
        }  # fmt: skip
        try:
            row = Row(self._shop.wire.write("POST", path, {"attribute": attribute}), f"POST {path}")
        except Rejected:
            # It is there already, made by another worker since the list was read.
            self._shop.lists.forget("attribute")
            if not self._found(value):
                raise
            return self.attribute(value)
        self._shop.lists.forget("attribute")
        return row.text("attribute_id"), attribute_entry(row)

    def value_id(self, code, text):
        """Return the id of an attribute's value with this text, making it when it is missing.

        :raises Rejected: the shop has no such attribute
        """
        entry = self._entry(code)
        found = _with_label(entry, text)
        if found:
            return found
        path = f"/products/attributes/{segment(code)}/options"
        body = {"option": {"label": text, "sort_order": len(entry["options"]) + 1}}
        try:
            answer = self._shop.wire.write("POST", path, body)
        except Rejected:
            # It is there already, made by another worker since the list was read.
            self._shop.lists.forget("attribute")
            found = _with_label(self._entry(code), text)
            if not found:
                raise
            return found
        # Older releases put "id_" before the number.
        id = str(answer).removeprefix("id_")
        entry["options"][id] = text
        self._shop.lists.forget("attribute")
        return id

    def _entry(self, code):
        found = self._shop.lists.by_code("attribute", code)
        if found is None:
            raise Rejected(f"The shop has no attribute {code}.", system=SYSTEM, field="fields")
        return found


def _with_label(entry, text):
    wanted = " ".join(text.split()).casefold()
    return next((id for id, label in entry["options"].items() if " ".join(label.split()).casefold() == wanted), "")


def attribute_code(label):
    """Return a label as the code of a new attribute: small letters, digits and underlines, 30 at most."""
    plain = unicodedata.normalize("NFKD", label.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_")
    if code[:1].isalpha() and len(code) > 1:
        return code
    return f"attribute_{hashlib.sha256(label.encode()).hexdigest()[:8]}"
