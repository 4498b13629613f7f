"""Attributes and values of a remote ⇄ Odoo's: kept, found by name or made; a whole page at once.

The mapping (``shop_erp.attribute``) knows an attribute by the remote's id, else its code, else its name: what is
renamed on either side stays what it is.
"""

from collections import Counter, defaultdict

from ...convert.problem import Problem
from ...remotes.documents import AttributeValue


def key_of(id, code, name):
    """Return by what an attribute or value is known; the three ways never meet."""
    if id:
        return f"#{id}"
    return f":{code}" if code else _folded(name)


def _folded(name):
    return " ".join(name.split()).casefold()


def attribute_key(value):
    """Return by what the attribute of an ``AttributeValue`` is known."""
    return key_of(value.attribute_id, value.attribute_code, value.attribute)


def value_key(value):
    """Return by what the value of an ``AttributeValue`` is known."""
    return key_of(value.value_id, value.value_code, value.value)


class Attributes:
    """The Odoo attributes and values behind those of a set of documents.

    Made where they are missing, so it belongs inside the savepoint of what uses it.

    :param variants: all variants of the documents
    """

    def __init__(self, backend, variants):
        self.backend = backend
        self.env = backend.env
        told = {}
        for variant in variants:
            for value in variant.attributes:
                told.setdefault(attribute_key(value), {}).setdefault(value_key(value), value)
        entries = self.env["shop_erp.attribute"].search([("backend_id", "=", backend.id)])
        self._problems = {}
        self._entries = {entry.key: entry for entry in entries}
        self._note_names(told)
        self._settle_attributes(told)
        self._values = self._settle_values(told)

    def known_id(self, value):
        """Return the id of the Odoo attribute of an ``AttributeValue``, None for one that is not known (any more)."""
        entry = self._entries.get(attribute_key(value))
        return entry.attribute_id.id if entry else None

    def combination(self, variant):
        """Return ``{Odoo attribute id: Odoo value id}`` that tell a variant from its sisters.

        :raises Problem: "ambiguous", "attribute_no_variant", "attribute_twice", "variant_incomplete"
        """
        found = {}
        for value in variant.attributes:
            key, one = attribute_key(value), value_key(value)
            for place in (key, (key, one)):
                if place in self._problems:
                    raise self._problems[place]
            if not key or not one:
                raise Problem(
                    "variant_incomplete", variant=variant.code or variant.id, attribute=value.attribute or value.value
                )
            attribute_id = self._entries[key].attribute_id.id
            if attribute_id in found:
                raise Problem("attribute_twice", variant=variant.code or variant.id, attribute=value.attribute)
            found[attribute_id] = self._values[key, one]
        return found

    def _note_names(self, told):
        """The remote's own names are those by which it is spoken to; a rename there is taken over here."""
        for key, values in told.items():
            name = next(iter(values.values())).attribute
            entry = self._entries.get(key)
            if entry and name and entry.name != name:
                entry.name = name

    def _settle_attributes(self, told):
        missing = {key: next(iter(values.values())) for key, values in told.items() if key and key not in self._entries}
        if not missing:
            return
        model = self.env["product.attribute"].with_context(active_test=False)
        by_name = defaultdict(model.browse)
        for attribute in model.search_fetch([], ["name", "active", "create_variant"]):
            by_name[_folded(attribute.name)] |= attribute
        found, to_make = {}, {}
        for key, value in missing.items():
            name = value.attribute or value.attribute_code or value.attribute_id
            candidates = _active_ones(by_name.get(_folded(name), model))
            fitting = candidates.filtered(lambda one: one.create_variant != "no_variant")
            if len(fitting) == 1:
                found[key] = fitting
            elif candidates:
                self._problems[key] = _attribute_problem(name, candidates, fitting)
            else:
                to_make.setdefault(_folded(name), (name, []))[1].append(key)
        made = model.create([{"name": name} for name, _keys in to_make.values()])
        for attribute, (_name, keys) in zip(made, to_make.values(), strict=True):
            found |= dict.fromkeys(keys, attribute)
        self._remember(missing, found)

    def _remember(self, missing, found):
        model = self.env["shop_erp.attribute"]
        archived = self.env["product.attribute"].concat(*found.values()).filtered(lambda one: not one.active)
        archived.active = True
        entries = model.create(
            [
                {
                    "backend_id": self.backend.id,
                    "key": key,
                    "external_id": missing[key].attribute_id or False,
                    "code": missing[key].attribute_code or False,
                    "name": missing[key].attribute,
                    "attribute_id": attribute.id,
                }
                for key, attribute in found.items()
            ]
        )
        self._entries |= {entry.key: entry for entry in entries}

    def _settle_values(self, told):
        """Return ``{(attribute key, value key): Odoo value id}``."""
        entries = {key: self._entries[key] for key in told if key in self._entries}
        rows = self.env["shop_erp.attribute.value"].search(
            [("entry_id", "in", [entry.id for entry in entries.values()])]
        )
        known = {(row.entry_id.key, row.key): row for row in rows}
        for key in entries:
            for one, value in told[key].items():
                row = known.get((key, one))
                if row and value.value and row.name != value.value:
                    row.name = value.value
        missing = {
            (key, one): value for key in entries for one, value in told[key].items() if one and (key, one) not in known
        }
        found = {pair: row.value_id.id for pair, row in known.items()}
        return found | self._found_or_made(missing, entries, found) if missing else found

    def _found_or_made(self, missing, entries, known):
        model = self.env["product.attribute.value"].with_context(active_test=False)
        attribute_ids = {entries[key].attribute_id.id for key, _one in missing}
        candidates = defaultdict(list)
        for value in model.search_fetch([("attribute_id", "in", list(attribute_ids))], ["name", "active"]):
            candidates[value.attribute_id.id, _folded(value.name)].append(value)
        taken = {(key, value_id) for (key, _one), value_id in known.items()}
        found, to_make, numbers = {}, defaultdict(list), Counter()
        for (key, one), value in missing.items():
            name = value.value or value.value_code or value.value_id
            place = entries[key].attribute_id.id, _folded(name)
            # what stands for another value of the same remote's attribute already is not taken twice
            free = [value for value in candidates[place] if (key, value.id) not in taken]
            if free:
                found[key, one] = self._best_value((key, one), name, free)
                taken.add((key, found[key, one].id))
            else:
                numbers[key, place] += 1
                to_make[place, numbers[key, place]].append((key, one, name))
        made = model.create([{"name": pairs[0][2], "attribute_id": place[0]} for (place, _n), pairs in to_make.items()])
        for value, pairs in zip(made, to_make.values(), strict=True):
            found |= {(key, one): value for key, one, _name in pairs}
        self._remember_values(missing, found, entries)
        return {pair: value.id for pair, value in found.items()}

    def _best_value(self, pair, name, values):
        """Return the value that is meant: an active one before an archived one, the same spelling before another."""
        ranks = sorted((not value.active, value.name != name, value.id) for value in values)
        best = [value for value in values if (not value.active, value.name != name) == ranks[0][:2]]
        if len(best) > 1:
            names = ", ".join(f"{value.display_name} (#{value.id})" for value in best[:5])
            self._problems[pair] = Problem("ambiguous", field="attribute value", value=name, candidates=names)
        return best[0]

    def _remember_values(self, missing, found, entries):
        self.env["product.attribute.value"].concat(*found.values()).filtered(lambda one: not one.active).active = True
        self.env["shop_erp.attribute.value"].create(
            [
                {
                    "entry_id": entries[key].id,
                    "key": one,
                    "external_id": missing[key, one].value_id or False,
                    "code": missing[key, one].value_code or False,
                    "name": missing[key, one].value,
                    "value_id": value.id,
                }
                for (key, one), value in found.items()
            ]
        )


