"""The shop's own code lists, needed to read and write documents: cached in memory, shared by all workers.

Each list is read whole, on first need, kept for an hour, and read once more when an id turns up that it does not hold.
An id that is still unknown after that is remembered as absent, so it costs no further call.
"""

import time

from ..errors import ProtocolError
from .rows import SYSTEM, Row

#: Seconds that a list is trusted, and in which further unknown ids do not make it be read yet again.
LIFETIME = 3600
PATIENCE = 10

#: How people fill in attributes whose values are in a list.
CHOICES = ("select", "multiselect", "swatch_visual", "swatch_text")

#: Newest orders from which is learned what the interface has no list of: payment and delivery methods, states.
LEARNED_FROM = 300


def _searched(path, key, keep, fields=""):
    """Return a reader of a list with search criteria."""

    def read(wire):
        return {row.text(key): keep(row) for row in wire.all(path, sort=(SORTS.get(path, key),), fields=fields)}

    return read


def _plain(path, key, keep):
    """Return a reader of a list without search criteria."""

    def read(wire):
        answer = wire.get(path)
        if not isinstance(answer, list):
            raise ProtocolError("The answer is not a list.", system=SYSTEM, call=f"GET {path}")
        return {row.text(key): keep(row) for row in (Row(one, f"GET {path}") for one in answer)}

    return read


#: What some lists are sorted by when it is not the key they are kept under.
SORTS = {"/taxRates/search": "code", "/taxRules/search": "code", "/taxClasses/search": "class_name",
         "/customerGroups/search": "code"}  # fmt: skip


def _store(row):
    return {"code": row.text("code"), "name": row.optional("name"), "website": row.text("website_id"),
            "active": row.flag("is_active")}  # fmt: skip


def _config(row):
    media = row.optional("secure_base_media_url") or row.optional("base_media_url")
    return {
        "code": row.text("code"),
        "website": row.text("website_id"),
        "locale": row.text("locale"),
        "zone": row.optional("timezone"),
        "currency": row.text("base_currency_code"),
        "shown_currency": row.optional("default_display_currency_code"),
        "weight_unit": row.optional("weight_unit"),
        "media": media,
        "address": row.optional("secure_base_url") or row.optional("base_url"),
    }


def _website(row):
    return {"code": row.text("code"), "name": row.optional("name")}


def _group(row):
    return {"code": row.text("code"), "tax_class": row.optional("tax_class_id")}


def _tax_class(row):
    return {"name": row.text("class_name"), "type": row.optional("class_type").upper()}


def _tax_rate(row):
    return {
        "code": row.text("code"),
        "rate": str(row.amount("rate")),
        "country": row.optional("tax_country_id"),
        "region": row.reference("tax_region_id"),
        "zip": row.optional("tax_postcode").strip("* "),
    }


def _tax_rule(row):
    return {
        "products": row.texts("product_tax_class_ids"),
        "customers": row.texts("customer_tax_class_ids"),
        "rates": row.texts("tax_rate_ids"),
        "priority": row.optional("priority"),
    }


def attribute_entry(row):
    """Return what is kept of an attribute, from its row of an answer."""
    options = {one.text("value"): one.optional("label") for one in row.rows("options") if one.optional("value")}
    return {
        "code": row.text("attribute_code"),
        "label": row.optional("default_frontend_label"),
        "input": row.optional("frontend_input"),
        "scope": row.optional("scope"),
        "custom": row.flag("is_user_defined"),
        "options": options,
    }


def _customer_attribute(row):
    options = {one.text("value"): one.optional("label") for one in row.rows("options") if one.optional("value")}
    label = row.optional("frontend_label") or row.optional("store_label")
    return {"label": label, "input": row.optional("frontend_input"), "options": options}


def _attribute_set(row):
    return {"name": row.text("attribute_set_name")}


def _source(row):
    return {"name": row.optional("name"), "active": row.flag("enabled")}


def _country(row):
    regions = {one.text("id"): {"code": one.optional("code"), "name": one.optional("name")}
               for one in row.rows("available_regions")}  # fmt: skip
    return {"name": row.optional("full_name_locale") or row.optional("full_name_english"), "regions": regions}


def _learned(wire):
    """Return what the newest orders tell of payment methods, delivery methods and states."""
    fields = (
        "status,state,shipping_description,payment[method,additional_information],"
        "extension_attributes[shipping_assignments[shipping[method]],payment_additional_info]"
    )
    rows, _total = wire.list("/orders", sort=("-entity_id",), size=LEARNED_FROM, fields=fields)
    learned = {"payment": {}, "carrier": {}, "state": {}}
    for row in reversed(rows):
        payment, carrier = payment_of(row), carrier_of(row)
        for name, (code, text) in (("payment", payment), ("carrier", carrier)):
            if code:
                learned[name][code] = text or code
        if row.optional("status"):
            learned["state"][row.text("status")] = row.optional("state")
    return {name: {"entries": entries} for name, entries in learned.items()}


