"""Other products that a product names: accessories, and what is in a pack. Known by code here, by id there."""

from dataclasses import dataclass, field

#: Characters of a reference that a filter would take for its own.
_SPECIAL = set("|,[]%")


@dataclass(slots=True)
class Codes:
    """References of products and combinations.

    :param products: ``{product id: reference}``; :param combinations: ``{combination id: (product id, reference)}``
    :param divided: ids of products that have combinations
    :param nameless: ids of products shown beside that have no reference
    """

    products: dict = field(default_factory=dict)
    combinations: dict = field(default_factory=dict)
    divided: frozenset = frozenset()
    nameless: frozenset = frozenset()

    def of(self, product_id, combination_id="0"):
        """Return the reference of a product or of one of its combinations, "" for one that is not there."""
        if combination_id in self.combinations:
            return self.combinations[combination_id][1]
        return self.products.get(product_id, "")

    def variant_id(self, code):
        """Return the variant that has a reference, "" where none or more than one has it."""
        found = [f"{product_id}-{id}" for id, (product_id, text) in self.combinations.items() if text == code]
        found += [f"{id}-0" for id, text in self.products.items() if text == code and id not in self.divided]
        return found[0] if len(found) == 1 else ""

    def product_ids(self, code):
        """Return the ids of the products with a reference."""
        return [id for id, text in self.products.items() if text == code]


def is_askable(code):
    """Tell whether a reference can be asked for as it is: some characters mean something in a filter."""
    return bool(code) and not set(code) & _SPECIAL


def codes_of_rows(shop, rows):
    """Return the ``Codes`` of what products of the shop name: at most two calls for a page, none where none does."""
    parts = [part for row in rows for part in row.associated("product_bundle")]
    ids = {part.text("id") for part in parts} | {id for row in rows for id in row.associated_ids("accessories")}
    known = {row.id: row.text("reference") for row in rows}
    missing = ids - known.keys()
    if missing:
        found = shop.wire.rows_by("products", "id", missing, display="[id,reference]")
        known |= {row.id: row.text("reference") for row in found}
    combination_ids = {part.optional("id_product_attribute") for part in parts} - {"", "0"}
    return Codes(known, _combinations(shop, "id", combination_ids))


def codes_of_documents(shop, products, current):
    """Return the ``Codes`` of what documents name by code: one call for products, one for parts that are variants.

    And one for what the shop shows beside them by now: what has no reference there no document can name.

    :param current: ``{product id: row}`` of the products in the shop
    """
    parts = {one.code for product in products for one in product.components if not one.variant_id}
    beside = {code for product in products for code in product.accessory_codes}
    codes = [code for code in parts | beside if is_askable(code)]
    display = "[id,reference,combinations[id]]"
    rows = shop.wire.rows_by("products", "reference", codes, display=display) if codes else ()
    combinations = _combinations(shop, "reference", [code for code in parts if is_askable(code)])
    divided = frozenset(row.id for row in rows if row.associated("combinations"))
    changing = [
        current[product.id] for product in products if product.tells("accessory_codes") and product.id in current
    ]
    held = {id for row in changing for id in row.associated_ids("accessories")} - {row.id for row in rows}
    others = shop.wire.rows_by("products", "id", held, display="[id,reference]") if held else ()
    nameless = frozenset(row.id for row in others if not row.text("reference"))
    return Codes({row.id: row.text("reference") for row in rows}, combinations, divided, nameless)


def _combinations(shop, name, values):
    if not values:
        return {}
    rows = shop.wire.rows_by("combinations", name, values, display="[id,id_product,reference]")
    return {row.id: (row.text("id_product"), row.text("reference")) for row in rows}