def _active_ones(attributes):
    return attributes.filtered("active") or attributes


def _attribute_problem(name, candidates, fitting):
    if not fitting:
        return Problem("attribute_no_variant", attribute=name)
    names = ", ".join(f"{attribute.display_name} (#{attribute.id})" for attribute in candidates[:5])
    return Problem("ambiguous", field="attribute", value=name, candidates=names)


class OutgoingAttributes:
    """How a remote calls Odoo's attributes and values; what it does not know goes by Odoo's names."""

    def __init__(self, backend, values):
        self.backend = backend
        env = backend.env
        entries = env["shop_erp.attribute"].search(
            [("backend_id", "=", backend.id), ("attribute_id", "in", values.attribute_id.ids)]
        )
        rows = env["shop_erp.attribute.value"].search(
            [("entry_id", "in", entries.ids), ("value_id", "in", values.product_attribute_value_id.ids)]
        )
        self._entries, self._rows = defaultdict(list), defaultdict(list)
        for entry in entries:
            self._entries[entry.attribute_id.id].append(entry)
        for row in rows:
            self._rows[row.entry_id.id, row.value_id.id].append(row)

    def told(self, value, agreed=()):
        """Return the ``AttributeValue`` of a product.template.attribute.value.

        :param agreed: the attribute values of the product that the remote has, where several could be meant
        :raises Problem: "attribute_ambiguous_there"
        """
        pav = value.product_attribute_value_id
        entry = self._one(
            self._entries[pav.attribute_id.id], {attribute_key(one) for one in agreed}, pav.attribute_id.name
        )
        row = self._one(self._rows[entry.id, pav.id], {value_key(one) for one in agreed}, pav.name) if entry else None
        return AttributeValue(
            attribute=(entry and entry.name) or pav.attribute_id.name,
            attribute_id=(entry and entry.external_id) or "",
            attribute_code=(entry and entry.code) or "",
            value=(row and row.name) or pav.name,
            value_id=(row and row.external_id) or "",
            value_code=(row and row.code) or "",
        )

    def _one(self, candidates, agreed, name):
        if len(candidates) > 1:
            candidates = [row for row in candidates if row.key in agreed] or candidates
        if len(candidates) > 1:
            names = ", ".join(f"{row.name} ({row.external_id or row.code or row.key})" for row in candidates)
            raise Problem("attribute_ambiguous_there", record=name, backend=self.backend.name, candidates=names)
        return candidates[0] if candidates else None
