"""Attributes that people choose from, and their values; a value that is missing is made.

Recordings attr-list, attribute-option-add, attribute-option-duplicate.
"""

from ..errors import Rejected
from .rows import SYSTEM
from .wire import segment

CHOICES = ("select", "multiselect", "swatch_visual", "swatch_text")


class Options:
    """Values of attributes by their texts.

    :param shop: see ``shop.Shop``
    """

    def __init__(self, shop):
        self._shop = shop

    def attribute(self, value):
        """Return (id, entry) of the attribute that a variant's value belongs to.

        :param value: an ``AttributeValue``
        :raises Rejected: there is none, there are several, or its values are not the same in all store views
        """
        entries = self._shop.lists.all("attribute")
        if value.attribute_id in entries:
            return value.attribute_id, entries[value.attribute_id]
        wanted = value.attribute_code.casefold()
        found = [id for id, entry in entries.items() if wanted and entry["code"].casefold() == wanted]
        if not found:
            wanted = value.attribute.casefold()
            found = [id for id, entry in entries.items()
                     if entry["input"] in CHOICES and entry["custom"]
                     and wanted in (entry["label"].casefold(), entry["code"].casefold())]  # fmt: skip
        if len(found) != 1:
            name = value.attribute or value.attribute_code
            message = f"The shop has {len(found)} attributes called {name} that people choose from; make it there."
            raise Rejected(message, system=SYSTEM, field="variants")
        entry = entries[found[0]]
        if entry["scope"] != "global":
            message = f"The attribute {entry['code']} differs between store views: it cannot tell variants apart."
            raise Rejected(message, system=SYSTEM, field="variants")
        return found[0], entry

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
        found = [entry for entry in self._shop.lists.all("attribute").values() if entry["code"] == code]
        if not found:
            raise Rejected(f"The shop has no attribute {code}.", system=SYSTEM, field="fields")
        return found[0]


def _with_label(entry, text):
    wanted = " ".join(text.split()).casefold()
    return next((id for id, label in entry["options"].items() if " ".join(label.split()).casefold() == wanted), "")