def payment_of(row):
    """Return (code, name) of an order's payment method; the name as the buyer saw it."""
    told = {one.optional("key"): one.optional("value") for one in row.extension.rows("payment_additional_info")}
    payment = row.row("payment")
    information = payment.value("additional_information")
    titles = payment.texts("additional_information") if isinstance(information, list) else []
    return payment.optional("method"), told.get("method_title") or next(iter(titles), "")


def carrier_of(row):
    """Return (code, name) of an order's delivery method, ("", "") for one without."""
    assignments = row.extension.rows("shipping_assignments")
    code = assignments[0].row("shipping").optional("method") if assignments else ""
    return code, row.optional("shipping_description")


_ATTRIBUTE_FIELDS = (
    "attribute_id,attribute_code,default_frontend_label,frontend_input,scope,is_user_defined,options[label,value]"
)

#: list → how it is read: ``{id: entry}``.
LISTS = {
    "store": _plain("/store/storeViews", "id", _store),
    "config": _plain("/store/storeConfigs", "id", _config),
    "website": _plain("/store/websites", "id", _website),
    "group": _searched("/customerGroups/search", "id", _group),
    "tax_class": _searched("/taxClasses/search", "class_id", _tax_class),
    "tax_rate": _searched("/taxRates/search", "id", _tax_rate),
    "tax_rule": _searched("/taxRules/search", "id", _tax_rule),
    "attribute": _searched("/products/attributes", "attribute_id", attribute_entry, _ATTRIBUTE_FIELDS),
    "attribute_set": _searched("/products/attribute-sets/sets/list", "attribute_set_id", _attribute_set),
    "customer_attribute": _plain("/attributeMetadata/customer", "attribute_code", _customer_attribute),
    "source": _searched("/inventory/sources", "source_code", _source),
    "country": _plain("/directory/countries", "id", _country),
    "learned": _learned,
}


class CodeLists:
    """Code lists by name and id.

    :param wire: see ``wire.Wire``
    :param memory: see ``remotes.memory``; the dict "code_lists" of it is used
    """

    def __init__(self, wire, memory):
        self._wire = wire
        self._memory = memory
        self._lists = {}

    def forget(self, *names):
        """Drop these lists, or all, so that the next question reads the shop again."""
        for name in names or LISTS:
            self._lists.pop(name, None)
        with self._memory.locked("code_lists") as kept:
            for name in names or list(kept):
                kept.pop(name, None)

    def all(self, name):
        """Return a whole list, ``{id: entry}``."""
        if name not in self._lists:
            self._lists[name] = self._kept(name) or self._read(name)
        return self._lists[name]["entries"]

    def entry(self, name, id):
        """Return an entry of a list, None when the shop does not have it."""
        entries = self.all(name)
        if id in entries or not id:
            return entries.get(id)
        known = self._lists[name]
        if id not in known["absent"] and time.time() - known["read_at"] > PATIENCE:
            known = self._lists[name] = self._read(name)
        if id not in known["entries"]:
            known["absent"].append(id)
        return known["entries"].get(id)

    def by_code(self, name, code):
        """Return the entry of a list with this code, None when the shop does not have it; see ``entry``."""
        found = next((one for one in self.all(name).values() if one["code"] == code), None)
        if found is None and time.time() - self._lists[name]["read_at"] > PATIENCE:
            self._lists[name] = self._read(name)
            found = next((one for one in self.all(name).values() if one["code"] == code), None)
        return found

    def option(self, code, value):
        """Return the text of an attribute's value; the value itself where nothing is chosen, or the shop lost it.

        A value that the list does not hold may have been added since: the list is read once more for it.
        """
        entry = self.by_code("attribute", code)
        if entry is None or not (entry["options"] or entry["input"] in CHOICES):
            return value
        known, place = self._lists["attribute"], f"{code}/{value}"
        if value not in entry["options"] and place not in known["absent"]:
            known = self._lists["attribute"] = self._read("attribute")
            entry = self.by_code("attribute", code) or entry
            if value not in entry["options"]:
                known["absent"].append(place)
        return entry["options"].get(value, value)

    def _kept(self, name):
        with self._memory.locked("code_lists") as kept:
            found = kept.get(name)
        return found if found and time.time() - found["read_at"] < LIFETIME else None

    def _read(self, name):
        found = {"entries": LISTS[name](self._wire), "absent": [], "read_at": time.time()}
        with self._memory.locked("code_lists") as kept:
            kept[name] = found
        return found
