"""What tells a product's variants apart: attributes and values by name here, by id there; what is missing is made."""

from dataclasses import dataclass

from ..errors import Rejected
from .names import OPTION, VALUE, ensured
from .rows import SYSTEM
from .texts import checked_barcode, checked_code, name_key


@dataclass(frozen=True, slots=True)
class Choices:
    """Attributes and values that the documents name, see ``names.Known``."""

    options: object
    values: object
    shop: object

    def check(self, product, present):
        """Check that all values of a product's variants are known; see ``value_ids``."""
        for variant in product.variants:
            if variant.active:
                self.value_ids(variant, present)

    def value_ids(self, variant, present):
        """Return the ids of a variant's values.

        :param present: ids of values that the product's combinations have: they tell namesakes apart
        :raises RemoteError: a name could not be made, or is not one
        """
        entries = self.shop.lists.all("option_value")
        used = {entries[id]["option"] for id in present if id in entries}
        found = []
        for value in variant.attributes:
            if value.value_id in entries:
                found.append(value.value_id)
                continue
            option_id = option_of(self.shop, value) or self.options.id_of(value.attribute, among=used)
            found.append(self.values.id_of(value.value, option_id, among=present))
        return tuple(found)


def option_of(shop, value):
    """Return the id of the attribute that a value names by id, "" for one that it names by its name."""
    return value.attribute_id if value.attribute_id in shop.lists.all("option") else ""


def ensured_choices(shop, products):
    """Return the ``Choices`` of products; attributes and values that the shop lacks are made."""
    attributes = [
        value for product in products for variant in product.variants if variant.active for value in variant.attributes
    ]
    attributes = [value for value in attributes if value.value_id not in shop.lists.all("option_value")]
    options = ensured(shop, OPTION, [("", value.attribute) for value in attributes if not option_of(shop, value)])
    wanted = []
    for value in attributes:
        own = option_of(shop, value)
        ids = [own] if own else options.ids.get(("", name_key(value.attribute)), ())
        # Of namesakes none gets a new value: which one is meant is only known with the product.
        wanted += [(id, value.value) for id in ids if len(ids) == 1]
    return Choices(options, ensured(shop, VALUE, wanted), shop)


def has_choices(product):
    """Tell whether a product's variants are told apart by values."""
    return any(variant.attributes for variant in product.variants)


def is_sold(product):
    """Tell whether a product is to be seen: one of which no variant is active is not."""
    return product.active and (not product.variants or any(variant.active for variant in product.variants))


def check_variants(product):
    """Check what the shop would take without a word, and what it would refuse when the product is there already.

    :raises Rejected: two variants share a reference or their values, or one lacks a value; a code is not taken
    """
    active = [variant for variant in product.variants if variant.active]
    for variant in active:
        variant_codes(variant)
    codes = [variant.code for variant in active if variant.code]
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        raise Rejected(f"Two variants share the reference {twice}.", system=SYSTEM, field="variants")
    attributes = {value.attribute for variant in active for value in variant.attributes}
    keys = set()
    for variant in active:
        key = frozenset((name_key(value.attribute), name_key(value.value)) for value in variant.attributes)
        if key in keys:
            raise Rejected(f"Two variants are {name_of(variant)}.", system=SYSTEM, field="variants")
        if len(variant.attributes) != len(attributes):
            message = f"The variant {name_of(variant)} has not one value for each attribute."
            raise Rejected(message, system=SYSTEM, field="variants")
        keys.add(key)


def variant_codes(variant):
    """Return the fields by which a variant is known.

    :raises Rejected: the shop does not take one
    """
    try:
        fields = {"reference": checked_code(variant.code)}
        if variant.tells("barcode"):
            fields["ean13"] = checked_barcode(variant.barcode)
        if variant.tells("supplier_code"):
            fields["supplier_reference"] = checked_code(variant.supplier_code, "supplier_code")
    except Rejected as exc:
        message = f"The variant {name_of(variant)}: {exc.message}"
        raise Rejected(message, system=SYSTEM, field="variants") from None
    return fields


def name_of(variant):
    """Return how a variant is named in a sentence and in ``Result.part_ids``."""
    return variant.code or ", ".join(value.text for value in variant.attributes) or variant.id
