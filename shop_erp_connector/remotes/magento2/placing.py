"""The categories of a product, written.

Links that are sent are added to those that the product has. The shop leaves out a category where the attribute
``category_ids`` and the links name the same shorter list: then there is nothing to merge with, and it costs no call of
its own. Some releases merged all the same (magento2#14038, #25646), so the answer is looked at; what is still there is
taken away by one call each.
"""

from ..errors import NotFound, Rejected
from .rows import SYSTEM
from .wire import segment


def with_categories(product, row, body):
    """Return a product's body with the categories it is to be in; those that nobody speaks of stay.

    :param row: the product in the shop, None for a new one
    :raises Rejected: a category is no number
    """
    present = _present(row) if row is not None else {}
    wanted = [id for id in dict.fromkeys((*product.category_ids, product.category_id)) if id]
    for id in wanted:
        if not id.isdigit():
            raise Rejected(f"The shop has no category {id}.", system=SYSTEM, field="category_ids")
    removed = _removed(product) & present.keys()
    new = [id for id in wanted if id not in present]
    if not new and not removed:
        return body
    ids = [*(id for id in present if id not in removed), *new] if removed else new
    links = [{"position": present.get(id, 0), "category_id": id} for id in ids]
    extension = {**body.get("extension_attributes", {}), "category_links": links}
    if not removed:
        return body | {"extension_attributes": extension}
    custom = [*body.get("custom_attributes", ()), {"attribute_code": "category_ids", "value": ids}]
    return body | {"extension_attributes": extension, "custom_attributes": custom}


def taken_out(shop, product, row):
    """Take a saved product out of the categories that the shop has left it in; return a sentence where that is not
    possible.

    :param row: the product as the shop has answered
    """
    left = sorted(_removed(product) & _present(row).keys(), key=int)
    sku = row.text("sku")
    if left and "/" in sku:
        return f"{sku} stays in the categories {', '.join(left)}: web servers refuse addresses with its slash."
    for id in left:
        try:
            shop.wire.write("DELETE", f"/categories/{id}/products/{segment(sku)}", safe=True)
        except NotFound:
            continue
    return ""


def _removed(product):
    return set(product.removed_category_ids) - {product.category_id, *product.category_ids}


def _present(row):
    """Return ``{category id: place of the product in it}``."""
    links = row.extension.rows("category_links")
    return {link.text("category_id"): int(link.amount_or_zero("position")) for link in links}
