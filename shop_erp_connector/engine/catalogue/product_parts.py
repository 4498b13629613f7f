"""The parts of products that are no values of Odoo's product: variants, pictures, user fields of variants."""

from dataclasses import replace
from decimal import Decimal

from ...convert.problem import Problem
from ...convert.product import in_odoo_basis
from ...convert.texts import first_text, paired
from ...convert.variant import PLACES, weight_of
from ...remotes.documents import IDENTITY, IMAGES, PRICE, STATE
from ...remotes.documents.amounts import rounded
from ..fields import FIELDS, FieldRules
from ..parts import Kind, Part, names_of
from . import variant_removal as removals
from .variant_plan import has_forms, name_of

#: Fields of a variant that are parts by themselves: their field groups.
VARIANT_PARTS = {
    "code": IDENTITY,
    "barcode": IDENTITY,
    "attributes": IDENTITY,
    "weight": IDENTITY,
    "supplier_code": IDENTITY,
    "price_extra": PRICE,
    "active": STATE,
}


class Variants(Kind):
    """What each variant has of its own; a plain product's only form has its values from the product.

    Which variants there are is no part: each side's new ones stand beside the other's. One that a side has removed and
    the other one changed is a part as a whole; see ``variant_removal``.
    """

    name = "variant"

    def __init__(self, rows, references):
        self.env, self.references = rows.env, references
        product = self.env["product.product"]
        self.per_kilogram = self.env["product.template"]._shop_erp_per_kilogram()
        digits = product._fields["weight"].get_digits(self.env)
        self.digits = digits[1] if digits else PLACES

    def of(self, row, document, *, is_own):
        found = {}
        for variant in document.variants if has_forms(document) else ():
            for field, group in VARIANT_PARTS.items():
                value, text = getattr(self, f"_{field}", self._plain)(document, variant, field)
                if is_own and not variant.tells(field) and field != "weight":
                    value = None
                if field == "weight" and value is None and not is_own:
                    value = 0.0  # one that was agreed on was taken away
                if variant.id:
                    key = (self.name, variant.id, field)
                    found[key] = Part(group, value, text, variant.code or name_of(variant))
        return found

    def _plain(self, document, variant, field):
        value = getattr(variant, field)
        return value, value

    def _attributes(self, document, variant, field):
        told = frozenset((one.attribute.casefold(), one.value.casefold()) for one in variant.attributes)
        return told, ", ".join(f"{one.attribute}: {one.value}" for one in variant.attributes)

    def _weight(self, document, variant, field):
        weight = weight_of(document, variant)
        if weight is None:
            return None, ""
        return round(float(weight) * self.per_kilogram, self.digits), f"{weight.normalize():f}"

    def _active(self, document, variant, field):
        if not document.active:
            return None, ""  # switched off as a whole: nothing is said of a single one
        return variant.active, self.env._("yes") if variant.active else self.env._("no")

    def _price_extra(self, document, variant, field):
        extra = self._extra_here(document, variant)
        return extra, "" if extra is None else f"{extra:.2f}"

    def _extra_here(self, document, variant):
        """Return what a variant costs more in Odoo's basis, None where the document tells no price."""
        if document.price is None:
            return None
        taxes = self._taxes(document)
        base, price = (
            in_odoo_basis(amount, document, taxes) for amount in (document.price, document.price + variant.price_extra)
        )
        return rounded(price - base, PLACES)

    def _taxes(self, document):
        try:
            return [self.references.sale_tax(tax_id) for tax_id in document.tax_ids]
        except Problem:
            return []  # what came in is held for it; what was agreed once is compared as it stands

    def compared(self, row, mine, base, theirs):
        return removals.compared(row, mine, base, theirs)

    def kept_with(self, key):
        return (IDENTITY,) if key[2] == removals.THERE else ()

    def put(self, row, document, mine, keys):
        document = removals.put(document, mine, keys)
        own = {variant.id: variant for variant in mine.variants}
        fields = {}
        for _kind, id, field in keys:
            if field not in removals.FIELDS:
                fields.setdefault(id, {})[field] = getattr(own[id], field)
        for id, told in fields.items():
            if "price_extra" in told:
                told["price_extra"] = self._extra_there(document, self._extra_here(mine, own[id]))
            if "weight" in told and told["weight"] is None:
                told["weight"] = mine.weight
        variants = tuple(replace(one, **fields.get(one.id, {})) for one in document.variants)
        return replace(document, variants=variants)

    def _extra_there(self, document, extra):
        """Return an extra of Odoo's in the basis of a document's prices."""
        taxes = self._taxes(document)
        included = any(include for _id, include, _rate in taxes)
        factor = 1 + sum((rate for _id, _include, rate in taxes), Decimal(0)) / 100
        if included == document.price_includes_tax:
            return extra
        return rounded(extra / factor if included else extra * factor, PLACES)


