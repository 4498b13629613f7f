"""The shop's own lists, read at most once an hour by all workers together."""

import time

from ..errors import NotFound, Rejected
from .wire import SYSTEM, rows_of

#: How long a list is good, in seconds.
LIFETIME = 3600


class CodeLists:
    """Stores, groups, attribute sets, tax classes, countries, regions, attributes with their options.

    :param memory: see ``remotes.memory``; its dict "lists" is used
    """

    def __init__(self, wire, memory):
        self._wire = wire
        self._memory = memory

    def forget(self):
        """Read every list again when it is next needed."""
        with self._memory.locked("lists") as lists:
            lists.clear()

    def stores(self):
        """Return the rows of the store views."""
        return self._rows("storeList")

    def groups(self):
        """Return the rows of the customer groups."""
        return self._rows("customerGroupList")

    def sets(self):
        """Return the rows of the attribute sets."""
        return self._rows("catalogProductAttributeSetList")

    def tax_classes(self):
        """Return ``{id: label}`` of the tax classes of products."""
        rows = self._rows("catalogProductAttributeOptions", "tax_class_id")
        return {str(row["value"]): str(row["label"]) for row in rows if row.get("value") not in (None, "", "0")}

    def countries(self):
        """Return the rows of the countries."""
        return self._rows("directoryCountryList")

    def category_ids(self):
        """Return the ids of all categories."""
        waiting, ids = [self.kept("categories", lambda: self._wire.read("catalogCategoryTree", None, None))], []
        while waiting:
            node = waiting.pop()
            ids.append(str(node.get("category_id")))
            waiting += rows_of(node.get("children"), "catalogCategoryTree")
        return ids

    def forget_categories(self):
        """Read the tree again when it is next needed."""
        with self._memory.locked("lists") as lists:
            lists.pop("categories", None)

    def region_id(self, country, name):
        """Return the id of a country's region by name or code, "" where the shop has none of that name."""
        if not country or not name:
            return ""
        for row in self._rows("directoryRegionList", country):
            if name.casefold() in (str(row["name"]).casefold(), str(row["code"]).casefold()):
                return str(row["region_id"])
        return ""

    def attribute(self, code):
        """Return ``{"label", "input", "scope", "options": {option id: label}}`` of an attribute, or None."""
        try:
            answer = self.kept(f"attribute {code}", lambda: self._wire.read("catalogProductAttributeInfo", code))
        except NotFound:
            return None
        labels = rows_of(answer.get("frontend_label"), "catalogProductAttributeInfo")
        options = rows_of(answer.get("options"), "catalogProductAttributeInfo")
        return {
            "label": str(labels[0]["label"]) if labels else code,
            "input": str(answer.get("frontend_input") or "text"),
            "scope": str(answer.get("scope") or "global"),
            "options": {str(row["value"]): str(row["label"]) for row in options if row.get("value")},
        }

    def set_codes(self, set_id):
        """Return the codes of the attributes that products of a set have."""
        return {str(row["code"]) for row in self._rows("catalogProductAttributeList", set_id)}

    def option_id(self, code, label):
        """Return the id of an attribute's option with this label; it is made where there is none.

        Options are told apart by their label alone: a creation whose answer was lost is seen when it is looked for
        again.

        :raises Rejected: there is no such attribute, or two of its options have that label
        """
        found = self._options_named(code, label)
        if not found:
            data = {"label": [{"store_id": ["0"], "value": label}], "order": 0, "is_default": 0}
            self._wire.write("catalogProductAttributeAddOption", code, data)
            with self._memory.locked("lists") as lists:
                lists.pop(f"attribute {code}", None)
            found = self._options_named(code, label)
        if len(found) != 1:
            message = f"The attribute {code} has {len(found)} options called {label!r}."
            raise Rejected(message, system=SYSTEM, field="fields")
        return found[0]

    def _options_named(self, code, label):
        attribute = self.attribute(code)
        if attribute is None:
            raise Rejected(f"The shop has no attribute {code}.", system=SYSTEM, field="fields")
        return [id for id, name in attribute["options"].items() if name.casefold() == label.casefold()]

    def _rows(self, operation, *arguments):
        name = " ".join((operation, *arguments))
        return rows_of(self.kept(name, lambda: self._wire.read(operation, *arguments)), operation)

    def kept(self, name, read):
        """Return a list as it is kept, or read; the memory is not held while the shop is asked."""
        with self._memory.locked("lists") as lists:
            kept = lists.get(name)
        if kept and kept["until"] > time.time():
            return kept["answer"]
        answer = read()
        with self._memory.locked("lists") as lists:
            lists[name] = {"until": time.time() + LIFETIME, "answer": answer}
        return answer
