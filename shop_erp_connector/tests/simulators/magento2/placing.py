"""Which categories a product is in.

What is saved are the categories that the attribute ``category_ids`` names (without it those the product has) and the
links of the body; an empty list of links takes all away. The attribute alone takes nothing away before 2.3.2, because
the links that the product has are merged with it then. Where ``merges_categories`` is on, nothing ever goes.
"""

from .failures import ApiError, internal, no_product
from .web import route


def place(shop, row, data):
    """Save the categories of a product from a body that may say nothing of them."""
    extension = data.get("extension_attributes") or {}
    links, named = extension.get("category_links"), _named(data)
    if links is None and named is None:
        return
    present = {one["category_id"]: one["position"] for one in row["category_links"]}
    keeps = present if named is None or shop.merges_categories else {}
    keeps = keeps | {id: present.get(id, 0) for id in named or ()}
    if links is None:
        # Before 2.3.2, and where the body holds other extension attributes, the present links are merged.
        links = [] if shop.version_number >= (2, 3, 2) and not extension else row["category_links"]
        saved = keeps | {one["category_id"]: one["position"] for one in links}
    else:
        saved = keeps | {str(one["category_id"]): one.get("position", 0) for one in links} if links else {}
    for id in saved:
        if int(id) not in shop.store.rows["category"]:
            raise internal(int(id))
    row["category_links"] = [{"position": position, "category_id": id} for id, position in saved.items()]


@route("DELETE", "/categories/{}/products/{}", "Magento_Catalog::categories")
def take_out(shop, _call, number, sku):
    """Take one product out of one category."""
    row = shop.store.product(sku)
    if row is None:
        raise no_product()
    kept = [one for one in row["category_links"] if one["category_id"] != str(number)]
    if len(kept) == len(row["category_links"]):
        raise ApiError(400, "The category doesn't contain the specified product.")
    row["category_links"] = kept
    return True


def _named(data):
    """Return the categories that the attribute names, None where it is not there."""
    for custom in data.get("custom_attributes") or ():
        if custom["attribute_code"] == "category_ids":
            return [str(id) for id in custom.get("value") or ()]
    return None