class Packs(Kind):
    """What is in a pack: a whole by itself, its components named by the ids or codes that there are."""

    name = "pack"

    def of(self, row, document, *, is_own):
        if is_own and not document.tells("components"):
            return {}
        told = sorted((_named(one), one.quantity.normalize(), one.option) for one in document.components)
        text = ", ".join(f"{one.quantity.normalize():f} × {one.code or _named(one)}" for one in document.components)
        return {(self.name, "", "components"): Part(IDENTITY, tuple(told), text)}

    def put(self, row, document, mine, keys):
        return replace(document, components=mine.components)


def _named(component):
    return component.variant_id or component.product_id or component.code


class Pictures(Kind):
    """Pictures with their order: kept or taken as a whole, unless Odoo has only added some."""

    name = "picture"
    is_whole = True

    def of(self, row, document, *, is_own):
        if is_own and not row._sends_images(row.backend_id):
            return {}
        names = [image.name or image.id or image.content_key for image in document.images]
        ids = [image.id or image.content_key for image in document.images]
        if is_own:  # what has not been fetched yet is not missing in Odoo
            fetched = {note["id"] for note in row.picture_notes or ()}
            agreed = row._agreed_documents().get(row.id)
            ids += [one.id for one in (agreed.images if agreed else ()) if one.id not in {*fetched, *ids}]
        return {(self.name, "", "images"): Part(IMAGES, tuple(ids), ", ".join(names))}

    def is_more(self, part, before):
        """Further pictures behind those that both know: what the remote does not name stays in Odoo."""
        return bool(before and before.value) and part.value[: len(before.value)] == before.value


class UserFields(Kind):
    """User fields that are no value of the product: those of its variants, and translations."""

    name = "user_field"

    def __init__(self, rows):
        self.rules = FieldRules(rows.backend_id, rows._field_kind)
        self.languages = self.rules.languages
        both = self.rules.incoming & self.rules.outgoing
        self.translated = both.filtered("is_translated")
        self.of_variants = both.filtered(lambda rule: rule.model == "product.product")
        self.names = {code: name for code, name in names_of(self.languages).items() if code != self.languages.main}

    def of(self, row, document, *, is_own):
        if not (self.translated or self.of_variants):
            return {}
        told = {value.code: value.value for value in document.fields}
        found = {}
        for rule in self.translated:
            texts = told.get(rule.remote_code, {})
            codes = paired(self.languages.installed, texts)
            for language, name in self.names.items():
                value = texts[codes[language]] if language in codes else None if is_own else ""
                subject = f"{rule.label} ({name})"
                found[self.name, language, rule.remote_code] = Part(FIELDS, value, value or "", subject)
        for rule in self.of_variants:
            text, value = "", None if is_own else ""
            if rule.remote_code in told:
                text = first_text(told[rule.remote_code], self.languages.installed)
                value = self.rules.meaning(rule, text)
            found[self.name, "", rule.remote_code] = Part(FIELDS, value, text, rule.label)
        return found

    def put(self, row, document, mine, keys):
        own = {value.code: value for value in mine.fields}
        fields = {value.code: value for value in document.fields}
        for _kind, language, code in keys:
            if not language or code not in fields:
                fields[code] = own[code]
                continue
            here, there = (paired(self.languages.installed, one[code].value) for one in (own, fields))
            text = {there.get(language, here[language]): own[code].value[here[language]]}
            fields[code] = replace(fields[code], value=fields[code].value | text)
        return replace(document, fields=tuple(fields.values()))
